"""A repository that cannot be read is a warning of that repository: the others are read, and its last rows stay."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from egregora_assets.caches import checks
from egregora_assets.contracts.lookups import PROBLEMS
from egregora_assets.errors import RepositoryUnreadable
from egregora_assets.errors.site import REPOSITORY_PROBLEMS
from egregora_assets.services.git import Git
from egregora_assets.services.settings import RepositorySetting
from egregora_assets_tests.caches.git_repository import START, Repository, with_history
from egregora_assets_tests.caches.test_git import COMMITS, Pipeline, T, setting
from egregora_assets_tests.room_tables import RoomTables

Spoil = Callable[[Repository], object]


def take_away(repository: Repository) -> None:
    repository.folder.rename(repository.folder.with_name("elsewhere"))


def replace_by_folder(repository: Repository) -> None:
    take_away(repository)
    repository.folder.mkdir()


def replace_by_new_one(repository: Repository) -> None:
    take_away(repository)
    Repository(repository.folder)


def put_inside_another(repository: Repository) -> None:
    """Git would find the one above."""
    replace_by_folder(repository)
    Repository(repository.folder.parent).commit("above")


def spoil_objects(repository: Repository) -> None:
    for path in (repository.folder / ".git" / "objects").glob("??/*"):
        path.chmod(0o600)
        path.write_bytes(b"")


SPOILED: list[tuple[str, Spoil]] = [
    ("missing", take_away),
    ("not a repository", replace_by_folder),
    ("not a repository", put_inside_another),
    ("empty", replace_by_new_one),
    ("no such branch", lambda repository: repository.git("branch", "-m", "main", "develop")),
    ("damaged", spoil_objects),
]


def rows_of(room: RoomTables, name: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of each git table of one repository, by its key."""
    (found,) = room.rows(T["git_repositories"].filter(T["git_repositories"].name == name)).to_pylist()
    told = {}
    for table in ("git_refs", *COMMITS):
        if "repository_id" in T[table].columns:
            rows = room.rows(T[table].order_by("commit_id")).to_pylist()
            told[table] = [row for row in rows if row["repository_id"] == found["repository_id"]]
    return told


def warn(check: Any, room: RoomTables, pipeline: Pipeline) -> tuple[bool, int]:
    """Whether a check passes, and of how much it warns."""
    tables = [room.tables] * (len(check.inputs))
    result = check(*tables, settings=pipeline.settings)
    return result.passed, result.metadata["count"].value


@pytest.mark.process
@pytest.mark.parametrize(("kind", "spoil"), SPOILED, ids=[spoil.__name__ for _, spoil in SPOILED])
def test_its_last_rows_stay_and_the_others_are_read(tmp_path: Path, kind: str, spoil: Spoil) -> None:
    repository, _ = with_history(tmp_path / "in" / "r", 8, steps=4)
    other, _ = with_history(tmp_path / "other", 9, steps=3)
    pipeline = Pipeline(tmp_path, setting(repository), setting(other, "other"))
    before = pipeline.run()
    assert warn(checks.every_repository_was_read, before, pipeline) == (True, 0)
    spoil(repository)
    late = other.commit("late", START + 10_000_000)
    after = pipeline.run()
    problems = {row["name"]: row["problem"] for row in after.rows(T["git_repositories"]).to_pylist()}
    assert problems == {"project": kind, "other": None}
    assert rows_of(after, "project") == rows_of(before, "project")
    assert late in {row["commit_id"] for row in rows_of(after, "other")["git_chain"]}
    assert warn(checks.every_repository_was_read, after, pipeline) == (False, 1)
    assert warn(checks.every_branch_was_read_to_its_end, after, pipeline) == (True, 0)


@pytest.mark.process
def test_one_that_never_could_be_read_is_named_until_it_can(tmp_path: Path) -> None:
    other, _ = with_history(tmp_path / "other", 9, steps=3)
    pipeline = Pipeline(tmp_path, RepositorySetting("project", str(tmp_path / "r")), setting(other, "other"))
    room = pipeline.run()
    assert (len(rows_of(room, "project")["git_chain"]), len(rows_of(room, "other")["git_chain"])) == (0, 3)
    assert warn(checks.every_repository_was_read, room, pipeline) == (False, 1)
    Repository(tmp_path / "r").commit("one")
    room = pipeline.run()
    assert len(rows_of(room, "project")["git_chain"]) == 1
    assert warn(checks.every_repository_was_read, room, pipeline) == (True, 0)


@pytest.mark.process
def test_damage_deep_in_a_history_keeps_what_was_read_and_is_told(tmp_path: Path) -> None:
    repository, _ = with_history(tmp_path / "r", 8, steps=3)
    pipeline = Pipeline(tmp_path, setting(repository))
    before = pipeline.run()
    lost = repository.commit("lost", START + 10_000_000)
    repository.commit("last", START + 10_000_001)
    (repository.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    after = pipeline.run()
    assert rows_of(after, "project")["git_chain"] == rows_of(before, "project")["git_chain"]
    assert warn(checks.every_branch_was_read_to_its_end, after, pipeline) == (False, 1)


@pytest.mark.process
def test_a_shallow_copy_is_a_warning(tmp_path: Path) -> None:
    repository, _ = with_history(tmp_path / "r", 6, steps=5)
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "2", f"file://{repository.folder}", os.fspath(clone))
    pipeline = Pipeline(tmp_path, RepositorySetting("project", str(clone)))
    assert warn(checks.every_repository_was_read, pipeline.run(), pipeline) == (False, 1)
    pipeline.settings.changed["repositories"] = ()
    assert warn(checks.every_repository_was_read, pipeline.run(), pipeline) == (True, 0)


@pytest.mark.process
def test_locks_of_other_programs_keep_nobody_from_reading(tmp_path: Path) -> None:
    repository, _ = with_history(tmp_path / "r", 8, steps=3)
    for name in ("index.lock", "HEAD.lock", "packed-refs.lock", "shallow.lock", "refs/heads/main.lock", "gc.pid"):
        (repository.folder / ".git" / name).touch()
    pipeline = Pipeline(tmp_path, setting(repository))
    assert len(rows_of(pipeline.run(), "project")["git_chain"]) == 3


@pytest.mark.process
def test_a_folder_that_may_not_be_opened_is_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may open every folder, so the system's answer is replaced."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(RepositoryUnreadable, match="may not be opened"):
        Git(program="false").refs("project", str(tmp_path))


def test_every_problem_has_words_and_a_remedy() -> None:
    assert set(REPOSITORY_PROBLEMS) == set(PROBLEMS)
