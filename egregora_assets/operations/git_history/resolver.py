"""`GitHistoryResolver`: what a file of a configured repository was at a time."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.instants import normalize_timestamps
from egregora_assets.contracts.tables import Derived
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import FileContentMissing
from egregora_assets.operations.git_history.file_states import (
    NEARBY,
    QUESTIONS,
    FileStateName,
    answer_questions,
    find_nearby,
)
from egregora_assets.references.revisions import Revision, parse_revision
from egregora_assets.services.git import Git

_NOWHERE = "0" * 40
"""A commit that no branch was ever at."""


@dataclass(frozen=True)
class FileState:
    """What a file was at a time.

    Attributes:
        commit_id: the commit that the branch was at.
        last_change_id: the commit that changed the file last, or removed it; None for a directory.
        blob_id: its content; None where it has none.
    """

    repository: str
    path: str
    state: FileStateName
    commit_id: str | None
    last_change_id: str | None
    blob_id: str | None


class GitHistoryResolver:
    """Answers from the history that the last run read; git itself is asked for contents alone.

    A time means the commit that the configured branch was at, by committer dates, as `git rev-list --first-parent
    --min-age` answers, also where clocks ran backwards. Of names, the history
    has bytes that are no UTF-8 as `\\xe9`; both ways of writing them are understood.

    Args:
        store: the deployment's tables. git: reads contents; nothing is written and no network asked.
    """

    def __init__(self, store: DuckDBStore, git: Git) -> None:
        self._store, self._git = store, git

    def list_repositories(self) -> list[str]:
        """The names of the repositories that are known, sorted."""
        repositories = CONTRACTS["git_repositories"].table()
        rows = read_rows(self._store.file("main"), repositories.select("name").order_by("name"))
        return [str(name) for name in rows["name"].to_pylist()]

    def at(self, repository: str, path: str, when: dt.datetime, ref: str | None = None) -> FileState:
        """What a file was at a time.

        Args:
            repository: its name, as configured.
            path: from the repository's root, with slashes.
            when: naive = local to the deployment's `time_zone`.
            ref: what counts instead of the branch at that time: a commit or its first digits, a tag or branch (as it
                was observed then; a tag does not move), or `HEAD`; `~3`, `^` and `~1^` go back from there, along
                first parents.

        Raises:
            TimeZoneUnknown, InstantOutOfRange: `when` is no instant.
        """
        seconds = _count_seconds(normalize_timestamps([when], self._store.settings.values().time_zone))
        asked = int(seconds[0].as_py())
        commit_id, steps_back = self._resolve_ref(repository, ref, asked) if ref else (None, 0)
        wanted = _normalize_path(path)
        question = pa.table(
            {
                "repository": pa.array([repository]),
                "path": pa.array([wanted]),
                "asked": pa.array([asked]),
                "commit_id": pa.array([commit_id], pa.string()),
                "steps_back": pa.array([steps_back]),
            }
        )
        versions = CONTRACTS["git_file_versions"].table()
        with self._store.file("main").open_reader():
            nearby = read_rows(self._store.file("main"), find_nearby(versions, wanted))
            (answer,) = self._answer(question, nearby).to_pylist()
        told = ("state", "commit_id", "last_change_id", "blob_id")
        return FileState(repository, wanted, *(answer[name] for name in told))

    def at_many(self, questions: pa.Table) -> pa.Table:
        """What files were at times, in one as-of join whatever the number.

        Args:
            questions: columns `repository`, `path` and `asked_at` (a timestamp; naive = UTC).

        Returns: a row a question, in the same order: `state`, `commit_id`, `last_change_id`, `blob_id`.
        """
        seconds = _count_seconds(normalize_timestamps(questions["asked_at"]))
        count = questions.num_rows
        return self._answer(
            pa.table(
                {
                    "repository": questions["repository"],
                    "path": questions["path"],
                    "asked": seconds,
                    "commit_id": pa.nulls(count, pa.string()),
                    "steps_back": pa.repeat(0, count),
                }
            )
        )

    def read_content(self, found: FileState) -> bytes:
        """The bytes that a file had.

        Raises:
            FileContentMissing: it had none then, or its repository is no longer configured.
            RepositoryUnreadable: the repository does not hold them, or cannot be read.
        """
        folders = {r.name: r.path for r in self._store.settings.values().repositories}
        if found.blob_id is None or found.state == "submodule" or found.repository not in folders:
            raise FileContentMissing(found.state)
        return self._git.read_blob(found.repository, folders[found.repository], found.blob_id)

    def _answer(self, questions: pa.Table, nearby: pa.Table | None = None) -> pa.Table:
        """The answers, in order.

        Args:
            nearby: the rows of `NEARBY`, where they are enough; None = all changes.
        """
        numbered = questions.append_column("question", pa.array(range(questions.num_rows), pa.int64()))
        results = {QUESTIONS.get_name(): numbered} | ({} if nearby is None else {NEARBY.get_name(): nearby})
        rows = read_rows(self._store.file("main"), Derived(build_answers(is_one=nearby is not None), results))
        return rows.select(["state", "commit_id", "last_change_id", "blob_id"])

    def _resolve_ref(self, repository: str, ref: str, asked: int) -> tuple[str | None, int]:
        """The commit that a ref means (None = the branch at the time), and how many commits to go back from it."""
        revision = parse_revision(ref)
        if revision is None or revision.steps_back is None:
            return _NOWHERE, 0
        if revision.is_head or revision.name == self._find_branch(repository):
            return None, revision.steps_back
        named = self._find_named(repository, revision.name, asked) or self._find_commit(repository, revision)
        return named or _NOWHERE, revision.steps_back

    def _find_branch(self, repository: str) -> str | None:
        known = CONTRACTS["git_repositories"].table()
        rows = read_rows(self._store.file("main"), known.filter(known.name == repository).select("branch"))
        return rows["branch"].to_pylist()[0] if rows.num_rows else None

    def _find_named(self, repository: str, name: str, asked: int) -> str | None:
        """The commit of a tag or branch as it was observed at a time."""
        known, refs = CONTRACTS["git_repositories"].table(), CONTRACTS["git_refs"].table()
        full = (name, f"refs/tags/{name}", f"refs/heads/{name}", f"refs/remotes/origin/{name}")
        seen = refs.inner_join(known.filter(known.name == repository).select("repository_id"), "repository_id")
        wanted = seen.filter(seen.ref_name.isin(full)).select(
            "ref_name", "change", "commit_id", observed=seen.observed_at.epoch_seconds()
        )
        rows = read_rows(self._store.file("main"), wanted.order_by("observed")).to_pylist()
        for ref_name in full:
            log = [row for row in rows if row["ref_name"] == ref_name]
            before = [row for row in log if row["observed"] <= asked]
            if before:
                return None if before[-1]["change"] == "deleted" else str(before[-1]["commit_id"])
            if log and ref_name.startswith("refs/tags/"):
                return str(log[0]["commit_id"])
        return None

    def _find_commit(self, repository: str, revision: Revision) -> str | None:
        """The one commit whose id begins with the digits of a revision."""
        if (digits := revision.digits) is None:
            return None
        known, commits = CONTRACTS["git_repositories"].table(), CONTRACTS["git_commits"].table()
        ours = commits.inner_join(known.filter(known.name == repository).select("repository_id"), "repository_id")
        rows = read_rows(self._store.file("main"), ours.filter(ours.commit_id.startswith(digits)).select("commit_id"))
        return str(rows["commit_id"][0]) if rows.num_rows == 1 else None


@functools.cache
def build_answers(*, is_one: bool) -> ibis.Table:
    """The expression of answers: of one question with the changes nearby, or of any number.

    Building it takes longer than most answers.
    """
    repositories, chain, versions = (
        CONTRACTS[name].table() for name in ("git_repositories", "git_chain", "git_file_versions")
    )
    return answer_questions(repositories, chain, NEARBY if is_one else versions)


def _normalize_path(path: str) -> str:
    """The path as the history has it: no empty part, no `.`, `\\xe9` for what is no UTF-8; "" is the root."""
    readable = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "/".join(part for part in readable.split("/") if part not in {"", "."})


def _count_seconds(instants: Any) -> Any:
    """Whole seconds since 1970 of a column of instants, as git counts."""
    return pc.floor_temporal(instants, unit="second").cast(pa.timestamp("s")).cast(pa.int64())
