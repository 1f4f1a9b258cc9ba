"""Laws of the row that is made of Dagster's record of a run, and of the mark that a run leaves in Dagster."""

from __future__ import annotations

import datetime as dt
import traceback
from dataclasses import astuple
from functools import cache
from typing import Any

import dagster as dg
import duckdb
import pytest
from dagster._core.events import JobFailureData, RunFailureReason
from dagster._core.execution.plan.objects import ErrorSource, StepFailureData
from dagster._utils.error import SerializableErrorInfo  # type: ignore[attr-defined]
from hypothesis import example, given
from hypothesis import strategies as st

from egregora_assets import errors
from egregora_assets.contracts.bookkeeping import FINISHED_STATUSES, RUNS
from egregora_assets.contracts.vocabularies import ASSETS
from egregora_assets.database.schema.ddl import render_table
from egregora_assets.runs import projection
from egregora_assets.runs.marks import RUN_TAG, RunMark, find_mark
from egregora_assets.runs.projection import LOST, STOPPED, Failure, describe_run, find_failure, touches_deployment
from egregora_assets.runs.records import STATUS_OF, RunRecord

STATUS, EVENT = dg.DagsterRunStatus, dg.DagsterEventType
RUN, OTHER = (f"00000000-0000-8000-8000-00000000000{n}" for n in (1, 2))
SECRET = "what Benedita wrote"
OURS = [
    errors.RunLost(),
    errors.DiskFull("x"),
    errors.StageFailed("enriched", "KeyError", "a.py:1"),
    errors.RowUnknown(),
]

UUIDS = st.uuids().map(str)
TIMES = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))
SECONDS = TIMES.map(lambda at: at.timestamp())
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
MARKS = st.builds(
    RunMark,
    run_id=st.sampled_from([RUN, OTHER]),
    program_version=NAMES,
    is_ci=st.booleans(),
    process_id=st.integers(1, 2**31),
    process_started_at=st.none() | TIMES,
    deployment=st.none() | UUIDS,
    config_hash=st.none() | UUIDS,
    host=st.none() | UUIDS,
)
TAGS = st.dictionaries(
    st.sampled_from(["egregora/command", "dagster/sensor_name", "dagster/schedule_name", "dagster/backfill", "owner"]),
    NAMES,
)
FAILURES = st.none() | st.sampled_from([LOST, STOPPED]) | st.builds(Failure, st.just("KeyError"), st.just("a remedy."))


@st.composite
def stored_runs(draw: st.DrawFn) -> dg.RunRecord:
    """Any record of Dagster's, sensible or not."""
    mark = draw(st.none() | MARKS)
    parent = draw(st.none() | st.just(OTHER))
    run = dg.DagsterRun(
        job_name=draw(NAMES),
        run_id=RUN,
        run_config=draw(st.dictionaries(NAMES, st.integers(), max_size=2)),
        status=draw(st.sampled_from([status for status in STATUS if status != STATUS.QUEUED])),  # needs an origin
        tags={**draw(TAGS), **({RUN_TAG: mark.render()} if mark else {})},
        parent_run_id=parent,
        root_run_id=parent,
        asset_selection=draw(st.none() | st.frozensets(st.sampled_from([dg.AssetKey(a) for a in ASSETS]))),
    )
    times = draw(st.tuples(TIMES, TIMES, st.none() | SECONDS, st.none() | SECONDS))
    return dg.RunRecord(1, run, *times)


@cache
def _make_table() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for statement in ("SET TimeZone = 'UTC'", *render_table(RUNS)):
        connection.execute(statement)
    return connection


def empty_table() -> duckdb.DuckDBPyConnection:
    """A database with the table `runs` alone, without rows."""
    _make_table().execute("DELETE FROM runs")
    return _make_table()


@pytest.mark.slow
@given(stored_runs(), FAILURES)
def test_the_contract_accepts_every_row_and_it_is_read_back(stored: dg.RunRecord, failure: Failure | None) -> None:
    record = describe_run(stored, failure)
    names = list(vars(record))
    texts = {"run_id": "run_id::VARCHAR", "config_hash": "config_hash::VARCHAR"}
    connection = empty_table()
    marks = ", ".join("?" for _ in names)
    connection.execute(f"INSERT INTO runs ({', '.join(names)}) VALUES ({marks})", list(astuple(record)))
    row = connection.execute(f"SELECT {', '.join(texts.get(n, n) for n in names)} FROM runs").fetchone()
    assert row is not None
    assert RunRecord(*row) == record


@pytest.mark.slow
@given(stored_runs(), FAILURES)
def test_the_row_says_what_dagster_says(stored: dg.RunRecord, failure: Failure | None) -> None:
    record, run = describe_run(stored, failure), stored.dagster_run
    lost = run.status == STATUS.FAILURE and failure in (None, LOST)
    assert record.status == ("lost" if lost else STATUS_OF[run.status])
    assert (record.created_at, record.updated_at) == (stored.create_timestamp, stored.update_timestamp)
    assert (record.started_at is None) == (stored.start_time is None)
    if record.started_at is not None and stored.start_time is not None:
        assert abs(record.started_at.timestamp() - stored.start_time) < 1e-5
    if record.status in FINISHED_STATUSES and stored.end_time is not None and record.finished_at is not None:
        began = stored.start_time or stored.end_time
        assert abs(record.finished_at.timestamp() - max(stored.end_time, began)) < 1e-5


@pytest.mark.slow
@given(stored_runs(), FAILURES)
def test_a_row_made_twice_is_the_same_and_what_was_known_changes_nothing_that_dagster_knows(
    stored: dg.RunRecord, failure: Failure | None
) -> None:
    once = describe_run(stored, failure)
    assert describe_run(stored, failure, once) == once
    wrong = RunRecord(RUN, "x", "completed", "backfill", "x", OTHER, "9", once.created_at, error_class="Wrong")
    found = describe_run(stored, failure, wrong)
    if find_mark(stored.dagster_run.tags, RUN):
        own = {"config_hash"}
        assert {n: v for n, v in vars(found).items() if n not in own} == {
            n: v for n, v in vars(once).items() if n not in own
        }
    assert (found.status, found.error_class, found.trigger, found.target) == (
        once.status,
        once.error_class,
        once.trigger,
        once.target,
    )


@given(MARKS)
def test_a_mark_is_read_back_by_its_own_run_alone(mark: RunMark) -> None:
    assert find_mark({RUN_TAG: mark.render()}, mark.run_id) == mark
    assert find_mark({RUN_TAG: mark.render()}, "another") is None


@pytest.mark.slow
@given(st.text() | st.recursive(st.none() | st.integers() | st.just(RUN), st.lists).map(repr))
@example(f'{{"run_id": "{RUN}"}}')
@example(f'{{"run_id": "{RUN}", "process_started_at": 1}}')
def test_what_is_no_mark_is_none(text: str) -> None:
    assert find_mark({RUN_TAG: text}, RUN) is None


# --- errors ---------------------------------------------------------------------------------------------------------


def as_stored(error: BaseException, cause: SerializableErrorInfo | None = None) -> SerializableErrorInfo:
    """An error as Dagster stores it."""
    message = "".join(traceback.format_exception_only(error))
    return SerializableErrorInfo(message, [SECRET], type(error).__name__, cause)


def event(kind: dg.DagsterEventType, data: Any = None) -> dg.EventLogEntry:
    step = "generated" if kind == EVENT.STEP_FAILURE else None
    made = dg.DagsterEvent(kind.value, "everything", step_key=step, event_specific_data=data, message=SECRET)
    entry: Any = dg.EventLogEntry
    found: dg.EventLogEntry = entry(None, 10, SECRET, RUN, 0.0, step, "everything", made)
    return found


def step_failure(error: SerializableErrorInfo) -> dg.EventLogEntry:
    data: Any = StepFailureData
    return event(EVENT.STEP_FAILURE, data(error, None, ErrorSource.USER_CODE_ERROR))


FOREIGN = st.sampled_from([ValueError, KeyError, OSError, RuntimeError, dg.DagsterExecutionInterruptedError])


@given(FOREIGN, st.text().map(lambda text: f"{text} {SECRET} Remedy: {SECRET}"), st.lists(FOREIGN, max_size=3))
def test_of_errors_of_others_the_class_alone_is_kept(
    kind: type[Exception], text: str, around: list[type[Exception]]
) -> None:
    stored = as_stored(kind(text))
    for outer in around:
        stored = as_stored(outer(text), stored)
    found = projection.describe_error(stored)
    assert found.error_class == kind.__name__
    assert SECRET not in found.remedy


@given(st.sampled_from(OURS), st.lists(FOREIGN, max_size=3), st.none() | FOREIGN, st.booleans())
def test_of_our_errors_class_and_remedy_are_kept_wherever_they_stand(
    ours: errors.EgregoraError, around: list[type[Exception]], cause: type[Exception] | None, has_note: bool
) -> None:
    error = type(ours).__new__(type(ours))
    error.__dict__.update(vars(ours))
    error.args = ours.args
    if has_note:
        error.add_note(SECRET)
    stored = as_stored(error, as_stored(cause(SECRET)) if cause else None)
    for outer in around:
        stored = as_stored(outer(SECRET), stored)
    assert projection.describe_error(stored) == Failure(type(ours).__name__, ours.remedy)


def test_an_error_that_only_has_the_name_of_ours_is_not_ours() -> None:
    class DiskFull(Exception):
        """Somebody else's."""

    found = projection.describe_error(as_stored(DiskFull(f"full. Remedy: {SECRET}")))
    assert found.error_class == "DiskFull"
    assert SECRET not in found.remedy


def test_an_error_of_which_nothing_is_left_has_a_remedy_all_the_same() -> None:
    assert projection.describe_error(SerializableErrorInfo("cut off", [], None)).error_class == "Exception"


FULL = Failure("DiskFull", errors.DiskFull("x").remedy)
STEP = step_failure(as_stored(errors.DiskFull("x")))
INTERRUPTED = step_failure(as_stored(dg.DagsterExecutionInterruptedError()))
CANCELING, OUTSIDE = event(EVENT.RUN_CANCELING), event(EVENT.RUN_FAILURE)


def ended(error: BaseException | None, reason: RunFailureReason | None = None) -> dg.EventLogEntry:
    return event(EVENT.RUN_FAILURE, JobFailureData(as_stored(error) if error else None, reason))


@pytest.mark.parametrize(
    ("events", "failure"),
    [
        ([STEP, ended(errors.RowUnknown())], Failure("RowUnknown", errors.RowUnknown().remedy)),
        ([STEP, ended(None)], FULL),
        ([STEP, OUTSIDE], FULL),
        ([OUTSIDE], LOST),
        ([], LOST),
        ([ended(None, RunFailureReason.RUN_WORKER_RESTART)], LOST),
        ([ended(None, RunFailureReason.START_TIMEOUT)], STOPPED),
        ([CANCELING, INTERRUPTED, OUTSIDE], STOPPED),
        ([CANCELING, OUTSIDE], STOPPED),
    ],
    ids=[
        "run",
        "step",
        "died after a step failed",
        "died",
        "nothing",
        "restarted",
        "too late",
        "too long",
        "no answer",
    ],
)
def test_what_ended_a_run_is_found(events: list[dg.EventLogEntry], failure: Failure) -> None:
    assert find_failure(events) == failure


# --- whose run it is --------------------------------------------------------------------------------------------------


@pytest.mark.slow
@given(stored_runs(), st.frozensets(st.sampled_from([*ASSETS, "somebody_elses"])), UUIDS)
def test_a_run_belongs_to_the_deployment_that_it_names_or_else_to_whose_assets_it_makes(
    stored: dg.RunRecord, planned: frozenset[str], deployment: str
) -> None:
    mark = find_mark(stored.dagster_run.tags, RUN)
    named = mark.deployment if mark else None
    assert touches_deployment(stored.dagster_run, planned, deployment) == (
        named == deployment if named else bool(planned - {"somebody_elses"})
    )
