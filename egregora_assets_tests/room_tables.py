"""Rows in a database in memory, seen as assets see them: for tests of a room's expressions on their own."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.tables import Derived, Source, Tables
from egregora_assets.database.tables.sources import open_source


@functools.cache
def _sql(operation: Any) -> str:
    """The SQL of an expression's operation: laws compile the same expression for every example."""
    return str(ibis.to_sql(operation.to_expr(), dialect="duckdb"))


def column(table: pa.Table, name: str) -> list[Any]:
    """A column's values."""
    values: list[Any] = table[name].to_pylist()
    return values


class RoomTables:
    """Tables of the contracts' columns and types, without constraints, each empty until it is filled."""

    def __init__(self, *contract_names: str) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET TimeZone='UTC'")
        self._connection.execute("SET lambda_syntax='ENABLE_SINGLE_ARROW'")
        self._names = contract_names
        for name in contract_names:
            columns = ", ".join(
                f'"{d.name}" {d.args["kind"].sql("duckdb")}'
                for d in CONTRACTS[name].schema.to_sqlglot_column_defs("duckdb")
            )
            self._connection.execute(f'CREATE TABLE "{name}" ({columns})')

    def fill(self, name: str, rows: pa.Table | Sequence[Mapping[str, Any]]) -> None:
        """Adds rows by column name; what is left out is null."""
        table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist([dict(r) for r in rows])
        if table.num_rows:
            self._connection.register("arriving", table)
            self._connection.execute(f'INSERT INTO "{name}" BY NAME SELECT * FROM arriving')
            self._connection.unregister("arriving")

    def rows(self, expression: ibis.Table | Derived) -> pa.Table:
        """What an expression gives, UUIDs as text."""
        if isinstance(expression, Derived):
            return self.derive(expression)
        return self._read(_sql(expression.op()))

    def derive(self, source: Source) -> pa.Table:
        """The rows that an asset's table gets, as the database makes them of what the asset returned."""
        with open_source(self._connection, source) as rows:
            return self._read(f"FROM {rows}")

    def write(self, given: Mapping[str, Source]) -> dict[str, pa.Table]:
        """Keeps what an asset returned, as the database does; returns all rows of its tables, by their keys."""
        made = {name: CONTRACTS[name].rows(self.derive(source)) for name, source in given.items()}
        for name, rows in made.items():
            contract = CONTRACTS[name]
            if contract.is_append_only:
                known = ", ".join(contract.primary_key)
                self.run(f'CREATE OR REPLACE TEMP TABLE written AS FROM "{name}" LIMIT 0')
                self.fill("written", rows)
                self.run(f'DELETE FROM "{name}" WHERE ({known}) IN (SELECT ({known}) FROM written)')
            else:
                self.run(f'DELETE FROM "{name}"')
            self.fill(name, rows)
        return {name: self.rows(CONTRACTS[name].table().order_by(CONTRACTS[name].primary_key)) for name in given}

    def _read(self, query: str) -> pa.Table:
        relation = self._connection.sql(query)
        uuids = [c for c, t in zip(relation.columns, relation.types, strict=True) if str(t) == "UUID"]
        replaced = ", ".join(f'"{c}"::VARCHAR AS "{c}"' for c in uuids)
        shown = relation.project(f"* REPLACE ({replaced})") if uuids else relation
        table: pa.Table = shown.to_arrow_table()
        return table

    def run(self, statement: str) -> None:
        """Changes the rows, to see whether somebody notices."""
        self._connection.execute(statement)

    @property
    def tables(self) -> Tables:
        """The same as an asset's input."""
        return Tables({name: CONTRACTS[name] for name in self._names}, self.rows)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()
