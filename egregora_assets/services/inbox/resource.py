"""The inbox as a Dagster resource."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import dagster as dg

from egregora_assets.contracts.inbox import FileRecord
from egregora_assets.services.disk import private_folder
from egregora_assets.services.inbox.archiving import archive_processed
from egregora_assets.services.inbox.caches import DigestCache, OutcomeCache
from egregora_assets.services.inbox.errors import ExportUnusable, InboxMissing, InboxUnreadable
from egregora_assets.services.inbox.files import (
    InboxFile,
    Listing,
    fingerprint_path,
    hash_file,
    hash_files,
    is_digest,
    read_state,
    reason_to_skip,
)
from egregora_assets.services.inbox.requests import Requests, resolve_named
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault


@dataclass(frozen=True)
class Refusal:
    """A file that was not read: its real name (for a terminal only), the reason's class, the reason with a remedy."""

    file_name: str
    reason: str
    message: str


class Inbox(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folder that exports are put into, `HOME/inbox` unless the settings name another."""

    settings: Settings
    vault: Vault

    def list_files(self, token: str = "") -> Listing:
        """The complete files of a request, or of the whole inbox.

        A file that did not change since it was last listed is not hashed again.

        Args:
            token: of a request (`add_request`); empty for the inbox.

        Raises:
            InboxMissing, InboxUnreadable: the folder cannot be listed.
            RequestUnknown: no request has the token.
            ExportUnusable: a named file is gone, cannot be read, or is still being written.
        """
        paths, skipped = (self._requests().read_paths(token), Counter[str]()) if token else self._find_candidates()
        stable_seconds = self.settings.values().stable_seconds
        found = hash_files(paths, stable_seconds, self._private_folder("inbox"), is_named=bool(token))
        if token:
            _check_complete(paths, found)
        skipped.update(found.skipped)
        return replace(found, skipped=skipped, records=self.load_outcomes().by_digest)

    def compute_fingerprint(self) -> str:
        """A digest of everything there is to read: the inbox's contents, the requests, the chat label.

        Equal fingerprints mean that nothing is there that was not there before. Files that are still changing count by
        size and time, so that the fingerprint changes when they are complete; processed files that were moved away
        count as if they still lay here.

        Raises:
            InboxMissing, InboxUnreadable: the folder cannot be listed.
        """
        parts = self._fingerprint_paths() | self.load_outcomes().archived
        parts |= {f"named {digest}" for digest in self._requests().read_digests()}
        parts.add(f"label {self.settings.values().chat_label}")
        return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:32]

    def list_unread(self) -> list[str]:
        """Digests of the complete files of the inbox that no run has read or refused, in order.

        Raises:
            InboxMissing, InboxUnreadable: the folder cannot be listed.
        """
        return sorted(filter(is_digest, self._fingerprint_paths() - self.load_outcomes().by_digest.keys()))

    def _fingerprint_paths(self) -> set[str]:
        """What the files of the inbox add to the fingerprint."""
        seconds, digests = self.settings.values().stable_seconds, DigestCache.load(self._private_folder("inbox"))
        parts = {fingerprint_path(path, seconds, digests) for path in self._find_candidates()[0]} - {""}
        digests.save(only_used=False)
        return parts

    def add_request(self, paths: Iterable[str | Path]) -> str:
        """Stores a request for files and folders, wherever they lie, and returns its token.

        Raises:
            ExportUnusable: one is absent, unreadable, or changes.
        """
        home = self.settings.values().home
        found = [resolve_named(i, Path(p).expanduser(), home) for i, p in enumerate(paths, 1)]
        cache = DigestCache.load(self._private_folder("inbox"))
        digests = []
        for position, path in enumerate(found, 1):
            try:
                file = hash_file(read_state(path), cache, is_named=True)
            except OSError:
                raise ExportUnusable(position, "cannot be read for lack of permission", str(path)) from None
            digests.append(file.sha256 if file else secrets.token_hex(32))
        cache.save(only_used=False)
        return self._requests().add(found, digests)

    def drop_request(self, token: str) -> None:
        """Deletes a request after a run that failed, so that the same request is read again.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        self._requests().drop(token)

    def record_outcomes(self, token: str, listing: Listing, records: Mapping[str, FileRecord]) -> None:
        """Stores what a run read or refused, and deletes repeated requests and records of refused files that are gone.

        Args:
            token: of the run's request; empty for the inbox.
            records: by digest of the file.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        cache = self.load_outcomes()
        there = {file.sha256 for file in listing.files}
        cache.by_digest = {**{d: r for d, r in cache.by_digest.items() if r.is_read or d in there}, **records}
        cache.latest = sorted(there)
        cache.save()
        self._requests().drop_repeated(token)

    def load_outcomes(self) -> OutcomeCache:
        """What earlier runs read and refused.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        return OutcomeCache.load(self._private_folder("inbox"))

    def list_refusals(self) -> list[Refusal]:
        """The exports that the last run refused, by file name; only for a terminal.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        outcomes = self.load_outcomes()
        found = [outcomes.by_digest[d] for d in outcomes.latest if d in outcomes.by_digest]
        return [
            Refusal(f"{record.file_name}/{part.name}" if part.name else record.file_name, part.reason, part.message)
            for record in sorted(found, key=lambda r: r.file_name)
            for part in record.parts
            if part.reason
        ]

    def find_unread(self, files: Sequence[InboxFile], is_final: Callable[[str], bool]) -> list[InboxFile]:
        """The files that no completed run has read.

        Args:
            is_final: whether a run leaves nothing to repeat, by its id.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        known = self.load_outcomes().by_digest
        return [file for file in files if not ((record := known.get(file.sha256)) and is_final(record.run_id))]

    def archive_processed(self, is_done: Callable[[str], bool]) -> int:
        """Moves files that were read to the folder that the settings name for them, if they name one.

        The move is recorded first, so that neither a kill nor the move itself makes anything look new or changed.

        Args:
            is_done: whether a run succeeded, by its id.

        Returns: the number of files and folders moved.

        Raises:
            FolderNotWritable, FolderTooOpen, DiskFull: that folder cannot be written.
        """
        folder = self.settings.values().processed_dir
        if folder is None:
            return 0
        outcomes = self.load_outcomes()
        read = [
            copy
            for file in self.list_files().files
            if (record := outcomes.by_digest.get(file.sha256)) and record.is_read and is_done(record.run_id)
            for copy in (file, *file.copies)
        ]
        if not read:
            return 0
        outcomes.archived |= {file.sha256 for file in read}
        outcomes.save()
        return sum(archive_processed(file, folder) for file in read)

    def describe(self) -> str:
        """One line for a terminal: where the inbox is and how many files wait there."""
        paths, skipped = self._find_candidates()
        aside = f", {skipped.total()} other files left alone" if skipped else ""
        return f"{self.settings.values().inbox}: {len(paths)} exports{aside}"

    def store_media(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Stores an attachment's bytes in the vault under their digest, unless they are there already.

        Returns: SHA-256 in hexadecimal and the size in bytes.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        folder = self._private_folder("media")
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
        """The time in UTC, which exports are recorded with."""
        return dt.datetime.now(dt.UTC)

    def _folder(self) -> Path:
        values = self.settings.values()
        if values.inbox.is_dir():
            return values.inbox
        if values.is_inbox_configured:
            raise InboxMissing(str(values.inbox))
        private_folder(values.home)
        return private_folder(values.inbox)

    def _find_candidates(self) -> tuple[list[Path], Counter[str]]:
        """Files and folders that may be exports, by name, and the number of others, by reason."""
        folder = self._folder()
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError:
            raise InboxUnreadable(str(folder)) from None
        skipped: Counter[str] = Counter()
        paths = []
        for entry in entries:
            reason = reason_to_skip(entry)
            if reason:
                skipped[reason] += 1
            else:
                paths.append(Path(entry.path))
        return paths, skipped

    def _requests(self) -> Requests:
        return Requests(self._private_folder("requests"))

    def _private_folder(self, name: str) -> Path:
        return private_folder(self.vault.directory / name)


def _check_complete(paths: Sequence[Path], found: Listing) -> None:
    """Refuses a request of which a file is missing or incomplete.

    Raises:
        ExportUnusable: the first such file.
    """
    complete = {copy.path for file in found.files for copy in (file, *file.copies)}
    for position, path in enumerate(paths, 1):
        if path in found.changing:
            raise ExportUnusable(position, "is still being written", str(path))
        if path in found.unreadable:
            raise ExportUnusable(position, "cannot be read for lack of permission", str(path))
        if path not in complete:
            raise ExportUnusable(position, "is gone", str(path))
