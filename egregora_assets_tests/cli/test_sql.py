"""`egregora sql` and the copy for readers: right after a run, open to all, in nobody's way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets import Deployment
from egregora_assets.cli.sql import show_cell
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.reading_copy import locate_reading_copy, query_reading_copy, refresh_reading_copy
from egregora_assets.errors import CopyMissing, DatabaseBusy, EgregoraError, QueryRefused
from egregora_assets_tests.database.new_database import new_database
from egregora_assets_tests.deployments import egregora, query


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with an empty database and its copy."""
    refresh_reading_copy(new_database(tmp_path / "egregora.duckdb"), tmp_path)
    return tmp_path


@contextmanager
def written(home: Path) -> Iterator[None]:
    """While a run writes to the database."""
    with DatabaseFile(home / "egregora.duckdb").open_writer():
        yield


def test_a_run_leaves_a_copy_with_every_row_and_its_own_end(small_home: Path) -> None:
    copy = locate_reading_copy(small_home)
    assert copy.stat().st_mode & 0o777 == 0o600
    for table in ("messages", "documents", "site_files", "materializations"):
        asked = f"SELECT count(*), max(hash(t)) FROM {table} t"
        rows = query_reading_copy(small_home, asked).to_pylist()
        assert [tuple(map(str, row.values())) for row in rows] == [
            tuple(map(str, row)) for row in query(small_home, asked)
        ]
    assert query_reading_copy(small_home, "SELECT DISTINCT status FROM runs").to_pylist() == [{"status": "completed"}]


def test_it_answers_while_a_run_writes_and_so_does_a_plain_duckdb(small_home: Path) -> None:
    counted = query(small_home, "SELECT count(*) FROM messages")[0][0]
    with written(small_home):
        done = egregora("sql", "SELECT count(*) AS n FROM messages", "--json", "--output", small_home)
        with duckdb.connect(str(locate_reading_copy(small_home))) as plain:
            assert plain.execute("SELECT count(*) FROM messages").fetchone() == (counted,)
    assert json.loads(done.stdout) == [{"n": counted}]


def test_a_program_that_reads_the_copy_keeps_no_run_out_and_keeps_its_rows(copied: Path) -> None:
    file = DatabaseFile(copied / "egregora.duckdb", wait_seconds=0)
    with duckdb.connect(str(locate_reading_copy(copied))) as reader:
        reader.execute("CREATE TABLE notes AS SELECT 42 AS answer")
        with file.transaction() as connection:
            connection.execute("INSERT INTO chats (chat_id, slug, run_id) SELECT uuid(), 'x', uuid() WHERE false")
        refresh_reading_copy(file, copied)
        assert reader.execute("FROM notes").fetchone() == (42,)
    with pytest.raises(QueryRefused):
        query_reading_copy(copied, "FROM notes")


def test_an_opt_out_takes_the_copy_away_until_the_next_run(small_home: Path) -> None:
    deployment = Deployment(small_home)
    somebody = deployment.query("SELECT CAST(author_id AS VARCHAR) AS id FROM authors WHERE NOT is_opted_out")
    deployment.opt_out(somebody["id"][0].as_py())
    with pytest.raises(CopyMissing):
        deployment.query("FROM messages")


def test_a_copy_that_a_killed_run_did_not_make_is_made_although_nothing_is_to_do(small_home: Path) -> None:
    locate_reading_copy(small_home).unlink()
    assert "nothing to do" in egregora("process", "--output", small_home).stdout
    assert query_reading_copy(small_home, "SELECT count(*) > 0 AS some FROM messages").to_pylist() == [{"some": True}]


def test_a_table_for_people_shows_numbers_at_the_right_and_nothing_for_null(copied: Path) -> None:
    done = egregora("sql", "SELECT 7 AS number, 'seven' AS word, NULL AS nothing", "--output", copied)
    assert done.stdout.splitlines() == ["number  word   nothing", "     7  seven"]


def test_standard_input_can_hold_the_query(copied: Path) -> None:
    assert "runs" in egregora("sql", "-", "--output", copied, typed="SHOW TABLES").stdout.split()


@pytest.mark.parametrize(
    "statement",
    [
        "SELEC 1",
        "SELECT nothing FROM nowhere",
        "SELECT 1; SELECT 2",
        "",
        "DELETE FROM runs",
        "CREATE TABLE t (i INTEGER)",
        "COPY runs TO 'out.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
        "FROM '/etc/hostname'",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_what_is_no_query_or_reaches_out_is_refused_and_changes_nothing(copied: Path, statement: str) -> None:
    before = sorted((p, p.stat().st_size) for p in copied.rglob("*"))
    with pytest.raises(EgregoraError):
        query_reading_copy(copied, statement)
    assert sorted((p, p.stat().st_size) for p in copied.rglob("*")) == before


def test_a_mistake_in_the_query_is_explained_on_the_terminal(copied: Path) -> None:
    done = egregora("sql", "SELECT slugg FROM chats", "--output", copied, check=False)
    assert done.returncode == 1
    assert "slugg" in done.stderr
    assert "Remedy: give one SELECT" in done.stderr


def test_without_a_run_it_says_how_a_copy_comes_to_be(tmp_path: Path) -> None:
    with pytest.raises(CopyMissing, match="egregora process"):
        Deployment(tmp_path).query("SELECT 1")


def test_a_database_in_use_leaves_the_former_copy(copied: Path) -> None:
    before = locate_reading_copy(copied).read_bytes()
    with written(copied), pytest.raises(DatabaseBusy):
        refresh_reading_copy(DatabaseFile(copied / "egregora.duckdb", wait_seconds=0), copied)
    assert locate_reading_copy(copied).read_bytes() == before


@given(st.text() | st.integers() | st.floats() | st.none() | st.lists(st.text()))
def test_no_value_controls_the_terminal(value: object) -> None:
    assert show_cell(value).isprintable()
