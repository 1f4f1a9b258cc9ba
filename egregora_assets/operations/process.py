"""One Dagster run in this process: over the whole pipeline up to a stage, or over one asset."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import dagster as dg

from egregora_assets.automation.jobs import EVERYTHING, JOBS_TO
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import EgregoraError, RunFailed
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.inbox_report import InboxLine, describe_new_outcomes
from egregora_assets.operations.legacy_notice import find_unimported_rankings
from egregora_assets.operations.status import read_freshness
from egregora_assets.operations.summary import Summary, summarize
from egregora_assets.runs.checks import FORCE_TAG
from egregora_assets.runs.progress import Progress, listen
from egregora_assets.runs.records import COMMAND_TAG, PROCESS_TAG, RunRecord
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.services.inbox.resource import Refusal

__all__ = [
    "ProcessEvent",
    "ProcessResult",
    "Progress",
    "RunPlanned",
    "SendsAway",
    "find_sample",
    "process",
    "run_stage",
]

Stage = Literal["ingested", "anonymized", "enriched", "knowledge", "generated", "ranked", "published"]

_COLLECTOR_THRESHOLDS = (200_000, 50, 100)
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


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
class ProcessResult:
    """What processing came to.

    Attributes:
        error: why the run failed; None if it succeeded.
        files: what the run made of each file, by name; empty where it failed or read nothing new.
        refusals: files of the inbox that were not read, with reason and remedy.
        unimported_rankings: rankings of an older deployment that lie beside the data and were not imported.
        archived_count: files and folders that were moved to `archive_folder` after they were read.
        is_vault_empty: something is published, and the vault no longer holds what it was made from.
        summary: what the deployment holds now; None unless the site was brought up to date.
    """

    error: EgregoraError | None
    files: tuple[InboxLine, ...]
    refusals: tuple[Refusal, ...]
    unimported_rankings: tuple[Path, ...]
    archived_count: int
    archive_folder: Path | None
    is_vault_empty: bool
    summary: Summary | None


ProcessEvent = SendsAway | RunPlanned | Progress | RunRecord | EgregoraError
"""What processing reports while it goes on: what may leave this machine, the run's plan, a stage that began or ended, a
run of a dead process that was ended, an error at once."""
Listener = Callable[[ProcessEvent], None]


@dataclass
class _Reporter:
    """Passes events on to a listener and keeps the first error."""

    listener: Listener | None
    error: EgregoraError | None = field(default=None)

    def __call__(self, event: ProcessEvent) -> None:
        if isinstance(event, EgregoraError):
            self.error = self.error or event
        if self.listener:
            self.listener(event)


def process(
    context: DeploymentContext,
    exports: Sequence[Path | str] = (),
    *,
    target_stage: Stage = "published",
    force_refresh: bool = False,
    command: str = "process",
    progress: Listener | None = None,
) -> ProcessResult:
    """Reads exports and brings everything up to a stage up to date.

    Args:
        exports: files and folders; none = what lies in the inbox.
        force_refresh: compute everything again, even where nothing changed.
        command: recorded with the run as what started it.

    Returns: what it came to; the error of a run that failed is in it, not raised.

    Raises:
        ErasureUnfinished, DiskAlmostFull, ExportUnusable, InboxMissing: no run was begun.
        EgregoraError: any other reason for which the deployment cannot be opened (settings, key, databases).
    """
    refuse_during_erasure(context.home)
    context.store.refuse_full_disk()
    context.store.prepare()
    inbox, report = context.inbox, _Reporter(progress)
    token = inbox.add_request(exports) if exports else ""
    if context.external_services.list_enabled():
        report(SendsAway(context.external_services.describe()))
    job = context.defs.resolve_job_def(EVERYTHING.name if target_stage == "published" else JOBS_TO[target_stage].name)
    before = inbox.load_outcomes().by_digest
    if force_refresh or not _is_fresh(context, job, report):
        config = {"ops": {"ingested": {"config": {"token": token}}}}
        _execute(context, job, config, _tags(command, force_refresh), report)
    is_done = report.error is None
    files = describe_new_outcomes(context, before) if is_done else ()
    if not is_done:
        inbox.drop_request(token)
    return ProcessResult(
        report.error,
        files,
        refusals=() if exports else tuple(inbox.list_refusals()),
        unimported_rankings=tuple(find_unimported_rankings(context.store, map(Path, exports))),
        archived_count=inbox.archive_processed(lambda _run_id: True) if is_done else 0,
        archive_folder=context.settings.processed_dir,
        is_vault_empty=_is_vault_empty(context),
        summary=summarize(context) if is_done and target_stage == "published" else None,
    )


def run_stage(
    context: DeploymentContext,
    asset_key: str,
    *,
    force_refresh: bool = False,
    command: str = "debug",
    progress: Listener | None = None,
) -> None:
    """Runs one asset over the tables that are there.

    Args:
        command: recorded with the run as what started it.

    Raises:
        RunFailed: a check does not pass, or the run failed for a reason that is not ours.
        EgregoraError: what the asset raised.
    """
    context.store.prepare()
    report = _Reporter(progress)
    job = context.defs.resolve_implicit_global_asset_job_def()
    chosen = job.get_subset(asset_selection={dg.AssetKey(asset_key)})
    _execute(context, chosen, {}, _tags(command, force_refresh), report)
    if report.error:
        raise report.error


def find_sample() -> Path:
    """The synthetic export that is shipped with the package."""
    folder = resources.files("egregora_assets") / "sample"
    return next(Path(str(entry)) for entry in folder.iterdir() if entry.name.endswith(".zip"))


def _tags(command: str, force_refresh: bool) -> dict[str, str]:
    forced = {FORCE_TAG: "true"} if force_refresh else {}
    return {COMMAND_TAG: command, PROCESS_TAG: str(os.getpid()), **forced}


def _asset_keys(job: dg.JobDefinition) -> set[str]:
    return {key.to_user_string() for key in job.asset_layer.selected_asset_keys}


def _plan(context: DeploymentContext, asset_keys: set[str]) -> RunPlanned:
    last = {key: context.store.latest(key) for key in sorted(asset_keys)}
    return RunPlanned({key: made.duration_ms / 1000 if made else None for key, made in last.items()})


def _is_fresh(context: DeploymentContext, job: dg.JobDefinition, report: _Reporter) -> bool:
    """Whether nothing of a job would do anything, which is then reported; no run is begun for it."""
    for ended in context.reconcile_runs():
        report(ended)
    with context.store.file("main").reading():
        if context.store.unfinished_runs():
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


def _execute(
    context: DeploymentContext,
    job: dg.JobDefinition,
    config: Mapping[str, Any],
    tags: Mapping[str, str],
    report: _Reporter,
) -> None:
    """One run in this process; what fails is reported as an error."""
    with context.store.file("main").reading():
        plan = _plan(context, _asset_keys(job))
    report(plan)
    with _run_conditions(report), context.instance() as instance:
        result = job.execute_in_process(
            run_config={**_QUIET, **config}, instance=instance, tags=dict(tags), raise_on_error=False
        )
    for ended in context.reconcile_runs():
        report(ended)
    if not result.success and report.error is None:
        report.error = _describe_failure(result)


@contextmanager
def _run_conditions(report: _Reporter) -> Iterator[None]:
    """Inside the block a run reports to a listener, without Dagster's warnings, and garbage is looked for rarely."""
    thresholds = gc.get_threshold()
    # Rows are millions of values and hardly any cycles: looking for cycles less often saves a twelfth of a large run.
    gc.set_threshold(*_COLLECTOR_THRESHOLDS)
    listen(report)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="dagster")
            yield
    finally:
        listen(None)
        gc.set_threshold(*thresholds)


def _describe_failure(result: dg.ExecuteInProcessResult) -> RunFailed:
    """A failure that is none of our errors (blocking checks, Dagster's own refusals): by name, not by text."""
    checks = [
        e.asset_check_evaluation_data for e in result.all_events if e.event_type_value == "ASSET_CHECK_EVALUATION"
    ]
    failed = tuple(f"{c.asset_key.to_user_string()}: {c.check_name}" for c in checks if not c.passed)
    steps = tuple(e.step_key or "?" for e in result.all_events if e.event_type_value == "STEP_FAILURE")
    return RunFailed(result.run_id, failed, steps)


def _is_vault_empty(context: DeploymentContext) -> bool:
    """Whether something is published although the vault holds no conversation: it was deleted."""
    store = context.store
    chats = read_rows(store.file("main"), CONTRACTS["chats"].table().select("chat_id").limit(1)).num_rows
    return bool(chats) and not read_rows(store.file("vault"), CONTRACTS["export_files"].table().limit(1)).num_rows
