"""Columns of different lengths in one piece of bytes: an Arrow stream of one row, compressed. No code is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa

Column = Sequence[str] | np.ndarray


def pack_columns(columns: Mapping[str, Column]) -> bytes:
    """Columns of text or numbers by name, as bytes; the same columns give the same bytes."""
    lists = {}
    for name, values in columns.items():
        array = pa.array(values) if isinstance(values, np.ndarray) else pa.array(values, pa.string())
        lists[name] = pa.ListArray.from_arrays(pa.array([0, len(array)], pa.int32()), array)
    batch = pa.record_batch(lists)
    sink = BytesIO()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_batch(batch)
    return sink.getvalue()


class PackedColumns:
    """The columns of `pack_columns`, read one by one."""

    def __init__(self, data: bytes) -> None:
        self._batch = pa.ipc.open_stream(data).read_next_batch()

    def texts(self, name: str) -> list[str]:
        """A column of text."""
        return [str(value) for value in self._read(name).to_pylist()]

    def numbers(self, name: str) -> np.ndarray:
        """A column of numbers."""
        found: np.ndarray = self._read(name).to_numpy(zero_copy_only=False)
        return found

    def _read(self, name: str) -> pa.Array[Any]:
        column: Any = self._batch.column(name)
        values: pa.Array[Any] = column.flatten()
        return values
