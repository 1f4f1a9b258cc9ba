"""The private folder as a whole: deleting everything in it but the key, and copying the key out and in."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from egregora_assets.contracts.identifiers import KEY_BYTES, DeploymentKey
from egregora_assets.contracts.instants import utc_now
from egregora_assets.errors import KeyRefused
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.services.backup_log import logged_backups
from egregora_assets.services.disk import private_folder, write_private
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.services.vault import KEY_CHECK_FILE, KEY_COPIED_FILE, KEY_FILE

_FOLDERS = ("snapshots", "before_migration", "media", "requests")


@dataclass(frozen=True)
class VaultDeletion:
    """What is left after the vault was deleted: the key, exports in the inbox, backups that still hold the vault."""

    key: Path
    inbox: Path
    backups: tuple[Path, ...]


@under_lease("vault delete")
def delete_vault(context: DeploymentContext) -> VaultDeletion:
    """Removes everything private but the key: names, raw messages, attachments, older states of them.

    Raises:
        ErasureUnfinished: an erasure needs the vault to end.
        DatabaseBusy: another process uses it.
    """
    refuse_during_erasure(context.home)
    vault = private_folder(context.home / "vault")
    with context.store.file("vault").lock_closed():
        for path in sorted(vault.glob("vault*.duckdb*")):
            if not path.name.endswith(".lock"):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        for name in _FOLDERS:
            shutil.rmtree(vault / name, ignore_errors=True)
    backups = tuple(p for p in logged_backups(context.home) if p.name.startswith("vault") and p.is_file())
    return VaultDeletion(vault / KEY_FILE, context.settings.inbox, backups)


def export_key(context: DeploymentContext, file: Path | str) -> Path:
    """Copies the deployment key into a new file of mode 0600.

    Returns: the file, by its full path.

    Raises:
        KeyLost, KeyWrong: there is no key that could be copied.
        KeyRefused: the file exists, or cannot be written.
    """
    context.vault.key()
    target = Path(file).expanduser().resolve()
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyRefused("The file exists already", str(target)) from None
    except OSError:
        raise KeyRefused("The file cannot be written", str(target)) from None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write((context.home / "vault" / KEY_FILE).read_bytes())
        stream.flush()
        os.fsync(stream.fileno())
    _note_copy(context)
    return target


def _note_copy(context: DeploymentContext) -> None:
    """Notes for `egregora doctor` that there is a copy of the key."""
    write_private(context.home / "vault" / KEY_COPIED_FILE, f"{utc_now():%Y-%m-%d}".encode())


@under_lease("key import")
def import_key(context: DeploymentContext, file: Path | str) -> bool:
    """Puts a key in place where a deployment has none.

    Returns: whether it was put there; False = the deployment has that key already.

    Raises:
        KeyRefused: it cannot be read, is no key, is not this deployment's, or there is another one already.
    """
    source = Path(file).expanduser().resolve()
    try:
        secret = source.read_bytes()
    except OSError:
        raise KeyRefused("The file cannot be read", str(source)) from None
    if len(secret) != KEY_BYTES:
        raise KeyRefused(f"The file does not have the {KEY_BYTES} bytes of a key", str(source))
    check = context.home / KEY_CHECK_FILE
    if check.exists() and check.read_bytes() != DeploymentKey(secret).uuid("key-check").encode():
        raise KeyRefused("It is not the key that this deployment was made with", str(source))
    place = private_folder(context.home / "vault") / KEY_FILE
    if place.exists():
        if place.read_bytes() != secret:
            raise KeyRefused("This deployment has another key already", str(source))
        _note_copy(context)
        return False
    write_private(place, secret)
    _note_copy(context)
    return True
