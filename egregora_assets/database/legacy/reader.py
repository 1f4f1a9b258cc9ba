"""Reads an untrusted database file in a process of its own and writes its tables as lines of JSON.

Run as `python -m egregora_assets.database.legacy.reader FILE OUT TABLE…`, on a copy: a file that crashes the reader
crashes nothing else. Only plain tables are read (a view could name anything), without access to other files, the
network or extensions. The exit code is 0, or says what is wrong with the file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

EXIT_CODES = {"damaged": 10, "encrypted": 11, "newer": 12, "memory": 13}
"""The exit code of this process by what is wrong with the file."""
OWN_TABLE = "schema_version"
_MEMORY = "1GB"
_CELL_LENGTH = 4_000_000
_BATCH_ROWS = 1000
_PHRASES = (
    ("encrypted", ("encrypted",)),
    ("newer", ("storage version", "newer version of DuckDB", "Failed to read WAL of version")),
    ("memory", ("Out of Memory", "failed to allocate", "failed to pin")),
)
_NESTED = ("STRUCT", "MAP", "UNION", "JSON")


def quote(name: str) -> str:
    """A name as a quoted SQL identifier; the function in `ddl` would import Ibis, which takes a second."""
    return '"' + name.replace('"', '""') + '"'


def classify_error(refusal: duckdb.Error) -> str | None:
    """What is wrong with a file, as a key of EXIT_CODES; None if our statement is wrong."""
    text = str(refusal)
    word = next((word for word, phrases in _PHRASES if any(phrase in text for phrase in phrases)), None)
    return word or (None if isinstance(refusal, duckdb.ProgrammingError) else "damaged")


def open_database(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that can read this file and do nothing else."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "memory_limit": _MEMORY,
        "threads": "1",
        "temp_directory": "",
    }
    connection = duckdb.connect(str(path), read_only=True, config=config)
    for statement in (
        "SET TimeZone = 'UTC'",
        "SET python_enable_replacements = false",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        connection.execute(statement)
    return connection


def _render_cell(column: str, kind: str) -> str:
    """An expression that gives a cell as text: lists and structures as JSON, binary data as null."""
    name = quote(column)
    if kind == "BLOB":
        return "NULL"
    if kind.endswith("]") or kind.startswith(_NESTED):
        return f"left(CAST(to_json({name}) AS VARCHAR), {_CELL_LENGTH})"
    return f"left(CAST({name} AS VARCHAR), {_CELL_LENGTH})"


def copy_rows(connection: duckdb.DuckDBPyConnection, out: Path, wanted: Sequence[str]) -> None:
    """Writes a line for each row of the requested tables: table, number of the row from 1, cells by column."""
    tables = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() "
        "WHERE database_name = current_database() AND NOT internal "
        "ORDER BY schema_name <> 'main', schema_name, table_name"
    ).fetchall()
    with out.open("w", encoding="utf-8") as lines:
        for schema, table in tables:
            if str(table).lower() in {*wanted, OWN_TABLE}:
                lines.write(json.dumps({"table": str(table).lower()}) + "\n")
                for number, cells in enumerate(_read_rows(connection, str(schema), str(table)), 1):
                    lines.write(json.dumps({"table": str(table).lower(), "number": number, "cells": cells}) + "\n")


def _read_rows(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> Iterator[dict[str, str | None]]:
    columns = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database() "
        "AND schema_name = $1 AND table_name = $2 ORDER BY column_index",
        [schema, table],
    ).fetchall()
    cells = ", ".join(_render_cell(str(name), str(kind)) for name, kind in columns)
    names = [str(name).lower() for name, _ in columns]
    found = connection.execute(f"SELECT {cells} FROM {quote(schema)}.{quote(table)} ORDER BY rowid")
    while batch := found.fetchmany(_BATCH_ROWS):
        yield from (dict(zip(names, row, strict=True)) for row in batch)


def main(arguments: Sequence[str]) -> int:
    """Reads the file. Returns: the exit code."""
    path, out, *wanted = arguments
    try:
        with open_database(Path(path)) as connection:
            copy_rows(connection, Path(out), wanted)
    except duckdb.Error as refusal:
        if (word := classify_error(refusal)) is None:
            raise
        return EXIT_CODES[word]
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
