"""Verified copies of a database file: made while nobody writes, and compared with the file before they get their name.

DuckDB drops its lock on a file when the process that holds it opens and closes the file by other means. So the file is
closed while it is copied: our own lock keeps our writers out, and a reader's lock other programs.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from egregora_assets import errors
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.packing import CHUNK_BYTES, is_packed, pack, unpacked, unpacks_to
from egregora_assets.database.copies.scratch import make_scratch_path, sweep_unfinished
from egregora_assets.database.error_translation import translate_errors
from egregora_assets.database.hardening import BLOCK_BYTES
from egregora_assets.database.schema.ddl import quote
from egregora_assets.services.system.folders import sync
from egregora_assets.services.system.locks import Use, find_record_holder, lock_record

_STRUCTURE = (
    "SELECT schema_name, table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL",
    "SELECT schema_name, table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns() "
    "WHERE NOT internal ORDER BY ALL",
    "SELECT schema_name, table_name, index_name, sql FROM duckdb_indexes() ORDER BY ALL",
    "SELECT schema_name, view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
)


@dataclass(frozen=True)
class Contents:
    """The contents of a database file, to compare two files.

    Attributes:
        tables: by name (`own.<name>` where somebody added it): number of rows and a digest of them that does not
            depend on their order.
        structure: constraints, columns, indexes and views as DuckDB prints them.
        versions: number and checksum of the applied migrations; empty where that table is missing.
    """

    tables: dict[str, tuple[int, int]]
    structure: tuple[tuple[object, ...], ...]
    versions: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class DatabaseCopy:
    """A finished copy."""

    path: Path
    byte_count: int
    contents: Contents


def copy_database(file: DatabaseFile, target: Path, *, is_compact: bool = False) -> DatabaseCopy:
    """Copies a database file of any schema version; the copy gets its name after it was compared.

    Args:
        target: the path of the copy, mode 0600, compressed where its name ends in `.gz`; an existing file is replaced.
        is_compact: rewrite every row, so that the copy contains nothing that was deleted (four times as slow; fails if
            foreign keys are stale). Otherwise the copy has the same bytes.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: of the file.
        DiskFull, FolderNotWritable: of the target.
        CopyDiffers: the copy differs from the file and was deleted.
    """
    with file.lock_complete(), make_copy(file.path, target, is_compact, file.memory_limit) as copied:
        return copied


@contextmanager
def make_copy(source: Path, target: Path, is_compact: bool, memory_limit: str = "") -> Iterator[DatabaseCopy]:
    """A compared copy that gets its name at the end of the block, unless the block fails.

    The caller keeps our own uses of source and target out.

    Raises:
        CopyDiffers: the copy differs from the file and was deleted.
        EgregoraError: as `copy_database`.
    """
    with make_scratch_path(target) as made:
        if is_compact:
            _rewrite(source, made, memory_limit)
        elif is_packed(target):
            _pack_bytes(source, made)
        else:
            _copy_bytes(source, made)
        contents = read_contents(source)  # of equal bytes one reading finds every damaged block
        if not (contents == read_contents(made) if is_compact else _has_same_bytes(source, made)):
            raise errors.CopyDiffers(str(target))
        made.chmod(0o600)
        sync(made)
        yield DatabaseCopy(target, made.stat().st_size, contents)
        made.replace(target)
        sync(target.parent)


def copy_uncompared(file: DatabaseFile, target: Path) -> None:
    """Copies a database file byte by byte and replaces the target whole, without reading the copy again.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: of the file.
        DiskFull, FolderNotWritable: of the target, which stays as it was.
    """
    with file.lock_complete(), make_scratch_path(target) as made:
        _copy_bytes(file.path, made)
        # The log of a program that changed the former copy is none of the new one.
        target.with_name(target.name + ".wal").unlink(missing_ok=True)
        made.replace(target)


def rewrite_file(file: DatabaseFile) -> None:
    """Replaces a file by a compared compact copy of itself, which contains nothing that was deleted.

    Raises:
        EgregoraError: as `copy_database`; the file stays as it was.
    """
    sweep_unfinished(file.path.parent)
    with file.lock_complete(), make_copy(file.path, file.path, True, file.memory_limit):
        pass
    shutil.rmtree(file.path.with_name(file.path.name + ".spill"), ignore_errors=True)


def read_contents(path: Path) -> Contents:
    """Reads all of a database file or of a compressed copy, so that a damaged block is found.

    This process must not have the file open.

    Raises:
        BackupUnusable: a compressed copy is damaged.
        DatabaseDamaged, DatabaseBusy, MemoryExceeded, StatementFailed: it cannot be read.
    """
    config: dict[str, Any] = {"enable_external_access": "false"}
    with (
        unpacked(path) as plain,
        translate_errors(path),
        duckdb.connect(str(plain), read_only=True, config=config) as connection,
    ):
        connection.execute("SET TimeZone = 'UTC'")
        names = connection.execute("SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        tables = {_name(*name): _summarize_rows(connection, *name) for name in names}
        structure = tuple(tuple(row) for query in _STRUCTURE for row in connection.execute(query).fetchall())
        versions: list[tuple[int, str]] = []
        if "schema_version" in tables:
            query = "SELECT version, CAST(checksum AS VARCHAR) FROM schema_version ORDER BY version"
            versions = connection.execute(query).fetchall()
    return Contents(tables, structure, tuple(versions))


def _name(schema: str, table: str) -> str:
    return table if schema == "main" else f"{schema}.{table}"


def _summarize_rows(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> tuple[int, int]:
    name = f"{quote(schema)}.{quote(table)}"
    row = connection.execute(f"SELECT count(*), sum(hash(t)::HUGEINT) FROM {name} AS t").fetchone()
    return (int(row[0]), int(row[1] or 0)) if row else (0, 0)


def _has_same_bytes(source: Path, made: Path) -> bool:
    return unpacks_to(made, source) if is_packed(made) else filecmp.cmp(source, made, shallow=False)


def _pack_bytes(source: Path, target: Path) -> None:
    """Copies the bytes compressed, while a reader's lock keeps DuckDB's writers out."""
    with source.open("rb") as reading:
        _take_lock(reading.fileno(), source, "read")
        pack(reading, target)


def _copy_bytes(source: Path, target: Path) -> None:
    """Copies the bytes, while a reader's lock keeps DuckDB's writers out."""
    with source.open("rb") as reading:
        _take_lock(reading.fileno(), source, "read")
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as writing:
            shutil.copyfileobj(reading, writing, CHUNK_BYTES)


def _take_lock(descriptor: int, path: Path, use: Use) -> None:
    """Takes the lock that DuckDB uses, or raises DatabaseBusy."""
    try:
        lock_record(descriptor, use)
    except (BlockingIOError, PermissionError):
        process_id = find_record_holder(descriptor)
        holder = f"process {process_id}" if process_id else "another program"
        raise errors.DatabaseBusy(str(path), holder, 0) from None


def require_unused(path: Path) -> None:
    """Requires a file that no other program has open.

    Raises:
        DatabaseBusy: another program has it open.
    """
    with path.open("r+b") as stream:
        _take_lock(stream.fileno(), path, "write")


def _rewrite(source: Path, target: Path, memory_limit: str) -> None:
    """Writes every row into a new file."""
    config: dict[str, Any] = {"temp_directory": str(target.with_name("spill")), "autoinstall_known_extensions": "false"}
    if memory_limit:
        config["memory_limit"] = memory_limit
    with translate_errors(target), duckdb.connect(config=config) as connection:
        with translate_errors(source):
            connection.execute(f"ATTACH {_quote_path(source)} AS source (READ_ONLY)")
        connection.execute(f"ATTACH {_quote_path(target)} AS target (BLOCK_SIZE {BLOCK_BYTES})")
        connection.execute("COPY FROM DATABASE source TO target")
        connection.execute("CHECKPOINT target")


def _quote_path(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
