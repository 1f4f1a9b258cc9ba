"""Putting copies in the place of what is damaged or lost of the two database files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Place
from egregora_assets.database.copies import restore as restoring
from egregora_assets.database.copies.reading_copy import refresh_reading_copy
from egregora_assets.database.copies.snapshots import SNAPSHOT_FOLDER, list_copies
from egregora_assets.database.schema.migrations import COPIES_FOLDER
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.definitions import list_stages
from egregora_assets.errors import (
    BackupUnusable,
    DatabaseBusy,
    DatabasesSound,
    DatabaseTooNew,
    EgregoraError,
    NothingToRestore,
)
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.erasing.erase import begin_again
from egregora_assets.operations.status import read_freshness
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.services.vault import DATABASE_FILE, VAULT_DATABASE_FILE

_CHATS = {"main": "chats", "vault": "ingested"}
_STEMS: dict[Place, str] = {"main": Path(DATABASE_FILE).stem, "vault": Path(VAULT_DATABASE_FILE).stem}


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
        sound: files that were looked at and left as they are.
        uncopied: files that are lost and have no copy: the next run makes them again.
        unusable: why newer copies were not taken, in words.
        ended_runs: runs that had not ended when the copy was made.
        has_erased_people: the copy holds people who were erased since; their erasure was begun again and has to be
            resumed before anything else.
        stale_assets: what the next run has to look at; empty where `has_erased_people`.
    """

    files: tuple[RestoredFile, ...]
    sound: tuple[Path, ...]
    uncopied: tuple[Path, ...]
    unusable: tuple[str, ...]
    ended_runs: tuple[RunRecord, ...]
    has_erased_people: bool
    stale_assets: tuple[str, ...]


@dataclass
class _Plan:
    """What is to be put where, and what was found on the way (`RestoreResult`)."""

    sources: dict[Place, Path] = field(default_factory=dict)
    sound: list[Path] = field(default_factory=list)
    uncopied: list[Path] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)


@under_lease("restore")
def restore(
    context: DeploymentContext,
    source: Path | str | None = None,
    *,
    with_vault: bool = False,
    replaces_sound: bool = False,
) -> RestoreResult:
    """Replaces what is damaged or lost by copies, and keeps what was there.

    Args:
        source: a copy of the database, or a folder of copies; None = look at both files, and take the newest sound
            snapshot or backup of the deployment.
        with_vault: with a `source`, restore the vault from it as well. Where sound files are replaced: the vault, too.
        replaces_sound: replace a file that is sound as well, by an older state of it.

    Raises:
        ErasureUnfinished: an erasure has to be ended first.
        DatabasesSound: nothing is damaged, and nothing sound is to be replaced.
        NothingToRestore, BackupUnusable, DatabaseBusy: nothing was changed.
    """
    refuse_during_erasure(context.home)
    store = context.store
    named = Path(source).expanduser().resolve() if source else None
    places = _choose_places(named, with_vault=with_vault, looks_at_all=not replaces_sound)
    plan = _plan(store, named, places, with_vault=with_vault, replaces_sound=replaces_sound)
    for place, copy in plan.sources.items():
        restoring.inspect_copy(copy, place, store.file(place).path.parent)
        _refuse_other_deployment(copy, place, store)
    files = []
    for place, copy in plan.sources.items():
        replaced = restoring.replace_file(store.file(place), copy, utc_now())
        files.append(RestoredFile(store.file(place).path, copy, replaced))
    store.prepare()
    restoring.invalidate_vault_inputs(store.file("main"))
    ended = context.reconcile_runs()
    has_erased_people = begin_again(context)
    if not has_erased_people:
        refresh_reading_copy(store.file("main"), context.home)
    stale = () if has_erased_people else _find_stale_assets(context)
    found = (tuple(plan.sound), tuple(plan.uncopied), tuple(plan.unusable))
    return RestoreResult(tuple(files), *found, ended, has_erased_people, stale)


def _choose_places(named: Path | None, *, with_vault: bool, looks_at_all: bool) -> tuple[Place, ...]:
    """The files to look at: both, unless a copy of one was named or a sound one is to be replaced."""
    if named and not named.is_dir() and named.name.startswith(f"{_STEMS['vault']}-") and not with_vault:
        return ("vault",)
    return ("main", "vault") if with_vault or (looks_at_all and not named) else ("main",)


def _plan(
    store: DuckDBStore, named: Path | None, places: tuple[Place, ...], *, with_vault: bool, replaces_sound: bool
) -> _Plan:
    """Finds out which of the files have to be replaced, and by which copies; nothing is changed.

    Raises:
        DatabasesSound: none has to be.
        NothingToRestore: a damaged file has no copy, or none is there of anything.
    """
    plan, wanting = _Plan(), dict[Path, str]()
    for place in places:
        file = store.file(place)
        if not replaces_sound and restoring.is_sound(file, place):
            plan.sound.append(file.path)
            continue
        folders = _list_folders(store, place, file.path.exists() or with_vault)
        copy = _choose_copy(named, folders, place, file.path.parent, plan.unusable)
        if copy:
            plan.sources[place] = copy
            continue
        wanting[file.path] = ", ".join(map(str, [named] if named else folders))
        if not file.path.exists() and not file.log.exists():
            plan.uncopied.append(file.path)
    damaged = [path for path in wanting if path not in plan.uncopied]
    for path in damaged or (wanting if not plan.sources else ()):
        raise NothingToRestore(str(path), wanting[path], is_there=bool(damaged))
    if not plan.sources:
        raise DatabasesSound(map(str, plan.sound))
    return plan


def _list_folders(store: DuckDBStore, place: Place, has_backups: bool) -> list[Path]:
    """Where copies lie: snapshots, copies from before an upgrade, backups.

    A vault that is gone may have been deleted on purpose, with all its snapshots: a backup of it is taken only where
    the vault was asked for.
    """
    beside = store.file(place).path.parent
    folders = [beside / SNAPSHOT_FOLDER, beside / COPIES_FOLDER]
    return [*folders, *store.list_copy_folders(place)[1:]] if place == "main" or has_backups else folders


def _choose_copy(
    named: Path | None, folders: list[Path], place: Place, scratch: Path, unusable: list[str]
) -> Path | None:
    """The copy that was named, or the newest sound one of the folder that was named, or of the deployment's own.

    Args:
        scratch: where compressed copies are unpacked; unusable: why copies cannot be used is added to it.

    Returns: None where there is none.
    """
    if named and not named.is_dir():
        name = named.name.replace(_STEMS["main"], _STEMS["vault"], 1) if place == "vault" else named.name
        return named.with_name(name)
    for copy in list_copies([named] if named else folders, _STEMS[place]):
        try:
            restoring.inspect_copy(copy, place, scratch)
        except (BackupUnusable, DatabaseTooNew) as refusal:
            unusable.append(refusal.problem)
        else:
            return copy
    return None


def _refuse_other_deployment(source: Path, place: Place, store: DuckDBStore) -> None:
    """Refuses a copy of another deployment: its conversations have other identifiers.

    Raises:
        BackupUnusable: it is one.
    """
    other: Place = "vault" if place == "main" else "main"
    copied = restoring.list_chats(source, _CHATS[place], store.file(place).path.parent)
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
