"""Messenger and Instagram: the JSON of "download your information", and that of end-to-end encrypted conversations.

Source: exported files. The older layout writes every byte of UTF-8 as a character of its own; such text is repaired
where the bytes are valid UTF-8. Newest messages come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name, is_json
from egregora_assets.readers.programs.json_shape import has_keys, read_shape
from egregora_assets.readers.programs.json_text import JsonReader, Record, get_list, get_record, get_text
from egregora_assets.readers.programs.moments import parse_timestamp
from egregora_assets.readers.programs.people import People, isolate_name
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message
from egregora_assets.readers.relations import Reaction

_FILES = ("photos", "videos", "audio_files", "files", "gifs", "media")


@dataclass(frozen=True)
class Meta:
    """Reads exports of Messenger, or of Instagram."""

    name: str = "messenger"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part is a conversation in one of the two layouts."""
        return next(self._find_parts(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation a thread, by path; parts of one thread are joined.

        Raises:
            ExportMalformed: a part is no valid JSON.
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        threads: dict[str, _Thread] = {}
        for part in self._find_parts(content):
            found = _Part(JsonReader(content.text(part), self.name))
            thread = threads.setdefault(found.key or folder_name(part), _Thread(ChatRows(People(), options.time_zone)))
            thread.take(found, content, folder_name(part))
        return [threads[k].rows.finish(threads[k].title, k) for k in sorted(threads)]

    def _find_parts(self, content: ExportContent) -> Iterator[str]:
        is_instagram = any("instagram" in name.casefold() for name in content.names) and content.archive is not None
        if is_instagram != (self.name == "instagram"):
            return
        yield from content.find_parts(_is_thread, is_json)


def _is_thread(head: str) -> bool:
    """Whether a JSON is a thread, by the keys of its first messages, or by its own where it has none; a list is one."""
    shape = read_shape(head, "sender_name", "senderName", "participants")
    is_empty = "/participants" in shape and "/messages" in shape and "/messages/*" not in shape
    messages = [place for place in ("/messages/*", "/*") if place in shape]
    is_seen = "/participants" in shape and "/messages" in shape and '"sender_name"' in head
    return (
        is_empty
        or is_seen
        or any(
            has_keys(shape, place, "sender_name", "timestamp_ms") or has_keys(shape, place, "senderName", "timestamp")
            for place in messages
        )
    )


class _Part:
    """One file of a thread: its facts, and its messages newest first."""

    def __init__(self, reader: JsonReader) -> None:
        self.facts: Record = {}
        self.messages: list[object] = []
        if reader.peek() == "[":
            self.messages.extend(reader.items())
            return
        for key in reader.members():
            if key == "messages":
                self.messages.extend(reader.items())
            elif key in ("participants", "title", "thread_path", "threadName"):
                self.facts[key] = reader.value()

    @property
    def key(self) -> str:
        """The thread's id; empty where it has none."""
        return get_text(self.facts, "thread_path") or get_text(self.facts, "threadName")

    @property
    def participants(self) -> list[str]:
        """The names of the participants."""
        found = get_list(self.facts, "participants")
        return [
            repair_encoding(get_text(p, "name")) if isinstance(p, dict) else get_text({"name": p}, "name")
            for p in found
        ]


def repair_encoding(text: str) -> str:
    """The text with bytes that were written as characters decoded; any other text unchanged."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


@dataclass
class _Thread:
    """A conversation that is being read."""

    rows: ChatRows
    title: str = ""

    def take(self, part: _Part, content: ExportContent, folder: str) -> None:
        """Adds the messages of a file, oldest first."""
        self.title = self.title or repair_encoding(get_text(part.facts, "title"))
        for name in part.participants:
            if name:
                self.rows.know(self.rows.people.add(name, name))
        self.rows.read_each(reversed(part.messages), lambda record: self._read_record(record, content, folder))

    def _read_record(self, record: object, content: ExportContent, folder: str) -> str | None:
        if not isinstance(record, dict):
            return "not a record"
        moment = parse_timestamp(record.get("timestamp_ms", record.get("timestamp")), per_second=1000)
        if moment is None:
            return "no possible time"
        is_encrypted = "senderName" in record
        sender = get_text(record, "senderName") if is_encrypted else repair_encoding(get_text(record, "sender_name"))
        if not sender:
            return "no author"
        author = self.rows.people.add(sender, sender)
        text = get_text(record, "text") if is_encrypted else repair_encoding(get_text(record, "content"))
        if record.get("is_unsent") is True or record.get("isUnsent") is True:
            self.rows.add(Message(moment, author, "", "deleted"))
        elif "call_duration" in record or get_text(record, "type") == "Call":
            self.rows.add(Message(moment, author, "", "call"))
        elif get_text(record, "type") in ("Subscribe", "Unsubscribe"):
            users = [repair_encoding(get_text(u, "name")) for u in get_list(record, "users")]
            done = "added" if get_text(record, "type") == "Subscribe" else "removed"
            names = ", ".join(isolate_name(self.rows.people.add(u, u)) for u in users if u)
            self.rows.add(Message(moment, None, f"{isolate_name(author)} {done} {names}".strip()))
        else:
            names_of_files = self._add_files(record, content, folder)
            said = _add_link(text, record)
            # A message without any content is something that the program did not export.
            kind = "media" if names_of_files or not said else "text"
            reactions = self._read_reactions(record, is_encrypted)
            self.rows.add(Message(moment, author, said, kind, names_of_files, reactions=reactions))
        return None

    def _read_reactions(self, record: Record, is_encrypted: bool) -> list[Reaction]:
        """The reactions to a message."""
        found = []
        for reaction in get_list(record, "reactions"):
            actor, emoji = get_text(reaction, "actor"), get_text(reaction, "reaction")
            if actor and emoji:
                who = actor if is_encrypted else repair_encoding(actor)
                found.append(
                    Reaction(self.rows.people.add(who, who), emoji if is_encrypted else repair_encoding(emoji))
                )
        return found

    def _add_files(self, record: Record, content: ExportContent, folder: str) -> list[str]:
        """Adds the message's files, and returns their names, which are the same in every export."""
        paths = [get_text(f, "uri") for key in _FILES for f in get_list(record, key)]
        paths.append(get_text(get_record(record, "sticker"), "uri"))
        names = []
        for path in (p for p in paths if p):
            name, near = base_name(path), folder + "/".join(path.split("/")[-2:])
            for part in (near, path.removeprefix("./"), folder + path.removeprefix("./")):
                if content.entry(part) is not None:
                    self.rows.attach(name, part)
            names.append(name)
        return names


def _add_link(text: str, record: Record) -> str:
    """The text with the shared link and its words, unless it holds them."""
    share = get_record(record, "share")
    link, said = get_text(share, "link"), repair_encoding(get_text(share, "share_text"))
    parts = [text, *(p for p in (said, link) if p and p not in text)]
    return "\n".join(p for p in parts if p)
