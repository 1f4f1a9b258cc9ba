"""What a run records about itself as a tag of Dagster's: deployment, versions, process, and whether CI started it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

RUN_TAG = "egregora/run"
COMMAND_TAG = "egregora/command"

_TRIGGER_TAGS = (
    ("dagster/auto_materialize", "automation"),
    ("dagster/from_automation_condition", "automation"),
    ("dagster/backfill", "backfill"),
    ("dagster/schedule_name", "schedule"),
    ("dagster/sensor_name", "sensor"),
)


@dataclass(frozen=True)
class RunMark:
    """What only the process of a run knows; None is what it could not find out.

    Attributes:
        run_id: the run that it belongs to: Dagster copies tags into the run that repeats another.
        deployment: a keyed identifier of the deployment.
        config_hash: of settings and run configuration.
        host: a keyed name of the machine.
    """

    run_id: str
    program_version: str
    is_ci: bool
    process_id: int
    process_started_at: dt.datetime | None
    deployment: str | None = None
    config_hash: str | None = None
    host: str | None = None

    def render(self) -> str:
        """The value of the tag."""
        return json.dumps(asdict(self), default=dt.datetime.isoformat, sort_keys=True)


def find_mark(tags: Mapping[str, str], run_id: str) -> RunMark | None:
    """The mark of a run, from its tags; None if it has none, or that of another run."""
    try:
        values = json.loads(tags.get(RUN_TAG, "null"))
        if not isinstance(values, dict) or values.get("run_id") != run_id:
            return None
        started = values.pop("process_started_at", None)
        return RunMark(**values, process_started_at=dt.datetime.fromisoformat(started) if started else None)
    except (ValueError, TypeError):
        return None


def find_trigger(tags: Mapping[str, str], mark: RunMark | None, *, is_repetition: bool = False) -> str:
    """What started a run: a schedule, a sensor ..., otherwise CI, a command, a person.

    Args:
        is_repetition: whether a person started it from an earlier run, whose tags it has.
    """
    named = () if is_repetition else _TRIGGER_TAGS
    for tag, trigger in named:
        if tag in tags:
            return trigger
    if mark is not None and mark.is_ci:
        return "ci"
    return "command" if COMMAND_TAG in tags and not is_repetition else "manual"
