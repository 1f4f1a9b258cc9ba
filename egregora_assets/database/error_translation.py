"""Translates DuckDB's errors into ours, never with DuckDB's text, which quotes values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from egregora_assets import errors
from egregora_assets.contracts.bundles import CONTRACTS

LOCKED = "Could not set lock"
_FULL = ("No space left", "File too large", "Disk quota exceeded", "max_temp_directory_size")
_NOT_WRITTEN = ("Could not write", "Could not fsync", "Could not truncate", *_FULL)
_DAMAGED = (
    "WAL does not match",
    "not a valid DuckDB",
    "Could not read enough bytes",
    "Corrupt database",
    "Corrupt WAL",
    "Failure while replaying WAL",
    "Failed to load metadata pointer",
)
_NOT_ALLOCATED = ("failed to allocate", "failed to pin", "could not allocate", "Out of Memory")
_MISSING_TABLE = re.compile(r"Table with name (\S+) does not exist")
_REFUSED_ROWS = (
    duckdb.ConstraintException,
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.OutOfRangeException,
)


@contextmanager
def translate_errors(path: Path, table: str = "") -> Iterator[None]:
    """Translates DuckDB's errors inside a block.

    Args:
        table: the table that a statement writes, if known.

    Raises:
        DatabaseBusy, DiskFull, CommitUncertain, DatabaseDamaged, DatabaseMissing, MemoryExceeded, WriteConflict,
        DatabaseInvalidated, StatementTooLong, RowsRefused, StatementForbidden, ReferenceStale, DatabaseDefect,
        StatementFailed.
    """
    try:
        yield
    except duckdb.Error as error:
        raise translate_error(error, path, table) from None


def translate_error(error: duckdb.Error, path: Path, table: str = "") -> errors.EgregoraError:
    """Our error for one of DuckDB's: the first translation that applies, in a fixed order."""
    file, text = str(path), str(error)
    return (
        _translate_file_error(error, text, file)
        or _translate_commit_error(error, text, file)
        or _translate_connection_error(error, text, file)
        or _translate_statement_error(error, text, file, table)
        or errors.StatementFailed(file, type(error).__name__)
    )


def parse_lock_holder(message: str) -> str:
    """The process named in DuckDB's message about a lock, without the rest of the message."""
    _, _, rest = message.partition("(PID ")
    number = rest.partition(")")[0]
    return f"process {number}" if number.isdigit() else "another process"


def _contains(text: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in text for phrase in phrases)


def _translate_file_error(error: duckdb.Error, text: str, file: str) -> errors.EgregoraError | None:
    if isinstance(error, duckdb.TransactionException | duckdb.FatalException):
        return None
    if LOCKED in text:
        return errors.DatabaseBusy(file, parse_lock_holder(text), 0)
    if _contains(text, _DAMAGED):
        return errors.DatabaseDamaged(file)
    if _contains(text, _NOT_WRITTEN):
        return errors.DiskFull(file)
    if "database does not exist" in text:
        return errors.DatabaseMissing(file, "does not exist")
    return None


def _translate_commit_error(error: duckdb.Error, text: str, file: str) -> errors.EgregoraError | None:
    if isinstance(error, duckdb.FatalException) and _contains(text, _NOT_WRITTEN):
        return errors.CommitUncertain(file)
    if not isinstance(error, duckdb.TransactionException):
        return None
    if "Failed to commit" in text and _contains(text, _NOT_WRITTEN):
        return errors.CommitUncertain(file)
    if _contains(text, _NOT_ALLOCATED):
        return errors.MemoryExceeded(file)
    if "Failed to commit" in text or "onflict" in text:
        return errors.WriteConflict(file)
    return errors.StatementFailed(file, type(error).__name__)


def _translate_connection_error(error: duckdb.Error, text: str, file: str) -> errors.EgregoraError | None:
    if isinstance(error, duckdb.FatalException):
        return errors.DatabaseInvalidated(file)
    if isinstance(error, duckdb.OutOfMemoryException):
        return errors.MemoryExceeded(file)
    if isinstance(error, duckdb.InterruptException):
        return errors.StatementTooLong(file) if "execution time" in text else None
    return errors.DatabaseDefect(file) if isinstance(error, duckdb.InternalException) else None


def _translate_statement_error(error: duckdb.Error, text: str, file: str, table: str) -> errors.EgregoraError | None:
    kind = type(error).__name__
    if isinstance(error, duckdb.PermissionException) or "configuration has been locked" in text:
        return errors.StatementForbidden(file, kind)
    if isinstance(error, _REFUSED_ROWS):
        return errors.RowsRefused(table or "a table", kind)
    missing = _MISSING_TABLE.search(text)
    # Our statements name tables of contracts alone, so any other missing table is one that a foreign key names.
    if isinstance(error, duckdb.CatalogException) and missing and missing.group(1) not in CONTRACTS:
        return errors.ReferenceStale(file, table or "a table")
    return None
