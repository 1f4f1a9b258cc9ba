"""The queue of tasks: each piece once, tried again with pauses, one true status whatever happens."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from egregora_assets.contracts.bookkeeping import DONE_STATUSES
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.run_log.store import RunStore
from egregora_assets.database.tasks.queue import DIED, DuckDBTasks
from egregora_assets.runs.projection import Failure
from egregora_assets.services.tasks import (
    DONE,
    MAX_ATTEMPTS,
    PAUSES,
    UNTRIED,
    Task,
    TaskCount,
    TaskResult,
    TaskWork,
    decide_next,
    describe_counts,
)
from egregora_assets_tests.asset_bodies import KEY
from egregora_assets_tests.contracts.contract_rows import insert, valid_row
from egregora_assets_tests.database.new_database import new_database

NOW = dt.datetime(2024, 3, 2, 12, tzinfo=dt.UTC)
FAILED = TaskResult("its host did not answer well")
FIRST, SECOND = (str(valid_row("runs", name)["run_id"]) for name in ("first", "second"))
PAGES = [{"link_id": "one"}, {"link_id": "two"}]


def begin(file: DatabaseFile, run_id: str) -> None:
    with file.transaction() as connection:
        insert(connection, "runs", {**valid_row("runs"), "run_id": run_id, "status": "running", "finished_at": None})


@pytest.fixture
def file(tmp_path: Path) -> DatabaseFile:
    made = new_database(tmp_path / "some.duckdb")
    for run_id in (FIRST, SECOND):
        begin(made, run_id)
    return made


@pytest.fixture
def queue(file: DatabaseFile) -> DuckDBTasks:
    return DuckDBTasks(file, KEY)


def rows(file: DatabaseFile, columns: str = "status, attempts, error") -> list[tuple[Any, ...]]:
    with file.open_reader() as connection:
        return connection.execute(f"SELECT {columns} FROM tasks ORDER BY CAST(payload AS VARCHAR)").fetchall()


def results(tasks: list[Task], result: TaskResult) -> dict[str, TaskResult]:
    return {task.task_id: result for task in tasks}


def test_a_piece_of_work_is_there_once_however_often_it_is_enqueued(queue: DuckDBTasks, file: DatabaseFile) -> None:
    assert queue.enqueue(FIRST, "enrich_url", [*PAGES, PAGES[0]], NOW) == 2
    assert queue.enqueue(SECOND, "enrich_url", [dict(reversed(p.items())) for p in PAGES], NOW) == 0
    assert queue.enqueue(SECOND, "enrich_media", PAGES, NOW) == 2
    assert len(rows(file)) == 4


def test_what_is_claimed_is_in_hand_and_nobody_else_gets_it(queue: DuckDBTasks, file: DatabaseFile) -> None:
    queue.enqueue(FIRST, "enrich_url", PAGES, NOW)
    claimed = queue.claim(FIRST, "enrich_url", NOW)
    assert [task.payload for task in sorted(claimed, key=lambda t: t.payload["link_id"])] == PAGES
    assert queue.claim(FIRST, "enrich_media", NOW) == []
    queue.record(SECOND, results(claimed, DONE), NOW)
    assert rows(file) == [("processing", 1, None)] * 2
    queue.record(FIRST, results(claimed, DONE), NOW)
    assert rows(file) == [("completed", 1, None)] * 2
    assert queue.claim(FIRST, "enrich_url", NOW) == []


def test_a_failure_is_tried_again_after_longer_and_longer_pauses_and_then_given_up(
    queue: DuckDBTasks, file: DatabaseFile
) -> None:
    queue.enqueue(FIRST, "enrich_url", PAGES[:1], NOW)
    now, pauses = NOW, []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        claimed = queue.claim(FIRST, "enrich_url", now)
        assert [task.attempts for task in claimed] == [attempt]
        queue.record(FIRST, results(claimed, FAILED), now)
        assert queue.claim(FIRST, "enrich_url", now) == []
        ((due,),) = rows(file, "not_before")
        if due:
            pauses.append(due - now)
            now = due
    assert tuple(pauses) == PAUSES
    assert rows(file, "status, attempts, error, processed_at") == [("failed", MAX_ATTEMPTS, FAILED.error, now)]
    assert queue.enqueue(FIRST, "enrich_url", PAGES[:1], now) == 0
    assert queue.enqueue(FIRST, "enrich_url", PAGES[:1], now, revives=True) == 1
    assert rows(file) == [("pending", 0, None)]


def test_what_failed_for_good_waits_for_nothing(queue: DuckDBTasks, file: DatabaseFile) -> None:
    queue.enqueue(FIRST, "enrich_media", PAGES[:1], NOW)
    queue.record(FIRST, results(queue.claim(FIRST, "enrich_media", NOW), TaskResult("no picture", is_final=True)), NOW)
    assert rows(file) == [("failed", 1, "no picture")]


def test_what_there_was_no_time_for_goes_back_as_it_was(queue: DuckDBTasks, file: DatabaseFile) -> None:
    queue.enqueue(FIRST, "enrich_url", PAGES, NOW)
    queue.record(FIRST, results(queue.claim(FIRST, "enrich_url", NOW), UNTRIED), NOW)
    assert rows(file) == [("pending", 0, None)] * 2
    assert len(queue.claim(FIRST, "enrich_url", NOW)) == 2


def test_what_was_done_and_is_wanted_again_is_pending_again(queue: DuckDBTasks, file: DatabaseFile) -> None:
    queue.enqueue(FIRST, "enrich_url", PAGES, NOW)
    queue.record(FIRST, results(queue.claim(FIRST, "enrich_url", NOW), DONE), NOW)
    assert queue.enqueue(SECOND, "enrich_url", PAGES[:1], NOW) == 1
    assert rows(file) == [("pending", 0, None), ("completed", 1, None)]


def test_of_the_updates_of_a_profile_only_the_newest_a_person_counts(queue: DuckDBTasks, file: DatabaseFile) -> None:
    old = [{"author_id": person, "version": "1"} for person in ("a", "b")]
    queue.enqueue(FIRST, "update_profile", old, NOW)
    queue.enqueue(FIRST, "update_profile", [{"author_id": "a", "version": "2"}], NOW)
    assert rows(file) == [("superseded", 0, None), ("pending", 0, None), ("pending", 0, None)]
    claimed = queue.claim(FIRST, "update_profile", NOW)
    assert sorted((t.payload["author_id"], t.payload["version"]) for t in claimed) == [("a", "2"), ("b", "1")]


@pytest.mark.parametrize("is_reconciled", [True, False])
def test_what_a_dead_run_had_in_hand_is_returned_and_given_up_when_each_run_dies(
    queue: DuckDBTasks, file: DatabaseFile, is_reconciled: bool
) -> None:
    queue.enqueue(FIRST, "enrich_media", PAGES[:1], NOW)
    for attempt in range(MAX_ATTEMPTS):
        run_id = str(valid_row("runs", f"dead {attempt}")["run_id"])
        begin(file, run_id)
        assert len(queue.claim(run_id, "enrich_media", NOW)) == 1
        if is_reconciled:
            RunStore(file).end_run(run_id, "lost", NOW, Failure("RunLost", "run again."))
            assert rows(file, "status") == [("pending",)]
    assert queue.claim(SECOND, "enrich_media", NOW) == []
    assert rows(file) == [("failed", MAX_ATTEMPTS, DIED)]


def test_counts_tell_what_waits_and_since_when_it_is_due(queue: DuckDBTasks) -> None:
    queue.enqueue(FIRST, "enrich_url", PAGES, NOW)
    first, *_ = queue.claim(FIRST, "enrich_url", NOW)
    queue.record(FIRST, {first.task_id: FAILED}, NOW)
    assert queue.count() == [
        TaskCount("enrich_url", "pending", 1, NOW + PAUSES[0]),
        TaskCount("enrich_url", "processing", 1, None),
    ]
    assert describe_counts(queue.count(), ("enrich_url", "enrich_media")) == {
        "tasks/enrich_url/pending": 1,
        "tasks/enrich_url/failed": 0,
        "tasks/enrich_media/pending": 0,
        "tasks/enrich_media/failed": 0,
    }


def test_the_version_of_what_is_due_changes_with_time_and_is_empty_when_nothing_is(queue: DuckDBTasks) -> None:
    assert queue.compute_due_version("enrich_url", NOW) == ""
    queue.enqueue(FIRST, "enrich_url", PAGES, NOW)
    both = queue.compute_due_version("enrich_url", NOW)
    queue.record(FIRST, results(queue.claim(FIRST, "enrich_url", NOW), FAILED), NOW)
    assert queue.compute_due_version("enrich_url", NOW) == ""
    assert queue.compute_due_version("enrich_url", NOW + PAUSES[0]) == both != ""


def test_a_stage_does_what_it_wants_and_what_is_due_and_drops_what_nothing_wants_any_more(
    queue: DuckDBTasks, file: DatabaseFile
) -> None:
    queue.enqueue(FIRST, "enrich_url", [{"link_id": "gone"}], NOW)
    done: list[Any] = []

    def do(tasks: list[Task]) -> dict[str, TaskResult]:
        done.extend(task.payload for task in tasks)
        return {task.task_id: DONE for task in tasks if task.payload != PAGES[0]}

    TaskWork(queue, FIRST, NOW).perform("enrich_url", PAGES, do)
    assert sorted(done, key=str) == PAGES
    assert rows(file, "payload->>'link_id', status, attempts") == [
        ("gone", "completed", 1),
        ("one", "pending", 0),
        ("two", "completed", 1),
    ]
    TaskWork(queue, FIRST, NOW).perform("enrich_url", [], do)
    assert len(done) == 2


def test_work_that_fails_as_a_whole_is_no_attempt_of_any_task(queue: DuckDBTasks, file: DatabaseFile) -> None:
    def fail(tasks: list[Task]) -> dict[str, TaskResult]:
        raise KeyboardInterrupt

    for _ in range(MAX_ATTEMPTS + 1):
        with pytest.raises(KeyboardInterrupt):
            TaskWork(queue, FIRST, NOW).perform("enrich_url", PAGES, fail)
        assert rows(file) == [("pending", 0, None)] * 2


class Queue(RuleBasedStateMachine):
    """Any order of enqueueing, claiming, recording and dying, beside a model in a dictionary."""

    @initialize(folder=st.builds(str))
    def build(self, folder: str) -> None:
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.file = new_database(Path(self.folder.name) / "some.duckdb")
        self.queue, self.now, self.run_number = DuckDBTasks(self.file, KEY), NOW, 0
        self.model: dict[str, tuple[str, int]] = {}
        self.held: list[Task] = []
        self.next_run()

    def next_run(self) -> None:
        self.run_number += 1
        self.run_id = str(valid_row("runs", str(self.run_number))["run_id"])
        begin(self.file, self.run_id)
        self.held = []

    @rule(names=st.sets(st.sampled_from("abcd"), min_size=1))
    def enqueue(self, names: set[str]) -> None:
        self.queue.enqueue(self.run_id, "enrich_url", [{"link_id": name} for name in names], self.now)
        for name in names:
            if self.model.get(name, ("completed", 0))[0] == "completed":
                self.model[name] = ("pending", 0)

    @rule()
    def claim(self) -> None:
        claimed = self.queue.claim(self.run_id, "enrich_url", self.now)
        self.held = claimed
        for task in claimed:
            self.model[task.payload["link_id"]] = ("processing", task.attempts)

    @precondition(lambda self: self.held)
    @rule(result=st.sampled_from([DONE, FAILED, UNTRIED]))
    def record(self, result: TaskResult) -> None:
        task = self.held.pop()
        self.queue.record(self.run_id, {task.task_id: result}, self.now)
        status, _ = decide_next(result, task.attempts, self.now)
        self.model[task.payload["link_id"]] = (status, task.attempts - result.is_untried)

    @rule()
    def die(self) -> None:
        self.next_run()

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    @invariant()
    def every_task_has_one_true_status(self) -> None:
        found = {
            name: (status, attempts, is_done)
            for name, status, attempts, is_done in rows(
                self.file, "payload->>'link_id', status, attempts, processed_at IS NOT NULL"
            )
        }
        assert set(found) == set(self.model)
        for name, (status, attempts, is_done) in found.items():
            assert is_done == (status in DONE_STATUSES)
            assert attempts <= MAX_ATTEMPTS
            if (status, attempts) != self.model[name]:
                assert (status, attempts) == ("failed", MAX_ATTEMPTS), "only what kept killing its run is given up"
                self.model[name] = (status, attempts)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()


TestQueue = pytest.mark.slow(Queue.TestCase)
TestQueue.settings = settings(max_examples=6, stateful_step_count=15, deadline=None)
