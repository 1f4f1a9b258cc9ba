"""Snapshots: verified copies that successful runs make, of which the last few are kept.

A power cut while DuckDB writes its directory can make a file unreadable, and no setting of DuckDB prevents it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from egregora_assets import errors
from egregora_assets.contracts.instants import to_aware_utc
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.copies.packing import PACKED, unpacked
from egregora_assets.database.copies.scratch import sweep_unfinished
from egregora_assets.database.copies.verified_copies import DatabaseCopy, copy_database
from egregora_assets.runs.progress import CopyFailed, announce
from egregora_assets.services.disk import private_folder, write_private

SNAPSHOT_FOLDER = "snapshots"
BACKUP_FOLDER = "backups"
SUFFIX = ".duckdb"
REPLACED = "replaced"
_FAILURE = ".snapshot-failure"
_PEOPLE = ".people"
_OPTED_OUT_NOTE = ".opted-out"
_STAMP = "%Y%m%dT%H%M%SZ"
_CHANGED_SHARE = 0.1
_MOST_AGE = dt.timedelta(days=1)
_OPTED_OUT = "SELECT CAST(author_id AS VARCHAR) FROM authors WHERE is_opted_out"
_LEAST_FREE_BYTES = 64 << 20
_NAME = re.compile(r"[a-z]+-(\d{8}T\d{6}Z)(-[0-9a-f]{8})?\.duckdb(\.gz)?")


def name_copy(file: Path, at: dt.datetime, run_id: str = "") -> str:
    """The name of a copy: of which file, when (UTC), after which run. Names sort by time."""
    stamp = to_aware_utc(at).strftime(_STAMP)
    return f"{file.stem}-{stamp}{f'-{run_id[:8]}' if run_id else ''}{SUFFIX}"


def glob_copies(folder: Path, beginning: str = "") -> list[Path]:
    """The database files of a folder, compressed or not, whose names begin so, by name."""
    return sorted(p for suffix in (SUFFIX, SUFFIX + PACKED) for p in folder.glob(f"{beginning}*{suffix}"))


def list_copies(folders: Iterable[Path], stem: str) -> list[Path]:
    """The copies of a file in some folders, newest first."""
    found = [p for folder in folders for p in glob_copies(folder, f"{stem}-") if _NAME.fullmatch(p.name)]
    return sorted(found, key=lambda p: (p.name, str(p)), reverse=True)


@dataclass(frozen=True)
class Changes:
    """What happened to a file's tables since its last snapshot.

    Attributes:
        changed_count: rows that runs wrote or deleted; row_count: rows that there are.
        people_version: digest of what people wrote.
    """

    changed_count: int
    row_count: int
    people_version: str


def is_snapshot_due(
    folder: Path, stem: str, now: dt.datetime, read_changes: Callable[[dt.datetime, str], Changes]
) -> bool:
    """Whether a file that runs can make again is worth another snapshot.

    It is where there is none or the last is a day old, where a tenth of the rows changed, or people wrote something.

    Args:
        now: in UTC; read_changes: what changed since a moment, by other runs than the one whose id begins so.
    """
    newest = next(iter(list_copies([folder], stem)), None)
    taken_at = read_time(newest) if newest else None
    if taken_at is None or not dt.timedelta() <= now - taken_at < _MOST_AGE:
        return True
    changes = read_changes(taken_at, read_run(newest) if newest else "")
    is_much = changes.changed_count > 0 and changes.changed_count >= changes.row_count * _CHANGED_SHARE
    return is_much or changes.people_version != _read_people(folder)


def read_time(copy: Path) -> dt.datetime | None:
    """When a copy was made, to the second, by its name."""
    found = _NAME.fullmatch(copy.name)
    return dt.datetime.strptime(f"{found[1]} +0000", f"{_STAMP} %z") if found else None


def read_run(copy: Path) -> str:
    """The first characters of the id of the run after which a copy was made, by its name; empty if none is named."""
    found = _NAME.fullmatch(copy.name)
    return (found[2] or "").removeprefix("-") if found else ""


def record_people(folder: Path, people_version: str) -> None:
    """Records what people had written when the last snapshot of a folder was made.

    Raises:
        DiskFull, FolderNotWritable: it cannot be recorded.
    """
    try:
        write_private(folder / _PEOPLE, people_version.encode())
    except OSError as refusal:
        is_full = refusal.errno in errors.NO_SPACE
        raise (errors.DiskFull if is_full else errors.FolderNotWritable)(str(folder)) from None


def _read_people(folder: Path) -> str:
    note = folder / _PEOPLE
    return note.read_text(encoding="utf-8") if note.is_file() else ""


def take_snapshot(
    file: DatabaseFile, folder: Path, keep: int, at: dt.datetime, run_id: str = ""
) -> DatabaseCopy | None:
    """Copies a file compressed into its folder of snapshots and deletes the oldest; does nothing if `keep` is 0.

    Args:
        keep: how many snapshots of the file are kept at most.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged, DiskFull, FolderNotWritable, CopyDiffers: no snapshot was made,
            the older ones are untouched.
    """
    if keep < 1:
        return None
    private_folder(folder)
    sweep_unfinished(folder)
    require_space(file.path, folder)
    made = copy_database(file, folder / (name_copy(file.path, at, run_id) + PACKED))
    for old in list_copies([folder], file.path.stem)[keep:]:
        old.unlink(missing_ok=True)
    return made


def require_space(file: Path, folder: Path) -> None:
    """Requires room for a copy of a file in a folder.

    Raises:
        DiskFull: there is less.
    """
    needed = (file.stat().st_size if file.exists() else 0) + _LEAST_FREE_BYTES
    if shutil.disk_usage(folder).free < needed:
        raise errors.DiskFull(str(folder))


def delete_snapshots(home: Path, vault: Path) -> int:
    """Deletes all older states of both files but backups: snapshots, and files that a restore replaced.

    Returns: how many files were deleted.
    """
    count = 0
    for folder in (home, vault):
        sweep_unfinished(folder / SNAPSHOT_FOLDER)
        for note in (_PEOPLE, _OPTED_OUT_NOTE):
            (folder / SNAPSHOT_FOLDER / note).unlink(missing_ok=True)
        kept = [*glob_copies(folder / SNAPSHOT_FOLDER), *folder.glob(f"*-{REPLACED}-*")]
        for path in sorted(kept):
            path.unlink(missing_ok=True)
            count += 1
    return count


def delete_withdrawn_copies(file: DatabaseFile, folders: Iterable[Path]) -> int:
    """Deletes older states of the main file in which somebody is published who has opted out since.

    Args:
        folders: the folders of snapshots and of copies before a migration. Files that a restore replaced are beside the
            main file.

    Returns: how many files were deleted.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the main file cannot be read.
    """
    with file.open_reader() as connection:
        today = {row[0] for row in connection.execute(_OPTED_OUT).fetchall()}
    if not today:
        return 0
    outdated = [p for p in file.path.parent.glob(f"*-{REPLACED}-*") if today - _read_opted_out(p)]
    for folder in folders:
        outdated += [copy for copy, opted_out in _look_up_opted_out(folder).items() if today - opted_out]
    for path in outdated:
        path.unlink(missing_ok=True)
    return len(outdated)


def _look_up_opted_out(folder: Path) -> dict[Path, set[str]]:
    """The authors opted out in each copy of a folder. A copy never changes, so what it shows is noted: to unpack one
    takes longer than all that a small run does with them.
    """
    note, copies = folder / _OPTED_OUT_NOTE, glob_copies(folder)
    noted: dict[str, list[str]] = {}
    with suppress(OSError, ValueError):  # a note that cannot be read is made again
        noted = json.loads(note.read_bytes())
    found = {copy: set(noted[copy.name]) if copy.name in noted else _read_opted_out(copy) for copy in copies}
    now = {copy.name: sorted(opted_out) for copy, opted_out in found.items()}
    if now != noted:
        write_private(note, json.dumps(now).encode())
    return found


def _read_opted_out(copy: Path) -> set[str]:
    """The authors opted out in an older state; none if it cannot be read."""
    try:
        with unpacked(copy) as plain, duckdb.connect(str(plain), read_only=True) as connection:
            return {row[0] for row in connection.execute(_OPTED_OUT).fetchall()}
    except (duckdb.Error, errors.BackupUnusable):
        return set()


def record_failure(home: Path, failure: errors.EgregoraError | None) -> None:
    """Tells the run's listener why a copy failed, and records it for `egregora doctor` and for the next run, which
    makes up for it; None deletes the record.
    """
    note = home / _FAILURE
    if failure is None:
        note.unlink(missing_ok=True)
        return
    announce(CopyFailed(failure))
    try:
        write_private(note, f"{failure.problem}\n{failure.remedy}\n".encode())
    except OSError:
        # A disk without room for a line has no room for a run either, and the next run reports that.
        return


def read_failure(home: Path) -> tuple[str, str] | None:
    """Problem and remedy of the last snapshot, if it failed."""
    note = home / _FAILURE
    if not note.is_file():
        return None
    problem, _, remedy = note.read_text(encoding="utf-8").strip().partition("\n")
    return problem, remedy
