"""Reads one table as a value, and writes the table of an asset that somebody added."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
import ibis
import ibis.expr.operations as ops
import pyarrow as pa
from dagster import InputContext, OutputContext
from dagster._core.storage.db_io_manager import DbTypeHandler, TableSlice
from ibis.backends.sql.datatypes import DuckDBType

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.ddl import compile_select, quote, quote_all
from egregora_assets.database.tables.own_tables import (
    OWN_SCHEMA,
    OwnWrite,
    list_own_tables,
    read_columns,
    write_own_table,
)
from egregora_assets.errors import OwnTableRefused, UpstreamMissing
from egregora_assets.runs.lineage import show_sql


def render_query(table_slice: TableSlice) -> str:
    """The SELECT that reads a table, or the columns of it that are asked for."""
    columns = quote_all(tuple(table_slice.columns)) if table_slice.columns else "*"
    return f"SELECT {columns} FROM {quote(table_slice.schema)}.{quote(table_slice.table)}"


class OneTableHandler(DbTypeHandler[Any]):
    """Reads one table, and writes the table of an asset that somebody added, in one transaction, by difference."""

    def handle_output(
        self, context: OutputContext, table_slice: TableSlice, obj: Any, connection: DatabaseFile
    ) -> Mapping[str, Any]:
        """Writes the table; metadata are counts and columns.

        Raises:
            OwnTableRefused: the asset is one of this program, or its value cannot be a table; nothing was written.
            EgregoraError: from `DatabaseFile`; nothing was written.
        """
        asset_key = context.asset_key.to_user_string()
        if table_slice.schema != OWN_SCHEMA:
            raise OwnTableRefused(asset_key, "it is an asset of this program", "give your asset another key")
        source = self._check(asset_key, self.to_source(obj, asset_key))
        with connection.transaction() as transaction:
            if isinstance(source, ibis.Table):
                _require_tables(asset_key, source, list_own_tables(transaction))
            written = write_own_table(transaction, table_slice.table, source)
        step = context.step_context
        if not step.has_data_version(context.asset_key):
            step.set_data_version(context.asset_key, dg.DataVersion(written.data_version))
        return _describe(written, source)

    def load_input(self, context: InputContext, table_slice: TableSlice, connection: DatabaseFile) -> Any:
        """The table as this handler's kind of value.

        Raises:
            UpstreamMissing: the table was never made.
            OwnTableRefused: it has no such column.
            EgregoraError: from `DatabaseFile`.
        """
        asset_key = context.asset_key.to_user_string()
        with connection.open_reader() as reader:
            schema = _read_schema(reader, table_slice)
            if not schema:
                raise UpstreamMissing(context.op_def.name, [asset_key])
            absent = sorted(set(table_slice.columns or ()) - set(schema.names))
            if absent:
                raise OwnTableRefused(asset_key, f"it has no columns {absent}", f"it has {', '.join(schema.names)}")
            return self.from_table(reader, table_slice, schema)

    def from_table(self, reader: Any, table_slice: TableSlice, schema: ibis.Schema) -> Any:
        """A table of the file as a value."""
        return self.from_arrow(reader.sql(render_query(table_slice)).to_arrow_table())

    @staticmethod
    def _check(asset_key: str, source: Any) -> Any:
        names = list(source.column_names if isinstance(source, pa.Table) else source.columns)
        if not names or len({name.casefold() for name in names}) < len(names):
            raise OwnTableRefused(asset_key, "two columns have one name, or there is none", "name every column")
        return source

    @abstractmethod
    def to_source(self, value: Any, asset_key: str) -> pa.Table | ibis.Table:
        """What an asset returned, as Arrow rows or an expression."""

    @abstractmethod
    def from_arrow(self, rows: pa.Table) -> Any:
        """Rows as this kind of value."""


def _read_schema(reader: Any, table_slice: TableSlice) -> ibis.Schema:
    """The columns of a table: by its contract, or as the file has them."""
    if table_slice.schema != OWN_SCHEMA:
        return CONTRACTS[table_slice.table].schema
    columns = read_columns(reader, table_slice.table)
    return ibis.schema({name: DuckDBType.from_string(kind) for name, kind in columns.items()})


def _require_tables(asset_key: str, expression: ibis.Table, own: Sequence[str]) -> None:
    """Requires that an expression reads tables of the main file alone.

    Raises:
        OwnTableRefused: it reads something else.
    """
    for relation in expression.op().find(ops.PhysicalTable):
        contract = CONTRACTS.get(relation.name)
        schema = getattr(getattr(relation, "namespace", None), "database", None)
        is_ours = type(relation) is ops.UnboundTable and not schema and contract and contract.place == "main"
        is_own = type(relation) is ops.UnboundTable and schema == OWN_SCHEMA and relation.name in own
        if not (is_ours or is_own):
            raise OwnTableRefused(
                asset_key,
                "its expression reads something else than tables of the database",
                "build it on tables that the asset takes as input, or return a frame",
            )


def _describe(written: OwnWrite, source: Any) -> dict[str, Any]:
    """Metadata of a write: counts, columns, the SQL of an expression."""
    columns = [dg.TableColumn(name, kind) for name, kind in written.columns.items()]
    sql = {"sql": show_sql(compile_select(source))} if isinstance(source, ibis.Table) else {}
    return {
        "dagster/row_count": written.difference.row_count,
        "dagster/column_schema": dg.TableSchema(columns=columns),
        "rows_inserted": written.difference.inserted_count,
        "rows_deleted": written.difference.deleted_count,
        **sql,
    }
