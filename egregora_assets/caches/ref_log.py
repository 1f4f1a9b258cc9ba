"""The log of refs: a row only where a ref moved, so that an unchanged repository writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pyarrow as pa

from egregora_assets.caches import expressions
from egregora_assets.caches.git_log import to_moments
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.lookups import GIT_REFS, GIT_REPOSITORIES
from egregora_assets.contracts.tables import Derived, Source
from egregora_assets.errors import RepositoryUnreadable
from egregora_assets.services.git import Git, find_branch_tip
from egregora_assets.services.settings import RepositorySetting


class Observation(NamedTuple):
    """A ref as it was last seen."""

    observed_at: datetime
    commit_id: str
    change: str


class Observed(NamedTuple):
    """A repository as it is now: its row, and the rows that the log gains."""

    repository: dict[str, Any]
    changes: pa.Table


def observe_repository(
    git: Git, setting: RepositorySetting, key: DeploymentKey, stored: pa.Table, log: pa.Table, now: datetime
) -> Observed:
    """Compares the refs of a repository with what the log last says of them.

    Of one that cannot be read, the row says why, and else what it said before: nothing is observed.

    Args:
        stored: the rows of `git_repositories` so far; log: those of `git_refs`.
        now: UTC.
    """
    repository_id = key.uuid("repository", setting.name)
    try:
        refs, repository = _look_at(git, setting)
    except RepositoryUnreadable as error:
        known = next((row for row in stored.to_pylist() if row["repository_id"] == repository_id), None)
        unknown = {"branch": setting.branch, "is_shallow": False, "floor_at": None}
        row = {**(known or unknown), "repository_id": repository_id, "name": setting.name, "problem": error.kind}
        return Observed(row, GIT_REFS.rows())
    before = find_latest(log, repository_id)
    moved = find_changes(before, refs, now, lambda older, newer: git.is_ancestor(setting.path, older, newer))
    changes = GIT_REFS.rows([{"repository_id": repository_id, **row} for row in moved])
    return Observed({"repository_id": repository_id, **repository}, changes)


def _look_at(git: Git, setting: RepositorySetting) -> tuple[dict[str, str], dict[str, Any]]:
    """The refs of a repository, and its row without the id.

    Raises:
        RepositoryUnreadable: it cannot be read, or it does not have the configured branch.
    """
    name, path = setting.name, setting.path
    refs = git.refs(name, path)
    tip = find_branch_tip(refs, setting.branch)
    if tip is None:
        raise RepositoryUnreadable(name, "no such branch" if refs else "empty")
    is_shallow = git.is_shallow(name, path)
    floor = to_moments([git.committed_at(name, path, tip[1])])[0].as_py() if is_shallow else None
    row = {"name": name, "branch": setting.branch, "is_shallow": is_shallow, "floor_at": floor, "problem": None}
    return refs, row


def record_observations(observed: Sequence[Observed]) -> dict[str, Source]:
    """The tables of repositories, with those that are no longer configured, and of refs: the log gains what moved."""
    seen = {"result_repositories": GIT_REPOSITORIES.rows([one.repository for one in observed])}
    repositories = expressions.list_repositories(GIT_REPOSITORIES.table())
    return {
        "git_repositories": Derived(repositories, seen),
        "git_refs": pa.concat_tables([GIT_REFS.rows(), *(one.changes for one in observed)]),
    }


def find_latest(log: pa.Table, repository_id: str) -> dict[str, Observation]:
    """The last observation of each ref of a repository, by ref name; deleted refs are among them."""
    found: dict[str, Observation] = {}
    for row in log.sort_by([("observed_at", "ascending"), ("ref_name", "ascending")]).to_pylist():
        if row["repository_id"] == repository_id:
            found[row["ref_name"]] = Observation(row["observed_at"], row["commit_id"], row["change"])
    return found


def find_changes(
    before: Mapping[str, Observation], now: Mapping[str, str], at: datetime, is_ancestor: Callable[[str, str], bool]
) -> list[dict[str, Any]]:
    """The rows to add to the log: one a ref that appeared, moved or was deleted, by name.

    Args:
        before: the last observations; empty the first time, when refs are `seen`, not `created`.
        now: commit ids by ref name.
        at: the time of observation; if the clock ran backwards, the row comes just after the last observation.
        is_ancestor: whether the first commit is reachable from the second.
    """
    rows = []
    for name in sorted({*before, *now}):
        old, commit_id = before.get(name), now.get(name)
        change = _classify_change(old, commit_id, is_first=not before, is_ancestor=is_ancestor)
        if change is not None:
            observed_at = max(at, old.observed_at + timedelta(microseconds=1)) if old else at
            last = commit_id or (old.commit_id if old else "")
            rows.append({"ref_name": name, "observed_at": observed_at, "commit_id": last, "change": change})
    return rows


def _classify_change(
    old: Observation | None, commit_id: str | None, *, is_first: bool, is_ancestor: Callable[[str, str], bool]
) -> str | None:
    """How a ref moved; None where it did not."""
    is_there = old is not None and old.change != "deleted"
    if commit_id is None:
        return "deleted" if is_there else None
    if old is None or not is_there:
        return "seen" if is_first else "created"
    if old.commit_id == commit_id:
        return None
    return "fast_forward" if is_ancestor(old.commit_id, commit_id) else "forced"
