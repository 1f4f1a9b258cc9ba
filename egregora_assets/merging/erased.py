"""Removes people who were erased from an export: what they sent, and their names in what others wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.language.own_notices import find_own_lines, find_own_notices
from egregora_assets.merging.chat_rows import replace_column
from egregora_assets.merging.lost_commands import list_lost_commands
from egregora_assets.readers.exports import Export
from egregora_assets.readers.messages import ParsedChat, values

HidePeople = Callable[[Sequence[str], Sequence[str], Sequence[str], Sequence[str]], list[str]]
"""Takes names of the erased, what they wrote, names of those who stay, texts of those; returns the texts without the
erased."""
_MAX_FRONT, _MAX_WORDS = 100, 6
_BEFORE_COLON = re.compile(r"(?:\][ \u202f]?|[-–—] )([^:\n]{1,100}):")
_POSSESSIVE = re.compile(r"['’]s$")
_FIXED = ("author_name", "kind")
"""Text columns that nobody wrote."""


def hide_erased(export: Export, erased: Collection[str], hide_people: HidePeople) -> tuple[Export, int]:
    """The export without the erased, and the number of their messages that were left out.

    Args:
        erased: names of the erased, as the export has them.
    """
    chat, rows = _leave_lines(export.chat, erased), export.chat.messages
    spoken = pc.is_in(rows["author_name"], value_set=pa.array(sorted(erased), pa.string()))
    is_theirs = _add_notes(chat, _add_notices(rows, values(spoken), erased))
    theirs, kept = rows.filter(is_theirs), rows.filter(pc.invert(is_theirs))
    others = sorted({n for n in values(pc.unique(kept["author_name"].drop_null())) if n not in erased})
    sent = set(values(theirs["attachment_name"].drop_null())) - set(values(kept["attachment_name"].drop_null()))
    attachments = [file for file in export.attachments if file[0] not in sent]
    stay = [place for place, is_gone in enumerate(values(is_theirs)) if not is_gone]
    columns = {f.name: values(kept[f.name]) for f in rows.schema if f.type == pa.string() and f.name not in _FIXED}
    texts = {t for column in columns.values() for t in column if t is not None}
    texts |= {*(file[0] for file in attachments), *values(chat.rejected["text"])}
    texts |= {export.file_name, export.title or "", chat.title or ""}
    texts |= set(chat.relations.list_earlier_texts(stay)) if chat.relations else set()
    distinct = sorted(texts)
    hidden = hide_people(sorted(erased), values(rows.filter(spoken)["text"]), others, distinct)
    after = dict(zip(distinct, hidden, strict=True))
    for name, cells in columns.items():
        kept = replace_column(kept, name, [None if c is None else after[c] for c in cells])
    remaining = replace(
        chat,
        messages=kept,
        rejected=replace_column(chat.rejected, "text", [after[t] for t in values(chat.rejected["text"])]),
        relations=chat.relations.select(stay, erased, after) if chat.relations else None,
        report=replace(chat.report, message_count=kept.num_rows),
        title=after[chat.title] if chat.title else chat.title,
        mentioned_names=tuple(n for n in chat.mentioned_names if n not in erased),
    )
    return (
        replace(
            export,
            chat=remaining,
            file_name=after[export.file_name],
            title=after[export.title] if export.title else export.title,
            attachments=tuple((after[name], digest, size) for name, digest, size in attachments),
        ),
        theirs.num_rows,
    )


def _leave_lines(chat: ParsedChat, erased: Collection[str]) -> ParsedChat:
    """The chat without the rejected lines that may be of the erased."""
    lines = chat.rejected
    gone = set(find_own_lines(values(lines["line_number"]), values(lines["text"]), erased))
    if not gone:
        return chat
    kept = lines.take(pa.array([place for place in range(lines.num_rows) if place not in gone], pa.int64()))
    return replace(chat, rejected=kept, report=replace(chat.report, rejected_line_count=kept.num_rows))


def list_possible_names(chat: ParsedChat) -> set[str]:
    """What may be the names of those of whom notices tell, or who wrote what could not be read.

    Those are the first words of notices, and what stands before a colon in rejected lines.
    """
    messages = chat.messages
    unread = {name.strip() for text in values(chat.rejected["text"]) for name in _BEFORE_COLON.findall(text)}
    notices = values(pc.unique(messages.filter(pc.is_null(messages["author_name"]))["text"]))
    words = (text[:_MAX_FRONT].split("\n")[0].strip("\u200e\u200f~ ").split()[:_MAX_WORDS] for text in notices)
    fronts = (" ".join(found[:count]) for found in words for count in range(1, len(found) + 1))
    return unread | {name for front in fronts for name in (front, front.rstrip(":,"), _POSSESSIVE.sub("", front))}


def _add_notices(rows: pa.Table, is_theirs: list[bool], erased: Collection[str]) -> pa.Array[Any]:
    """Which messages are of the erased: those that they sent, and the notices that belong to them."""
    names = {n for n in values(pc.unique(rows["author_name"].drop_null())) if n not in erased}
    for place in find_own_notices(values(rows["author_name"]), values(rows["text"]), erased, names):
        is_theirs[place] = True
    return pa.array(is_theirs, pa.bool_())


def _add_notes(chat: ParsedChat, is_theirs: pa.Array[Any]) -> pa.Array[Any]:
    """Which messages are of the erased, and which notes of others go with those."""
    gone = {str(place) for place, is_gone in enumerate(values(is_theirs)) if is_gone}
    if not gone:
        return is_theirs
    columns = (values(chat.messages[name]) for name in ("author_name", "kind", "text"))
    rows = [(str(place), *row) for place, row in enumerate(zip(*columns, strict=True))]
    lost = set(list_lost_commands(rows, _list_answered(chat), gone))
    return pa.array([str(place) in gone or str(place) in lost for place in range(len(rows))], pa.bool_())


def _list_answered(chat: ParsedChat) -> dict[str, str]:
    """What messages answer, by places, as far as the export tells and has it."""
    if chat.relations is None:
        return {}
    places = {key: place for place, key in enumerate(chat.relations.keys) if key is not None}
    by_key = {row: places[key] for row, key in chat.relations.reply_keys.items() if key in places}
    return {str(row): str(to) for row, to in {**by_key, **chat.relations.reply_rows}.items()}
