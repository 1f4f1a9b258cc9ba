"""The suite's own rules: what is slow or starts processes says so, and a shared deployment is never changed."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

from egregora_assets_tests.built_once import BuiltOnce
from egregora_assets_tests.conftest import order_longest_first
from egregora_assets_tests.deployments import ROOT, egregora
from egregora_assets_tests.guard import GUARD


@pytest.fixture
def enforced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GUARD, "is_enforced", True)


@pytest.mark.usefixtures("enforced")
def test_a_process_is_refused_to_a_test_that_is_not_marked() -> None:
    with pytest.raises(pytest.fail.Exception, match="with `process`"):
        subprocess.run(["true"], check=True)


@pytest.mark.usefixtures("enforced")
def test_a_fork_is_refused_to_a_test_that_is_not_marked() -> None:
    with pytest.raises(pytest.fail.Exception, match="with `process`"):
        os.fork()


@pytest.mark.usefixtures("enforced")
def test_a_run_of_the_pipeline_is_refused_to_a_test_that_is_not_marked(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="with `slow`"):
        egregora("process", "--output", tmp_path / "home")


def test_the_fast_tests_are_those_without_these_marks() -> None:
    (fast,) = re.findall(r'^FAST = -m "(.+)"$', (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"not (\w+)", fast)) == {"process", "slow", "browser"}


def test_no_example_has_a_deadline() -> None:
    assert settings().deadline is None


def test_a_folder_is_made_once_and_a_change_of_it_is_noticed(tmp_path: Path) -> None:
    calls: list[Path] = []

    def make(folder: Path) -> None:
        calls.append(folder)
        (folder / "a.txt").write_text("as it was made", "utf-8")

    workers = [BuiltOnce(tmp_path), BuiltOnce(tmp_path)]
    one, two = (worker.folder("some", make) for worker in workers)
    assert one == two == calls[0]
    assert len(calls) == 1
    assert [worker.changed() for worker in workers] == [{}, {}]
    (one / "a.txt").write_text("changed", "utf-8")
    for name in ("b.txt.lock", "b.db-shm", "b.db-wal"):
        (one / name).touch()
    assert workers[1].changed() == {"some": ["a.txt"]}


def test_what_was_left_half_made_is_made_again(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        BuiltOnce(tmp_path).folder("some", fail)
    folder = BuiltOnce(tmp_path).folder("some", lambda folder: (folder / "whole").touch())
    assert [path.name for path in folder.iterdir()] == ["whole"]


def test_each_module_runs_as_a_whole_and_those_with_processes_first(request: pytest.FixtureRequest) -> None:
    items = request.session.items
    modules = [path for path, _ in itertools.groupby(item.path for item in items)]
    assert len(modules) == len(set(modules))
    assert order_longest_first(items) == items
