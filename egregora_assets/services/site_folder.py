"""The folder that is published: built aside, looked through, swapped in whole.

`site` is at every moment the last good one, but for the instant between two renames; a swap that was cut off there is
mended before the next. A file whose bytes are what they were is linked, not written again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import dagster as dg

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.errors import NO_SPACE, DiskFull, FolderNotWritable, SiteFileRefused, SiteLeak
from egregora_assets.services.disk import sync
from egregora_assets.services.notes import Notes, read_notes, write_notes

SITE = "site"
_KEPT = "cache/site_pages.json"
_NEW, _OLD = ".site-new-", ".site-old-"

Page = tuple[str, bytes, str | None]
Copy = tuple[str, str, str | None]
Look = Callable[[bytes, str], Collection[str]]
"""Looks through a file's bytes for what must not be published; returns the kinds of what it found, never the finds."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file of the site as it stands: its path, the digest of its bytes, its size, the document that it shows."""

    path: str
    content_hash: str
    byte_count: int
    document_id: str | None


class SiteFolder(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Writes and reads `HOME/site`."""

    def publish(self, home: Path, pages: Iterable[Page], copies: Iterable[Copy], look: Look) -> list[Written]:
        """Builds the site aside and swaps it in.

        Args:
            home: the deployment's folder.
            pages: path, bytes, document id of what was made; consumed once.
            copies: path on the site, path below `home`, document id of what is taken as it is.
            look: what looks through every file and every path before it may be published.

        Returns: the files in order of their paths.

        Raises:
            SiteLeak: something was found; the last good site stays.
            SiteFileRefused: a path that leaves the folder or comes twice; a source that is missing or leaves `home`.
            FolderNotWritable, DiskFull: the folder cannot be written; the last good site stays.
        """
        return publish(home, pages, copies, look)

    def state(self, home: Path) -> str:
        """What stands there, as a digest of paths, sizes and times of change; `absent` where nothing does."""
        return state(home / SITE)

    def missing(self, home: Path, sources: Iterable[str]) -> frozenset[str]:
        """The paths below `home` that are no regular file: what they would show has to be told instead."""
        return frozenset(s for s in sources if not _is_regular(home / s))

    def files(self, home: Path) -> Iterator[tuple[str, bytes]]:
        """The paths and bytes of the site's files, in order."""
        for path in paths(home / SITE):
            yield path, (home / SITE / path).read_bytes()

    def standing(self, home: Path, path: str) -> bytes | None:
        """The bytes of a file of the site that stands, or None."""
        file = home / SITE / path
        return file.read_bytes() if is_safe(path) and _is_regular(file) else None

    def kept_pages(self, home: Path) -> dict[str, tuple[str, str]]:
        """What `keep_pages` noted last; nothing where that is gone or damaged."""
        return read_notes(home / _KEPT)

    def keep_pages(self, home: Path, pages: Notes) -> None:
        """Notes the key and the digest of each page that was published, by path, for the next build.

        Raises:
            FolderNotWritable, DiskFull: the folder of the cache cannot be written.
        """
        write_notes(home / _KEPT, pages)

    def sizes(self, home: Path) -> dict[str, int]:
        """The sizes of the site's files by path, in order."""
        return {path: (home / SITE / path).stat().st_size for path in paths(home / SITE)}


def publish(home: Path, pages: Iterable[Page], copies: Iterable[Copy], look: Look) -> list[Written]:
    """See `SiteFolder.publish`."""
    fresh = home / f"{_NEW}{os.getpid()}"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        mend(home)
        builder = _Builder(fresh, home / SITE, look)
        for path, content, document_id in pages:
            builder.add(path, content, document_id)
        for path, source, document_id in copies:
            builder.add(path, _source(home, source), document_id)
        fresh.mkdir(mode=0o755, exist_ok=True)
        _swap(home, fresh)
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull(SITE) from None
        raise FolderNotWritable(str(home)) from None
    finally:
        _clear(fresh)
    return sorted(builder.written, key=lambda w: w.path)


class _Builder:
    """Puts files into a fresh folder, taking over from the standing site what did not change."""

    def __init__(self, fresh: Path, standing: Path, look: Look) -> None:
        self._fresh, self._standing, self._look = fresh, standing, look
        self._folders: set[Path] = set()
        self._taken: set[str] = set()
        self.written: list[Written] = []

    def add(self, path: str, content: bytes, document_id: str | None) -> None:
        """One file.

        Raises:
            SiteLeak, SiteFileRefused: see `SiteFolder.publish`.
        """
        if not is_safe(path) or path in self._taken:
            raise SiteFileRefused("an address that is not safe or comes twice")
        self._taken.add(path)
        self._refuse_leaks(path, content)
        target = self._fresh / path
        if target.parent not in self._folders:
            target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            self._folders.add(target.parent)
        if not self._linked(path, content, target):
            _write(target, content)
        self.written.append(Written(path, public_uuid("file", content), len(content), document_id))

    def _refuse_leaks(self, path: str, content: bytes) -> None:
        """The path is looked through first: if it leaks itself, the error must not repeat it."""
        found = sorted(self._look(path.encode(), "an address"))
        if found:
            raise SiteLeak(f"an address below {path.partition('/')[0]}" if "/" in path else "an address", found)
        found = sorted(self._look(content, path))
        if found:
            raise SiteLeak(path, found)

    def _linked(self, path: str, content: bytes, target: Path) -> bool:
        """Whether the standing site has that very file, now under its new place too."""
        standing = self._standing / path
        try:
            if standing.is_symlink() or standing.stat().st_size != len(content) or standing.read_bytes() != content:
                return False
            os.link(standing, target)
        except OSError:  # not there, or a file system without links: written anew
            return False
        return True


def _write(target: Path, content: bytes) -> None:
    with target.open("xb") as stream:
        stream.write(content)
    target.chmod(0o644)


def _source(home: Path, source: str) -> bytes:
    """The bytes of a file below `home`.

    Raises:
        SiteFileRefused: it is no regular file there.
    """
    if not is_safe(source) or not _is_regular(home / source):
        raise SiteFileRefused("a source that is missing or outside the deployment folder")
    return (home / source).read_bytes()


def _is_regular(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def is_safe(path: str) -> bool:
    """Whether a path is relative, stays below its folder, and names no hidden file."""
    parts = PurePosixPath(path).parts
    printable = path.isprintable() and "\\" not in path and ":" not in path
    return bool(parts) and printable and path == "/".join(parts) and not any(p.startswith((".", "/")) for p in parts)


def _swap(home: Path, fresh: Path) -> None:
    """Puts the fresh folder into the site's place: two renames, then the folder's entries to disk."""
    site, old = home / SITE, home / f"{_OLD}{os.getpid()}"
    if site.exists() or site.is_symlink():
        site.rename(old)
    fresh.rename(site)
    sync(home)
    _clear(old)


def mend(home: Path) -> None:
    """Puts the last good site back if a swap was cut off between its renames, and removes what it left."""
    if not (home / SITE).exists():
        for old in sorted(home.glob(f"{_OLD}*"))[:1]:
            old.rename(home / SITE)
    for leftover in sorted((*home.glob(f"{_NEW}*"), *home.glob(f"{_OLD}*"))):
        _clear(leftover)


def _clear(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder, ignore_errors=True)


def paths(site: Path) -> list[str]:
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


def state(site: Path) -> str:
    """A digest of paths, sizes and times of change below a folder; `absent` where there is none."""
    if not site.is_dir():
        return "absent"
    digest = hashlib.sha256()
    for path in paths(site):
        status = (site / path).lstat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
