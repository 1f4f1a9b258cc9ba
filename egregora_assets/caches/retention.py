"""Retention of cache rows: what is wanted now is never evicted, and nothing changes while nothing happens.

An unwanted row gets an `expires_at`, counted from when it was last wanted, and loses it when it is wanted again. So a
second run over the same input writes nothing, and the time that an unwanted row is kept is exact.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from egregora_assets.caches import expressions
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.lookups import ASSET_CACHE
from egregora_assets.contracts.tables import Derived

Key = tuple[str, str]
Row = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """How long unwanted rows are kept (zero: not at all), and how many bytes all files may have."""

    time_to_live: timedelta
    cap_bytes: int

    @classmethod
    def decide(cls, has_opt_out: bool, ttl_days: int, cap_bytes: int) -> Limits:
        """The limits of the settings; once somebody opted out, unwanted files go at once: they may show their words."""
        return cls(timedelta(0) if has_opt_out else timedelta(days=ttl_days), cap_bytes)


@dataclass(frozen=True)
class Wanted:
    """A file that should be in the cache.

    Args:
        kind: thumbnail or social card; subject_id: the media file or document that it is for.
        inputs: everything that it is made from, as text by name; maker_version: program, template, fonts.
    """

    kind: str
    subject_id: str
    inputs: Mapping[str, str]
    maker: str
    maker_version: str

    @property
    def key(self) -> Key:
        """Kind and digest of all inputs and the maker's version; not of time, place or document."""
        inputs = json.dumps(dict(self.inputs), sort_keys=True, ensure_ascii=True)
        return self.kind, public_uuid("cache", self.kind, self.maker, self.maker_version, inputs)


def build_row(wanted: Wanted, relative_path: str, byte_count: int, content_type: str, made_at: datetime) -> Row:
    """The row of a file that was made now."""
    kind, cache_key = wanted.key
    return {
        "kind": kind,
        "cache_key": cache_key,
        "content": None,
        "relative_path": relative_path,
        "content_type": content_type,
        "byte_count": byte_count,
        "maker": wanted.maker,
        "maker_version": wanted.maker_version,
        "created_at": made_at,
        "last_accessed_at": made_at,
        "expires_at": None,
        "is_pinned": False,
        "subject_id": wanted.subject_id,
    }


def get_key(row: Row) -> Key:
    """Kind and cache key of a row."""
    return row["kind"], row["cache_key"]


def retain_rows(rows: Iterable[Row], wanted: Collection[Key], now: datetime, limits: Limits) -> list[Row]:
    """The rows that stay, by key: all that are wanted or pinned, and of the others the latest that the limits allow.

    Args:
        rows: known and new ones, each with its file in place.
        wanted: keys that are wanted now.
        now: UTC.
    """
    dated = [_set_expiry(row, get_key(row) in wanted or row["is_pinned"], now, limits.time_to_live) for row in rows]
    held = [row for row in dated if row["expires_at"] is None]
    unwanted = [row for row in dated if row["expires_at"] is not None and _is_young(row, now, limits.time_to_live)]
    unwanted.sort(key=lambda row: (row["last_accessed_at"], get_key(row)), reverse=True)
    total = sum(row["byte_count"] for row in held)
    kept = []
    for row in unwanted:
        total += row["byte_count"]
        if total > limits.cap_bytes:
            break
        kept.append(row)
    return sorted([*held, *kept], key=get_key)


def record_files(made: Iterable[Row], kept: Iterable[Row], wanted: Mapping[Key, Wanted]) -> Derived:
    """The rows of `asset_cache`, from the stored ones and what was made and decided.

    Args:
        made: rows of the files that were made now.
        kept: the rows that stay, as `retain_rows` gives them.
        wanted: what is wanted now; other files have no subject, so that no page shows an old picture.
    """
    subjects = [{"kind": k, "cache_key": c, "subject_id": one.subject_id} for (k, c), one in wanted.items()]
    results = {"result_made": made, "result_kept": kept, "result_wanted": subjects}
    expression = expressions.list_cached_files(ASSET_CACHE.table())
    return Derived(expression, {name: ASSET_CACHE.rows(rows) for name, rows in results.items()})


def _is_young(row: Row, now: datetime, time_to_live: timedelta) -> bool:
    """Whether an unwanted row has not expired, by its own `expires_at` and by the present limit."""
    end: datetime = min(row["expires_at"], row["last_accessed_at"] + time_to_live)
    return end > now


def _set_expiry(row: Row, is_held: bool, now: datetime, time_to_live: timedelta) -> Row:
    """The row with its `expires_at`: none while it is held, else counted from when that ended."""
    if is_held == (row["expires_at"] is None):
        return row
    touched = max(now, row["created_at"])
    return {**row, "last_accessed_at": touched, "expires_at": None if is_held else touched + time_to_live}
