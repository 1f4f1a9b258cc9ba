"""A file that is kept open: one opening for many reads, others read meanwhile, and nothing of a use is left behind."""

from __future__ import annotations

import time
from pathlib import Path
from uuid import uuid4

import dagster as dg
import duckdb
import pytest

from egregora_assets.contracts.instants import utc_now
from egregora_assets.database import connection, kept_connection
from egregora_assets.database.connection import DatabaseFile, get_database_file
from egregora_assets.database.store import DuckDBStore
from egregora_assets.definitions import build_defs
from egregora_assets.errors import DatabaseBusy, EgregoraError
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets_tests.deployments import INSTANCE, make_empty_home
from egregora_assets_tests.processes import held_by_another_process

RUN = str(uuid4())


def made(folder: Path) -> DatabaseFile:
    file = DatabaseFile(folder / "some.duckdb", wait_seconds=0.1)
    with file.open_writer(may_create=True) as writer:
        writer.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
    return file


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How files were opened, in order."""
    found: list[str] = []
    connect = DatabaseFile._connect

    def note(file: DatabaseFile, is_write: bool) -> duckdb.DuckDBPyConnection:
        found.append(f"{file.path.stem} {'write' if is_write else 'read'}")
        return connect(file, is_write)

    monkeypatch.setattr(DatabaseFile, "_connect", note)
    return found


def count(file: DatabaseFile) -> int:
    with file.open_reader() as connection:
        row = connection.execute("SELECT count(*) FROM t").fetchone()
    assert row is not None
    return int(row[0])


def insert(file: DatabaseFile, value: int) -> None:
    with file.transaction() as connection:
        connection.execute("INSERT INTO t VALUES ($1)", [value])


def test_reads_share_one_opening_and_what_follows_a_write_shares_its(
    tmp_path: Path, openings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_connection, "IDLE_SECONDS", 60.0)
    monkeypatch.setattr(kept_connection, "LONGEST_SECONDS", 60.0)
    file = made(tmp_path)
    with file.keep_open(), file.keep_open():
        assert [count(file), count(file)] == [0, 0]
        insert(file, 1)
        assert [count(file), count(file)] == [1, 1]
        insert(file, 2)
        assert count(file) == 2
    assert openings == ["some write", "some read", "some write"]


@pytest.mark.slow
def test_others_may_use_a_file_that_nobody_used_for_a_moment_after_a_write(tmp_path: Path) -> None:
    file = made(tmp_path)
    other = DatabaseFile(file.path, wait_seconds=30)
    with file.keep_open():
        for value in range(2):
            insert(file, value)
            with other.lock_closed():
                pass
            assert count(file) == value + 1


def test_others_get_their_turn_although_a_file_is_used_again_and_again(
    tmp_path: Path, openings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_connection, "IDLE_SECONDS", 60.0)
    monkeypatch.setattr(kept_connection, "LONGEST_SECONDS", 0.0)
    file = made(tmp_path)
    with file.keep_open():
        insert(file, 1)
        assert [count(file), count(file)] == [1, 1]
        began = time.monotonic()
        for value in (2, 3):
            insert(file, value)
        assert time.monotonic() - began >= kept_connection.PAUSE_SECONDS > connection._PAUSE_SECONDS[1]
    assert openings == ["some write", "some write", "some read", "some write", "some write"]


def test_a_read_after_a_write_can_write_nothing(tmp_path: Path) -> None:
    file = made(tmp_path)
    with file.keep_open():
        insert(file, 1)
        with pytest.raises(EgregoraError), file.open_reader() as reader:
            reader.execute("INSERT INTO t VALUES (2)")
        insert(file, 3)
        with file.open_reader() as reader:
            reader.execute("CREATE TEMP TABLE own AS FROM t")
            assert reader.execute("FROM own ORDER BY a").fetchall() == [(1,), (3,)]


@pytest.mark.process
def test_others_read_a_file_that_is_kept_open(tmp_path: Path) -> None:
    file = made(tmp_path)
    with file.keep_open():
        count(file)
        with held_by_another_process(file.path, read_only=True):
            assert count(file) == 0


def test_others_write_a_kept_file_once_it_is_released(tmp_path: Path) -> None:
    file = made(tmp_path)
    other = DatabaseFile(file.path, wait_seconds=0.1)
    with file.keep_open():
        count(file)
        with pytest.raises(DatabaseBusy), other.lock_closed():
            pass
        file.release()
        insert(other, 1)
        assert count(file) == 1
    insert(other, 2)


def test_a_file_is_closed_for_whoever_needs_it_closed(tmp_path: Path) -> None:
    file = made(tmp_path)
    with file.keep_open():
        count(file)
        with file.lock_closed(), duckdb.connect(str(file.path)) as connection:
            connection.execute("INSERT INTO t VALUES (1)")
        assert count(file) == 1


def test_temporary_tables_of_one_read_are_no_tables_of_the_next(tmp_path: Path) -> None:
    file = made(tmp_path)
    with file.keep_open():
        with file.open_reader() as connection:
            connection.execute("CREATE TEMP TABLE rows_of_somebody AS SELECT 1")
        with pytest.raises(EgregoraError), file.open_reader() as connection:
            connection.execute("FROM rows_of_somebody")


def test_every_read_of_a_kept_file_is_closed_off_like_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Sao_Paulo")
    file = made(tmp_path)
    settings = ("TimeZone", "lambda_syntax", "python_enable_replacements", "enable_external_access")
    asked = ", ".join(f"current_setting('{name}')" for name in (*settings, "lock_configuration"))
    with file.keep_open():
        for _ in range(2):
            with file.open_reader() as connection:
                assert connection.execute(f"SELECT {asked}").fetchone() == (
                    "UTC",
                    "ENABLE_SINGLE_ARROW",
                    False,
                    False,
                    True,
                )
        for statement in ("SET threads = 1", "FROM read_text('/etc/hostname')", "INSERT INTO t VALUES (1)"):
            with pytest.raises(EgregoraError), file.open_reader() as connection:
                connection.execute(statement)


def test_after_a_failed_read_the_file_is_opened_anew(tmp_path: Path, openings: list[str]) -> None:
    file = made(tmp_path)
    with file.keep_open():
        with pytest.raises(EgregoraError), file.open_reader() as connection:
            connection.execute("FROM no_such_table")
        assert count(file) == 0
    assert openings == ["some write", "some read", "some read"]


def test_a_process_has_one_object_a_file_whatever_the_settings_say(tmp_path: Path) -> None:
    first = get_database_file(tmp_path / "some.duckdb", "", 60.0)
    again = get_database_file(tmp_path / "some.duckdb", "1GB", 5.0)
    assert (again is first, first.memory_limit, first.wait_seconds) == (True, "1GB", 5.0)


@pytest.mark.slow
def test_a_step_opens_each_file_once_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, openings: list[str]
) -> None:
    home = make_empty_home(tmp_path, monkeypatch)
    job = build_defs(home).resolve_implicit_global_asset_job_def()
    chosen = {dg.AssetKey(key) for key in ("git_refs", "git_commits")}
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster"), INSTANCE) as instance:
        job.get_subset(asset_selection=chosen).execute_in_process(instance=instance)
        openings.clear()
        job.get_subset(asset_selection=chosen).execute_in_process(instance=instance)
    steps, begin, end = 4, 1, 1
    assert len([file for file in openings if file.startswith("egregora")]) <= begin + steps + end
    assert openings.count("vault read") == 1


def test_a_file_is_closed_while_hosts_are_asked(tmp_path: Path) -> None:
    settings = Settings(home=str(tmp_path / "home"))
    store = DuckDBStore(settings=settings, vault=Vault(settings=settings))
    store.prepare()
    record = RunRecord(RUN, "everything", "running", "command", "*", str(uuid4()), "1", utc_now())
    with store.keep_open():
        store.runs.begin_run(record)
        store.list_erased_ids()
        store.begin_transmission(RUN, "link_previews", 1)
        for place in ("main", "vault"):
            with DatabaseFile(store.file(place).path, wait_seconds=0.1).lock_closed():
                pass
        store.end_transmission(RUN, 0, 1, 1)
