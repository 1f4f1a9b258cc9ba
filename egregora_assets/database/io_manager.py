"""The IO manager: assets return rows or expressions, tables are written by difference, inputs are unbound tables."""

import time
from collections.abc import Mapping
from typing import Any

import dagster as dg

from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET, Bundle
from egregora_assets.contracts.tables import Tables
from egregora_assets.database.run_log.store import record_materialization
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.difference import Difference, WriteResult
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.lineage import describe_provenance
from egregora_assets.runs.patience import retry_when_busy
from egregora_assets.runs.progress import Progress, announce
from egregora_assets.runs.run_log import Outcome


class DuckDBTables(dg.ConfigurableIOManager):
    """Writes an asset's bundle in one transaction and records counts, columns and a content-based data version."""

    store: DuckDBStore

    def handle_output(self, context: dg.OutputContext, obj: Outcome) -> None:
        """Writes the rows of an outcome, or records that the stored ones are reused.

        Raises:
            EgregoraError: from `DuckDBStore.write`; nothing was written.
        """
        bundle = BUNDLES_BY_ASSET[context.asset_key.to_user_string()]
        step = context.step_context
        with Boundary(bundle.asset_key), retry_when_busy(step.previous_attempt_count, step.log):
            written = self._write_or_reuse(context.step_context.run_id, bundle, obj)
            context.step_context.set_data_version(context.asset_key, dg.DataVersion(written.data_version))
            context.add_output_metadata(_describe(bundle, context.step_context.run_id, obj, written))
            seconds = time.monotonic() - obj.began
            total = written.total
            announce(Progress(bundle.asset_key, seconds, total.row_count, total.changed_count, obj.rows is None))

    def _write_or_reuse(self, run_id: str, bundle: Bundle, outcome: Outcome) -> WriteResult:
        def record(connection: Any, written: WriteResult) -> None:
            duration_ms = int((time.monotonic() - outcome.began) * 1000)
            record_materialization(connection, bundle.asset_key, run_id, outcome, written, duration_ms)

        if outcome.rows is not None:
            return self.store.write(bundle, outcome.rows, run_id, record)
        last = self.store.runs.find_latest(bundle.asset_key)
        if last is None:
            raise RuntimeError("reuse without an earlier write")
        written = WriteResult({"all": Difference(row_count=last.row_count)}, last.data_version)
        self.store.record_write(record, written)
        return written

    def load_input(self, context: dg.InputContext) -> Tables:
        """The upstream asset's tables, unbound, with their rows on demand."""
        return self.store.tables(BUNDLES_BY_ASSET[context.asset_key.to_user_string()])


def _describe(bundle: Bundle, run_id: str, outcome: Outcome, written: WriteResult) -> Mapping[str, Any]:
    """The metadata of a write in Dagster: counts, lineage, SQL of expressions, versions, links to runs."""
    total = written.total
    tables = {} if outcome.rows is None else {f"rows/{name}": d.row_count for name, d in written.tables.items()}
    return {
        "dagster/row_count": total.row_count,
        "rows_inserted": total.inserted_count,
        "rows_updated": total.updated_count,
        "rows_deleted": total.deleted_count,
        "is_reused": outcome.rows is None,
        "seconds": round(time.monotonic() - outcome.began, 3),
        **tables,
        **describe_provenance(bundle, run_id, outcome),
    }
