"""Verified copies of a database file: made while nobody writes, opened and compared before they get their name.

DuckDB drops its lock on a file when the holding process opens and closes it by any other means; so a copy is made while
the file is closed and our own lock keeps every writer of ours out, and a reader's lock every other one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from egregora_assets import errors
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.refusals import translate_errors
from egregora_assets.database.schema.ddl import quote
from egregora_assets.services.disk import sync

_UNFINISHED = ".copy-"
_CHUNK_BYTES = 1 << 22
_STRUCTURE = (
    "SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL",
    "SELECT table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns() "
    "WHERE NOT internal ORDER BY ALL",
    "SELECT table_name, index_name, sql FROM duckdb_indexes() ORDER BY ALL",
    "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
)


@dataclass(frozen=True)
class Contents:
    """What a database file holds, so that two files can be compared.

    Attributes:
        tables: name → number of rows and an order-free digest of them.
        structure: constraints, columns, indexes and views as DuckDB words them.
        versions: the applied migrations, number and checksum; none where there is no such table.
    """

    tables: dict[str, tuple[int, int]]
    structure: tuple[tuple[object, ...], ...]
    versions: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class DatabaseCopy:
    """A finished copy: where it is, its size, what it holds."""

    path: Path
    byte_count: int
    contents: Contents


def copy_database(file: DatabaseFile, target: Path, *, is_compact: bool = False) -> DatabaseCopy:
    """Copies a database file, of whatever schema version; the copy gets its name once it was compared.

    Args:
        target: the copy, mode 0600; what is there under that name is replaced.
        is_compact: write every row anew, so that what was deleted is not in the copy (four times as slow; fails on a
            file whose foreign keys are stale). Otherwise the copy has the same bytes.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: of the file.
        DiskFull, FolderNotWritable: of the target.
        CopyDiffers: the copy does not hold what the file holds; it was thrown away.
    """
    with file.alone(), make_copy(file.path, target, is_compact, file.memory_limit) as copied:
        return copied


@contextmanager
def make_copy(source: Path, target: Path, is_compact: bool, memory_limit: str = "") -> Iterator[DatabaseCopy]:
    """A copy that was compared, before it gets its name at the end of the block: never, if the block fails.

    The caller sees to it that nothing of ours uses source and target.

    Raises:
        CopyDiffers: the copy does not hold what the database holds; also everything that `copy_database` raises.
    """
    with _unfinished(target) as made:
        if is_compact:
            _rewrite(source, made, memory_limit)
        else:
            _copy_bytes(source, made)
        before, after = read_contents(source), read_contents(made)
        if before != after:
            raise errors.CopyDiffers(str(target))
        made.chmod(0o600)
        sync(made)
        yield DatabaseCopy(target, made.stat().st_size, after)
        made.replace(target)
        sync(target.parent)


def rewrite_file(file: DatabaseFile) -> None:
    """Write every row of a file into a new one, compare both, and put it in place, so that deleted data is not in it.

    Raises:
        DatabaseBusy, DatabaseDamaged, DiskFull, CopyDiffers: the file stays as it was.
    """
    sweep_unfinished(file.path.parent)
    with file.alone(), make_copy(file.path, file.path, True, file.memory_limit):
        pass
    shutil.rmtree(file.path.with_name(file.path.name + ".spill"), ignore_errors=True)


def read_contents(path: Path) -> Contents:
    """Reads all of a database file that no connection of this process has open: a damaged block is found.

    Raises:
        DatabaseDamaged, DatabaseBusy, MemoryExceeded: by name.
    """
    with translate_errors(path), _reader(path) as connection:
        names = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        tables = {name: _rows_of(connection, name) for name in names}
        structure = tuple(tuple(row) for query in _STRUCTURE for row in connection.execute(query).fetchall())
        versions: list[tuple[int, str]] = []
        if "schema_version" in tables:
            query = "SELECT version, CAST(checksum AS VARCHAR) FROM schema_version ORDER BY version"
            versions = connection.execute(query).fetchall()
    return Contents(tables, structure, tuple(versions))


def _rows_of(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    row = connection.execute(f"SELECT count(*), sum(hash(t)::HUGEINT) FROM {quote(table)} AS t").fetchone()
    return (int(row[0]), int(row[1] or 0)) if row else (0, 0)


@contextmanager
def _reader(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"})
    try:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A place for a copy in the making, in a private folder beside the target that goes in any case.

    Raises:
        DiskFull, FolderNotWritable: of the target.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=target.parent))
        try:
            yield folder / target.name
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as refusal:
        if refusal.errno in errors.NO_SPACE:
            raise errors.DiskFull(str(target)) from None
        raise errors.FolderNotWritable(str(target.parent)) from None


def sweep_unfinished(folder: Path) -> None:
    """Removes what copies that were killed left in a folder."""
    for left in sorted(folder.glob(f"{_UNFINISHED}*")):
        shutil.rmtree(left, ignore_errors=True)


def _copy_bytes(source: Path, target: Path) -> None:
    """The same bytes, while a reader's lock keeps DuckDB's writers out.

    Raises:
        DatabaseBusy: another program writes.
        OSError: of the disk.
    """
    with source.open("rb") as reading:
        _lock_or_refuse(reading.fileno(), source, fcntl.LOCK_SH)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as writing:
            shutil.copyfileobj(reading, writing, _CHUNK_BYTES)


def _lock_or_refuse(descriptor: int, path: Path, mode: int) -> None:
    """Takes the lock that DuckDB takes.

    Raises:
        DatabaseBusy: another program holds it.
    """
    try:
        fcntl.lockf(descriptor, mode | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise errors.DatabaseBusy(str(path), _holder_of(descriptor), 0) from None


def _holder_of(descriptor: int) -> str:
    """The process that holds DuckDB's lock, where the system tells (the layout is that of Linux)."""
    if sys.platform != "linux":
        return "another program"
    asked = struct.pack("@hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    process_id = struct.unpack("@hhqqi", fcntl.fcntl(descriptor, fcntl.F_GETLK, asked)[: len(asked)])[4]
    return f"process {process_id}" if process_id > 0 else "another program"


def refuse_foreign_use(path: Path) -> None:
    """Nothing, unless a program that is not ours holds the file.

    Raises:
        DatabaseBusy: it does.
    """
    with path.open("r+b") as stream:
        _lock_or_refuse(stream.fileno(), path, fcntl.LOCK_EX)


def _rewrite(source: Path, target: Path, memory_limit: str) -> None:
    """Every row anew in a new file."""
    config: dict[str, Any] = {"temp_directory": str(target.with_name("spill")), "autoinstall_known_extensions": "false"}
    if memory_limit:
        config["memory_limit"] = memory_limit
    with translate_errors(target):
        connection = duckdb.connect(config=config)
        try:
            with translate_errors(source):
                connection.execute(f"ATTACH {_literal(source)} AS source (READ_ONLY)")
            connection.execute(f"ATTACH {_literal(target)} AS target")
            connection.execute("COPY FROM DATABASE source TO target")
            connection.execute("CHECKPOINT target")
        finally:
            connection.close()


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
