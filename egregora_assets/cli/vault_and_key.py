"""`egregora vault delete`, `egregora key export`, `egregora key import`: what is kept of the private folder."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from egregora_assets.cli.deployment import settle_folders
from egregora_assets.contracts.identifiers import KEY_BYTES, DeploymentKey
from egregora_assets.errors import KeyRefused, NotConfirmed
from egregora_assets.services.backup_log import logged_backups
from egregora_assets.services.disk import private_folder, write_private
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.services.vault import KEY_CHECK_FILE, KEY_FILE

_FOLDERS = ("snapshots", "before_migration", "media", "requests")


def delete_vault(options: argparse.Namespace) -> bool:
    """Removes everything private but the key: names, raw messages, attachments, older states of them.

    Returns: True.

    Raises:
        NotConfirmed: nothing was changed.
        ErasureUnfinished: an erasure needs the vault to end.
        DatabaseBusy: another process uses it.
    """
    home = settle_folders(options)
    refuse_during_erasure(home)
    from egregora_assets.definitions import SETTINGS, STORE

    print("To be removed: every name, raw message and attachment of the vault, and its snapshots. The key stays.")
    print("Afterwards nobody can be named, erased by name or looked for; exports can be read again.")
    if not options.yes:
        print("This cannot be undone. Type `yes` to go on: ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip() != "yes":
            raise NotConfirmed("Deleting the vault")
    vault = private_folder(home / "vault")
    with STORE.file("vault").held():
        for path in sorted(vault.glob("vault*.duckdb*")):
            if not path.name.endswith(".lock"):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        for name in _FOLDERS:
            shutil.rmtree(vault / name, ignore_errors=True)
    print(f"The vault is empty. The site and egregora.duckdb are untouched; keep {vault / KEY_FILE}.")
    print(f"Exports are where you put them, also in {SETTINGS.values().inbox}: the next run reads those again.")
    for path in logged_backups(home):
        if path.name.startswith("vault") and path.is_file():
            print(f"A backup still holds the vault: {path}")
    return True


def export_key(options: argparse.Namespace) -> bool:
    """Copies the deployment key into a new file of mode 0600.

    Returns: True.

    Raises:
        KeyLost, KeyWrong: there is no key that could be copied.
        KeyRefused: the file exists, or cannot be written.
    """
    home = settle_folders(options)
    from egregora_assets.definitions import VAULT

    VAULT.key()
    target: Path = options.file.expanduser().resolve()
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyRefused("The file exists already", str(target)) from None
    except OSError:
        raise KeyRefused("The file cannot be written", str(target)) from None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write((home / "vault" / KEY_FILE).read_bytes())
        stream.flush()
        os.fsync(stream.fileno())
    print("The key is copied. Who has it can tell pseudonyms' identifiers: keep it apart from backups, and private.")
    return True


def import_key(options: argparse.Namespace) -> bool:
    """Puts a key in the place where a deployment has none.

    Returns: True.

    Raises:
        KeyRefused: it cannot be read, is no key, is not this deployment's, or there is another one already.
    """
    home = settle_folders(options)
    source: Path = options.file.expanduser().resolve()
    try:
        secret = source.read_bytes()
    except OSError:
        raise KeyRefused("The file cannot be read", str(source)) from None
    if len(secret) != KEY_BYTES:
        raise KeyRefused(f"The file does not have the {KEY_BYTES} bytes of a key", str(source))
    check = home / KEY_CHECK_FILE
    if check.exists() and check.read_bytes() != DeploymentKey(secret).uuid("key-check").encode():
        raise KeyRefused("It is not the key that this deployment was made with", str(source))
    place = private_folder(home / "vault") / KEY_FILE
    if place.exists():
        if place.read_bytes() != secret:
            raise KeyRefused("This deployment has another key already", str(source))
        print("This deployment has that key already.")
        return True
    write_private(place, secret)
    print("The key is in place.")
    return True
