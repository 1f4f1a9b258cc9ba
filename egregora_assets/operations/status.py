"""What of a deployment is fresh, stale or missing, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from egregora_assets.contracts.instants import to_aware_utc, utc_now
from egregora_assets.database.copies.reading_copy import locate_reading_copy
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.definitions import list_stages
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.git_history.repository_warnings import RepositoryWarning, list_repository_warnings
from egregora_assets.operations.kept_answers.keeping import keep_status
from egregora_assets.operations.summary import count_unreviewed_names
from egregora_assets.runs.chat_progress import ChatProgress as ChatProgress
from egregora_assets.runs.chat_progress import ask_for_progress, read_progress
from egregora_assets.runs.freshness import Freshness, Reason, State, collect_evidence, judge_freshness
from egregora_assets.runs.policies import FRESH_FOR
from egregora_assets.runs.reconcile import list_changes, look_at_runs
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.tasks import TaskCount as TaskCount

_EXTERNAL = {
    "ingested": "the inbox",
    "anonymized": "the attachments or the decisions in the vault",
    "enriched": "the services that are switched on",
    "git_refs": "the repositories",
    "git_commits": "the repositories",
    "ranked": "what somebody decided of documents",
    "asset_cache": "the files of the cache, or what somebody decided of documents",
    "published": "the folder of the site",
}
"""What outside the database an asset depends on."""


@dataclass(frozen=True)
class AssetStatus:
    """How an asset stands.

    Attributes:
        because: the reasons in words; empty when it is fresh.
        failing_checks: every check that failed when it last ran, blocking or not; warning_checks: that warned.
        row_count, run_id, materialized_at, duration_ms: of its last materialization; None where there is none.
        materialized_at: aware, UTC.
        age: time since then.
    """

    asset_key: str
    state: State
    because: str
    reasons: tuple[Reason, ...]
    failing_checks: tuple[str, ...]
    warning_checks: tuple[str, ...]
    row_count: int | None = None
    run_id: str | None = None
    materialized_at: dt.datetime | None = None
    age: dt.timedelta | None = None
    duration_ms: int | None = None


@dataclass(frozen=True)
class Status:
    """How a deployment stands.

    Attributes:
        assets: one an asset, inputs before what reads them.
        runs: those that wait or are under way, and the last that ended, newest first; a run whose process is gone is
            lost, although nobody has recorded that yet.
        chats: how far each conversation is told, those that are furthest behind first.
        unreviewed_name_count: words that may be names of people and that nobody has judged.
        tasks: work that was put off, by type and status.
        holder: who holds the lease, in words; empty when nobody does.
        reading_copy: the copy of the database for readers, if there is one; copied_at: when it was made; aware, UTC.
        repository_warnings: configured repositories that the last run did not read, or not whole, by name.
    """

    assets: tuple[AssetStatus, ...]
    runs: tuple[RunRecord, ...]
    chats: tuple[ChatProgress, ...]
    unreviewed_name_count: int
    tasks: tuple[TaskCount, ...]
    holder: str
    reading_copy: Path | None
    copied_at: dt.datetime | None
    repository_warnings: tuple[RepositoryWarning, ...] = ()


def read_status(context: DeploymentContext) -> Status:
    """What is fresh, stale or missing, and why: one an asset, inputs before what reads them.

    Raises:
        EgregoraError: the deployment cannot be opened (settings, key, databases).
        HistoryUnwritable: Dagster's history cannot be read.
    """
    return keep_status(context, lambda: find_status(context))


def find_status(context: DeploymentContext) -> Status:
    """The same, without keeping it for the next one who asks.

    Raises: as `read_status`.
    """
    store = context.store
    with store.keep_open(), context.instance():
        store.prepare()
        found = read_freshness(context, list_stages())
        tasks = tuple(store.task_queue.count())
        runs = read_latest_runs(context)
        chats = read_progress(read_rows(store.file("main"), ask_for_progress()))
        unreviewed_name_count = count_unreviewed_names(context)
        repository_warnings = list_repository_warnings(context)
    copy = locate_reading_copy(context.home)
    is_there = copy.is_file()
    return Status(
        assets=tuple(map(describe_freshness, found)),
        runs=runs,
        chats=chats,
        unreviewed_name_count=unreviewed_name_count,
        tasks=tasks,
        holder=str(store.lease.find_holder() or ""),
        reading_copy=copy if is_there else None,
        copied_at=dt.datetime.fromtimestamp(copy.stat().st_mtime, dt.UTC) if is_there else None,
        repository_warnings=repository_warnings,
    )


def read_latest_runs(context: DeploymentContext) -> tuple[RunRecord, ...]:
    """The runs that wait or are under way, and the last that ended, newest first; nothing is written.

    What the run log does not have yet is read from Dagster's history, so a run whose process is gone is lost here.

    Raises:
        HistoryUnwritable: Dagster's history cannot be read.
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the database cannot be read.
    """
    run_log = context.store.runs
    latest = run_log.find_last_ended_run()
    with context.instance() as instance:
        seen = list(look_at_runs(instance, run_log, context.vault.find_deployment_id()))
        changed = {run.run_id: run for run in list_changes(instance, seen)}
    known = {run.known.run_id: run.known for run in seen if run.known} | ({latest.run_id: latest} if latest else {})
    runs = sorted((known | changed).values(), key=lambda run: (run.created_at, run.run_id), reverse=True)
    is_open = [run.finished_at is None for run in runs]
    last = is_open.index(False) if False in is_open else -1
    return tuple(run for i, run in enumerate(runs) if is_open[i] or i == last)


def read_freshness(context: DeploymentContext, asset_keys: Collection[str]) -> list[Freshness]:
    """How these assets stand, inputs before what reads them.

    Raises:
        HistoryUnwritable: Dagster's history cannot be read.
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the database cannot be read.
    """

    def config_hash(run_id: str) -> str | None:
        run = context.store.runs.get_run(run_id)
        return run.config_hash if run else None

    stages = {key: stage for key, stage in list_stages().items() if key in asset_keys}
    specs = [spec for definition in context.defs.asset_checks or [] for spec in definition.check_specs]
    checks = [spec for spec in specs if spec.asset_key.to_user_string() in asset_keys]
    with context.instance() as instance:
        evidence = collect_evidence(instance, checks, config_hash, context.settings.configuration(), utc_now())
        return judge_freshness(stages, context.store.runs, context.services, evidence)


def describe_freshness(found: Freshness) -> AssetStatus:
    """An asset as it is shown."""
    shown = (found.asset_key, found.state, _explain(found), found.reasons, found.failing_checks, found.warning_checks)
    if found.last is None:
        return AssetStatus(*shown)
    last, at = found.last, to_aware_utc(found.last.materialized_at)
    return AssetStatus(*shown, last.row_count, last.run_id, at, found.age, last.duration_ms)


def _explain(found: Freshness) -> str:
    """The reasons in words, those of one kind together."""
    words: dict[str, list[str]] = {}
    for reason in found.reasons:
        start, what = _split_reason(found.asset_key, reason)
        words.setdefault(start, []).append(what)
    return "; ".join(f"{start}{', '.join(what)}" for start, what in words.items())


def _split_reason(asset_key: str, reason: Reason) -> tuple[str, str]:
    """What a reason begins with, which it shares with others of its kind, and what it ends with."""
    external = _EXTERNAL.get(asset_key, "the world outside")
    return {
        "never": ("", "never materialized"),
        "code": ("code", ""),
        "input": ("input ", reason.name),
        "waits": ("waits for ", reason.name),
        "settings": ("settings", ""),
        "outside": (external, ""),
        "settings or outside": (f"settings or {external}", ""),
        "check": ("not passed: ", reason.name),
        "age": (f"older than {FRESH_FOR.days} days", ""),
    }[reason.kind]
