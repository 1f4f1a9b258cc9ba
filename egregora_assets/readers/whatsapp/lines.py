"""Scans the bytes of a file for headers: where each record begins, its stamp, its author, its body.

Works piece by piece on arrays of offsets; only lines with a new shape of header become Python objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from egregora_assets.readers.whatsapp.headers import SPACES, Layout, list_first_bytes
from egregora_assets.readers.whatsapp.shapes import (
    MAX_SHAPE_BYTES,
    MAY_FOLLOW,
    Shape,
    find_header,
    make_shape,
    read_digits,
    read_header,
    zero_digits,
)

PIECE_BYTES = 2 << 20
MAX_SHAPES = 64
"""Shapes that are compared with every line; lines of other shapes are read one by one."""
MAX_HEADER_BYTES = 2048
Places = npt.NDArray[np.int64]
_LF, _CR, _COLON, _SPACE = 10, 13, 58, 32
_LONG_AUTHOR = {
    "dash": re.compile(rb"[^:\n]++(?::(?![ \r\n]|\Z)[^:\n]*+)*+(?=:)"),
    "bracket": re.compile(rb"[^:\r\n]++(?::(?![ \r\n]|\xe2\x80[\x8e\x8f]|\Z)[^:\r\n]*+)*+(?=:)"),
}
_LONG_AUTHOR["colon"] = _LONG_AUTHOR["dash"]


@dataclass
class Headers:
    """Headers of one piece, in file order; offsets are in bytes from the beginning of the file.

    Attributes:
        starts: begin of the line; stops: begin of author or body.
        authors: end of the author; equal to `stops` where there is none.
        bodies: begin of the body.
        lines: line numbers, from 1.
        openings, date_forms, clock_forms: codes of texts with zeros for digits.
        dates, clocks: the digits as numbers.
    """

    starts: Places
    stops: Places
    authors: Places
    bodies: Places
    lines: Places
    openings: Places
    date_forms: Places
    dates: Places
    clock_forms: Places
    clocks: Places


class Forms(dict[str, int]):
    """Numbers for distinct texts, in order of appearance."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


class Scan:
    """Finds the headers of one file.

    Attributes:
        forms: texts of the codes: openings, dates, clocks.
        stray_count: replacement characters, which stand for unreadable bytes.
    """

    def __init__(self, utf8: Any, layout: Layout) -> None:
        self._raw, self._layout = utf8, layout
        self._bytes = np.frombuffer(utf8, np.uint8)
        self._shapes: list[Shape] = []
        self._end_of_line = layout.end_of_line.encode()
        self._may_begin = np.isin(np.arange(256), list_first_bytes(layout.style))
        self._line = 1
        self.forms = (Forms(), Forms(), Forms())
        self.stray_count = 0

    def find_headers(self) -> Iterator[Headers]:
        """The headers, piece by piece; pieces without a header are left out."""
        start, size, end_of_line = 0, len(self._raw), self._end_of_line
        while start < size:
            cut = min(start + PIECE_BYTES, size)
            is_long = False
            if cut < size:
                found = self._raw.rfind(end_of_line, start, cut)
                is_long = found < 0
                if is_long:
                    found = self._raw.find(end_of_line, cut - len(end_of_line) + 1)
                cut = size if found < 0 else found + len(end_of_line)
            headers = self._read_long_line(start, cut) if is_long else self._read_piece(start, cut)
            if len(headers.starts):
                yield headers
            start = cut

    def _read_long_line(self, start: int, stop: int) -> Headers:
        """The header of a line that is longer than a piece."""
        match = self._find(start)
        starts, stops, *codes = self._read_one_by_one([(start, match)] if match else [])
        authors, bodies = stops.copy(), stops.copy()
        for row, at in enumerate(stops.tolist()):
            found = _LONG_AUTHOR[self._layout.style].match(self._raw, at, stop)
            if found:
                authors[row] = found.end()
                bodies[row] = found.end() + (2 if self._raw[found.end() + 1 : found.end() + 2] == b" " else 1)
        lines = np.full(len(starts), self._line, np.int64)
        for at in range(start, stop, PIECE_BYTES):
            piece = self._bytes[at : min(at + PIECE_BYTES, stop)]
            self._line += int(np.count_nonzero(piece == _LF))
            self.stray_count += _count_replacements(piece)
        return Headers(starts, stops, authors, bodies, lines, *codes)

    def _read_piece(self, start: int, stop: int) -> Headers:
        """The headers of whole lines."""
        window = self._bytes[start : stop + MAX_SHAPE_BYTES]
        missing = stop + MAX_SHAPE_BYTES - start - len(window)
        window = np.concatenate((window, np.zeros(missing, np.uint8))) if missing else window
        piece = window[: stop - start]
        breaks = np.flatnonzero(piece == _LF)
        ends = breaks[breaks < len(piece) - 1]
        if len(self._end_of_line) == 2:
            ends = ends[(piece[ends - 1] == _CR) & (ends > 0)]
        begins = np.concatenate(([0], ends + 1))
        begins = begins[self._may_begin[piece[begins]]]
        starts, stops, *codes = self._read_headers(window, begins, start)
        authors, bodies = self._find_authors(window, piece, breaks, stops - start)
        lines = self._line + np.searchsorted(breaks, starts - start)
        self._line += len(breaks)
        self.stray_count += _count_replacements(piece)
        return Headers(starts, stops, authors + start, bodies + start, lines, *codes)

    def _read_headers(self, window: npt.NDArray[np.uint8], begins: Places, offset: int) -> tuple[Places, ...]:
        """The headers among lines: starts, stops and codes (as in `Headers`), in file order."""
        self._forget_rare_shapes()
        windows = np.lib.stride_tricks.sliding_window_view(window, MAX_SHAPE_BYTES)
        found: list[tuple[Places, ...]] = []
        left = begins
        for known in self._shapes:
            left = self._take_shape(known, windows, left, offset, found)
        singles: list[tuple[int, re.Match[str]]] = []
        while len(left):
            at = int(left[0]) + offset
            match = self._find(at)
            left = left[1:]
            if match is None:
                continue
            shape = None if len(self._shapes) == MAX_SHAPES else self._new_shape(at, match)
            if shape is None:
                singles.append((at, match))
                continue
            self._shapes.append(shape)
            left = self._take_shape(shape, windows, np.append(left, at - offset), offset, found)
        if singles or not found:
            found.append(self._read_one_by_one(singles))
        joined = tuple(np.concatenate(columns) for columns in zip(*found, strict=True))
        if (np.diff(joined[0]) < 0).any():
            order = np.argsort(joined[0], kind="stable")
            joined = tuple(column[order] for column in joined)
        return joined

    def _find(self, at: int) -> re.Match[str] | None:
        """The header at a place, if there is one."""
        stop = self._raw.find(b"\n", at, at + MAX_HEADER_BYTES)
        return find_header(self._raw[at : stop if stop >= 0 else at + MAX_HEADER_BYTES], self._layout)

    def _new_shape(self, at: int, match: re.Match[str]) -> Shape | None:
        """The shape of a header; None if the header could have matched more of what follows it."""
        stop = at + len(match[0].encode())
        is_open = match[0][-1] not in SPACES and self._raw[stop : stop + 1] in MAY_FOLLOW
        return None if is_open else make_shape(match, self._layout)

    def _forget_rare_shapes(self) -> None:
        """Sorts the shapes by frequency, and makes room for new ones."""
        self._shapes.sort(key=lambda shape: -shape.count)
        if len(self._shapes) == MAX_SHAPES:
            del self._shapes[MAX_SHAPES // 2 :]

    def _take_shape(
        self,
        shape: Shape,
        windows: npt.NDArray[np.uint8],
        left: Places,
        offset: int,
        found: list[tuple[Places, ...]],
    ) -> Places:
        """Adds the headers of one shape to `found`, and returns the other lines."""
        if not len(left):
            return left
        width = len(shape.masks) * 8 + (8 if shape.is_open else 0)
        lines = np.ascontiguousarray(windows[:, :width][left])
        hit = shape.match(lines, lines.view(np.uint64))
        count = int(np.count_nonzero(hit))
        if not count:
            return left
        shape.count += count
        lines, starts = (lines, left) if count == len(left) else (lines[hit], left[hit])
        opening, date, clock = (
            form[text] for form, text in zip(self.forms, (shape.opening, shape.date, shape.clock), strict=True)
        )
        found.append(
            (
                starts + offset,
                starts + (offset + shape.stop),
                np.full(count, opening, np.int64),
                np.full(count, date, np.int64),
                shape.number(shape.date_digits, lines),
                np.full(count, clock, np.int64),
                shape.number(shape.clock_digits, lines),
            )
        )
        return left[~hit]

    def _read_one_by_one(self, matches: list[tuple[int, re.Match[str]]]) -> tuple[Places, ...]:
        """Headers of rare or too long shapes, as the columns that `_take_shape` adds."""
        columns: list[tuple[int, ...]] = []
        openings, dates, clocks = self.forms
        for at, match in matches:
            header = read_header(match, self._layout)
            columns.append(
                (
                    at,
                    at + header.stop,
                    openings[header.opening],
                    dates[zero_digits(header.date)],
                    read_digits(header.date),
                    clocks[zero_digits(header.clock)],
                    read_digits(header.clock),
                )
            )
        return tuple(np.array(columns, np.int64).reshape(-1, 7).T)

    def _find_authors(
        self, window: npt.NDArray[np.uint8], piece: npt.NDArray[np.uint8], breaks: Places, stops: Places
    ) -> tuple[Places, Places]:
        """The ends of authors (their begins, where there is none) and the begins of bodies.

        An author ends at the first colon before a blank or the line's end, unless it is the line's first character.
        """
        colons = np.flatnonzero(piece == _COLON)
        after = window[colons + 1]
        ends_author = (after == _SPACE) | (after == _LF) | (after == _CR) | (after == 0)
        is_bracket = self._layout.style == "bracket"
        if is_bracket:
            third = window[colons + 3]
            is_mark = (after == 0xE2) & (window[colons + 2] == 0x80) & ((third == 0x8E) | (third == 0x8F))
            ends_author |= is_mark
        colons = np.append(colons[ends_author], len(piece))
        limits = np.append(breaks, len(piece))
        limit = limits[np.searchsorted(limits, stops)]
        if is_bracket:
            returns = np.append(np.flatnonzero(piece == _CR), len(piece))
            limit = np.minimum(limit, returns[np.searchsorted(returns, stops)])
        colon = colons[np.searchsorted(colons, stops)]
        has_author = (colon < limit) & (window[stops] != _COLON)
        authors = np.where(has_author, colon, stops)
        bodies = np.where(has_author, colon + 1 + (window[np.minimum(colon + 1, len(window) - 1)] == _SPACE), stops)
        return authors, bodies


def _count_replacements(piece: npt.NDArray[np.uint8]) -> int:
    """The number of replacement characters."""
    places = np.flatnonzero(piece == 0xEF)
    places = places[places + 2 < len(piece)]
    return int(np.count_nonzero((piece[places + 1] == 0xBF) & (piece[places + 2] == 0xBD)))
