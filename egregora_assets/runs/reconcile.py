"""Reconciles the run log with Dagster's run storage, which is the source; a run whose process is gone is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import dagster as dg

from egregora_assets.contracts.bookkeeping import FINISHED_STATUSES
from egregora_assets.runs.records import PROCESS_TAG, STATUS_OF, RunRecord, find_process_start, is_alive
from egregora_assets.runs.run_log import RunLog

LOST = "RunLost: its process ended unexpectedly. Remedy: run again; the last good tables are kept."
CANCELED = "RunCanceled: somebody stopped it."
FAILED = "RunFailed: see the run's events in Dagster. Remedy: fix the cause and run again."
_CLOCK_TOLERANCE = 2.0
"""Seconds by which process start times and event times may differ."""


def reconcile_record(record: RunRecord, status: str | None, ended_at: dt.datetime) -> RunRecord:
    """An unfinished run with the status that it should have; unchanged while it is still running.

    A run that Dagster counts as running, or no longer knows, is lost when its process is gone.

    Args:
        status: Dagster's, in our words; None = Dagster does not know the run.
    """
    if status in FINISHED_STATUSES:
        error = FAILED if status == "failed" else None
        return replace(record, status=status, finished_at=max(ended_at, record.started_at), error=error)
    if is_alive(record):
        return record
    return replace(record, status="lost", finished_at=max(ended_at, record.started_at), error=LOST)


def reconcile_runs(
    instance: dg.DagsterInstance, run_log: RunLog, now: dt.datetime, current_run_id: str = ""
) -> list[RunRecord]:
    """Ends every unfinished run but the current one that is over, in the run log and in Dagster's storage.

    Returns: the runs that were ended in the run log.
    """
    done: list[RunRecord] = []
    for record in run_log.list_unfinished_runs():
        if record.run_id == current_run_id:
            continue
        run = instance.get_run_by_id(record.run_id)
        status = STATUS_OF[run.status] if run else None
        after = reconcile_record(record, status, _find_end_time(instance, record.run_id) or now)
        if after.finished_at is None:
            continue
        if after.status == "lost" and run is not None:
            instance.report_run_failed(run, LOST)
        run_log.end_run(after.run_id, after.status, after.finished_at, after.error)
        done.append(after)
    _finish_in_dagster(instance, run_log, current_run_id)
    return done


_OPEN = [status for status, ours in STATUS_OF.items() if ours not in FINISHED_STATUSES]


def _finish_in_dagster(instance: dg.DagsterInstance, run_log: RunLog, current_run_id: str) -> None:
    """Ends runs in Dagster's storage that have ended in the run log, or that died before they were recorded there."""
    for stored in instance.get_run_records(dg.RunsFilter(statuses=_OPEN)):
        run = stored.dagster_run
        record = run_log.get_run(run.run_id)
        if run.run_id == current_run_id or (record and record.status not in FINISHED_STATUSES):
            continue
        if is_alive(record) if record else _may_be_alive(instance, stored):
            continue
        if record and record.status == "completed":
            success = dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, run.job_name, message="It succeeded.")
            instance.report_dagster_event(success, run.run_id)
        elif record and record.status == "canceled":
            instance.report_run_canceled(run, CANCELED)
        else:
            instance.report_run_failed(run, (record.error if record else None) or LOST)


def _may_be_alive(instance: dg.DagsterInstance, stored: dg.RunRecord) -> bool:
    """Whether the process that last reported on a run may still exist; true where no process is known."""
    events = [
        (e.dagster_event.pid, e.timestamp) for e in instance.all_logs(stored.dagster_run.run_id) if e.dagster_event
    ]
    reported = [(process_id, at) for process_id, at in events if process_id is not None]
    tag = stored.dagster_run.tags.get(PROCESS_TAG, "")
    if tag.isdecimal():
        reported.insert(0, (int(tag), stored.create_timestamp.timestamp()))
    if not reported:
        return True
    process_id, at = reported[-1]
    began = find_process_start(process_id)
    return began is not None and began.timestamp() <= at + _CLOCK_TOLERANCE


def _find_end_time(instance: dg.DagsterInstance, run_id: str) -> dt.datetime | None:
    """When a run ended according to Dagster, in UTC."""
    run_record = instance.get_run_record_by_id(run_id)
    if run_record is None or run_record.end_time is None:
        return None
    return dt.datetime.fromtimestamp(run_record.end_time, dt.UTC)


def predict_status(instance: dg.DagsterInstance, run_id: str) -> str | None:
    """The status that a run is about to end with, from its steps: failed, completed, or None when steps are missing."""
    kinds = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_START}
    seen = [e.dagster_event for e in instance.all_logs(run_id, of_type=kinds) if e.dagster_event]
    if any(e.event_type == dg.DagsterEventType.STEP_FAILURE for e in seen):
        return "failed"
    started = {e.step_key for e in seen if e.event_type == dg.DagsterEventType.STEP_START}
    succeeded = {e.step_key for e in seen if e.event_type == dg.DagsterEventType.STEP_SUCCESS}
    return "completed" if started and started == succeeded else None
