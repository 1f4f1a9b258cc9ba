"""Frames and expressions: Arrow, Ibis, pandas, polars.

pandas and polars are no dependencies: their handlers serve whoever has imported them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, ClassVar

import ibis
import pyarrow as pa
from dagster._core.storage.db_io_manager import TableSlice

from egregora_assets.database.handlers.one_table import OneTableHandler
from egregora_assets.database.tables.own_tables import OWN_SCHEMA
from egregora_assets.errors import OwnTableRefused


class ArrowHandler(OneTableHandler):
    """Arrow tables."""

    supported_types: ClassVar[Sequence[type[object]]] = (pa.Table,)

    def to_source(self, value: pa.Table, asset_key: str) -> pa.Table:
        """The table itself."""
        return value

    def from_arrow(self, rows: pa.Table) -> pa.Table:
        """The rows themselves."""
        return rows


class ExpressionHandler(OneTableHandler):
    """Unbound Ibis expressions: DuckDB computes what they say, and no row enters this process."""

    supported_types: ClassVar[Sequence[type[object]]] = (ibis.Table,)

    def to_source(self, value: ibis.Table, asset_key: str) -> ibis.Table:
        """The expression itself."""
        return value

    def from_table(self, reader: Any, table_slice: TableSlice, schema: ibis.Schema) -> ibis.Table:
        """The table, unbound."""
        database = {"database": OWN_SCHEMA} if table_slice.schema == OWN_SCHEMA else {}
        table = ibis.table(schema, name=table_slice.table, **database)
        return table.select(*table_slice.columns) if table_slice.columns else table

    def from_arrow(self, rows: pa.Table) -> Any:
        """Never called: an expression holds no rows."""
        raise NotImplementedError


class FrameHandler(OneTableHandler):
    """Frames of a library that may not be installed.

    Args:
        library: the module's name.
        types: its classes that are frames.
    """

    def __init__(self, library: str, *types: str) -> None:
        self._library, self._types = library, types

    @property
    def supported_types(self) -> Sequence[type[object]]:
        """The library's frames; none while nobody has imported it."""
        library = sys.modules.get(self._library)
        return tuple(getattr(library, name) for name in self._types) if library else ()

    def to_source(self, value: Any, asset_key: str) -> pa.Table:
        """The frame as Arrow, a pandas index left out.

        Raises:
            OwnTableRefused: a column holds values of several kinds.
        """
        try:
            if self._library == "pandas":
                return pa.Table.from_pandas(value, preserve_index=False)
            frame = value.collect() if hasattr(value, "collect") else value
            rows: pa.Table = frame.to_arrow()
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            raise OwnTableRefused(
                asset_key, "a column holds values of several kinds", "give each column one type"
            ) from None
        return rows

    def from_arrow(self, rows: pa.Table) -> Any:
        """The rows as a frame."""
        return rows.to_pandas() if self._library == "pandas" else sys.modules[self._library].from_arrow(rows)
