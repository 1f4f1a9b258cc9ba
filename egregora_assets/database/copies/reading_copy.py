"""The copy of the main file for readers, replaced whole at the end of each run: who reads it keeps no run out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.scratch import sweep_unfinished
from egregora_assets.database.copies.snapshots import require_space
from egregora_assets.database.copies.verified_copies import copy_uncompared
from egregora_assets.database.error_translation import translate_errors
from egregora_assets.database.hardening import HARDENING
from egregora_assets.errors import CopyMissing, DatabaseDamaged, QueryRefused
from egregora_assets.services.disk import private_folder
from egregora_assets.services.vault import DATABASE_FILE

READING_FOLDER = "read_only"
_OF_THE_QUERY = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)
"""Errors whose text quotes the query, and nothing of the rows."""


class Ask(Protocol):
    """Asks an open copy."""

    def __call__(self, statement: str, *values: object) -> pa.Table:
        """The rows of one SELECT, with the values of its question marks.

        Raises:
            QueryRefused: it is no query, or DuckDB refuses it.
        """
        ...


def locate_reading_copy(home: Path) -> Path:
    """The path of the copy, which may not exist yet."""
    return home / READING_FOLDER / DATABASE_FILE


def refresh_reading_copy(file: DatabaseFile, home: Path) -> None:
    """Replaces the copy by the file as it is now. Who has the former copy open goes on reading that.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: of the file.
        DiskFull, FolderNotWritable: of the copy; the former one stays.
    """
    target = locate_reading_copy(home)
    sweep_unfinished(private_folder(target.parent))
    require_space(file.path, target.parent)
    copy_uncompared(file, target)


def query_reading_copy(home: Path, statement: str, memory_limit: str = "") -> pa.Table:
    """The rows of one SELECT over the copy.

    Raises:
        CopyMissing, QueryRefused, EgregoraError: as for `open_reading_copy`.
    """
    with open_reading_copy(home, memory_limit) as ask:
        return ask(statement)


@contextmanager
def open_reading_copy(home: Path, memory_limit: str = "") -> Iterator[Ask]:
    """Asks the copy inside the block: all answers are of the same state, also where a run replaces it meanwhile.

    A query can reach no file, no setting and no extension, and change nothing.

    Raises:
        CopyMissing: there is no copy yet, or it is damaged.
        QueryRefused: what is asked is no query, or DuckDB refuses it.
        EgregoraError: from `translate_errors`.
    """
    path = locate_reading_copy(home)
    if not path.is_file():
        raise CopyMissing(str(path))
    # Nothing is spilled: what a killed query leaves on the disk would outlast an erasure.
    config: dict[str, Any] = {
        "temp_directory": "",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if memory_limit:
        config["memory_limit"] = memory_limit
    with _name_damage(path), translate_errors(path), duckdb.connect(str(path), True, config) as connection:
        for setting in HARDENING:
            connection.execute(setting)

        def ask(statement: str, *values: object) -> pa.Table:
            return _ask(connection, statement, values)

        yield ask


@contextmanager
def _name_damage(path: Path) -> Iterator[None]:
    """Says of a damaged copy what mends it: it is made again, and nothing is restored."""
    try:
        yield
    except DatabaseDamaged:
        raise CopyMissing(str(path), is_damaged=True) from None


def _ask(connection: duckdb.DuckDBPyConnection, statement: str, values: tuple[object, ...]) -> pa.Table:
    try:
        statements = connection.extract_statements(statement)
        if len(statements) != 1:
            raise QueryRefused("It is not one statement.")
        answer = connection.sql(statements[0].query, params=list(values) or None)
        if answer is None:
            raise QueryRefused("It returns no rows.")
        rows: pa.Table = answer.to_arrow_table()
    except _OF_THE_QUERY as refusal:
        raise QueryRefused(str(refusal)) from None
    return rows
