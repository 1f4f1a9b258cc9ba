"""A run of ours as Dagster knows it: statuses, trigger, target."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import dagster as dg
import psutil

from egregora_assets.contracts.identifiers import public_uuid

COMMAND_TAG = "egregora/command"
PROCESS_TAG = "egregora/process"
"""The number of the process that a command's run is in."""

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

_SECRET_WORDS = frozenset(
    {"secret", "secrets", "password", "passwords", "passphrase", "token", "credential", "credentials"}
    | {"key", "keys", "apikey", "authorization", "cookie", "cookies"}
)
"""Words in the name of what is secret. `tokens`, a quantity of language models, is none of them."""

_TRIGGER_TAGS = (
    (COMMAND_TAG, "command"),
    ("dagster/auto_materialize", "automation"),
    ("dagster/from_automation_condition", "automation"),
    ("dagster/backfill", "backfill"),
    ("dagster/schedule_name", "schedule"),
    ("dagster/sensor_name", "sensor"),
)


@dataclass(frozen=True)
class RunRecord:
    """A row of `runs`; times in UTC."""

    run_id: str
    job_name: str
    status: str
    trigger: str
    target: str
    config_hash: str
    code_version: str
    started_at: dt.datetime
    host: str | None = None
    process_id: int | None = None
    process_started_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    error: str | None = None


def trigger_of(tags: Mapping[str, str]) -> str:
    """What started a run, from its tags."""
    return next((trigger for tag, trigger in _TRIGGER_TAGS if tag in tags), "manual")


def target_of(run: dg.DagsterRun) -> str:
    """The assets that a run was asked for, sorted and comma-separated; `*` for a whole job."""
    keys = sorted(key.to_user_string() for key in run.asset_selection or ())
    return ",".join(keys) or "*"


def config_hash_of(run_config: Mapping[str, object], settings: Mapping[str, object]) -> str:
    """Digest of run configuration and settings: the same in any order of their names, and whatever the secrets are."""
    parts = (without_secrets(run_config), without_secrets(settings))
    return public_uuid("config", *(json.dumps(part, sort_keys=True, default=str) for part in parts))


def without_secrets(value: object) -> object:
    """A configuration without what is named like a secret, at any depth; of an `EnvVar` the variable's name stays."""
    if isinstance(value, dg.EnvVar):
        return {"env": value.env_var_name}
    if isinstance(value, Mapping):
        return {str(name): without_secrets(v) for name, v in value.items() if not is_secret_name(str(name))}
    if isinstance(value, list | tuple):
        return [without_secrets(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted((without_secrets(v) for v in value), key=repr)
    return value


def is_secret_name(name: str) -> bool:
    """Whether a setting of that name holds a secret: one of its words says so (`api_key`, `apiKey`, `bot-token`)."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    return not _SECRET_WORDS.isdisjoint(re.split(r"[^a-z0-9]+", words))


def process_started_at(process_id: int) -> dt.datetime | None:
    """When a process began, in UTC; None when there is none of that number, or it has ended and awaits its parent."""
    try:
        process = psutil.Process(process_id)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return dt.datetime.fromtimestamp(process.create_time(), dt.UTC)
    except psutil.NoSuchProcess:
        return None


def is_alive(record: RunRecord, tolerance: dt.timedelta = dt.timedelta(seconds=2)) -> bool:
    """Whether the very process that a run was recorded under is still there."""
    if record.process_id is None or record.process_started_at is None:
        return False
    began = process_started_at(record.process_id)
    return began is not None and abs(began - record.process_started_at) <= tolerance
