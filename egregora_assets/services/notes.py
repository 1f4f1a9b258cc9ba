"""Notes of a run for the next one: a key and a digest by subject, never text. They may be thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from egregora_assets.errors import NO_SPACE, DiskFull, FolderNotWritable
from egregora_assets.services.disk import write_private

Notes = Mapping[str, tuple[str, str]]


def read_notes(path: Path) -> dict[str, tuple[str, str]]:
    """What `write_notes` kept last; nothing where that is gone or damaged."""
    try:
        noted = json.loads(path.read_bytes())
        return {str(subject): (str(key), str(digest)) for subject, (key, digest) in noted.items()}
    except (OSError, ValueError, TypeError, AttributeError):  # a cache: without it, everything is made anew
        return {}


def write_notes(path: Path, notes: Notes) -> None:
    """Keeps notes instead of what was kept before; the file is private, and its folder is made.

    Raises:
        FolderNotWritable, DiskFull: the folder cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, json.dumps(dict(notes), sort_keys=True).encode())
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull(path.parent.name) from None
        raise FolderNotWritable(str(path.parent)) from None
