"""Expressions: what a file was at a time, for any number of questions in one as-of join.

One question alone stands on the changes of its path and of what lies under it (`find_nearby`), which an index finds.
A repository's history is its chain of first parents; a place in it (`position`) stands for a state of every file.
"""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.datatypes as dt
from ibis import _

from egregora_assets.contracts.lookups import GIT_FILE_VERSIONS
from egregora_assets.contracts.tables import name_result

QUESTIONS = name_result(
    "result_questions",
    {
        "question": dt.int64,
        "repository": dt.string,
        "path": dt.string,
        "asked": dt.int64,
        "commit_id": dt.string,
        "steps_back": dt.int64,
    },
)
"""The questions: a number, the repository's name, the path, seconds since 1970; a commit that counts instead of the
time, or null; and how many commits before that place."""

NEARBY = name_result(
    "result_versions",
    {name: GIT_FILE_VERSIONS.schema[name] for name in ("chain_id", "path", "position", "status", "mode", "blob_id")},
)
"""The changes that the answer to one question may need."""

FileStateName = Literal[
    "present",
    "deleted",
    "absent",
    "before history",
    "directory",
    "submodule",
    "symlink",
    "unknown repository",
    "unknown commit",
    "shallow",
]
"""`absent` was never there, `deleted` is no longer; before the first commit there is no history, and before the first
that a shallow copy holds nothing is known. A commit is unknown where the branch never was at it."""
AFTER_SLASH = chr(ord("/") + 1)
_SUBMODULE, _SYMLINK = "160000", "120000"


def answer_questions(repositories: ibis.Table, chain: ibis.Table, versions: ibis.Table) -> ibis.Table:
    """One row a question, by its number: the state, the branch's commit then, the file's last change and content.

    Args:
        repositories, chain, versions: `git_repositories`, `git_chain` and `git_file_versions`.
    """
    changes = versions.select("path", "status", "mode", "blob_id", of_chain=_.chain_id, changed_at=_.position)
    placed = _find_places(repositories, chain)
    changed = (
        placed.asof_join(
            changes,
            on=placed.position >= changes.changed_at,
            predicates=[placed.chain_id == changes.of_chain, placed.path == changes.path],
        )
        .drop("path_right")
        .drop("of_chain")
    )
    folders = _count_files(versions)
    counted = changed.asof_join(
        folders,
        on=changed.position >= folders.counted_at,
        predicates=[changed.chain_id == folders.of_chain, changed.path == folders.folder],
    )
    state = _tell_state(counted)
    is_there = state.isin(("present", "symlink", "submodule"))
    removed_at = ibis.greatest(counted.changed_at.fill_null(-1), counted.counted_at.fill_null(-1))
    told = counted.drop("of_chain").mutate(
        state=state,
        blob_id=is_there.ifelse(counted.blob_id, ibis.null("string")),
        last_at=ibis.cases((is_there, counted.changed_at), (state == "deleted", removed_at)),
    )
    commits = chain.select(of_chain=_.chain_id, last_at=_.position, last_change_id=_.commit_id)
    dated = told.left_join(commits, [told.chain_id == commits.of_chain, told.last_at == commits.last_at])
    return dated.select(
        "question", "repository_id", "state", "last_change_id", "blob_id", commit_id=dated.place_id
    ).order_by("question")


def find_nearby(versions: ibis.Table, path: str) -> ibis.Table:
    """The rows of `NEARBY`: the changes of a path, and of everything under it, where it is a folder.

    Two ways in, since a disjunction of both would read the whole table: by the index on `path`, and by its range.
    """
    changes = versions.select(*NEARBY.columns)
    if not path:
        return changes
    under = (changes.path >= f"{path}/") & (changes.path < f"{path}{AFTER_SLASH}")
    return changes.filter(changes.path == path).union(changes.filter(under))


def _find_places(repositories: ibis.Table, chain: ibis.Table) -> ibis.Table:
    """One row a question: the place in the chain that is asked about, null where there is none.

    A time means the first commit from the tip whose committer date is not after it, in whole seconds, as git counts.
    """
    known = repositories.select("repository_id", "name", "is_shallow")
    asked = QUESTIONS.left_join(known, QUESTIONS.repository == known.name)
    steps = chain.group_by(of_repository=_.repository_id, effective=_.effective_at.epoch_seconds()).aggregate(
        then=_.position.max()
    )
    dated = asked.asof_join(
        steps, on=asked.asked >= steps.effective, predicates=[asked.repository_id == steps.of_repository]
    ).drop("of_repository")
    named = chain.select(of_repository=_.repository_id, commit_id=_.commit_id, named=_.position)
    chosen = (
        dated.left_join(named, [dated.repository_id == named.of_repository, dated.commit_id == named.commit_id])
        .drop("of_repository")
        .drop("commit_id_right")
    )
    place = chosen.commit_id.isnull().ifelse(chosen.then, chosen.named) - chosen.steps_back
    wanted = chosen.mutate(wanted=(place >= 0).ifelse(place, ibis.null("int64")))
    places = chain.select("chain_id", "position", of_repository=_.repository_id, place_id=_.commit_id)
    return wanted.left_join(
        places, [wanted.repository_id == places.of_repository, wanted.wanted == places.position]
    ).drop("of_repository")


def _count_files(versions: ibis.Table) -> ibis.Table:
    """One row a folder and place where the number of files in it, at any depth, changes: how many there are then.

    The root is the folder "".
    """
    by_place = ibis.window(group_by=[versions.chain_id, versions.path], order_by=versions.position)
    is_there = (versions.status != "D").cast("int64")
    steps = versions.mutate(step=is_there - is_there.lag().over(by_place).fill_null(0)).filter(_.step != 0)
    parts = steps.path.split("/")
    above = steps.select(
        "chain_id",
        "position",
        "step",
        folder=ibis.range(0, parts.length()).map(lambda count: parts[:count].join("/")).unnest(),
    )
    summed = above.group_by("chain_id", "folder", "position").aggregate(step=_.step.sum())
    so_far = ibis.cumulative_window(group_by=[summed.chain_id, summed.folder], order_by=summed.position)
    return summed.select(
        "folder", of_chain=_.chain_id, counted_at=_.position, file_count=summed.step.sum().over(so_far)
    )


def _tell_state(told: ibis.Table) -> ibis.Value:
    return ibis.cases(
        (told.repository_id.isnull(), "unknown repository"),
        (told.commit_id.notnull() & told.named.isnull(), "unknown commit"),
        (told.position.isnull(), told.is_shallow.ifelse("shallow", "before history")),
        ((told.status != "D") & (told["mode"] == _SUBMODULE), "submodule"),
        ((told.status != "D") & (told["mode"] == _SYMLINK), "symlink"),
        (told.status != "D", "present"),
        (told.file_count > 0, "directory"),
        ((told.status == "D") | told.file_count.notnull(), "deleted"),
        else_="absent",
    )
