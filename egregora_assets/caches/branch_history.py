"""The history of a branch along its first parents, with positions counted from the root: new commits only append.

`effective_at` is the smallest committer date from a commit to the tip. Git walks from the tip to the first commit that
is not after a time; with the running minimum that walk is a search in sorted times, also where clocks ran backwards.
The table is called `git_chain`, its key `chain_id`: a branch that was forced gets a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.caches.git_log import LOG_FORMAT, Commit, build_commit_rows, build_version_rows, read_log
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.lookups import GIT_CHAIN, GIT_COMMIT_TABLES
from egregora_assets.services.git import Git

TABLES = tuple(contract.name for contract in GIT_COMMIT_TABLES)


@dataclass(frozen=True)
class Branch:
    """A repository's branch at its observed tip."""

    repository_id: str
    name: str
    branch: str
    tip: str


@dataclass(frozen=True)
class KnownHistory:
    """A history as it was written earlier: its id, root and tip, and its rows by contract."""

    chain_id: str
    root: str
    tip: str
    length: int
    rows: Mapping[str, pa.Table]


def read_history(
    git: Git, path: str, branch: Branch, own: Mapping[str, pa.Table], key: DeploymentKey
) -> dict[str, pa.Table]:
    """The rows of a branch's history: new commits added to the known ones, or all anew where the branch was forced.

    Args:
        path: the repository's folder.
        own: the rows that earlier runs wrote, by contract.

    Raises:
        RepositoryUnreadable: the log cannot be read.
    """
    known = find_known_history(branch.repository_id, own)
    if known and _is_rooted(git, path, branch, known):
        if known.tip == branch.tip:
            return append_commits(known, branch.repository_id, [])
        if git.has_parents(branch.name, path, known.tip) is not None:
            added = read_log(git.first_parent_log(branch.name, path, LOG_FORMAT, branch.tip, known.tip))
            if is_continuation(known, added):
                return append_commits(known, branch.repository_id, added)
    commits = read_log(git.first_parent_log(branch.name, path, LOG_FORMAT, branch.tip))
    if known is None:
        chain_id = key.uuid("chain", branch.repository_id, branch.branch)
    elif is_prefix(known, commits):
        chain_id = known.chain_id
    else:
        chain_id = key.uuid("chain", branch.repository_id, branch.branch, branch.tip)
    return build_history(chain_id, branch.repository_id, commits)


def find_known_history(repository_id: str, own: Mapping[str, pa.Table]) -> KnownHistory | None:
    """The history of a repository among the rows of earlier runs; None where there is not exactly one, whole."""
    chain = _filter(own["git_chain"], "repository_id", repository_id)
    ids = sorted({str(chain_id) for chain_id in chain["chain_id"].to_pylist()})
    if len(ids) != 1:
        return None
    chain = chain.sort_by("position")
    commits = _filter(own["git_commits"], "repository_id", repository_id)
    versions = _filter(own["git_file_versions"], "chain_id", ids[0])
    if chain["position"].to_pylist() != list(range(chain.num_rows)) or commits.num_rows != chain.num_rows:
        return None
    rows = {"git_commits": commits, "git_chain": chain, "git_file_versions": versions}
    commit_ids = [str(commit_id) for commit_id in chain["commit_id"].to_pylist()]
    return KnownHistory(ids[0], commit_ids[0], commit_ids[-1], len(commit_ids), rows)


def is_continuation(known: KnownHistory, newer: Sequence[Commit]) -> bool:
    """Whether commits (oldest first, without the known ones) continue from the known tip along first parents.

    No commits at all are no continuation: then the branch was set back to an older commit.
    """
    return bool(newer) and newer[0].parents[:1] == (known.tip,)


def is_prefix(known: KnownHistory, commits: Sequence[Commit]) -> bool:
    """Whether a history that was read from its root (oldest first) still begins with the known one."""
    return (
        len(commits) >= known.length
        and commits[0].commit_id == known.root
        and commits[known.length - 1].commit_id == known.tip
    )


def append_commits(known: KnownHistory, repository_id: str, commits: Sequence[Commit]) -> dict[str, pa.Table]:
    """A known history with new commits; of the old rows only `effective_at` may change."""
    added = _build_rows(known.chain_id, repository_id, commits, known.length)
    rows = {c.name: pa.concat_tables([c.rows(known.rows[c.name]), added[c.name]]) for c in GIT_COMMIT_TABLES}
    return {**rows, "git_chain": _add_effective_times(rows["git_chain"])}


def build_history(chain_id: str, repository_id: str, commits: Sequence[Commit]) -> dict[str, pa.Table]:
    """A history that was read from its root."""
    rows = _build_rows(chain_id, repository_id, commits, 0)
    return {**rows, "git_chain": _add_effective_times(rows["git_chain"])}


def merge_histories(parts: Iterable[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """The rows of several histories by contract; empty tables where there is none."""
    every = [{c.name: c.rows() for c in GIT_COMMIT_TABLES}, *parts]
    return {name: pa.concat_tables([part[name] for part in every]) for name in TABLES}


def _is_rooted(git: Git, path: str, branch: Branch, known: KnownHistory) -> bool:
    """Whether the known history begins at a root: a shallow one may get deeper, and all positions would shift."""
    return git.has_parents(branch.name, path, known.root) is False and not git.is_shallow(branch.name, path)


def _build_rows(
    chain_id: str, repository_id: str, commits: Sequence[Commit], first_position: int
) -> dict[str, pa.Table]:
    """The rows of commits by contract, without effective times."""
    rows = build_commit_rows(repository_id, commits)
    chain = {
        "chain_id": [chain_id] * len(commits),
        "position": range(first_position, first_position + len(commits)),
        **{name: rows[name] for name in ("repository_id", "commit_id", "committed_at")},
    }
    versions = build_version_rows(chain_id, commits, first_position)
    return {"git_commits": rows, "git_chain": GIT_CHAIN.rows(chain), "git_file_versions": versions}


def _add_effective_times(chain: pa.Table) -> pa.Table:
    """The rows of a history with the running minimum of committer dates from the tip."""
    times: list[Any] = chain["committed_at"].cast(pa.int64()).to_pylist()
    running: list[int] = []
    for time in reversed(times):
        running.append(min(time, running[-1]) if running else time)
    return GIT_CHAIN.rows({**{n: chain[n] for n in chain.column_names}, "effective_at": running[::-1]})


def _filter(table: pa.Table, name: str, value: str) -> pa.Table:
    """The rows with a value in a column."""
    return table.filter(pc.field(name) == value)
