"""Finds bodies that may be more than plain text, on the bytes of many bodies at once.

The patterns decide; the checks before them only have to let every body through that the patterns match.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.readers.whatsapp.headers import MAX_LINE, Layout, list_first_bytes
from egregora_assets.readers.whatsapp.texts import TEXT, Bodies, locate_rows, read_offsets, take_rows
from egregora_assets.readers.whatsapp.vocabulary import load_vocabulary

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


def has_marks(bodies: Bodies) -> bool:
    """Whether any of the first bodies has a direction mark."""
    left = _MARK_SAMPLE
    for _, piece in bodies.pieces():
        if pc.any(pc.match_substring_regex(piece.slice(0, left), f"[{_MARK_CLASS}]")).as_py():
            return True
        left -= len(piece)
        if left <= 0:
            break
    return False


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
        is_likely[locate_rows(np.concatenate(places) + start, offsets)] = True
    rows = np.flatnonzero(is_likely)
    some = take_rows(piece, rows)
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


def find_rows_with(piece: pa.Array[Any], needle: bytes, rare: int) -> Rows:
    """The rows that contain some bytes.

    Args:
        rare: index of the rarest of the bytes.
    """
    offsets, data = read_offsets(piece)
    found = [np.empty(0, np.intp)]
    for start, window in _iterate_windows(data):
        places = np.flatnonzero(window[:-PAD] == needle[rare])
        found.append(places + (start - rare))
    places = np.concatenate(found)
    places = places[(places >= 0) & (places + len(needle) <= len(data))]
    for at, byte in enumerate(needle):
        places = places[data[places + at] == byte]
    rows = locate_rows(places, offsets)
    return np.unique(rows[places + len(needle) <= offsets[rows + 1]])


def find_likely_lines(bodies: Bodies) -> Iterable[str]:
    """The lines in bodies, except the first, that may begin a message; long ones are cut."""
    for _, piece in bodies.pieces():
        offsets, data = read_offsets(piece)
        for begin, window in _iterate_windows(data):
            places = np.flatnonzero(window[:-PAD] == 0x0A)
            places = places[_MAY_BEGIN[window[places + 1]]] + begin
            stops = offsets[locate_rows(places, offsets) + 1]
            for start, stop in zip((places + 1).tolist(), stops.tolist(), strict=True):
                if start < stop:
                    yield data[start : min(stop, start + 4 * MAX_LINE)].tobytes().decode("utf-8", "ignore")
