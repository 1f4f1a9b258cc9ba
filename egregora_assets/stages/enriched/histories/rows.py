"""Arranges the rows of the git caches for look-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.instants import to_naive_utc
from egregora_assets.references.code_history import Repository


def read_repositories(git: Mapping[str, pa.Table], versions: pa.Table) -> list[Repository]:
    """The repositories of the git caches, by name.

    Args:
        git: rows of git_repositories, git_refs, git_commits, git_chain.
        versions: the rows of `expressions.list_versions`.
    """
    chains = group_rows(git["git_chain"], "repository_id", "position", "commit_id")
    commits = group_rows(git["git_commits"], "repository_id", "commit_id", "pull_request_number")
    refs = group_rows(git["git_refs"], "repository_id", "observed_at", "ref_name", "change", "commit_id")
    by_file = group_rows(versions, "repository_id", "path", "position", "status", "blob_id")
    return [
        Repository(
            repository_id,
            name,
            branch,
            chain=[commit_id for _, commit_id in chains[repository_id]],
            commits=[commit_id for commit_id, _ in sorted(commits[repository_id])],
            requests=_read_requests(commits[repository_id]),
            versions=_read_versions(by_file[repository_id]),
            refs=_read_refs(refs[repository_id]),
        )
        for name, repository_id, branch in sorted(
            read_columns(git["git_repositories"], "name", "repository_id", "branch")
        )
    ]


def _read_requests(rows: list[tuple[Any, ...]]) -> dict[int, str]:
    """Commits by pull request number; of several the first by id."""
    return {number: commit_id for commit_id, number in reversed(rows) if number}


def shorten_ref(ref_name: str) -> str:
    """What people call a ref: `refs/tags/v1` is `v1`, `refs/remotes/origin/x` is `x`."""
    for beginning in ("refs/heads/", "refs/tags/", "refs/remotes/origin/"):
        if ref_name.startswith(beginning):
            return ref_name.removeprefix(beginning)
    return ref_name


def list_ref_names(refs: pa.Table) -> frozenset[str]:
    """The short names of the refs that were observed."""
    return frozenset(shorten_ref(name) for (name,) in read_columns(refs, "ref_name"))


def list_path_ends(paths: pa.Table) -> frozenset[str]:
    """The paths of `expressions.list_spaced_paths`, and each of their ends behind a `/` that has a space."""
    split = [path.split("/") for (path,) in read_columns(paths, "path")]
    ends = ("/".join(parts[cut:]) for parts in split for cut in range(len(parts)))
    return frozenset(end for end in ends if " " in end)


def _read_refs(rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[datetime, str, str, bool]]]:
    """Observations by short name, in order of time."""
    found: dict[str, list[tuple[datetime, str, str, bool]]] = defaultdict(list)
    for observed_at, ref_name, change, commit_id in rows:
        observation = (to_naive_utc(observed_at), change, commit_id, ref_name.startswith("refs/tags/"))
        found[shorten_ref(ref_name)].append(observation)
    return found


def _read_versions(rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[int, str, str | None]]]:
    """File versions by path, in order of position."""
    found: dict[str, list[tuple[int, str, str | None]]] = defaultdict(list)
    for path, position, status, blob_id in rows:
        found[path].append((position, status, blob_id))
    return found


def group_rows(table: pa.Table, by: str, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of the named columns under the value of another, sorted by the leading two columns."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for owner, *values in read_columns(table, by, *names):
        found[owner].append(tuple(values))
    for rows in found.values():
        rows.sort(key=lambda row: row[:2] if row[1] is not None else (row[0], -1))
    return found


def read_columns(table: pa.Table, *names: str) -> Iterable[tuple[Any, ...]]:
    """The rows of the named columns."""
    return zip(*(table[name].to_pylist() for name in names), strict=True)
