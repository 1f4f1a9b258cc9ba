"""Errors of a whole database file: it is in use, absent, damaged or too new, or the disk is full."""

from __future__ import annotations

import errno
from collections.abc import Iterable

from egregora_assets.errors.family import EgregoraError

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The system's error numbers for a full disk, a full quota and a file that may not grow."""


class DatabaseBusy(EgregoraError):
    """Another process uses the database."""

    def __init__(self, file: str, holder: str, waited_seconds: float) -> None:
        super().__init__(
            f"{file} is in use by {holder}; waited {waited_seconds:.0f} s.",
            "wait until it has ended, or end that process; to read, open the copy that `egregora status` names, or use "
            "`egregora sql`.",
        )
        self.holder, self.waited_seconds = holder, waited_seconds


class DatabaseMissing(EgregoraError):
    """A database file does not exist, with or without its write-ahead log."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{file} {reason}.", "run `egregora restore`, which takes the newest sound copy, then `egregora process`."
        )


class DatabaseDamaged(EgregoraError):
    """The file is not a readable database."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} is damaged or is not a database.",
            "run `egregora restore`, which replaces what is damaged by its newest sound copy and keeps the damaged "
            "file, then `egregora process`.",
        )


class DatabaseTooNew(EgregoraError):
    """The file was written by a newer version of this program."""

    def __init__(self, file: str, found: int, known: int) -> None:
        super().__init__(
            f"{file} has schema version {found}; this program knows versions up to {known}.",
            "upgrade egregora-assets, or run `egregora restore`, which takes the newest copy that this program can "
            "read.",
        )


class MigrationChanged(EgregoraError):
    """A migration that was applied to the file has another text in this program."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"Migration {version} differs from the one that was applied to this database.",
            "install the release that made the database; applied migrations must never be edited.",
        )


class BackupUnusable(EgregoraError):
    """A file to restore from is no intact copy of this deployment's database."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{file} cannot be restored: it {reason}.",
            "name another copy (`egregora restore FILE`); the present file was not touched.",
        )
        self.file, self.reason = file, reason


class NothingToRestore(EgregoraError):
    """There is no copy of a file that is damaged or lost."""

    def __init__(self, file: str, folders: str, *, is_there: bool) -> None:
        away = f"move {file} away (and {file}.wal, if it is there) and " if is_there else ""
        super().__init__(
            f"There is no sound copy of {file} in {folders}.",
            f"name a copy that lies elsewhere (`egregora restore FILE`), or {away}run `egregora process`: it makes "
            "the database again from the vault, and the vault from the exports in the inbox.",
        )
        self.file = file


class DatabasesSound(EgregoraError):
    """Nothing is damaged that could be restored."""

    def __init__(self, files: Iterable[str]) -> None:
        self.files = tuple(files)
        super().__init__(
            f"Nothing is damaged: {' and '.join(self.files)} can be read completely; nothing was replaced.",
            "run `egregora process` to go on. To go back to an older state on purpose, `egregora restore --force` "
            "replaces the database and keeps what was there (`--with-vault`: the vault, too).",
        )


class CopyDiffers(EgregoraError):
    """A copy of a database does not have the same rows as the database."""

    def __init__(self, copy: str) -> None:
        super().__init__(
            f"The copy {copy} differs from the database and was removed.",
            "make it again, on another disk if this repeats; the database itself was not touched.",
        )


class DiskFull(EgregoraError):
    """There is no space left for the database."""

    def __init__(self, file: str) -> None:
        super().__init__(f"No space left while writing {file}.", "free space and run again; nothing was lost.")


class DiskAlmostFull(DiskFull):
    """There is too little space to start a run."""

    def __init__(self, folder: str, free_bytes: int, least_bytes: int) -> None:
        EgregoraError.__init__(
            self,
            f"Only {free_bytes >> 20} MiB are free for {folder}; a run needs {least_bytes >> 20} MiB.",
            "free space, or lower `minimum_free_bytes` if you know that less is enough; the run was not started.",
        )


class CommitUncertain(DiskFull):
    """Writing the end of a transaction failed: whether it counts is known once the file is opened again."""


class HistoryUnwritable(EgregoraError):
    """Dagster cannot read or write its own storage."""

    def __init__(self, folder: str, *, is_full: bool = False) -> None:
        if is_full:
            super().__init__(
                f"No space left for Dagster's history in {folder}.", "free space and run again; nothing was lost."
            )
            return
        super().__init__(
            f"Dagster's history in {folder} cannot be read or written.",
            "free space if the disk is full, and run again. If it happens again, move the folder away except "
            "`dagster.yaml`: only the history that Dagster shows is lost.",
        )
