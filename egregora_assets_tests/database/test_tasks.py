"""Work that was put off survives the run that had it in hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from egregora_assets.contracts.bookkeeping import FAILED_STATUSES
from egregora_assets.database.run_log.store import RunStore
from egregora_assets.runs.projection import Failure
from egregora_assets_tests.contracts.contract_rows import insert, valid_row
from egregora_assets_tests.database.new_database import new_database

NOW = dt.datetime(2024, 3, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize("status", ["lost", "failed", "canceled", "completed"])
def test_unfinished_tasks_of_an_ended_run_are_pending_again(tmp_path: Path, status: str) -> None:
    file = new_database(tmp_path / "some.duckdb")
    dead, other = valid_row("runs", "dead")["run_id"], valid_row("runs", "other")["run_id"]
    with file.transaction() as connection:
        for run in (dead, other):
            row = {**valid_row("runs"), "run_id": run, "status": "running", "finished_at": None}
            insert(connection, "runs", row)
        for seed, run, state in (("a", dead, "processing"), ("b", other, "processing"), ("c", dead, "completed")):
            done = {"processed_at": NOW} if state == "completed" else {}
            insert(connection, "tasks", {**valid_row("tasks", seed), "run_id": run, "status": state, **done})
    RunStore(file).end_run(dead, status, NOW, Failure("RunLost", "run again.") if status in FAILED_STATUSES else None)
    with file.open_reader() as connection:
        found = connection.execute("SELECT run_id::VARCHAR, status FROM tasks ORDER BY ALL").fetchall()
    assert sorted(found) == sorted([(dead, "pending"), (other, "processing"), (dead, "completed")])
