"""The texts of any database file, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from egregora_assets.database.error_translation import translate_errors
from egregora_assets.database.schema.ddl import quote

_TEXTUAL = ("VARCHAR", "JSON", "BLOB", "ENUM", "STRUCT", "MAP", "UNION")
_ROWS = 50_000


def list_texts(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The texts of every column that can hold any, in pieces: `table.column` and the texts.

    Tables that somebody added are among them, as `own.table.column`; views, which hold no text of their own, are not.

    Raises:
        DatabaseBusy, DatabaseDamaged, StatementFailed: the file cannot be read.
    """
    with translate_errors(path), duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
            "SEMI JOIN duckdb_tables() USING (database_name, schema_name, table_name) "
            "WHERE NOT internal AND database_name = current_database() ORDER BY ALL"
        ).fetchall()
        for schema, table, column, kind in columns:
            if not (kind.endswith("]") or kind.startswith(_TEXTUAL)):
                continue
            name = quote(column)
            connection.execute(
                f"SELECT CAST({name} AS VARCHAR) FROM {quote(schema)}.{quote(table)} WHERE {name} IS NOT NULL"
            )
            while rows := connection.fetchmany(_ROWS):
                yield f"{'' if schema == 'main' else f'{schema}.'}{table}.{column}", [row[0] for row in rows]
