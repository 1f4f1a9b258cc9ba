"""DuckDB's refusals under our names: asked in a fixed order, and never with DuckDB's text, because it quotes values."""

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
_UNWRITTEN = ("Could not write", "Could not fsync", "Could not truncate", *_FULL)
_DAMAGED = (
    "WAL does not match",
    "not a valid DuckDB",
    "Could not read enough bytes",
    "Corrupt database",
    "Corrupt WAL",
    "Failure while replaying WAL",
    "Failed to load metadata pointer",
)
_UNALLOCATED = ("failed to allocate", "failed to pin", "could not allocate", "Out of Memory")
_MISSING_TABLE = re.compile(r"Table with name (\S+) does not exist")
_REFUSED_ROWS = (
    duckdb.ConstraintException,
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.OutOfRangeException,
)


@contextmanager
def translate_errors(path: Path, table: str = "") -> Iterator[None]:
    """Turns DuckDB's refusals into ours, without their text: it quotes values.

    Args:
        table: the table that a statement writes, if that is known.

    Raises:
        DatabaseBusy, DiskFull, CommitUncertain, DatabaseDamaged, DatabaseMissing, MemoryExceeded, WriteConflict,
        DatabaseInvalidated, StatementTooLong, RowsRefused, StatementForbidden, ReferenceStale, DatabaseDefect,
        StatementFailed.
    """
    try:
        yield
    except duckdb.Error as refusal:
        raise translate_error(refusal, path, table) from None


def translate_error(refusal: duckdb.Error, path: Path, table: str = "") -> errors.EgregoraError:
    """Our error for one of DuckDB's; the first kind that fits."""
    file = str(path)
    return (
        _of_the_file(refusal, file)
        or _of_the_commit(refusal, file)
        or _of_the_connection(refusal, file)
        or _of_the_statement(refusal, file, table)
        or errors.StatementFailed(file, type(refusal).__name__)
    )


def parse_holder(message: str) -> str:
    """The process that DuckDB's lock message names, without anything else of the message."""
    _, _, rest = message.partition("(PID ")
    number = rest.partition(")")[0]
    return f"process {number}" if number.isdigit() else "another process"


def _holds(text: str, signs: tuple[str, ...]) -> bool:
    return any(sign in text for sign in signs)


def _of_the_file(refusal: duckdb.Error, file: str) -> errors.EgregoraError | None:
    text = str(refusal)
    if isinstance(refusal, duckdb.TransactionException | duckdb.FatalException):
        return None
    if LOCKED in text:
        return errors.DatabaseBusy(file, parse_holder(text), 0)
    if _holds(text, _DAMAGED):
        return errors.DatabaseDamaged(file)
    if _holds(text, _UNWRITTEN):
        return errors.DiskFull(file)
    if "database does not exist" in text:
        return errors.DatabaseMissing(file, "does not exist")
    return None


def _of_the_commit(refusal: duckdb.Error, file: str) -> errors.EgregoraError | None:
    text = str(refusal)
    if isinstance(refusal, duckdb.FatalException) and _holds(text, _UNWRITTEN):
        return errors.CommitUncertain(file)
    if not isinstance(refusal, duckdb.TransactionException):
        return None
    if "Failed to commit" in text and _holds(text, _UNWRITTEN):
        return errors.CommitUncertain(file)
    if _holds(text, _UNALLOCATED):
        return errors.MemoryExceeded(file)
    if "Failed to commit" in text or "onflict" in text:
        return errors.WriteConflict(file)
    return errors.StatementFailed(file, type(refusal).__name__)


def _of_the_connection(refusal: duckdb.Error, file: str) -> errors.EgregoraError | None:
    if isinstance(refusal, duckdb.FatalException):
        return errors.DatabaseInvalidated(file)
    if isinstance(refusal, duckdb.OutOfMemoryException):
        return errors.MemoryExceeded(file)
    if isinstance(refusal, duckdb.InterruptException):
        return errors.StatementTooLong(file) if "execution time" in str(refusal) else None
    if isinstance(refusal, duckdb.InternalException):
        return errors.DatabaseDefect(file)
    return None


def _of_the_statement(refusal: duckdb.Error, file: str, table: str) -> errors.EgregoraError | None:
    text, kind = str(refusal), type(refusal).__name__
    if isinstance(refusal, duckdb.PermissionException) or "configuration has been locked" in text:
        return errors.StatementForbidden(file, kind)
    if isinstance(refusal, _REFUSED_ROWS):
        return errors.RowsRefused(table or "a table", kind)
    missing = _MISSING_TABLE.search(text)
    # Statements name tables of contracts alone: any other that is missed stands in a foreign key.
    if isinstance(refusal, duckdb.CatalogException) and missing and missing.group(1) not in CONTRACTS:
        return errors.ReferenceStale(file, table or "a table")
    return None
