"""Invalid states are refused by the database itself: every constraint, violated once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.views import VIEWS
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.ddl import render_constraints, render_table, render_view
from egregora_assets.database.schema.migrations import migrate
from egregora_assets_tests.contracts.contract_rows import (
    breaking_only,
    insert,
    insert_parents,
    insert_with_parents,
    judge,
    valid_row,
)

pytestmark = pytest.mark.slow  # each of many hundred constraints by itself
NAMES = sorted(CONTRACTS)


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
def test_a_rule_refuses_a_row_that_breaks_it_alone(connection_for: Any, name: str, meaning: str) -> None:
    connection = connection_for(name)
    row = breaking_only(name, meaning)
    with pytest.raises(duckdb.ConstraintException, match="CHECK constraint failed"):
        insert(connection, name, row)


@pytest.mark.parametrize("name", NAMES)
@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_the_database_accepts_exactly_the_rows_that_keep_all_rules(connection_for: Any, name: str, seed: int) -> None:
    candidates = judge().candidates(name, seed, count=40)
    for candidate in [c for c in candidates if not c.broken][:6]:
        connection = connection_for(name)
        if name == "schema_version":
            connection.execute("DELETE FROM schema_version")
        insert_parents(connection, name, candidate.row)
        insert(connection, name, candidate.row)
        connection.execute("ROLLBACK")
    for candidate in [c for c in candidates if c.broken][:6]:
        connection = connection_for(name)
        with pytest.raises(duckdb.ConstraintException, match="CHECK constraint failed"):
            insert(connection, name, candidate.row)
        connection.execute("ROLLBACK")


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
        for statement in render_table(contract):
            declared.execute(statement)
    for view in VIEWS:
        if view.place == place:
            declared.execute(render_view(view))
    with file.open_reader() as made:
        for query in (
            "SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL",
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() ORDER BY ALL",
            "SELECT table_name, sql FROM duckdb_indexes() ORDER BY ALL",
            "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
        ):
            assert made.execute(query).fetchall() == declared.execute(query).fetchall()


def test_constraints_are_rendered_in_a_fixed_order() -> None:
    constraints = render_constraints(CONTRACTS["redactions"])
    assert constraints[0] == 'PRIMARY KEY ("message_id", "ordinal")'
    assert constraints[-2] == 'FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id")'
