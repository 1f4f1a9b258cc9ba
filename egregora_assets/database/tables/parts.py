"""Writes of parts: which stored rows a write may delete, the parts of the last write, and digests of whole tables.

A digest of a table is kept with its number of rows. It holds as long as the table has that many, since all that changes
a table without keeping it makes it shorter or deletes the digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from egregora_assets.contracts.bookkeeping import PARTS
from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET
from egregora_assets.contracts.model import Contract
from egregora_assets.contracts.parts import Part
from egregora_assets.contracts.tables import Source
from egregora_assets.database.schema.ddl import quote, quote_all, render_types
from egregora_assets.database.tables import difference
from egregora_assets.database.tables.sources import open_source


@dataclass
class TableDigest:
    """The number of rows of a table, and a digest of them that does not depend on their order."""

    row_count: int
    content: int

    def add(self, connection: duckdb.DuckDBPyConnection, contract: Contract, rows: str, sign: int = 1) -> None:
        """Count rows in or out.

        Args:
            rows: a FROM item, with what follows it, that has the contract's columns.
            sign: 1 for rows that come, -1 for rows that go.
        """
        count, content = _compute_digest(connection, difference.render_digest_of(contract, rows))
        self.row_count += sign * count
        self.content ^= content

    @property
    def text(self) -> str:
        """The digest as it goes into data versions."""
        return str(self.content) if self.row_count else str(None)


def compute_table_digest(connection: duckdb.DuckDBPyConnection, contract: Contract) -> TableDigest:
    """The digest of the rows that the asset decides, by a pass over all of them."""
    return TableDigest(*_compute_digest(connection, difference.render_digest(contract)))


def _compute_digest(connection: duckdb.DuckDBPyConnection, statement: str) -> tuple[int, int]:
    row = connection.execute(statement).fetchone()
    return (int(row[0]), int(row[1] or 0)) if row else (0, 0)


def read_digest(connection: duckdb.DuckDBPyConnection, contract: Contract) -> TableDigest | None:
    """The kept digest of a table, if it holds; never of one in which people decide rows."""
    if contract.place != "main" or contract.manual_rows is not None:
        return None
    row = connection.execute(
        "SELECT row_count, content_digest FROM table_digests WHERE table_name = $1 "
        f"AND row_count = (SELECT count(*) FROM {quote(contract.name)})",
        [contract.name],
    ).fetchone()
    return TableDigest(int(row[0]), int(row[1])) if row else None


def keep_digests(connection: duckdb.DuckDBPyConnection, digests: Mapping[str, TableDigest]) -> None:
    """Keep the digests of tables, by name."""
    names = list(digests)
    counts, contents = [digests[n].row_count for n in names], [str(digests[n].content) for n in names]
    connection.execute(
        "INSERT OR REPLACE INTO table_digests "
        "SELECT unnest($1::VARCHAR[]), unnest($2::BIGINT[]), unnest($3::VARCHAR[])",
        [names, counts, contents],
    )


def stage_scope(connection: duckdb.DuckDBPyConnection, contract: Contract, scope: Source) -> None:
    """Put the keys of the rows that a write may delete or change into a temporary table; new keys are among them.

    It runs after the new rows were staged.
    """
    types, key = render_types(contract), contract.primary_key
    columns = ", ".join(f"CAST({quote(c)} AS {types[c]}) AS {quote(c)}" for c in key)
    incoming = f"SELECT {quote_all(key)} FROM {difference.name_incoming(contract)}"
    with open_source(connection, scope) as keys:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {difference.name_scope(contract)} AS SELECT {columns} FROM {keys} "
            f"UNION {incoming}"
        )


def read_parts(connection: duckdb.DuckDBPyConnection, asset_key: str) -> dict[str, Part]:
    """The parts of the last write of an asset, by id; none where they were forgotten."""
    found = connection.execute("SELECT part_id, part_key, state FROM parts WHERE asset_key = $1", [asset_key])
    return {part_id: Part(key, bytes(state or b"")) for part_id, key, state in found.fetchall()}


def write_parts(connection: duckdb.DuckDBPyConnection, asset_key: str, parts: Mapping[str, Part]) -> None:
    """Replace the parts of an asset; only those that differ are written."""
    earlier = read_parts(connection, asset_key)
    gone = [part_id for part_id in earlier if part_id not in parts]
    connection.execute("DELETE FROM parts WHERE asset_key = $1 AND part_id IN (SELECT unnest($2))", [asset_key, gone])
    new = [
        {"asset_key": asset_key, "part_id": part_id, "part_key": part.key, "state": part.state or None}
        for part_id, part in sorted(parts.items())
        if earlier.get(part_id) != part
    ]
    with open_source(connection, PARTS.rows(new)) as rows:
        connection.execute(f"INSERT OR REPLACE INTO parts SELECT * FROM {rows}")


def forget_parts(connection: duckdb.DuckDBPyConnection, asset_keys: Iterable[str]) -> None:
    """Make the next write of assets compute all their parts and the digests of their tables."""
    keys = sorted(asset_keys)
    tables = [table for key in keys if key in BUNDLES_BY_ASSET for table in BUNDLES_BY_ASSET[key].tables]
    connection.execute("DELETE FROM parts WHERE asset_key IN (SELECT unnest($1))", [keys])
    connection.execute("DELETE FROM table_digests WHERE table_name IN (SELECT unnest($1))", [tables])
