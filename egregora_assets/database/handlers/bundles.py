"""What stages return and take: an outcome with the rows of a bundle, and `Tables`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
from dagster import InputContext, OutputContext
from dagster._core.storage.db_io_manager import DbTypeHandler, TableSlice

from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET, Bundle
from egregora_assets.contracts.tables import Tables
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.reading_copy import locate_reading_copy
from egregora_assets.database.run_log.store import record_materialization
from egregora_assets.database.schema.ddl import compile_select
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.difference import Difference, WriteResult
from egregora_assets.errors import OwnTableRefused, ValueUnsupported
from egregora_assets.runs.catalogue import report_tables
from egregora_assets.runs.latest_metadata import IS_REUSED
from egregora_assets.runs.lineage import describe_provenance, locate_table
from egregora_assets.runs.progress import Progress, announce
from egregora_assets.runs.run_log import Outcome


class OutcomeHandler(DbTypeHandler[Outcome]):
    """Writes what a stage hands over: all tables of its bundle in one transaction, with the record of the write."""

    supported_types = (Outcome,)

    def __init__(self, store: DuckDBStore) -> None:
        self._store = store

    def handle_output(
        self, context: OutputContext, table_slice: TableSlice, obj: Outcome, connection: DatabaseFile
    ) -> Mapping[str, Any]:
        """Writes the rows of an outcome, or records that the stored ones are reused.

        Raises:
            EgregoraError: from `DuckDBStore.write`; nothing was written.
        """
        bundle, run_id = BUNDLES_BY_ASSET[context.asset_key.to_user_string()], context.step_context.run_id
        written = self._write_or_reuse(run_id, bundle, obj)
        context.step_context.set_data_version(context.asset_key, dg.DataVersion(written.data_version))
        _report_tables(context, bundle, obj, written)
        total, seconds = written.total, time.monotonic() - obj.began
        announce(Progress(bundle.asset_key, seconds, total.row_count, total.changed_count, obj.rows is None))
        home = self._store.settings.values().home
        readers = {"read_only_copy": dg.MetadataValue.path(str(locate_reading_copy(home)))}
        return {**_describe(bundle, run_id, obj, written), **(readers if bundle.place == "main" else {})}

    def _write_or_reuse(self, run_id: str, bundle: Bundle, outcome: Outcome) -> WriteResult:
        def record(connection: Any, written: WriteResult) -> None:
            duration_ms = int((time.monotonic() - outcome.began) * 1000)
            record_materialization(connection, bundle.asset_key, run_id, outcome, written, duration_ms)

        if outcome.rows is not None:
            return self._store.write(bundle, outcome.rows, run_id, record)
        last = self._store.runs.find_latest(bundle.asset_key)
        if last is None:
            raise RuntimeError("reuse without an earlier write")
        counts = self._store.count_rows(bundle)
        written = WriteResult({name: Difference(row_count=n) for name, n in counts.items()}, last.data_version)
        self._store.record_write(record, written)
        return written

    def load_input(self, context: InputContext, table_slice: TableSlice, connection: DatabaseFile) -> Outcome:
        """Refuses: no asset takes an outcome.

        Raises:
            ValueUnsupported: always.
        """
        raise ValueUnsupported(context.asset_key.to_user_string(), "Outcome as an input")


class TablesHandler(DbTypeHandler[Tables]):
    """Gives an asset of this program as `Tables`: all its tables, unbound, their rows on demand."""

    def __init__(self, store: DuckDBStore) -> None:
        self._store = store

    @property
    def supported_types(self) -> Sequence[type[object]]:
        """`Tables`."""
        return (Tables,)

    def handle_output(self, context: OutputContext, table_slice: TableSlice, obj: Tables, connection: Any) -> None:
        """Refuses: an asset returns rows.

        Raises:
            OwnTableRefused: always.
        """
        raise OwnTableRefused(
            context.asset_key.to_user_string(), "`Tables` are several", "return one of them: `tables['messages']`"
        )

    def load_input(self, context: InputContext, table_slice: TableSlice, connection: Any) -> Tables:
        """The tables of the upstream asset.

        Raises:
            OwnTableRefused: it is no asset of this program.
        """
        asset_key = context.asset_key.to_user_string()
        if asset_key not in BUNDLES_BY_ASSET:
            raise OwnTableRefused(
                asset_key, "it is one table, no `Tables`", "annotate it as `ibis.Table`, or as a frame"
            )
        return self._store.tables(BUNDLES_BY_ASSET[asset_key])


def _report_tables(context: OutputContext, bundle: Bundle, outcome: Outcome, written: WriteResult) -> None:
    """Reports what was written to each table; nothing where rows are used again, unless Dagster's history was lost."""
    instance = context.step_context.instance
    if outcome.rows is None and instance.get_latest_materialization_event(locate_table(bundle.main_table)):
        return
    versions = written.versions or dict.fromkeys(written.tables, written.data_version)
    counts = {
        name: {
            "dagster/row_count": difference.row_count,
            "rows_inserted": difference.inserted_count,
            "rows_updated": difference.updated_count,
            "rows_deleted": difference.deleted_count,
        }
        for name, difference in written.tables.items()
    }
    for made in report_tables(bundle, outcome.tables, counts, versions):
        context.log_event(made)


def _describe(bundle: Bundle, run_id: str, outcome: Outcome, written: WriteResult) -> Mapping[str, Any]:
    """The metadata of a write in Dagster: counts, lineage, SQL of expressions, versions, links to runs.

    Dagster draws a plot of each number: their names stay.
    """
    total = written.total
    return {
        "dagster/row_count": written.tables[bundle.main_table].row_count,
        "rows_inserted": total.inserted_count,
        "rows_updated": total.updated_count,
        "rows_deleted": total.deleted_count,
        IS_REUSED: outcome.rows is None,
        "seconds": round(time.monotonic() - outcome.began, 3),
        **{f"rows/{name}": difference.row_count for name, difference in written.tables.items()},
        **describe_provenance(bundle, run_id, outcome, compile_select),
    }
