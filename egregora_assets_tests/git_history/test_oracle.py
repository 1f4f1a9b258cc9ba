"""Random questions about repositories that set traps: every answer is git's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from egregora_assets.services.settings import RepositorySetting
from egregora_assets_tests.caches.test_git import Pipeline
from egregora_assets_tests.git_history.test_file_states import ask
from egregora_assets_tests.git_history.trap_repository import Answer, make_trap_repository


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("seed", [1, 2])
def test_random_questions_are_answered_as_git_answers_them(tmp_path: Path, seed: int) -> None:
    repository = make_trap_repository(tmp_path / "r", seed, commits=40)
    room = Pipeline(tmp_path, RepositorySetting("project", str(repository.folder))).run()
    questions = [question for question in repository.draw_questions(220, seed) if question.ref is None]
    asked = [(q.path.decode("utf-8", "backslashreplace"), q.seconds, None, 0) for q in questions]
    for question, found in zip(questions, ask(room, asked), strict=True):
        told = Answer(*(found[name] for name in ("state", "commit_id", "blob_id", "last_change_id")))
        assert told == repository.answer(question), question


@pytest.mark.process
def test_the_same_seed_makes_the_same_repository(tmp_path: Path) -> None:
    first, second = (make_trap_repository(tmp_path / name, 3, commits=12) for name in ("a", "b"))
    assert (first.chain, first.paths) == (second.chain, second.paths)
    assert first.draw_questions(20, 4) == second.draw_questions(20, 4)
