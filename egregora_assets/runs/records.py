"""A row of `runs`, and Dagster's statuses in our words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import dagster as dg

STATUS_OF: Mapping[dg.DagsterRunStatus, str] = {
    dg.DagsterRunStatus.QUEUED: "queued",
    dg.DagsterRunStatus.NOT_STARTED: "queued",
    dg.DagsterRunStatus.MANAGED: "queued",
    dg.DagsterRunStatus.SUSPENDED: "queued",
    dg.DagsterRunStatus.STARTING: "running",
    dg.DagsterRunStatus.STARTED: "running",
    dg.DagsterRunStatus.CANCELING: "running",
    dg.DagsterRunStatus.SUCCESS: "completed",
    dg.DagsterRunStatus.FAILURE: "failed",
    dg.DagsterRunStatus.CANCELED: "canceled",
}
"""Dagster's statuses in our words; a test fails when Dagster adds one."""


@dataclass(frozen=True)
class RunRecord:
    """A row of `runs`; times in UTC. `contracts/bookkeeping.py` says what each column means."""

    run_id: str
    job_name: str
    status: str
    trigger: str
    target: str
    config_hash: str
    code_version: str
    created_at: dt.datetime
    host: str | None = None
    process_id: int | None = None
    process_started_at: dt.datetime | None = None
    started_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    error_class: str | None = None
    remedy: str | None = None
    updated_at: dt.datetime | None = None
