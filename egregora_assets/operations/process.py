"""Processing exports: one run over the whole pipeline up to a stage, or over one asset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import dagster as dg

from egregora_assets.automation.jobs import EVERYTHING, JOBS_TO
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.copies.snapshots import read_failure
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import EgregoraError
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.inbox_report import InboxLine, describe_new_outcomes
from egregora_assets.operations.kept_answers.keeping import keep_status
from egregora_assets.operations.legacy_import import find_unimported_rankings
from egregora_assets.operations.running import (
    Listener,
    Reporter,
    RunPlanned,
    SendsAway,
    ZoneGuessed,
    execute,
    make_tags,
    report_freshness,
)
from egregora_assets.operations.sample import REPOSITORY_NAME, find_sample, unpack_repository
from egregora_assets.operations.status import Status, find_status
from egregora_assets.operations.summary import Summary, summarize
from egregora_assets.services.inbox.resource import Refusal
from egregora_assets.services.run_options import FORCE_TAG
from egregora_assets.services.settings import write_settings
from egregora_assets.services.settings.machine_zone import guess_time_zone

Stage = Literal["ingested", "anonymized", "enriched", "knowledge", "generated", "ranked", "published"]


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
        copy_failure: why no snapshot was made after the run, or no copy for readers; the run itself is done.
        summary: what the deployment holds now; None unless the site was brought up to date.
    """

    error: EgregoraError | None
    files: tuple[InboxLine, ...]
    refusals: tuple[Refusal, ...]
    unimported_rankings: tuple[Path, ...]
    archived_count: int
    archive_folder: Path | None
    is_vault_empty: bool
    copy_failure: EgregoraError | None
    summary: Summary | None


@under_lease("process")
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
        command: recorded with the run as what started it; the others are those of `Deployment.process`.

    Returns: what it came to; the error of a run that failed is in it, not raised.

    Raises:
        DeploymentBusy, ErasureUnfinished, DiskAlmostFull, ExportUnusable, InboxMissing: no run was begun.
        EgregoraError: any other reason for which the deployment cannot be opened (settings, key, databases).
    """
    with context.store.keep_open():
        context.store.begin()
        return _process(context, exports, target_stage, force_refresh, command, Reporter(progress))


def _process(
    context: DeploymentContext,
    exports: Sequence[Path | str],
    target_stage: Stage,
    force_refresh: bool,
    command: str,
    report: Reporter,
) -> ProcessResult:
    inbox = context.inbox
    token = inbox.add_request(exports) if exports else ""
    _settle_settings(context, exports, report)
    if context.external_services.list_enabled():
        report(SendsAway(context.external_services.describe()))
    before, tags = inbox.load_outcomes().by_digest, make_tags(command, force_refresh, token)
    with context.instance():
        _update(context, target_stage, tags, report)
        is_done = report.error is None
        if not is_done:
            inbox.drop_request(token)
        result = ProcessResult(
            error=report.error,
            files=describe_new_outcomes(context, before) if is_done else (),
            refusals=() if exports else tuple(inbox.list_refusals()),
            unimported_rankings=tuple(find_unimported_rankings(context.store, map(Path, exports))),
            archived_count=inbox.archive_processed(lambda _run_id: True) if is_done else 0,
            archive_folder=context.settings.processed_dir,
            is_vault_empty=_is_vault_empty(context),
            copy_failure=_find_copy_failure(context, report) if is_done else None,
            summary=summarize(context) if is_done and target_stage == "published" else None,
        )
    context.store.keep_statements()
    if result.summary:
        # Once Dagster's files are closed. The run is done, so nothing that befalls this makes it fail.
        with suppress(EgregoraError):
            _keep(context, result, list(map(Path, exports)))
    return result


def _settle_settings(context: DeploymentContext, exports: Sequence[Path | str], report: Reporter) -> None:
    """Before anything is read, settles what nobody named: the zone is this machine's.

    Not that of the sample, which is the same everywhere and brings the repository that it speaks of.
    """
    if find_sample().resolve() in {Path(e).resolve() for e in exports}:
        if "repositories" not in context.settings.model_fields_set and _has_read_nothing(context):
            _bring_repository(context)
    elif "time_zone" not in context.settings.model_fields_set:
        zone = guess_time_zone()
        if _has_read_nothing(context):
            if zone:
                write_settings(context.home, {"time_zone": zone})
            report(ZoneGuessed(zone))


def _has_read_nothing(context: DeploymentContext) -> bool:
    return not read_rows(context.store.file("vault"), CONTRACTS["export_files"].table().limit(1)).num_rows


def _bring_repository(context: DeploymentContext) -> None:
    """Puts the sample's repository beside the tables, and names it in the settings."""
    folder = context.home / "repositories" / f"{REPOSITORY_NAME}.git"
    if unpack_repository(folder):
        named = {"name": REPOSITORY_NAME, "path": str(folder)}
        write_settings(context.home, {"repositories": [named]})


def _keep(context: DeploymentContext, result: ProcessResult, exports: Sequence[Path]) -> None:
    """Keeps what was done, for the next time when nothing is to do."""

    def describe(status: Status) -> object:
        warns = bool(result.copy_failure or result.unimported_rankings or result.is_vault_empty)
        if (
            warns
            or context.inbox.list_refusals()
            or context.external_services.list_enabled()
            or any(a.state != "fresh" for a in status.assets)
        ):
            return None
        seconds = {one.asset_key: (one.duration_ms or 0) / 1000 for one in status.assets}
        return {"plan": RunPlanned(seconds), "result": replace(result, files=(), archived_count=0)}

    keep_status(context, lambda: find_status(context), describe, exports)


def _update(context: DeploymentContext, target_stage: Stage, tags: Mapping[str, str], report: Reporter) -> None:
    """Runs what leads to a stage, unless nothing would change."""
    job = context.defs.resolve_job_def(EVERYTHING.name if target_stage == "published" else JOBS_TO[target_stage].name)
    if FORCE_TAG in tags or not report_freshness(context, job, report):
        execute(context, job, tags, report)
    else:
        context.store.mend_copies()


@under_lease("debug run-stage")
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
    context.store.begin()
    report = Reporter(progress)
    job = context.defs.resolve_implicit_global_asset_job_def()
    chosen = job.get_subset(asset_selection={dg.AssetKey(asset_key)})
    execute(context, chosen, make_tags(command, force_refresh), report)
    if report.error:
        raise report.error


def _find_copy_failure(context: DeploymentContext, report: Reporter) -> EgregoraError | None:
    """Why the copies of the last run that wrote are not there."""
    noted = read_failure(context.home)
    return report.copy_failure or (EgregoraError(*noted) if noted else None)


def _is_vault_empty(context: DeploymentContext) -> bool:
    """Whether something is published although the vault holds no conversation: it was deleted."""
    store = context.store
    chats = read_rows(store.file("main"), CONTRACTS["chats"].table().select("chat_id").limit(1)).num_rows
    return bool(chats) and not read_rows(store.file("vault"), CONTRACTS["export_files"].table().limit(1)).num_rows
