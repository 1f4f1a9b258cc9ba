"""Files and folders in the inbox: which may be exports, whether they are complete, their digests."""

from __future__ import annotations

import os
import stat
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from egregora_assets.contracts.inbox import FileRecord
from egregora_assets.services.inbox.caches import DigestCache, hash_folder
from egregora_assets.services.inbox.errors import ExportUnusable
from egregora_assets.services.system.folders import (
    HIDDEN,
    MAX_FILES,
    PARTIAL_SUFFIXES,
    Member,
    Stamp,
    list_members,
    make_stamp,
    open_file,
    open_member,
)

_DIGEST_LENGTH = 64
SUFFIXES = (".zip", ".txt", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".html", ".htm")


@dataclass(frozen=True)
class InboxFile:
    """One complete file or folder that may be an export or hold several.

    Attributes:
        path: where it lies; the name may name people.
        name: the name as text, for the vault and a terminal.
        sha256: of its bytes, or of a folder's paths and bytes; hexadecimal.
        byte_count: its size.
        is_named: the user named this very file, so that an error in it fails the run.
        stamp: what a change of it would change; empty for a folder.
        members: the files of a folder; None for a file.
        member_digests: SHA-256 of each of them.
        copies: the same content at further paths.
    """

    path: Path
    name: str
    sha256: str
    byte_count: int
    is_named: bool
    stamp: Stamp
    members: tuple[Member, ...] | None = None
    member_digests: tuple[str, ...] = ()
    copies: tuple[InboxFile, ...] = ()

    @property
    def opaque_name(self) -> str:
        """A name for logs: the first eight characters of the digest."""
        return f"export {self.sha256[:8]}"

    def open(self) -> BinaryIO:
        """Opens the file; a link in its place is not followed."""
        return open_file(self.path)

    def open_member(self, number: int) -> BinaryIO:
        """Opens a file of the folder by its number, from 1; no link on the way is followed.

        Raises:
            FileNotFoundError: it is no longer there.
        """
        assert self.members is not None
        return open_member(self.path, self.members[number - 1].name)

    def is_unchanged(self) -> bool:
        """Whether it is still what was listed."""
        try:
            state = read_state(self.path)
        except OSError:
            return False
        return (state.stamp, state.members) == (self.stamp, self.members)


@dataclass(frozen=True)
class Listing:
    """What lies in the inbox.

    Attributes:
        files: complete files and folders, by digest.
        skipped: number of files and folders that are no exports or not complete, by reason.
        unreadable: those that cannot be opened; changing: those that are still being written.
        records: the last reading of each file that was read before, by digest.
    """

    files: tuple[InboxFile, ...]
    skipped: Mapping[str, int]
    unreadable: tuple[Path, ...] = ()
    changing: tuple[Path, ...] = ()
    records: Mapping[str, FileRecord] = field(default_factory=dict)


@dataclass(frozen=True)
class FileState:
    """A file or folder at one moment; `changed_at` is the time of its last change, in seconds since 1970."""

    path: Path
    stamp: Stamp
    members: tuple[Member, ...] | None
    changed_at: float


def decode_name(path: Path) -> str:
    """A file's name as text; bytes that are no text become U+FFFD."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def read_state(path: Path) -> FileState:
    """The state of a file or folder now.

    Raises:
        OSError: it is gone, or cannot be read.
    """
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode):
        return FileState(path, make_stamp(status), None, max(status.st_mtime, status.st_ctime))
    members = list_members(path)
    times = [status.st_mtime, status.st_ctime, *(max(m.stamp[-2:]) / 1e9 for m in members)]
    return FileState(path, (), members, max(times))


def reason_to_skip(entry: os.DirEntry[str]) -> str | None:
    """Why an entry of the inbox is no export, or None."""
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


def reason_to_skip_folder(state: FileState) -> str | None:
    """Why a folder is no export, or None; None for a file."""
    if state.members is None:
        return None
    if not state.members:
        return "empty folder"
    return f"folder of more than {MAX_FILES:,} files" if len(state.members) > MAX_FILES else None


def wait_until_stable(paths: Sequence[Path], stable_seconds: float) -> tuple[list[FileState], list[Path], list[Path]]:
    """Waits, at most `stable_seconds`, until it is known which files do not change any more.

    Returns: files that are complete, that are changing, that cannot be read; those that are gone are in none.
    """
    before, unreadable = _read_states(paths)
    youngest = max((state.changed_at for state in before), default=0.0)
    wait = youngest + stable_seconds - time.time()
    if wait <= 0:
        return before, [], unreadable
    time.sleep(min(wait, stable_seconds))
    after, closed = _read_states([state.path for state in before])
    as_before = {state.path: state for state in before}
    complete = [s for s in after if (s.stamp, s.members) == (as_before[s.path].stamp, as_before[s.path].members)]
    still = {state.path for state in after} - {state.path for state in complete}
    return complete, [s.path for s in before if s.path in still], [*unreadable, *closed]


def _read_states(paths: Sequence[Path]) -> tuple[list[FileState], list[Path]]:
    found, unreadable = [], []
    for path in paths:
        try:
            found.append(read_state(path))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            unreadable.append(path)
    return found, unreadable


def hash_file(state: FileState, digests: DigestCache, *, is_named: bool) -> InboxFile | None:
    """The file or folder with its digest; None if it changed while it was read.

    Raises:
        OSError: it cannot be read.
    """
    path = state.path
    if state.members is None:
        sha256, is_same = digests.hash_file(str(path), state.stamp, lambda: open_file(path))
        return InboxFile(path, decode_name(path), sha256, state.stamp[2], is_named, state.stamp) if is_same else None
    found = []
    for member in state.members:
        name = member.name
        sha256, is_same = digests.hash_file(str(path / name), member.stamp, lambda n=name: open_member(path, n))  # type: ignore[misc]
        if not is_same:
            return None
        found.append(sha256)
    whole = hash_folder((m.name, d) for m, d in zip(state.members, found, strict=True))
    size = sum(m.byte_count for m in state.members)
    return InboxFile(path, decode_name(path), whole, size, is_named, state.stamp, state.members, tuple(found))


def hash_files(paths: Sequence[Path], stable_seconds: float, folder: Path, *, is_named: bool) -> Listing:
    """Waits until it is known which files do not change any more, and lists those with their digests.

    Args:
        stable_seconds: a file that did not change for so long is complete.
        folder: the private folder of the cache of digests.
        is_named: the user named these very files.

    Raises:
        ExportUnusable: a folder that the user named is no export.
    """
    complete, changing, unreadable = wait_until_stable(paths, stable_seconds)
    digests = DigestCache.load(folder)
    skipped: Counter[str] = Counter()
    files: dict[str, InboxFile] = {}
    for state in complete:
        reason = reason_to_skip_folder(state)
        if reason and is_named:
            raise ExportUnusable(paths.index(state.path) + 1, f"is a {reason}", str(state.path))
        if reason:
            skipped[reason] += 1
            continue
        try:
            file = hash_file(state, digests, is_named=is_named)
        except OSError:
            unreadable.append(state.path)
            continue
        if file is None:
            changing.append(state.path)
        else:
            first = files.get(file.sha256)
            files[file.sha256] = replace(first, copies=(*first.copies, file)) if first else file
    digests.save(only_used=not is_named)
    if changing:
        skipped["still changing"] = len(changing)
    by_digest = tuple(files[d] for d in sorted(files))
    return Listing(by_digest, skipped, tuple(sorted(unreadable)), tuple(changing))


def is_digest(part: str) -> bool:
    """Whether what a file adds to the fingerprint is its digest: it is complete."""
    return len(part) == _DIGEST_LENGTH and part.isalnum()


def fingerprint_path(path: Path, stable_seconds: float, digests: DigestCache) -> str:
    """What a file adds to the fingerprint: its digest, or its stamp while it may still change; empty if nothing."""
    try:
        state = read_state(path)
        if reason_to_skip_folder(state):
            return ""
        if state.changed_at + stable_seconds > time.time():
            return f"changing {state.stamp} {state.members}"
        file = hash_file(state, digests, is_named=False)
    except OSError:
        return "gone"
    return file.sha256 if file else f"changing {state.stamp}"
