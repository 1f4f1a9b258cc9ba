"""What is noted of drafts for the next run: keys and digests, never text. It may be thrown away."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from egregora_assets.services.notes import Notes, read_notes, write_notes

_NOTES = "cache/drafts.json"


class DraftNotes(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Reads and writes `HOME/cache/drafts.json`."""

    def noted(self, home: Path) -> dict[str, tuple[str, str]]:
        """What `note` kept last: key and digest by subject; nothing where that is gone or damaged."""
        return read_notes(home / _NOTES)

    def note(self, home: Path, notes: Notes) -> None:
        """Keeps the key and the digest of each draft for the next run, instead of what was kept before.

        Raises:
            FolderNotWritable, DiskFull: the folder of the cache cannot be written.
        """
        write_notes(home / _NOTES, notes)
