"""Splits a file into records: date, clock, author and body as written.

Dates, clocks and authors are codes into lists of distinct values, so that each value is interpreted once, however often
it occurs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from egregora_assets.readers.decoding import DecodedBytes
from egregora_assets.readers.whatsapp.clocks import read_clocks
from egregora_assets.readers.whatsapp.dates import (
    FIELDS,
    IMPOSSIBLE,
    DateFields,
    OrderDecision,
    convert_dates,
    fill_days,
)
from egregora_assets.readers.whatsapp.headers import Layout
from egregora_assets.readers.whatsapp.lines import Headers, Scan
from egregora_assets.readers.whatsapp.shapes import restore_digits
from egregora_assets.readers.whatsapp.texts import TEXT, Bodies

MAX_REJECTED = 10_000
"""Lines that belong to no message are kept one by one up to this number."""
NOT_BEGUN = "before the first message"
IMPOSSIBLE_STAMP = "begins with an impossible date or time"
Ints = npt.NDArray[np.int32]
_FORM = 10**12
"""A date's form and its digits are combined into one number."""


@dataclass
class Rejected:
    """Lines that belong to no message; beyond `MAX_REJECTED`, the rest as one.

    Attributes:
        preamble: the lines before the first message.
        others: number of the first line, text and reason.
    """

    preamble: str = ""
    others: list[tuple[int, str, str]] = field(default_factory=list)

    def list_lines(self) -> list[tuple[int, str, str]]:
        """Number, text and reason of each line, by number."""
        lines: list[tuple[int, str, str]] = []
        rest: list[str] = []
        given = [(1, self.preamble, NOT_BEGUN)] if self.preamble else []
        for number, text, reason in sorted(given + self.others):
            if len(lines) > MAX_REJECTED:
                rest.append(text)
            else:
                pieces = text.split("\n", MAX_REJECTED - len(lines))
                lines += [(at, piece, reason) for at, piece in enumerate(pieces, number)]
        if rest:
            number, text, reason = lines[-1]
            lines[-1] = (number, "\n".join([text, *rest]), reason)
        return lines


class Codes(dict[str | None, int]):
    """Numbers for distinct values, in order of appearance."""

    def __missing__(self, value: str | None) -> int:
        self[value] = number = len(self)
        return number

    def encode(self, values: Iterable[str | None]) -> Ints:
        """The numbers of values; new values get the next ones."""
        return np.fromiter(map(self.__getitem__, values), np.int32)


def _make_empty() -> Ints:
    return np.empty(0, np.int32)


@dataclass
class Records:
    """The records of one file, in file order, before they are interpreted.

    Attributes:
        bodies: text behind the author, with marks and line breaks as written.
        openings, dates, authors: codes into the lists of distinct values of the same name.
        clock_forms, clocks: codes into `distinct_clock_forms`, which have zeros for digits; the digits as a number.
        lines: line number of each record's first line, from 1.
        rejected: lines that belong to no message, with their numbers and the reason.
        stray_count: replacement characters, which stand for unreadable bytes.
        misplaced_count: records with a stamp that cannot be read.
    """

    bodies: Bodies = field(default_factory=Bodies)
    openings: Ints = field(default_factory=_make_empty)
    dates: Ints = field(default_factory=_make_empty)
    clock_forms: Ints = field(default_factory=_make_empty)
    clocks: Ints = field(default_factory=_make_empty)
    authors: Ints = field(default_factory=_make_empty)
    lines: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    distinct_openings: list[str] = field(default_factory=list)
    distinct_dates: list[str] = field(default_factory=list)
    distinct_clock_forms: list[str] = field(default_factory=list)
    distinct_authors: list[str | None] = field(default_factory=list)
    rejected: Rejected = field(default_factory=Rejected)
    stray_count: int = 0
    misplaced_count: int = 0

    def keep(self, mask: npt.NDArray[np.bool_]) -> None:
        """Drops the records where the mask is false."""
        self.bodies.keep(mask)
        for name in ("openings", "dates", "clock_forms", "clocks", "authors", "lines"):
            setattr(self, name, getattr(self, name)[mask])


def split_records(decoded: DecodedBytes, layout: Layout) -> Records:
    """Splits a file: each line begins a record or belongs to the record above.

    Args:
        decoded: the file's bytes.
        layout: format of the headers.
    """
    raw, end_of_line = decoded.utf8, layout.end_of_line.encode()
    end = len(raw) - (len(end_of_line) if raw.endswith(end_of_line) else 0)
    records, scan, authors = Records(), Scan(raw, layout), Codes()
    columns: list[tuple[npt.NDArray[Any], ...]] = []
    open_body: int | None = None
    for headers in scan.find_headers():
        if open_body is None:
            open_body = int(headers.bodies[0])
            if headers.starts[0]:
                records.rejected.preamble = str(raw[: headers.starts[0] - len(end_of_line)], "utf-8")
            starts, stops = headers.bodies[:-1], headers.starts[1:]
        else:
            starts, stops = np.append(open_body, headers.bodies[:-1]), headers.starts
        open_body = int(headers.bodies[-1])
        records.bodies.append(_copy_slices(raw, starts, stops - len(end_of_line)))
        dates = headers.date_forms * _FORM + headers.dates
        codes = _author_codes(raw, headers, authors)
        small = (c.astype(np.int32) for c in (headers.openings, headers.clock_forms, headers.clocks))
        columns.append((*small, codes, dates, headers.lines))
    records.stray_count = scan.stray_count
    if open_body is None:
        return records
    records.bodies.append(_copy_slices(raw, np.array([open_body]), np.array([max(open_body, end)])))
    joined: list[Any] = [np.concatenate(column) for column in zip(*columns, strict=True)]
    del columns
    records.openings, records.clock_forms, records.clocks, records.authors, dates, records.lines = joined
    records.distinct_openings, forms, records.distinct_clock_forms = (list(form) for form in scan.forms)
    found: Any = pa.array(dates).dictionary_encode()
    records.dates = found.indices.to_numpy()
    records.distinct_dates = [
        restore_digits(forms[date // _FORM], date % _FORM) for date in found.dictionary.to_pylist()
    ]
    records.distinct_authors = list(authors)
    return records


def _copy_slices(raw: Any, starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]) -> pa.Array[Any]:
    """The texts between offsets of a buffer of UTF-8, copied once as bytes.

    Args:
        starts, stops: in order, and without overlaps.
    """
    if not len(starts):
        return pa.array([], TEXT)
    places = np.empty(2 * len(starts), np.int64)
    places[::2], places[1::2] = starts, stops
    data: Any = pa
    views: Any = data.Array.from_buffers(TEXT, len(places) - 1, [None, data.py_buffer(places), data.py_buffer(raw)])
    texts: pa.Array[Any] = views.take(pa.array(np.arange(0, len(places), 2)))
    return texts


def _author_codes(raw: Any, headers: Headers, codes: Codes) -> Ints:
    """The codes of the authors of one piece; the code of None where there is no author."""
    found: Any = _copy_slices(raw, headers.stops, headers.authors).dictionary_encode()
    known = codes.encode(name or None for name in found.dictionary.to_pylist())
    of_rows: Ints = known[found.indices.to_numpy()]
    return of_rows


def stamp_records(
    records: Records, fields: list[DateFields | None], decision: OrderDecision, layout: Layout
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Interprets dates and clocks; a record with an impossible stamp is rejected.

    A date that is none in the file's order is read in another one, if it then lies between its neighbours.

    Returns: local seconds since 1970, and whether seconds are given, for each record that stays.
    """
    days = convert_dates(fields, decision.fields)[records.dates]
    seconds, has_seconds = read_clocks(records.distinct_clock_forms, records.clock_forms, records.clocks, layout)
    if (days == IMPOSSIBLE).any():
        fill_days(days, [convert_dates(fields, order)[records.dates] for order in FIELDS if order != decision.fields])
    is_bad = (days == IMPOSSIBLE) | (seconds == IMPOSSIBLE)
    if is_bad.all():
        records.bodies = Bodies()
        return np.empty(0, np.int64), np.empty(0, np.bool_)
    if is_bad.any():
        keep = ~is_bad
        _reject_records(records, np.flatnonzero(is_bad), layout)
        records.keep(keep)
        days, seconds, has_seconds = days[keep], seconds[keep], has_seconds[keep]
    return days * 86_400 + seconds, has_seconds


def _reject_records(records: Records, bad: npt.NDArray[np.intp], layout: Layout) -> None:
    """Keeps records with an impossible stamp as rejected lines."""
    for row in bad.tolist():
        author = records.distinct_authors[records.authors[row]]
        date = records.distinct_dates[records.dates[row]]
        clock = restore_digits(records.distinct_clock_forms[records.clock_forms[row]], int(records.clocks[row]))
        stamp = f"{clock}{date}{'] ' if layout.style == 'bracket' else ' - '}" if layout.is_time_first else date + clock
        line = (
            records.distinct_openings[records.openings[row]]
            + stamp
            + ("" if author is None else f"{author}: ")
            + records.bodies[row]
        )
        records.rejected.others.append((int(records.lines[row]), line, IMPOSSIBLE_STAMP))
    records.misplaced_count += len(bad)
