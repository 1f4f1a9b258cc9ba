"""Requests: the files that a user named on the command line, kept in the vault under a token that says nothing."""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from egregora_assets.services.disk import write_private
from egregora_assets.services.inbox.errors import ExportsMissing, ExportUnusable, RequestUnknown

REQUEST_TAG = "egregora/request"
"""The tag of a run with the token of the request that it reads; a run without it reads the whole inbox."""


class Requests:
    """The requests of a deployment, in a private folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, paths: Sequence[Path], digests: Sequence[str]) -> str:
        """Stores a request and returns its token."""
        token = secrets.token_hex(8)
        content = {"paths": [str(p) for p in paths], "digests": list(digests)}
        write_private(self._folder / f"{token}.json", json.dumps(content).encode())
        return token

    def read_paths(self, token: str) -> list[Path]:
        """The files of a request.

        Raises:
            RequestUnknown: no request has the token.
        """
        path = self._folder / f"{token}.json"
        if not token.isalnum() or not path.is_file():
            raise RequestUnknown(token[:16] if token.isalnum() else "(unreadable)")
        return [Path(p) for p in json.loads(path.read_text(encoding="utf-8"))["paths"]]

    def read_digests(self) -> set[str]:
        """The digests of the files of all requests."""
        return {digest for path in self._list() for digest in _read_digests(path)}

    def drop(self, token: str) -> None:
        """Deletes a request."""
        if token.isalnum():
            (self._folder / f"{token}.json").unlink(missing_ok=True)

    def drop_repeated(self, token: str) -> None:
        """Deletes requests whose files are all in other requests; the one with the token stays."""
        seen: set[str] = set()
        for path in sorted(self._list(), key=lambda p: (p.name != f"{token}.json", p.name)):
            digests = _read_digests(path)
            if digests <= seen:
                path.unlink(missing_ok=True)
            seen |= digests

    def _list(self) -> list[Path]:
        return sorted(self._folder.glob("????????????????.json"))


def refuse_missing(paths: Iterable[Path]) -> None:
    """Does nothing where everything that the user named exists.

    Raises:
        ExportsMissing: something does not; all of it is told.
    """
    missing = {position: str(path) for position, path in enumerate(paths, 1) if not path.expanduser().exists()}
    if missing:
        raise ExportsMissing(missing)


def resolve_named(position: int, path: Path, home: Path) -> Path:
    """The real path of a file or folder that the user named.

    Args:
        position: place among those named, from 1.
        home: the deployment's folder, which is no export.

    Raises:
        ExportUnusable: it is absent, unreadable, or not to be read.
    """
    try:
        real = path.resolve(strict=True)
        mode = real.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise ExportUnusable(position, "does not exist", str(path)) from None
    except OSError:
        raise ExportUnusable(position, "cannot be reached", str(path)) from None
    if stat.S_ISDIR(mode) and (home.is_relative_to(real) or real.is_relative_to(home / "vault")):
        raise ExportUnusable(position, "is the folder of the deployment", str(path))
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise ExportUnusable(position, "is neither a file nor a folder", str(path))
    if not os.access(real, os.R_OK):
        raise ExportUnusable(position, "cannot be read for lack of permission", str(path))
    return real


def _read_digests(path: Path) -> set[str]:
    return set(json.loads(path.read_text(encoding="utf-8"))["digests"])
