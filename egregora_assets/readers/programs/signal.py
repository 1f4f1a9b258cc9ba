"""Signal: the output of signal-export, a `data.json` for each conversation, with a message a line.

Source: signal-export's writer. It calls the owner of the device "Me".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import unquote

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_shape import has_keys, read_shape
from egregora_assets.readers.programs.json_text import JsonReader, get_list, get_text, replace_unreadable
from egregora_assets.readers.programs.moments import parse_iso_time
from egregora_assets.readers.programs.people import People
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message
from egregora_assets.readers.refusals import ExportMalformed
from egregora_assets.readers.relations import Reaction

_KEYS = {"date", "sender", "body", "quote", "reactions", "attachments"}
_NOBODY = ("", "No-Sender")


class Signal:
    """Reads the output of signal-export."""

    name = "signal"

    def recognise(self, content: ExportContent) -> bool:
        """Whether the first line of a part is a message in signal-export's format."""
        return next(_find_parts(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation a part, with the folder as title; by folder.

        Raises:
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        chats = []
        for part in _find_parts(content):
            rows, said = ChatRows(People(), options.time_zone), dict[str, int]()
            records = _split_records(content.text(part))
            rows.read_each(records, partial(_read_record, rows, content, folder_name(part), said))
            chats.append(rows.finish(base_name(folder_name(part).rstrip("/"))))
        return chats


def _find_parts(content: ExportContent) -> Iterator[str]:
    return content.find_parts(_is_message, lambda name: base_name(name) == "data.json")


def _is_message(head: str) -> bool:
    """Whether the first record is a message, on a line of its own or in another layout."""
    shape = read_shape(head, "sender")
    return any(has_keys(shape, place, *_KEYS) for place in ("", "/*"))


def _split_records(text: str) -> Iterator[object]:
    """The records: a line each, or one list of all, or objects over several lines as other tools write them."""
    first = text.lstrip("\ufeff \r\n\t").partition("\n")[0].strip()
    if first.startswith("[") or first in ("{", "") or not first.endswith("}"):
        yield from JsonReader(text, Signal.name).items_or_values()
    else:
        yield from (line for line in text.split("\n") if line.strip())


def _read_record(rows: ChatRows, content: ExportContent, folder: str, said: dict[str, int], line: object) -> str | None:
    """Adds a message, or returns why it cannot be read.

    Args:
        said: number of the last message by text; a quotation shows nothing else of the answered message.
    """
    try:
        record = JsonReader(line, Signal.name).value() if isinstance(line, str) else line
    except ExportMalformed:
        return "not a record"
    if not isinstance(record, dict):
        return "not a record"
    moment, sender = parse_iso_time(record.get("date")), get_text(record, "sender")
    if moment is None:
        return "no possible time"
    text = get_text(record, "body").strip()
    if sender in _NOBODY:
        rows.add(Message(moment, None, text))
        return None
    author = rows.people.add(sender, sender)
    if record.get("deleted") is True:
        rows.add(Message(moment, author, "", "deleted"))
    elif record.get("call") is True:
        rows.add(Message(moment, author, "", "call"))
    else:
        names = [n for n in (_add_attachment(rows, a, content, folder) for a in get_list(record, "attachments")) if n]
        kind = "media" if record.get("sticker") or names else "text"
        quoted = said.get(_strip_quote(get_text(record, "quote")))
        number = rows.add(
            Message(moment, author, text, kind, names, reply_to=quoted, reactions=_read_reactions(rows, record))
        )
        if text:
            said[text] = number
    return None


def _strip_quote(quote: str) -> str:
    """The text of a quotation without the marks before its lines."""
    return "\n".join(line.removeprefix("> ") for line in quote.strip().split("\n")).strip()


def _read_reactions(rows: ChatRows, record: Mapping[str, object]) -> list[Reaction]:
    """The reactions, which are pairs of name and emoji."""
    pairs = [r for r in get_list(record, "reactions") if isinstance(r, list) and len(r) > 1]
    cleaned = [
        (replace_unreadable(r[0]), replace_unreadable(r[1]))
        for r in pairs
        if isinstance(r[0], str) and isinstance(r[1], str)
    ]
    return [Reaction(rows.people.add(who, who), emoji) for who, emoji in cleaned if who and emoji]


def _add_attachment(rows: ChatRows, file: object, content: ExportContent, folder: str) -> str:
    """Adds a file, and returns its name: made of the message's time, so the same in every export."""
    path = unquote(get_text(file, "path")).removeprefix("./")
    name = base_name(path) or get_text(file, "name")
    if content.entry(folder + path) is not None:
        rows.attach(name, folder + path)
    return name
