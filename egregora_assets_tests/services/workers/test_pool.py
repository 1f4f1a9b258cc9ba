from __future__ import annotations

import multiprocessing
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from egregora_assets.contracts.counting.steps import Step, telling_steps
from egregora_assets.errors import ChatUnknown, EgregoraError, StageFailed, WorkerLost
from egregora_assets.services.workers.pool import SEND_SECONDS, START_SECONDS, WorkerPool
from egregora_assets_tests.deployments import environment
from egregora_assets_tests.services.workers import tasks

TASKS = "egregora_assets_tests.services.workers.tasks"


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool(2)
    yield made
    made.close()
    assert multiprocessing.active_children() == []


def wait_for(is_so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.process
@pytest.mark.slow
def test_results_come_in_the_order_of_their_tasks_from_other_processes(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers, told = list(range(7)), list[Step]()
    monkeypatch.setattr("egregora_assets.contracts.counting.steps._TOLD_EVERY_SECONDS", 0.0)
    with telling_steps(told.append):
        assert pool.perform("demo", tasks.wait_and_double, numbers) == [2 * n for n in numbers]
    assert told == [Step("parts", done, 7) for done in numbers]
    first = set(pool.perform("demo", tasks.name_process, numbers))
    assert first == {child.pid for child in multiprocessing.active_children()}
    assert set(pool.perform("demo", tasks.name_process, numbers)) == first


def test_only_work_that_takes_longer_than_a_start_is_sent() -> None:
    two = WorkerPool(2)
    assert two.pays(2, START_SECONDS)
    assert not two.pays(2, START_SECONDS - 0.1)
    assert not two.pays(1, 100)
    assert not WorkerPool(1).pays(5, 100)


@pytest.mark.process
@pytest.mark.slow
def test_workers_that_run_are_given_smaller_work(pool: WorkerPool) -> None:
    pool.perform("demo", tasks.wait_and_double, [4, 5])
    assert pool.pays(2, SEND_SECONDS)
    assert not pool.pays(2, SEND_SECONDS - 0.1)


@pytest.mark.process
@pytest.mark.slow
def test_no_text_of_an_error_leaves_a_worker_and_none_of_them_stays(pool: WorkerPool) -> None:
    with pytest.raises(StageFailed, match="demo failed: ValueError") as failure:
        pool.perform("demo", tasks.quote_a_message, [1, 2])
    assert tasks.SECRET not in repr(vars(failure.value)) + str(failure.value)
    assert failure.value.__cause__ is None
    assert multiprocessing.active_children() == []


@pytest.mark.process
@pytest.mark.slow
def test_an_error_of_ours_comes_out_of_a_worker_as_it_is(pool: WorkerPool) -> None:
    with pytest.raises(ChatUnknown) as failure:
        pool.perform("demo", tasks.refuse, [3, 3])
    assert vars(failure.value) == {**vars(ChatUnknown(3)), "__notes__": []}


@pytest.mark.process
@pytest.mark.slow
def test_a_worker_that_is_ended_from_outside_is_named_with_its_stage(pool: WorkerPool) -> None:
    with pytest.raises(WorkerLost, match="demo"):
        pool.perform("demo", tasks.be_killed, [1, 2])
    assert pool.perform("demo", tasks.wait_and_double, [4, 5]) == [8, 10]


@pytest.mark.process
@pytest.mark.slow
def test_a_worker_imports_neither_dagster_nor_duckdb(pool: WorkerPool) -> None:
    modules = ("readers.ahead", "redaction.conversation", "writing.progress.telling_all", "site.rendering")
    names = [f"egregora_assets.{module}" for module in modules]
    assert pool.perform("demo", tasks.list_heavy_modules, names) == [[]] * len(names)


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_the_program_that_started_them(tmp_path: Path, number: signal.Signals) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", TASKS, "hold", str(tmp_path)], env=environment(), stderr=subprocess.DEVNULL
    )
    notes = [tmp_path / str(n) for n in range(2)]
    wait_for(lambda: all(note.exists() and note.read_text() for note in notes))
    workers = [psutil.Process(int(note.read_text())) for note in notes]
    program.send_signal(number)
    program.wait(60)
    wait_for(lambda: not any(worker.is_running() for worker in workers), 20)


def list_errors(kind: type[EgregoraError] = EgregoraError) -> Iterator[type[EgregoraError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from list_errors(one)


@pytest.mark.parametrize("kind", sorted(set(list_errors()), key=str))
def test_every_error_of_ours_can_be_sent(kind: type[EgregoraError]) -> None:
    error = kind.__new__(kind, "words")
    error.__dict__.update(problem="a", remedy="b", detail_for_terminal="c", numbers=(1, 2))
    there = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(there) is kind
    assert (there.args, vars(there)) == (("words",), vars(error))
