"""Puts a copy in the place of a database file: looked at first, in one step, and what was there is kept beside it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import duckdb

from egregora_assets import errors
from egregora_assets.contracts.bundles import BUNDLES
from egregora_assets.contracts.model import Place
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.snapshots import REPLACED, name_copy, require_space
from egregora_assets.database.copies.verified_copies import (
    Contents,
    make_copy,
    read_contents,
    refuse_foreign_use,
    sweep_unfinished,
)
from egregora_assets.database.refusals import translate_errors
from egregora_assets.database.run_log.records import invalidate_inputs
from egregora_assets.database.schema.migrations import list_migrations
from egregora_assets.services.disk import sync


def inspect_copy(source: Path, place: Place) -> Contents:
    """Everything that a copy holds, if it is one of that file of ours.

    Raises:
        BackupUnusable: absent, damaged, or no copy of that file.
        DatabaseTooNew: made by a newer program.
    """
    if not source.is_file():
        raise errors.BackupUnusable(str(source), "does not exist")
    try:
        contents = read_contents(source)
    except (errors.DatabaseDamaged, errors.StatementFailed):
        raise errors.BackupUnusable(str(source), "is damaged or is not a database") from None
    known = {m.version: m.checksum for m in list_migrations(place)}
    ours = [(version, checksum) for version, checksum in contents.versions if version in known]
    if not ours or any(known[version] != checksum for version, checksum in ours):
        raise errors.BackupUnusable(str(source), f"is no copy of the {place} database")
    newest = max(version for version, _ in contents.versions)
    if newest > max(known):
        raise errors.DatabaseTooNew(str(source), newest, max(known))
    return contents


def list_chats(source: Path, table: str) -> frozenset[str]:
    """The conversations that a table of a copy or file tells of: keyed, so that another deployment has none of them."""
    with translate_errors(source), duckdb.connect(str(source), read_only=True) as connection:
        found = connection.execute(f"SELECT DISTINCT CAST(chat_id AS VARCHAR) FROM {table}").fetchall()
    return frozenset(row[0] for row in found)


def replace_file(file: DatabaseFile, source: Path, at: dt.datetime) -> Path | None:
    """Puts a copy that was looked at in the place of a file.

    Rows are written anew, so that indexes are made again; where stale foreign keys forbid that, bytes are copied.

    Returns: where what was there is kept, with its log; None if nothing was.

    Raises:
        DatabaseBusy: another process uses the file.
        DiskFull, FolderNotWritable, CopyDiffers: nothing was changed.
    """
    with file.held():
        if file.path.exists():
            refuse_foreign_use(file.path)
        sweep_unfinished(file.path.parent)
        require_space(source, file.path.parent)
        try:
            return _exchanged(file, source, at, is_compact=True)
        except (errors.ReferenceStale, errors.StatementFailed):
            return _exchanged(file, source, at, is_compact=False)


def _exchanged(file: DatabaseFile, source: Path, at: dt.datetime, is_compact: bool) -> Path | None:
    with make_copy(source, file.path, is_compact, file.memory_limit):
        return _set_aside(file, at)


def _set_aside(file: DatabaseFile, at: dt.datetime) -> Path | None:
    """A second name for the file, and its log under the name that belongs to it; a kill in between loses neither."""
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
    """Lets no run take the vault for what the restored file says of it: what was read is compared anew."""
    with file.transaction() as connection:
        invalidate_inputs(connection, (bundle.asset_key for bundle in BUNDLES if bundle.place == "vault"))
