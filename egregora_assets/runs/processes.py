"""Whether the process that a run is in still exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import dagster as dg
import psutil

from egregora_assets.runs.marks import find_mark
from egregora_assets.runs.records import RunRecord

_TOLERANCE = dt.timedelta(seconds=2)
"""By how much times of processes and of events may differ."""


def find_process_start(process_id: int) -> dt.datetime | None:
    """When a process began, in UTC; None when there is none with that id, or only a zombie."""
    try:
        process = psutil.Process(process_id)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return dt.datetime.fromtimestamp(process.create_time(), dt.UTC)
    except psutil.NoSuchProcess:
        return None


def is_alive(record: RunRecord) -> bool:
    """Whether the process of a run still exists; another process with the same id does not count."""
    return _is_same_process(record.process_id, record.process_started_at)


def may_be_alive(run: dg.DagsterRun, events: Iterable[dg.EventLogEntry]) -> bool:
    """Whether the process that a run names, or that last reported on it, may still exist; true where none is known."""
    mark = find_mark(run.tags, run.run_id)
    if mark is not None:
        return _is_same_process(mark.process_id, mark.process_started_at)
    reported = [(e.dagster_event.pid, e.timestamp) for e in events if e.dagster_event and e.dagster_event.pid]
    if not reported:
        return True
    process_id, at = reported[-1]
    began = find_process_start(process_id)
    return began is not None and began <= dt.datetime.fromtimestamp(at, dt.UTC) + _TOLERANCE


def _is_same_process(process_id: int | None, started_at: dt.datetime | None) -> bool:
    if process_id is None or started_at is None:
        return False
    began = find_process_start(process_id)
    return began is not None and abs(began - started_at) <= _TOLERANCE
