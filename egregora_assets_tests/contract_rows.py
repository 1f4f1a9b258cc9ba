"""Rows made from contracts: a valid one of every table, with everything that it refers to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb
import ibis.expr.datatypes as types

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.model import Column, Contract

Row = dict[str, Any]
MOMENT = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)

SPECIAL: Mapping[str, Row] = {
    "runs": {"status": "completed", "finished_at": MOMENT},
    "schema_version": {"version": 999},
    "ingested": {"kind": "text", "author_name": "somebody"},
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
    "git_file_versions": {"status": "A", "blob_id": "b"},
}


def value_of(contract: Contract, column: Column, seed: str) -> Any:
    """A valid value for a required column; the same for the same seed."""
    if column.values:
        return column.values[0]
    kind = column.type
    if kind.is_uuid():
        return public_uuid("test", contract.name, column.name, seed)
    if kind.is_string():
        return f"{column.name}-{seed}"
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
    if contract.place == "main" and "run_id" in contract.column_names:
        row["run_id"] = (
            valid_row("runs", "run")["run_id"] if name != "runs" else public_uuid("test", "runs", "run_id", seed)
        )
    nullable_references = {"messages": ("author_id",)}.get(name, ())
    for key in contract.foreign_keys:
        parent = valid_row(key.parent, "b" if key.columns == ("loser_id",) else "run" if key.parent == "runs" else seed)
        for column, parent_column in zip(key.columns, key.parent_columns, strict=True):
            if not contract.column(column).is_nullable or column in nullable_references:
                row[column] = parent[parent_column]
    return row


def insert(connection: duckdb.DuckDBPyConnection, name: str, row: Row) -> None:
    """Inserts one row, as it is."""
    columns = ", ".join(f'"{c}"' for c in row)
    marks = ", ".join(f"${i + 1}" for i in range(len(row)))
    connection.execute(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', list(row.values()))


def insert_with_parents(connection: duckdb.DuckDBPyConnection, name: str, seed: str = "a") -> Row:
    """Inserts a valid row and, first, what it refers to."""
    contract = CONTRACTS[name]
    row = valid_row(name, seed)
    for key in contract.foreign_keys:
        parent_seed = "b" if key.columns == ("loser_id",) else "run" if key.parent == "runs" else seed
        if any(row.get(c) is not None for c in key.columns):
            _insert_once(connection, key.parent, parent_seed)
    if contract.place == "main" and "run_id" in contract.column_names and name != "runs":
        _insert_once(connection, "runs", "run")
    insert(connection, name, row)
    return row


def _insert_once(connection: duckdb.DuckDBPyConnection, name: str, seed: str) -> None:
    key = CONTRACTS[name].primary_key
    row = valid_row(name, seed)
    condition = " AND ".join(f'"{c}" = ${i + 1}' for i, c in enumerate(key))
    if not connection.execute(f'SELECT 1 FROM "{name}" WHERE {condition}', [row[c] for c in key]).fetchone():
        insert_with_parents(connection, name, seed)
