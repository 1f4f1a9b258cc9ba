"""Moves processed files to the folder that the settings name: whole, private, never over another file."""

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
from egregora_assets.services.disk import private_folder
from egregora_assets.services.inbox.files import InboxFile
from egregora_assets.services.system.folders import open_file, open_member, sync

_CHUNK = 1 << 20


def archive_processed(file: InboxFile, folder: Path) -> bool:
    """Moves a file or folder, unless it changed since it was listed.

    An empty file or folder first reserves the new name, so that a kill at any moment leaves the export complete in its
    old place or in the new one.

    Returns: whether it was moved.

    Raises:
        FolderNotWritable, FolderTooOpen, DiskFull: the folder cannot be written.
    """
    private_folder(folder)
    if not file.is_unchanged():
        return False
    try:
        target = _reserve_name(folder, file)
        try:
            _move(file, target)
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


def _reserve_name(folder: Path, file: InboxFile) -> Path:
    """Creates an empty file or folder of the file's name, numbered if the name is taken, and returns its path."""
    for candidate in _candidate_names(file.path, is_folder=file.members is not None):
        target = folder / candidate
        try:
            if file.members is None:
                os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            else:
                target.mkdir(mode=0o700)
        except FileExistsError:
            continue
        return target
    raise AssertionError("candidate names are endless")


def _candidate_names(path: Path, *, is_folder: bool) -> Iterator[str]:
    yield path.name
    stem, ending = (path.name, "") if is_folder else (path.stem, path.suffix)
    number = 2
    while True:
        yield f"{stem} ({number}){ending}"
        number += 1


def _move(file: InboxFile, target: Path) -> None:
    try:
        file.path.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(file, target)
        _remove(file)
    else:
        _make_private(target)
    sync(target.parent)
    sync(file.path.parent)


def _copy(file: InboxFile, target: Path) -> None:
    """Copies to another file system; the copy is complete and on the disk before it gets its name."""
    temporary = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        if file.members is None:
            with open_file(file.path) as stream:
                _copy_file(stream, temporary, file.sha256)
        else:
            temporary.mkdir(mode=0o700)
            for member, digest in zip(file.members, file.member_digests, strict=True):
                place = temporary / member.name
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with open_member(file.path, member.name) as stream:
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
        FileNotFoundError: its bytes are no longer those that were read.
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


def _remove(file: InboxFile) -> None:
    """Removes what was copied; anything else, such as links, stays with the folders around it."""
    if file.members is None:
        file.path.unlink()
        return
    for member in file.members:
        (file.path / member.name).unlink(missing_ok=True)
    for folder in sorted((p for p in file.path.rglob("*") if p.is_dir() and not p.is_symlink()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    if not any(file.path.iterdir()):
        file.path.rmdir()


def _make_private(target: Path) -> None:
    """Takes all rights from other users, in a folder from everything below it too; links are left alone."""
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.lstat().st_mode & 0o700)
