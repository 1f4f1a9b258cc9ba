"""Reads and writes `runs`, `materializations` and their inputs."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import duckdb

from egregora_assets.contracts.bookkeeping import MATERIALIZATION_INPUTS, MATERIALIZATIONS, RUNS
from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET
from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Contract, Place
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.ddl import quote, quote_all
from egregora_assets.database.tables.difference import WriteResult
from egregora_assets.runs.records import RunRecord
from egregora_assets.runs.run_log import Materialization, Outcome

_RUN_FIELDS = tuple(f.name for f in fields(RunRecord))
_LATEST_FIELDS = tuple(f.name for f in fields(Materialization))


def _read_list(contract: Contract, columns: tuple[str, ...]) -> str:
    """Columns for a SELECT, UUIDs as text."""
    return ", ".join(f"CAST({quote(c)} AS VARCHAR)" if contract.column(c).type.is_uuid() else quote(c) for c in columns)


class RunStore:
    """The run log in a database file. Dagster's run storage is the source; this is what lasts."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    def start_run(self, record: RunRecord) -> None:
        """Commits a run's row, unless it is there."""
        columns = tuple(c for c in _RUN_FIELDS)
        marks = ", ".join(f"${i + 1}" for i in range(len(columns)))
        with self._file.transaction() as connection:
            connection.execute(
                f"INSERT INTO runs ({quote_all(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING",
                [getattr(record, c) for c in columns],
            )

    def end_run(self, run_id: str, status: str, finished_at: dt.datetime, error: str | None = None) -> None:
        """Settles a run; a run that is not recorded stays so. What it had in hand and did not finish is free again."""
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE runs SET status = $2, finished_at = greatest($3, started_at), error = $4 WHERE run_id = $1",
                [run_id, status, finished_at, error],
            )
            connection.execute(
                "UPDATE tasks SET status = 'pending' WHERE status = 'processing' AND run_id = $1", [run_id]
            )

    def get_run(self, run_id: str) -> RunRecord | None:
        """The run of an id."""
        return next(iter(self._runs("run_id = $1", [run_id])), None)

    def unfinished_runs(self) -> list[RunRecord]:
        """The runs that are queued or running, oldest first."""
        return self._runs("status IN ('queued', 'running')", [])

    def all_runs(self) -> list[RunRecord]:
        """Every run, oldest first."""
        return self._runs("true", [])

    def _runs(self, condition: str, values: list[object]) -> list[RunRecord]:
        with self._file.reading() as connection:
            found = connection.execute(
                f"SELECT {_read_list(RUNS, _RUN_FIELDS)} FROM runs WHERE {condition} ORDER BY started_at, run_id",
                values,
            ).fetchall()
        return [RunRecord(*row) for row in found]

    def latest(self, asset_key: str) -> Materialization | None:
        """The latest successful write of an asset."""
        with self._file.reading() as connection:
            row = connection.execute(
                f"SELECT {_read_list(MATERIALIZATIONS, _LATEST_FIELDS)} FROM materializations WHERE asset_key = $1 "
                "ORDER BY materialized_at DESC, run_id DESC LIMIT 1",
                [asset_key],
            ).fetchone()
        return Materialization(*row) if row else None

    def written_places(self, run_id: str) -> list[Place]:
        """The database files that a run wrote rows to, besides its own record."""
        with self._file.reading() as connection:
            found = connection.execute(
                "SELECT asset_key FROM materializations WHERE run_id = $1 "
                "AND inserted_count + updated_count + deleted_count > 0",
                [run_id],
            ).fetchall()
        written = {BUNDLES_BY_ASSET[row[0]].place for row in found if row[0] in BUNDLES_BY_ASSET}
        return sorted(written | {"main"}) if written else []

    def inputs(self, run_id: str, asset_key: str) -> dict[str, str]:
        """The data versions that an asset read in a run, by upstream asset."""
        with self._file.reading() as connection:
            found = connection.execute(
                "SELECT upstream_key, CAST(upstream_data_version AS VARCHAR) FROM materialization_inputs "
                "WHERE run_id = $1 AND asset_key = $2 ORDER BY upstream_key",
                [run_id, asset_key],
            ).fetchall()
        return dict(found)


def record_materialization(
    connection: duckdb.DuckDBPyConnection,
    asset_key: str,
    run_id: str,
    outcome: Outcome,
    written: WriteResult,
    duration_ms: int,
) -> None:
    """Records a write in the transaction of the write itself; once more in the same run replaces it."""
    total = written.total
    connection.execute(
        f"INSERT OR REPLACE INTO materializations ({quote_all(MATERIALIZATIONS.column_names)}) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [
            run_id,
            asset_key,
            utc_now(),
            total.row_count,
            total.inserted_count,
            total.updated_count,
            total.deleted_count,
            duration_ms,
            outcome.code_version,
            written.data_version,
            outcome.input_version,
        ],
    )
    for upstream_key, made in sorted(outcome.upstream.items()):
        connection.execute(
            f"INSERT OR REPLACE INTO materialization_inputs ({quote_all(MATERIALIZATION_INPUTS.column_names)}) "
            "VALUES ($1, $2, $3, $4, $5)",
            [run_id, asset_key, upstream_key, made.run_id, made.data_version],
        )
