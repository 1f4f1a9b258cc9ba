"""Folders on the disk: lists the regular files below one and opens them without following links; flushes names."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MAX_DEPTH = 16
MAX_FILES = 50_000
"""A folder with more files is skipped; an export has fewer, since the limits of archives hold for folders too."""
HIDDEN = (".", "~$")
PARTIAL_SUFFIXES = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".opdownload", ".filepart")
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_FOLDER_FLAGS = _FLAGS | getattr(os, "O_DIRECTORY", 0)
Stamp = tuple[int, ...]


@dataclass(frozen=True)
class Member:
    """One file below a folder: its path from there, with slashes, its size in bytes, and its stamp."""

    name: str
    byte_count: int
    stamp: Stamp


def make_stamp(status: os.stat_result) -> Stamp:
    """What changes when a file changes: device, inode, size, times."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def open_file(path: Path) -> BinaryIO:
    """Opens a file for reading; a link in its place is not followed.

    Raises:
        OSError: it is not there, cannot be read, or is a link.
    """
    return os.fdopen(os.open(path, _FLAGS), "rb")


def open_member(folder: Path, name: str) -> BinaryIO:
    """Opens a file below a folder for reading; no link on the way is followed.

    Args:
        name: path from the folder, with slashes.

    Raises:
        OSError: it is not there, cannot be read, or is no regular file.
    """
    *parents, last = name.split("/")
    descriptor = os.open(folder, _FOLDER_FLAGS)
    try:
        for parent in parents:
            inner = os.open(parent, _FOLDER_FLAGS, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        opened = os.open(last, _FLAGS, dir_fd=descriptor)
    finally:
        os.close(descriptor)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise FileNotFoundError
    return os.fdopen(opened, "rb")


def list_members(folder: Path) -> tuple[Member, ...]:
    """The regular files below a folder; hidden ones, unfinished downloads, links and devices are left out.

    Returns: by name; a few more than `MAX_FILES` where there are too many.

    Raises:
        OSError: a folder cannot be read.
    """
    found: list[Member] = []
    with _open_folder(folder, None) as descriptor:
        _walk(descriptor, "", 0, found)
    return tuple(sorted(found, key=lambda m: m.name))


def _walk(descriptor: int, path: str, depth: int, found: list[Member]) -> None:
    with os.scandir(descriptor) as entries:
        names = sorted(entry.name for entry in entries)
    for name in names:
        if len(found) > MAX_FILES:
            return
        if name.startswith(HIDDEN) or name.casefold().endswith(PARTIAL_SUFFIXES) or name == "__MACOSX":
            continue
        try:
            status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
        except FileNotFoundError:
            continue
        if stat.S_ISREG(status.st_mode):
            found.append(Member(f"{path}{name}", status.st_size, make_stamp(status)))
        elif stat.S_ISDIR(status.st_mode) and depth < MAX_DEPTH:
            with _open_folder(name, descriptor) as inner:
                _walk(inner, f"{path}{name}/", depth + 1, found)


@contextmanager
def _open_folder(name: str | Path, parent: int | None) -> Iterator[int]:
    descriptor = os.open(name, _FOLDER_FLAGS, dir_fd=parent)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk: a rename then lasts through a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
