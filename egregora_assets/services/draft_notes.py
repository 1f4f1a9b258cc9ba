"""What is noted of drafts for the next run: keys and digests, never text. It may be thrown away."""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from pathlib import Path

import dagster as dg

from egregora_assets.errors import DiskFull, FolderNotWritable
from egregora_assets.services.vault import write_private

_NOTES = "cache/drafts.json"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DraftNotes(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Reads and writes `HOME/cache/drafts.json`."""

    def noted(self, home: Path) -> dict[str, tuple[str, str]]:
        """What `note` kept last: key and digest by subject; nothing where that is gone or damaged."""
        try:
            noted = json.loads((home / _NOTES).read_bytes())
            return {str(subject): (str(key), str(digest)) for subject, (key, digest) in noted.items()}
        except (OSError, ValueError, TypeError, AttributeError):  # a cache: without it, everything is written anew
            return {}

    def note(self, home: Path, notes: Mapping[str, tuple[str, str]]) -> None:
        """Keeps the key and the digest of each draft for the next run, instead of what was kept before.

        Raises:
            FolderNotWritable, DiskFull: the folder of the cache cannot be written.
        """
        target = home / _NOTES
        data = json.dumps(dict(notes), sort_keys=True).encode()
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(target, data)
        except OSError as error:
            if error.errno in _FULL:
                raise DiskFull(target.parent.name) from None
            raise FolderNotWritable(str(target.parent)) from None
