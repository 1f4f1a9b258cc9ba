"""The messages of an export or a conversation as lists of plain values, for comparing and joining."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

MINUTE_US = 60_000_000
Content = tuple[int, str | None, str, str | None]
"""Local minute, author, text and attachment of a message; equal messages are told apart by their number."""
_COLUMNS = ["author_name", "text", "attachment_name", "kind"]


@dataclass(frozen=True)
class Whole:
    """All messages of an export or a conversation of which only some are given.

    Attributes:
        minutes: their first and last local minute; instants: their first and last instant, in nanoseconds UTC.
        names: everybody who wrote one.
    """

    minutes: tuple[int, int]
    instants: tuple[int, int]
    names: frozenset[str]


@dataclass
class Rows:
    """Messages as lists, in the order of the table.

    Attributes:
        table: the columns of `MESSAGE_SCHEMA`; others may follow.
        whole: what the table is a part of; None where it is all.
        minutes: local minute of each message, counted from 1970.
    """

    table: pa.Table
    whole: Whole | None = None
    minutes: list[int] = field(init=False)
    authors: list[str | None] = field(init=False)
    texts: list[str] = field(init=False)
    attachments: list[str | None] = field(init=False)
    kinds: list[str] = field(init=False)

    def __post_init__(self) -> None:
        microseconds: Any = self.table["local_time"].cast(pa.timestamp("us")).cast(pa.int64())
        self.minutes = [v // MINUTE_US for v in microseconds.to_pylist()]
        columns: Any = self.table.select(_COLUMNS).to_pydict()
        self.authors, self.texts, self.attachments, self.kinds = columns.values()

    def __len__(self) -> int:
        return len(self.minutes)

    def contents(self) -> list[Content]:
        """The content of each message."""
        return list(zip(self.minutes, self.authors, self.texts, self.attachments, strict=True))

    @property
    def span(self) -> tuple[int, int]:
        """First and last minute of all; an empty span for no messages."""
        if self.whole:
            return self.whole.minutes
        return (min(self.minutes), max(self.minutes)) if self.minutes else (0, -1)

    @property
    def names(self) -> set[str]:
        """Everybody who wrote any of all."""
        return set(self.whole.names) if self.whole else {a for a in self.authors if a is not None}


def number_equals(contents: Iterable[Content]) -> list[int]:
    """For each message the number of equal ones before it."""
    seen: dict[Content, int] = {}
    ordinals = []
    for content in contents:
        ordinal = seen.get(content, 0)
        ordinals.append(ordinal)
        seen[content] = ordinal + 1
    return ordinals


def replace_column(table: pa.Table, name: str, cells: list[Any]) -> pa.Table:
    """The table with other values in a column of the same type."""
    field_ = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field_, pa.array(cells, field_.type))
