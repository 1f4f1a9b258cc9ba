"""What is noted of the inbox for the next look, in the vault because it names files: digests, and what became of each.

Both may be thrown away: files are then hashed again, and those that were read are known by the vault's tables.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from egregora_assets.services.disk import private_folder, write_private
from egregora_assets.services.folders import Stamp, stamp_of

DIGESTS_FILE, OUTCOMES_FILE = "digests.json", "outcomes.json"
_SETTLED_SECONDS = 2.0
"""A file that changed a shorter time ago could change again without another time of change."""
_CHUNK = 1 << 20


@dataclass(frozen=True)
class PartOutcome:
    """What became of one export in a file or folder.

    Attributes:
        name: path inside; empty for all of it.
        content: digest of what is in it.
        export_ids: its conversations in the vault; empty if it was refused.
        same_as: names the file that brought the same content before; empty if it was read.
        reason, message: the class of the refusal, and what it says; empty if it was not refused.
    """

    name: str
    content: str
    export_ids: tuple[str, ...] = ()
    same_as: str = ""
    reason: str = ""
    message: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a file or folder, known by its digest.

    Attributes:
        file_name: its name when it was read.
        reader: the version of what read it.
        run_id: the run.
        parts: its exports.
        copies: names under which the same content lay beside it.
    """

    file_name: str
    reader: str
    run_id: str
    parts: tuple[PartOutcome, ...]
    copies: tuple[str, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether nothing of it was refused."""
        return bool(self.parts) and not any(part.reason for part in self.parts)


@dataclass
class Outcomes:
    """Outcomes by digest, and the digests of files that were put away after they were read."""

    by_digest: dict[str, Outcome] = field(default_factory=dict)
    put_away: set[str] = field(default_factory=set)
    latest: list[str] = field(default_factory=list)
    """Digests of what the last run looked at."""


class InboxNotes:
    """The notes of a deployment, in `HOME/vault/inbox`."""

    def __init__(self, vault: Path) -> None:
        self._folder = private_folder(vault / "inbox")

    def outcomes(self) -> Outcomes:
        """What was noted last; nothing where that is gone or damaged."""
        noted = _read(self._folder / OUTCOMES_FILE)
        try:
            by_digest = {digest: _outcome(row) for digest, row in noted.get("files", {}).items()}
            return Outcomes(by_digest, set(noted.get("put_away", ())), list(noted.get("latest", ())))
        except (TypeError, AttributeError, KeyError):
            return Outcomes()

    def keep(self, outcomes: Outcomes) -> None:
        """Notes outcomes instead of what was noted before."""
        content = {
            "files": {digest: asdict(outcome) for digest, outcome in sorted(outcomes.by_digest.items())},
            "put_away": sorted(outcomes.put_away),
            "latest": outcomes.latest,
        }
        write_private(self._folder / OUTCOMES_FILE, json.dumps(content).encode())

    def digests(self) -> Digests:
        """The digests that are known by path."""
        noted = _read(self._folder / DIGESTS_FILE)
        known = {str(path): entry for path, entry in noted.items() if isinstance(entry, list) and len(entry) == 2}
        return Digests(self._folder / DIGESTS_FILE, known)


class Digests:
    """SHA-256 of files by path, for as long as they do not change."""

    def __init__(self, path: Path, known: Mapping[str, list[Any]]) -> None:
        self._path, self._known = path, known
        self._seen: dict[str, list[Any]] = {}

    def of(self, path: str, stamp: Stamp, opener: Callable[[], BinaryIO]) -> tuple[str, bool]:
        """The digest of a file, and whether the file is still what was listed.

        Raises:
            OSError: it cannot be read.
        """
        known = self._known.get(path)
        if known is not None and tuple(known[0]) == stamp:
            self._seen[path] = known
            return str(known[1]), True
        digest = hashlib.sha256()
        with opener() as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
            is_same = stamp_of(os.fstat(stream.fileno())) == stamp
        if is_same and abs(time.time() - stamp[-1] / 1e9) > _SETTLED_SECONDS:
            self._seen[path] = [list(stamp), digest.hexdigest()]
        return digest.hexdigest(), is_same

    def keep(self, *, only_seen: bool) -> None:
        """Notes the digests for the next look.

        Args:
            only_seen: forget files that were not asked for since.
        """
        after = self._seen if only_seen else {**self._known, **self._seen}
        if after != self._known:
            write_private(self._path, json.dumps(after, sort_keys=True).encode())


def digest_of_all(members: Iterable[tuple[str, str]]) -> str:
    """What a folder is known by: the paths of its files and their digests."""
    digest = hashlib.sha256()
    for name, sha256 in members:
        digest.update(f"{name.encode('utf-8', 'surrogateescape').hex()} {sha256}\n".encode())
    return digest.hexdigest()


def _read(path: Path) -> dict[str, Any]:
    try:
        noted = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _outcome(row: Mapping[str, Any]) -> Outcome:
    parts = tuple(PartOutcome(**{**part, "export_ids": tuple(part["export_ids"])}) for part in row["parts"])
    return Outcome(str(row["file_name"]), str(row["reader"]), str(row["run_id"]), parts, tuple(row["copies"]))
