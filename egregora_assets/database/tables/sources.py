"""Rows from outside the database, as something that a statement can select from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import duckdb
import ibis
import ibis.expr.operations as ops
import pyarrow as pa

from egregora_assets.contracts.tables import Derived, Source
from egregora_assets.database.schema.ddl import compile_select, quote, render_schema_types

_VIEW = "arriving_rows"


@contextmanager
def open_source(connection: duckdb.DuckDBPyConnection, rows: Source) -> Iterator[str]:
    """Inside the block, the FROM item of Arrow rows or of an unbound expression; blocks on a connection do not nest."""
    with ExitStack() as views:
        if isinstance(rows, pa.Table):
            views.enter_context(_register(connection, _VIEW, rows))
            yield _VIEW
        elif isinstance(rows, Derived):
            for name, schema in _list_results(rows.expression, rows.results):
                views.enter_context(_open_result(connection, name, schema, rows.results[name]))
            yield f"({compile_select(rows.expression)})"
        else:
            yield f"({compile_select(rows)})"


def list_source_columns(rows: Source) -> tuple[str, ...]:
    """The names of the columns of rows."""
    return tuple(rows.column_names if isinstance(rows, pa.Table) else rows.columns)


def _list_results(expression: ibis.Table, results: Mapping[str, pa.Table]) -> list[tuple[str, Any]]:
    """The tables of an expression that stand for results: name and schema."""
    found = {table.name: table.schema for table in expression.op().find(ops.UnboundTable)}
    return [(name, found[name]) for name in results if name in found]


@contextmanager
def _open_result(connection: duckdb.DuckDBPyConnection, name: str, schema: Any, rows: pa.Table) -> Iterator[None]:
    """Inside the block, a view of rows with the types that an expression expects of them."""
    types = {c: kind for c, kind in render_schema_types(schema).items() if c in rows.column_names}
    columns = ", ".join(f"CAST({quote(c)} AS {kind}) AS {quote(c)}" for c, kind in types.items())
    with _register(connection, f"{name}_{_VIEW}", rows), ExitStack() as undo:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {quote(name)} AS SELECT {columns} FROM {name}_{_VIEW}")
        undo.callback(_drop, lambda: connection.execute(f"DROP VIEW temp.{quote(name)}"))
        yield


@contextmanager
def _register(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> Iterator[None]:
    connection.register(name, rows)
    try:
        yield
    finally:
        _drop(lambda: connection.unregister(name))


def _drop(drop: Callable[[], object]) -> None:
    """Takes a view away; in a transaction that failed nothing can be, and the transaction goes with what it made."""
    with suppress(duckdb.Error):
        drop()
