"""Runs: statuses, what started them, and how the run log is brought to what Dagster's run storage says."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets import errors
from egregora_assets.contracts.bookkeeping import RUN_STATUSES, TRIGGERS
from egregora_assets.database.run_log.store import RunStore
from egregora_assets.runs.begin import make_mark
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.marks import RUN_TAG, RunMark, find_mark, find_trigger
from egregora_assets.runs.processes import find_process_start, is_alive
from egregora_assets.runs.projection import LOST, Failure
from egregora_assets.runs.reconcile import list_changes, look_at_runs, project_runs
from egregora_assets.runs.records import STATUS_OF, RunRecord
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.deployments import INSTANCE

NOW = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
RUN = "00000000-0000-8000-8000-000000000001"
HERE = "00000000-0000-8000-8000-0000000000d1"
STATUS = dg.DagsterRunStatus


def record(run_id: str = RUN, process_id: int | None = None, status: str = "running") -> RunRecord:
    began = find_process_start(process_id) if process_id else None
    return RunRecord(run_id, "everything", status, "manual", "*", RUN, "1", NOW, None, process_id, began)


def mark(run_id: str, process_id: int, deployment: str | None = HERE, *, is_ci: bool = False) -> dict[str, str]:
    """The tags of a run that a process of this number marked."""
    began = find_process_start(process_id) or NOW
    return {RUN_TAG: RunMark(run_id, "0.1", is_ci, process_id, began, deployment, RUN).render()}


@pytest.fixture
def run_store(tmp_path: Path) -> RunStore:
    return RunStore(new_database(tmp_path / "some.duckdb"))


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster"), INSTANCE) as made:
        yield made


@dg.op
def nothing() -> None:
    """Does nothing."""


@dg.job
def some() -> None:
    """A job that is not ours: its runs are, if they say so."""
    nothing()


def stored(
    instance: dg.DagsterInstance,
    process_id: int | None,
    status: dg.DagsterRunStatus = STATUS.STARTED,
    deployment: str | None = HERE,
) -> str:
    """A run in Dagster's storage, marked by a process of this number; returns its id."""
    run = instance.create_run_for_job(some, status=STATUS.NOT_STARTED)
    if process_id is not None:
        instance.add_run_tags(run.run_id, mark(run.run_id, process_id, deployment))
    if status == STATUS.STARTED:
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


def row_of(run_store: RunStore, run_id: str) -> RunRecord:
    row = run_store.get_run(run_id)
    assert row is not None
    return row


def test_every_status_of_dagster_has_a_word_of_ours() -> None:
    assert set(STATUS_OF) == set(dg.DagsterRunStatus)
    assert set(STATUS_OF.values()) <= set(RUN_STATUSES)


@pytest.mark.parametrize(
    ("tags", "is_ci", "trigger"),
    [
        ({}, False, "manual"),
        ({}, True, "ci"),
        ({"egregora/command": "process"}, False, "command"),
        ({"egregora/command": "process"}, True, "ci"),
        ({"dagster/schedule_name": "weekly"}, True, "schedule"),
        ({"dagster/sensor_name": "inbox"}, True, "sensor"),
        ({"dagster/backfill": "x"}, True, "backfill"),
        ({"dagster/from_automation_condition": "true"}, True, "automation"),
    ],
)
def test_tags_say_what_started_a_run(tags: Mapping[str, str], is_ci: bool, trigger: str) -> None:
    found = find_mark(mark(RUN, os.getpid(), is_ci=is_ci), RUN)
    assert find_trigger(tags, found) == trigger
    assert trigger in TRIGGERS


@pytest.mark.parametrize("tag", ["egregora/command", "dagster/sensor_name", "dagster/schedule_name"])
def test_a_run_that_a_person_repeats_was_started_by_that_person(tag: str) -> None:
    assert find_trigger({tag: "copied"}, None, is_repetition=True) == "manual"


def test_the_mark_of_another_run_counts_for_nothing() -> None:
    """Dagster copies the tags of a run to the one that repeats it, and its process is another."""
    tags = mark("another", os.getpid())
    assert find_mark(tags, RUN) is None
    assert find_mark({RUN_TAG: "no JSON"}, RUN) is None
    assert find_mark({RUN_TAG: f'{{"run_id": "{RUN}", "new": 1}}'}, RUN) is None


@pytest.mark.parametrize(
    ("value", "is_ci"), [(None, False), ("", False), ("false", False), ("true", True), ("1", True)]
)
def test_a_run_is_one_of_ci_where_the_variable_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None, is_ci: bool
) -> None:
    monkeypatch.delenv("CI", raising=False)
    if value is not None:
        monkeypatch.setenv("CI", value)
    settings = Settings(home=str(tmp_path))
    made = make_mark(RUN, {}, settings, Vault(settings=settings))
    assert (made.is_ci, made.process_id, made.deployment, made.host) == (is_ci, os.getpid(), None, None)
    assert not (tmp_path / "vault").exists()


@pytest.mark.slow
def test_a_run_is_read_back_as_it_was_written(run_store: RunStore) -> None:
    run_store.begin_run(record(process_id=os.getpid()))
    run_store.begin_run(record(process_id=None))
    assert run_store.get_run(RUN) == record(process_id=os.getpid())
    run_store.end_run(RUN, "completed", NOW + dt.timedelta(minutes=1))
    found = row_of(run_store, RUN)
    assert (found.status, found.finished_at) == ("completed", NOW + dt.timedelta(minutes=1))
    assert run_store.list_unfinished_runs() == []


@pytest.mark.slow
def test_a_run_that_has_ended_is_not_ended_again_and_one_that_never_was_neither(run_store: RunStore) -> None:
    run_store.begin_run(record())
    run_store.end_run(RUN, "failed", NOW, Failure("DiskFull", "free space."))
    before = row_of(run_store, RUN)
    with pytest.raises(errors.RunAlreadyEnded):
        run_store.end_run(RUN, "completed", NOW + dt.timedelta(minutes=1))
    with pytest.raises(errors.RunUnknown):
        run_store.end_run(HERE, "completed", NOW)
    assert row_of(run_store, RUN) == before
    assert (before.error_class, before.remedy) == ("DiskFull", "free space.")


def test_a_process_of_the_same_number_that_began_later_is_another() -> None:
    mine = record(process_id=os.getpid())
    assert is_alive(mine)
    began = mine.process_started_at
    assert began is not None
    assert not is_alive(replace(mine, process_started_at=began - dt.timedelta(hours=1)))


@pytest.mark.process
def test_a_run_whose_process_is_gone_is_ended_in_the_run_log_and_in_dagster(
    run_store: RunStore, instance: dg.DagsterInstance
) -> None:
    dead, waiting = stored(instance, ended_process()), stored(instance, ended_process(), STATUS.NOT_STARTED)
    alive, unheard = stored(instance, os.getpid()), stored(instance, None, STATUS.NOT_STARTED)
    current = stored(instance, ended_process())
    changed = project_runs(instance, run_store, HERE, current_run_id=current)
    assert {run.run_id: run.status for run in changed} == {
        dead: "lost",
        waiting: "lost",
        alive: "running",
        current: "running",
    }
    assert {status_of(instance, run_id) for run_id in (dead, waiting)} == {STATUS.FAILURE}
    assert {status_of(instance, run_id) for run_id in (alive, current)} == {STATUS.STARTED}
    assert status_of(instance, unheard) == STATUS.NOT_STARTED
    lost = row_of(run_store, dead)
    assert (lost.error_class, lost.remedy) == (LOST.error_class, LOST.remedy)
    assert project_runs(instance, run_store, HERE, current_run_id=current) == []


@pytest.mark.process
def test_a_dead_run_is_lost_for_who_only_reads_and_nothing_is_written(
    run_store: RunStore, instance: dg.DagsterInstance
) -> None:
    dead = stored(instance, os.getpid())
    project_runs(instance, run_store, HERE)
    process_id = ended_process()
    gone = replace(row_of(run_store, dead), process_id=process_id, process_started_at=NOW)
    run_store.record_runs([gone])
    seen = list(look_at_runs(instance, run_store, HERE))
    (found,) = list_changes(instance, seen, now=NOW + dt.timedelta(days=9999))
    assert (found.status, found.error_class) == ("lost", "RunLost")
    assert found.finished_at == NOW + dt.timedelta(days=9999)
    assert row_of(run_store, dead) == gone
    assert status_of(instance, dead) == STATUS.STARTED


@pytest.mark.slow
def test_a_run_without_history_is_lost_when_its_process_is_gone_and_otherwise_left(
    run_store: RunStore, instance: dg.DagsterInstance
) -> None:
    run_store.begin_run(record())
    run_store.begin_run(record(HERE, os.getpid()))
    assert [(run.run_id, run.status) for run in project_runs(instance, run_store, HERE)] == [(RUN, "lost")]
    assert row_of(run_store, HERE) == record(HERE, os.getpid())


@pytest.mark.slow
def test_runs_of_another_deployment_get_no_row_and_are_not_ended(
    run_store: RunStore, instance: dg.DagsterInstance
) -> None:
    foreign = stored(instance, ended_process(), deployment=RUN)
    unmarked = stored(instance, None)
    assert project_runs(instance, run_store, HERE) == []
    assert {status_of(instance, run_id) for run_id in (foreign, unmarked)} == {STATUS.STARTED}


@pytest.mark.process
@pytest.mark.parametrize(
    ("ours", "dagsters"),
    [("completed", STATUS.SUCCESS), ("failed", STATUS.FAILURE)],
)
def test_a_run_that_ended_only_in_the_run_log_is_ended_in_dagster(
    run_store: RunStore, instance: dg.DagsterInstance, ours: str, dagsters: dg.DagsterRunStatus
) -> None:
    run_id = stored(instance, os.getpid())
    project_runs(instance, run_store, HERE)
    run_store.end_run(run_id, ours, NOW, Failure("DiskFull", "free space.") if ours == "failed" else None)
    run_store.record_runs([replace(row_of(run_store, run_id), process_id=ended_process(), process_started_at=NOW)])
    project_runs(instance, run_store, HERE)
    assert status_of(instance, run_id) == dagsters
    after = instance.get_run_record_by_id(run_id)
    assert after is not None
    assert after.end_time is not None
    assert row_of(run_store, run_id).finished_at == dt.datetime.fromtimestamp(after.end_time, dt.UTC)


@pytest.mark.slow
def test_a_run_that_is_just_ending_is_not_changed(run_store: RunStore, instance: dg.DagsterInstance) -> None:
    run_id = stored(instance, os.getpid())
    project_runs(instance, run_store, HERE)
    run_store.end_run(run_id, "completed", NOW + dt.timedelta(days=9999))
    before = row_of(run_store, run_id)
    assert project_runs(instance, run_store, HERE, is_complete=True) == []
    assert row_of(run_store, run_id) == before
    assert status_of(instance, run_id) == STATUS.STARTED


@pytest.mark.slow
def test_what_was_recorded_wrongly_is_corrected_although_the_run_has_ended(
    run_store: RunStore, instance: dg.DagsterInstance
) -> None:
    run_id = stored(instance, os.getpid())
    project_runs(instance, run_store, HERE)
    run_store.end_run(run_id, "failed", NOW + dt.timedelta(days=9999), Failure("Wrong", "a wrong remedy."))
    run = instance.get_run_by_id(run_id)
    assert run is not None
    instance.report_run_canceled(run)
    assert [one.status for one in project_runs(instance, run_store, HERE)] == ["canceled"]
    right = row_of(run_store, run_id)
    assert (right.error_class, right.remedy) == (None, None)

    run_store.record_runs([replace(right, trigger="backfill", target="elsewhere", started_at=NOW)])
    assert project_runs(instance, run_store, HERE) == []
    assert project_runs(instance, run_store, HERE, is_complete=True) == [right]
    assert row_of(run_store, run_id) == right


@pytest.mark.slow
def test_only_what_changed_lately_is_read(
    run_store: RunStore, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [stored(instance, os.getpid()) for _ in range(3)]
    for run_id in runs:
        instance.report_run_canceled(instance.get_run_by_id(run_id))  # type: ignore[arg-type]
    project_runs(instance, run_store, HERE)
    later = run_store.find_last_update()
    assert later is not None

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("events were read")

    monkeypatch.setattr(dg.DagsterInstance, "all_logs", refuse)
    assert project_runs(instance, run_store, HERE) == []
    monkeypatch.setattr("egregora_assets.runs.reconcile._OVERLAP", dt.timedelta(0))
    assert list(look_at_runs(instance, run_store, HERE)) == []
    assert len(list(look_at_runs(instance, run_store, HERE, is_complete=True))) == 3


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
