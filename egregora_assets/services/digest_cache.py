"""Digests of results that a run keeps for the next one, so that what would come out the same is not made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import dagster as dg

from egregora_assets.errors import NO_SPACE, DiskFull, FolderNotWritable
from egregora_assets.services.disk import write_private

Entries = Mapping[str, tuple[str, str]]
"""By subject: the key, a digest of everything that a result is made from, and the digest of the result."""


class DigestCache(dg.ConfigurableResource):  # type: ignore[type-arg]
    """A file of digests, never of text. It may be deleted at any time: then everything is made again.

    Attributes:
        path: the file, relative to the deployment's folder.
    """

    path: str

    def read(self, home: Path) -> dict[str, tuple[str, str]]:
        """The entries that were written last; none where the file is missing or damaged."""
        try:
            entries = json.loads((home / self.path).read_bytes())
            return {str(subject): (str(key), str(digest)) for subject, (key, digest) in entries.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def write(self, home: Path, entries: Entries) -> None:
        """Replaces the file, which is private, and makes its folder.

        Raises:
            FolderNotWritable, DiskFull: the folder cannot be written.
        """
        file = home / self.path
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(file, json.dumps(dict(entries), sort_keys=True).encode())
        except OSError as error:
            if error.errno in NO_SPACE:
                raise DiskFull(file.parent.name) from None
            raise FolderNotWritable(str(file.parent)) from None
