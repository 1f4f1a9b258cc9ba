"""The inbox: which files are exports, whether they are complete, and a private place for what is in them.

File names may name people, so none of them enters a run's configuration, a tag or a log: a run is told a token, and the
request that it stands for lies in the vault.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import secrets
import stat
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import dagster as dg

from egregora_assets.errors import EgregoraError
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault, private_folder, write_private

SUFFIXES = (".zip", ".txt", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
PARTIAL_SUFFIXES = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".opdownload", ".filepart")
REFUSED_FILE = "refused.json"
_CHUNK = 1 << 20


class InboxMissing(EgregoraError):
    """The folder that the settings name does not exist."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"There is no inbox at {folder}.",
            f"run `mkdir -p {folder}`, or correct the setting inbox in egregora.toml.",
        )
        self.folder = folder


class InboxUnreadable(EgregoraError):
    """The inbox cannot be listed."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"No permission to read the inbox {folder}.", f"run `chmod u+rwx {folder}`.")
        self.folder = folder


class ExportUnusable(EgregoraError):
    """A file that was named cannot be used at all: absent, a folder, unreadable."""

    def __init__(self, position: int, reason: str, path: str) -> None:
        super().__init__(
            f"Export {position} of those named {reason}.",
            "name the file that the phone or the program made (docs/sources.md).",
            detail_for_terminal=path,
        )
        self.position, self.reason = position, reason


class RequestUnknown(EgregoraError):
    """The token of a run stands for no request."""

    def __init__(self, token: str) -> None:
        super().__init__(
            f"No request {token} is in the vault.",
            "start the run again with `egregora process FILE`, or with an empty token.",
        )
        self.token = token


@dataclass(frozen=True)
class ExportFile:
    """One complete file that may be an export.

    Attributes:
        path: where it lies; its name may name people.
        sha256: digest of its bytes, hexadecimal.
        byte_count: its size.
        is_named: the user named this very file, so that an error in it is an error of the run.
        stamp: what a change of the file would change.
    """

    path: Path
    sha256: str
    byte_count: int
    is_named: bool
    stamp: tuple[int, ...]

    @property
    def opaque_name(self) -> str:
        """A name for logs: the first eight figures of the digest."""
        return f"export {self.sha256[:8]}"

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file, for reading; a link in its place is not followed."""
        with _open(self.path) as stream:
            yield stream

    def is_unchanged(self) -> bool:
        """Whether the file is still what was listed."""
        try:
            return _stamp(os.lstat(self.path)) == self.stamp
        except OSError:
            return False


@dataclass(frozen=True)
class Listing:
    """What lies in the inbox: exports by digest, and how many files were left alone, by reason."""

    exports: tuple[ExportFile, ...]
    left: Mapping[str, int]


@dataclass(frozen=True)
class Refusal:
    """A file that was not read: its real name (for a terminal only), the class of the reason, the reason and remedy."""

    file_name: str
    reason: str
    message: str


class Inbox(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folder that exports are put into, `HOME/inbox` unless the settings name another."""

    settings: Settings
    vault: Vault

    def listing(self, token: str = "") -> Listing:
        """The exports of a request, or of the whole inbox.

        Args:
            token: what `admit` gave; empty for the inbox.

        Raises:
            InboxMissing, InboxUnreadable: the folder.
            RequestUnknown: the token.
            ExportUnusable: a named file is gone.
        """
        paths = self._requested(token) if token else self._candidates()[0]
        left = {} if token else dict(self._candidates()[1])
        complete, changing = _settled(paths, self.settings.values().stable_seconds)
        if changing and token:
            raise ExportUnusable(paths.index(changing[0]) + 1, "is still being written", str(changing[0]))
        if changing:
            left["still changing"] = len(changing)
        exports = {e.sha256: e for e in (_digested(p, is_named=bool(token)) for p in complete)}
        return Listing(tuple(exports[d] for d in sorted(exports)), left)

    def exports(self, token: str = "") -> list[ExportFile]:
        """The exports of a request, or of the whole inbox, by digest."""
        return list(self.listing(token).exports)

    def signature(self) -> str:
        """An opaque digest of everything to read: the inbox's contents, what was asked for by name, the label.

        Equal signatures mean that there is nothing to read that was not there before. Files still changing count by
        size and time, so that the signature changes again when they are complete.
        """
        values = self.settings.values()
        parts = {_signed(p, values.stable_seconds) for p in self._candidates()[0]}
        parts |= {f"named {digest}" for request in self._every_request() for digest in request["digests"]}
        parts.add(f"label {values.chat_label}")
        return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:32]

    def admit(self, paths: Iterable[str | Path]) -> str:
        """A token for files that the user names, wherever they lie; the names go into the vault.

        Raises:
            ExportUnusable: a file is absent, a folder, or unreadable.
        """
        found = [_usable(i, Path(p).expanduser()) for i, p in enumerate(paths, 1)]
        token = secrets.token_hex(8)
        digests = [_digested(p, is_named=True).sha256 for p in found]
        content = {"paths": [str(p) for p in found], "digests": digests}
        write_private(self._requests() / f"{token}.json", json.dumps(content, ensure_ascii=False).encode())
        return token

    def withdraw(self, token: str) -> None:
        """Forgets a request, so that asking again reads again: after a run that failed."""
        if token.isalnum():
            (self._requests() / f"{token}.json").unlink(missing_ok=True)

    def settle(self, token: str, refusals: Sequence[Refusal]) -> None:
        """Notes which files were refused (by their real names, in the vault), and lets go of repeated requests."""
        kept = [{"file_name": r.file_name, "reason": r.reason, "message": r.message} for r in refusals]
        write_private(self._requests() / REFUSED_FILE, json.dumps(kept, ensure_ascii=False, indent=1).encode())
        seen: set[str] = set()
        for path in sorted(self._request_files(), key=lambda p: (p.name != f"{token}.json", p.name)):
            digests = set(json.loads(path.read_text(encoding="utf-8"))["digests"])
            if digests <= seen:
                path.unlink(missing_ok=True)
            seen |= digests

    def refusals(self) -> list[Refusal]:
        """The files that the last run did not read; for a terminal, since they are named."""
        path = self._requests() / REFUSED_FILE
        return [Refusal(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []

    def describe(self) -> str:
        """One line for a person: where the inbox is and how much waits there."""
        paths, left = self._candidates()
        aside = f", {sum(left.values())} other files left alone" if left else ""
        return f"{self.settings.values().inbox}: {len(paths)} exports{aside}"

    def keep_media(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Stores an attachment's bytes in the vault under their digest; what is there already stays.

        Returns: SHA-256 in hexadecimal and the size.
        """
        folder = private_folder(self.vault.directory / "media")
        temporary = folder / f".{secrets.token_hex(8)}.part"
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                for chunk in chunks:
                    digest.update(chunk)
                    size += stream.write(chunk)
                stream.flush()
                os.fsync(stream.fileno())
            target = folder / digest.hexdigest()
            if not target.exists():
                temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        return digest.hexdigest(), size

    def now(self) -> dt.datetime:
        """The time, in UTC, at which exports are noted as read."""
        return dt.datetime.now(dt.UTC)

    def _folder(self) -> Path:
        values = self.settings.values()
        if values.inbox.is_dir():
            return values.inbox
        if values.is_inbox_configured:
            raise InboxMissing(str(values.inbox))
        private_folder(values.home)
        return private_folder(values.inbox)

    def _candidates(self) -> tuple[list[Path], dict[str, int]]:
        """Files that may be exports, by name, and how many others there are, by reason."""
        folder = self._folder()
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError:
            raise InboxUnreadable(str(folder)) from None
        left: dict[str, int] = {}
        paths = []
        for entry in entries:
            reason = _reason_to_leave(entry)
            if reason:
                left[reason] = left.get(reason, 0) + 1
            else:
                paths.append(Path(entry.path))
        return paths, left

    def _requests(self) -> Path:
        return private_folder(self.vault.directory / "requests")

    def _request_files(self) -> list[Path]:
        return sorted(p for p in self._requests().glob("*.json") if p.name != REFUSED_FILE)

    def _requested(self, token: str) -> list[Path]:
        path = self._requests() / f"{token}.json"
        if not token.isalnum() or not path.is_file():
            raise RequestUnknown(token[:16] if token.isalnum() else "(unreadable)")
        return [Path(p) for p in json.loads(path.read_text(encoding="utf-8"))["paths"]]

    def _every_request(self) -> list[dict[str, list[str]]]:
        return [json.loads(p.read_text(encoding="utf-8")) for p in self._request_files()]


def _reason_to_leave(entry: os.DirEntry[str]) -> str | None:
    """Why a file of the inbox is left alone, or None."""
    name = entry.name.casefold()
    if name.startswith((".", "~$")):
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
        return "folder"
    if not stat.S_ISREG(mode):
        return "not a regular file"
    return None if name.endswith(SUFFIXES) else "not a kind of file that is read"


def _usable(position: int, path: Path) -> Path:
    """The real path of a file that the user names."""
    try:
        real = path.resolve(strict=True)
        mode = real.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise ExportUnusable(position, "does not exist", str(path)) from None
    except OSError:
        raise ExportUnusable(position, "cannot be reached", str(path)) from None
    if not stat.S_ISREG(mode):
        raise ExportUnusable(position, "is not a file", str(path))
    if not os.access(real, os.R_OK):
        raise ExportUnusable(position, "cannot be read for lack of permission", str(path))
    return real


def _settled(paths: Sequence[Path], stable_seconds: float) -> tuple[list[Path], list[Path]]:
    """The files that stay the same, and those that change, over a time just long enough to tell (at most once).

    Raises:
        ExportUnusable: a file is gone.
    """
    before = {p: _lstat(i, p) for i, p in enumerate(paths, 1)}
    youngest = max((max(s.st_mtime, s.st_ctime) for s in before.values()), default=0.0)
    wait = youngest + stable_seconds - time.time()
    if wait > 0:
        time.sleep(min(wait, stable_seconds))
    after = {p: _lstat(i, p) for i, p in enumerate(paths, 1)}
    changing = [p for p in paths if _stamp(before[p]) != _stamp(after[p])]
    return [p for p in paths if p not in changing], changing


def _lstat(position: int, path: Path) -> os.stat_result:
    try:
        return os.lstat(path)
    except OSError:
        raise ExportUnusable(position, "is gone", str(path)) from None


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _open(path: Path) -> BinaryIO:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.fdopen(os.open(path, flags), "rb")


def _digested(path: Path, *, is_named: bool) -> ExportFile:
    """The file with its digest, taken from one opening of it.

    Raises:
        ExportUnusable: it cannot be read.
    """
    try:
        with _open(path) as stream:
            status = os.fstat(stream.fileno())
            digest = hashlib.sha256()
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        raise ExportUnusable(1, "cannot be read for lack of permission", str(path)) from None
    return ExportFile(path, digest.hexdigest(), status.st_size, is_named, _stamp(status))


def _signed(path: Path, stable_seconds: float) -> str:
    """What a file adds to the signature: its digest, or how it stands while it may still change."""
    try:
        status = os.lstat(path)
        if max(status.st_mtime, status.st_ctime) + stable_seconds > time.time():
            return f"changing {_stamp(status)}"
        return _digested(path, is_named=False).sha256
    except (OSError, ExportUnusable):
        return "gone"
