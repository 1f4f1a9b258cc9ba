"""The history of a branch along its first parents, with positions counted from the root: new commits only append.

`effective_at` is the smallest committer date from a commit to the tip. Git walks from the tip to the first commit that
is not after a time; with the running minimum that walk is a search in sorted times, also where clocks ran backwards.
The table is called `git_chain`, its key `chain_id`: a branch that was forced gets a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import ibis
import pyarrow as pa

from egregora_assets.caches import expressions
from egregora_assets.caches.git_log import LOG_FORMAT, Log, build_commit_rows, build_version_rows, read_log
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.lookups import GIT_FILE_VERSIONS
from egregora_assets.contracts.tables import Derived, Tables
from egregora_assets.errors import RepositoryUnreadable
from egregora_assets.services.git import Git


@dataclass(frozen=True)
class Branch:
    """A repository's branch at its observed tip, and whether the repository could be read when that was looked for."""

    repository_id: str
    name: str
    branch: str
    tip: str
    is_readable: bool


@dataclass(frozen=True)
class KnownHistory:
    """A history as it was written earlier: its id, root and tip, and how many commits it has."""

    chain_id: str
    root: str
    tip: str
    length: int


@dataclass(frozen=True)
class ReadHistory:
    """What a branch's history is now.

    Args:
        log: what was read now; its oldest commit has `first_position`.
        is_kept: whether the stored rows of this history stay, before the commits.
    """

    chain_id: str
    repository_id: str
    log: Log = field(default_factory=Log)
    first_position: int = 0
    is_kept: bool = False


def read_known(own: Tables) -> dict[str, KnownHistory]:
    """The histories that are stored, by repository, where there is exactly one of it, whole."""
    rows = own.rows(expressions.list_histories(own["git_chain"], own["git_commits"])).to_pylist()
    return {str(r["repository_id"]): KnownHistory(str(r["chain_id"]), r["root"], r["tip"], r["length"]) for r in rows}


def follow_history(git: Git, path: str, branch: Branch, known: KnownHistory | None, key: DeploymentKey) -> ReadHistory:
    """As `read_history`; where the repository cannot be read, what is known of the branch's history."""
    if branch.is_readable:
        with suppress(RepositoryUnreadable):
            return read_history(git, path, branch, known, key)
    return _continue(known, branch, Log()) if known else ReadHistory("", branch.repository_id)


def read_history(git: Git, path: str, branch: Branch, known: KnownHistory | None, key: DeploymentKey) -> ReadHistory:
    """A branch's history: new commits after the known ones, or all anew where the branch was forced.

    Args:
        path: the repository's folder.
        known: the history that earlier runs wrote.

    Raises:
        RepositoryUnreadable: the log cannot be read.
    """
    if known and _is_rooted(git, path, branch, known):
        if known.tip == branch.tip:
            return _continue(known, branch, Log())
        if git.has_parents(branch.name, path, known.tip) is not None:
            added = read_log(git.first_parent_log(branch.name, path, LOG_FORMAT, branch.tip, known.tip))
            if is_continuation(known, added):
                return _continue(known, branch, added)
    log = read_log(git.first_parent_log(branch.name, path, LOG_FORMAT, branch.tip))
    if known is None:
        chain_id = key.uuid("chain", branch.repository_id, branch.branch)
    elif is_prefix(known, log):
        chain_id = known.chain_id
    else:
        chain_id = key.uuid("chain", branch.repository_id, branch.branch, branch.tip)
    return ReadHistory(chain_id, branch.repository_id, log)


def _continue(known: KnownHistory, branch: Branch, log: Log) -> ReadHistory:
    return ReadHistory(known.chain_id, branch.repository_id, log, known.length, is_kept=True)


def is_continuation(known: KnownHistory, newer: Log) -> bool:
    """Whether commits (without the known ones) continue from the known tip along first parents.

    No commits at all are no continuation: then the branch was set back to an older commit.
    """
    return bool(newer) and newer.parents[0].split(" ")[0] == known.tip


def is_prefix(known: KnownHistory, log: Log) -> bool:
    """Whether a history that was read from its root still begins with the known one."""
    is_long_enough = len(log) >= known.length
    return is_long_enough and (log.commit_ids[0], log.commit_ids[known.length - 1]) == (known.root, known.tip)


def _is_rooted(git: Git, path: str, branch: Branch, known: KnownHistory) -> bool:
    """Whether the known history begins at a root: a shallow one may get deeper, and all positions would shift."""
    return git.has_parents(branch.name, path, known.root) is False and not git.is_shallow(branch.name, path)


def merge_histories(own: Tables, histories: Iterable[ReadHistory]) -> dict[str, Derived]:
    """The tables of all histories: the stored rows of those that stay, and what was read."""
    found = list(histories)
    results = {
        "result_commits": pa.concat_tables([_build_commits(ReadHistory("", "")), *map(_build_commits, found)]),
        "result_versions": pa.concat_tables(
            [GIT_FILE_VERSIONS.rows(), *(build_version_rows(h.chain_id, h.log, h.first_position) for h in found)]
        ),
        "result_histories": pa.table(
            {
                name: pa.array([getattr(h, name) for h in found if h.is_kept], pa.string())
                for name in ("chain_id", "repository_id")
            }
        ),
    }
    tables: Mapping[str, ibis.Table] = {
        "git_commits": expressions.list_commits(own["git_commits"]),
        "git_chain": expressions.list_places(own["git_chain"]),
        "git_file_versions": expressions.list_file_versions(own["git_file_versions"]),
    }
    return {name: Derived(table, results) for name, table in tables.items()}


def _build_commits(history: ReadHistory) -> pa.Table:
    """The commits that were read, each with its place."""
    rows, count = build_commit_rows(history.repository_id, history.log), len(history.log)
    positions = pa.array(range(history.first_position, history.first_position + count), pa.int64())
    return rows.append_column("chain_id", pa.repeat(history.chain_id, count)).append_column("position", positions)
