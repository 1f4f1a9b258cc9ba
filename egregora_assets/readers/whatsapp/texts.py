"""The bodies of a file as Arrow pieces; only bodies that are read or changed become Python objects."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

TEXT = pa.large_string()


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


def copy_slices(raw: Any, starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]) -> pa.Array[Any]:
    """The texts between offsets of a buffer of UTF-8, copied once as bytes.

    Args:
        starts, stops: in order, and without overlaps.
    """
    if not len(starts):
        return pa.array([], TEXT)
    places = np.empty(2 * len(starts), np.int64)
    places[::2], places[1::2] = starts, stops
    return take_rows(view_slices(raw, places), np.arange(0, 2 * len(starts), 2))


def view_slices(raw: Any, places: npt.NDArray[np.int64]) -> pa.Array[Any]:
    """The texts from each offset of a buffer to the next, without a copy."""
    data: Any = pa
    texts: pa.Array[Any] = data.Array.from_buffers(
        TEXT, len(places) - 1, [None, data.py_buffer(places), data.py_buffer(raw)]
    )
    return texts


def take_rows(texts: pa.Array[Any], rows: npt.NDArray[np.intp]) -> pa.Array[Any]:
    """Some rows of a piece."""
    index: Any = pa.array(rows)
    return texts.take(index)


def read_offsets(texts: pa.Array[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """The offsets at which the texts of a piece start (and the last one ends), and the bytes."""
    buffers: Any = texts.buffers()
    offsets = np.frombuffer(buffers[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(buffers[2], np.uint8) if buffers[2] is not None else np.empty(0, np.uint8)
    return offsets - offsets[0], data[offsets[0] : offsets[-1]]


def locate_rows(places: npt.NDArray[np.intp], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """The rows that contain offsets of a piece's bytes."""
    return np.searchsorted(offsets, places, side="right") - 1
