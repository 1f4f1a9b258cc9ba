"""What the user named on the command line: files by their paths, in the vault; a run is told a token alone."""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path

from egregora_assets.services.disk import private_folder, write_private
from egregora_assets.services.inbox_errors import ExportUnusable, RequestUnknown


class InboxRequests:
    """The requests of a deployment, in `HOME/vault/requests`."""

    def __init__(self, vault: Path) -> None:
        self._folder = private_folder(vault / "requests")

    def add(self, paths: Sequence[Path], digests: Sequence[str]) -> str:
        """A token for some files."""
        token = secrets.token_hex(8)
        content = {"paths": [str(p) for p in paths], "digests": list(digests)}
        write_private(self._folder / f"{token}.json", json.dumps(content).encode())
        return token

    def paths_of(self, token: str) -> list[Path]:
        """The files that a token stands for.

        Raises:
            RequestUnknown: it stands for nothing.
        """
        path = self._folder / f"{token}.json"
        if not token.isalnum() or not path.is_file():
            raise RequestUnknown(token[:16] if token.isalnum() else "(unreadable)")
        return [Path(p) for p in json.loads(path.read_text(encoding="utf-8"))["paths"]]

    def digests(self) -> set[str]:
        """What was asked for by all requests."""
        return {digest for path in self._files() for digest in _digests_of(path)}

    def forget(self, token: str) -> None:
        """Lets go of a request."""
        if token.isalnum():
            (self._folder / f"{token}.json").unlink(missing_ok=True)

    def forget_repeated(self, token: str) -> None:
        """Lets go of requests that ask for nothing that others do not ask for; the one of the token stays."""
        seen: set[str] = set()
        for path in sorted(self._files(), key=lambda p: (p.name != f"{token}.json", p.name)):
            digests = _digests_of(path)
            if digests <= seen:
                path.unlink(missing_ok=True)
            seen |= digests

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("????????????????.json"))


def usable(position: int, path: Path, home: Path) -> Path:
    """The real path of a file or folder that the user names.

    Args:
        position: of it among those named, from 1; home: the deployment's folder, which is no export.

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


def _digests_of(path: Path) -> set[str]:
    return set(json.loads(path.read_text(encoding="utf-8"))["digests"])
