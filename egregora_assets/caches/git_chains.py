"""A branch's chain of first parents: places counted from the root, so that new commits only append.

`effective_at` is the smallest committer date from a commit to the tip. Git walks from the tip to the first commit that
is not after a time; with the running minimum that walk is a search in sorted times, also where clocks ran backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.caches.git_log import ChainRows, Commit

NAMES = ("git_commits", "git_chain", "git_file_versions")


@dataclass(frozen=True)
class Branch:
    """What is asked for: a repository's branch at its observed tip."""

    repository_id: str
    name: str
    branch: str
    tip: str


@dataclass(frozen=True)
class Known:
    """A chain as it was written earlier: its id, root and tip, and its rows by contract."""

    chain_id: str
    root: str
    tip: str
    length: int
    rows: dict[str, pa.Table]


def known_chain(repository_id: str, own: Mapping[str, pa.Table]) -> Known | None:
    """The chain of a repository among the rows of earlier runs; None where there is not exactly one, whole."""
    chain = _where(own["git_chain"], "repository_id", repository_id)
    ids = sorted({str(chain_id) for chain_id in chain["chain_id"].to_pylist()})
    if len(ids) != 1:
        return None
    chain = chain.sort_by("position")
    commits = _where(own["git_commits"], "repository_id", repository_id)
    versions = _where(own["git_file_versions"], "chain_id", ids[0])
    if chain["position"].to_pylist() != list(range(chain.num_rows)) or commits.num_rows != chain.num_rows:
        return None
    rows = {"git_commits": commits, "git_chain": chain, "git_file_versions": versions}
    commit_ids = [str(commit_id) for commit_id in chain["commit_id"].to_pylist()]
    return Known(ids[0], commit_ids[0], commit_ids[-1], len(commit_ids), rows)


def continues(known: Known, newer: Sequence[Commit]) -> bool:
    """Whether commits (oldest first, without the known ones) go on from the known tip along first parents.

    None at all do not: then the branch was set back to an older commit.
    """
    return bool(newer) and newer[0].parents[:1] == (known.tip,)


def appended(known: Known, rows: ChainRows) -> dict[str, pa.Table]:
    """A known chain with its new commits: old rows as they were but for `effective_at`."""
    added = _rows(rows, known.chain_id, known.length)
    chain = _joined(known.rows["git_chain"], added["git_chain"])
    return {
        "git_commits": _joined(known.rows["git_commits"], added["git_commits"]),
        "git_chain": _effective(chain),
        "git_file_versions": _joined(known.rows["git_file_versions"], added["git_file_versions"]),
    }


def replaced(chain_id: str, rows: ChainRows) -> dict[str, pa.Table]:
    """A chain read from its root."""
    made = _rows(rows, chain_id, 0)
    return {**made, "git_chain": _effective(made["git_chain"])}


def is_prefix(known: Known, commits: Sequence[Commit]) -> bool:
    """Whether a chain read from its root (oldest first) still begins with the known one."""
    return (
        len(commits) >= known.length
        and commits[0].commit_id == known.root
        and commits[known.length - 1].commit_id == known.tip
    )


def together(parts: Iterable[dict[str, pa.Table]]) -> dict[str, pa.Table]:
    """The rows of several chains by contract; empty tables with the right columns where there is none."""
    every = list(parts) or [replaced("", ChainRows(""))]
    return {name: pa.concat_tables([part[name] for part in every]) for name in NAMES}


def _rows(rows: ChainRows, chain_id: str, first_position: int) -> dict[str, pa.Table]:
    commits = rows.git_commits()
    chain = pa.table(
        {
            "chain_id": pa.array([chain_id] * commits.num_rows, pa.string()),
            "position": pa.array(range(first_position, first_position + commits.num_rows), pa.int64()),
            "repository_id": commits["repository_id"],
            "commit_id": commits["commit_id"],
            "committed_at": commits["committed_at"],
        }
    )
    versions = rows.git_file_versions(chain_id, first_position)
    return {"git_commits": commits, "git_chain": chain, "git_file_versions": versions}


def _effective(chain: pa.Table) -> pa.Table:
    """The chain with the running minimum of committer dates from the tip."""
    times: list[Any] = chain["committed_at"].cast(pa.int64()).to_pylist()
    running: list[int] = []
    for time in reversed(times):
        running.append(min(time, running[-1]) if running else time)
    effective = pa.array(running[::-1], pa.int64()).cast(pa.timestamp("us", tz="UTC"))
    return chain.append_column("effective_at", effective)


def _where(table: pa.Table, name: str, value: str) -> pa.Table:
    """The rows with a value in a column."""
    return table.filter(pc.field(name) == value)


def _joined(old: pa.Table, new: pa.Table) -> pa.Table:
    """Old rows, then new ones, in the columns and types of the new."""
    return pa.concat_tables([old.select(new.column_names).cast(new.schema), new])
