"""Folders and files on the disk: private, written whole, and safe from a power cut where that matters."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from egregora_assets.errors import FolderNotWritable, FolderTooOpen


def private_folder(path: Path) -> Path:
    """Makes a folder of mode 0700 if it is absent, and closes an empty one that others could read.

    Returns: the folder.

    Raises:
        FolderNotWritable: it cannot be made or written.
        FolderTooOpen: it holds something and others can read it.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise FolderNotWritable(str(path), is_file=True) from None
    except PermissionError:
        raise FolderNotWritable(str(path)) from None
    mode = path.stat().st_mode & 0o777
    if mode & 0o077 and any(path.iterdir()):
        raise FolderTooOpen(str(path), mode, 0o700)
    if mode & 0o077:
        path.chmod(0o700)
    if not os.access(path, os.W_OK | os.X_OK):
        raise FolderNotWritable(str(path))
    return path


def write_private(path: Path, data: bytes) -> None:
    """Writes a file of mode 0600, whole or not at all: temporary name, fsync, rename.

    Raises:
        OSError: it cannot be written; nothing is left of it.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_native_id()}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
