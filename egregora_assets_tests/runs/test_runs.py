"""Runs: statuses, what started them, what they were for, and how dead ones are settled."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.contracts.bookkeeping import RUN_STATUSES, TRIGGERS
from egregora_assets.database.run_log.store import RunStore
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.reconcile import reconcile_record, reconcile_runs
from egregora_assets.runs.records import (
    PROCESS_TAG,
    STATUS_OF,
    RunRecord,
    find_process_start,
    find_trigger,
    is_alive,
)
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.deployments import INSTANCE

NOW = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
RUN = "00000000-0000-8000-8000-000000000001"


def record(run_id: str = RUN, process_id: int | None = None, status: str = "running") -> RunRecord:
    began = find_process_start(process_id) if process_id else None
    return RunRecord(run_id, "everything", status, "manual", "*", RUN, "1", NOW, None, process_id, began)


@pytest.fixture
def run_store(tmp_path: Path) -> RunStore:
    file = new_database(tmp_path / "some.duckdb")
    return RunStore(file)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster"), INSTANCE) as made:
        yield made


def test_every_status_of_dagster_has_a_word_of_ours() -> None:
    assert set(STATUS_OF) == set(dg.DagsterRunStatus)
    assert set(STATUS_OF.values()) <= set(RUN_STATUSES)


@pytest.mark.parametrize(
    ("tags", "trigger"),
    [
        ({}, "manual"),
        ({"egregora/command": "process"}, "command"),
        ({"dagster/schedule_name": "weekly"}, "schedule"),
        ({"dagster/sensor_name": "inbox"}, "sensor"),
        ({"dagster/backfill": "x"}, "backfill"),
        ({"dagster/from_automation_condition": "true"}, "automation"),
    ],
)
def test_tags_say_what_started_a_run(tags: dict[str, str], trigger: str) -> None:
    assert find_trigger(tags) == trigger
    assert trigger in TRIGGERS


@pytest.mark.slow
def test_a_run_is_read_back_as_it_was_written(run_store: RunStore) -> None:
    run_store.begin_run(record(process_id=os.getpid()))
    run_store.begin_run(record(process_id=None))
    assert run_store.get_run(RUN) == record(process_id=os.getpid())
    run_store.end_run(RUN, "completed", NOW + dt.timedelta(minutes=1))
    found = run_store.get_run(RUN)
    assert found is not None
    assert (found.status, found.finished_at) == ("completed", NOW + dt.timedelta(minutes=1))
    assert run_store.list_unfinished_runs() == []


def test_a_process_of_the_same_number_that_began_later_is_another() -> None:
    mine = record(process_id=os.getpid())
    assert is_alive(mine)
    began = mine.process_started_at
    assert began is not None
    other = RunRecord(**{**mine.__dict__, "process_started_at": began - dt.timedelta(hours=1)})
    assert not is_alive(other)


@pytest.mark.process
@pytest.mark.parametrize("status", ["running", None])
def test_a_run_whose_process_is_gone_is_lost(status: str | None) -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as ended:
        pass
    dead = RunRecord(**{**record().__dict__, "process_id": ended.pid, "process_started_at": NOW})
    assert reconcile_record(dead, status, NOW).status == "lost"


def test_a_run_whose_process_lives_is_not_changed() -> None:
    mine = record(process_id=os.getpid())
    assert reconcile_record(mine, "running", NOW) == mine


@pytest.mark.parametrize("status", ["completed", "failed", "canceled"])
def test_what_dagster_says_of_a_finished_run_holds(status: str) -> None:
    assert reconcile_record(record(process_id=os.getpid()), status, NOW).status == status


@pytest.mark.slow
def test_a_dead_run_is_ended_in_the_run_log_and_in_dagster(run_store: RunStore, instance: dg.DagsterInstance) -> None:
    @dg.op
    def nothing() -> None:
        pass

    @dg.job
    def some() -> None:
        nothing()

    run = instance.create_run_for_job(some, status=dg.DagsterRunStatus.STARTED)
    run_store.begin_run(RunRecord(**{**record().__dict__, "run_id": run.run_id}))

    assert [r.status for r in reconcile_runs(instance, run_store, NOW)] == ["lost"]
    found = run_store.get_run(run.run_id)
    after = instance.get_run_by_id(run.run_id)
    assert found is not None
    assert after is not None
    assert (found.status, after.status) == ("lost", dg.DagsterRunStatus.FAILURE)
    assert reconcile_runs(instance, run_store, NOW) == []


def started_in(instance: dg.DagsterInstance, process_id: int, **tags: str) -> str:
    """A run that Dagster takes for running, last heard of from a process."""

    @dg.op
    def nothing() -> None:
        pass

    @dg.job
    def some() -> None:
        nothing()

    run = instance.create_run_for_job(some, status=dg.DagsterRunStatus.NOT_STARTED, tags=tags)
    if not tags:
        begun = dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, "some", pid=process_id)
        instance.report_dagster_event(begun, run.run_id)
    return run.run_id


def ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as ended:
        pass
    return ended.pid


def status_of(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


@pytest.mark.process
def test_a_run_that_died_before_it_was_in_the_run_log_is_ended_in_dagster(
    run_store: RunStore, instance: dg.DagsterInstance
) -> None:
    dead = started_in(instance, ended_process())
    unheard = started_in(instance, 0, **{PROCESS_TAG: str(ended_process())})
    alive = started_in(instance, os.getpid())
    current = started_in(instance, ended_process())
    assert reconcile_runs(instance, run_store, NOW, current) == []
    assert {status_of(instance, run_id) for run_id in (dead, unheard)} == {dg.DagsterRunStatus.FAILURE}
    assert {status_of(instance, run_id) for run_id in (alive, current)} == {dg.DagsterRunStatus.STARTED}


@pytest.mark.process
@pytest.mark.parametrize(
    ("ours", "dagsters"),
    [
        ("completed", dg.DagsterRunStatus.SUCCESS),
        ("failed", dg.DagsterRunStatus.FAILURE),
        ("lost", dg.DagsterRunStatus.FAILURE),
        ("canceled", dg.DagsterRunStatus.CANCELED),
    ],
)
def test_a_run_that_ended_only_in_the_run_log_is_ended_in_dagster(
    run_store: RunStore, instance: dg.DagsterInstance, ours: str, dagsters: dg.DagsterRunStatus
) -> None:
    process_id = ended_process()
    run_id = started_in(instance, process_id)
    run_store.begin_run(
        RunRecord(**{**record().__dict__, "run_id": run_id, "process_id": process_id, "process_started_at": NOW})
    )
    run_store.end_run(run_id, ours, NOW)
    assert reconcile_runs(instance, run_store, NOW) == []
    assert status_of(instance, run_id) == dagsters


@pytest.mark.slow
def test_a_run_that_is_just_ending_is_not_changed(run_store: RunStore, instance: dg.DagsterInstance) -> None:
    run_id = started_in(instance, os.getpid())
    run_store.begin_run(RunRecord(**{**record(process_id=os.getpid()).__dict__, "run_id": run_id}))
    run_store.end_run(run_id, "completed", NOW)
    reconcile_runs(instance, run_store, NOW)
    assert status_of(instance, run_id) == dg.DagsterRunStatus.STARTED


def test_an_unexpected_error_leaves_as_type_and_place() -> None:
    from egregora_assets.errors import StageFailed

    def fails() -> None:
        try:
            raise KeyError("the secret of a person")
        except KeyError as inner:
            raise ValueError("another secret") from inner

    with pytest.raises(StageFailed) as failure, Boundary("enriched"):
        fails()
    assert "secret" not in str(failure.value)
    assert "ValueError" in str(failure.value)
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__
