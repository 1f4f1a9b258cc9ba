"""Which bodies may be more than plain text: found on the bytes of many bodies at once, before any pattern is tried.

The patterns decide; what stands before them only has to let every body through that they match.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.stages.ingested import vocabulary as words
from egregora_assets.stages.ingested.whatsapp_headers import MAX_LINE, Layout, first_bytes
from egregora_assets.stages.ingested.whatsapp_texts import TEXT, Bodies, offsets_of, rows_of, rows_taken

_MARK_CLASS = "\\x{200e}\\x{200f}\\x{061c}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}\\x{feff}"
_BEGINNINGS = "|".join(re.escape(b) for b in words.BEGINNINGS)
_LOOK_IOS = rf"[<{_MARK_CLASS}]|^\s*$"
_LOOK_ANDROID = (
    rf"[<{_MARK_CLASS}]|^\s*$|^null\s*$|\.[0-9A-Za-z]{{2,5}}[^0-9A-Za-z\n]{{1,4}}[(（]|-WA[0-9]+[^\n]{{1,8}}[(（]"
    rf"|^(?i:{_BEGINNINGS})"
    r"|maps\.google\.com|goo\.gl/maps|google\.com/maps|maps\.apple|foursquare\.com|^[^\n:：]{2,40}[:：]\s*\n"
)
_PHRASES = pa.array(words.WHOLE_BODIES, TEXT)
_MARK_SAMPLE = 5000
Bytes = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.intp]
_MAY_BEGIN = np.isin(np.arange(256), first_bytes())
_IS_SPACE = np.isin(np.arange(256), list(b" \t\n\r\f\v"))
_ENDS_LINE = np.isin(np.arange(256), list(b": \t\r\f\v\x9a"))
_FOLDED = {"s": "ſ", "k": "\u212a"}
"""Letters that the pattern's own folding of case adds."""


def _first_words() -> npt.NDArray[np.uint32]:
    """The first four bytes of every phrase and beginning, in every case; sorted."""
    found = {phrase.encode()[:4] for phrase in words.WHOLE_BODIES} | {b"null"}
    for beginning in words.BEGINNINGS:
        cases = ({c, c.lower(), c.upper(), c.title(), _FOLDED.get(c.lower(), c)} for c in beginning[:4])
        found |= {"".join(letters).encode()[:4] for letters in itertools.product(*cases)}
    return np.unique(np.frombuffer(b"".join(sorted(found)), np.uint32))


_FIRST_WORDS = _first_words()
_FIRST_PAIRS = np.isin(np.arange(1 << 16), _FIRST_WORDS & 0xFFFF)


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


def rows_to_look_at(piece: pa.Array[Any], layout: Layout, are_marks_usual: bool) -> Rows:
    """Rows whose body may be more than plain text, in order."""
    offsets, data = offsets_of(piece)
    by_marks = layout.style == "bracket" and are_marks_usual
    found = [_blank_rows(offsets, data), rows_of(_marks(data), offsets), rows_of(np.flatnonzero(data == 0x3C), offsets)]
    if not by_marks:
        found += [_rows_of_shapes(offsets, data), _rows_of_words(offsets, data)]
    rows = _union(found, len(piece))
    some = rows_taken(piece, rows)
    mask = pc.match_substring_regex(some, _LOOK_IOS if by_marks else _LOOK_ANDROID)
    if not by_marks:
        mask = pc.or_(mask, pc.is_in(pc.utf8_rtrim(some, " \t\r\n."), _PHRASES))
    looked_at: Rows = rows[mask.to_numpy(zero_copy_only=False)]
    return looked_at


def _union(found: Iterable[Rows], count: int) -> Rows:
    is_found = np.zeros(count, np.bool_)
    for rows in found:
        is_found[rows] = True
    return np.flatnonzero(is_found)


def _marks(data: Bytes) -> Rows:
    """Where direction marks may stand."""
    quotes = np.flatnonzero(data == 0xE2)
    second = data[quotes + 1]
    quotes = quotes[(second == 0x80) | (second == 0x81)]
    third = data[quotes + 2]
    is_mark = (third == 0x8E) | (third == 0x8F) | ((third >= 0xA6) & (third <= 0xAE))
    letters = np.flatnonzero(data == 0xD8)
    others = np.flatnonzero(data == 0xEF)
    return np.concatenate((quotes[is_mark], letters[data[letters + 1] == 0x9C], others[data[others + 1] == 0xBB]))


def _blank_rows(offsets: npt.NDArray[np.int64], data: Bytes) -> Rows:
    """Rows that have no characters, or a blank for the first."""
    starts = offsets[:-1]
    is_empty = offsets[1:] == starts
    first = np.append(data, np.uint8(0))[starts] if len(data) < 64 else data[np.minimum(starts, len(data) - 1)]
    return np.flatnonzero(is_empty | _IS_SPACE[first])


def _rows_of_shapes(offsets: npt.NDArray[np.int64], data: Bytes) -> Rows:
    """Rows with a parenthesis, an address of a map, or a first line that ends with a colon."""
    wide = np.flatnonzero(data == 0xEF)
    dots = np.flatnonzero(data[:-1] == 0x2E)
    after = data[dots + 1]
    breaks = np.flatnonzero(data == 0x0A)
    before = data[np.maximum(breaks - 1, 0)]
    places = (
        np.flatnonzero(data == 0x28),
        wide[data[wide + 1] == 0xBC],
        dots[(after == ord("c")) | (after == ord("g")) | (after == ord("a"))],
        breaks[_ENDS_LINE[before]],
    )
    return np.concatenate([rows_of(found, offsets) for found in places])


def _rows_of_words(offsets: npt.NDArray[np.int64], data: Bytes) -> Rows:
    """Rows whose first four bytes are those of a phrase of the application."""
    rows = np.flatnonzero(np.diff(offsets) >= 4)
    starts = offsets[:-1][rows]
    if not len(starts):
        return rows
    pairs = data[starts].astype(np.uint16) | (data[starts + 1].astype(np.uint16) << 8)
    is_likely = _FIRST_PAIRS[pairs]
    rows, starts = rows[is_likely], starts[is_likely]
    firsts = np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(data, 4)[starts]).view(np.uint32)[:, 0]
    known: Rows = rows[np.isin(firsts, _FIRST_WORDS)]
    return known


def rows_with(piece: pa.Array[Any], needle: bytes, rare: int) -> Rows:
    """The rows that hold some bytes.

    Args:
        rare: which of the bytes is the rarest.
    """
    offsets, data = offsets_of(piece)
    inside = data[rare : len(data) - (len(needle) - 1 - rare)]
    places = np.flatnonzero(inside == needle[rare])
    for at, byte in enumerate(needle):
        places = places[data[places + at] == byte]
    rows = rows_of(places, offsets)
    return np.unique(rows[places + len(needle) <= offsets[rows + 1]])


def likely_lines(bodies: Bodies) -> Iterable[str]:
    """The lines inside bodies, but the first, that may begin a message; cut where they are long."""
    for _, piece in bodies.pieces():
        offsets, data = offsets_of(piece)
        places = np.flatnonzero(data[:-1] == 0x0A) + 1
        places = places[_MAY_BEGIN[data[places]]]
        stops = offsets[rows_of(places - 1, offsets) + 1]
        inside = places < stops
        for start, stop in zip(places[inside].tolist(), stops[inside].tolist(), strict=True):
            yield data[start : min(stop, start + 4 * MAX_LINE)].tobytes().decode("utf-8", "ignore")
