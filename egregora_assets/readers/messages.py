"""What every reader returns: one conversation as Arrow columns, the lines that could not be read, and a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.vault import INGESTED, REJECTED_LINES
from egregora_assets.readers.relations import Relations

DateOrder = Literal["DMY", "MDY", "YMD"]
"""The order of a date's fields. Year, day, month is recorded as `YMD`; its evidence says so."""

MESSAGE_SCHEMA = INGESTED.select_arrow_schema(
    "position",
    "local_time",
    "has_seconds",
    "sent_at",
    "author_name",
    "kind",
    "text",
    "attachment_name",
    "is_edited",
)
REJECTED_SCHEMA = REJECTED_LINES.select_arrow_schema("line_number", "text", "reason")


@dataclass(frozen=True)
class ReadOptions:
    """What the user knows about an export.

    Attributes:
        time_zone: IANA zone of the phone's clock.
        locale: such as `pt_BR`; decides the order of dates where the file leaves it open.
        order_hint: the date order of another export of the same phone; weaker than the locale and the file's evidence.
    """

    time_zone: str = "UTC"
    locale: str | None = None
    order_hint: DateOrder | None = None


@dataclass(frozen=True)
class ParseReport:
    """What was decided about a file and why: counts and closed vocabularies, nothing that a person wrote."""

    platform: str
    date_order: DateOrder
    date_order_evidence: str
    is_date_order_open: bool
    has_seconds: bool
    is_twelve_hour: bool
    language: str | None
    message_count: int
    kind_counts: dict[str, int]
    author_count: int
    rejected_line_count: int
    misplaced_stamp_count: int
    stray_character_count: int
    zero_byte_count: int
    dst_gap_count: int
    dst_overlap_count: int
    encoding: str = "utf-8"


@dataclass(frozen=True)
class ParsedChat:
    """One conversation as columns.

    Attributes:
        messages: `MESSAGE_SCHEMA`, one row a message in file order.
        rejected: `REJECTED_SCHEMA`, one row a line that belongs to no message.
        report: what was decided about the file.
        title: the conversation's title, if the content shows one.
        mentioned_names: names that mentions delimit exactly, by first appearance.
        relations: replies, reactions, edits and ids of messages, where the program exports them.
    """

    messages: pa.Table
    rejected: pa.Table
    report: ParseReport
    title: str | None
    mentioned_names: tuple[str, ...]
    relations: Relations | None = None


UNREAD = ParsedChat(
    MESSAGE_SCHEMA.empty_table(),
    REJECTED_SCHEMA.empty_table(),
    ParseReport("", "DMY", "", True, False, False, None, 0, {}, 0, 0, 0, 0, 0, 0, 0),
    None,
    (),
)
"""Stands for the conversation of an export that was not read yet."""


def values(column: Any) -> list[Any]:
    """A column's values as Python objects; the stubs of pyarrow make every one of them optional."""
    found: list[Any] = column.to_pylist()
    return found


def count_kinds(messages: pa.Table) -> dict[str, int]:
    """The number of messages of each kind, by kind."""
    counts = values(pc.value_counts(messages["kind"]))
    return dict(sorted((c["values"], c["counts"]) for c in counts))


def share_date_order(options: ReadOptions, reports: Iterable[ParseReport]) -> ReadOptions:
    """The options with the date order on which the exports that show theirs for certain agree, as a hint for others."""
    orders = {r.date_order for r in reports if not r.is_date_order_open}
    return replace(options, order_hint=orders.pop()) if len(orders) == 1 else options
