"""One database file: who waits for whom, what is refused, and under which name."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb
import pytest

from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.migrations import list_migrations, migrate
from egregora_assets.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseTooNew,
    FolderNotWritable,
    MigrationChanged,
    RowsRefused,
    StatementFailed,
)
from egregora_assets_tests.processes import held_by_another_process, started


def made(folder: Path, wait_seconds: float = 60.0) -> DatabaseFile:
    file = DatabaseFile(folder / "some.duckdb", wait_seconds=wait_seconds)
    with file.open_writer(may_create=True) as connection:
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
    return file


@pytest.mark.process
@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_file_that_another_program_holds_is_busy_and_names_the_process(tmp_path: Path, mode: str) -> None:
    file = made(tmp_path, wait_seconds=0.3)
    with (
        held_by_another_process(file.path, read_only=mode == "read") as holder,
        pytest.raises(DatabaseBusy, match=str(holder)),
        file.open_writer(),
    ):
        pass
    with file.open_writer() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def write_when_told(path: Path, told: Path) -> None:
    """Holds a file until another exists, then writes."""
    with DatabaseFile(path).open_writer() as connection:
        sys.stdout.write("held")
        sys.stdout.flush()
        while not told.exists():
            time.sleep(0.01)
        connection.execute("INSERT INTO t VALUES (1)")


@pytest.mark.process
def test_a_second_writer_waits_until_the_first_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, told, pause = made(tmp_path), tmp_path / "told", time.sleep
    first = started(write_when_told, file.path, told)
    first.says("held")

    def let_the_first_go_on(seconds: float) -> None:
        told.touch()
        pause(seconds)

    monkeypatch.setattr("egregora_assets.database.connection.time.sleep", let_the_first_go_on)
    with file.open_writer() as connection:
        connection.execute("INSERT INTO t VALUES (2)")
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (2,)
    assert told.exists(), "the second did not wait"
    assert first.ended().returncode == 0


def test_an_absent_file_is_not_made_by_a_reader(tmp_path: Path) -> None:
    file = DatabaseFile(tmp_path / "none.duckdb")
    with pytest.raises(DatabaseMissing), file.open_reader():
        pass
    assert not file.path.exists()


def test_an_absent_file_beside_a_log_is_refused_and_the_log_is_kept(tmp_path: Path) -> None:
    file = DatabaseFile(tmp_path / "some.duckdb")
    log = tmp_path / "some.duckdb.wal"
    log.write_bytes(b"what was not yet written")
    with pytest.raises(DatabaseMissing), file.open_writer(may_create=True):
        pass
    assert log.exists()


def test_a_damaged_file_is_named_as_such(tmp_path: Path) -> None:
    file = made(tmp_path)
    file.path.write_bytes(b"not a database" * 1000)
    with pytest.raises(DatabaseDamaged), file.open_reader():
        pass


def test_a_folder_without_permission_is_named_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> int:
        raise PermissionError

    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(FolderNotWritable, match="chmod"), DatabaseFile(tmp_path / "some.duckdb").open_reader():
        pass


def test_a_refused_row_is_named_without_its_value(tmp_path: Path) -> None:
    file = made(tmp_path)
    with file.open_writer() as connection:
        connection.execute("INSERT INTO t VALUES (471147)")
    with pytest.raises(RowsRefused) as refusal, file.open_writer() as connection:
        connection.execute("INSERT INTO t VALUES (471147)")
    assert "471147" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


def test_a_transaction_that_fails_saves_nothing(tmp_path: Path) -> None:
    file = made(tmp_path)
    with pytest.raises(StatementFailed), file.transaction() as connection:
        connection.execute("INSERT INTO t VALUES (1)").execute("SELECT no_such_column FROM t")
    with file.open_reader() as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)


@pytest.mark.parametrize(
    "statement", ["COPY t TO 'out.csv'", "SELECT * FROM read_csv('x.csv')", "SET memory_limit = '1GB'"]
)
def test_a_connection_reaches_no_file_and_changes_no_setting(tmp_path: Path, statement: str) -> None:
    file = made(tmp_path)
    with pytest.raises(StatementFailed), file.open_writer() as connection:
        connection.execute(statement)


def test_a_session_speaks_utc_whatever_the_machine_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Sao_Paulo")
    with made(tmp_path).open_reader() as connection:
        assert connection.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    file = DatabaseFile(tmp_path / "some.duckdb")
    assert [m.version for m in migrate(file, "main")] == [m.version for m in list_migrations("main")]
    before = file.path.read_bytes()
    assert migrate(file, "main") == []
    assert file.path.read_bytes() == before


@pytest.mark.slow
def test_a_file_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    file = DatabaseFile(tmp_path / "some.duckdb")
    migrate(file, "main")
    with file.transaction() as connection:
        connection.execute(
            "INSERT INTO schema_version SELECT 999, applied_at, 'later', checksum FROM schema_version LIMIT 1"
        )
    with pytest.raises(DatabaseTooNew, match="999"):
        migrate(file, "main")


def test_a_changed_past_migration_is_refused(tmp_path: Path) -> None:
    file = DatabaseFile(tmp_path / "some.duckdb")
    migrate(file, "main")
    with file.transaction() as connection:
        connection.execute("UPDATE schema_version SET checksum = '00000000-0000-8000-8000-000000000000'")
    with pytest.raises(MigrationChanged, match="1"):
        migrate(file, "main")


def test_a_commit_after_a_failed_statement_reports_success_and_saves_nothing() -> None:
    """Upstream: why transactions here roll back and raise, and never go on."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(duckdb.ConstraintException):
        connection.execute("INSERT INTO t VALUES (1)")
    connection.execute("COMMIT")
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
