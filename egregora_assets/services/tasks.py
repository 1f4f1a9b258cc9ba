"""The queue of work that is put off: what a stage enqueues, takes in hand and records, and when it tries again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

TaskType = Literal["generate_banner", "update_profile", "enrich_media", "enrich_url"]
Payload = Mapping[str, str]
"""What a task needs: identifiers by name, never text of a message."""

PAUSES = (dt.timedelta(minutes=15), dt.timedelta(hours=3), dt.timedelta(days=1))
"""How long a task waits after its first, second and third failure."""
MAX_ATTEMPTS = 1 + len(PAUSES)
SUBJECTS: Mapping[str, str] = {"update_profile": "author_id"}
"""Types of which only the newest task about a subject counts, and the payload's name of that subject."""


@dataclass(frozen=True)
class Task:
    """A task that is taken in hand. `attempts` counts this one."""

    task_id: str
    payload: Payload
    attempts: int


@dataclass(frozen=True)
class TaskResult:
    """What became of a task.

    Attributes:
        error: a word from a closed vocabulary that says why it failed; empty where it is done.
        is_final: it is not tried again.
        is_untried: there was no time for it; it goes back into the queue as it was.
    """

    error: str = ""
    is_final: bool = False
    is_untried: bool = False


DONE, UNTRIED = TaskResult(), TaskResult(is_untried=True)


@dataclass(frozen=True)
class TaskCount:
    """How many tasks of a type have a status, and when the first of those that wait may be tried (aware, UTC)."""

    task_type: str
    status: str
    count: int
    next_at: dt.datetime | None = None


def describe_counts(counts: Iterable[TaskCount], task_types: Iterable[TaskType]) -> dict[str, int]:
    """The tasks of some types that wait and that failed for good, as numbers under names that stay the same."""
    found = {(one.task_type, one.status): one.count for one in counts}
    return {f"tasks/{t}/{status}": found.get((t, status), 0) for t in task_types for status in ("pending", "failed")}


class TaskQueue(Protocol):
    """The queue of a deployment. `database/` implements it.

    Raises, from every method: the errors of the database; nothing is half done.
    """

    def enqueue(
        self, run_id: str, task_type: TaskType, payloads: Iterable[Payload], now: dt.datetime, *, revives: bool = False
    ) -> int:
        """Puts work into the queue, each piece once; what was done before and is wanted again is pending again.

        Of a type in `SUBJECTS`, a pending task about the same subject is superseded.

        Args:
            revives: tasks that failed for good are tried again, too.

        Returns: how many tasks are new or pending again.
        """

    def claim(self, run_id: str, task_type: TaskType, now: dt.datetime) -> list[Task]:
        """Takes in hand every task of a type whose time has come, and those that a dead run had in hand, in order of
        their identifiers.

        The run that holds the deployment's lease has them until they are recorded or it ends.
        """

    def record(self, run_id: str, results: Mapping[str, TaskResult], now: dt.datetime) -> None:
        """Records what became of tasks that the run has in hand, by identifier."""

    def count(self) -> list[TaskCount]:
        """How many tasks there are, by type and status."""

    def compute_due_version(self, task_type: TaskType, now: dt.datetime) -> str:
        """A digest of the tasks whose time has come; empty where there are none."""


def decide_next(result: TaskResult, attempts: int, now: dt.datetime) -> tuple[str, dt.datetime | None]:
    """The status of a task after a result, and when it may be tried again.

    Args:
        attempts: how often it was tried, this time included.
    """
    if result.is_untried:
        return "pending", None
    if not result.error:
        return "completed", None
    if result.is_final or attempts >= MAX_ATTEMPTS:
        return "failed", None
    return "pending", now + PAUSES[attempts - 1]


@dataclass(frozen=True)
class TaskWork:
    """What a stage does through the queue in a run.

    Attributes:
        now: the time of the run (aware, UTC).
        revives: tasks that failed for good are tried again.
    """

    queue: TaskQueue
    run_id: str
    now: dt.datetime
    revives: bool = False

    def perform(
        self,
        task_type: TaskType,
        payloads: Iterable[Payload],
        do: Callable[[list[Task]], Mapping[str, TaskResult]],
    ) -> None:
        """Enqueues what a stage wants, takes in hand what of it is due, and records what became of it.

        Args:
            payloads: everything of that type that the stage lacks now; without any, the queue is not asked.
            do: does the work; returns what became of each task by identifier. What it leaves out is untried.
        """
        wanted = {_name(payload): dict(payload) for payload in payloads}
        if not wanted:
            return
        self.queue.enqueue(self.run_id, task_type, wanted.values(), self.now, revives=self.revives)
        claimed = self.queue.claim(self.run_id, task_type, self.now)
        due = [task for task in claimed if _name(task.payload) in wanted]
        # What nothing wants any more is done with. Where the work fails as a whole, no task is to blame.
        results = {task.task_id: DONE for task in claimed} | {task.task_id: UNTRIED for task in due}
        try:
            results |= do(due) if due else {}
        finally:
            if claimed:
                self.queue.record(self.run_id, results, self.now)


def _name(payload: Payload) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(payload.items()))
