"""What a file was at a time, against git's own answers on repositories that set traps."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pytest

from egregora_assets.contracts.tables import Derived
from egregora_assets.operations.git_history.file_states import QUESTIONS, FileStateName, answer_questions
from egregora_assets_tests.caches.git_repository import START, Repository, with_history
from egregora_assets_tests.caches.test_git import Pipeline, T, setting
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

ANSWERS = answer_questions(T["git_repositories"], T["git_chain"], T["git_file_versions"])
KINDS = {"100644": "present", "100755": "present", "120000": "symlink", "160000": "submodule", "040000": "directory"}
Question = tuple[str, int, str | None, int]
"""Path, seconds, commit or None, commits before."""


def ask(room: RoomTables, questions: Sequence[Question], repository: str = "project") -> list[dict[str, Any]]:
    paths, times, commits, steps = (list(column) for column in zip(*questions, strict=True))
    rows = {
        "question": list(range(len(questions))), "repository": [repository] * len(questions), "path": paths,
        "asked": times, "commit_id": pa.array(commits, pa.string()), "steps_back": pa.array(steps, pa.int64()),
    }  # fmt: skip
    found = room.rows(Derived(ANSWERS, {QUESTIONS.get_name(): pa.table(rows)})).to_pylist()
    assert [row["question"] for row in found] == rows["question"]
    assert {row["state"] for row in found} <= set(get_args(FileStateName))
    return found


def expected(repository: Repository, path: str, commit_id: str | None) -> tuple[str, str | None]:
    """Git's own answer: the state and the blob."""
    if commit_id is None:
        return "before history", None
    entry = repository.git("ls-tree", "-z", commit_id, "--", path).decode("utf-8", "replace")
    if entry:
        mode, _, blob = entry.partition("\t")[0].split()
        state = KINDS[mode]
        return state, None if state == "directory" else blob
    was_there = repository.git("log", "--first-parent", "-1", "-m", "--format=%H", commit_id, "--", path)
    return "deleted" if was_there else "absent", None


def with_traps(folder: Path) -> Repository:
    """Links, a submodule, a folder in a file's place and back, a file that comes again, an executable."""
    repository = Repository(folder)
    repository.write(b"tool", "a file")
    repository.write(b"doc/deep/note.md", "one")
    repository.commit("one", START)
    repository.git("rm", "-q", "tool")
    repository.write(b"tool/main.py", "a folder")
    (repository.folder / "link").symlink_to("tool/main.py")
    repository.git("add", "link")
    inner = repository.tip("HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{inner},vendor/inner")
    repository.commit("two", START + 100)
    repository.git("rm", "-q", "-r", "--cached", "tool", "doc")
    (repository.folder / "tool" / "main.py").unlink()
    (repository.folder / "tool").rmdir()
    repository.write(b"tool", "a file again")
    repository.git("update-index", "--chmod=+x", "tool")
    repository.commit("three", START + 50)
    repository.write(b"doc/deep/other.md", "two")
    repository.commit("four", START + 200)
    return repository


TRAPS = ("tool", "tool/main.py", "link", "vendor/inner", "vendor", "doc", "doc/deep", "doc/deep/note.md", "no/such")


@pytest.mark.process
@pytest.mark.parametrize("seed", [None, 0, 1, 2])
def test_every_answer_is_gits_own(tmp_path: Path, seed: int | None) -> None:
    if seed is None:
        repository, times, paths = with_traps(tmp_path / "r"), [START + n for n in (0, 50, 100, 200)], [*TRAPS]
    else:
        repository, times = with_history(tmp_path / "r", seed)
        paths = ["a.py", "src/a.py", "src", "src/b c.txt", ":colon", "-dash", "é.md", "x", "x/y", "x/y/z.rs", "side"]
    room = Pipeline(tmp_path, setting(repository)).run()
    draw = random.Random(seed)
    asked = [(path, time + d, None, 0) for path in paths for time in draw.sample(times, 4) for d in (-1, 0, 1)]
    chain = repository.git("rev-list", "--first-parent", "main").decode().split()
    places = [(draw.choice(paths), START, draw.choice(chain), draw.randint(0, 2)) for _ in range(12)]
    for question, found in zip([*asked, *places], ask(room, [*asked, *places]), strict=True):
        path, time, commit_id, steps = question
        if commit_id is None:
            meant = repository.commit_at(time)
        else:
            at = chain.index(commit_id) + steps
            meant = chain[at] if at < len(chain) else None
        assert (found["state"], found["blob_id"]) == expected(repository, path, meant), question
        assert found["commit_id"] == meant
        if found["state"] in {"present", "deleted", "symlink", "submodule"}:
            assert meant is not None
            change = repository.git("log", "--first-parent", "-m", "-1", "--format=%H", meant, "--", path)
            assert found["last_change_id"] == change.decode().strip(), question


@pytest.mark.process
def test_what_cannot_be_known_says_why(tmp_path: Path) -> None:
    repository, _ = with_history(tmp_path / "r", 6, steps=8)
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "3", f"file://{repository.folder}", os.fspath(clone))
    room = Pipeline(tmp_path, setting(Repository(clone))).run()
    (early,) = ask(room, [("a.py", START - 1_000_000, None, 0)])
    assert (early["state"], early["commit_id"], early["blob_id"]) == ("shallow", None, None)
    (gone,) = ask(room, [("a.py", START, repository.tip("main~7"), 0)])
    assert gone["state"] == "unknown commit"
    (strange,) = ask(room, [("a.py", START, None, 0)], "another")
    assert (strange["state"], strange["repository_id"]) == ("unknown repository", None)


def test_the_sql_is_the_reviewed_one() -> None:
    assert_sql("file_states", ANSWERS)
