"""Settles runs: Dagster's run storage is the source, and a run whose process is gone is dead."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import dagster as dg

from egregora_assets.contracts.bookkeeping import FINISHED_STATUSES
from egregora_assets.runs.ledger import RunBook
from egregora_assets.runs.records import STATUS_OF, RunRecord, is_alive

LOST = "RunLost: its process ended without a word. Remedy: run again; the last good tables are kept."
FAILED = "RunFailed: see the run's events in Dagster. Remedy: mend the cause and run again."


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

    Returns: the runs that were settled.
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
    return done


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
