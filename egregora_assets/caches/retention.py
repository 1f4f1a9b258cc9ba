"""Which rows of the cache stay. What is wanted now is never evicted; nothing changes while nothing happens.

A wanted row has no end. Once it is no longer wanted it gets one (`expires_at`), counted from then; wanted again, it
loses it. So a second run over the same input writes nothing, and the time that a row may rest is exact.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.lookups import ASSET_CACHE

Key = tuple[str, str]
Row = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """How long what nobody wants may rest (zero: not at all), and how many bytes all files may have."""

    rest: timedelta
    cap_bytes: int


@dataclass(frozen=True)
class Wanted:
    """A thing that should be in the cache.

    Args:
        kind: what it is; subject_id: whom it is for (a file or a document).
        inputs: everything that goes into it, as text by name; maker_version: program, template, fonts.
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


def row_of(wanted: Wanted, relative_path: str, byte_count: int, content_type: str, made_at: datetime) -> Row:
    """The row of a thing that was made now."""
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


def key_of(row: Row) -> Key:
    """Kind and cache key of a row."""
    return row["kind"], row["cache_key"]


def retained(rows: Iterable[Row], wanted: Collection[Key], now: datetime, limits: Limits) -> list[Row]:
    """The rows that stay, by key: those wanted or pinned, and of the others what is young enough and under the cap.

    Args:
        rows: known and new ones, each with its file in place.
        wanted: keys that are wanted now.
        now: time of looking, UTC.
    """
    dated = [_dated(row, key_of(row) in wanted or row["is_pinned"], now, limits.rest) for row in rows]
    held = [row for row in dated if row["expires_at"] is None]
    resting = [row for row in dated if row["expires_at"] is not None and _may_rest(row, now, limits.rest)]
    resting.sort(key=lambda row: (row["last_accessed_at"], key_of(row)), reverse=True)
    total = sum(row["byte_count"] for row in held)
    kept = []
    for row in resting:
        total += row["byte_count"]
        if total > limits.cap_bytes:
            break
        kept.append(row)
    return sorted([*held, *kept], key=key_of)


def named(rows: Iterable[Row], jobs: Mapping[Key, Wanted]) -> list[Row]:
    """The rows with whom they are for now; what rests is for nobody, so that no page takes an old picture."""
    subjects = {key: job.subject_id for key, job in jobs.items()}
    return [{**row, "subject_id": subjects.get(key_of(row))} for row in rows]


def _may_rest(row: Row, now: datetime, rest: timedelta) -> bool:
    """Whether an unwanted row is young enough, by the end that it was given and by today's limit."""
    end: datetime = min(row["expires_at"], row["last_accessed_at"] + rest)
    return end > now


def _dated(row: Row, is_held: bool, now: datetime, rest: timedelta) -> Row:
    """The row with its end: none while it is held, else counted from when it stopped being so."""
    if is_held == (row["expires_at"] is None):
        return row
    touched = max(now, row["created_at"])
    return {**row, "last_accessed_at": touched, "expires_at": None if is_held else touched + rest}


def table(rows: Iterable[Row]) -> pa.Table:
    """Rows of the cache as Arrow."""
    return ASSET_CACHE.rows(rows)
