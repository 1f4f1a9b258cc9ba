"""Verified copies of the databases, in a folder that the operator names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Place
from egregora_assets.database.copies.scratch import sweep_unfinished
from egregora_assets.database.copies.snapshots import BACKUP_FOLDER, name_copy, require_space
from egregora_assets.database.copies.verified_copies import DatabaseCopy, copy_database
from egregora_assets.errors import ReferenceStale
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.services.backup_log import log_backup
from egregora_assets.services.disk import private_folder
from egregora_assets.services.erasure_records import refuse_during_erasure


@dataclass(frozen=True)
class BackupCopy:
    """A copy that was compared with the database: its file, size, and how many rows it holds."""

    path: Path
    byte_count: int
    row_count: int


@under_lease("backup")
def back_up(
    context: DeploymentContext, folder: Path | str | None = None, *, with_vault: bool = False
) -> tuple[BackupCopy, ...]:
    """Writes verified copies into a folder. Rows that were deleted are not in them, and neither is the key.

    Args:
        folder: None = `backups` in the deployment.
        with_vault: copy the vault as well; the copy then holds every name and message.

    Raises:
        ErasureUnfinished: an erasure has to be ended first.
        FolderNotWritable, FolderTooOpen, DiskAlmostFull: the folder cannot be used.
        CopyDiffers, DatabaseBusy, DatabaseMissing: no copy was made.
    """
    refuse_during_erasure(context.home)
    target = private_folder(Path(folder or context.home / BACKUP_FOLDER).expanduser().resolve())
    sweep_unfinished(target)
    at = utc_now()
    places: tuple[Place, ...] = ("main", "vault") if with_vault else ("main",)
    made = []
    for place in places:
        file = context.store.file(place)
        require_space(file.path, target)
        path = target / name_copy(file.path, at)
        try:
            copy = copy_database(file, path, is_compact=True)
        except ReferenceStale:
            copy = copy_database(file, path)
        log_backup(context.home, copy.path)
        made.append(_describe(copy))
    return tuple(made)


def _describe(copy: DatabaseCopy) -> BackupCopy:
    rows = sum(count for count, _ in copy.contents.tables.values())
    return BackupCopy(copy.path, copy.byte_count, rows)
