"""Snapshots: verified copies that every successful run leaves, the last few of them; and backups, which are asked for.

A power cut while DuckDB writes its directory can make a file unreadable, and no setting of DuckDB avoids it; so a copy
of yesterday is part of what is promised.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from egregora_assets import errors
from egregora_assets.contracts.instants import to_aware_utc
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.verified_copies import DatabaseCopy, copy_database, sweep_unfinished
from egregora_assets.services.disk import private_folder, write_private

SNAPSHOT_FOLDER = "snapshots"
BACKUP_FOLDER = "backups"
SUFFIX = ".duckdb"
REPLACED = "replaced"
_FAILURE = ".snapshot-failure"
_OPTED_OUT = "SELECT CAST(author_id AS VARCHAR) FROM authors WHERE is_opted_out"
_LEAST_FREE_BYTES = 64 << 20
_NAME = re.compile(r"[a-z]+-(\d{8}T\d{6}Z)(-[0-9a-f]{8})?\.duckdb")


def name_copy(file: Path, at: dt.datetime, run_id: str = "") -> str:
    """The name of a copy: what it is of, when it was made (UTC), after which run; names sort by time."""
    stamp = to_aware_utc(at).strftime("%Y%m%dT%H%M%SZ")
    return f"{file.stem}-{stamp}{f'-{run_id[:8]}' if run_id else ''}{SUFFIX}"


def list_copies(folders: Iterable[Path], stem: str) -> list[Path]:
    """The copies of one file that lie in some folders, the newest first."""
    found = [p for folder in folders for p in folder.glob(f"{stem}-*{SUFFIX}") if _NAME.fullmatch(p.name)]
    return sorted(found, key=lambda p: (p.name, str(p)), reverse=True)


def take_snapshot(
    file: DatabaseFile, folder: Path, keep: int, at: dt.datetime, run_id: str = ""
) -> DatabaseCopy | None:
    """Copies a file into its folder of snapshots and lets the oldest go; nothing if none are to be kept.

    Args:
        keep: how many snapshots of the file there are afterwards, at most.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull, FolderNotWritable, CopyDiffers: no snapshot was made,
            the older ones are untouched.
    """
    if keep < 1:
        return None
    private_folder(folder)
    sweep_unfinished(folder)
    require_space(file.path, folder)
    made = copy_database(file, folder / name_copy(file.path, at, run_id))
    for old in list_copies([folder], file.path.stem)[keep:]:
        old.unlink(missing_ok=True)
    return made


def require_space(file: Path, folder: Path) -> None:
    """Nothing, if a copy of a file has room in a folder.

    Raises:
        DiskFull: it has not.
    """
    needed = (file.stat().st_size if file.exists() else 0) + _LEAST_FREE_BYTES
    if shutil.disk_usage(folder).free < needed:
        raise errors.DiskFull(str(folder))


def delete_snapshots(home: Path, vault: Path) -> int:
    """Removes everything that older states could be read from: snapshots of both files, and what a restore kept.

    Backups that were asked for stay: whoever made them knows where they are.

    Returns: how many files went.
    """
    gone = 0
    for folder in (home, vault):
        sweep_unfinished(folder / SNAPSHOT_FOLDER)
        kept = [*(folder / SNAPSHOT_FOLDER).glob(f"*{SUFFIX}"), *folder.glob(f"*-{REPLACED}-*")]
        for path in sorted(kept):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def delete_withdrawn_copies(file: DatabaseFile, folders: Iterable[Path]) -> int:
    """Removes older states of the main file in which somebody is published who has opted out since.

    Args:
        folders: where snapshots and copies made before a migration lie. What a restore kept aside lies beside the file.

    Returns: how many files went.
    """
    with file.reading() as connection:
        today = {row[0] for row in connection.execute(_OPTED_OUT).fetchall()}
    if not today:
        return 0
    kept = [p for folder in folders for p in folder.glob(f"*{SUFFIX}")]
    gone = [path for path in (*kept, *file.path.parent.glob(f"*-{REPLACED}-*")) if today - _opted_out(path)]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _opted_out(copy: Path) -> set[str]:
    """Who had opted out in an older state; nobody, if it cannot be read."""
    try:
        with duckdb.connect(str(copy), read_only=True) as connection:
            return {row[0] for row in connection.execute(_OPTED_OUT).fetchall()}
    except duckdb.Error:
        return set()


def record_failure(home: Path, failure: errors.EgregoraError | None) -> None:
    """Remembers why the last snapshot was not made, for `egregora doctor`; None: it was."""
    note = home / _FAILURE
    if failure is None:
        note.unlink(missing_ok=True)
        return
    try:
        write_private(note, f"{failure.problem}\n{failure.remedy}\n".encode())
    except OSError:
        # A disk without room for a line has no room for a run either: that will be said then.
        return


def read_failure(home: Path) -> tuple[str, str] | None:
    """Problem and remedy of the last snapshot that was not made, unless one was made since."""
    note = home / _FAILURE
    if not note.is_file():
        return None
    problem, _, remedy = note.read_text(encoding="utf-8").strip().partition("\n")
    return problem, remedy
