"""`egregora leak-scan`: looks through files for anything that the vault holds, and says kinds and places."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from egregora_assets.cli.containers import parts_of
from egregora_assets.cli.deployment import settle_folders
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.tables.texts import texts_in
from egregora_assets.database.tables.writer import read
from egregora_assets.errors import EgregoraError, VaultEmpty
from egregora_assets.services.leak_guard import LeakFinding
from egregora_assets.services.settings import SETTINGS_FILE

_DUCKDB = b"DUCK"


class Finder(Protocol):
    """What looks through bytes: the leak guard, or a scanner for one person."""

    def findings(self, data: bytes, place: str) -> Sequence[LeakFinding]:
        """What was found, each kind once."""
        ...


def leak_scan(options: argparse.Namespace) -> bool:
    """Looks through the files that are named, or through the whole deployment but the vault, inbox and settings.

    Returns: whether nothing was found and every file could be read.

    Raises:
        VaultEmpty: there is nothing to look for, which is not the same as nothing to be found.
    """
    home = settle_folders(options)
    from egregora_assets.definitions import LEAK_GUARD, SETTINGS, STORE, VAULT

    STORE.prepare()
    if not read(STORE.file("vault"), CONTRACTS["identities"].table().select("author_id").limit(1)).num_rows:
        raise VaultEmpty()
    found: set[tuple[str, str]] = set()
    unread: list[str] = []
    size = count = 0
    values = SETTINGS.values()
    exports = [folder for folder in (values.inbox, values.processed_dir) if folder]
    private = () if options.paths else (VAULT.directory, *exports, home / SETTINGS_FILE)
    for path in files_below(options.paths or [home], private, unread):
        count += 1
        try:
            size += path.stat().st_size
            for finding in findings_in(path, LEAK_GUARD):
                found.add((finding.place, finding.kind))
        except (OSError, EgregoraError):
            unread.append(str(path))
    _tell(options.json, sorted(found), unread, count, size)
    return not (found or unread)


def findings_in(path: Path, guard: Finder) -> Iterator[LeakFinding]:
    """What stands in a file, and, if it is a database, in its columns."""
    for place, data in parts_of(path, str(path)):
        yield from guard.findings(data, place)
    with path.open("rb") as stream:
        is_database = stream.read(12)[8:] == _DUCKDB
    if is_database:
        for column, texts in texts_in(path):
            yield from guard.findings("\n".join(texts).encode("utf-8", "surrogatepass"), f"{path}: {column}")


def files_below(tops: Iterable[Path], private: Collection[Path], unread: list[str]) -> Iterator[Path]:
    """The files at or below some places, in a fixed order, without links and without what is private.

    Args:
        unread: folders that cannot be read are added to it.
    """
    for top in tops:
        if not top.is_dir():
            yield top
            continue
        for folder, folders, names in os.walk(top, onerror=lambda error: unread.append(str(error.filename))):
            folders[:] = sorted(f for f in folders if Path(folder) / f not in private)
            paths = (Path(folder) / name for name in sorted(names))
            yield from (p for p in paths if p not in private and p.is_file() and not p.is_symlink())


def _tell(as_json: bool, found: list[tuple[str, str]], unread: list[str], count: int, size: int) -> None:
    if as_json:
        rows = [{"place": place, "kind": kind} for place, kind in found]
        print(json.dumps({"files": count, "bytes": size, "found": rows, "unread": unread}, indent=2))
        return
    for place, kind in found:
        print(f"{kind:12} {place}")
    for place in unread:
        print(f"{'UNREAD':12} {place}")
    verdict = f"{len(found)} findings" if found else "nothing of the vault found"
    print(f"{count:,} files, {size / 1e6:,.1f} MB: {verdict}{f', {len(unread)} could not be read' if unread else ''}.")
