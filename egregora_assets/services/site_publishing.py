"""Builds the published folder aside and swaps it in whole.

`site` is the last good folder at every moment, except between two renames; a swap that was cut off there is repaired
before the next one. A file with unchanged bytes is linked, not written again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.errors import NO_SPACE, DiskFull, FolderNotWritable, SiteFileRefused, SiteLeak
from egregora_assets.services.system.folders import sync

SITE = "site"
ADDRESS = "an address"
"""The place of a path that is scanned itself."""
_NEW, _OLD = ".site-new-", ".site-old-"

Page = tuple[str, bytes, str | None]
"""Path, bytes and document id of a page."""
Copy = tuple[str, str, str | None]
"""Path on the site, path below the deployment's folder and document id of a file that is copied."""
Scan = Callable[[bytes, str], Collection[str]]
"""Scans a file's bytes, given with its path, for what must not be published; returns the kinds of what it found."""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the site: its path, the digest of its bytes, its size, and the document that it shows."""

    path: str
    content_hash: str
    byte_count: int
    document_id: str | None


def publish(
    home: Path, pages: Iterable[Page], copies: Iterable[Copy], scan: Scan, confirm: Callable[[], None] = lambda: None
) -> list[SiteFile]:
    """Builds the site aside and swaps it in.

    Args:
        home: the deployment's folder.
        pages: what was rendered; consumed once.
        copies: files that are taken as they are.
        scan: scans every file and every path before it may be published.
        confirm: is called last before the swap, and raises where the site must not be replaced after all.

    Returns: the files in order of their paths.

    Raises:
        SiteLeak: the scan found something; the last good site stays.
        SiteFileRefused: a path that leaves the folder or comes twice; a source that is missing or leaves `home`.
        FolderNotWritable, DiskFull: the folder cannot be written; the last good site stays.
    """
    fresh = home / f"{_NEW}{os.getpid()}"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        repair_swap(home)
        builder = _Builder(fresh, home / SITE, scan)
        for path, content, document_id in pages:
            builder.add(path, content, document_id)
        for path, source, document_id in copies:
            builder.add(path, _read_source(home, source), document_id)
        fresh.mkdir(mode=0o755, exist_ok=True)
        confirm()
        _swap(home, fresh)
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull(SITE) from None
        raise FolderNotWritable(str(home)) from None
    finally:
        _remove(fresh)
    return sorted(builder.files, key=lambda file: file.path)


def repair_swap(home: Path) -> None:
    """Puts the last good site back if a swap was cut off between its renames, and removes leftovers."""
    if not (home / SITE).exists():
        for old in sorted(home.glob(f"{_OLD}*"))[:1]:
            old.rename(home / SITE)
    for leftover in sorted((*home.glob(f"{_NEW}*"), *home.glob(f"{_OLD}*"))):
        _remove(leftover)


def is_safe(path: str) -> bool:
    """Whether a path is relative, stays below its folder, and names no hidden file."""
    parts = PurePosixPath(path).parts
    printable = path.isprintable() and "\\" not in path and ":" not in path
    return bool(parts) and printable and path == "/".join(parts) and not any(p.startswith((".", "/")) for p in parts)


def is_regular(path: Path) -> bool:
    """Whether a path is a file, and no link."""
    return path.is_file() and not path.is_symlink()


class _Builder:
    """Puts files into a fresh folder, linking those that are unchanged on the present site."""

    def __init__(self, fresh: Path, present: Path, scan: Scan) -> None:
        self._fresh, self._present, self._scan = fresh, present, scan
        self._folders: set[Path] = set()
        self._paths: set[str] = set()
        self.files: list[SiteFile] = []

    def add(self, path: str, content: bytes, document_id: str | None) -> None:
        """Adds a file.

        Raises:
            SiteLeak, SiteFileRefused: see `publish`.
        """
        if not is_safe(path) or path in self._paths:
            raise SiteFileRefused("an address that is not safe or comes twice")
        self._paths.add(path)
        self._refuse_leaks(path, content, document_id)
        target = self._fresh / path
        if target.parent not in self._folders:
            target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            self._folders.add(target.parent)
        if not self._link(path, content, target):
            _write(target, content)
        self.files.append(SiteFile(path, public_uuid("file", content), len(content), document_id))

    def _refuse_leaks(self, path: str, content: bytes, document_id: str | None) -> None:
        """Scans the path first: if it leaks itself, the error must not repeat it."""
        found = sorted(self._scan(path.encode(), ADDRESS))
        if found:
            raise SiteLeak(f"an address below {path.partition('/')[0]}" if "/" in path else "an address", found)
        found = sorted(self._scan(content, path))
        if found:
            raise SiteLeak(path, found, document_id)

    def _link(self, path: str, content: bytes, target: Path) -> bool:
        """Links the file of the present site, if it has these bytes. Returns: whether it did."""
        present = self._present / path
        try:
            if present.is_symlink() or present.stat().st_size != len(content) or present.read_bytes() != content:
                return False
            os.link(present, target)
        except OSError:  # not there, or a file system without links: written anew
            return False
        return True


def _write(target: Path, content: bytes) -> None:
    with target.open("xb") as stream:
        stream.write(content)
    target.chmod(0o644)


def _read_source(home: Path, source: str) -> bytes:
    """The bytes of a file below `home`.

    Raises:
        SiteFileRefused: it is no regular file there.
    """
    if not is_safe(source) or not is_regular(home / source):
        raise SiteFileRefused("a source that is missing or outside the deployment folder")
    return (home / source).read_bytes()


def _swap(home: Path, fresh: Path) -> None:
    """Puts the fresh folder into the site's place: two renames, then the folder's entries to disk."""
    site, old = home / SITE, home / f"{_OLD}{os.getpid()}"
    if site.exists() or site.is_symlink():
        site.rename(old)
    fresh.rename(site)
    sync(home)
    _remove(old)


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder, ignore_errors=True)
