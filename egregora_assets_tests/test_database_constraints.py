"""Invalid states are refused by the database itself: every constraint, violated once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.ddl import constraints_of, create_statements
from egregora_assets.database.migrations import migrate
from egregora_assets_tests.contract_rows import insert, insert_with_parents, valid_row

NAMES = sorted(CONTRACTS)
EARLIER = dt.datetime(2020, 1, 1)
EARLIER_MOMENT = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)

VIOLATIONS: dict[tuple[str, str], dict[str, Any]] = {
    ("runs", "a run does not end before it begins"): {"finished_at": EARLIER_MOMENT},
    ("runs", "exactly the finished runs have an end"): {"finished_at": None},
    ("runs", "only failed and lost runs carry an error"): {"error": "x"},
    ("schema_version", "versions count from 1"): {"version": 0},
    ("ingested", "exactly the notices have no author"): {"author_name": None},
    ("messages", "exactly the notices have no author"): {"author_id": None},
    ("export_files", "an export is not empty"): {"byte_count": 0},
    ("exports", "an export is not empty"): {"byte_count": 0},
    ("export_files", "an export's span runs forward"): {
        "first_sent_at": dt.datetime(2024, 5, 1),
        "last_sent_at": EARLIER,
    },
    ("exports", "an export's span runs forward"): {"first_sent_at": dt.datetime(2024, 5, 1), "last_sent_at": EARLIER},
    ("rejected_lines", "lines count from 1"): {"line_number": 0},
    ("attachments", "only a re-encoded file may be published"): {"clean_path": "x", "is_pii_redacted": False},
    ("code_references", "lines run forward"): {"line_start": 2, "line_end": 1},
    ("code_references", "what is resolved names its commit"): {"is_resolved": True},
    ("windows", "a window has a length"): {"window_end": EARLIER},
    ("windows", "a window is not empty"): {"message_count": 0},
    ("chunks", "a chunk's span runs forward"): {"last_sent_at": EARLIER},
    ("chunk_terms", "a posting counts at least one"): {"term_count": 0},
    ("window_context", "ranks count from 1"): {"rank": 0},
    ("documents", "a post has title, summary and window"): {"summary": None},
    ("documents", "a profile has a title and a subject"): {"doc_type": "profile"},
    ("documents", "a journal entry has a window"): {"doc_type": "journal", "window_end": None},
    ("documents", "a window runs forward"): {"window_end": EARLIER},
    ("documents", "a media document has its file"): {"doc_type": "media"},
    ("document_tags", "a tag is not empty"): {"tag": ""},
    ("citations", "a quote is not empty"): {"quote": ""},
    ("git_chain", "the effective time is not after the committer's"): {"committed_at": EARLIER_MOMENT},
    ("git_file_versions", "exactly the deleted have no content"): {"blob_id": None},
    ("asset_cache", "either text or a file"): {"content": None},
    ("asset_cache", "it is not empty"): {"byte_count": 0},
    ("asset_cache", "it is not used before it is made"): {"last_accessed_at": EARLIER_MOMENT},
}


def violation_of(name: str, meaning: str) -> dict[str, Any]:
    if meaning.endswith(" is not negative"):
        return {meaning.removesuffix(" is not negative"): -1}
    if (name, meaning) == ("elo_comparisons", "a post is not compared with itself"):
        return {"loser_id": valid_row(name)["winner_id"]}
    return VIOLATIONS[name, meaning]


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    """Both files at today's schema, open for the module; every test rolls back."""
    folder = tmp_path_factory.mktemp("constraints")
    open_files = {}
    for place in ("main", "vault"):
        file = DatabaseFile(folder / f"{place}_test.duckdb")
        migrate(file, place)
        open_files[place] = duckdb.connect(str(file.path))
    yield open_files
    for connection in open_files.values():
        connection.close()


@pytest.fixture
def connection_for(databases: dict[str, duckdb.DuckDBPyConnection]) -> Iterator[Any]:
    def begin(name: str) -> duckdb.DuckDBPyConnection:
        connection = databases[CONTRACTS[name].place]
        connection.execute("BEGIN TRANSACTION")
        return connection

    yield begin
    for connection in databases.values():
        try:
            connection.execute("ROLLBACK")
        except duckdb.TransactionException:
            continue


def refused(connection: duckdb.DuckDBPyConnection, name: str, row: dict[str, Any]) -> None:
    with pytest.raises(duckdb.ConstraintException):
        insert(connection, name, row)


def a_row_beside_its_parents(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """A valid row that is not stored, with its parents stored: seed `a` is inserted, then removed."""
    row = insert_with_parents(connection, name)
    condition = " AND ".join(f'"{c}" = ${i + 1}' for i, c in enumerate(CONTRACTS[name].primary_key))
    connection.execute(f'DELETE FROM "{name}" WHERE {condition}', [row[c] for c in CONTRACTS[name].primary_key])
    return row


@pytest.mark.parametrize("name", NAMES)
def test_a_valid_row_is_accepted(connection_for: Any, name: str) -> None:
    connection = connection_for(name)
    insert_with_parents(connection, name)
    assert connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] >= 1


@pytest.mark.parametrize(
    ("name", "column"), [(n, c.name) for n in NAMES for c in CONTRACTS[n].columns if not c.is_nullable]
)
def test_a_required_column_refuses_null(connection_for: Any, name: str, column: str) -> None:
    connection = connection_for(name)
    row = a_row_beside_its_parents(connection, name)
    refused(connection, name, {**row, column: None})


@pytest.mark.parametrize(("name", "column"), [(n, c.name) for n in NAMES for c in CONTRACTS[n].columns if c.values])
def test_a_vocabulary_refuses_other_words(connection_for: Any, name: str, column: str) -> None:
    connection = connection_for(name)
    row = a_row_beside_its_parents(connection, name)
    refused(connection, name, {**row, column: "another word"})


@pytest.mark.parametrize(("name", "meaning"), [(n, r.meaning) for n in NAMES for r in CONTRACTS[n].rules])
def test_a_rule_refuses_a_row_that_breaks_it(connection_for: Any, name: str, meaning: str) -> None:
    connection = connection_for(name)
    row = a_row_beside_its_parents(connection, name)
    refused(connection, name, {**row, **violation_of(name, meaning)})


@pytest.mark.parametrize("name", NAMES)
def test_a_primary_key_refuses_a_second_row(connection_for: Any, name: str) -> None:
    connection = connection_for(name)
    row = insert_with_parents(connection, name)
    refused(connection, name, row)


@pytest.mark.parametrize(("name", "unique"), [(n, u) for n in NAMES for u in CONTRACTS[n].unique])
def test_a_unique_key_refuses_a_second_row(connection_for: Any, name: str, unique: tuple[str, ...]) -> None:
    connection = connection_for(name)
    first = insert_with_parents(connection, name)
    other = {
        **valid_row(name, "z"),
        **{c: first[c] for key in CONTRACTS[name].foreign_keys for c in key.columns if c in first},
    }
    refused(connection, name, {**other, **{c: first[c] for c in unique}})


@pytest.mark.parametrize(
    ("name", "columns"), [(n, k.columns) for n in NAMES for k in CONTRACTS[n].foreign_keys], ids=lambda v: str(v)
)
def test_a_foreign_key_refuses_what_does_not_exist(connection_for: Any, name: str, columns: tuple[str, ...]) -> None:
    connection = connection_for(name)
    row = a_row_beside_its_parents(connection, name)
    unknown = {c: 999_999 if isinstance(row.get(c), int) else "00000000-0000-8000-8000-00000000dead" for c in columns}
    refused(connection, name, {**row, **unknown})


@pytest.mark.parametrize("place", ["main", "vault"])
def test_a_new_database_has_exactly_the_constraints_of_the_contracts(tmp_path: Path, place: str) -> None:
    file = DatabaseFile(tmp_path / f"{place}_parity.duckdb")
    migrate(file, place)  # type: ignore[arg-type]
    declared = duckdb.connect()
    contracts = [c for c in CONTRACTS.values() if c.place == place]
    if place == "vault":
        contracts.append(CONTRACTS["schema_version"])
    for contract in contracts:
        for statement in create_statements(contract):
            declared.execute(statement)
    with file.reading() as made:
        for query in (
            "SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL",
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() ORDER BY ALL",
            "SELECT table_name, sql FROM duckdb_indexes() ORDER BY ALL",
        ):
            assert made.execute(query).fetchall() == declared.execute(query).fetchall()


def test_every_rule_of_every_contract_is_violated_above() -> None:
    missing = [(n, r.meaning) for n in NAMES for r in CONTRACTS[n].rules if not violation_of(n, r.meaning)]
    assert missing == []


def test_constraints_are_rendered_in_a_fixed_order() -> None:
    assert constraints_of(CONTRACTS["redactions"])[0] == 'PRIMARY KEY ("message_id", "ordinal")'
    assert (
        constraints_of(CONTRACTS["redactions"])[-1] == 'FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id")'
    )
