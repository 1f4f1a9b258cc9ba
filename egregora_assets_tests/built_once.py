"""Folders that are made once in a run of the suite and looked at by all its workers."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from egregora_assets_tests.deployments import Done, digests, egregora


@dataclass(frozen=True)
class Deployment:
    """A deployment that must not be changed, the export that it was made from, and what the command wrote."""

    home: Path
    export: Path
    done: Done


class BuiltOnce:
    """Makes folders below a root that all workers know; who comes while one is made waits for it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._root.mkdir(exist_ok=True)
        self._used: set[str] = set()

    def folder(self, name: str, make: Callable[[Path], object]) -> Path:
        """The folder of a name, made unless it is there. What `make` leaves unfinished is thrown away."""
        folder, noted = self._root / name, self._root / f"{name}.json"
        with self._locked(name):
            if not noted.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                noted.write_text(json.dumps(_content(folder)))
        self._used.add(name)
        return folder

    def deployment(self, name: str, process: Callable[[Path], Sequence[str | Path]]) -> Deployment:
        """The deployment of a name.

        Args:
            process: the arguments of `egregora process`, the export first, which it writes into the folder given.
        """

        def make(folder: Path) -> None:
            arguments = process(folder)
            done = egregora("process", *arguments, "--output", folder / "home")
            (folder / "done.json").write_text(json.dumps([done.returncode, done.stdout, done.stderr]))

        folder = self.folder(name, make)
        (export,) = folder.glob("*.zip")
        return Deployment(folder / "home", export, Done(*json.loads((folder / "done.json").read_text())))

    def changed(self) -> dict[str, list[str]]:
        """By folder that was used here, the files that are not what they were."""
        found = {}
        for name in sorted(self._used):
            before, now = json.loads((self._root / f"{name}.json").read_text()), _content(self._root / name)
            differing = sorted(p for p in {*before, *now} if before.get(p) != now.get(p))
            if differing:
                found[name] = differing
        return found

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with (self._root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _content(folder: Path) -> dict[str, str]:
    """Digests of the files but for what reading makes: locks, SQLite's index of a log, an empty log."""
    empty = hashlib.sha256(b"").hexdigest()
    return {
        path: digest
        for path, digest in digests(folder).items()
        if not path.endswith((".lock", ".db-shm")) and not (path.endswith(".db-wal") and digest == empty)
    }
