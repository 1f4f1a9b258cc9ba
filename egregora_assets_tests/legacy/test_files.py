"""Older files are read without harm: whatever they are, one error says the remedy, and they stay as they were."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import duckdb
import pytest

from egregora_assets.database.legacy.files import OlderFile, hash_database, read_older_file
from egregora_assets.database.legacy.reader import classify_error
from egregora_assets.errors import OlderFileRefused
from egregora_assets.legacy.planning import OLDER_TABLES
from egregora_assets_tests.database.older_deployments import (
    OLDEST_HISTORY,
    OLDEST_RATINGS,
    database,
    pipeline_database,
    row,
)
from egregora_assets_tests.deployments import digests


def read(path: Path, private: Path | None = None) -> OlderFile:
    return read_older_file(path, 1, private or path.parent, OLDER_TABLES)


@pytest.mark.process
def test_every_cell_arrives_as_text_whatever_its_type(tmp_path: Path) -> None:
    table = """CREATE TABLE Posts (ID UUID, n INTEGER, moment TIMESTAMPTZ, plain TIMESTAMP, day DATE, list VARCHAR[],
        j JSON, s STRUCT(a INTEGER), m MAP(VARCHAR, INTEGER), b BLOB, d DECIMAL(4, 2), nothing VARCHAR)"""
    values = """INSERT INTO Posts VALUES ('5c1a7f8e-2b64-5d0f-9d3a-0c2b1f6e7a90', 7, '2023-05-06 12:00:00+02',
        '2023-05-06 12:00:00', '2023-05-06', ['a, b', 'c'], '{"k": 1}', {'a': 1}, MAP {'x': 1}, 'x'::BLOB, 1.5, NULL)"""
    ((number, cells),) = read(database(tmp_path / "o.duckdb", table, values)).tables["posts"]
    assert number == 1
    assert cells == {
        "id": "5c1a7f8e-2b64-5d0f-9d3a-0c2b1f6e7a90",
        "n": "7",
        "moment": "2023-05-06 10:00:00+00",
        "plain": "2023-05-06 12:00:00",
        "day": "2023-05-06",
        "list": '["a, b","c"]',
        "j": '{"k":1}',
        "s": '{"a":1}',
        "m": '{"x":1}',
        "b": None,
        "d": "1.50",
        "nothing": None,
    }


@pytest.mark.process
def test_the_oldest_rankings_are_read(tmp_path: Path) -> None:
    older = database(
        tmp_path / "rankings.duckdb",
        OLDEST_RATINGS,
        OLDEST_HISTORY,
        row("elo_ratings", post_id="a", elo_global=1516, games_played=1, last_updated="2023-01-01"),
    )
    assert {name: len(rows) for name, rows in read(older).tables.items()} == {"elo_history": 0, "elo_ratings": 1}


@pytest.mark.process
def test_rows_that_are_only_in_the_write_ahead_log_are_read_and_nothing_is_touched(tmp_path: Path) -> None:
    own, folder = tmp_path / "own", tmp_path / "older"
    own.mkdir(mode=0o700)
    folder.mkdir()
    with duckdb.connect(str(tmp_path / "live.duckdb")) as live:
        live.execute("CREATE TABLE posts (id VARCHAR)")
        live.execute("CHECKPOINT")
        live.execute("INSERT INTO posts VALUES ('late')")
        for name in ("live.duckdb", "live.duckdb.wal"):
            shutil.copyfile(tmp_path / name, folder / name)
    for part in folder.iterdir():
        part.chmod(0o400)
    folder.chmod(0o500)
    before = digests(folder)
    found = read(folder / "live.duckdb", own)
    assert found.tables == {"posts": [(1, {"id": "late"})]}
    assert digests(folder) == before
    assert list(own.iterdir()) == []
    folder.chmod(0o700)
    (folder / "live.duckdb.wal").chmod(0o600)
    (folder / "live.duckdb.wal").unlink()
    assert hash_database(folder / "live.duckdb") != found.digest


@pytest.mark.process
def test_a_view_in_the_place_of_a_table_reads_nothing_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("id,content\n1,secret\n")
    older = database(
        tmp_path / "o.duckdb",
        "CREATE TABLE tasks (task_id VARCHAR)",
        f"CREATE VIEW documents AS SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')",
    )
    assert read(older).tables == {"tasks": []}


@pytest.mark.process
def test_hostile_names_are_names(tmp_path: Path) -> None:
    older = database(tmp_path / "o.duckdb", 'CREATE TABLE posts ("a""; DROP TABLE posts; --" VARCHAR)')
    assert read(older).tables == {"posts": []}


def junk(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def absent(path: Path) -> None:
    assert not path.exists()


def folder(path: Path) -> None:
    path.mkdir()


def half(path: Path) -> None:
    pipeline_database(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def scribbled(path: Path) -> None:
    pipeline_database(path)
    data = bytearray(path.read_bytes())
    data[12_288:] = bytes(len(data) - 12_288)
    path.write_bytes(data)


def encrypted(path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("SET force_mbedtls_unsafe = 'true'")
        connection.execute(f"ATTACH '{path}' AS e (ENCRYPTION_KEY 'x')")
        connection.execute("CREATE TABLE e.posts (id VARCHAR)")
        connection.execute("DETACH e")


def foreign(path: Path) -> None:
    database(path, "CREATE TABLE recipes (id VARCHAR)")


def ours(path: Path) -> None:
    database(path, "CREATE TABLE schema_version (version BIGINT)", "CREATE TABLE documents (id VARCHAR)")


@pytest.mark.process
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (junk, "not a DuckDB database"),
        (empty, "not a DuckDB database"),
        (absent, "does not exist"),
        (folder, "is a folder"),
        (half, "is damaged"),
        (scribbled, "is damaged"),
        (encrypted, "is encrypted"),
        (foreign, "none of the predecessor's tables"),
        (ours, "a database of this program"),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_a_bad_file_is_one_error_with_a_remedy_that_names_it(tmp_path: Path, make: object, reason: str) -> None:
    path = tmp_path / "older.duckdb"
    make(path)  # type: ignore[operator]
    before = digests(tmp_path)
    with pytest.raises(OlderFileRefused, match=reason) as refusal:
        read(path)
    assert refusal.value.detail_for_terminal == str(path)
    assert str(path) not in str(refusal.value)
    assert "nothing was imported" in refusal.value.remedy
    assert digests(tmp_path) == before


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Trying to read a database file with storage version number 99, but we can only read", "newer"),
        ("Failed to read WAL of version 9 - can only read version 1, 2 and 3", "newer"),
        ("Out of Memory Error: failed to allocate data", "memory"),
        ("Could not read enough bytes from file", "damaged"),
    ],
)
def test_refusals_of_the_database_have_their_word(text: str, word: str) -> None:
    assert classify_error(duckdb.IOException(text)) == word


def test_a_question_that_is_wrong_is_no_fault_of_the_file() -> None:
    assert classify_error(duckdb.BinderException("Binder Error: Referenced column not found")) is None


@pytest.mark.process
def test_copies_that_a_killed_import_left_are_removed(tmp_path: Path) -> None:
    left = tmp_path / ".older-999999999-x"
    left.mkdir()
    (left / "copy.duckdb").write_bytes(b"names")
    read(pipeline_database(tmp_path / "older.duckdb"))
    assert not left.exists()


@pytest.mark.process
def test_the_copy_can_be_read_by_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    whole = shutil.copyfile

    def watched(source: Path, target: Path) -> Path:
        modes.append(stat.S_IMODE(Path(target).parent.stat().st_mode))
        return whole(source, target)

    monkeypatch.setattr(shutil, "copyfile", watched)
    read(pipeline_database(tmp_path / "older.duckdb"))
    assert set(modes) == {0o700}
