"""Two caches of the inbox, private in `HOME/vault/inbox` because they name files. Deleting either costs only time."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from egregora_assets.contracts.inbox import FileOutcome, FileRecord
from egregora_assets.services.disk import write_private
from egregora_assets.services.system.folders import Stamp, make_stamp

_STABLE_SECONDS = 2.0
"""A file changed more recently than this may change again without another modification time."""
_CHUNK = 1 << 20


@dataclass
class OutcomeCache:
    """The last reading of each file: one that was refused is not parsed again by the same reader.

    Key: SHA-256 of the file. Kept: its `FileRecord`, in `outcomes.json`. Without it, refused files are parsed once
    more; files that were read are recognised by the vault's tables.

    Attributes:
        by_digest: records by key.
        archived: keys of files that moved to the folder of processed files.
        latest: keys of the files that the last run saw.
    """

    path: Path
    by_digest: dict[str, FileRecord] = field(default_factory=dict)
    archived: set[str] = field(default_factory=set)
    latest: list[str] = field(default_factory=list)

    @classmethod
    def load(cls, folder: Path) -> OutcomeCache:
        """The cache in a private folder; empty where the file is missing or damaged."""
        path = folder / "outcomes.json"
        stored = _read_json(path)
        try:
            by_digest = {digest: _make_record(row) for digest, row in stored.get("files", {}).items()}
            return cls(path, by_digest, set(stored.get("put_away", ())), list(stored.get("latest", ())))
        except (TypeError, AttributeError, KeyError):
            return cls(path)

    def save(self) -> None:
        """Writes the cache."""
        content = {
            "files": {digest: asdict(record) for digest, record in sorted(self.by_digest.items())},
            "put_away": sorted(self.archived),
            "latest": self.latest,
        }
        write_private(self.path, json.dumps(content).encode())


class DigestCache:
    """SHA-256 of files, so that a file that did not change is not hashed again.

    Key: path. Kept: the file's stamp and SHA-256, in `digests.json`. Without it, every file is hashed once more.
    """

    def __init__(self, path: Path, known: Mapping[str, list[Any]]) -> None:
        self._path, self._known = path, known
        self._used: dict[str, list[Any]] = {}

    @classmethod
    def load(cls, folder: Path) -> DigestCache:
        """The cache in a private folder; empty where the file is missing or damaged."""
        path = folder / "digests.json"
        stored = _read_json(path)
        return cls(path, {str(p): entry for p, entry in stored.items() if isinstance(entry, list) and len(entry) == 2})

    def hash_file(self, path: str, stamp: Stamp, opener: Callable[[], BinaryIO]) -> tuple[str, bool]:
        """The SHA-256 of a file, and whether the file still has the stamp.

        Raises:
            OSError: it cannot be read.
        """
        known = self._known.get(path)
        if known is not None and tuple(known[0]) == stamp:
            self._used[path] = known
            return str(known[1]), True
        digest = hashlib.sha256()
        with opener() as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
            is_same = make_stamp(os.fstat(stream.fileno())) == stamp
        if is_same and abs(time.time() - stamp[-1] / 1e9) > _STABLE_SECONDS:
            self._used[path] = [list(stamp), digest.hexdigest()]
        return digest.hexdigest(), is_same

    def save(self, *, only_used: bool) -> None:
        """Writes the cache, if it changed.

        Args:
            only_used: drop files that were not asked for since it was loaded.
        """
        after = self._used if only_used else {**self._known, **self._used}
        if after != self._known:
            write_private(self._path, json.dumps(after, sort_keys=True).encode())


def hash_folder(members: Iterable[tuple[str, str]]) -> str:
    """The digest of a folder: of the paths and digests of its files."""
    digest = hashlib.sha256()
    for name, sha256 in members:
        digest.update(f"{name.encode('utf-8', 'surrogateescape').hex()} {sha256}\n".encode())
    return digest.hexdigest()


def _read_json(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _make_record(row: Mapping[str, Any]) -> FileRecord:
    parts = tuple(FileOutcome(**{**part, "export_ids": tuple(part["export_ids"])}) for part in row["parts"])
    return FileRecord(str(row["file_name"]), str(row["reader"]), str(row["run_id"]), parts, tuple(row["copies"]))
