"""The inbox: which files are exports, whether they are complete, and a private place for what is in them.

File names may name people, so none of them enters a run's configuration, a tag or a log: a run is told a token, and the
request that it stands for lies in the vault.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import dagster as dg

from egregora_assets.services.disk import private_folder
from egregora_assets.services.inbox_errors import ExportUnusable, InboxMissing, InboxUnreadable
from egregora_assets.services.inbox_files import (
    ExportFile,
    Listing,
    digested,
    look_at,
    reason_to_leave,
    reason_to_leave_folder,
    settled,
)
from egregora_assets.services.inbox_notes import Digests, InboxNotes, Outcome, Outcomes
from egregora_assets.services.inbox_requests import InboxRequests, usable
from egregora_assets.services.put_away import put_away
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault


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

        A file that did not change since it was last listed is not hashed again.

        Args:
            token: what `admit` gave; empty for the inbox.

        Raises:
            InboxMissing, InboxUnreadable: the folder.
            RequestUnknown: the token.
            ExportUnusable: what was named is gone, cannot be read, or is still being written.
        """
        paths, left = (self._requests().paths_of(token), {}) if token else self._candidates()
        complete, changing, unreadable = settled(paths, self.settings.values().stable_seconds)
        digests = self.notes().digests()
        exports: dict[str, ExportFile] = {}
        for seen in complete:
            reason = reason_to_leave_folder(seen)
            if reason and token:
                raise ExportUnusable(paths.index(seen.path) + 1, f"is a {reason}", str(seen.path))
            if reason:
                left[reason] = left.get(reason, 0) + 1
                continue
            try:
                export = digested(seen, digests, is_named=bool(token))
            except OSError:
                unreadable.append(seen.path)
                continue
            if export is None:
                changing.append(seen.path)
            else:
                _add(exports, export)
        digests.keep(only_seen=not token)
        if token:
            _refuse_incomplete(paths, changing, unreadable, exports)
        if changing:
            left["still changing"] = len(changing)
        return Listing(tuple(exports[d] for d in sorted(exports)), left, tuple(sorted(unreadable)))

    def exports(self, token: str = "") -> list[ExportFile]:
        """The exports of a request, or of the whole inbox, by digest."""
        return list(self.listing(token).exports)

    def signature(self) -> str:
        """An opaque digest of everything to read: the inbox's contents, what was asked for by name, the label.

        Equal signatures mean that there is nothing to read that was not there before. Files still changing count by
        size and time, so that the signature changes again when they are complete; those that were put away after they
        were read count as if they lay here.
        """
        values = self.settings.values()
        digests = self.notes().digests()
        parts = {_signed(p, values.stable_seconds, digests) for p in self._candidates()[0]} - {""}
        digests.keep(only_seen=False)
        parts |= self.notes().outcomes().put_away
        parts |= {f"named {digest}" for digest in self._requests().digests()}
        parts.add(f"label {values.chat_label}")
        return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:32]

    def admit(self, paths: Iterable[str | Path]) -> str:
        """A token for files and folders that the user names, wherever they lie; the names go into the vault.

        Raises:
            ExportUnusable: one is absent, unreadable, or changes.
        """
        home = self.settings.values().home
        found = [usable(i, Path(p).expanduser(), home) for i, p in enumerate(paths, 1)]
        notes = self.notes().digests()
        digests = []
        for position, path in enumerate(found, 1):
            try:
                export = digested(look_at(path), notes, is_named=True)
            except OSError:
                raise ExportUnusable(position, "cannot be read for lack of permission", str(path)) from None
            digests.append(export.sha256 if export else secrets.token_hex(32))
        notes.keep(only_seen=False)
        return self._requests().add(found, digests)

    def withdraw(self, token: str) -> None:
        """Forgets a request, so that asking again reads again: after a run that failed."""
        self._requests().forget(token)

    def settle(self, token: str, listing: Listing, outcomes: Mapping[str, Outcome]) -> None:
        """Notes what became of the files that a run looked at (by their names, in the vault).

        Lets go of repeated requests, and of what was noted of refused files that are gone.

        Args:
            outcomes: by digest of the file, for those that were read or refused now or before.
        """
        notes = self.notes()
        known = notes.outcomes()
        there = {export.sha256 for export in listing.exports}
        kept = {d: o for d, o in known.by_digest.items() if o.is_read or d in there}
        notes.keep(Outcomes({**kept, **outcomes}, known.put_away, sorted(there)))
        self._requests().forget_repeated(token)

    def notes(self) -> InboxNotes:
        """What is noted of the inbox, in the vault."""
        return InboxNotes(self.vault.directory)

    def refusals(self) -> list[Refusal]:
        """The exports that the last run did not read; for a terminal, since they are named."""
        outcomes = self.notes().outcomes()
        found = [outcomes.by_digest[d] for d in outcomes.latest if d in outcomes.by_digest]
        return [
            Refusal(f"{outcome.file_name}/{part.name}" if part.name else outcome.file_name, part.reason, part.message)
            for outcome in sorted(found, key=lambda o: o.file_name)
            for part in outcome.parts
            if part.reason
        ]

    def unsettled(self, exports: Sequence[ExportFile], is_settled: Callable[[str], bool]) -> list[ExportFile]:
        """Those of some exports that no run has looked at, or only one that did not end well.

        Args:
            is_settled: whether a run leaves nothing to do again, by its id.
        """
        known = self.notes().outcomes().by_digest
        return [e for e in exports if not ((outcome := known.get(e.sha256)) and is_settled(outcome.run_id))]

    def put_away(self, is_done: Callable[[str], bool]) -> int:
        """Moves what was read to the folder `processed_dir`, if the settings name one.

        What is moved is noted first, so that neither a kill nor the move itself makes anything look as new or changed.

        Args:
            is_done: whether a run ended well, by its id.

        Returns: how many files and folders were moved.

        Raises:
            FolderNotWritable, FolderTooOpen, DiskFull: that folder cannot be written.
        """
        folder = self.settings.values().processed_dir
        if folder is None:
            return 0
        notes = self.notes()
        outcomes = notes.outcomes()
        read = [
            copy
            for export in self.listing().exports
            if (outcome := outcomes.by_digest.get(export.sha256)) and outcome.is_read and is_done(outcome.run_id)
            for copy in (export, *export.copies)
        ]
        if not read:
            return 0
        outcomes.put_away |= {export.sha256 for export in read}
        notes.keep(outcomes)
        return sum(put_away(export, folder) for export in read)

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
        """Files and folders that may be exports, by name, and how many others there are, by reason."""
        folder = self._folder()
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError:
            raise InboxUnreadable(str(folder)) from None
        left: dict[str, int] = {}
        paths = []
        for entry in entries:
            reason = reason_to_leave(entry)
            if reason:
                left[reason] = left.get(reason, 0) + 1
            else:
                paths.append(Path(entry.path))
        return paths, left

    def _requests(self) -> InboxRequests:
        return InboxRequests(self.vault.directory)


def _add(exports: dict[str, ExportFile], export: ExportFile) -> None:
    """Adds an export; a second place of the same content is noted with the first."""
    first = exports.get(export.sha256)
    exports[export.sha256] = replace(first, copies=(*first.copies, export)) if first else export


def _refuse_incomplete(
    paths: Sequence[Path], changing: Sequence[Path], unreadable: Sequence[Path], exports: Mapping[str, ExportFile]
) -> None:
    """What was named must be there and complete.

    Raises:
        ExportUnusable: the first that is not.
    """
    complete = {copy.path for export in exports.values() for copy in (export, *export.copies)}
    for position, path in enumerate(paths, 1):
        if path in changing:
            raise ExportUnusable(position, "is still being written", str(path))
        if path in unreadable:
            raise ExportUnusable(position, "cannot be read for lack of permission", str(path))
        if path not in complete:
            raise ExportUnusable(position, "is gone", str(path))


def _signed(path: Path, stable_seconds: float, digests: Digests) -> str:
    """What a file adds to the signature: its digest, or how it stands while it may still change; empty if nothing."""
    try:
        seen = look_at(path)
        if reason_to_leave_folder(seen):
            return ""
        if seen.changed_at + stable_seconds > dt.datetime.now(dt.UTC).timestamp():
            return f"changing {seen.stamp} {seen.members}"
        export = digested(seen, digests, is_named=False)
    except OSError:
        return "gone"
    return export.sha256 if export else f"changing {seen.stamp}"
