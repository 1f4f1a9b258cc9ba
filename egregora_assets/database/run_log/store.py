"""Reads and writes `runs`, `materializations` and their inputs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import astuple, fields

import duckdb

from egregora_assets import errors
from egregora_assets.contracts.bookkeeping import FINISHED_STATUSES, MATERIALIZATION_INPUTS, MATERIALIZATIONS, RUNS
from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET
from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Contract, Place
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.run_log.records import refuse_changed_inputs
from egregora_assets.database.schema.ddl import quote, quote_all
from egregora_assets.database.tables.difference import WriteResult
from egregora_assets.runs.projection import Failure
from egregora_assets.runs.records import RunRecord
from egregora_assets.runs.run_log import Materialization, Outcome

_RUN_FIELDS = tuple(f.name for f in fields(RunRecord))
_RETURN_TASKS = "UPDATE tasks SET status = 'pending' WHERE status = 'processing' AND run_id = $1"
_LATEST_FIELDS = tuple(f.name for f in fields(Materialization))


def _render_columns(contract: Contract, columns: tuple[str, ...]) -> str:
    """The columns of a SELECT, UUIDs as text."""
    return ", ".join(f"CAST({quote(c)} AS VARCHAR)" if contract.column(c).type.is_uuid() else quote(c) for c in columns)


class RunStore:
    """The run log in a database file; it outlasts Dagster's run storage, which is its source.

    Raises, from every method:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull: the file cannot be read or written.
    """

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    def begin_run(self, record: RunRecord) -> None:
        """Commits the row of a run, unless it exists."""
        marks = ", ".join(f"${i + 1}" for i in range(len(_RUN_FIELDS)))
        with self._file.transaction() as connection:
            connection.execute(
                f"INSERT INTO runs ({quote_all(_RUN_FIELDS)}) VALUES ({marks}) ON CONFLICT DO NOTHING",
                [getattr(record, c) for c in _RUN_FIELDS],
            )

    def record_runs(self, records: Collection[RunRecord]) -> None:
        """Writes rows as they are given, in one transaction, and returns the tasks of ended runs to the queue."""
        marks = ", ".join(f"${i + 1}" for i in range(len(_RUN_FIELDS)))
        changes = ", ".join(f"{quote(c)} = excluded.{quote(c)}" for c in _RUN_FIELDS if c not in RUNS.primary_key)
        with self._file.transaction() as connection:
            for record in records:
                connection.execute(
                    f"INSERT INTO runs ({quote_all(_RUN_FIELDS)}) VALUES ({marks}) "
                    f"ON CONFLICT (run_id) DO UPDATE SET {changes}",
                    [getattr(record, c) for c in _RUN_FIELDS],
                )
                if record.status in FINISHED_STATUSES:
                    connection.execute(_RETURN_TASKS, [record.run_id])

    def end_run(self, run_id: str, status: str, finished_at: dt.datetime, failure: Failure | None = None) -> None:
        """Records how and when a run ended, and returns its unfinished tasks to the queue.

        Raises:
            RunUnknown: there is no such run.
            RunAlreadyEnded: it has an end, which `record_runs` alone may correct.
        """
        with self._file.transaction() as connection:
            found = connection.execute("SELECT status FROM runs WHERE run_id = $1", [run_id]).fetchone()
            if found is None:
                raise errors.RunUnknown(run_id)
            if found[0] in FINISHED_STATUSES:
                raise errors.RunAlreadyEnded(run_id)
            connection.execute(
                "UPDATE runs SET status = $2, finished_at = greatest($3, started_at), error_class = $4, remedy = $5 "
                "WHERE run_id = $1",
                [run_id, status, finished_at, *((failure.error_class, failure.remedy) if failure else (None, None))],
            )
            connection.execute(_RETURN_TASKS, [run_id])

    def session(self) -> AbstractContextManager[object]:
        """Keeps the file open for several calls that read: opening it takes longer than any of them."""
        return self._file.open_reader()

    def writing_session(self) -> AbstractContextManager[object]:
        """Keeps every other process out between several calls that read and write."""
        return self._file.open_writer()

    def get_run(self, run_id: str) -> RunRecord | None:
        """The run of an id."""
        return next(iter(self._select_runs("run_id = $1", [run_id])), None)

    def get_runs(self, run_ids: Collection[str]) -> dict[str, RunRecord]:
        """The runs of some ids, by id."""
        found = self._select_runs("run_id IN (SELECT unnest($1::UUID[]))", [list(run_ids)]) if run_ids else []
        return {run.run_id: run for run in found}

    def find_last_update(self) -> dt.datetime | None:
        """The latest change in Dagster's run storage that a row has; None if none has."""
        with self._file.open_reader() as connection:
            row = connection.execute("SELECT max(updated_at) FROM runs").fetchone()
        return row[0] if row else None

    def list_unfinished_runs(self) -> list[RunRecord]:
        """The runs that are queued or running, oldest first."""
        return self._select_runs("status IN ('queued', 'running')", [])

    def find_last_ended_run(self) -> RunRecord | None:
        """The newest run that has ended."""
        newest = "run_id = (SELECT run_id FROM runs WHERE finished_at IS NOT NULL ORDER BY created_at DESC LIMIT 1)"
        return next(iter(self._select_runs(newest, [])), None)

    def list_runs(self) -> list[RunRecord]:
        """Every run, oldest first."""
        return self._select_runs("true", [])

    def _select_runs(self, condition: str, values: list[object]) -> list[RunRecord]:
        with self._file.open_reader() as connection:
            found = connection.execute(
                f"SELECT {_render_columns(RUNS, _RUN_FIELDS)} FROM runs WHERE {condition} ORDER BY created_at, run_id",
                values,
            ).fetchall()
        return [RunRecord(*row) for row in found]

    def find_latest(self, asset_key: str) -> Materialization | None:
        """The latest successful write of an asset."""
        with self._file.open_reader() as connection:
            # All rows are fetched: a connection with an unfinished result refuses the question that comes next.
            found = connection.execute(
                f"SELECT {_render_columns(MATERIALIZATIONS, _LATEST_FIELDS)} FROM materializations "
                "WHERE asset_key = $1 ORDER BY materialized_at DESC, run_id DESC LIMIT 1",
                [asset_key],
            ).fetchall()
        return next((Materialization(*row) for row in found), None)

    def refuse_changed_inputs(self, asset_key: str, upstream: Mapping[str, Materialization]) -> None:
        """Refuses to go on where an input was written since an asset began to read it."""
        with self._file.open_reader() as connection:
            refuse_changed_inputs(connection, asset_key, upstream)

    def list_written_places(self, run_id: str) -> list[Place]:
        """The database files in which a run changed rows, apart from the run log."""
        with self._file.open_reader() as connection:
            found = connection.execute(
                "SELECT asset_key FROM materializations WHERE run_id = $1 "
                "AND inserted_count + updated_count + deleted_count > 0",
                [run_id],
            ).fetchall()
        written = {BUNDLES_BY_ASSET[row[0]].place for row in found if row[0] in BUNDLES_BY_ASSET}
        return sorted(written | {"main"}) if written else []

    def count_changes_since(self, moment: dt.datetime, but_run: str) -> tuple[int, int]:
        """Rows of the main file that runs wrote or deleted since a moment, and rows that it has.

        Args:
            but_run: how the id of a run begins that is not counted: a snapshot's name tells its second alone, in which
                the run before it may have written; empty for none.
        """
        with self._file.open_reader() as connection:
            found = connection.execute(
                "SELECT asset_key, coalesce(sum(inserted_count + updated_count + deleted_count) "
                "FILTER (materialized_at >= $1 AND NOT ($2 <> '' AND starts_with(CAST(run_id AS VARCHAR), $2))), 0), "
                "arg_max(row_count, materialized_at) FROM materializations GROUP BY asset_key",
                [moment, but_run],
            ).fetchall()
        ours = [row for row in found if row[0] in BUNDLES_BY_ASSET and BUNDLES_BY_ASSET[row[0]].place == "main"]
        return sum(int(row[1]) for row in ours), sum(int(row[2]) for row in ours)

    def read_inputs(self, run_id: str, asset_key: str) -> dict[str, str]:
        """The data versions that an asset read in a run, by upstream asset."""
        with self._file.open_reader() as connection:
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
    """Records a write in its own transaction; a second write in the same run replaces the record.

    Raises:
        InputsChanged: another run wrote an input since the asset began to read it.
    """
    refuse_changed_inputs(connection, asset_key, outcome.upstream)
    connection.execute(
        f"INSERT OR REPLACE INTO materializations ({quote_all(MATERIALIZATIONS.column_names)}) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [
            run_id,
            asset_key,
            utc_now(),
            *astuple(written.total),
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
