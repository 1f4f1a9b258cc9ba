"""Google Chat: the archive of Takeout, one `messages.json` a space or direct message.

Source: exported files. Times are sentences in the language of the account, in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_shape import has_keys, read_shape
from egregora_assets.readers.programs.json_text import (
    JsonReader,
    Record,
    get_id,
    get_list,
    get_record,
    get_text,
    replace_unreadable,
)
from egregora_assets.readers.programs.moments import Moment, parse_iso_time
from egregora_assets.readers.programs.people import People
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.programs.sentences import parse_sentence
from egregora_assets.readers.relations import Reaction, count_reactions

_DELETED = ("deleted_date", "updated_date")


class GoogleChat:
    """Reads the Google Chat part of a Takeout archive."""

    name = "google_chat"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part begins like the messages of a space."""
        return next(_find_parts(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation a space, by folder; one for a single file.

        Raises:
            ExportMalformed: a part is no valid JSON.
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        chats = []
        for part in _find_parts(content):
            rows = ChatRows(People(), options.time_zone)
            folder = folder_name(part)
            title, seen, said = _read_facts(content, folder, rows), dict[str, int](), dict[_Said, int]()
            reader = JsonReader(content.text(part), self.name)
            for key in reader.members():
                if key == "messages":
                    rows.read_each(reader.items(), partial(_read_record, rows, content, folder, seen, said))
            chats.append(rows.finish(title, base_name(folder.rstrip("/"))))
        return chats


def _find_parts(content: ExportContent) -> Iterator[str]:
    return content.find_parts(_is_space, lambda name: base_name(name) == "messages.json")


def _is_space(head: str) -> bool:
    """Whether a JSON holds the messages of a space, by their keys."""
    shape = read_shape(head, "created_date", "topic_id", "message_state")
    return any(has_keys(shape, "/messages/*", key) for key in ("created_date", "topic_id", "message_state"))


def _read_facts(content: ExportContent, folder: str, rows: ChatRows) -> str:
    """Reads the title of a space, and adds its members."""
    name = f"{folder}group_info.json"
    if content.entry(name) is None:
        return ""
    reader, title = JsonReader(content.text(name), GoogleChat.name), ""
    for key in reader.members():
        if key == "name":
            title = get_text({key: reader.value()}, key)
        elif key == "members":
            for member in reader.items():
                author = _add_person(rows, member)
                rows.know(author or "")
    return title


def _add_person(rows: ChatRows, user: object) -> str | None:
    """Adds a user, and returns the name, with the first part of the address where it says more; None for nobody."""
    label, mail = get_text(user, "name"), get_text(user, "email")
    if not label and not mail:
        return None
    return rows.people.add(mail or f"named {label}", label, mail.partition("@")[0])


@dataclass(frozen=True)
class _Said:
    """What a quotation shows of the message that it quotes."""

    author: str
    text: str


def _read_record(
    rows: ChatRows, content: ExportContent, folder: str, seen: dict[str, int], said: dict[_Said, int], record: object
) -> str | None:
    """Adds a message, or returns why it cannot be read.

    Args:
        seen: how many files of each name came before.
        said: number of the last message by what a quotation shows of it.
    """
    if not isinstance(record, dict):
        return "not a record"
    is_deleted = get_text(record, "message_state") == "DELETED" or bool(get_record(record, "deletion_metadata"))
    dates = [_read_moment(record, k) for k in ("created_date", *(_DELETED if is_deleted else ()))]
    moment = next((m for m in dates if m is not None), None)
    if moment is None:
        return "no possible time"
    if not rows.is_new(get_id(record, "message_id")):
        return "an earlier record has its id"
    author = _add_person(rows, get_record(record, "creator"))
    if author is None and is_deleted:
        rows.add(Message(moment, None, "a message was deleted", message_id=get_id(record, "message_id")))
        return None
    if author is None:
        return "no author"
    if is_deleted:
        rows.add(Message(moment, author, "", "deleted", message_id=get_id(record, "message_id")))
        return None
    message_id, files = get_id(record, "message_id"), get_list(record, "attached_files")
    found = (_add_attachment(rows, f, content, folder, f"{message_id} {n}", seen) for n, f in enumerate(files))
    names = [name for name in found if name]
    text, place = get_text(record, "text"), _Said(author, get_text(record, "text"))
    number = rows.add(
        Message(
            moment,
            author,
            text,
            "text",
            names,
            "updated_date" in record,
            message_id,
            _find_answered(rows, record, said),
            _read_reactions(rows, record),
            _read_moment(record, "updated_date"),
        )
    )
    said[place] = number
    return None


def _read_moment(record: Record, key: str) -> Moment | None:
    """The instant in a field: a sentence, or what a tool made of it."""
    text = get_text(record, key)
    return parse_sentence(text) or parse_iso_time(text)


def _find_answered(rows: ChatRows, record: Record, said: dict[_Said, int]) -> str | int | None:
    """The answered message: the one that is quoted, else the first one of the topic."""
    quoted = get_record(record, "quoted_message_metadata")
    if quoted:
        author = _add_person(rows, get_record(quoted, "creator"))
        return said.get(_Said(author or "", get_text(quoted, "text")))
    space, _, rest = get_id(record, "message_id").partition("/")
    topic, _, own = rest.partition("/")
    return f"{space}/{topic}/{topic}" if own and own != topic else None


def _read_reactions(rows: ChatRows, record: Record) -> list[Reaction]:
    """The reactions of a message; people who are not known yet are only counted."""
    found = []
    for reaction in get_list(record, "reactions"):
        emoji = get_text(get_record(reaction, "emoji"), "unicode") or ":custom:"
        mails = [replace_unreadable(m) for m in get_list(reaction, "reactor_emails") if isinstance(m, str) and m]
        found += count_reactions(emoji, [n for m in mails if (n := rows.people.names.get(m))], len(mails))
    return found


def _add_attachment(
    rows: ChatRows, file: Record, content: ExportContent, folder: str, file_id: str, seen: dict[str, int]
) -> str:
    """Adds a file, and returns its name; the second file of a name is `name(1)` on disk, which no message says."""
    name = get_text(file, "export_name") or get_text(file, "original_name")
    if not name:
        return ""
    own_name = attachment_name(name, file_id)
    before = seen.get(name, 0)
    seen[name] = before + 1
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    on_disk = f"{stem}({before}){dot}{ending}" if before else name
    if content.entry(folder + on_disk) is not None:
        rows.attach(own_name, folder + on_disk)
    return own_name
