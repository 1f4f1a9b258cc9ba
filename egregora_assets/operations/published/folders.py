"""A new folder of files, there as a whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from egregora_assets.errors import NO_SPACE, DiskFull, FolderNotWritable, TargetRefused


def require_empty(folder: Path) -> None:
    """Does nothing where a folder is empty or not there.

    Raises:
        TargetRefused: it holds something, or is no folder.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise TargetRefused("it is no folder", "name a new or an empty folder.", str(folder))
    if folder.is_dir() and any(folder.iterdir()):
        raise TargetRefused("the folder is not empty", "name a new or an empty folder.", str(folder))


def write_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Writes files, given as safe path and bytes, aside and then puts them in place.

    Returns: their paths, in the order given.

    Raises:
        TargetRefused: the folder holds something, or is none.
        FolderNotWritable, DiskFull: it cannot be written; nothing is left of it.
    """
    require_empty(folder)
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    written: list[Path] = []
    try:
        aside.mkdir(parents=True)
        for path, content in files:
            target = aside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            written.append(folder / path)
        aside.replace(folder)
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull(str(folder)) from None
        raise FolderNotWritable(str(folder)) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return written
