"""Joins many texts into one, so that an automaton or an array operation reads them in one pass."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

_BETWEEN = "   "


class JoinedTexts:
    """Texts joined by three spaces, which no pattern may hold; results are number of the text and offset in it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.joined = _BETWEEN + _BETWEEN.join(texts) + _BETWEEN
        lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
        self._first = np.concatenate(([0], np.cumsum(lengths + len(_BETWEEN))))[:-1] + len(_BETWEEN)
        self._starts: list[int] = self._first.tolist()

    def scan(self, automaton: ahocorasick_rs.AhoCorasick) -> Iterator[tuple[int, int, int, int]]:
        """Every match, also overlapping: number of the text, start, end, pattern (offsets may lie one outside)."""
        starts = self._starts
        for pattern, start, end in automaton.find_matches_as_indexes(self.joined, overlapping=True):
            number = bisect_right(starts, start + 1) - 1
            if number >= 0:
                yield number, start - starts[number], end - starts[number], pattern

    def locate(self, offset: int) -> tuple[int, int]:
        """The number of the text at an offset of the joined text, and the offset in it."""
        number = bisect_right(self._starts, offset) - 1
        return number, offset - self._starts[number]

    def code_points(self) -> npt.NDArray[np.uint32]:
        """The code points of the joined text."""
        return np.frombuffer(self.joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)

    def count_in_texts(self, places: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """How often a mask over the joined code points is set in each text."""
        numbers = np.searchsorted(self._first, np.flatnonzero(places), side="right") - 1
        return np.bincount(numbers, minlength=len(self.texts))

    def find_texts(self, places: npt.NDArray[np.bool_]) -> list[int]:
        """The numbers of the texts in which a mask over the joined code points is set, in order."""
        offsets = np.flatnonzero(places)
        return [int(n) for n in np.unique(np.searchsorted(self._first, offsets, side="right") - 1)]
