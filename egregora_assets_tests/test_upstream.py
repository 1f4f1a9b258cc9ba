"""What we lean on in DuckDB, Ibis and Dagster: an upgrade that changes it fails here, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import ibis
import pytest

from egregora_assets.contracts.column_types import INSTANT, MOMENT, UUID


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    made = duckdb.connect()
    made.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY, name VARCHAR UNIQUE, note VARCHAR)")
    made.execute("CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id))")
    made.execute("INSERT INTO parent VALUES (1, 'a', 'x')")
    made.execute("INSERT INTO child VALUES (1, 1)")
    yield made
    made.close()


def test_a_plain_column_of_a_referenced_row_can_be_updated(connection: duckdb.DuckDBPyConnection) -> None:
    """So a parent's row keeps its key while what it says changes."""
    connection.execute("UPDATE parent SET note = 'y'")
    assert connection.execute("SELECT note FROM parent").fetchone() == ("y",)


def test_a_unique_column_of_a_referenced_row_cannot_be_updated(connection: duckdb.DuckDBPyConnection) -> None:
    """So the writer pins such columns, and a pseudonym never changes: an alias has a column of its own."""
    with pytest.raises(duckdb.ConstraintException):
        connection.execute("UPDATE parent SET name = 'b'")


def test_a_child_and_its_parent_cannot_go_in_one_transaction(connection: duckdb.DuckDBPyConnection) -> None:
    """So rows that must go leave dependents first, each table in a transaction of its own."""
    connection.execute("BEGIN")
    connection.execute("DELETE FROM child")
    with pytest.raises(duckdb.ConstraintException):
        connection.execute("DELETE FROM parent")


def test_a_child_then_its_parent_go_in_two(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DELETE FROM child")
    connection.execute("DELETE FROM parent")
    assert connection.execute("SELECT count(*) FROM parent").fetchone() == (0,)


def test_identifiers_come_out_of_duckdb_as_text() -> None:
    """So rows carry UUIDs as text of 36 characters in both directions."""
    with duckdb.connect() as connection:
        table = connection.sql("SELECT '00000000-0000-8000-8000-000000000001'::UUID AS id").to_arrow_table()
    assert str(table.schema.field("id").type) == "string"
    assert table["id"][0].as_py() == "00000000-0000-8000-8000-000000000001"


def test_instants_keep_nanoseconds_and_moments_keep_their_zone() -> None:
    """No type has both a zone and scale 9."""
    definitions = ibis.schema({"a": INSTANT, "b": MOMENT, "c": UUID}).to_sqlglot_column_defs("duckdb")
    types = {d.name: d.args["kind"].sql("duckdb") for d in definitions}
    assert types == {"a": "TIMESTAMP(9)", "b": "TIMESTAMPTZ", "c": "UUID"}
    with duckdb.connect() as connection:
        (kind,) = connection.execute("SELECT typeof('2024-03-01 00:00:00.123456789'::TIMESTAMP(9))").fetchone() or ("",)
    assert kind == "TIMESTAMP_NS"


def test_a_digest_over_rows_does_not_depend_on_their_order() -> None:
    """So data versions need no sort."""
    digest = "SELECT bit_xor(md5_number(concat_ws(chr(31), a))) FROM (VALUES {}) t(a)"
    with duckdb.connect() as connection:
        found = {connection.execute(digest.format(v)).fetchone() for v in ("(1), (2), (3)", "(3), (1), (2)")}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("rule", "is_updatable"),
    [("length(note) > 0", True), ("id > 0", True), ("id > 0 OR note IS NOT NULL", False)],
    ids=["no indexed column", "the indexed column alone", "an indexed column among others"],
)
def test_a_check_over_an_indexed_column_and_another_forbids_every_update(rule: str, is_updatable: bool) -> None:
    """So documents are referred to by their address, and a changed message is taken out and added again."""
    with duckdb.connect() as made:
        made.execute(f"CREATE TABLE parent (id INTEGER PRIMARY KEY, title VARCHAR, note VARCHAR, CHECK ({rule}))")
        made.execute("CREATE TABLE child (parent_id INTEGER REFERENCES parent (id))")
        made.execute("INSERT INTO parent VALUES (1, 'a', 'b')")
        made.execute("INSERT INTO child VALUES (1)")
        if is_updatable:
            made.execute("UPDATE parent SET title = 'c'")
        else:
            with pytest.raises(duckdb.ConstraintException):
                made.execute("UPDATE parent SET title = 'c'")
