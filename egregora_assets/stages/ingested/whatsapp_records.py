"""A file cut into records: date, clock, author and body as written, found by one narrow pattern in one pass.

Dates, clocks and authors are held as codes into lists of distinct values, so that each is understood once, however
often it occurs.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from egregora_assets.stages.ingested.decoding import DecodedBytes, count_stray
from egregora_assets.stages.ingested.whatsapp_dates import (
    IMPOSSIBLE,
    ClockReader,
    DateFields,
    OrderDecision,
    day_numbers,
    read_fields,
)
from egregora_assets.stages.ingested.whatsapp_headers import Layout

MAX_REJECTED = 10_000
"""So many lines that belong to no message are kept one by one."""
_count_breaks = operator.methodcaller("count", "\n")
Ints = npt.NDArray[np.int32]


class Codes(dict[str | None, int]):
    """Numbers for distinct values, in order of appearance."""

    def __missing__(self, value: str | None) -> int:
        self[value] = number = len(self)
        return number

    def of(self, values: Iterable[str | None]) -> Ints:
        """The values' numbers; new values get the next ones."""
        return np.fromiter(map(self.__getitem__, values), np.int32)


@dataclass
class Records:
    """The records of one file, in file order, before their meaning is known.

    Attributes:
        bodies: what follows the author, with marks and line breaks as written.
        openings, dates, clocks, authors: codes into the lists of distinct values of the same name.
        lines: line number of each record's first line, from 1.
        preamble: lines before the first record, with their numbers.
        stray_count: characters that stand for bytes that could not be read.
    """

    bodies: list[str] = field(default_factory=list)
    openings: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    dates: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    clocks: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    authors: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    lines: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    distinct_openings: list[str] = field(default_factory=list)
    distinct_dates: list[str] = field(default_factory=list)
    distinct_clocks: list[str] = field(default_factory=list)
    distinct_authors: list[str | None] = field(default_factory=list)
    preamble: list[tuple[int, str]] = field(default_factory=list)
    stray_count: int = 0
    misplaced_count: int = 0

    def __len__(self) -> int:
        return len(self.bodies)


def split_records(decoded: DecodedBytes, layout: Layout) -> Records:
    """Every record of a file: a line is the beginning of a record or belongs to the record above.

    Args:
        decoded: the file's bytes.
        layout: how this file writes the beginning of a record.
    """
    records = Records()
    codes = [Codes() for _ in range(4)]
    columns: list[list[Ints]] = [[], [], [], []]
    for text in _texts(decoded, layout, records):
        pieces = layout.splitter.split(text)
        if records.bodies:
            records.bodies[-1] += pieces[0]
        elif "\n" in pieces[0]:
            _reject(records, pieces[0].partition("\n")[2])
        for column, code, start in zip(columns, codes, layout.groups, strict=True):
            column.append(code.of(pieces[start::5]))
        records.bodies += pieces[5::5]
    arrays = [np.concatenate(c) if c else np.empty(0, np.int32) for c in columns]
    records.openings, records.dates, records.clocks, records.authors = arrays
    records.distinct_openings, records.distinct_dates, records.distinct_clocks = (
        [str(v) for v in code] for code in codes[:3]
    )
    records.distinct_authors = list(codes[3])
    breaks = np.fromiter(map(_count_breaks, records.bodies), np.int64, len(records.bodies)) + 1
    before = sum(t.count("\n") + 1 for _, t in records.preamble)
    records.lines = before + 1 + np.concatenate(([0], np.cumsum(breaks)[:-1])) if len(breaks) else breaks
    return records


def _reject(records: Records, text: str, number: int | None = None) -> None:
    """Adds lines to the preamble; from `MAX_REJECTED` on, the rest as if it were one."""
    room = max(0, MAX_REJECTED - len(records.preamble))
    first = number or sum(t.count("\n") + 1 for _, t in records.preamble) + 1
    records.preamble += list(enumerate(text.split("\n", room), first))


def _texts(decoded: DecodedBytes, layout: Layout, records: Records) -> Iterator[str]:
    """Pieces of the file, each with the line end that stands before it and without the one behind it."""
    for text in decoded.chunks(layout.end_of_line):
        records.stray_count += count_stray(text)
        yield text


def first_dates(records: Records) -> list[DateFields | None]:
    """The distinct dates of a file as numbers; None where a date has not three of them."""
    return [read_fields(text) for text in records.distinct_dates]


def stamp_records(
    records: Records, fields: list[DateFields | None], decision: OrderDecision, layout: Layout
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Local seconds since 1970 and whether seconds are given, for each record; records whose stamp is impossible are
    put back into the message above (or, if there is none, into the preamble).

    Returns: two arrays as long as the records that stay.
    """
    days = day_numbers(fields, decision.order)[records.dates]
    reader = ClockReader(layout)
    clocks = [reader.read(text) for text in records.distinct_clocks]
    seconds = np.array([IMPOSSIBLE if c is None else c[0] for c in clocks], np.int64)[records.clocks]
    has_seconds = np.array([c is not None and c[1] for c in clocks], np.bool_)[records.clocks]
    is_bad = (days == IMPOSSIBLE) | (seconds == IMPOSSIBLE)
    if is_bad.all():
        records.bodies = []
        return np.empty(0, np.int64), np.empty(0, np.bool_)
    if is_bad.any():
        keep = ~is_bad
        _put_back(records, np.flatnonzero(is_bad), keep, layout)
        days, seconds, has_seconds = days[keep], seconds[keep], has_seconds[keep]
    return days * 86_400 + seconds, has_seconds


def _put_back(records: Records, bad: npt.NDArray[np.intp], keep: npt.NDArray[np.bool_], layout: Layout) -> None:
    """Turn records with an impossible stamp into lines of the message above."""
    above = np.where(keep, np.arange(len(keep)), -1)
    above = np.maximum.accumulate(above)
    added: dict[int, list[str]] = {}
    for row in bad.tolist():
        author = records.distinct_authors[records.authors[row]]
        date, clock = records.distinct_dates[records.dates[row]], records.distinct_clocks[records.clocks[row]]
        stamp = f"{clock}{date}{'] ' if layout.style == 'bracket' else ' - '}" if layout.is_time_first else date + clock
        line = (
            records.distinct_openings[records.openings[row]]
            + stamp
            + ("" if author is None else f"{author}: ")
            + records.bodies[row]
        )
        target = int(above[row])
        if target < 0:
            _reject(records, line, int(records.lines[row]))
        else:
            added.setdefault(target, []).append(line)
    for target, lines in added.items():
        records.bodies[target] = "\n".join([records.bodies[target], *lines])
    records.misplaced_count = len(bad)
    records.bodies = list(itertools.compress(records.bodies, keep.tolist()))
    records.openings, records.dates = records.openings[keep], records.dates[keep]
    records.clocks, records.authors, records.lines = records.clocks[keep], records.authors[keep], records.lines[keep]
