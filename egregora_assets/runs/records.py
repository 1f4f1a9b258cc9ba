"""Runs as Dagster knows them: status, trigger, target, configuration, process."""

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
"""Holds the id of the process that a command's run is in."""

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
"""Words in names of secrets. `tokens`, a quantity of language models, is none of them."""

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


def find_trigger(tags: Mapping[str, str]) -> str:
    """What started a run, from its tags."""
    return next((trigger for tag, trigger in _TRIGGER_TAGS if tag in tags), "manual")


def render_target(run: dg.DagsterRun) -> str:
    """The assets that a run was started for, sorted and comma-separated; `*` for a whole job."""
    keys = sorted(key.to_user_string() for key in run.asset_selection or ())
    return ",".join(keys) or "*"


def hash_configuration(run_config: Mapping[str, object], settings: Mapping[str, object]) -> str:
    """Digest of run configuration and settings, in any order of their names; secrets do not change it."""
    parts = (drop_secrets(run_config), drop_secrets(settings))
    return public_uuid("config", *(json.dumps(part, sort_keys=True, default=str) for part in parts))


def drop_secrets(value: object) -> object:
    """A configuration without the values that are named like secrets, at any depth; an `EnvVar` becomes its name."""
    if isinstance(value, dg.EnvVar):
        return {"env": value.env_var_name}
    if isinstance(value, Mapping):
        return {str(name): drop_secrets(v) for name, v in value.items() if not is_secret_name(str(name))}
    if isinstance(value, list | tuple):
        return [drop_secrets(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted((drop_secrets(v) for v in value), key=repr)
    return value


def is_secret_name(name: str) -> bool:
    """Whether a setting of that name holds a secret: one of its words says so (`api_key`, `apiKey`, `bot-token`)."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    return not _SECRET_WORDS.isdisjoint(re.split(r"[^a-z0-9]+", words))


def find_process_start(process_id: int) -> dt.datetime | None:
    """When a process began, in UTC; None when there is none with that id, or only a zombie."""
    try:
        process = psutil.Process(process_id)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return dt.datetime.fromtimestamp(process.create_time(), dt.UTC)
    except psutil.NoSuchProcess:
        return None


def is_alive(record: RunRecord, tolerance: dt.timedelta = dt.timedelta(seconds=2)) -> bool:
    """Whether the process of a run still exists; another process with the same id does not count."""
    if record.process_id is None or record.process_started_at is None:
        return False
    began = find_process_start(record.process_id)
    return began is not None and abs(began - record.process_started_at) <= tolerance
