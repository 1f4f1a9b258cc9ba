"""Worker processes that are started when they are first needed, and ended with what started them."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TypeVar

from egregora_assets.contracts.counting.steps import counted
from egregora_assets.errors import WorkerLost
from egregora_assets.services.workers.process import serve

Task = TypeVar("Task")
Result = TypeVar("Result")

START_SECONDS = 3.0
"""Work that takes one process less is done by this one: a worker imports what it needs for 1 to 1.5 s of processor
time, so that with two of them nothing is gained before."""
SEND_SECONDS = 1.0
"""The same where workers run already: they import the code of another stage, and tasks and results are sent."""


@dataclass(frozen=True, eq=False)
class _Worker:
    process: SpawnProcess
    connection: Connection


class WorkerPool:
    """Up to so many processes.

    They are new ones (`spawn`): a copy of this process would have the locks of DuckDB's threads, and not the threads.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._workers: list[_Worker] = []

    def pays(self, task_count: int, estimated_seconds: float) -> bool:
        """Whether workers would do work sooner than this process."""
        least = SEND_SECONDS if self._workers else START_SECONDS
        return min(self._count, task_count) > 1 and estimated_seconds >= least

    def perform(self, stage: str, function: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
        """What a function gives for each task, in their order. An error or interruption ends all workers at once.

        Args:
            stage: named by an error that is none of ours.

        Raises:
            WorkerLost: a worker was ended from outside.
            EgregoraError: what a task raised, or what that was reduced to.
        """
        with ExitStack() as undo:
            undo.callback(self.close)
            try:
                results = self._perform(stage, function, tasks)
            except (EOFError, ConnectionError):
                raise WorkerLost(stage) from None
            undo.pop_all()
        return results

    def close(self) -> None:
        """End the workers, whatever they do."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers = []

    def _perform(self, stage: str, function: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
        while len(self._workers) < min(self._count, len(tasks)):
            self._workers.append(_start_worker())
        idle, busy = [worker.connection for worker in self._workers], dict[Connection, int]()
        left, results = list(reversed(range(len(tasks)))), dict[int, Result]()
        done = counted(range(len(tasks)), "parts", len(tasks))
        while left or busy:
            while left and idle:
                number, connection = left.pop(), idle.pop()
                connection.send(stage)
                connection.send_bytes(pickle.dumps((function, tasks[number]), pickle.HIGHEST_PROTOCOL))
                busy[connection] = number
            ready = set(wait(list(busy)))
            for connection in [one for one in busy if one in ready]:
                is_done, answer = pickle.loads(connection.recv_bytes())  # noqa: S301 - from our own worker
                if not is_done:
                    raise answer
                results[busy.pop(connection)] = answer
                idle.append(connection)
                next(done)
        return [results[number] for number in range(len(tasks))]


def _start_worker() -> _Worker:
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=serve, args=(there,), daemon=True)
    process.start()
    there.close()  # so that the end of the worker closes the connection
    return _Worker(process, here)
