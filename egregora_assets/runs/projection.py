"""A row of `runs` from what Dagster's run storage and events say of a run: pure, and nowhere else.

The text of an error in Dagster's events may be anybody's. Of other people's errors only the class is kept, of ours the
class and the remedy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from egregora_assets import errors
from egregora_assets.contracts.bookkeeping import FINISHED_STATUSES
from egregora_assets.contracts.vocabularies import ASSETS
from egregora_assets.runs.configuration import hash_configuration
from egregora_assets.runs.marks import RunMark, find_mark, find_trigger
from egregora_assets.runs.records import STATUS_OF, RunRecord

_EVENT = dg.DagsterEventType
FAILURE_EVENTS = frozenset({_EVENT.RUN_FAILURE, _EVENT.STEP_FAILURE, _EVENT.RUN_CANCELING})
PLANNING_EVENTS = frozenset({_EVENT.ASSET_MATERIALIZATION_PLANNED, _EVENT.ASSET_CHECK_EVALUATION_PLANNED})
INTERRUPTED = dg.DagsterExecutionInterruptedError.__name__
_TOO_LATE = "START_TIMEOUT"
UNKNOWN_VERSION = "unknown"
_REMEDIES = {
    "DagsterAssetCheckFailedError": "`egregora status` names the failed check; fix the cause and run again.",
}
_OTHER_REMEDY = "look at the run's events in Dagster (`egregora ui`), fix the cause and run again."


@dataclass(frozen=True)
class Failure:
    """What ended a run: the class of an error, its remedy, and what it says of the problem where it is one of ours."""

    error_class: str
    remedy: str
    problem: str = field(default="", compare=False)


LOST = Failure(errors.RunLost.__name__, errors.RunLost().remedy, errors.RunLost().problem)
STOPPED = Failure(errors.RunStopped.__name__, errors.RunStopped().remedy, errors.RunStopped().problem)


def describe_run(stored: dg.RunRecord, failure: Failure | None = None, known: RunRecord | None = None) -> RunRecord:
    """The row of a run.

    Args:
        stored: Dagster's record, which decides.
        failure: what ended the run, if it failed; None = nobody saw what did.
        known: the row so far: it stands in for what older runs did not record in Dagster.
    """
    run = stored.dagster_run
    mark = find_mark(run.tags, run.run_id)
    status = STATUS_OF[run.status]
    failure = (failure or LOST) if status == "failed" else None
    if failure == LOST:
        status = "lost"
    elif failure and failure.error_class == INTERRUPTED:
        status, failure = "canceled", None
    started = _to_moment(stored.start_time)
    finished = None
    if status in FINISHED_STATUSES:
        finished = max(filter(None, (started, _to_moment(stored.end_time) or stored.update_timestamp)))
    return RunRecord(
        run_id=run.run_id,
        job_name=run.job_name,
        status=status,
        trigger=find_trigger(run.tags, mark, is_repetition=run.parent_run_id is not None),
        target=render_target(run),
        config_hash=_find_config_hash(run, mark, known),
        code_version=mark.program_version if mark else known.code_version if known else UNKNOWN_VERSION,
        created_at=stored.create_timestamp,
        host=mark.host if mark else known.host if known else None,
        process_id=mark.process_id if mark else known.process_id if known else None,
        process_started_at=mark.process_started_at if mark else known.process_started_at if known else None,
        started_at=started,
        finished_at=finished,
        error_class=failure.error_class if failure else None,
        remedy=failure.remedy if failure else None,
        updated_at=stored.update_timestamp,
    )


def _find_config_hash(run: dg.DagsterRun, mark: RunMark | None, known: RunRecord | None) -> str:
    """The digest that the run recorded; of the run configuration alone, if it never read the settings."""
    recorded = mark.config_hash if mark else known.config_hash if known else None
    return recorded or hash_configuration(run.run_config, {})


def _to_moment(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)


def render_target(run: dg.DagsterRun) -> str:
    """The assets that a run was started for, or the checks if it makes none, sorted; `*` for a whole job."""
    assets = sorted(key.to_user_string() for key in run.asset_selection or ())
    checks = sorted(f"{key.asset_key.to_user_string()}:{key.name}" for key in run.asset_check_selection or ())
    return ",".join(assets or checks) or "*"


def touches_deployment(run: dg.DagsterRun, planned: Set[str], deployment: str | None) -> bool:
    """Whether a run belongs to a deployment: it says so, or it says nothing and plans to make or check its assets.

    Args:
        planned: the assets that it plans to make or to check, by key.
        deployment: as runs name it in their mark.
    """
    mark = find_mark(run.tags, run.run_id)
    if mark is not None and mark.deployment is not None:
        return mark.deployment == deployment
    return not planned.isdisjoint(ASSETS)


def list_planned_assets(events: Iterable[dg.EventLogEntry]) -> frozenset[str]:
    """The assets that a run plans to make or to check, by key, from its `PLANNING_EVENTS`."""
    found = [e.dagster_event.asset_key for e in events if e.dagster_event and e.dagster_event.asset_key]
    return frozenset(key.to_user_string() for key in found)


def find_failure(events: Iterable[dg.EventLogEntry]) -> Failure:
    """What ended a run that failed, from its `FAILURE_EVENTS` in order of time.

    Nobody reports an error for a run whose process died, or that Dagster's daemon ended: `RunLost` and `RunStopped`.
    """
    is_canceling, ending, steps = False, None, list[dg.DagsterEvent]()
    for event in (entry.dagster_event for entry in events):
        if event and event.event_type == _EVENT.RUN_FAILURE:
            ending = event
        elif event and event.event_type == _EVENT.STEP_FAILURE:
            steps.append(event)
        is_canceling |= event is not None and event.event_type == _EVENT.RUN_CANCELING
    data: Any = ending.event_specific_data if ending else None
    reported = (data.error, _get_error(data.first_step_failure_event)) if data else ()
    for error in filter(None, (*reported, *map(_get_error, steps))):
        failure = describe_error(error)
        if not (is_canceling and failure.error_class == INTERRUPTED):
            return failure
    is_late = data is not None and data.failure_reason is not None and data.failure_reason.value == _TOO_LATE
    return STOPPED if is_canceling or is_late else LOST


def _get_error(step: dg.DagsterEvent | None) -> Any:
    return getattr(step.event_specific_data, "error", None) if step else None


def describe_error(error: Any) -> Failure:
    """Class and remedy of an error as Dagster stores it: of ours among its causes, otherwise of the first cause."""
    chain = list(_walk_causes(error))
    for one in chain:
        words = _read_own_words(one)
        if words is not None:
            problem, remedy = words
            return Failure(str(one.cls_name), remedy, problem)
    name = str(chain[-1].cls_name) if chain else ""
    name = name if name.isidentifier() else Exception.__name__
    return Failure(name, _REMEDIES.get(name, _OTHER_REMEDY))


def _walk_causes(error: Any) -> Iterator[Any]:
    """An error and its causes, those that Dagster cut off left out."""
    while error is not None and (error.cls_name or error.cause):
        yield error
        error = error.cause


def _read_own_words(error: Any) -> tuple[str, str] | None:
    """Problem and remedy of an error of our family; None for any other.

    Its text is `module.Class: problem Remedy: remedy`; what follows on further lines was added by others.
    """
    kind = getattr(errors, str(error.cls_name), None)
    if not isinstance(kind, type) or not issubclass(kind, errors.EgregoraError):
        return None
    line, _, _ = str(error.message).partition("\n")
    begin = f"{kind.__module__}.{kind.__qualname__}: "
    problem, _, remedy = line.removeprefix(begin).partition(" Remedy: ")
    return (problem, remedy) if line.startswith(begin) and problem and remedy else None
