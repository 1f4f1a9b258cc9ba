"""Where a person may still stand outside the tables: copies of the databases, backups, exports in the inbox."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from egregora_assets.database.copies.reading_copy import READING_FOLDER
from egregora_assets.database.copies.snapshots import BACKUP_FOLDER, REPLACED, SNAPSHOT_FOLDER, SUFFIX, glob_copies
from egregora_assets.errors import EgregoraError
from egregora_assets.operations.leak_scan import find_in_file
from egregora_assets.redaction.leaks.scanner import LeakScanner
from egregora_assets.services.backup_log import logged_backups


def find_own_copies(home: Path) -> list[Path]:
    """Copies that the program makes by itself: snapshots, copies before an upgrade, what a restore replaced, and
    the one for readers.
    """
    found: list[Path] = []
    for folder in (home, home / "vault"):
        for inner in (SNAPSHOT_FOLDER, "before_migration"):
            found += glob_copies(folder / inner)
        found += folder.glob(f"*-{REPLACED}-*")
    found += (home / READING_FOLDER).glob(f"*{SUFFIX}")
    return sorted(found)


def find_backups(home: Path) -> tuple[list[Path], list[Path]]:
    """The backups that exist, and those that were noted and are not found (another disk, another name)."""
    known = {*logged_backups(home), *glob_copies(home / BACKUP_FOLDER)}
    return sorted(p for p in known if p.is_file()), sorted(p for p in known if not p.is_file())


def find_exports(folders: Iterable[Path], scanner: LeakScanner) -> tuple[list[Path], list[Path]]:
    """The exports that hold the person, in their content or name; and those that cannot be read."""
    found: list[Path] = []
    unread: list[Path] = []
    for path in sorted({p for folder in folders if folder.is_dir() for p in folder.rglob("*")}):
        if path.is_file() and not path.is_symlink():
            try:
                if any(True for _ in find_in_file(path, scanner)) or scanner.findings(path.name.encode(), ""):
                    found.append(path)
            except (OSError, EgregoraError):
                unread.append(path)
    return found, unread
