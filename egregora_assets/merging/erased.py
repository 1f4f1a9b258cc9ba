"""An export without the people who were erased: nothing that they sent, and their names in nobody's words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.readers.messages import ParsedChat, values

Hidden = Callable[[Sequence[str], Sequence[str], Sequence[str], Sequence[str]], list[str]]
"""Names of the erased, what they wrote, names of those who stay, texts of those → the texts without the erased."""


_FIXED = ("author_name", "kind")
"""Columns of texts that are not what somebody wrote."""


@dataclass(frozen=True)
class LeftOver:
    """What is read of an export.

    Attributes:
        export_name: its file's name; titles: that and the conversation's title, by what they were.
        file_names: the attachments that stay, by the name in the export.
        left_out_count: messages that were left out.
    """

    chat: ParsedChat
    export_name: str
    titles: Mapping[str, str]
    file_names: Mapping[str, str]
    left_out_count: int


def without_erased(
    chat: ParsedChat, file_names: Iterable[str], erased: Collection[str], titles: tuple[str, str], hidden: Hidden
) -> LeftOver:
    """What is left of an export.

    Args:
        file_names: its attachments; erased: names of those who were erased, as the export has them.
        titles: the name of the export's file, and what the conversation is called; the second may be empty.
    """
    rows = chat.messages
    is_theirs = pc.is_in(rows["author_name"], value_set=pa.array(sorted(erased), pa.string()))
    theirs, kept = rows.filter(is_theirs), rows.filter(pc.invert(is_theirs))
    others = sorted({n for n in values(pc.unique(kept["author_name"].drop_null())) if n not in erased})
    sent = set(values(theirs["attachment_name"].drop_null())) - set(values(kept["attachment_name"].drop_null()))
    files = [name for name in file_names if name not in sent]
    columns = {f.name: values(kept[f.name]) for f in rows.schema if f.type == pa.string() and f.name not in _FIXED}
    told = [t for column in columns.values() for t in column if t is not None]
    told += [*files, *titles, chat.title or "", *values(chat.rejected["text"])]
    stay = [place for place, gone in enumerate(values(is_theirs)) if not gone]
    told += chat.relations.earlier_texts(stay) if chat.relations else []
    distinct = sorted(set(told))
    after = dict(zip(distinct, hidden(sorted(erased), values(theirs["text"]), others, distinct), strict=True))
    for name, cells in columns.items():
        kept = _with_column(kept, name, [None if c is None else after[c] for c in cells])
    rejected = _with_column(chat.rejected, "text", [after[t] for t in values(chat.rejected["text"])])
    left = replace(
        chat,
        messages=kept,
        rejected=rejected,
        relations=chat.relations.of_rows(stay, erased, after) if chat.relations else None,
        report=replace(chat.report, message_count=kept.num_rows),
        title=after[chat.title] if chat.title else chat.title,
        mentioned_names=tuple(n for n in chat.mentioned_names if n not in erased),
    )
    return LeftOver(
        left, after[titles[0]], {t: after[t] for t in titles}, {n: after[n] for n in files}, theirs.num_rows
    )


def _with_column(table: pa.Table, name: str, cells: list[Any]) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(place), pa.array(cells, table.schema.field(place).type))
