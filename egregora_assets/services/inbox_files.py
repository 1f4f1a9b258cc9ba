"""What lies in the inbox: files and folders that may be exports, whether they are complete, how each is opened."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from egregora_assets.services.folders import (
    HIDDEN,
    MAX_FILES,
    PARTIAL_SUFFIXES,
    Member,
    Stamp,
    members_of,
    open_file,
    open_member,
    stamp_of,
)
from egregora_assets.services.inbox_notes import Digests, digest_of_all

SUFFIXES = (".zip", ".txt", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")


@dataclass(frozen=True)
class ExportFile:
    """One complete file or folder that may be an export, or hold several.

    Attributes:
        path: where it lies; its name may name people.
        sha256: digest of its bytes, or of a folder's paths and bytes; hexadecimal.
        byte_count: its size.
        is_named: the user named this very file, so that an error in it is an error of the run.
        stamp: what a change of it would change; empty for a folder.
        members: the files of a folder; None for a file.
        member_digests: SHA-256 of each of them.
        copies: the same content in further places.
    """

    path: Path
    sha256: str
    byte_count: int
    is_named: bool
    stamp: Stamp
    members: tuple[Member, ...] | None = None
    member_digests: tuple[str, ...] = ()
    copies: tuple[ExportFile, ...] = ()

    @property
    def opaque_name(self) -> str:
        """A name for logs: the first eight figures of the digest."""
        return f"export {self.sha256[:8]}"

    @property
    def name(self) -> str:
        """Its name as text, for the vault and a terminal."""
        return name_of(self.path)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file, for reading; a link in its place is not followed."""
        with open_file(self.path) as stream:
            yield stream

    def files(self) -> list[tuple[str, int]] | None:
        """The paths and sizes of a folder's files; None for a file."""
        return None if self.members is None else [(_text(m.name), m.byte_count) for m in self.members]

    def open_member(self, number: int) -> BinaryIO:
        """A file of the folder by its place, from 1; no link on the way is followed.

        Raises:
            FileNotFoundError: it is no longer there.
        """
        assert self.members is not None
        return open_member(self.path, self.members[number - 1].name)

    def is_unchanged(self) -> bool:
        """Whether it is still what was listed."""
        try:
            seen = look_at(self.path)
        except OSError:
            return False
        return (seen.stamp, seen.members) == (self.stamp, self.members)


@dataclass(frozen=True)
class Listing:
    """What lies in the inbox.

    Attributes:
        exports: by digest.
        left: how many files and folders were left alone, by reason.
        unreadable: those that cannot be opened.
    """

    exports: tuple[ExportFile, ...]
    left: Mapping[str, int]
    unreadable: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Seen:
    """How a file or folder stands at a moment; `changed_at` is the time of its last change, in seconds since 1970."""

    path: Path
    stamp: Stamp
    members: tuple[Member, ...] | None
    changed_at: float


def name_of(path: Path) -> str:
    """A file's name as text; bytes of it that are no text become U+FFFD."""
    return _text(path.name)


def _text(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def look_at(path: Path) -> Seen:
    """How a file or folder stands.

    Raises:
        OSError: it is gone, or cannot be read.
    """
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode):
        return Seen(path, stamp_of(status), None, max(status.st_mtime, status.st_ctime))
    members = members_of(path)
    times = [status.st_mtime, status.st_ctime, *(max(m.stamp[-2:]) / 1e9 for m in members)]
    return Seen(path, (), members, max(times))


def reason_to_leave(entry: os.DirEntry[str]) -> str | None:
    """Why something in the inbox is left alone, or None."""
    name = entry.name.casefold()
    if name.startswith(HIDDEN):
        return "hidden"
    if name.endswith(PARTIAL_SUFFIXES):
        return "unfinished download"
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError:  # renamed or removed since the folder was read; the error would name it
        return "gone"
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_ISDIR(mode):
        return None
    if not stat.S_ISREG(mode):
        return "not a regular file"
    return None if name.endswith(SUFFIXES) else "not a kind of file that is read"


def reason_to_leave_folder(seen: Seen) -> str | None:
    """Why a folder is left alone, or None."""
    if seen.members is None:
        return None
    if not seen.members:
        return "empty folder"
    return f"folder of more than {MAX_FILES:,} files" if len(seen.members) > MAX_FILES else None


def settled(paths: Sequence[Path], stable_seconds: float) -> tuple[list[Seen], list[Path], list[Path]]:
    """Those that stay the same for a time just long enough to tell (at most once), that change, that cannot be read."""
    before, unreadable = _looked_at(paths)
    youngest = max((seen.changed_at for seen in before), default=0.0)
    wait = youngest + stable_seconds - time.time()
    if wait <= 0:
        return before, [], unreadable
    time.sleep(min(wait, stable_seconds))
    after, closed = _looked_at([seen.path for seen in before])
    as_before = {seen.path: seen for seen in before}
    complete = [s for s in after if (s.stamp, s.members) == (as_before[s.path].stamp, as_before[s.path].members)]
    still = {seen.path for seen in after} - {seen.path for seen in complete}
    return complete, [s.path for s in before if s.path in still], [*unreadable, *closed]


def _looked_at(paths: Sequence[Path]) -> tuple[list[Seen], list[Path]]:
    found, unreadable = [], []
    for path in paths:
        try:
            found.append(look_at(path))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            unreadable.append(path)
    return found, unreadable


def digested(seen: Seen, digests: Digests, *, is_named: bool) -> ExportFile | None:
    """The file or folder with its digest; None if it changed while it was read.

    Raises:
        OSError: it cannot be read.
    """
    path = seen.path
    if seen.members is None:
        sha256, is_same = digests.of(str(path), seen.stamp, lambda: open_file(path))
        return ExportFile(path, sha256, seen.stamp[2], is_named, seen.stamp) if is_same else None
    found = []
    for member in seen.members:
        name = member.name
        sha256, is_same = digests.of(str(path / name), member.stamp, lambda n=name: open_member(path, n))  # type: ignore[misc]
        if not is_same:
            return None
        found.append(sha256)
    whole = digest_of_all((m.name, d) for m, d in zip(seen.members, found, strict=True))
    size = sum(m.byte_count for m in seen.members)
    return ExportFile(path, whole, size, is_named, seen.stamp, seen.members, tuple(found))
