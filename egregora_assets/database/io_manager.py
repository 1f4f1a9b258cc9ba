"""The IO manager: assets hand over rows or expressions, tables are written by difference, inputs are unbound tables."""

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
from egregora_assets.runs.progress import Progress, announce
from egregora_assets.runs.run_log import Materialization, Outcome


class DuckDBTables(dg.ConfigurableIOManager):
    """Writes an asset's bundle in one transaction and records counts, columns and a content-based data version."""

    store: DuckDBStore

    def handle_output(self, context: dg.OutputContext, obj: Outcome) -> None:
        """Writes the rows of an outcome, or notes that the last ones still hold."""
        bundle = BUNDLES_BY_ASSET[context.asset_key.to_user_string()]
        with Boundary(bundle.asset_key):
            written = self._written(context, bundle.asset_key, obj)
            context.step_context.set_data_version(context.asset_key, dg.DataVersion(written.data_version))
            context.add_output_metadata(_metadata(bundle, context.step_context.run_id, obj, written))
            seconds = time.monotonic() - obj.began
            total = written.total
            announce(Progress(bundle.asset_key, seconds, total.row_count, total.changed_count, obj.rows is None))

    def _written(self, context: dg.OutputContext, asset_key: str, outcome: Outcome) -> WriteResult:
        run_id = context.step_context.run_id

        def seal(connection: Any, written: WriteResult) -> None:
            duration_ms = int((time.monotonic() - outcome.began) * 1000)
            record_materialization(connection, asset_key, run_id, outcome, written, duration_ms)

        if outcome.rows is not None:
            return self.store.write(BUNDLES_BY_ASSET[asset_key], outcome.rows, run_id, seal)
        last = self.store.latest(asset_key)
        if last is None:
            raise RuntimeError("reuse without an earlier write")
        written = unchanged(last)
        self.store.seal(seal, written)
        return written

    def load_input(self, context: dg.InputContext) -> Tables:
        """The upstream asset's tables, unbound, with their rows on demand."""
        return self.store.tables(BUNDLES_BY_ASSET[context.asset_key.to_user_string()])


def unchanged(last: Materialization) -> WriteResult:
    """A write that left everything as the last one made it."""
    return WriteResult({"all": Difference(row_count=last.row_count)}, last.data_version)


def _metadata(bundle: Bundle, run_id: str, outcome: Outcome, written: WriteResult) -> Mapping[str, Any]:
    """What Dagster shows of a write: counts, lineage, SQL of expressions, versions, links to the runs behind it."""
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
