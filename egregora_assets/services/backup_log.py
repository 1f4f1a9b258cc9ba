"""The log of backups, `HOME/vault/backups.json`: it is private, since paths may name people. Erasures use it."""

from __future__ import annotations

import json
from pathlib import Path

from egregora_assets.services.disk import private_folder, write_private

_FILE = "vault/backups.json"


def log_backup(home: Path, path: Path) -> None:
    """Adds a copy that was written now, unless it is there."""
    known = logged_backups(home)
    if path not in known:
        _write(home, [*known, path])


def logged_backups(home: Path) -> list[Path]:
    """The copies that were written, in order of writing, whether they still exist or not."""
    file = home / _FILE
    return [Path(p) for p in json.loads(file.read_bytes())] if file.is_file() else []


def forget_backups(home: Path, gone: frozenset[Path]) -> None:
    """Removes copies that no longer exist from the log."""
    known = logged_backups(home)
    if known:
        _write(home, [path for path in known if path not in gone])


def _write(home: Path, paths: list[Path]) -> None:
    file = home / _FILE
    private_folder(file.parent)
    write_private(file, json.dumps([str(p) for p in paths], ensure_ascii=False).encode())
