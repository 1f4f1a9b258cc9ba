"""Settles runs: Dagster's run storage is the source, and a run whose process is gone is dead."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import dagster as dg

from egregora_assets.contracts.bookkeeping import FINISHED_STATUSES
from egregora_assets.runs.ledger import RunBook
from egregora_assets.runs.records import PROCESS_TAG, STATUS_OF, RunRecord, is_alive, process_started_at

LOST = "RunLost: its process ended without a word. Remedy: run again; the last good tables are kept."
CANCELED = "RunCanceled: somebody stopped it."
FAILED = "RunFailed: see the run's events in Dagster. Remedy: mend the cause and run again."
_CLOCK_TOLERANCE = 2.0
"""Seconds between the clock of processes and the wall's."""


def settled(record: RunRecord, status: str | None, ended_at: dt.datetime) -> RunRecord:
    """An unfinished run as it ought to stand, given what Dagster says of it (None: it knows nothing).

    A run that Dagster takes for running, or no longer knows, is lost when its process is gone.
    """
    if status in FINISHED_STATUSES:
        error = FAILED if status == "failed" else None
        return replace(record, status=status, finished_at=max(ended_at, record.started_at), error=error)
    if is_alive(record):
        return record
    return replace(record, status="lost", finished_at=max(ended_at, record.started_at), error=LOST)


def reconcile(
    instance: dg.DagsterInstance, ledger: RunBook, now: dt.datetime, current_run_id: str = ""
) -> list[RunRecord]:
    """Settles every unfinished run but the current one, in our book and in Dagster's.

    Returns: the runs that were settled in our book.
    """
    done: list[RunRecord] = []
    for record in ledger.unfinished_runs():
        if record.run_id == current_run_id:
            continue
        run = instance.get_run_by_id(record.run_id)
        after = settled(record, STATUS_OF[run.status] if run else None, _ended_at(instance, record.run_id) or now)
        if after.finished_at is None:
            continue
        if after.status == "lost" and run is not None:
            instance.report_run_failed(run, LOST)
        ledger.end_run(after.run_id, after.status, after.finished_at, after.error)
        done.append(after)
    _finish_in_dagster(instance, ledger, current_run_id)
    return done


_OPEN = [status for status, ours in STATUS_OF.items() if ours not in FINISHED_STATUSES]


def _finish_in_dagster(instance: dg.DagsterInstance, ledger: RunBook, current_run_id: str) -> None:
    """Ends runs that Dagster takes for unfinished although they ended in our book, or died before they got into it."""
    for stored in instance.get_run_records(dg.RunsFilter(statuses=_OPEN)):
        run = stored.dagster_run
        record = ledger.get_run(run.run_id)
        if run.run_id == current_run_id or (record and record.status not in FINISHED_STATUSES):
            continue
        if is_alive(record) if record else _may_be_alive(instance, stored):
            continue
        if record and record.status == "completed":
            success = dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, run.job_name, message="It had ended well.")
            instance.report_dagster_event(success, run.run_id)
        elif record and record.status == "canceled":
            instance.report_run_canceled(run, CANCELED)
        else:
            instance.report_run_failed(run, (record.error if record else None) or LOST)


def _may_be_alive(instance: dg.DagsterInstance, stored: dg.RunRecord) -> bool:
    """Whether the process that a run was last heard of from is still there; nothing is known: it may be."""
    told = [(e.dagster_event.pid, e.timestamp) for e in instance.all_logs(stored.dagster_run.run_id) if e.dagster_event]
    heard = [(process_id, at) for process_id, at in told if process_id is not None]
    tag = stored.dagster_run.tags.get(PROCESS_TAG, "")
    if tag.isdecimal():
        heard.insert(0, (int(tag), stored.create_timestamp.timestamp()))
    if not heard:
        return True
    process_id, at = heard[-1]
    began = process_started_at(process_id)
    return began is not None and began.timestamp() <= at + _CLOCK_TOLERANCE


def _ended_at(instance: dg.DagsterInstance, run_id: str) -> dt.datetime | None:
    """When Dagster says that a run ended, in UTC."""
    run_record = instance.get_run_record_by_id(run_id)
    if run_record is None or run_record.end_time is None:
        return None
    return dt.datetime.fromtimestamp(run_record.end_time, dt.UTC)


def outcome_of(instance: dg.DagsterInstance, run_id: str) -> str | None:
    """How a run that is about to end will end, from its steps: failed, completed, or None when steps are missing."""
    kinds = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_START}
    seen = [e.dagster_event for e in instance.all_logs(run_id, of_type=kinds) if e.dagster_event]
    if any(e.event_type == dg.DagsterEventType.STEP_FAILURE for e in seen):
        return "failed"
    started = {e.step_key for e in seen if e.event_type == dg.DagsterEventType.STEP_START}
    succeeded = {e.step_key for e in seen if e.event_type == dg.DagsterEventType.STEP_SUCCESS}
    return "completed" if started and started == succeeded else None
