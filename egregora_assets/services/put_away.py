"""Files that were read move to the folder that the settings name: whole, private, never over another."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from egregora_assets.errors import NO_SPACE, DiskFull, FolderNotWritable
from egregora_assets.services.disk import private_folder, sync
from egregora_assets.services.folders import open_file, open_member
from egregora_assets.services.inbox_files import ExportFile

_CHUNK = 1 << 20


def put_away(export: ExportFile, folder: Path) -> bool:
    """Moves a file or folder that was read, if it is still what was read.

    A name is taken first, by an empty file or folder that nobody else can take; so a kill at any moment leaves the
    export in its old place or in the new one, complete.

    Returns: whether it was moved.

    Raises:
        FolderNotWritable, FolderTooOpen, DiskFull: the folder cannot be written.
    """
    private_folder(folder)
    if not export.is_unchanged():
        return False
    try:
        target = _taken_name(folder, export)
        try:
            _move(export, target)
        except OSError:
            target.rmdir() if target.is_dir() else target.unlink(missing_ok=True)
            raise
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull("ingested") from None
        raise FolderNotWritable(str(folder)) from None
    return True


def _taken_name(folder: Path, export: ExportFile) -> Path:
    """A name in the folder that was free and is now taken: that of the export, with a number where there is one."""
    for candidate in _names(export.path, is_folder=export.members is not None):
        target = folder / candidate
        try:
            if export.members is None:
                os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            else:
                target.mkdir(mode=0o700)
        except FileExistsError:
            continue
        return target
    raise AssertionError("the names have no end")


def _names(path: Path, *, is_folder: bool) -> Iterator[str]:
    yield path.name
    stem, ending = (path.name, "") if is_folder else (path.stem, path.suffix)
    number = 2
    while True:
        yield f"{stem} ({number}){ending}"
        number += 1


def _move(export: ExportFile, target: Path) -> None:
    try:
        export.path.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(export, target)
        _remove(export)
    else:
        _close_to_others(target)
    sync(target.parent)
    sync(export.path.parent)


def _copy(export: ExportFile, target: Path) -> None:
    """A copy on another file system, complete and on the disk before it has its name."""
    temporary = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        if export.members is None:
            with open_file(export.path) as stream:
                _copy_file(stream, temporary, export.sha256)
        else:
            temporary.mkdir(mode=0o700)
            for member, digest in zip(export.members, export.member_digests, strict=True):
                place = temporary / member.name
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with open_member(export.path, member.name) as stream:
                    _copy_file(stream, place, digest)
            for folder in [temporary, *(p for p in temporary.rglob("*") if p.is_dir())]:
                sync(folder)
        temporary.rename(target)
        sync(target.parent)
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary)
        temporary.unlink(missing_ok=True)


def _copy_file(stream: BinaryIO, place: Path, sha256: str) -> None:
    """Copies a file.

    Raises:
        FileNotFoundError: it is no longer what was read.
    """
    digest = hashlib.sha256()
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != sha256:
        raise FileNotFoundError


def _remove(export: ExportFile) -> None:
    """Removes what was copied; what was not, such as links, stays with the folders around it."""
    if export.members is None:
        export.path.unlink()
        return
    for member in export.members:
        (export.path / member.name).unlink(missing_ok=True)
    for folder in sorted((p for p in export.path.rglob("*") if p.is_dir() and not p.is_symlink()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    if not any(export.path.iterdir()):
        export.path.rmdir()


def _close_to_others(target: Path) -> None:
    """Takes every right from others, from all that lies in a folder as well; links are let be."""
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.lstat().st_mode & 0o700)
