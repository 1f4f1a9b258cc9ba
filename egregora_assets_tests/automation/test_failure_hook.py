"""A program of the operator's is told of runs that failed: what it gets, and what becomes of its own failures."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.definitions import build_defs
from egregora_assets.errors import FailureCommandFailed, StorageRefused
from egregora_assets.runs.history_storage import refuse_other_storage
from egregora_assets.services.failure_command import tell_of_failure
from egregora_assets_tests.deployments import INSTANCE, make_empty_home

SECRET = "Benedita Sarmento"
NOTE = "import json, sys; open(sys.argv[1], 'w').write(json.dumps(sys.argv[2:]))"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return make_empty_home(tmp_path, monkeypatch)


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.get() as made:
        yield made


class Daemon:
    """Ticks of the sensor as Dagster's daemon evaluates them, each from where the last one ended."""

    def __init__(self, home: Path, instance: dg.DagsterInstance, *command: str) -> None:
        (home / "egregora.toml").write_text(f"failure_command = {json.dumps(list(command))}\n")
        self.repository, self.instance = build_defs(home).get_repository_def(), instance
        self.cursor: str | None = None
        self.tick()  # only what fails from now on counts

    def tick(self) -> list[str | None]:
        """For each run that the sensor looked at, the error of the tick."""
        sensor = self.repository.get_sensor_def("failure_command")
        resources = {"settings": self.repository.get_top_level_resources()["settings"]}
        with dg.build_sensor_context(
            self.instance, cursor=self.cursor, repository_def=self.repository, resources=resources
        ) as context:
            result = sensor.evaluate_tick(context)
        self.cursor = result.cursor or self.cursor
        return [one.error.to_string() if one.error else None for one in result.dagster_run_reactions or ()]


def fail(instance: dg.DagsterInstance) -> str:
    """A run that fails with a person's name in its error; returns its id."""

    @dg.op
    def broken() -> None:
        raise ValueError(SECRET)

    @dg.job
    def everything() -> None:
        broken()

    return everything.execute_in_process(instance=instance, raise_on_error=False).run_id


@pytest.mark.process
@pytest.mark.slow
def test_the_command_gets_run_job_and_class_of_error_and_no_text(
    home: Path, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    told = tmp_path / "told.json"
    daemon = Daemon(home, instance, sys.executable, "-c", NOTE, str(told))
    run_id = fail(instance)
    assert daemon.tick() == [None]
    assert json.loads(told.read_text()) == [run_id, "everything", "ValueError"]
    told.unlink()
    assert daemon.tick() == []  # once a run
    assert not told.exists()


@pytest.mark.slow
def test_without_the_setting_nothing_is_run(home: Path, instance: dg.DagsterInstance) -> None:
    daemon = Daemon(home, instance)
    fail(instance)
    assert [error for error in daemon.tick() if error] == []


@pytest.mark.process
@pytest.mark.slow
def test_a_command_that_fails_is_a_failed_tick_with_the_remedy_and_not_run_again(
    home: Path, instance: dg.DagsterInstance
) -> None:
    daemon = Daemon(home, instance, sys.executable, "-c", "raise SystemExit(3)")
    fail(instance)
    (error,) = daemon.tick()
    assert error
    assert "ended with code 3" in error
    assert "Remedy: run it by hand" in error
    assert SECRET not in error
    assert daemon.tick() == []


@pytest.mark.process
@pytest.mark.parametrize(
    ("program", "words"),
    [
        ((sys.executable, "-c", "import time; time.sleep(600)"), "did not end within 0.5 s"),
        (("/nowhere/at-all",), "cannot be started"),
        ((f"{sys.executable} -c pass; true",), "cannot be started"),  # no shell reads it
    ],
    ids=["too slow", "absent", "a line for a shell"],
)
def test_a_command_that_cannot_do_its_work_is_named(program: tuple[str, ...], words: str) -> None:
    with pytest.raises(FailureCommandFailed, match=words):
        tell_of_failure(program, "id", "everything", "ValueError", seconds=0.5)


@pytest.mark.slow
def test_a_history_outside_dagsters_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dagster").mkdir()
    monkeypatch.setenv("ELSEWHERE", str(tmp_path / "elsewhere"))
    settings = {**INSTANCE, "storage": {"sqlite": {"base_dir": {"env": "ELSEWHERE"}}}}
    with (
        dg.DagsterInstance.local_temp(str(tmp_path / "dagster"), settings) as instance,
        pytest.raises(StorageRefused, match="another folder"),
    ):
        refuse_other_storage(instance)


@pytest.mark.slow
def test_a_history_that_is_no_file_is_refused(instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_other_storage(instance)

    class PostgresRunStorage:
        """Stands for a storage in a server."""

    monkeypatch.setattr(type(instance), "run_storage", PostgresRunStorage())
    with pytest.raises(StorageRefused, match="PostgresRunStorage"):
        refuse_other_storage(instance)
