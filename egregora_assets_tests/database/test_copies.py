"""Copies of a database file: the same rows and constraints, private, whole or not there at all."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies import compaction, snapshots
from egregora_assets.database.copies import verified_copies as copies
from egregora_assets.database.copies.verified_copies import copy_database, read_contents
from egregora_assets.database.schema.migrations import migrate
from egregora_assets.errors import CopyDiffers, DatabaseBusy, DatabaseDamaged, DatabaseMissing, FolderNotWritable
from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.contracts.contract_rows import insert_with_parents
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.processes import held_by_another_process, in_a_process, program

SECRET = "a sentence that was taken back"
OLD = """
CREATE TABLE schema_version (version BIGINT PRIMARY KEY, checksum UUID);
INSERT INTO schema_version VALUES (1, '00000000-0000-8000-8000-000000000001');
CREATE TABLE parent (id INTEGER PRIMARY KEY, name VARCHAR, vector FLOAT[2]);
CREATE TABLE child (id INTEGER, parent_id INTEGER REFERENCES parent (id), CHECK (id > 0));
CREATE INDEX child_parent ON child (parent_id);
CREATE VIEW pairs AS SELECT * FROM parent JOIN child ON parent.id = child.parent_id;
INSERT INTO parent VALUES (1, 'a', [1, 2]), (2, NULL, NULL);
INSERT INTO child VALUES (1, 1);
"""


def made(folder: Path, statements: str = OLD, wait_seconds: float = 60.0) -> DatabaseFile:
    file = DatabaseFile(folder / "some.duckdb", wait_seconds=wait_seconds)
    with file.open_writer(may_create=True) as connection:
        connection.execute(statements)
    return file


@pytest.mark.parametrize("is_compact", [False, True])
def test_a_copy_holds_the_rows_constraints_views_and_version_of_any_schema(tmp_path: Path, is_compact: bool) -> None:
    file = made(tmp_path)
    copied = copy_database(file, tmp_path / "it's a copy.duckdb", is_compact=is_compact)
    assert copied.contents == read_contents(file.path)
    assert copied.contents.versions == ((1, "00000000-0000-8000-8000-000000000001"),)
    assert copied.path.stat().st_mode & 0o777 == 0o600
    assert copied.byte_count == copied.path.stat().st_size
    with duckdb.connect(str(copied.path)) as connection:
        assert connection.execute("SELECT name FROM pairs").fetchall() == [("a",)]
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("INSERT INTO child VALUES (2, 3)")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["it's a copy.duckdb", "some.duckdb", "some.duckdb.lock"]


@pytest.mark.slow
@pytest.mark.parametrize("is_compact", [False, True])
def test_a_copy_of_todays_schema_keeps_every_table(tmp_path: Path, is_compact: bool) -> None:
    file = new_database(tmp_path / "some.duckdb")
    with file.transaction() as connection:
        insert_with_parents(connection, "citations")
    copied = copy_database(file, tmp_path / "copy.duckdb", is_compact=is_compact)
    assert copied.contents.tables["citations"][0] == 1
    assert migrate(DatabaseFile(copied.path), "main") == []


@pytest.mark.slow
def test_what_was_deleted_is_in_the_same_bytes_and_not_in_a_compact_copy(tmp_path: Path) -> None:
    """Upstream: deleting and checkpointing leave the text in the file; only rows written anew do not."""
    path = tmp_path / "some.duckdb"
    with duckdb.connect(str(path), config={"force_compression": "uncompressed"}) as connection:
        connection.execute("CREATE TABLE t (a VARCHAR)")
        connection.execute(f"INSERT INTO t SELECT '{SECRET} ' || range FROM range(50000)")
        connection.execute("CHECKPOINT")
        connection.execute("CREATE TABLE later (a VARCHAR)")
        connection.execute("INSERT INTO later SELECT md5(range::VARCHAR) FROM range(50000)")
        connection.execute("CHECKPOINT")
        connection.execute("DELETE FROM t")
        connection.execute("CHECKPOINT")
    file = DatabaseFile(path)
    same = copy_database(file, tmp_path / "same.duckdb")
    compact = copy_database(file, tmp_path / "compact.duckdb", is_compact=True)
    assert SECRET.encode() in same.path.read_bytes()
    assert SECRET.encode() not in compact.path.read_bytes()


def emptied(folder: Path) -> DatabaseFile:
    """A file of which most rows were deleted."""
    file = made(folder, "CREATE TABLE t (a VARCHAR); INSERT INTO t SELECT md5(n::VARCHAR) FROM range(300000) AS r (n)")
    with file.open_writer() as connection:
        connection.execute("CREATE TABLE kept AS FROM t LIMIT 10")
        connection.execute("DROP TABLE t")
    return file


@pytest.mark.slow
def test_a_file_that_is_mostly_empty_is_found_and_smaller_once_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = emptied(tmp_path)
    assert not compaction.is_wasteful(file)  # too small for anybody to gain by it
    monkeypatch.setattr(compaction, "_LEAST_WASTEFUL", 1 << 20)
    assert compaction.is_wasteful(file)
    before, size = read_contents(file.path), file.path.stat().st_size
    copies.rewrite_file(file)
    assert not compaction.is_wasteful(file)
    assert read_contents(file.path) == before
    assert file.path.stat().st_size < size / 2


@pytest.mark.slow
def test_a_file_with_the_large_blocks_of_earlier_versions_is_rewritten_once(tmp_path: Path) -> None:
    """Each table and each index takes a block at least, so that a young file is mostly empty blocks."""
    path = tmp_path / "some.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(OLD)
    file, before, size = DatabaseFile(path), read_contents(path), path.stat().st_size
    compaction.compact_if_wasteful(file)
    assert read_contents(path) == before
    assert path.stat().st_size < size / 4
    assert not compaction.is_wasteful(file)


@pytest.mark.slow
def test_a_new_file_has_small_blocks_also_as_a_backup(tmp_path: Path) -> None:
    file = new_database(tmp_path / "egregora.duckdb")
    copy = copy_database(file, tmp_path / "backup.duckdb", is_compact=True)
    for path in (file.path, copy.path):
        with duckdb.connect(str(path), read_only=True) as connection:
            assert connection.execute("SELECT block_size FROM pragma_database_size()").fetchone() == (32 << 10,)


def test_a_young_deployment_takes_few_megabytes(small_deployment: Deployment) -> None:
    home = small_deployment.home
    sizes = [path.stat().st_size for path in (home / "egregora.duckdb", home / "vault" / "vault.duckdb")]
    assert sum(sizes) < 8 << 20


KILLED_REWRITING = """
import os, signal, sys
from pathlib import Path
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies import verified_copies as copies

file = DatabaseFile(Path(sys.argv[1]))
for name in ("_rewrite", "read_contents", "sync"):
    child = os.fork()
    if child == 0:
        whole = getattr(copies, name)

        def die(*arguments):
            whole(*arguments)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(copies, name, die)
        copies.rewrite_file(file)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL, name
"""


@pytest.mark.process
def test_a_kill_while_a_file_is_rewritten_leaves_the_old_one(tmp_path: Path) -> None:
    file = emptied(tmp_path)
    before = hash(file.path.read_bytes())
    done = in_a_process(program, KILLED_REWRITING, file.path)
    assert done.returncode == 0, done.stderr
    assert hash(file.path.read_bytes()) == before
    copies.rewrite_file(file)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["some.duckdb", "some.duckdb.lock"]


@pytest.mark.process
def test_what_a_killed_writer_left_in_its_log_is_in_the_copy(tmp_path: Path) -> None:
    file = made(tmp_path)
    killed = (
        "import duckdb, os, signal, sys\n"
        "c = duckdb.connect(sys.argv[1]); c.execute('INSERT INTO child VALUES (7, 2)')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    in_a_process(program, killed, file.path)
    assert Path(f"{file.path}.wal").exists()
    copied = copy_database(file, tmp_path / "copy.duckdb")
    assert copied.contents.tables["child"][0] == 2
    assert not Path(f"{copied.path}.wal").exists()


@pytest.mark.parametrize(("copier", "name"), [("_copy_bytes", "copy.duckdb"), ("_pack_bytes", "copy.duckdb.gz")])
def test_a_copy_that_differs_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copier: str, name: str
) -> None:
    file = made(tmp_path)
    target = tmp_path / name
    target.write_bytes(b"the copy of yesterday")
    whole = getattr(copies, copier)

    def lose_a_row(source: Path, made: Path) -> None:
        changed = shutil.copy(source, tmp_path / "changed.duckdb")
        with duckdb.connect(changed) as connection:
            connection.execute("DELETE FROM child")
        whole(Path(changed), made)

    monkeypatch.setattr(copies, copier, lose_a_row)
    with pytest.raises(CopyDiffers):
        copy_database(file, target)
    assert target.read_bytes() == b"the copy of yesterday"


@pytest.mark.slow
def test_a_damaged_block_is_found_while_copying(tmp_path: Path) -> None:
    file = made(tmp_path, OLD + "INSERT INTO parent SELECT range + 10, md5(range::VARCHAR), NULL FROM range(200000);")
    with file.path.open("r+b") as stream:
        for start in range(12288 + 262144, file.path.stat().st_size, 262144):
            stream.seek(start + 100)
            stream.write(b"not what was here")
    with pytest.raises(DatabaseDamaged):
        copy_database(file, tmp_path / "copy.duckdb")
    assert not (tmp_path / "copy.duckdb").exists()


@pytest.mark.process
def test_nothing_is_copied_while_another_program_writes(tmp_path: Path) -> None:
    file = made(tmp_path, wait_seconds=0.2)
    with held_by_another_process(file.path):
        for is_compact in (False, True):
            with pytest.raises(DatabaseBusy):
                copy_database(file, tmp_path / "copy.duckdb", is_compact=is_compact)
    assert copy_database(file, tmp_path / "copy.duckdb").contents == read_contents(file.path)


@pytest.mark.process
def test_while_a_copy_is_made_no_other_program_can_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening the file from the process that holds it would drop DuckDB's lock; here the lock is the copy's own."""
    file = made(tmp_path)
    writing = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('INSERT INTO child VALUES (9, 1)')"
    codes: list[int] = []
    move = shutil.copyfileobj

    def write_meanwhile(*arguments: Any) -> None:
        codes.append(in_a_process(program, writing, file.path).returncode)
        move(*arguments)

    monkeypatch.setattr("shutil.copyfileobj", write_meanwhile)
    copied = copy_database(file, tmp_path / "copy.duckdb")
    assert codes == [1]
    assert copied.contents.tables["child"][0] == 1


def test_an_absent_file_and_an_absent_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        copy_database(DatabaseFile(tmp_path / "none.duckdb"), tmp_path / "copy.duckdb")
    with pytest.raises(FolderNotWritable):
        copy_database(made(tmp_path), tmp_path / "no folder" / "copy.duckdb")


def test_a_copy_inside_a_use_is_a_mistake(tmp_path: Path) -> None:
    file = made(tmp_path)
    with file.open_reader(), pytest.raises(RuntimeError):
        copy_database(file, tmp_path / "copy.duckdb")


@pytest.mark.slow
def test_what_a_copy_shows_of_people_is_read_once_and_a_copy_with_somebody_withdrawn_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = new_database(tmp_path / "egregora.duckdb")
    with file.transaction() as connection:
        insert_with_parents(connection, "authors")
    folder, at = tmp_path / "snapshots", dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
    earlier = snapshots.take_snapshot(file, folder, 7, at)
    with file.transaction() as connection:
        connection.execute("UPDATE authors SET is_opted_out = true")
    later = snapshots.take_snapshot(file, folder, 7, at + dt.timedelta(hours=1))
    assert earlier
    assert later
    assert snapshots.delete_withdrawn_copies(file, [folder]) == 1
    assert (earlier.path.exists(), later.path.exists()) == (False, True)
    monkeypatch.setattr(snapshots, "unpacked", None)
    assert snapshots.delete_withdrawn_copies(file, [folder]) == 0
    (folder / ".opted-out").write_text("not what it was")
    monkeypatch.undo()
    assert snapshots.delete_withdrawn_copies(file, [folder]) == 0
    assert later.path.exists()
