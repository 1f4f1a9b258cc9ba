"""Tables of assets that somebody adds to this program: in a schema of their own, so that none can replace one of ours.

They have no contract and no key. Equal rows are told apart by counting them, so that a write changes what differs and
nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import ibis
import pyarrow as pa

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.ddl import quote, quote_all
from egregora_assets.database.tables.difference import Difference
from egregora_assets.database.tables.sources import open_source
from egregora_assets.errors import OwnTableRefused

OWN_SCHEMA = "own"
_INCOMING = quote("incoming_own")
_COPY = quote("egregora_copy")
_ROW = quote("egregora_row")


@dataclass(frozen=True)
class OwnWrite:
    """What a write changed, the digest of the table's content, and its columns with DuckDB's types."""

    difference: Difference
    data_version: str
    columns: dict[str, str]


def name_table(table: str) -> str:
    """The quoted, qualified name of such a table."""
    return f"{quote(OWN_SCHEMA)}.{quote(table)}"


def write_own_table(connection: duckdb.DuckDBPyConnection, table: str, source: pa.Table | ibis.Table) -> OwnWrite:
    """Makes a table contain exactly the rows given; runs inside the transaction of `connection`.

    A table whose columns or types changed is made anew.

    Raises:
        OwnTableRefused: another asset's table has that name in other letters, which is the same one to DuckDB.
    """
    if any(name != table and name.casefold() == table.casefold() for name in list_own_tables(connection)):
        raise OwnTableRefused(table, "a table has that name, but for capital letters", "call one of them otherwise")
    columns = _stage(connection, source)
    stored = read_columns(connection, table)
    deleted = 0
    if stored != columns:
        deleted = _count(connection, name_table(table)) if stored else 0
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(OWN_SCHEMA)}")
        connection.execute(f"CREATE OR REPLACE TABLE {name_table(table)} AS FROM {_INCOMING} LIMIT 0")
    names = tuple(columns)
    deleted += _change(connection, _render_delete(table, names))
    inserted = _change(connection, _render_insert(table, names))
    count, digest = connection.execute(_render_digest(table, names)).fetchone() or (0, None)
    version = public_uuid("own-data-version", table, *map(" ".join, columns.items()), f"{count} {digest}")
    return OwnWrite(Difference(int(count), inserted, 0, deleted), version, columns)


def read_columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of such a table with DuckDB's types, in order; none where there is no table."""
    found = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = $1 AND table_name = $2 "
        "AND database_name = current_database() ORDER BY column_index",
        [OWN_SCHEMA, table],
    ).fetchall()
    return dict(found)


def list_own_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of such tables, sorted."""
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = $1 AND database_name = current_database() "
        "ORDER BY 1",
        [OWN_SCHEMA],
    ).fetchall()
    return [row[0] for row in found]


def drop_own_tables(file: DatabaseFile) -> int:
    """Deletes all such tables: their assets can make them again. Returns: how many there were.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull: nothing was deleted.
    """
    with file.transaction() as connection:
        count = len(list_own_tables(connection))
        connection.execute(f"DROP SCHEMA IF EXISTS {quote(OWN_SCHEMA)} CASCADE")
    return count


def _stage(connection: duckdb.DuckDBPyConnection, source: pa.Table | ibis.Table) -> dict[str, str]:
    """Puts the new rows into a temporary table; returns its columns with DuckDB's types."""
    with open_source(connection, source) as rows:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {_INCOMING} AS FROM {rows}")
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE {_INCOMING}").fetchall()}


def _number(source: str, columns: tuple[str, ...], extra: str = "") -> str:
    """A FROM item: the rows of a table, equal ones numbered from 1."""
    names = quote_all(columns)
    return f"(SELECT {extra}{names}, row_number() OVER (PARTITION BY {names}) AS {_COPY} FROM {source})"


def _match(columns: tuple[str, ...]) -> str:
    """A condition: the rows of `n` and `o` are the same copy of the same values."""
    return " AND ".join(
        [f"n.{quote(c)} IS NOT DISTINCT FROM o.{quote(c)}" for c in columns] + [f"n.{_COPY} = o.{_COPY}"]
    )


def _render_delete(table: str, columns: tuple[str, ...]) -> str:
    """Delete the stored rows that are not among the new ones."""
    stored, incoming = _number(name_table(table), columns, f"rowid AS {_ROW}, "), _number(_INCOMING, columns)
    gone = f"SELECT o.{_ROW} FROM {stored} AS o WHERE NOT EXISTS (FROM {incoming} AS n WHERE {_match(columns)})"
    return f"DELETE FROM {name_table(table)} WHERE rowid IN ({gone})"


def _render_insert(table: str, columns: tuple[str, ...]) -> str:
    """Add the new rows that are not stored."""
    stored, incoming = _number(name_table(table), columns), _number(_INCOMING, columns)
    return (
        f"INSERT INTO {name_table(table)} SELECT {quote_all(columns)} FROM {incoming} AS n "
        f"WHERE NOT EXISTS (FROM {stored} AS o WHERE {_match(columns)})"
    )


def _render_digest(table: str, columns: tuple[str, ...]) -> str:
    """Count the rows, with a digest of them that does not depend on their order."""
    parts = ", ".join(f"coalesce(CAST({quote(c)} AS VARCHAR), chr(30))" for c in columns)
    stored = _number(name_table(table), columns)
    return f"SELECT count(*), bit_xor(md5_number(concat_ws(chr(31), CAST({_COPY} AS VARCHAR), {parts}))) FROM {stored}"


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    return _change(connection, f"SELECT count(*) FROM {name}")


def _change(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    """Runs a statement; returns the number that it gives."""
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0
