"""Checks of a deployment: what is well, what is wrong, and how it is mended."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from egregora_assets.errors import DatabaseDefect, EgregoraError, StatementFailed
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.examining.incidents import (
    look_at_inbox,
    look_at_key_copy,
    look_at_last_run,
    look_at_snapshots,
    look_at_waiting,
)
from egregora_assets.operations.legacy_import import find_unimported_rankings
from egregora_assets.operations.web.instance import GuardedInstance
from egregora_assets.services.erasure_records import PROOFS, refuse_during_erasure

_LEAST_FREE_BYTES = 64 << 20
"""Below this a disk is full, whatever a run needs."""


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        name: what was checked.
        finding: what was found, where all is well; else empty.
        problem, remedy: what is wrong and how to mend it; else empty.
    """

    name: str
    finding: str = ""
    problem: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """Every check of a deployment, in order, and older rankings that were not imported (where all else is well)."""

    checks: tuple[Check, ...]
    unimported_rankings: tuple[Path, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether no check found a problem."""
        return not any(check.problem for check in self.checks)


def examine(context: DeploymentContext) -> Diagnosis:
    """Checks all that a deployment stands on, and what befell it: settings, key, databases, runs, erasures, vault,
    snapshots, inbox, Dagster's folder, disk, git and external services.

    The databases are brought to today's schema, and the run log to what Dagster's history says.
    """
    looks: list[tuple[str, Callable[[DeploymentContext], str]]] = [
        ("settings", lambda c: f"time zone {c.settings.time_zone}"),
        ("key", _find_key),
        ("databases", _prepare),
        ("copy of the key", look_at_key_copy),
        ("runs", _reconcile_runs),
        ("last run", look_at_last_run),
        ("waits", look_at_waiting),
        ("tasks", _count_tasks),
        ("erasures", _count_erasures),
        ("vault", _check_vault),
        ("snapshots", look_at_snapshots),
        ("inbox", look_at_inbox),
        ("dagster", _check_dagster),
        ("disk", _check_disk),
        ("git", lambda _: shutil.which("git") or "not installed: code references stay unresolved"),
        ("leaves this machine", lambda c: c.external_services.describe()),
    ]
    checks = tuple(_check(context, looks))
    is_sound = not any(check.problem for check in checks)
    return Diagnosis(checks, tuple(find_unimported_rankings(context.store)) if is_sound else ())


def _check(context: DeploymentContext, looks: list[tuple[str, Callable[[DeploymentContext], str]]]) -> Iterator[Check]:
    """One check a look. A problem that hinders later looks too is told once."""
    told: dict[str, str] = {}
    for name, look in looks:
        try:
            yield Check(name, look(context))
        except (EgregoraError, OSError) as error:
            problem, remedy = _explain(error)
            if problem in told:
                yield Check(name, f"not looked at: see {told[problem]}")
            else:
                told[problem] = name
                yield Check(name, problem=problem, remedy=remedy)


def _explain(error: EgregoraError | OSError) -> tuple[str, str]:
    """Problem and remedy in an operator's words: without a library's class, and without a file that has a name."""
    if isinstance(error, OSError):
        reason = error.strerror or "unknown reason"
        return f"The system refuses a file of the deployment: {reason}.", "run `egregora doctor` as who runs `process`."
    if isinstance(error, StatementFailed | DatabaseDefect):
        return (
            "The database refused a statement.",
            "run `egregora restore`, which replaces a damaged file; if it finds nothing damaged, report what "
            "`egregora status` says.",
        )
    return error.problem, error.remedy


def _find_key(context: DeploymentContext) -> str:
    context.vault.key()
    return "in place"


def _prepare(context: DeploymentContext) -> str:
    context.store.prepare()
    return "schema is today's"


def _reconcile_runs(context: DeploymentContext) -> str:
    """How many rows of runs had to be corrected, of all that Dagster's history holds."""
    with context.instance() as instance:
        changed = context.store.project_runs(instance, is_complete=True)
    lost = sum(run.status == "lost" for run in changed)
    found = [f"{lost} dead runs settled"] if lost else []
    found += [f"{len(changed) - lost} corrected"] if len(changed) > lost else []
    return ", ".join(found) or "none left open, all as in Dagster's history"


def _count_tasks(context: DeploymentContext) -> str:
    """How much work waits, and how much failed for good: a page that is gone, a picture that cannot be read."""
    counts = dict.fromkeys(("pending", "processing", "failed"), 0)
    for one in context.store.task_queue.count():
        counts[one.status] = counts.get(one.status, 0) + one.count
    waiting = f"{counts['pending'] + counts['processing']:,} wait"
    failed = f"{counts['failed']:,} failed for good: `--force-refresh` tries them again"
    return f"{waiting}, {failed}" if counts["failed"] else waiting


def _count_erasures(context: DeploymentContext) -> str:
    """How many erasures there were.

    Raises:
        ErasureUnfinished: one has not ended.
    """
    refuse_during_erasure(context.home)
    return f"{len(list((context.home / PROOFS).glob('*.json')))} ended, none is unfinished"


def _check_vault(context: DeploymentContext) -> str:
    """That nobody else can read the vault; it is not encrypted: DuckDB cannot write that without a download.

    Raises:
        FolderTooOpen: others can.
    """
    context.vault.check_modes()
    return "closed to others; not encrypted (DuckDB writes encrypted files with a downloaded extension only)"


def _check_dagster(context: DeploymentContext) -> str:
    """Whether every web server that opens Dagster's folder is guarded, or `egregora ui` alone."""
    with context.instance() as instance:
        if isinstance(instance, GuardedInstance):
            return "every web server is guarded"
    return "dagster.yaml is your own: only `egregora ui` is guarded against other pages of the browser"


def _check_disk(context: DeploymentContext) -> str:
    """How much room there is.

    Raises:
        EgregoraError: less than a run needs, or a disk on which something is read or kept is full.
    """
    free, needed = shutil.disk_usage(context.home).free, max(context.store.compute_least_room(), _LEAST_FREE_BYTES)
    if free < needed:
        raise EgregoraError(
            f"Only {free >> 20} MiB are free in {context.home}; a run needs {needed >> 20} MiB.",
            "free some space. A smaller `minimum_free_bytes` lets small runs begin with less.",
        )
    values = context.settings
    for folder in filter(None, (context.dagster_home, values.inbox, values.processed_dir)):
        if folder.is_dir() and shutil.disk_usage(folder).free < _LEAST_FREE_BYTES:
            raise EgregoraError(f"The disk of {folder} is full.", "free some space there.")
    return f"{free >> 30} GiB free"
