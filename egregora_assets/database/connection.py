"""One database file: one process writes or several read, and DuckDB's errors are translated into ours."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb

from egregora_assets import errors
from egregora_assets.database.error_translation import LOCKED, parse_lock_holder, translate_errors
from egregora_assets.database.hardening import connect
from egregora_assets.database.kept_connection import KeptConnection
from egregora_assets.services.system.locks import Use, lock_file, read_note, write_note

WAIT_SECONDS = 60.0
_PAUSE_SECONDS = (0.02, 0.2)
T = TypeVar("T")


class DatabaseFile:
    """A DuckDB file behind a lock file of ours: one process writes, or several read.

    Every use goes through here, since DuckDB's own lock is lost when the process that holds it opens and closes the
    file by other means. Uses nest within a thread: an inner read sees the outer transaction. Each use opens the file
    and closes it again, unless it is kept open.

    Args:
        path: the database file; it and its lock file get mode 0600.
        memory_limit: DuckDB's limit, such as "4GB"; empty = its default.
        wait_seconds: how long to wait for another process.
    """

    def __init__(self, path: Path, *, memory_limit: str = "", wait_seconds: float = WAIT_SECONDS) -> None:
        self.path = path
        self.memory_limit = memory_limit
        self.wait_seconds = wait_seconds
        self._guard = threading.RLock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._is_writing = False
        self._keeper_count = 0
        self._kept = KeptConnection(self._guard)

    @contextmanager
    def keep_open(self) -> Iterator[None]:
        """Uses inside the block share openings, which take longer than most uses. Blocks nest.

        Between reads other processes read, too, and who wants to write waits for `release`. After a write the file
        stays open to write for a moment, for the uses that follow at once; meanwhile others wait.
        """
        self.keep()
        try:
            yield
        finally:
            self.stop_keeping()

    def keep(self) -> None:
        """Begins what `keep_open` does, until `stop_keeping` was called as often."""
        with self._guard:
            self._keeper_count += 1

    def stop_keeping(self) -> None:
        """Takes back one `keep`; the last one closes the file."""
        with self._guard:
            self._keeper_count -= 1
            if not self._keeper_count:
                self.release()

    def release(self) -> None:
        """Closes the file if it is only kept open, so that others may write. The next read opens it again."""
        with self._guard:
            if self._connection is None:
                self._kept.close()

    @contextmanager
    def open_reader(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that reads; inside a write, the writer's own.

        Raises:
            DatabaseBusy, DatabaseMissing, DatabaseDamaged, FolderNotWritable: the file cannot be opened.
            EgregoraError: whatever `translate_errors` makes of a failing statement.
        """
        with self._open(is_write=False, may_create=False) as connection:
            yield connection

    @contextmanager
    def open_writer(self, *, may_create: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """An exclusive connection that writes. It checkpoints before it closes, so that a failing checkpoint is raised.

        Raises:
            DatabaseBusy, DatabaseMissing, DatabaseDamaged, FolderNotWritable: the file cannot be opened.
            DiskFull: what was committed stays.
            EgregoraError: whatever `translate_errors` makes of a failing statement.
        """
        with self._open(is_write=True, may_create=may_create) as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A writing connection inside one transaction: committed at the end, rolled back on any failure.

        The block must end at the first failed statement: DuckDB then reports success for COMMIT and saves nothing.

        Raises:
            EgregoraError: as `open_writer`; nothing was saved.
            CommitUncertain: the disk filled up during the commit.
        """
        with self.open_writer() as connection:
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
    def lock_closed(self) -> Iterator[None]:
        """Keeps every other use of ours out while the file stays closed; the file may be damaged or absent.

        Raises:
            DatabaseBusy, FolderNotWritable: the lock cannot be taken.
            RuntimeError: this process has the file open.
        """
        with self._guard:
            if self._connection is not None:
                raise RuntimeError("the file is open")
            self._kept.close()
            with self._lock(is_write=True):
                yield

    @contextmanager
    def lock_complete(self) -> Iterator[None]:
        """As `lock_closed`, after the write-ahead log was folded into the file, so that the file can be copied.

        Raises:
            DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull, FolderNotWritable: the file is as it was.
        """
        with self.lock_closed(), translate_errors(self.path):
            self._require_file()
            if self.log.exists():
                connection = self._connect(is_write=True)
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
    def _open(self, *, is_write: bool, may_create: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._guard, translate_errors(self.path):
            if self._connection is not None:
                if is_write and not self._is_writing:
                    raise RuntimeError("a write inside a read")
                yield self._connection
                return
            with self._connect_for_use(is_write, may_create) as connection:
                self._connection, self._is_writing = connection, is_write
                try:
                    yield connection
                    if is_write:
                        connection.execute("CHECKPOINT")
                finally:
                    self._connection = None

    def _connect_for_use(self, is_write: bool, may_create: bool) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A connection with temporary tables of its own, to a file that is opened for it or kept open."""
        opening = self._open_file(is_write, may_create)
        return self._kept.use(is_write, opening) if self._keeper_count else opening

    @contextmanager
    def _open_file(self, is_write: bool, may_create: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._lock(is_write):
            self._require_file(may_create)
            connection = self._connect(is_write)
            try:
                yield connection
            finally:
                connection.close()

    @contextmanager
    def _lock(self, is_write: bool) -> Iterator[None]:
        """Our own lock around every use: shared to read, exclusive to write. The lock file names the last writer."""
        lock_path = self.path.with_name(self.path.name + ".lock")
        try:
            descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError:
            raise errors.FolderNotWritable(str(lock_path.parent)) from None
        use: Use = "write" if is_write else "read"
        try:
            self._wait_for(lambda: lock_file(descriptor, use), lambda _: _read_holder(descriptor))
            if is_write:
                os.ftruncate(descriptor, 0)
                write_note(descriptor, str(os.getpid()).encode())
            yield
        finally:
            os.close(descriptor)

    def _wait_for(self, attempt: Callable[[], T], find_holder: Callable[[Exception], str]) -> T:
        """Repeats an attempt while another process holds a lock.

        Raises:
            DatabaseBusy: it still does after `wait_seconds`.
        """
        started = time.monotonic()
        while True:
            try:
                return attempt()
            except (BlockingIOError, duckdb.IOException) as busy:
                if isinstance(busy, duckdb.IOException) and LOCKED not in str(busy):
                    raise
                waited = time.monotonic() - started
                if waited >= self.wait_seconds:
                    raise errors.DatabaseBusy(str(self.path), find_holder(busy), waited) from None
            time.sleep(random.uniform(*_PAUSE_SECONDS))  # noqa: S311 - jitter, no result depends on it

    def _require_file(self, may_create: bool = False) -> None:
        """Refuses an absent file; one with a log left over would open as an empty database and delete the log."""
        if self.path.exists():
            return
        if self.log.exists():
            raise errors.DatabaseMissing(str(self.path), "is missing although its write-ahead log is there")
        if not may_create:
            raise errors.DatabaseMissing(str(self.path), "does not exist")

    def _connect(self, is_write: bool) -> duckdb.DuckDBPyConnection:
        return self._wait_for(lambda: self._try_connect(is_write), lambda busy: parse_lock_holder(str(busy)))

    def _try_connect(self, is_write: bool) -> duckdb.DuckDBPyConnection:
        connection = connect(self.path, is_write=is_write, memory_limit=self.memory_limit)
        if is_write:
            self.path.chmod(0o600)
        return connection


_FILES: dict[Path, DatabaseFile] = {}


def get_database_file(path: Path, memory_limit: str, wait_seconds: float) -> DatabaseFile:
    """This process's one object for a file, so that its uses are serialised. `path` is absolute.

    The limits hold from the next opening on.
    """
    file = _FILES.setdefault(path, DatabaseFile(path))
    file.memory_limit, file.wait_seconds = memory_limit, wait_seconds
    return file


def _read_holder(descriptor: int) -> str:
    return f"process {read_note(descriptor, 32).decode('ascii', 'replace').strip() or 'unknown'}"


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("ROLLBACK")
    except duckdb.Error:
        # The connection is invalid or the transaction is gone: closing it discards what was not committed.
        return
