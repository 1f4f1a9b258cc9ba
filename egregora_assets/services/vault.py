"""The vault's folder: the deployment key, raw attachments, requests. Folders have mode 0700, files 0600."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import dagster as dg

from egregora_assets.contracts.identifiers import KEY_BYTES, DeploymentKey
from egregora_assets.errors import FolderTooOpen, KeyLost, KeyWrong
from egregora_assets.services.disk import private_folder, write_private
from egregora_assets.services.settings import Settings, note_deployment

KEY_FILE = "deployment.key"
KEY_CHECK_FILE = ".key-check"
KEY_COPIED_FILE = ".key-copied"
"""In the vault: the day on which the key was copied out, or came in from a copy."""
DATABASE_FILE = "egregora.duckdb"
VAULT_DATABASE_FILE = "vault.duckdb"
_TEMPORARY = (".wal", ".spill")


class Vault(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The private folder of a deployment, `HOME/vault`."""

    settings: Settings

    @property
    def directory(self) -> Path:
        """The folder, made on first use.

        Raises:
            FolderNotWritable, FolderTooOpen: with the command that mends it.
        """
        return private_folder(self.settings.values().home / "vault")

    def media_path(self, content_sha256: str) -> Path:
        """The path of an attachment's raw bytes, by their digest.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        return private_folder(self.directory / "media") / content_sha256

    def check_modes(self) -> None:
        """Refuses a vault with a folder or file that others can read.

        Temporary files of DuckDB (its log, spilled rows) lie in the closed folder and are not checked.

        Raises:
            FolderTooOpen: with the command that mends it.
        """
        for folder, folders, names in os.walk(self.directory):
            for name in (*sorted(folders), *sorted(names)):
                path = Path(folder) / name
                wanted = 0o700 if name in folders else 0o600
                mode = path.lstat().st_mode & 0o777
                if mode & 0o077 and not (path.is_symlink() or name.endswith(_TEMPORARY) or name.startswith(".")):
                    # Names of attachments are digests of their content, by which a guess could be confirmed.
                    shown = path if wanted == 0o700 or path.parent == self.directory else path.with_name("*")
                    raise FolderTooOpen(str(shown), mode, wanted)

    def remove_other_media(self, digests: Iterable[str]) -> int:
        """Removes the raw bytes of all attachments but those given. Returns: how many files were removed.

        Raises:
            FolderNotWritable, FolderTooOpen: the vault cannot be used.
        """
        wanted = frozenset(digests)
        folder = private_folder(self.directory / "media")
        gone = [path for path in sorted(folder.iterdir()) if path.name not in wanted]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def key(self) -> DeploymentKey:
        """The deployment key; it is made on the first use.

        Raises:
            KeyLost: there is a database, but no key.
            KeyWrong: the key is not the one that the deployment was made with.
            FolderTooOpen: others can read the key.
        """
        path = self.directory / KEY_FILE
        if not path.exists():
            self._make_key(path)
        secret = path.read_bytes()
        if len(secret) != KEY_BYTES:
            raise KeyWrong(str(path), f"does not have {KEY_BYTES} bytes")
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            raise FolderTooOpen(str(path), mode, 0o600)
        key = DeploymentKey(secret)
        self._check_key(key, path)
        note_deployment(self.settings.values().home, os.environ)
        return key

    def find_deployment_id(self) -> str | None:
        """A keyed identifier of the deployment, by which runs name it; None while it has no key.

        Raises:
            KeyLost, KeyWrong, FolderTooOpen: as `key`.
        """
        return self.key().uuid("deployment") if (self.settings.values().home / KEY_CHECK_FILE).exists() else None

    def pseudonymize_host(self, host: str) -> str:
        """A keyed identifier of a machine: it tells machines apart and cannot be guessed.

        Raises:
            KeyLost, KeyWrong, FolderTooOpen: as `key`.
        """
        return self.key().uuid("host", host)

    def _make_key(self, path: Path) -> None:
        home = self.settings.values().home
        if any(p.exists() for p in (home / DATABASE_FILE, path.with_name(VAULT_DATABASE_FILE), home / KEY_CHECK_FILE)):
            raise KeyLost(str(path))
        write_private(path, secrets.token_bytes(KEY_BYTES))

    def _check_key(self, key: DeploymentKey, path: Path) -> None:
        """Compares the key with a keyed value beside the database, which reveals nothing else."""
        check = self.settings.values().home / KEY_CHECK_FILE
        expected = key.uuid("key-check").encode()
        if not check.exists():
            write_private(check, expected)
        elif check.read_bytes() != expected:
            raise KeyWrong(str(path), "is not the one that this deployment was made with")
