"""Replaces a database file by a copy: the copy is inspected first, the replaced file is kept beside it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import duckdb

from egregora_assets import errors
from egregora_assets.contracts.bundles import BUNDLES
from egregora_assets.contracts.model import Place
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.packing import unpacked
from egregora_assets.database.copies.scratch import sweep_unfinished
from egregora_assets.database.copies.snapshots import REPLACED, name_copy, require_space
from egregora_assets.database.copies.verified_copies import Contents, make_copy, read_contents, require_unused
from egregora_assets.database.error_translation import translate_errors
from egregora_assets.database.run_log.records import invalidate_inputs
from egregora_assets.database.schema.migrations import list_migrations
from egregora_assets.services.system.folders import sync

_UNREADABLE = (
    errors.DatabaseDamaged,
    errors.DatabaseDefect,
    errors.DatabaseInvalidated,
    errors.RowsRefused,
    errors.StatementFailed,
)
"""What reading a file ends with whose bytes were changed."""


def is_sound(file: DatabaseFile, place: Place) -> bool:
    """Whether a database file is there, can be read completely, and is one of this program's.

    Raises:
        DatabaseBusy: another process uses it.
        DiskFull, FolderNotWritable, MemoryExceeded: it cannot be looked at now.
    """
    try:
        with file.lock_complete():
            inspect_copy(file.path, place)
    except (errors.DatabaseMissing, errors.DatabaseTooNew, errors.BackupUnusable, *_UNREADABLE):
        return False
    return True


def inspect_copy(source: Path, place: Place, scratch: Path | None = None) -> Contents:
    """The contents of a copy.

    Args:
        scratch: the folder in which a compressed copy is unpacked; None = where it lies.

    Raises:
        BackupUnusable: it is absent, damaged, or no copy of this file.
        DatabaseTooNew: a newer program made it.
        DatabaseBusy, MemoryExceeded, DiskFull, FolderNotWritable: it cannot be read now.
    """
    if not source.is_file():
        raise errors.BackupUnusable(str(source), "does not exist")
    try:
        with unpacked(source, scratch) as plain:
            contents = read_contents(plain)
    except _UNREADABLE:
        raise errors.BackupUnusable(str(source), "is damaged or is not a database") from None
    known = {m.version: m.checksum for m in list_migrations(place)}
    ours = [(version, checksum) for version, checksum in contents.versions if version in known]
    if not ours or any(known[version] != checksum for version, checksum in ours):
        raise errors.BackupUnusable(str(source), f"is no copy of the {place} database")
    newest = max(version for version, _ in contents.versions)
    if newest > max(known):
        raise errors.DatabaseTooNew(str(source), newest, max(known))
    return contents


def list_chats(source: Path, table: str, scratch: Path | None = None) -> frozenset[str]:
    """The chat_ids in a table of a copy; they are keyed, so no two deployments share one.

    Args:
        scratch: the folder in which a compressed copy is unpacked; None = where it lies.

    Raises:
        BackupUnusable, DatabaseBusy, DatabaseDamaged, StatementFailed: the copy cannot be read.
    """
    with (
        unpacked(source, scratch) as plain,
        translate_errors(source),
        duckdb.connect(str(plain), read_only=True) as connection,
    ):
        found = connection.execute(f"SELECT DISTINCT CAST(chat_id AS VARCHAR) FROM {table}").fetchall()
    return frozenset(row[0] for row in found)


def replace_file(file: DatabaseFile, source: Path, at: dt.datetime) -> Path | None:
    """Replaces a file by an inspected copy, in one step.

    Every row is rewritten, which rebuilds the indexes; where stale foreign keys forbid that, bytes are copied.

    Returns: the path of the replaced file, whose log is beside it; None if there was none.

    Raises:
        DatabaseBusy: another process uses the file.
        DiskFull, FolderNotWritable, CopyDiffers, BackupUnusable: nothing was changed.
    """
    with file.lock_closed():
        if file.path.exists():
            require_unused(file.path)
        sweep_unfinished(file.path.parent)
        with unpacked(source, file.path.parent) as plain:
            require_space(plain, file.path.parent)
            try:
                return _exchange(file, plain, at, is_compact=True)
            except (errors.ReferenceStale, errors.StatementFailed):
                return _exchange(file, plain, at, is_compact=False)


def _exchange(file: DatabaseFile, source: Path, at: dt.datetime, is_compact: bool) -> Path | None:
    with make_copy(source, file.path, is_compact, file.memory_limit):
        return _keep_replaced(file, at)


def _keep_replaced(file: DatabaseFile, at: dt.datetime) -> Path | None:
    """Links the file under a second name and moves its log; a kill in between loses neither."""
    if not file.path.exists() and not file.log.exists():
        return None
    kept = file.path.with_name(name_copy(file.path, at).replace(f"{file.path.stem}-", f"{file.path.stem}-{REPLACED}-"))
    if file.path.exists():
        kept.unlink(missing_ok=True)
        os.link(file.path, kept)
    if file.log.exists():
        file.log.replace(kept.with_name(kept.name + ".wal"))
    sync(kept.parent)
    return kept


def invalidate_vault_inputs(file: DatabaseFile) -> None:
    """Makes the next run compare the vault with the inbox again, whatever the restored file says of it.

    Raises:
        DatabaseBusy, DatabaseMissing, DiskFull: nothing was changed.
    """
    with file.transaction() as connection:
        invalidate_inputs(connection, (bundle.asset_key for bundle in BUNDLES if bundle.place == "vault"))
