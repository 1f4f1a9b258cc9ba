"""Files of the cache, named by their content: written whole or not at all, and once for equal content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from egregora_assets.errors import FolderNotWritable
from egregora_assets.services.disk import write_private
from egregora_assets.services.system.folders import sync

MADE_FOLDERS = THUMBNAILS, CARDS = ("cache/thumbnails", "cache/cards")
"""Folders of the files that `asset_cache` names."""


def write_by_content(home: Path, folder: str, ending: str, data: bytes) -> str:
    """Writes bytes under `HOME/folder/<sha256>.<ending>` unless just these are there.

    Returns: the path relative to the deployment folder, with forward slashes.

    Raises:
        FolderNotWritable: the folder cannot be written.
    """
    relative_path = f"{folder}/{hashlib.sha256(data).hexdigest()}.{ending}"
    target = home / relative_path
    if is_whole(home, relative_path, len(data)):
        return relative_path
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(target, data)
        sync(target.parent)
    except PermissionError:
        raise FolderNotWritable(str(target.parent)) from None
    return relative_path


def is_present(home: Path, relative_path: str, byte_count: int) -> bool:
    """Whether a file of that size is there; a row without its file is a miss."""
    try:
        return (home / relative_path).stat().st_size == byte_count
    except OSError:
        return False


def is_whole(home: Path, relative_path: str, byte_count: int) -> bool:
    """Whether a file is there and holds just the bytes of which its name is the digest."""
    path = home / relative_path
    if not is_present(home, relative_path, byte_count):
        return False
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == path.stem
    except OSError:
        return False


def list_files(home: Path, folders: Collection[str]) -> str:
    """Names and sizes of the files in the folders, one a line, sorted."""
    lines = []
    for folder in sorted(folders):
        if (home / folder).is_dir():
            with os.scandir(home / folder) as entries:
                lines += [f"{folder}/{e.name} {e.stat().st_size}" for e in entries if e.is_file(follow_symlinks=False)]
    return "\n".join(sorted(lines))


def remove_others(home: Path, folders: Collection[str], wanted: Collection[str]) -> int:
    """Removes the files of the folders that are not wanted, and leftovers of killed runs. Returns: how many."""
    keep = frozenset(wanted)
    removed = 0
    for folder in sorted(folders):
        for path in sorted((home / folder).glob("*")):
            if path.is_file() and f"{folder}/{path.name}" not in keep:
                path.unlink(missing_ok=True)
                removed += 1
    return removed
