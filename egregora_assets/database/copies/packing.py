"""Compressed copies of a database file: young files are mostly empty blocks, and several copies of each are kept."""

from __future__ import annotations

import gzip
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from egregora_assets import errors
from egregora_assets.database.copies.scratch import make_scratch_path

PACKED = ".gz"
CHUNK_BYTES = 1 << 22
_LEVEL = 1
"""A tenth smaller files at the usual level would cost twice the time."""
_BROKEN = (gzip.BadGzipFile, EOFError, zlib.error)


def is_packed(copy: Path) -> bool:
    """Whether a copy is a compressed one, by its name."""
    return copy.suffix == PACKED


def pack(reading: BinaryIO, target: Path) -> None:
    """Writes an open file compressed: the same bytes for the same bytes, mode 0600."""
    with os.fdopen(_create(target), "wb") as writing, gzip.GzipFile("", "wb", _LEVEL, writing, mtime=0) as packing:
        shutil.copyfileobj(reading, packing, CHUNK_BYTES)


def unpacks_to(copy: Path, source: Path) -> bool:
    """Whether a compressed copy holds just the bytes of a file."""
    try:
        with gzip.open(copy) as unpacking, source.open("rb") as reading:
            while (wanted := reading.read(CHUNK_BYTES)) == unpacking.read(CHUNK_BYTES):
                if not wanted:
                    return True
    except _BROKEN:
        return False
    return False


@contextmanager
def unpacked(copy: Path, folder: Path | None = None) -> Iterator[Path]:
    """The path of a plain file with what a copy holds, inside the block; the copy itself where it is not compressed.

    Args:
        folder: where it is unpacked, in a private folder that is deleted; None = where the copy lies.

    Raises:
        BackupUnusable: it is damaged.
        DiskFull, FolderNotWritable: there is no room to unpack it.
    """
    if not is_packed(copy):
        yield copy
        return
    with make_scratch_path((folder or copy.parent) / copy.stem) as plain:
        try:
            with gzip.open(copy) as unpacking, os.fdopen(_create(plain), "wb") as writing:
                shutil.copyfileobj(unpacking, writing, CHUNK_BYTES)
        except _BROKEN:
            raise errors.BackupUnusable(str(copy), "is damaged or is not a database") from None
        yield plain


def _create(path: Path) -> int:
    """A descriptor of a new private file."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
