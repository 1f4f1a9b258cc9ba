"""One database file: opened late, closed early, one writer at a time, every refusal under its own name."""

from __future__ import annotations

import fcntl
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from egregora_assets import errors
from egregora_assets.database.refusals import LOCKED, parse_holder, translate_errors

WAIT_SECONDS = 60.0
_PAUSE_SECONDS = (0.02, 0.2)


class DatabaseFile:
    """A DuckDB file behind a lock file.

    DuckDB lets one process write or many read, and opening the file by any other means inside the holding process
    drops its lock; so every use goes through here. Uses nest within a thread: an inner read sees the outer
    transaction.

    Args:
        path: the database file; it and its lock get mode 0600.
        memory_limit: DuckDB's limit, e.g. "4GB"; empty = its default.
        wait_seconds: how long to wait for another process.
    """

    def __init__(self, path: Path, *, memory_limit: str = "", wait_seconds: float = WAIT_SECONDS) -> None:
        self.path = path
        self.memory_limit = memory_limit
        self._wait_seconds = wait_seconds
        self._guard = threading.RLock()
        self._open: duckdb.DuckDBPyConnection | None = None
        self._is_writing = False

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to read with; nested in a write, the writer's own.

        Raises:
            DatabaseBusy, DatabaseMissing, DatabaseDamaged: by name, with the remedy.
        """
        with self._session(is_write=False, may_create=False) as connection:
            yield connection

    @contextmanager
    def writing(self, *, may_create: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to write with, held alone. Checkpoints before it closes, so that a failing checkpoint is heard.

        Raises:
            DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull: by name, with the remedy.
        """
        with self._session(is_write=True, may_create=may_create) as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A writing connection inside one transaction: committed at the end, rolled back on any failure.

        DuckDB reports success for a COMMIT after a failed statement and saves nothing; so nothing may go on after one.
        """
        with self.writing() as connection:
            connection.execute("BEGIN TRANSACTION")
            is_done = False
            try:
                yield connection
                connection.execute("COMMIT")
                is_done = True
            finally:
                if not is_done:
                    _roll_back(connection)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps every other use of ours out while the file is closed, whatever its state.

        Raises:
            DatabaseBusy, FolderNotWritable: by name, with the remedy.
        """
        with self._guard:
            if self._open is not None:
                raise RuntimeError("a copy inside a use")
            with self._locked(is_write=True):
                yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps every other use of ours out while the file is closed and its log is part of it: to copy it.

        Raises:
            DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull: by name, with the remedy.
        """
        with self.held(), translate_errors(self.path):
            self._refuse_absent(may_create=False)
            if self.log.exists():
                connection = self._connect(is_write=True, may_create=False)
                try:
                    connection.execute("CHECKPOINT")
                finally:
                    connection.close()
            yield

    @property
    def log(self) -> Path:
        """The write-ahead log, which exists while the file is open and after its process was killed."""
        return self.path.with_name(self.path.name + ".wal")

    @contextmanager
    def _session(self, *, is_write: bool, may_create: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._guard, translate_errors(self.path):
            if self._open is not None:
                if is_write and not self._is_writing:
                    raise RuntimeError("a write inside a read")
                yield self._open
                return
            with self._locked(is_write):
                connection = self._connect(is_write, may_create)
                self._open, self._is_writing = connection, is_write
                try:
                    yield connection
                    if is_write:
                        connection.execute("CHECKPOINT")
                finally:
                    self._open = None
                    connection.close()

    @contextmanager
    def _locked(self, is_write: bool) -> Iterator[None]:
        """Our own lock around every use: shared to read, exclusive to write; the file names its holder."""
        lock_path = self.path.with_name(self.path.name + ".lock")
        try:
            descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError:
            raise errors.FolderNotWritable(str(lock_path.parent)) from None
        try:
            self._acquire(descriptor, fcntl.LOCK_EX if is_write else fcntl.LOCK_SH)
            if is_write:
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(descriptor)

    def _acquire(self, descriptor: int, mode: int) -> None:
        started = time.monotonic()
        while True:
            try:
                fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                waited = time.monotonic() - started
                if waited >= self._wait_seconds:
                    holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
                    raise errors.DatabaseBusy(str(self.path), f"process {holder}", waited) from None
            time.sleep(random.uniform(*_PAUSE_SECONDS))  # noqa: S311 - jitter, no result depends on it

    def _connect(self, is_write: bool, may_create: bool) -> duckdb.DuckDBPyConnection:
        self._refuse_absent(may_create and is_write)
        started = time.monotonic()
        while True:
            try:
                return self._opened(is_write)
            except duckdb.IOException as refusal:
                waited = time.monotonic() - started
                if LOCKED not in str(refusal):
                    raise
                if waited >= self._wait_seconds:
                    raise errors.DatabaseBusy(str(self.path), parse_holder(str(refusal)), waited) from None
            time.sleep(random.uniform(*_PAUSE_SECONDS))  # noqa: S311 - jitter

    def _refuse_absent(self, may_create: bool) -> None:
        """A missing file beside a write-ahead log would open as an empty database and delete the log."""
        if self.path.exists():
            return
        if self.log.exists():
            raise errors.DatabaseMissing(str(self.path), "is missing although its write-ahead log is there")
        if not may_create:
            raise errors.DatabaseMissing(str(self.path), "does not exist")

    def _opened(self, is_write: bool) -> duckdb.DuckDBPyConnection:
        spill = self.path.with_name(self.path.name + ".spill")
        config: dict[str, Any] = {
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "allow_persistent_secrets": "false",
        }
        if self.memory_limit:
            config["memory_limit"] = self.memory_limit
        connection = duckdb.connect(str(self.path), read_only=not is_write, config=config)
        if is_write:
            self.path.chmod(0o600)
        for statement in _HARDENING:
            connection.execute(statement)
        return connection


@cache
def get_database_file(path: Path, memory_limit: str, wait_seconds: float) -> DatabaseFile:
    """The one object of this process for a file, so that its uses are serialised. `path` is absolute."""
    return DatabaseFile(path, memory_limit=memory_limit, wait_seconds=wait_seconds)


_HARDENING = (
    "SET TimeZone = 'UTC'",
    "SET lambda_syntax = 'ENABLE_SINGLE_ARROW'",
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET preserve_insertion_order = true",
    "SET lock_configuration = true",
)


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("ROLLBACK")
    except duckdb.Error:
        # The connection is invalid or the transaction is gone: closing it discards what was not committed.
        return
