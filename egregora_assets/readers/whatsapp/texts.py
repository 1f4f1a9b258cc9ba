"""The bodies of a file as Arrow pieces, and the search in their bytes.

Only bodies that are read or changed become Python objects. Those that may be more than plain text are found on the
bytes of many bodies at once: the patterns decide; the checks before them only have to let every body through that the
patterns match.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.readers.whatsapp.headers import MAX_LINE, Layout, list_first_bytes
from egregora_assets.readers.whatsapp.vocabulary import load_vocabulary

TEXT = pa.large_string()
_MARK_CLASS = "\\x{200e}\\x{200f}\\x{061c}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}\\x{feff}"
_LOOK_IOS = rf"[<{_MARK_CLASS}]|^\s*$"
_LOOK_ANDROID = (
    rf"[<{_MARK_CLASS}]|^\s*$|^null\s*$|\.[0-9A-Za-z]{{2,5}}[^0-9A-Za-z\n]{{1,4}}[(（]|-WA[0-9]+[^\n]{{1,8}}[(（]"
    r"|maps\.google\.com|goo\.gl/maps|google\.com/maps|maps\.apple|foursquare\.com|^[^\n:：]{2,40}[:：]\s*\n"
)
_MARK_SAMPLE = 5000
WINDOW_BYTES = 1 << 20
PAD = 4
Bytes = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.intp]
_MAY_BEGIN = np.isin(np.arange(256), list_first_bytes())
_IS_SPACE = np.isin(np.arange(256), list(b" \t\n\r\f\v"))
_ENDS_LINE = np.isin(np.arange(256), list(b": \t\r\f\v\x9a"))
_FOLDED = {"s": "ſ", "k": "\u212a"}
"""Letters that case-insensitive patterns match besides upper and lower case."""


class Bodies:
    """A column of texts that grows by pieces; single rows can be replaced."""

    def __init__(self) -> None:
        self._pieces: list[pa.Array[Any]] = []
        self._starts: list[int] = [0]
        self._changed: dict[int, str] = {}

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, row: int) -> str:
        changed = self._changed.get(row)
        if changed is not None:
            return changed
        at = bisect_right(self._starts, row) - 1
        text: str = self._pieces[at][row - self._starts[at]].as_py()
        return text

    def __setitem__(self, row: int, text: str) -> None:
        self._changed[row] = text

    def append(self, piece: pa.Array[Any]) -> None:
        """Adds rows (large strings)."""
        if len(piece):
            self._pieces.append(piece)
            self._starts.append(self._starts[-1] + len(piece))

    def head(self, count: int) -> list[str]:
        """The first rows."""
        return [self[row] for row in range(min(count, len(self)))]

    def pieces(self) -> Iterator[tuple[int, pa.Array[Any]]]:
        """Number of the first row, and rows, piece by piece, with the replaced ones."""
        self._apply_changes()
        yield from zip(self._starts, self._pieces, strict=False)

    def take_pieces(self) -> Iterator[tuple[int, pa.Array[Any]]]:
        """As `pieces`, but empties the column: each piece is freed when the next is asked for."""
        self._apply_changes()
        starts, pieces = self._starts, self._pieces[::-1]
        self._pieces, self._starts = [], [0]
        for start in starts[:-1]:
            yield start, pieces.pop()

    def keep(self, mask: npt.NDArray[np.bool_]) -> None:
        """Drops the rows where the mask is false."""
        pieces = [piece.filter(pa.array(mask[start : start + len(piece)])) for start, piece in self.take_pieces()]
        for piece in pieces:
            self.append(piece)

    def has_marks(self) -> bool:
        """Whether any of the first bodies has a direction mark."""
        left = _MARK_SAMPLE
        for _, piece in self.pieces():
            if pc.any(pc.match_substring_regex(piece.slice(0, left), f"[{_MARK_CLASS}]")).as_py():
                return True
            left -= len(piece)
            if left <= 0:
                break
        return False

    def search(self, *needles: tuple[bytes, int]) -> Iterator[tuple[int, str]]:
        """The rows that contain some bytes, in order.

        Args:
            needles: bytes, of which one is enough; and the index of the rarest of each.
        """
        for start, piece in self.pieces():
            rows = np.unique(np.concatenate([_find_rows_with(piece, *needle) for needle in needles]))
            for row, body in zip(rows.tolist(), read_rows(piece, rows), strict=True):
                yield start + row, body

    def match(self, pattern: str) -> Iterator[tuple[int, str]]:
        """The rows that match a pattern of RE2, in order."""
        for start, piece in self.pieces():
            rows = np.flatnonzero(pc.match_substring_regex(piece, pattern).to_numpy(zero_copy_only=False))
            for row, body in zip(rows.tolist(), read_rows(piece, rows), strict=True):
                yield start + row, body

    def find_likely_lines(self) -> Iterator[tuple[int, str]]:
        """The lines in bodies, except the first, that may begin a message, each with its row; long ones are cut."""
        for first, piece in self.pieces():
            offsets, data = read_offsets(piece)
            for begin, window in _iterate_windows(data):
                places = np.flatnonzero(window[:-PAD] == 0x0A)
                places = places[_MAY_BEGIN[window[places + 1]]] + begin
                rows = _locate_rows(places, offsets)
                stops = offsets[rows + 1]
                for row, start, stop in zip(rows.tolist(), (places + 1).tolist(), stops.tolist(), strict=True):
                    if start < stop:
                        line = data[start : min(stop, start + 4 * MAX_LINE)].tobytes()
                        yield first + row, line.decode("utf-8", "ignore")

    def _apply_changes(self) -> None:
        """Puts the replaced rows into their pieces."""
        rows = sorted(self._changed)
        at = 0
        for number, (start, piece) in enumerate(zip(self._starts, self._pieces, strict=False)):
            stop = at
            while stop < len(rows) and rows[stop] < start + len(piece):
                stop += 1
            if stop > at:
                mask = np.zeros(len(piece), np.bool_)
                mask[np.array(rows[at:stop]) - start] = True
                texts = pa.array([self._changed[row] for row in rows[at:stop]], TEXT)
                self._pieces[number] = pc.replace_with_mask(piece, pa.array(mask), texts)
            at = stop
        self._changed = {}


def read_rows(texts: pa.Array[Any], rows: npt.NDArray[np.intp]) -> list[str]:
    """Some rows of a piece as Python strings."""
    found: Any = _take_rows(texts, rows).to_pylist()
    return list(found)


def _take_rows(texts: pa.Array[Any], rows: npt.NDArray[np.intp]) -> pa.Array[Any]:
    index: Any = pa.array(rows)
    return texts.take(index)


def read_offsets(texts: pa.Array[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """The offsets at which the texts of a piece start (and the last one ends), and the bytes."""
    buffers: Any = texts.buffers()
    offsets = np.frombuffer(buffers[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(buffers[2], np.uint8) if buffers[2] is not None else np.empty(0, np.uint8)
    return offsets - offsets[0], data[offsets[0] : offsets[-1]]


def _locate_rows(places: npt.NDArray[np.intp], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """The rows that contain offsets of a piece's bytes."""
    return np.searchsorted(offsets, places, side="right") - 1


@cache
def _compile_phrases() -> tuple[str, pa.Array[Any]]:
    """A pattern for the beginnings of bodies that are more than text, and the whole bodies that are."""
    words = load_vocabulary()
    return rf"{_LOOK_ANDROID}|^(?i:{'|'.join(map(re.escape, words.beginnings))})", pa.array(words.whole_bodies, TEXT)


@cache
def _list_first_words() -> npt.NDArray[np.uint32]:
    """The first four bytes of every phrase and beginning, in every case; sorted."""
    words = load_vocabulary()
    found = {phrase.encode()[:4] for phrase in words.whole_bodies} | {b"null"}
    for beginning in words.beginnings:
        cases = ({c, c.lower(), c.upper(), c.title(), _FOLDED.get(c.lower(), c)} for c in beginning[:4])
        found |= {"".join(letters).encode()[:4] for letters in itertools.product(*cases)}
    return np.unique(np.frombuffer(b"".join(sorted(found)), np.uint32))


@cache
def _list_first_pairs() -> npt.NDArray[np.bool_]:
    """Which numbers are the first two bytes of a phrase."""
    return np.isin(np.arange(1 << 16), _list_first_words() & 0xFFFF)


def find_special_rows(piece: pa.Array[Any], layout: Layout, are_marks_usual: bool) -> Rows:
    """The rows whose body may be more than plain text, in order."""
    offsets, data = read_offsets(piece)
    by_marks = layout.style == "bracket" and are_marks_usual
    is_likely = _find_blank(offsets, data)
    if not by_marks:
        is_likely[_find_phrase_rows(offsets, data)] = True
    for start, window in _iterate_windows(data):
        places = [
            _find_marks(window),
            np.flatnonzero(window[:-PAD] == 0x3C),
            *([] if by_marks else _find_shapes(window)),
        ]
        is_likely[_locate_rows(np.concatenate(places) + start, offsets)] = True
    rows = np.flatnonzero(is_likely)
    some = _take_rows(piece, rows)
    if by_marks:
        mask = pc.match_substring_regex(some, _LOOK_IOS)
    else:
        pattern, phrases = _compile_phrases()
        mask = pc.or_(pc.match_substring_regex(some, pattern), pc.is_in(pc.utf8_rtrim(some, " \t\r\n."), phrases))
    looked_at: Rows = rows[mask.to_numpy(zero_copy_only=False)]
    return looked_at


def _iterate_windows(data: Bytes) -> Iterator[tuple[int, Bytes]]:
    """The bytes in windows: begin, and bytes with `PAD` more of the next window (or zeros)."""
    for start in range(0, len(data), WINDOW_BYTES):
        window = data[start : start + WINDOW_BYTES + PAD]
        missing = min(PAD, start + WINDOW_BYTES + PAD - len(data))
        yield start, np.append(window, np.zeros(missing, np.uint8)) if missing > 0 else window


def _find_marks(window: Bytes) -> Rows:
    """Offsets of possible direction marks."""
    quotes = np.flatnonzero(window[:-PAD] == 0xE2)
    second = window[quotes + 1]
    quotes = quotes[(second == 0x80) | (second == 0x81)]
    third = window[quotes + 2]
    is_mark = (third == 0x8E) | (third == 0x8F) | ((third >= 0xA6) & (third <= 0xAE))
    letters = np.flatnonzero(window[:-PAD] == 0xD8)
    others = np.flatnonzero(window[:-PAD] == 0xEF)
    return np.concatenate((quotes[is_mark], letters[window[letters + 1] == 0x9C], others[window[others + 1] == 0xBB]))


def _find_blank(offsets: npt.NDArray[np.int64], data: Bytes) -> npt.NDArray[np.bool_]:
    """Which rows are empty or begin with a blank."""
    is_blank: npt.NDArray[np.bool_] = offsets[1:] == offsets[:-1]
    rows = np.flatnonzero(~is_blank)
    is_blank[rows] = _IS_SPACE[data[offsets[rows]]]
    return is_blank


def _find_shapes(window: Bytes) -> tuple[Rows, ...]:
    """Offsets of possible parentheses, addresses of maps, and ends of lines with a colon."""
    inside = window[:-PAD]
    wide = np.flatnonzero(inside == 0xEF)
    dots = np.flatnonzero(inside == 0x2E)
    after = window[dots + 1]
    ends = np.flatnonzero(window[1 : 1 - PAD] == 0x0A)
    return (
        np.flatnonzero(inside == 0x28),
        wide[window[wide + 1] == 0xBC],
        dots[(after == ord("c")) | (after == ord("g")) | (after == ord("a"))],
        ends[_ENDS_LINE[inside[ends]]],
    )


def _find_phrase_rows(offsets: npt.NDArray[np.int64], data: Bytes) -> Rows:
    """Rows with the first four bytes of a phrase of the application."""
    rows = np.flatnonzero(np.diff(offsets) >= 4)
    starts = offsets[:-1][rows]
    if not len(starts):
        return rows
    pairs = data[starts].astype(np.uint16) | (data[starts + 1].astype(np.uint16) << 8)
    is_likely = _list_first_pairs()[pairs]
    rows, starts = rows[is_likely], starts[is_likely]
    firsts = np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(data, 4)[starts]).view(np.uint32)[:, 0]
    known: Rows = rows[np.isin(firsts, _list_first_words())]
    return known


def _find_rows_with(piece: pa.Array[Any], needle: bytes, rare: int) -> Rows:
    """The rows that contain some bytes.

    Args:
        rare: index of the rarest of the bytes.
    """
    (offsets, data), found = read_offsets(piece), [np.empty(0, np.intp)]
    for start, window in _iterate_windows(data):
        found.append(np.flatnonzero(window[:-PAD] == needle[rare]) + (start - rare))
    places = np.concatenate(found)
    places = places[(places >= 0) & (places + len(needle) <= len(data))]
    for at, byte in enumerate(needle):
        places = places[data[places + at] == byte]
    rows = _locate_rows(places, offsets)
    return np.unique(rows[places + len(needle) <= offsets[rows + 1]])
