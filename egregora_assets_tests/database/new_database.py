"""Database files as they are made and filled once, and copied as often as tests want one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb

from egregora_assets.contracts.model import Place
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.migrations import migrate

Fill = Callable[[duckdb.DuckDBPyConnection], object]


def new_database(path: Path, place: Place = "main", fill: Fill | None = None) -> DatabaseFile:
    """A new file at today's schema, and with the rows that a function puts into every such file."""
    path.write_bytes(_content(place, fill))
    path.chmod(0o600)
    return DatabaseFile(path)


@cache
def _content(place: Place, fill: Fill | None) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = DatabaseFile(Path(folder) / "new.duckdb")
        migrate(file, place)
        if fill:
            with file.transaction() as connection:
                fill(connection)
        return file.path.read_bytes()
