"""Rows made from contracts: a valid one of every table, any number of random ones, and everything they refer to."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import ibis.expr.datatypes as types

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.model import Column, Contract
from egregora_assets.database.schema.ddl import quote, render_rules, render_table

Row = dict[str, Any]
MOMENT = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)

SPECIAL: Mapping[str, Row] = {
    "runs": {"status": "completed", "finished_at": MOMENT},
    "schema_version": {"version": 999},
    "ingested": {"kind": "text", "author_name": "somebody"},
    "replies": {"reply_to_key": "another"},
    "messages": {"kind": "text"},
    "windows": {"window_end": dt.datetime(2024, 3, 8)},
    "documents": {
        "doc_type": "post",
        "title": "a title",
        "summary": "a summary",
        "window_start": dt.datetime(2024, 3, 1),
        "window_end": dt.datetime(2024, 3, 8),
    },
    "asset_cache": {"content": "text"},
    "attachments": {"is_pii_redacted": True},
    "code_references": {"is_resolved": False},
    "code_excerpts": {"reason": "binary"},
    "git_file_versions": {"status": "A", "blob_id": "b"},
    "annotations": {"parent_type": "message", "parent_message_id": "", "doc_type": "annotation"},
    "detached_annotations": {"parent_type": "message", "parent_message_id": public_uuid("test", "gone")},
}


def value_of(contract: Contract, column: Column, seed: str) -> Any:
    """A valid value for a required column; the same for the same seed."""
    if column.values:
        return column.values[0]
    kind = column.type
    if kind.is_json():
        return "{}"
    if kind.is_uuid():
        return public_uuid("test", contract.name, column.name, seed)
    if kind.is_string():
        return f"{column.name}-{seed}"
    if kind.is_binary():
        return seed.encode()
    if kind.is_boolean():
        return False
    if kind.is_timestamp():
        return MOMENT if isinstance(kind, types.Timestamp) and kind.timezone else dt.datetime(2024, 3, 1)
    if kind.is_array():
        return [0.0625] * 256
    return 1


def valid_row(name: str, seed: str = "a") -> Row:
    """A valid row; its foreign keys name the valid rows of its parents with the same seed."""
    contract = CONTRACTS[name]
    row: Row = {c.name: value_of(contract, c, seed) for c in contract.columns if not c.is_nullable}
    row |= SPECIAL.get(name, {})
    if name == "runs":
        row["run_id"] = public_uuid("test", "runs", "run_id", seed)
    elif contract.place == "main" and "run_id" in contract.column_names:
        row["run_id"] = valid_row("runs", "run")["run_id"]
    named = {"messages": ("author_id",), "annotations": ("parent_message_id",)}.get(name, ())
    for key in contract.foreign_keys:
        if key.parent == "runs":
            continue
        parent = valid_row(key.parent, "b" if key.columns in (("loser_id",), ("reply_to_id",)) else seed)
        for column, parent_column in zip(key.columns, key.parent_columns, strict=True):
            if (not contract.column(column).is_nullable and not contract.column(column).values) or column in named:
                row[column] = parent[parent_column]
    return row


def insert(connection: duckdb.DuckDBPyConnection, name: str, row: Row) -> None:
    """Inserts one row, as it is."""
    columns = ", ".join(f'"{c}"' for c in row)
    marks = ", ".join(f"${i + 1}" for i in range(len(row)))
    connection.execute(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', list(row.values()))


def insert_with_parents(connection: duckdb.DuckDBPyConnection, name: str, seed: str = "a") -> Row:
    """Inserts a valid row and, first, what it refers to."""
    row = valid_row(name, seed)
    insert_parents(connection, name, row)
    insert(connection, name, row)
    return row


def insert_parents(connection: duckdb.DuckDBPyConnection, name: str, row: Row) -> None:
    """Inserts valid rows for everything that a row refers to, unless they are there."""
    contract = CONTRACTS[name]
    for key in contract.foreign_keys:
        named = {p: row.get(c) for c, p in zip(key.columns, key.parent_columns, strict=True)}
        if any(value is None for value in named.values()):
            continue
        _insert_once(connection, key.parent, named)
    if contract.place == "main" and "run_id" in contract.column_names and name != "runs":
        _insert_once(connection, "runs", {"run_id": row["run_id"]})


def _insert_once(connection: duckdb.DuckDBPyConnection, name: str, named: Row) -> None:
    condition = " AND ".join(f'"{c}" = ${i + 1}' for i, c in enumerate(named))
    if connection.execute(f'SELECT 1 FROM "{name}" WHERE {condition}', list(named.values())).fetchone():
        return
    row = {**valid_row(name, str(sorted(map(str, named.values())))), **named}
    insert_parents(connection, name, row)
    insert(connection, name, row)


def domain_of(contract: Contract, column: Column) -> list[Any]:
    """A few values of a column, so few that rules are kept and broken often: the edges of its type among them."""
    kind = column.type
    values: list[Any] = [value_of(contract, column, seed) for seed in ("a", "b")]
    if column.values:
        values = list(column.values)
    elif kind.is_uuid():
        values = [public_uuid("test", "pool", str(i)) for i in range(3)]
    elif kind.is_string():
        values = ["", "a", "ü \N{GRINNING FACE} 'quoted'", "text"]
    elif kind.is_json():
        values = ["{}", '{"id": 1}']
    elif kind.is_binary():
        values = [b"", b"\xff"]
    elif kind.is_boolean():
        values = [False, True]
    elif kind.is_timestamp():
        zone = dt.UTC if isinstance(kind, types.Timestamp) and kind.timezone else None
        values = [dt.datetime(year, 3, 1, tzinfo=zone) for year in (1970, 2024, 2100)]
    elif kind.is_integer():
        refers = any(column.name in key.columns for key in contract.foreign_keys)
        values = [0, 1, 2] if refers else [-1, 0, 1, 2]
    elif kind.is_floating():
        values = [-1.5, 0.0, 1500.0]
    return [None, *values] if column.is_nullable else values


@dataclass(frozen=True)
class Candidate:
    """A row of values that fit the columns' types and vocabularies, with the rules that it breaks, by meaning."""

    row: Row
    broken: tuple[str, ...]


class Judge:
    """Says of rows which rules of their contract they break, by computing the rules, not by storing the rows."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET TimeZone = 'UTC'")

    def candidates(self, name: str, seed: int, count: int = 400) -> list[Candidate]:
        """Random rows of a contract; the same for the same seed."""
        contract = CONTRACTS[name]
        draw = random.Random(f"{name} {seed}")
        domains = {c.name: domain_of(contract, c) for c in contract.columns}
        rows = [{c: draw.choice(domain) for c, domain in domains.items()} for _ in range(count)]
        return [Candidate(row, broken) for row, broken in zip(rows, self._broken(contract, rows), strict=True)]

    def _broken(self, contract: Contract, rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
        """By row, the meanings of the rules whose predicate is false (null is no breach)."""
        meanings = [r.meaning for r in contract.rules]
        if not meanings:
            return iter([()] * len(rows))
        bare = Contract("bare", "", (Column("place", types.Int64(), ""), *contract.columns), ("place",))
        self._connection.execute("DROP TABLE IF EXISTS bare")
        self._connection.execute(render_table(bare)[0])
        marks = f"({', '.join('?' for _ in bare.columns)})"
        for start in range(0, len(rows), 100):
            part = [[start + i, *row.values()] for i, row in enumerate(rows[start : start + 100])]
            values = [value for row in part for value in row]
            self._connection.execute(f"INSERT INTO bare VALUES {', '.join([marks] * len(part))}", values)
        tests = ", ".join(f"coalesce({predicate}, true)" for predicate in render_rules(contract))
        found = self._connection.execute(f"SELECT {tests} FROM bare ORDER BY {quote('place')}").fetchall()
        return (tuple(m for m, holds in zip(meanings, row, strict=True) if not holds) for row in found)


@cache
def judge() -> Judge:
    """The one judge of this process."""
    return Judge()


def breaking_only(name: str, meaning: str) -> Row:
    """A row that breaks one rule of its contract and keeps all others.

    Raises:
        LookupError: none was found, so nothing shows that the rule forbids anything.
    """
    for seed in range(20):
        for candidate in judge().candidates(name, seed):
            if candidate.broken == (meaning,):
                return candidate.row
    raise LookupError(f"{name}: no row breaks only: {meaning}")
