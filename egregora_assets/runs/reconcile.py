"""Brings the run log to what Dagster's run storage says, and ends there the runs whose process is gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import dagster as dg

from egregora_assets import errors
from egregora_assets.contracts.bookkeeping import FINISHED_STATUSES
from egregora_assets.runs import projection
from egregora_assets.runs.processes import is_alive, may_be_alive
from egregora_assets.runs.records import STATUS_OF, RunRecord
from egregora_assets.runs.run_log import RunLog

CANCELED_MESSAGE = "RunCanceled: somebody stopped it."
_OPEN = [status for status, ours in STATUS_OF.items() if ours not in FINISHED_STATUSES]
_DONE = frozenset({dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_SKIPPED})
_PREDICTED = ("completed", "failed")
"""What a run says of itself shortly before Dagster says it."""
_OVERLAP = dt.timedelta(hours=1)
"""By how much a change may be stored later than its own time says."""


@dataclass(frozen=True)
class Seen:
    """A run as both sides have it.

    Attributes:
        stored: Dagster's record; None = its history has been deleted.
        known: the row of the run log; None = it has none.
        is_dead: Dagster has no end of it, and its process is gone.
    """

    stored: dg.RunRecord | None
    known: RunRecord | None
    is_dead: bool


def project_runs(
    instance: dg.DagsterInstance,
    run_log: RunLog,
    deployment: str | None,
    *,
    current_run_id: str = "",
    is_complete: bool = False,
) -> list[RunRecord]:
    """Writes every row that differs from Dagster's run storage, after it has ended the runs whose process is gone.

    Args:
        deployment: as runs name it in their mark.
        current_run_id: a run that is not dead, whatever it looks like.
        is_complete: compare all of Dagster's history; otherwise what changed since the run log was last written.

    Returns: the rows that were written, oldest first.
    """
    with run_log.writing_session():
        seen = list(look_at_runs(instance, run_log, deployment, current_run_id, is_complete=is_complete))
        for run in seen:
            if run.is_dead and run.stored is not None:
                _end_in_dagster(instance, run.stored.dagster_run, run.known)
        after = [_look_again(instance, run) for run in seen]
        changed = list_changes(instance, after, is_complete=is_complete)
        if changed:
            run_log.record_runs(changed)
    return changed


def look_at_runs(
    instance: dg.DagsterInstance,
    run_log: RunLog,
    deployment: str | None,
    current_run_id: str = "",
    *,
    is_complete: bool = False,
) -> Iterator[Seen]:
    """The runs of a deployment that are open on one side, or changed since the run log was last written; only reads."""
    unfinished = {run.run_id: run for run in run_log.list_unfinished_runs()}
    stored = _read_stored(instance, unfinished, None if is_complete else run_log.find_last_update())
    known = {**run_log.get_runs(stored), **unfinished}
    for run_id, record in stored.items():
        run, row = record.dagster_run, known.get(run_id)
        if row is None and run_id != current_run_id:
            planned = projection.list_planned_assets(instance.all_logs(run_id, of_type=set(projection.PLANNING_EVENTS)))
            if not projection.touches_deployment(run, planned, deployment):
                continue
        is_open = run.status in _OPEN and run_id != current_run_id
        yield Seen(record, row, is_open and not _is_process_there(instance, run, row))
    for run_id, row in unfinished.items():
        if run_id not in stored:
            yield Seen(None, row, not is_alive(row))


def _read_stored(
    instance: dg.DagsterInstance, unfinished: Mapping[str, RunRecord], last_update: dt.datetime | None
) -> dict[str, dg.RunRecord]:
    """Dagster's records by id, oldest first: those changed lately, the open ones, and those of unfinished rows."""
    filters = [dg.RunsFilter(updated_after=last_update - _OVERLAP if last_update else None)]
    if last_update:
        filters.append(dg.RunsFilter(statuses=_OPEN))
        filters += [dg.RunsFilter(run_ids=list(unfinished))] if unfinished else []
    found = [record for each in filters for record in instance.get_run_records(each)]
    ordered = sorted(found, key=lambda record: (record.create_timestamp, record.dagster_run.run_id))
    return {record.dagster_run.run_id: record for record in ordered}


def _is_process_there(instance: dg.DagsterInstance, run: dg.DagsterRun, known: RunRecord | None) -> bool:
    """Whether a run that Dagster counts as open still has a process, or waits for one."""
    if STATUS_OF[run.status] == "running" and known is not None and known.process_id is not None:
        return is_alive(known)
    return may_be_alive(run, instance.all_logs(run.run_id))


def _end_in_dagster(instance: dg.DagsterInstance, run: dg.DagsterRun, known: RunRecord | None) -> None:
    """Records in Dagster's storage how a run ended whose process is gone: as it said itself, otherwise as lost."""
    status = known.status if known else ""
    if status == "completed":
        success = dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, run.job_name, message="It succeeded.")
        instance.report_dagster_event(success, run.run_id)
    elif status == "canceled" or run.status == dg.DagsterRunStatus.CANCELING:
        instance.report_run_canceled(run, CANCELED_MESSAGE)
    else:
        instance.report_run_failed(run, str(errors.RunLost()))


def _look_again(instance: dg.DagsterInstance, run: Seen) -> Seen:
    """A run whose end was just recorded in Dagster, as Dagster has it now; another as it is."""
    if not run.is_dead or run.stored is None:
        return run
    return Seen(instance.get_run_record_by_id(run.stored.dagster_run.run_id), run.known, is_dead=False)


def list_changes(
    instance: dg.DagsterInstance, seen: list[Seen], *, is_complete: bool = False, now: dt.datetime | None = None
) -> list[RunRecord]:
    """The rows of the run log that should be different, as they should be.

    Args:
        is_complete: look also at rows that have Dagster's last change.
        now: the end of a dead run of which nobody recorded one; None = now.
    """
    changed = []
    for run in seen:
        if is_complete or not _is_settled(run):
            after = _describe(instance, run, now or dt.datetime.now(dt.UTC))
            if after != run.known:
                changed.append(after)
    return changed


def _is_settled(run: Seen) -> bool:
    """Whether the row has the end of a run, and Dagster's last change."""
    stored, known = run.stored, run.known
    is_finished = known is not None and known.status in FINISHED_STATUSES
    return is_finished and (stored is None or stored.update_timestamp == known.updated_at)  # type: ignore[union-attr]


def _describe(instance: dg.DagsterInstance, run: Seen, now: dt.datetime) -> RunRecord:
    """The row of a run as it should be."""
    stored, known = run.stored, run.known
    is_open = stored is None or stored.dagster_run.status in _OPEN
    if known is not None and is_open and (known.status in _PREDICTED or (stored is None and not run.is_dead)):
        return known
    failure = None
    if stored is not None and stored.dagster_run.status == dg.DagsterRunStatus.FAILURE:
        run_id = stored.dagster_run.run_id
        failure = projection.find_failure(instance.all_logs(run_id, of_type=set(projection.FAILURE_EVENTS)))
    record = projection.describe_run(stored, failure, known) if stored is not None else known
    assert record is not None
    return mark_lost(record, now) if run.is_dead else record


def mark_lost(record: RunRecord, now: dt.datetime) -> RunRecord:
    """The row of a run whose process is gone."""
    lost = projection.LOST
    finished = max(filter(None, (record.started_at, now)))
    return replace(
        record, status="lost", finished_at=finished, error_class=lost.error_class, remedy=lost.remedy, updated_at=None
    )


def predict_end(instance: dg.DagsterInstance, run_id: str) -> tuple[str, projection.Failure | None] | None:
    """How a run is about to end, from its steps: its status and what ended it; None while that is open.

    An interrupted run has a failed step before Dagster records that it was canceled, so nothing is said of it.
    """
    kinds = {*_DONE, *projection.FAILURE_EVENTS}
    entries = instance.all_logs(run_id, of_type=kinds)
    seen = [(e.dagster_event.event_type, e.dagster_event.step_key) for e in entries if e.dagster_event]
    run = instance.get_run_by_id(run_id)
    if run is None or any(kind == dg.DagsterEventType.RUN_CANCELING for kind, _ in seen):
        return None
    if any(kind == dg.DagsterEventType.STEP_FAILURE for kind, _ in seen):
        failure = projection.find_failure(entries)
        return None if failure.error_class == projection.INTERRUPTED else ("failed", failure)
    done = {step for kind, step in seen if kind in _DONE}
    return ("completed", None) if done and done >= _list_planned_steps(instance, run) else None


def _list_planned_steps(instance: dg.DagsterInstance, run: dg.DagsterRun) -> set[str]:
    """The steps of a run, by key."""
    if run.step_keys_to_execute or run.execution_plan_snapshot_id is None:
        return set(run.step_keys_to_execute or ())
    return set(instance.get_execution_plan_snapshot(run.execution_plan_snapshot_id).step_keys_to_execute)
