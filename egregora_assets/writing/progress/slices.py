"""Rows of an Arrow table that belong together: where they stand, and digests of them, without making values of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

_TEXT = pa.large_string()


class Slices:
    """The rows of a table by group; the rows of a group stand together.

    Args:
        table: its rows are in order of groups.
        by: the column that names a row's group.
        digested: the columns that digests are made of.
    """

    def __init__(self, table: pa.Table, by: str, digested: Sequence[str]) -> None:
        self.table = table.combine_chunks()
        groups = join_chunks(table[by]).to_pylist()
        edges = [i for i, group in enumerate(groups) if not i or groups[i - 1] != group] + [len(groups)]
        self.places = {str(groups[a]): (a, b) for a, b in pairwise(edges)}
        """By group, where its rows begin and end."""
        self._digests = RowDigests(table, digested)

    def find(self, group: str) -> tuple[int, int]:
        """Where a group's rows begin and end; nowhere for one without rows."""
        return self.places.get(group, (0, 0))

    def rows(self, group: str) -> pa.Table:
        """A group's rows."""
        start, stop = self.find(group)
        return self.table.slice(start, stop - start)

    def digest(self, group: str) -> str:
        """A digest of a group's rows."""
        return self._digests.digest(*self.find(group))

    def digest_rows(self, start: int, stop: int) -> str:
        """A digest of some rows."""
        return self._digests.digest(start, stop)


class RowDigests:
    """Digests of rows that stand together, over some columns: of text, whole numbers or instants.

    They are made of the bytes that Arrow holds; texts are told apart by their lengths, and nulls by theirs.
    """

    def __init__(self, table: pa.Table, columns: Sequence[str]) -> None:
        self._numbers: list[np.ndarray] = []
        self._texts: list[TextBytes] = []
        for name in columns:
            column = join_chunks(table[name])
            if _is_text(column.type):
                text = TextBytes(column)
                self._texts.append(text)
                self._numbers.append(text.lengths)
            else:
                numbers = column.cast(pa.int64())
                self._numbers.append(np.asarray(numbers.fill_null(0)))
                if numbers.null_count:
                    self._numbers.append(np.asarray(numbers.is_null()))

    def digest(self, start: int, stop: int) -> str:
        """A digest of the rows from `start` to `stop` (exclusive)."""
        digest = hashlib.sha256(f"{stop - start}".encode())
        for numbers in self._numbers:
            digest.update(np.ascontiguousarray(numbers[start:stop]).data)
        for text in self._texts:
            digest.update(text.read(start, stop))
        return digest.hexdigest()


class TextBytes:
    """The bytes of a column of text, as they lie in memory. `lengths` are in bytes, -1 for null."""

    def __init__(self, column: pa.Array[Any]) -> None:
        texts = column.cast(_TEXT)
        filled = texts.fill_null("")
        _, offsets, data = filled.buffers()
        every = np.frombuffer(memoryview(offsets or bytes(8)), np.int64)
        self._offsets = every[filled.offset : filled.offset + len(filled) + 1]
        self._data = memoryview(data or b"")
        self.lengths = np.where(np.asarray(texts.is_null()), -1, np.diff(self._offsets))

    def read(self, start: int, stop: int) -> memoryview:
        """The bytes of some rows, one text after the other."""
        if stop <= start:
            return self._data[:0]
        return self._data[int(self._offsets[start]) : int(self._offsets[stop])]

    def find_first(self, texts: Iterable[str], start: int, stop: int) -> dict[str, int]:
        """Of some texts those that occur in the rows from `start` to `stop`, with the first row that holds each.

        One that only occurs across two rows is found as well.
        """
        data = bytes(self.read(start, stop))
        places = {text: data.find(text.encode("utf-8", "replace")) for text in texts if text}
        begin = int(self._offsets[start]) if stop > start else 0
        return {
            text: int(np.searchsorted(self._offsets, begin + place, "right")) - 1
            for text, place in places.items()
            if place >= 0
        }


def join_chunks(column: pa.ChunkedArray[Any]) -> pa.Array[Any]:
    """A column in one piece."""
    joined: pa.Array[Any] = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    return joined


def _is_text(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_dictionary, pa.types.is_null)
    return any(test(kind) for test in tests)
