"""Removes people who were erased from an export: what they sent, and their names in what others wrote."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.merging.chat_rows import replace_column
from egregora_assets.readers.exports import Export
from egregora_assets.readers.messages import values

HidePeople = Callable[[Sequence[str], Sequence[str], Sequence[str], Sequence[str]], list[str]]
"""Takes names of the erased, what they wrote, names of those who stay, texts of those; returns the texts without the
erased."""
_FIXED = ("author_name", "kind")
"""Text columns that nobody wrote."""


def hide_erased(export: Export, erased: Collection[str], hide_people: HidePeople) -> tuple[Export, int]:
    """The export without the erased, and the number of their messages that were left out.

    Args:
        erased: names of the erased, as the export has them.
    """
    chat, rows = export.chat, export.chat.messages
    is_theirs = pc.is_in(rows["author_name"], value_set=pa.array(sorted(erased), pa.string()))
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
    hidden = hide_people(sorted(erased), values(theirs["text"]), others, distinct)
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
