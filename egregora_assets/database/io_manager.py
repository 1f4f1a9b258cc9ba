"""The IO manager: assets return rows or expressions, tables are written by difference, inputs are unbound tables.

It is Dagster's own for DuckDB, with another client: instead of deleting and inserting on a bare connection, each write
is one transaction behind our lock. Assets that somebody adds use it, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from dagster import InputContext, OutputContext
from dagster._core.storage.db_io_manager import DbClient, DbIOManager, DbTypeHandler, TableSlice
from dagster_duckdb import DuckDBIOManager

from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET
from egregora_assets.contracts.relations import ASSETS_BY_TABLE
from egregora_assets.contracts.tables import Tables
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.handlers.bundles import OutcomeHandler, TablesHandler
from egregora_assets.database.handlers.frames import ArrowHandler, ExpressionHandler, FrameHandler
from egregora_assets.database.handlers.one_table import render_query
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.own_tables import OWN_SCHEMA
from egregora_assets.errors import OwnTableRefused, PartitionRefused, PrivateInput, ValueUnsupported
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.lineage import locate_table
from egregora_assets.runs.patience import retry_when_busy

_OUR_SCHEMA = "main"
_PACKAGE = "egregora_assets."
_STAGES_BY_TABLE = {locate_table(table).to_user_string(): asset for table, asset in ASSETS_BY_TABLE.items()}


class FileClient(DbClient[DatabaseFile]):
    """Hands out the database file of a table. Whatever is written to it is one transaction, from first row to record.

    A write by difference deletes nothing beforehand, so the table is never empty in between. It opens the file itself,
    because it must open it again to find out whether the commit of a full disk counts.
    """

    def __init__(self, store: DuckDBStore) -> None:
        self._store = store

    @contextmanager
    def connect(  # type: ignore[override]  # Dagster's is static
        self, _context: OutputContext | InputContext, table_slice: TableSlice
    ) -> Iterator[DatabaseFile]:
        """The file of the table, closed."""
        yield self._store.file("vault" if table_slice.database == "vault" else "main")

    @staticmethod
    def delete_table_slice(_context: OutputContext, table_slice: TableSlice, connection: DatabaseFile) -> None:
        """Deletes nothing: the handler writes by difference."""

    @staticmethod
    def ensure_schema_exists(_context: OutputContext, table_slice: TableSlice, connection: DatabaseFile) -> None:
        """Makes nothing: a schema is made in the transaction of its first table."""

    @staticmethod
    def get_select_statement(table_slice: TableSlice) -> str:
        """The query that reads the table."""
        return render_query(table_slice)

    @staticmethod
    def get_table_name(table_slice: TableSlice) -> str:
        """The table as a query on its file names it."""
        return f"{table_slice.schema}.{table_slice.table}"


class TableIOManager(DbIOManager):
    """Decides which table an asset is, and which handler knows the type of a value."""

    def __init__(self, store: DuckDBStore, handlers: Sequence[DbTypeHandler[Any]]) -> None:
        self._handlers: list[DbTypeHandler[Any]] = [OutcomeHandler(store), TablesHandler(store), *handlers]
        super().__init__(
            type_handlers=self._handlers, db_client=FileClient(store), database="main", io_manager_name="tables"
        )

    def handle_output(self, context: OutputContext, obj: object) -> None:
        """Stores what an asset returns.

        Raises:
            ValueUnsupported, OwnTableRefused, PartitionRefused: it cannot be stored; nothing was written.
            EgregoraError: from the handlers; nothing was written.
        """
        step, name = context.step_context, _name_asset(context)
        with Boundary(name), retry_when_busy(step.previous_attempt_count, step.log):
            self._find_handler(type(obj), name)
            super().handle_output(context, obj)

    def load_input(self, context: InputContext) -> object:
        """What an asset takes, as the type that its parameter names; without one, as `Tables`, or Arrow for one table.

        Raises:
            PrivateInput: somebody's own asset asks for the vault.
            ValueUnsupported, OwnTableRefused, UpstreamMissing: there is no such table, column or type.
            EgregoraError: from the handlers.
        """
        with Boundary(_name_asset(context)):
            wanted: Any = context.dagster_type.typing_type
            if wanted is Any:
                wanted = Tables if _name_asset(context) in BUNDLES_BY_ASSET else ArrowHandler.supported_types[0]
            table_slice = self._get_table_slice(context, None)
            with self._db_client.connect(context, table_slice) as file:
                return self._find_handler(wanted, _name_asset(context)).load_input(context, table_slice, file)

    def _find_handler(self, kind: Any, asset_key: str) -> DbTypeHandler[Any]:
        known = kind if isinstance(kind, type) else type(None)
        for handler in self._handlers:
            if issubclass(known, tuple(handler.supported_types)):
                return handler
        raise ValueUnsupported(asset_key, getattr(kind, "__name__", "such type"))

    def _check_supported_type(self, obj_type: Any) -> None:
        """Does nothing: `_find_handler` decides when it is asked, since libraries of frames may be imported late."""

    def _resolve_handler(self, obj_type: type) -> DbTypeHandler[Any]:
        return self._find_handler(obj_type, "an asset")

    def _get_table_slice(self, context: OutputContext | InputContext, _output_context: Any) -> TableSlice:
        """The table of an asset of this program (the main one, or which the input's metadata name), or of one added."""
        asset_key, metadata = _name_asset(context), context.definition_metadata or {}
        bundle, columns = BUNDLES_BY_ASSET.get(asset_key), metadata.get("columns")
        if asset_key in _STAGES_BY_TABLE:
            stage, table = _STAGES_BY_TABLE[asset_key], context.asset_key.path[-1]
            remedy = f"take `{stage}`, with metadata={{'table': '{table}'}} in its `dg.AssetIn`"
            raise OwnTableRefused(asset_key, "no run waits for it, only for the asset that writes it", remedy)
        if bundle is None:
            return TableSlice(_name_own_table(context), OWN_SCHEMA, "main", columns)
        if isinstance(context, InputContext) and bundle.place == "vault" and not _is_ours(context):
            raise PrivateInput(asset_key)
        table = metadata.get("table", bundle.main_table) if isinstance(context, InputContext) else bundle.main_table
        if table not in bundle.tables:
            raise OwnTableRefused(asset_key, "it has no table of that name", f"it has {', '.join(bundle.tables)}")
        return TableSlice(table, _OUR_SCHEMA, bundle.place, columns)


class DuckDBTables(DuckDBIOManager):
    """Stores assets as tables: those of this program by contract, those that somebody adds in the schema `own`."""

    database: str = ""
    store: DuckDBStore

    @staticmethod
    def type_handlers() -> Sequence[DbTypeHandler[Any]]:
        """The kinds of value that are one table; `TableIOManager` adds what stages return and take."""
        frames = FrameHandler("pandas", "DataFrame"), FrameHandler("polars", "DataFrame", "LazyFrame")
        return (ArrowHandler(), ExpressionHandler(), *frames)

    def create_io_manager(self, context: Any) -> TableIOManager:
        """The IO manager over this deployment's files."""
        return TableIOManager(self.store, self.type_handlers())


def _name_asset(context: OutputContext | InputContext) -> str:
    """The key of the asset that is stored or read; the output's name where there is no asset."""
    return context.asset_key.to_user_string() if context.has_asset_key else context.name


def _name_own_table(context: OutputContext | InputContext) -> str:
    """The name of the table of an asset that somebody added: its whole key.

    Raises:
        PartitionRefused: it has partitions.
        OwnTableRefused: its definition names a schema, or it is no asset.
    """
    name, definition = _name_asset(context), context.definition_metadata or {}
    if not context.has_asset_key:
        raise OwnTableRefused(name, "it is no asset", "return it from an asset, or give the op another IO manager")
    if context.has_asset_partitions:
        raise PartitionRefused(name)
    if definition.get("schema", OWN_SCHEMA) != OWN_SCHEMA:
        raise OwnTableRefused(name, "its metadata name a schema", f"leave `schema` out: it is stored in `{OWN_SCHEMA}`")
    if any("__" in part for part in context.asset_key.path):
        raise OwnTableRefused(name, "a part of its key has `__`, which joins the parts", "call it otherwise")
    return "__".join(context.asset_key.path)


def _is_ours(context: InputContext) -> bool:
    """Whether an asset or check of this program asks."""
    function = getattr(getattr(context._op_def, "compute_fn", None), "decorated_fn", None)
    return str(getattr(function, "__module__", "")).startswith(_PACKAGE)
