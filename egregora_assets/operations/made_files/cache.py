"""The cache of made files: looked at, and freed of what nobody wants or what is damaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.lookups import CACHE_KINDS
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.services.cache_files import MADE_FOLDERS, is_present, is_whole
from egregora_assets.services.erasure_records import refuse_during_erasure

MAKERS: Mapping[str, str] = {
    "social_card": "a card for links to a post",
    "thumbnail": "a small picture",
    "link_preview": "kept in the table links, with its address",
    "completion": "comes with a language model's writer",
    "embedding": "comes with a language model's writer",
    "media_description": "comes with a language model's writer",
}
"""What each kind is, or who will make it."""


@dataclass(frozen=True)
class CacheKind:
    """The files of one kind.

    Attributes:
        about: what they are, or who will make them.
        count, byte_count: of all files.
        unwanted_count: of these, those that nothing uses now: they go when their time is up or the cache is full.
        damaged_count: those that are gone or are not what was written; the next run makes what is wanted again.
    """

    kind: str
    about: str
    count: int
    byte_count: int
    unwanted_count: int
    damaged_count: int


@dataclass(frozen=True)
class CacheStatus:
    """What the cache holds.

    Attributes:
        kinds: every kind that the table knows, also those that nothing makes yet.
        stray_count: files that no row names.
        cap_bytes, ttl_days: the settings: how much there may be, and how long what is unwanted stays.
    """

    kinds: tuple[CacheKind, ...]
    stray_count: int
    byte_count: int
    cap_bytes: int
    ttl_days: int


@dataclass(frozen=True)
class Pruned:
    """What was removed, or would be.

    Attributes:
        counts: files by why: `unwanted`, `damaged`, `stray`.
    """

    counts: Mapping[str, int]
    byte_count: int
    is_dry_run: bool


def read_cache_status(context: DeploymentContext, *, verify: bool = False) -> CacheStatus:
    """What the cache holds.

    Args:
        verify: read every file and compare it with its name, which is its digest; else sizes are compared.
    """
    context.store.prepare()
    rows = _read_rows(context)
    kinds = []
    for kind in CACHE_KINDS:
        own = [row for row in rows if row["kind"] == kind]
        damaged = sum(not _is_sound(context.home, row, by_content=verify) for row in own)
        unwanted = sum(row["expires_at"] is not None for row in own)
        size = sum(int(row["byte_count"]) for row in own)
        kinds.append(CacheKind(kind, MAKERS[kind], len(own), size, unwanted, damaged))
    strays = _list_strays(context.home, rows)
    total = sum(one.byte_count for one in kinds) + sum(_measure(path) for path in strays)
    values = context.settings
    return CacheStatus(tuple(kinds), len(strays), total, values.cache_cap_bytes, values.cache_ttl_days)


@under_lease("cache prune")
def prune_cache(context: DeploymentContext, *, dry_run: bool = False) -> Pruned:
    """Removes the files that nothing uses now, that are damaged, or that no row names.

    The next run makes again what is wanted and was damaged, and takes the rows of what is gone out of the table.

    Raises:
        ErasureUnfinished: an erasure was cut off.
    """
    refuse_during_erasure(context.home)
    context.store.prepare()
    rows = _read_rows(context)
    found = dict.fromkeys(_list_strays(context.home, rows), "stray")
    for row in rows:
        path = context.home / str(row["relative_path"])
        if row["relative_path"] is None or not path.is_file():
            continue
        if row["expires_at"] is not None and not row["is_pinned"]:
            found[path] = "unwanted"
        elif not _is_sound(context.home, row, by_content=True):
            found[path] = "damaged"
    held = {context.home / str(row["relative_path"]) for row in rows if row["expires_at"] is None}
    gone = {path: why for path, why in found.items() if why == "damaged" or path not in held}
    size = sum(map(_measure, gone))
    for path in () if dry_run else gone:
        path.unlink(missing_ok=True)
    counts = Counter(gone.values())
    return Pruned({why: counts[why] for why in ("unwanted", "damaged", "stray")}, size, dry_run)


def _read_rows(context: DeploymentContext) -> list[dict[str, Any]]:
    cache = CONTRACTS["asset_cache"].table()
    columns = ("kind", "cache_key", "relative_path", "byte_count", "expires_at", "is_pinned")
    wanted = cache.select(*columns).order_by("kind", "cache_key")
    rows: list[dict[str, Any]] = read_rows(context.store.file("main"), wanted).to_pylist()
    return rows


def _is_sound(home: Path, row: Mapping[str, Any], *, by_content: bool) -> bool:
    """Whether what a row names is there; text in the row always is."""
    if row["relative_path"] is None:
        return True
    return (is_whole if by_content else is_present)(home, str(row["relative_path"]), int(row["byte_count"]))


def _list_strays(home: Path, rows: list[dict[str, Any]]) -> list[Path]:
    """The files of the cache's folders that no row names, in order."""
    known = {home / str(row["relative_path"]) for row in rows}
    found = (path for folder in MADE_FOLDERS for path in sorted((home / folder).glob("*")))
    return [path for path in found if path.is_file() and path not in known]


def _measure(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
