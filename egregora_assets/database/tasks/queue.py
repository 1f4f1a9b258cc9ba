"""The queue of tasks: each change is one transaction, so that a kill leaves every task with one true status."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey, public_uuid
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.tables.sources import open_source
from egregora_assets.services.tasks import (
    MAX_ATTEMPTS,
    SUBJECTS,
    Payload,
    Task,
    TaskCount,
    TaskResult,
    TaskType,
    decide_next,
)

DIED = "each run that had it in hand died"
_DUE = "task_type = $1 AND ((status = 'pending' AND coalesce(not_before <= $2, true)) OR status = 'processing')"
"""Under the deployment's lease, a task that another run has in hand is one that a dead run had."""


class DuckDBTasks:
    """The queue in a database file. See `services.tasks.TaskQueue`.

    Raises, from every method:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull: the file cannot be read or written.
    """

    def __init__(self, file: DatabaseFile, key: DeploymentKey) -> None:
        self._file, self._key = file, key

    def enqueue(
        self, run_id: str, task_type: TaskType, payloads: Iterable[Payload], now: dt.datetime, *, revives: bool = False
    ) -> int:
        """Puts work into the queue, each piece once. See `TaskQueue.enqueue`."""
        texts = sorted({json.dumps(dict(payload), sort_keys=True) for payload in payloads})
        ids = [self._key.uuid("task", task_type, text) for text in texts]
        again = ["completed", "superseded", *(["failed"] if revives else [])]
        with self._file.transaction() as connection:
            _give(connection, "wanted_tasks", {"task_id": ids, "payload": texts})
            new = connection.execute(
                "INSERT INTO tasks (task_id, task_type, status, payload, attempts, created_at, run_id) "
                "SELECT CAST(task_id AS UUID), $1, 'pending', CAST(payload AS JSON), 0, $2, $3 FROM temp.wanted_tasks "
                "WHERE CAST(task_id AS UUID) NOT IN (SELECT task_id FROM tasks) RETURNING task_id",
                [task_type, now, run_id],
            ).fetchall()
            revived = connection.execute(
                "UPDATE tasks SET status = 'pending', attempts = 0, not_before = NULL, processed_at = NULL, "
                "error = NULL, run_id = $1 WHERE task_id IN (SELECT CAST(task_id AS UUID) FROM temp.wanted_tasks) "
                "AND status IN (SELECT unnest($2)) RETURNING task_id",
                [run_id, again],
            ).fetchall()
            if task_type in SUBJECTS:
                _supersede(connection, task_type, now)
        return len(new) + len(revived)

    def claim(self, run_id: str, task_type: TaskType, now: dt.datetime) -> list[Task]:
        """Takes in hand what is due. See `TaskQueue.claim`."""
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE tasks SET status = 'failed', error = $3, not_before = NULL, "
                f"processed_at = greatest($2, created_at) WHERE {_DUE} AND attempts >= $4",
                [task_type, now, DIED, MAX_ATTEMPTS],
            )
            found = connection.execute(
                "UPDATE tasks SET status = 'processing', run_id = $3, not_before = NULL, attempts = attempts + 1 "
                f"WHERE {_DUE} RETURNING CAST(task_id AS VARCHAR), CAST(payload AS VARCHAR), attempts",
                [task_type, now, run_id],
            ).fetchall()
        return [Task(task_id, json.loads(payload), attempts) for task_id, payload, attempts in sorted(found)]

    def record(self, run_id: str, results: Mapping[str, TaskResult], now: dt.datetime) -> None:
        """Records what became of tasks that the run has in hand. See `TaskQueue.record`."""
        with self._file.transaction() as connection:
            held = connection.execute(
                "SELECT CAST(task_id AS VARCHAR), attempts FROM tasks WHERE status = 'processing' AND run_id = $1",
                [run_id],
            ).fetchall()
            rows: dict[str, list[object]] = {name: [] for name in ("task_id", "status", "attempts", "at", "error")}
            for task_id, attempts in held:
                if task_id in results:
                    result = results[task_id]
                    status, at = decide_next(result, attempts, now)
                    tried = attempts - result.is_untried
                    for column, value in zip(rows.values(), (task_id, status, tried, at, result.error), strict=True):
                        column.append(value)
            _give(connection, "task_results", rows)
            connection.execute(
                "UPDATE tasks SET status = r.status, attempts = r.attempts, not_before = r.at, "
                "error = nullif(r.error, ''), "
                "processed_at = CASE WHEN r.status = 'pending' THEN NULL ELSE greatest($1, created_at) END "
                "FROM temp.task_results r WHERE tasks.task_id = CAST(r.task_id AS UUID)",
                [now],
            )

    def count(self) -> list[TaskCount]:
        """How many tasks there are, by type and status, in their order."""
        with self._file.open_reader() as connection:
            found = connection.execute(
                "SELECT task_type, status, count(*), min(not_before) FILTER (status = 'pending') FROM tasks "
                "GROUP BY ALL ORDER BY ALL"
            ).fetchall()
        return [TaskCount(*row) for row in found]

    def compute_due_version(self, task_type: TaskType, now: dt.datetime) -> str:
        """A digest of the tasks whose time has come; empty where there are none."""
        with self._file.open_reader() as connection:
            found = connection.execute(
                f"SELECT CAST(task_id AS VARCHAR) FROM tasks WHERE {_DUE} ORDER BY 1", [task_type, now]
            ).fetchall()
        return public_uuid("due", *(row[0] for row in found)) if found else ""


def _give(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Sequence[object]]) -> None:
    """Makes a temporary table of Python values, all texts but `attempts` and `at`."""
    kinds = {"attempts": pa.int32(), "at": pa.timestamp("us", "UTC")}
    table = pa.table({column: pa.array(values, kinds.get(column, pa.string())) for column, values in columns.items()})
    with open_source(connection, table) as rows:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {rows}")


def _supersede(connection: duckdb.DuckDBPyConnection, task_type: str, now: dt.datetime) -> None:
    """Of the pending tasks about one subject, keeps what is wanted now: the others are superseded."""
    subject = f"$.{SUBJECTS[task_type]}"
    connection.execute(
        "UPDATE tasks SET status = 'superseded', not_before = NULL, processed_at = greatest($3, created_at) "
        "WHERE task_type = $1 AND status = 'pending' "
        "AND task_id NOT IN (SELECT CAST(task_id AS UUID) FROM temp.wanted_tasks) "
        "AND json_extract_string(payload, $2) IN "
        "(SELECT json_extract_string(CAST(payload AS JSON), $2) FROM temp.wanted_tasks)",
        [task_type, subject, now],
    )
