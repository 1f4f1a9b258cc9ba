"""The leak scan: looks through files for anything that the vault holds, and says kinds and places, never values."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.vocabularies import EVERY_CHAT
from egregora_assets.database.copies.packing import PACKED, unpacked
from egregora_assets.database.copies.snapshots import SUFFIX
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.database.tables.texts import list_texts
from egregora_assets.errors import EgregoraError, VaultEmpty
from egregora_assets.operations.containers import read_parts
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.redaction.leaks.forms import join_texts
from egregora_assets.services.leak_guard import LeakFinding, LeakGuard
from egregora_assets.services.settings import SETTINGS_FILE

_DUCKDB = b"DUCK"


class Finder(Protocol):
    """What looks through bytes: the leak guard, or a scanner for one person."""

    def findings(self, data: bytes, place: str) -> Sequence[LeakFinding]:
        """What was found, each kind once."""
        ...


@dataclass(frozen=True)
class _OfEveryChat:
    """The leak guard, looking for the names of every chat in every file: here a doubt is worth telling."""

    guard: LeakGuard

    def findings(self, data: bytes, place: str) -> Sequence[LeakFinding]:
        """What was found, each kind once."""
        return self.guard.findings(data, place, EVERY_CHAT)


@dataclass(frozen=True, order=True)
class Leak:
    """Something of the vault in a file: where (file, member or column) and of which kind."""

    place: str
    kind: str


@dataclass(frozen=True)
class LeakReport:
    """What a leak scan found.

    Attributes:
        leaks: each place and kind once, sorted; never the value.
        unread: files and folders that could not be read, in the order of the scan.
        file_count, byte_count: what was looked through.
    """

    leaks: tuple[Leak, ...]
    unread: tuple[str, ...]
    file_count: int
    byte_count: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found and everything could be read."""
        return not (self.leaks or self.unread)


def scan_for_leaks(context: DeploymentContext, paths: Sequence[Path | str] = ()) -> LeakReport:
    """Looks through files for anything that the vault holds.

    Args:
        paths: files and folders; none = the whole deployment but vault, inbox and settings.

    Raises:
        VaultEmpty: there is nothing to look for, which is not the same as nothing to be found.
    """
    context.store.prepare()
    identities = CONTRACTS["identities"].table().select("author_id").limit(1)
    if not read_rows(context.store.file("vault"), identities).num_rows:
        raise VaultEmpty()
    values = context.settings
    exports = [folder for folder in (values.inbox, values.processed_dir) if folder]
    private = () if paths else (context.vault.directory, *exports, context.home / SETTINGS_FILE)
    found: set[Leak] = set()
    unread: list[str] = []
    size = count = 0
    for path in list_files([Path(p) for p in paths] or [context.home], private, unread):
        count += 1
        try:
            size += path.stat().st_size
            found.update(Leak(f.place, f.kind) for f in find_in_file(path, _OfEveryChat(context.leak_guard)))
        except (OSError, EgregoraError):
            unread.append(str(path))
    return LeakReport(tuple(sorted(found)), tuple(unread), count, size)


def find_in_file(path: Path, guard: Finder) -> Iterator[LeakFinding]:
    """The leaks in the bytes of a file and, if it is a database or a compressed copy of one, in its columns.

    Raises:
        BackupUnusable: a compressed copy is damaged.
        ContainerTooLarge: an archive is too large or nested too deep.
        DatabaseBusy, DatabaseDamaged, StatementFailed: a database cannot be read.
        OSError: the file cannot be read.
    """
    if path.name.endswith(SUFFIX + PACKED):
        with unpacked(path) as plain:
            yield from _find_in_plain_file(plain, str(path), guard)
    else:
        yield from _find_in_plain_file(path, str(path), guard)


def _find_in_plain_file(path: Path, shown: str, guard: Finder) -> Iterator[LeakFinding]:
    for place, data in read_parts(path, shown):
        yield from guard.findings(data, place)
    with path.open("rb") as stream:
        is_database = stream.read(12)[8:] == _DUCKDB
    if is_database:
        for column, texts in list_texts(path):
            yield from guard.findings(join_texts(texts), f"{shown}: {column}")


def list_files(tops: Iterable[Path], private: Collection[Path], unread: list[str]) -> Iterator[Path]:
    """The files at or below some places, in a fixed order, no links, nothing private; notes `unread` folders."""
    for top in tops:
        if not top.is_dir():
            yield top
            continue
        for folder, folders, names in os.walk(top, onerror=lambda error: unread.append(str(error.filename))):
            folders[:] = sorted(f for f in folders if Path(folder) / f not in private)
            paths = (Path(folder) / name for name in sorted(names))
            yield from (p for p in paths if p not in private and p.is_file() and not p.is_symlink())
