"""`egregora backup` and `egregora restore`: a verified copy elsewhere, and back again."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from egregora_assets.cli.deployment import settle_folders, settle_runs
from egregora_assets.cli.erase import begin_again
from egregora_assets.cli.status import freshness_now
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Place
from egregora_assets.database.copies import restore as putting_back
from egregora_assets.database.copies.snapshots import BACKUP_FOLDER, copies_in, refuse_without_space, stamped
from egregora_assets.database.copies.verified_copies import Copied, sweep_unfinished, verified_copy
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.writer import read
from egregora_assets.errors import BackupUnusable, DatabaseBusy, EgregoraError, NothingToRestore, ReferenceStale
from egregora_assets.services.backup_log import log_backup
from egregora_assets.services.disk import private_folder
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.services.vault import DATABASE_FILE

_CHATS = {"main": "chats", "vault": "ingested"}


def backup(options: argparse.Namespace) -> bool:
    """Writes verified copies into a folder; what was deleted is not in them.

    Returns: True; an error and its remedy are on standard error.
    """
    home = settle_folders(options)
    refuse_during_erasure(home)
    from egregora_assets.definitions import STORE

    folder = private_folder((options.target or home / BACKUP_FOLDER).expanduser().resolve())
    sweep_unfinished(folder)
    at = utc_now()
    for place in _places(options):
        file = STORE.file(place)
        refuse_without_space(file.path, folder)
        target = folder / stamped(file.path, at)
        try:
            made = verified_copy(file, target, is_compact=True)
        except ReferenceStale:
            made = verified_copy(file, target)
        log_backup(home, made.path)
        print(_described(made))
    print(
        "The copy of the vault holds every name and message as it was read: keep it as private as the vault."
        if options.with_vault
        else "It holds no names: the vault is not in it (`--with-vault` copies it as well)."
    )
    print("The deployment key is in neither. Keep a copy of vault/deployment.key apart from them: `--key` takes it.")
    return True


def restore(options: argparse.Namespace) -> bool:
    """Puts a copy in the place of the database, keeps what was there, settles runs, and says what is to be run again.

    Returns: True; an error and its remedy are on standard error.
    """
    home = settle_folders(options)
    refuse_during_erasure(home)
    from egregora_assets.definitions import STORE

    sources = {place: _source(options, place, STORE) for place in _places(options)}
    for place, source in sources.items():
        putting_back.looked_at(source, place)
        _refuse_other_deployment(source, place, STORE)
    for place, source in sources.items():
        kept = putting_back.put_back(STORE.file(place), source, utc_now())
        print(f"Restored {_shown(STORE.file(place).path)} from {_shown(source)}.")
        if kept:
            print(f"What was there is kept as {_shown(kept)}; delete it when you no longer need it.")
    STORE.prepare()
    putting_back.forget_reading(STORE.file("main"))
    settle_runs(STORE)
    if begin_again(home):
        print(
            "That copy holds people who were erased since: run `egregora erase --resume` before anything else. It "
            "removes snapshots and what was kept, too.",
            file=sys.stderr,
        )
        return True
    _print_what_next(home, STORE)
    return True


def _places(options: argparse.Namespace) -> tuple[Place, ...]:
    return ("main", "vault") if options.with_vault else ("main",)


def _source(options: argparse.Namespace, place: Place, store: DuckDBStore) -> Path:
    """The copy to restore: the one that was named, or the newest sound one of a folder, or of our own folders.

    Raises:
        NothingToRestore: there is none.
    """
    named: Path | None = options.source.expanduser().resolve() if options.source else None
    if named and not named.is_dir():
        stem = store.file("vault").path.stem
        return named.with_name(named.name.replace(Path(DATABASE_FILE).stem, stem, 1)) if place == "vault" else named
    folders = [named] if named else store.copy_folders(place)
    for copy in copies_in(folders, store.file(place).path.stem):
        try:
            putting_back.looked_at(copy, place)
        except BackupUnusable as refusal:
            print(f"Left out: {refusal.problem}", file=sys.stderr)
        else:
            return copy
    raise NothingToRestore(", ".join(_shown(folder) for folder in folders))


def _refuse_other_deployment(source: Path, place: Place, store: DuckDBStore) -> None:
    """A copy of another deployment has other pseudonyms and addresses: its conversations have other identifiers."""
    other: Place = "vault" if place == "main" else "main"
    copied = putting_back.chats_of(source, _CHATS[place])
    try:
        chats = read(store.file(other), CONTRACTS[_CHATS[other]].table().select("chat_id").distinct())
        known = set(chats["chat_id"].to_pylist())
    except DatabaseBusy:
        raise
    except EgregoraError:
        return
    if copied and known and not copied & known:
        raise BackupUnusable(str(source), "is of another deployment, made with another key")


def _print_what_next(home: Path, store: DuckDBStore) -> None:
    from egregora_assets.definitions import ordered_stages

    with store.file("main").reading():
        found = freshness_now(ordered_stages())
    stale = [one.asset_key for one in found if any(reason.kind != "waits" for reason in one.reasons)]
    print(f"To be looked at again: {', '.join(stale) or 'nothing'}. Run `egregora process --output {_shown(home)}`.")


def _described(made: Copied) -> str:
    rows = sum(count for count, _ in made.contents.tables.values())
    return f"Copied and compared: {_shown(made.path)} ({made.byte_count / 1e6:,.1f} MB, {rows:,} rows)."


def _shown(path: Path) -> str:
    """A path as it is short: relative to the current folder where it lies below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
