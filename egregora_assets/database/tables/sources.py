"""Rows from outside the database, as something that a statement can select from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import ibis
import pyarrow as pa

from egregora_assets.database.schema.ddl import compile_select

_VIEW = "arriving_rows"


@contextmanager
def open_source(connection: duckdb.DuckDBPyConnection, rows: pa.Table | ibis.Table) -> Iterator[str]:
    """Inside the block, the FROM item of Arrow rows or of an unbound expression; blocks on a connection do not nest."""
    if isinstance(rows, pa.Table):
        connection.register(_VIEW, rows)
        yield _VIEW
        # Only after success: in a transaction that failed this would fail as well, and hide why.
        connection.unregister(_VIEW)
    else:
        yield f"({compile_select(rows)})"
