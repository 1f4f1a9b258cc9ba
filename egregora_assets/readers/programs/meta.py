"""Messenger and Instagram: the JSON of "download your information", and that of end-to-end encrypted conversations.

Source: the files themselves. In the older layout every byte of UTF-8 is written as a character of its own; it is put
together again where that gives text, and left as it is where it does not. Newest messages come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import re2

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_text import JsonReader, Record, list_in, record_in, text_in
from egregora_assets.readers.programs.moments import moment_of_number
from egregora_assets.readers.programs.people import People, isolated
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message
from egregora_assets.readers.relations import Reaction

_PLAIN = re2.compile(r'(?s)^\s*\{\s*"participants"\s*:\s*\[\s*\{\s*"name"\s*:.*?"messages"\s*:\s*\[')
_ENCRYPTED = re2.compile(r'(?s)^\s*\{\s*"participants"\s*:\s*\[\s*".*?"threadName"\s*:.*?"messages"\s*:\s*\[')
_SENDER = re2.compile(r'"(?:sender_name|senderName)"\s*:|"messages"\s*:\s*\[\s*\]')
_FILES = ("photos", "videos", "audio_files", "files", "gifs", "media")


@dataclass(frozen=True)
class Meta:
    """Reads exports of Messenger, or of Instagram."""

    name: str = "messenger"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part is a conversation in one of the two layouts."""
        return next(self._parts(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """A conversation a thread, by its path; parts of one are joined."""
        threads: dict[str, _Thread] = {}
        for part in self._parts(content):
            found = _Part(JsonReader(content.text(part), self.name))
            thread = threads.setdefault(found.key or folder_name(part), _Thread(ChatRows(People(), options.time_zone)))
            thread.take(found, content, folder_name(part))
        return [threads[k].rows.finish(threads[k].title, k) for k in sorted(threads)]

    def _parts(self, content: ExportContent) -> Iterator[str]:
        is_instagram = any("instagram" in name.casefold() for name in content.names) and content.archive is not None
        if is_instagram != (self.name == "instagram"):
            return
        for name in sorted(content.names):
            if content.archive and not name.casefold().endswith(".json"):
                continue
            head = content.head_text(name)
            if (_PLAIN.match(head) or _ENCRYPTED.match(head)) and _SENDER.search(head):
                yield name


class _Part:
    """One file of a thread, with its facts read before its messages are taken."""

    def __init__(self, reader: JsonReader) -> None:
        self.facts: Record = {}
        self.messages: list[object] = []
        for key in reader.members():
            if key == "messages":
                self.messages.extend(reader.items())
            elif key in ("participants", "title", "thread_path", "threadName"):
                self.facts[key] = reader.value()

    @property
    def key(self) -> str:
        """The thread's own id; empty where there is none."""
        return text_in(self.facts, "thread_path") or text_in(self.facts, "threadName")

    @property
    def participants(self) -> list[str]:
        """The names of those who take part."""
        found = list_in(self.facts, "participants")
        return [mended(text_in(p, "name")) if isinstance(p, dict) else text_in({"name": p}, "name") for p in found]


def mended(text: str) -> str:
    """A text whose bytes were written as characters, put together; any other text as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


@dataclass
class _Thread:
    """One conversation while it is read."""

    rows: ChatRows
    title: str = ""

    def take(self, part: _Part, content: ExportContent, folder: str) -> None:
        """Takes the messages of a file, oldest first."""
        self.title = self.title or mended(text_in(part.facts, "title"))
        for name in part.participants:
            if name:
                self.rows.know(self.rows.people.add(name, name))
        for record in reversed(part.messages):
            self.rows.begin()
            reason = self._refused(record, content, folder)
            if reason:
                self.rows.reject(record, reason)

    def _refused(self, record: object, content: ExportContent, folder: str) -> str | None:
        if not isinstance(record, dict):
            return "not a record"
        moment = moment_of_number(record.get("timestamp_ms", record.get("timestamp")), per_second=1000)
        if moment is None:
            return "no possible time"
        is_encrypted = "senderName" in record
        sender = text_in(record, "senderName") if is_encrypted else mended(text_in(record, "sender_name"))
        if not sender:
            return "no author"
        author = self.rows.people.add(sender, sender)
        text = text_in(record, "text") if is_encrypted else mended(text_in(record, "content"))
        if record.get("is_unsent") is True or record.get("isUnsent") is True:
            self.rows.add(Message(moment, author, "", "deleted"))
        elif "call_duration" in record or text_in(record, "type") == "Call":
            self.rows.add(Message(moment, author, "", "call"))
        elif text_in(record, "type") in ("Subscribe", "Unsubscribe"):
            users = [mended(text_in(u, "name")) for u in list_in(record, "users")]
            done = "added" if text_in(record, "type") == "Subscribe" else "removed"
            names = ", ".join(isolated(self.rows.people.add(u, u)) for u in users if u)
            self.rows.add(Message(moment, None, f"{isolated(author)} {done} {names}".strip()))
        else:
            names_of_files = self._files(record, content, folder)
            said = _with_link(text, record)
            # Nothing at all is something that the program left out.
            kind = "media" if names_of_files or not said else "text"
            reactions = self._reactions(record, is_encrypted)
            self.rows.add(Message(moment, author, said, kind, names_of_files, reactions=reactions))
        return None

    def _reactions(self, record: Record, is_encrypted: bool) -> list[Reaction]:
        """Who put which sign."""
        found = []
        for reaction in list_in(record, "reactions"):
            actor, emoji = text_in(reaction, "actor"), text_in(reaction, "reaction")
            if actor and emoji:
                who = actor if is_encrypted else mended(actor)
                found.append(Reaction(self.rows.people.add(who, who), emoji if is_encrypted else mended(emoji)))
        return found

    def _files(self, record: Record, content: ExportContent, folder: str) -> list[str]:
        """The message's files; the program gives them names that stay."""
        paths = [text_in(f, "uri") for key in _FILES for f in list_in(record, key)]
        paths.append(text_in(record_in(record, "sticker"), "uri"))
        names = []
        for path in (p for p in paths if p):
            name, near = base_name(path), folder + "/".join(path.split("/")[-2:])
            for part in (near, path.removeprefix("./"), folder + path.removeprefix("./")):
                if content.entry(part) is not None:
                    self.rows.attach(name, part)
            names.append(name)
        return names


def _with_link(text: str, record: Record) -> str:
    """The text with what was shared, unless it is in it."""
    share = record_in(record, "share")
    link, said = text_in(share, "link"), mended(text_in(share, "share_text"))
    parts = [text, *(p for p in (said, link) if p and p not in text)]
    return "\n".join(p for p in parts if p)
