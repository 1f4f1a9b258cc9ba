"""Where `egregora backup` wrote copies: noted in the vault, since paths may name people; erasure finds them."""

from __future__ import annotations

import json
from pathlib import Path

from egregora_assets.services.disk import private_folder, write_private

BACKUPS = "backups.json"


def note_backup(home: Path, path: Path) -> None:
    """Notes a copy that was written now."""
    known = noted_backups(home)
    if path not in known:
        _write(home, [*known, path])


def noted_backups(home: Path) -> list[Path]:
    """The copies that were written, in order of writing, whether they are still there or not."""
    path = home / "vault" / BACKUPS
    return [Path(p) for p in json.loads(path.read_bytes())] if path.is_file() else []


def forget_backups(home: Path, gone: frozenset[Path]) -> None:
    """Forgets copies that are gone."""
    if noted_backups(home):
        _write(home, [p for p in noted_backups(home) if p not in gone])


def _write(home: Path, paths: list[Path]) -> None:
    private_folder(home / "vault")
    write_private(home / "vault" / BACKUPS, json.dumps([str(p) for p in paths], ensure_ascii=False).encode())
