"""One Dagster run in this process, and what it reports while it goes on."""

from __future__ import annotations

import io
import sys
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from typing import TextIO

import dagster as dg

from egregora_assets.automation.launchpad import CONSOLE_LEVEL
from egregora_assets.errors import EgregoraError, RunFailed, RunInterrupted
from egregora_assets.operations.collector import rare_collection
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.status import read_freshness
from egregora_assets.runs.begin import make_mark
from egregora_assets.runs.marks import COMMAND_TAG, RUN_TAG
from egregora_assets.runs.progress import CopyFailed as CopyFailed
from egregora_assets.runs.progress import Progress as Progress
from egregora_assets.runs.progress import StageStep as StageStep
from egregora_assets.runs.progress import listen
from egregora_assets.runs.projection import INTERRUPTED, describe_error
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.inbox.requests import REQUEST_TAG
from egregora_assets.services.run_lease import Waiting
from egregora_assets.services.run_options import FORCE_TAG

_CONSOLE_LEVEL = "CRITICAL"
_QUIET = {"loggers": {"console": {"config": {"log_level": _CONSOLE_LEVEL}}}}
"""The configuration of a run that has none of our options: nothing on the console, where the command itself reports."""
_UNSTORED = "Exception while writing logger call to event log"
"""How Dagster begins what it prints of an event that it cannot store."""


@dataclass(frozen=True)
class RunPlanned:
    """A run is about to begin.

    Attributes:
        stage_seconds: how long each asset took when it was last computed, by asset key; None = never.
    """

    stage_seconds: Mapping[str, float | None]


@dataclass(frozen=True)
class SendsAway:
    """The settings let a run send something away from this machine; what, in words."""

    description: str


@dataclass(frozen=True)
class ZoneGuessed:
    """Nobody said in which time zone the phone is, so the machine's was written into the settings; None = it shows
    none, so that UTC holds until one is named.
    """

    time_zone: str | None


ProcessEvent = (
    Waiting | SendsAway | ZoneGuessed | RunPlanned | Progress | StageStep | CopyFailed | RunRecord | EgregoraError
)
"""What processing reports while it goes on: for whom it waits, what may leave this machine, a guess of the zone, the
plan, a stage that began or ended, how far one is, a copy that failed, a run of a dead process that was ended, an error
at once."""
Listener = Callable[[ProcessEvent], None]


@dataclass
class Reporter:
    """Passes events on to a listener and keeps the first error, and why a copy failed."""

    listener: Listener | None
    error: EgregoraError | None = field(default=None)
    copy_failure: EgregoraError | None = field(default=None)

    def __call__(self, event: ProcessEvent) -> None:
        """Takes an event."""
        if isinstance(event, EgregoraError):
            self.error = self.error or event
        elif isinstance(event, CopyFailed):
            self.copy_failure = event.failure
        if self.listener:
            self.listener(event)


def make_tags(command: str, force_refresh: bool, request: str = "") -> dict[str, str]:
    """The tags of a run that a command starts.

    Args:
        request: token of the exports that were named; empty for the whole inbox.
    """
    chosen = {FORCE_TAG: "true" if force_refresh else "", REQUEST_TAG: request}
    return {COMMAND_TAG: command, **{tag: v for tag, v in chosen.items() if v}}


def _asset_keys(job: dg.JobDefinition) -> set[str]:
    return {key.to_user_string() for key in job.asset_layer.selected_asset_keys}


def _plan(context: DeploymentContext, asset_keys: set[str]) -> RunPlanned:
    last = {key: context.store.runs.find_latest(key) for key in sorted(asset_keys)}
    return RunPlanned({key: made.duration_ms / 1000 if made else None for key, made in last.items()})


def report_freshness(context: DeploymentContext, job: dg.JobDefinition, report: Reporter) -> bool:
    """Whether nothing of a job would do anything, which is then reported; no run is begun for it.

    Raises:
        HistoryUnwritable: Dagster's history cannot be read.
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the database cannot be read.
    """
    for ended in context.reconcile_runs():
        report(ended)
    with context.store.file("main").open_reader():
        if any(run.status == "running" for run in context.store.runs.list_unfinished_runs()):
            return False
        found = read_freshness(context, _asset_keys(job))
        plan = _plan(context, {one.asset_key for one in found})
    if any(one.state != "fresh" for one in found):
        return False
    report(plan)
    for one in found:
        report(Progress(one.asset_key))
        report(Progress(one.asset_key, 0.0, one.last.row_count if one.last else 0, is_reused=True))
    return True


def execute(
    context: DeploymentContext,
    job: dg.JobDefinition,
    tags: Mapping[str, str],
    report: Reporter,
) -> None:
    """One run in this process; what fails is reported as an error.

    Raises:
        HistoryUnwritable: Dagster's history cannot be read or written.
    """
    with context.store.file("main").open_reader():
        plan = _plan(context, _asset_keys(job))
    report(plan)
    run_id, run_config = str(uuid.uuid4()), {} if job.config_mapping else _QUIET
    mark = make_mark(run_id, run_config, context.services.settings, context.vault)
    with _run_conditions(report), context.instance() as instance:
        result = job.execute_in_process(
            run_config=run_config,
            instance=instance,
            tags={**tags, RUN_TAG: mark.render()},
            run_id=run_id,
            raise_on_error=False,
        )
    for ended in context.reconcile_runs():
        report(ended)
    if not result.success and report.error is None:
        report.error = _describe_failure(result)


class _WithoutUnstored(io.TextIOBase):
    """Standard error without what Dagster prints of each event that it cannot store; `HistoryUnwritable` says it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str, /) -> int:
        """Writes what is not left out."""
        return len(text) if text.startswith(_UNSTORED) else self._stream.write(text)

    def flush(self) -> None:
        """As the stream."""
        self._stream.flush()

    def isatty(self) -> bool:
        """As the stream."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """As the stream."""
        return self._stream.fileno()


@contextmanager
def _run_conditions(report: Reporter) -> Iterator[None]:
    """Inside the block a run reports to a listener, without Dagster's warnings, and garbage is looked for rarely."""
    listen(report)
    quiet = CONSOLE_LEVEL.set(_CONSOLE_LEVEL)
    try:
        with rare_collection(), warnings.catch_warnings(), redirect_stderr(_WithoutUnstored(sys.stderr)):
            warnings.filterwarnings("ignore", module="dagster")
            yield
    finally:
        listen(None)
        CONSOLE_LEVEL.reset(quiet)


def _describe_failure(result: dg.ExecuteInProcessResult) -> EgregoraError:
    """What ended a run and is none of our errors (a signal, a blocking check, a refusal of Dagster): never its text."""
    entries = [event.event_specific_data for event in result.all_events if event.is_step_failure]
    if any(describe_error(getattr(data, "error", None)).error_class == INTERRUPTED for data in entries):
        return RunInterrupted(result.run_id)
    checks = [
        e.asset_check_evaluation_data for e in result.all_events if e.event_type_value == "ASSET_CHECK_EVALUATION"
    ]
    failed = tuple(f"{c.asset_key.to_user_string()}: {c.check_name}" for c in checks if c.blocking and not c.passed)
    steps = tuple(e.step_key or "?" for e in result.all_events if e.event_type_value == "STEP_FAILURE")
    return RunFailed(result.run_id, failed, steps)
