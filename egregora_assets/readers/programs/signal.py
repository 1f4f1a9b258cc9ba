"""Signal: what the program signal-export writes, a `data.json` with a message a line for each conversation.

Source: signal-export's own writer. The owner of the device is called "Me" there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_text import JsonReader, list_in, readable, text_in
from egregora_assets.readers.programs.moments import moment_of_text
from egregora_assets.readers.programs.people import People
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message
from egregora_assets.readers.refusals import ExportMalformed
from egregora_assets.readers.relations import Reaction

_KEYS = {"date", "sender", "body", "quote", "reactions", "attachments"}
_NOBODY = ("", "No-Sender")


class Signal:
    """Reads what signal-export writes."""

    name = "signal"

    def recognise(self, content: ExportContent) -> bool:
        """Whether the first line of a part is a message as signal-export writes it."""
        return next(_parts_of(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """A conversation a part, called as its folder is; in order of the folders."""
        chats = []
        for part in _parts_of(content):
            rows, said = ChatRows(People(), options.time_zone), dict[str, int]()
            for line in content.text(part).split("\n"):
                if line.strip():
                    rows.begin()
                    reason = _refused(rows, line, content, folder_name(part), said)
                    if reason:
                        rows.reject(line, reason)
            chats.append(rows.finish(base_name(folder_name(part).rstrip("/"))))
        return chats


def _parts_of(content: ExportContent) -> Iterator[str]:
    for name in sorted(content.names):
        if content.archive and base_name(name) != "data.json":
            continue
        try:
            found = json.loads(content.head_text(name).partition("\n")[0])
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and found.keys() >= _KEYS:
            yield name


def _refused(rows: ChatRows, line: str, content: ExportContent, folder: str, said: dict[str, int]) -> str | None:
    """Takes a message; says why where it cannot.

    Args:
        said: by text the number of the last message with it: a quotation tells nothing else of what it quotes.
    """
    try:
        record = JsonReader(line, Signal.name).value()
    except ExportMalformed:
        return "not a record"
    if not isinstance(record, dict):
        return "not a record"
    moment, sender = moment_of_text(record.get("date")), text_in(record, "sender")
    if moment is None:
        return "no possible time"
    text = text_in(record, "body").strip()
    if sender in _NOBODY:
        rows.add(Message(moment, None, text))
        return None
    author = rows.people.add(sender, sender)
    if record.get("deleted") is True:
        rows.add(Message(moment, author, "", "deleted"))
    elif record.get("call") is True:
        rows.add(Message(moment, author, "", "call"))
    else:
        names = [n for n in (_attachment(rows, a, content, folder) for a in list_in(record, "attachments")) if n]
        kind = "media" if record.get("sticker") or names else "text"
        quoted = said.get(_quoted(text_in(record, "quote")))
        number = rows.add(
            Message(moment, author, text, kind, names, reply_to=quoted, reactions=_reactions(rows, record))
        )
        if text:
            said[text] = number
    return None


def _quoted(quote: str) -> str:
    """The text inside a quotation, without the marks before its lines."""
    return "\n".join(line.removeprefix("> ") for line in quote.strip().split("\n")).strip()


def _reactions(rows: ChatRows, record: Mapping[str, object]) -> list[Reaction]:
    """Who put which sign: pairs of a name and a sign."""
    pairs = [r for r in list_in(record, "reactions") if isinstance(r, list) and len(r) > 1]
    told = [(readable(r[0]), readable(r[1])) for r in pairs if isinstance(r[0], str) and isinstance(r[1], str)]
    return [Reaction(rows.people.add(who, who), emoji) for who, emoji in told if who and emoji]


def _attachment(rows: ChatRows, file: object, content: ExportContent, folder: str) -> str:
    """A file's name: the exporter makes it of the message's time, so it is the same in every export."""
    path = unquote(text_in(file, "path")).removeprefix("./")
    name = base_name(path) or text_in(file, "name")
    if content.entry(folder + path) is not None:
        rows.attach(name, folder + path)
    return name
