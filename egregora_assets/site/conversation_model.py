"""The conversation as values: days, messages, replies and reactions."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a page shows it. `clock` is the local hour, `14h`; a notice has no person."""

    message_id: str
    chat_id: str
    person_id: str | None
    clock: str
    kind: str
    text: str
    is_edited: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A message that another one answers: its id, local day and author."""

    message_id: str
    day: dt.date
    person_id: str


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: its range of the conversation's rows."""

    day: dt.date
    start: int
    stop: int

    @property
    def message_count(self) -> int:
        """How many messages the day has."""
        return self.stop - self.start


@dataclass(frozen=True)
class Conversation:
    """The messages by local day, chat and time. Rows stay in Arrow until the page of a day is made.

    Args:
        rows: message_id, chat_id, person_id, day, clock, kind, text, is_edited; sorted.
        days: the days, ascending, covering all rows.
        media: media ids by message id, in their order.
        answers: what a message answers, by message id.
        reactions: emoji with the number of people, by message id, in their order.
        programs: person_ids of bots and bridges, whose lines are shown and who are no people.
    """

    rows: pa.Table
    days: tuple[Day, ...]
    media: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, Answered] = field(default_factory=dict)
    reactions: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    programs: frozenset[str] = frozenset()

    def get_rows(self, day: Day) -> pa.Table:
        """The rows of a day, in order."""
        return self.rows.slice(day.start, day.message_count)

    def get_span(self, chat_id: str, first: dt.date, last: dt.date) -> pa.Table:
        """The rows of a chat on some days, by person: notices and the lines of programs are not among them."""
        begin = bisect_left(self.days, first, key=lambda d: d.day)
        end = bisect_right(self.days, last, key=lambda d: d.day)
        if begin >= end:
            return self.rows.slice(0, 0)
        start = self.days[begin].start
        rows = self.rows.slice(start, self.days[end - 1].stop - start)
        rows = rows.filter((pc.field("chat_id") == chat_id) & pc.field("person_id").is_valid())
        return rows.filter(~pc.field("person_id").isin(sorted(self.programs))) if self.programs else rows

    def read_texts(self, day: Day) -> list[str]:
        """The texts of a day, in order."""
        return [str(text) for text in self.get_rows(day)["text"].to_pylist()]


def serialize_rows(rows: pa.Table) -> bytes:
    """Rows as bytes that differ for any two tables that differ."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return sink.getvalue().to_pybytes()


def read_messages(rows: bytes) -> list[Message]:
    """The messages that were serialized, in order."""
    with pa.ipc.open_stream(rows) as stream:
        table = stream.read_all()
    columns = ("message_id", "chat_id", "person_id", "clock", "kind", "text", "is_edited")
    return [Message(*values) for values in zip(*(table[c].to_pylist() for c in columns), strict=True)]
