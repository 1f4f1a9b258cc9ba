"""Messages as columns of plain values, as comparing and joining exports needs them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from egregora_assets.readers.messages import values

MINUTE_US = 60_000_000
Content = tuple[int, str | None, str, str | None]
"""What a message is, apart from its number among equals: local minute, author, text, attachment."""


@dataclass
class Rows:
    """Messages as columns of plain values.

    Attributes:
        table: `MESSAGE_SCHEMA` columns (more may follow).
        minutes: local minute of each, counted from 1970.
    """

    table: pa.Table
    minutes: list[int] = field(init=False)
    authors: list[str | None] = field(init=False)
    texts: list[str] = field(init=False)
    attachments: list[str | None] = field(init=False)
    kinds: list[str] = field(init=False)

    def __post_init__(self) -> None:
        microseconds = self.table["local_time"].cast(pa.timestamp("us")).cast(pa.int64())
        self.minutes = [v // MINUTE_US for v in values(microseconds)]
        self.authors = values(self.table["author_name"])
        self.texts = values(self.table["text"])
        self.attachments = values(self.table["attachment_name"])
        self.kinds = values(self.table["kind"])

    def __len__(self) -> int:
        return len(self.minutes)

    def contents(self) -> list[Content]:
        """What each message is, apart from its number among equals."""
        return list(zip(self.minutes, self.authors, self.texts, self.attachments, strict=True))

    @property
    def span(self) -> tuple[int, int]:
        """First and last minute; an empty span for no messages."""
        return (min(self.minutes), max(self.minutes)) if self.minutes else (0, -1)


def number_equals(contents: Iterable[Content]) -> list[int]:
    """For each message how many equal ones came before it."""
    seen: dict[Content, int] = {}
    ordinals = []
    for content in contents:
        ordinal = seen.get(content, 0)
        ordinals.append(ordinal)
        seen[content] = ordinal + 1
    return ordinals
