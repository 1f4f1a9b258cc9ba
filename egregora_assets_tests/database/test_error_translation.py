"""Every refusal of the database under its own name: provoked where that can be done, else by DuckDB's own words."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from egregora_assets import errors
from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.verified_copies import copy_database
from egregora_assets.database.error_translation import translate_error, translate_errors
from egregora_assets.database.run_log.store import record_materialization
from egregora_assets.database.tables import writer
from egregora_assets.database.tables.difference import WriteResult
from egregora_assets.database.tables.writer import write
from egregora_assets.runs.run_log import Outcome
from egregora_assets_tests.contracts.contract_rows import insert, valid_row
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.deployments import Done
from egregora_assets_tests.processes import in_a_process, program, started

BLOCKS = 3 * 4096
ROOT = str(Path(__file__).parents[2])
SECRET = "471147"


def made(folder: Path, wait_seconds: float = 60.0, memory_limit: str = "") -> DatabaseFile:
    file = DatabaseFile(folder / "some.duckdb", wait_seconds=wait_seconds, memory_limit=memory_limit)
    with file.open_writer(may_create=True) as connection:
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR)")
        connection.execute("INSERT INTO t VALUES (0, 'x')")
    return file


def count(file: DatabaseFile) -> int:
    with file.open_reader() as connection:
        row = connection.execute("SELECT count(*) FROM t").fetchone()
    return int(row[0]) if row else -1


def child(text: str, *arguments: object) -> Done:
    """Runs a program of ours in a process of its own."""
    return in_a_process(program, text, *arguments)


LIMITED = """
    import resource, signal, sys
    from pathlib import Path
    from egregora_assets.database.connection import DatabaseFile
    from egregora_assets.errors import DiskFull, EgregoraError
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    path, limit, rows = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        with DatabaseFile(path).transaction() as connection:
            connection.execute(f"INSERT INTO t SELECT range + 1, md5(range::VARCHAR) FROM range({rows})")
    except EgregoraError as error:
        print(type(error).__name__, isinstance(error, DiskFull))
    else:
        print("written")
"""


@pytest.mark.process
@pytest.mark.parametrize(("room", "rows"), [(100_000, 400_000), (-1, 2_000)], ids=["in the file", "in the log"])
def test_a_full_disk_has_one_name_and_what_was_there_stays(tmp_path: Path, room: int, rows: int) -> None:
    file = made(tmp_path)
    limit = file.path.stat().st_size + room if room > 0 else 20_000
    done = child(LIMITED, file.path, limit, rows)
    assert done.stdout.split() == ["CommitUncertain", "True"], done.stderr
    assert count(file) == 1
    with file.transaction() as connection:
        connection.execute("INSERT INTO t VALUES (1, 'y')")
    assert count(file) == 2


@pytest.mark.process
def test_a_commit_whose_log_was_written_counts_although_no_checkpoint_can_be(tmp_path: Path) -> None:
    file = made(tmp_path)
    done = child(LIMITED, file.path, 60_000, 500)
    assert done.stdout.split() == ["CommitUncertain", "True"], done.stderr
    assert count(file) == 501


@pytest.mark.parametrize("place", [0, 4096, BLOCKS + 100], ids=["main header", "header", "first block"])
def test_a_file_damaged_at_its_beginning_is_named_with_restore_as_the_remedy(tmp_path: Path, place: int) -> None:
    """Upstream: a checkpoint writes the first block in place, so that a power cut can tear it."""
    file = made(tmp_path)
    with file.path.open("r+b") as stream:
        stream.seek(place)
        stream.write(random.Random(place).randbytes(3000))
    with pytest.raises(errors.DatabaseDamaged, match="egregora restore"):
        count(file)


KILLED = """
    import duckdb, os, signal, sys
    connection = duckdb.connect(sys.argv[1])
    for start in (1, 10_001, 20_001):
        connection.execute(f"INSERT INTO t SELECT range + {start}, 'y' FROM range(5000)")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.process
def test_a_damaged_log_is_refused_or_gives_a_state_that_was_committed(tmp_path: Path) -> None:
    """Never part of a transaction; what is missing, the next run writes again."""
    file = made(tmp_path)
    child(KILLED, file.path)
    originals = [file.path, file.log]
    for path in originals:
        shutil.copy(path, tmp_path / f"kept{path.suffix}")
    size, found = file.log.stat().st_size, set()
    for number in range(12):
        for path in originals:
            shutil.copy(tmp_path / f"kept{path.suffix}", path)
        with file.log.open("r+b") as stream:
            stream.seek(size * number // 12)
            stream.write(random.Random(number).randbytes(100))
        try:
            found.add(count(file))
        except errors.DatabaseDamaged:
            found.add(-1)
    assert found <= {-1, 1, 5001, 10_001, 15_001}
    assert -1 in found


@pytest.mark.process
def test_a_log_of_another_file_is_refused(tmp_path: Path) -> None:
    file = made(tmp_path)
    child(KILLED, file.path)
    (tmp_path / "other").mkdir()
    other = made(tmp_path / "other")
    shutil.copy(file.log, other.log)
    with pytest.raises(errors.DatabaseDamaged):
        count(other)
    assert other.log.exists()


def test_too_little_memory_has_a_name(tmp_path: Path) -> None:
    file = made(tmp_path, memory_limit="40MB")
    with pytest.raises(errors.MemoryExceeded), file.open_reader() as connection:
        connection.execute("SELECT list(range) FROM range(50_000_000)").fetchall()
    assert count(file) == 1


def write_twice(file: DatabaseFile, statement: str) -> None:
    """The same statement in two transactions at once, which both commit."""
    with file.open_writer() as connection:
        other = connection.cursor()
        for number, each in enumerate((connection, other)):
            each.execute("BEGIN").execute(statement.format(number))
        connection.execute("COMMIT")
        other.execute("COMMIT")


def test_two_transactions_over_the_same_rows_conflict(tmp_path: Path) -> None:
    file = made(tmp_path)
    with pytest.raises(errors.WriteConflict):
        write_twice(file, "UPDATE t SET b = '{}'")
    assert count(file) == 1


def test_two_transactions_that_add_the_same_key_conflict_without_showing_it(tmp_path: Path) -> None:
    file = made(tmp_path)
    with pytest.raises(errors.WriteConflict) as refusal:
        write_twice(file, f"INSERT INTO t VALUES ({SECRET}, '{{}}')")
    assert SECRET not in str(refusal.value)


def test_a_statement_that_takes_too_long_has_a_name(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("SET max_execution_time = 50")
        with pytest.raises(errors.StatementTooLong), translate_errors(tmp_path):
            connection.execute("SELECT count(*) FROM range(1000000) a, range(1000000) b").fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "COPY t TO 'out.csv'",
        "SELECT * FROM read_csv('x.csv')",
        "ATTACH 'other.duckdb'",
        "INSTALL httpfs",
        "LOAD spatial",
        "EXPORT DATABASE 'folder'",
        "SET memory_limit = '1GB'",
    ],
)
def test_a_connection_reaches_no_file_no_extension_and_no_setting(tmp_path: Path, statement: str) -> None:
    file = made(tmp_path)
    with pytest.raises(errors.StatementForbidden), file.open_writer() as connection:
        connection.execute(statement)


@pytest.mark.parametrize("value", [f"'{SECRET}x'::INTEGER", "NULL", "0"], ids=["conversion", "null", "double key"])
def test_the_error_of_a_bad_row_names_only_its_kind(tmp_path: Path, value: str) -> None:
    file = made(tmp_path)
    with pytest.raises(errors.RowsRefused) as refusal, file.open_writer() as connection:
        connection.execute(f"INSERT INTO t VALUES ({value}, '{SECRET}')")
    assert SECRET not in str(refusal.value)


def stale(folder: Path) -> DatabaseFile:
    """A parent whose child was made under another name and renamed: DuckDB's foreign key still names the old one."""
    file = DatabaseFile(folder / "some.duckdb")
    with file.open_writer(may_create=True) as connection:
        for statement in (
            "CREATE TABLE p (id INTEGER PRIMARY KEY)",
            "INSERT INTO p VALUES (1), (2)",
            "CREATE TABLE staging_name (id INTEGER REFERENCES p (id))",
            "ALTER TABLE staging_name RENAME TO c",
        ):
            connection.execute(statement)
    return file


def test_a_renamed_table_with_a_foreign_key_damages_its_parent(tmp_path: Path) -> None:
    """Upstream: why no migration renames such a table."""
    file = stale(tmp_path)
    with pytest.raises(errors.ReferenceStale, match="restore"), file.open_writer() as connection:
        connection.execute("DELETE FROM p WHERE id = 2")


@pytest.mark.parametrize("statement", ["SELECT * FROM links", "DELETE FROM links"])
def test_a_table_that_is_merely_not_there_is_no_stale_foreign_key(tmp_path: Path, statement: str) -> None:
    file = made(tmp_path)
    with pytest.raises(errors.StatementFailed), file.open_writer() as connection:
        connection.execute(statement)


def test_a_file_with_a_stale_foreign_key_can_be_copied(tmp_path: Path) -> None:
    assert copy_database(stale(tmp_path), tmp_path / "copy.duckdb").contents.tables["p"][0] == 2


SAID: list[tuple[Callable[[str], duckdb.Error], str, type[errors.EgregoraError]]] = [
    (duckdb.IOException, 'Could not set lock on file "x": Conflicting lock is held (PID 77)', errors.DatabaseBusy),
    (duckdb.IOException, 'Could not write file "x": No space left on device', errors.DiskFull),
    (duckdb.IOException, "Could not read enough bytes from file", errors.DatabaseDamaged),
    (duckdb.IOException, "in read-only mode: database does not exist", errors.DatabaseMissing),
    (duckdb.TransactionException, 'Failed to commit: Could not fsync file "x"', errors.CommitUncertain),
    (duckdb.TransactionException, "Failed to commit: failed to pin block", errors.MemoryExceeded),
    (duckdb.TransactionException, "Current transaction is aborted (please ROLLBACK)", errors.StatementFailed),
    (duckdb.FatalException, "database has been invalidated", errors.DatabaseInvalidated),
    (duckdb.Error, "Corrupt WAL file: entry at byte position 7", errors.DatabaseDamaged),
    (duckdb.InternalException, "Attempted to access index 0 within vector of size 0", errors.DatabaseDefect),
    (duckdb.BinderException, f"column {SECRET}", errors.StatementFailed),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expected"), SAID, ids=[f"{e.__name__}: {t[:30]}" for _, t, e in SAID])
def test_what_duckdb_says_gets_our_name(
    kind: Callable[[str], duckdb.Error], text: str, expected: type[errors.EgregoraError]
) -> None:
    found = translate_error(kind(text), Path("a.duckdb"), "t")
    assert type(found) is expected
    assert SECRET not in str(found)


def git_refs_rows() -> dict[str, pa.Table]:
    found = {}
    for contract in BUNDLES_BY_ASSET["git_refs"].contracts:
        row = {k: v for k, v in valid_row(contract.name).items() if k != "run_id"}
        found[contract.name] = pa.Table.from_pylist([row])
    return found


RUN = public_uuid("run", "1")


def sealed(connection: duckdb.DuckDBPyConnection, written: WriteResult) -> None:
    outcome = Outcome(None, "1", public_uuid("input", "1"), {}, 0.0)
    record_materialization(connection, "git_refs", RUN, outcome, written, 1)


@pytest.fixture
def prepared(tmp_path: Path) -> DatabaseFile:
    return new_database(tmp_path / "some.duckdb", fill=one_run)


def one_run(connection: duckdb.DuckDBPyConnection) -> None:
    insert(connection, "runs", {**valid_row("runs"), "run_id": RUN})


@pytest.mark.slow
@pytest.mark.parametrize("is_committed", [True, False])
def test_a_commit_in_doubt_counts_if_its_materialization_is_there(
    prepared: DatabaseFile, monkeypatch: pytest.MonkeyPatch, is_committed: bool
) -> None:
    whole = DatabaseFile.transaction

    @contextmanager
    def doubtful(self: DatabaseFile) -> Iterator[duckdb.DuckDBPyConnection]:
        with whole(self) as connection:
            yield connection
            if not is_committed:
                raise errors.CommitUncertain(str(self.path))
        raise errors.CommitUncertain(str(self.path))

    monkeypatch.setattr(DatabaseFile, "transaction", doubtful)
    if is_committed:
        assert write(prepared, BUNDLES_BY_ASSET["git_refs"], git_refs_rows(), RUN, sealed).total.inserted_count == 2
    else:
        with pytest.raises(errors.CommitUncertain):
            write(prepared, BUNDLES_BY_ASSET["git_refs"], git_refs_rows(), RUN, sealed)


def test_a_conflict_is_tried_once_more(prepared: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    apply, calls = writer._apply, []

    def conflict_first(*arguments: object) -> WriteResult:
        calls.append(1)
        if len(calls) == 1:
            raise errors.WriteConflict("a file")
        return apply(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "_apply", conflict_first)
    assert write(prepared, BUNDLES_BY_ASSET["git_refs"], git_refs_rows(), RUN, sealed).total.inserted_count == 2
    assert len(calls) == 2


WRITE = """
    import sys
    from pathlib import Path
    from egregora_assets.database.connection import DatabaseFile
    with DatabaseFile(Path(sys.argv[1]), wait_seconds=float(sys.argv[2])).open_writer() as connection:
        connection.execute("INSERT INTO t VALUES (7, 'second')")
"""


@pytest.mark.process
def test_our_own_lock_holds_where_duckdbs_is_dropped(tmp_path: Path) -> None:
    """Upstream: reading the file by other means in the process that holds it drops DuckDB's lock."""
    file = made(tmp_path)
    with file.open_writer() as connection:
        file.path.read_bytes()
        plain = child("import duckdb, sys; duckdb.connect(sys.argv[1]).close()", file.path)
        done = child(WRITE, file.path, 0.2)
        connection.execute("INSERT INTO t VALUES (1, 'first')")
    assert plain.returncode == 0, "DuckDB now keeps its lock"
    assert "DatabaseBusy" in done.stderr
    assert f"process {os.getpid()}" in done.stderr
    assert count(file) == 2


@pytest.mark.process
def test_a_failure_closes_the_file_while_its_exception_is_still_referenced(tmp_path: Path) -> None:
    file = made(tmp_path)
    with pytest.raises(errors.RowsRefused) as kept, file.open_writer() as connection:
        connection.execute("INSERT INTO t VALUES (0, '')")
    assert child(WRITE, file.path, 0.5).returncode == 0
    assert isinstance(kept.value, errors.RowsRefused)
    assert count(file) == 2


@pytest.mark.process
def test_several_writers_at_once_all_succeed(tmp_path: Path) -> None:
    file = made(tmp_path)
    writers = [started(program, WRITE.replace("7", str(number)), file.path, 60) for number in range(1, 5)]
    assert [writer.ended().returncode for writer in writers] == [0] * 4
    assert count(file) == 5
