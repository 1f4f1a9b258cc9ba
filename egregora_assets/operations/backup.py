"""Verified copies of the databases elsewhere, and putting one back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Place
from egregora_assets.database.copies import restore as restoring
from egregora_assets.database.copies.reading_copy import refresh_reading_copy
from egregora_assets.database.copies.snapshots import BACKUP_FOLDER, list_copies, name_copy, require_space
from egregora_assets.database.copies.verified_copies import DatabaseCopy, copy_database, sweep_unfinished
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.definitions import list_stages
from egregora_assets.errors import BackupUnusable, DatabaseBusy, EgregoraError, NothingToRestore, ReferenceStale
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.erasing.erase import begin_again
from egregora_assets.operations.status import read_freshness
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.backup_log import log_backup
from egregora_assets.services.disk import private_folder
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.services.vault import DATABASE_FILE

_CHATS = {"main": "chats", "vault": "ingested"}


@dataclass(frozen=True)
class BackupCopy:
    """A copy that was compared with the database: its file, size, and how many rows it holds."""

    path: Path
    byte_count: int
    row_count: int


@dataclass(frozen=True)
class RestoredFile:
    """A database that was replaced.

    Attributes:
        source: the copy that it was replaced with.
        replaced: where the earlier file is kept; None where there was none.
    """

    path: Path
    source: Path
    replaced: Path | None


@dataclass(frozen=True)
class RestoreResult:
    """What was restored.

    Attributes:
        unusable: why newer copies were not taken, in words.
        ended_runs: runs that had not ended when the copy was made.
        has_erased_people: the copy holds people who were erased since; their erasure was begun again and has to be
            resumed before anything else.
        stale_assets: what the next run has to look at; empty where `has_erased_people`.
    """

    files: tuple[RestoredFile, ...]
    unusable: tuple[str, ...]
    ended_runs: tuple[RunRecord, ...]
    has_erased_people: bool
    stale_assets: tuple[str, ...]


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
    made = []
    for place in _places(with_vault):
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


@under_lease("restore")
def restore(context: DeploymentContext, source: Path | str | None = None, *, with_vault: bool = False) -> RestoreResult:
    """Puts a copy in the place of the database and keeps what was there.

    Args:
        source: a copy, or a folder of copies; None = the newest sound snapshot or backup of the deployment.

    Raises:
        ErasureUnfinished: an erasure has to be ended first.
        NothingToRestore, BackupUnusable, DatabaseBusy: nothing was changed.
    """
    refuse_during_erasure(context.home)
    store = context.store
    named = Path(source).expanduser().resolve() if source else None
    unusable: list[str] = []
    sources = {place: _choose_copy(store, named, place, unusable) for place in _places(with_vault)}
    for place, copy in sources.items():
        restoring.inspect_copy(copy, place)
        _refuse_other_deployment(copy, place, store)
    files = []
    for place, copy in sources.items():
        replaced = restoring.replace_file(store.file(place), copy, utc_now())
        files.append(RestoredFile(store.file(place).path, copy, replaced))
    store.prepare()
    restoring.invalidate_vault_inputs(store.file("main"))
    ended = context.reconcile_runs()
    has_erased_people = begin_again(context)
    if not has_erased_people:
        refresh_reading_copy(store.file("main"), context.home)
    stale = () if has_erased_people else _find_stale_assets(context)
    return RestoreResult(tuple(files), tuple(unusable), ended, has_erased_people, stale)


def _places(with_vault: bool) -> tuple[Place, ...]:
    return ("main", "vault") if with_vault else ("main",)


def _choose_copy(store: DuckDBStore, named: Path | None, place: Place, unusable: list[str]) -> Path:
    """The copy that was named, or the newest sound one of a folder, or of the deployment's own folders.

    Args:
        unusable: why copies cannot be used is added to it.

    Raises:
        NothingToRestore: there is none.
    """
    stem = store.file(place).path.stem
    if named and not named.is_dir():
        return named.with_name(named.name.replace(Path(DATABASE_FILE).stem, stem, 1)) if place == "vault" else named
    folders = [named] if named else store.list_copy_folders(place)
    for copy in list_copies(folders, stem):
        try:
            restoring.inspect_copy(copy, place)
        except BackupUnusable as refusal:
            unusable.append(refusal.problem)
        else:
            return copy
    raise NothingToRestore(", ".join(map(str, folders)))


def _refuse_other_deployment(source: Path, place: Place, store: DuckDBStore) -> None:
    """Refuses a copy of another deployment: its conversations have other identifiers.

    Raises:
        BackupUnusable: it is one.
    """
    other: Place = "vault" if place == "main" else "main"
    copied = restoring.list_chats(source, _CHATS[place])
    try:
        chats = read_rows(store.file(other), CONTRACTS[_CHATS[other]].table().select("chat_id").distinct())
        known = set(chats["chat_id"].to_pylist())
    except DatabaseBusy:
        raise
    except EgregoraError:
        return
    if copied and known and not copied & known:
        raise BackupUnusable(str(source), "is of another deployment, made with another key")


def _find_stale_assets(context: DeploymentContext) -> tuple[str, ...]:
    """The assets that have a reason of their own to run again."""
    with context.store.file("main").open_reader():
        found = read_freshness(context, list_stages())
    return tuple(one.asset_key for one in found if any(reason.kind != "waits" for reason in one.reasons))


def _describe(copy: DatabaseCopy) -> BackupCopy:
    rows = sum(count for count, _ in copy.contents.tables.values())
    return BackupCopy(copy.path, copy.byte_count, rows)
