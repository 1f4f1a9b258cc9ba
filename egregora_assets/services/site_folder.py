"""The folder that is published, as stages and checks use it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import dagster as dg

from egregora_assets.services.site_publishing import SITE, Copy, Page, Scan, SiteFile, is_regular, is_safe, publish


class SiteFolder(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Writes and reads `HOME/site`."""

    def publish(
        self, home: Path, pages: Iterable[Page], copies: Iterable[Copy], scan: Scan, confirm: Callable[[], None]
    ) -> list[SiteFile]:
        """Builds the site aside and swaps it in; see `site_publishing.publish` for arguments, result and errors."""
        return publish(home, pages, copies, scan, confirm)

    def fingerprint(self, home: Path) -> str:
        """A digest of paths, sizes and times of change of the site's files; `absent` where there is no folder."""
        site = home / SITE
        if not site.is_dir():
            return "absent"
        digest = hashlib.sha256()
        for path in list_paths(site):
            status = (site / path).lstat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    def find_missing(self, home: Path, sources: Iterable[str]) -> frozenset[str]:
        """The paths below `home` that are no regular file, and so cannot be published."""
        return frozenset(source for source in sources if not is_regular(home / source))

    def read_files(self, home: Path) -> Iterator[tuple[str, bytes]]:
        """The paths and bytes of the site's files, in order."""
        for path in list_paths(home / SITE):
            yield path, (home / SITE / path).read_bytes()

    def read_file(self, home: Path, path: str) -> bytes | None:
        """The bytes of a file of the site; None where there is none."""
        file = home / SITE / path
        return file.read_bytes() if is_safe(path) and is_regular(file) else None

    def measure_files(self, home: Path) -> dict[str, int]:
        """The sizes of the site's files in bytes, by path, in order."""
        return {path: (home / SITE / path).stat().st_size for path in list_paths(home / SITE)}


def list_paths(site: Path) -> list[str]:
    """The paths of all files below a folder, with slashes, sorted; none where there is no folder."""
    found: list[str] = []
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = list(os.scandir(site / folder))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            (pending if entry.is_dir(follow_symlinks=False) else found).append(f"{folder}/{entry.name}".lstrip("/"))
    return sorted(found)
