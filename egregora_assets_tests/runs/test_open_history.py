"""The files of Dagster's history stay open over a run, and hold what they would hold otherwise."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from egregora_assets.runs.open_history import keep_history_open

EVENTS = "SELECT dagster_event_type, asset_key FROM event_logs ORDER BY id"


@dg.op
def observe(context: dg.OpExecutionContext) -> None:
    for number in range(3):
        context.log_event(dg.AssetObservation(f"table_{number}"))


@dg.job
def observing() -> None:
    observe()


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path), {"telemetry": {"enabled": False}}) as made:
        yield made


def run(instance: dg.DagsterInstance) -> str:
    return observing.execute_in_process(instance=instance).run_id


def read_events(instance: dg.DagsterInstance, shard: str) -> list[Any]:
    storage: Any = instance.event_log_storage
    with closing(sqlite3.connect(storage.path_for_shard(shard))) as connection:
        return connection.execute(EVENTS).fetchall()


def count_openings(monkeypatch: pytest.MonkeyPatch, instance: dg.DagsterInstance) -> int:
    """How often a run opens a file."""
    opened, connect = list[object](), sqlite3.dbapi2.connect

    def note(path: str, **options: Any) -> sqlite3.Connection:
        opened.append(path)
        made: sqlite3.Connection = connect(path, **options)
        return made

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3.dbapi2, "connect", note)
        run(instance)
    return len(opened)


@pytest.mark.slow
def test_a_run_leaves_the_same_events_with_far_fewer_openings(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run(instance)
    before = count_openings(monkeypatch, instance)
    close = keep_history_open(instance)
    after = count_openings(monkeypatch, instance)
    kept = run(instance)
    close()
    assert after < before / 2
    assert read_events(instance, kept) == read_events(instance, plain)
    assert "_connect" not in vars(instance.event_log_storage)
    assert len(instance.get_runs()) == 4
    assert not list(Path(instance.root_directory).rglob(f"{kept}.db-wal"))


@pytest.mark.slow
def test_the_last_use_ends_it_and_a_failure_opens_a_file_anew(instance: dg.DagsterInstance) -> None:
    storage: Any = instance.event_log_storage
    with ExitStack() as uses:
        for _ in range(2):
            uses.callback(keep_history_open(instance))
        uses.pop_all().close()
    assert "_connect" not in vars(storage)
    first, second = keep_history_open(instance), keep_history_open(instance)
    first()
    run_id = run(instance)

    def fail_halfway() -> None:
        with storage.index_connection() as connection:
            connection.exec_driver_sql("DELETE FROM event_logs")
            raise LookupError

    with pytest.raises(LookupError):
        fail_halfway()
    with storage.index_connection() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM event_logs").scalar_one() > 0
    assert read_events(instance, run_id)
    second()
    assert "_connect" not in vars(storage)


def test_a_history_that_is_not_in_files_is_left_alone() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        before = dict(vars(instance.event_log_storage))
        keep_history_open(instance)()
        assert vars(instance.event_log_storage) == before
