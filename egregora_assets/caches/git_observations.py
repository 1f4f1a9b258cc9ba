"""The log of refs: a row only where a ref moved, so that an unchanged repository writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pyarrow as pa


class Observation(NamedTuple):
    """A ref as it was last seen."""

    observed_at: datetime
    commit_id: str
    change: str


def latest(log: pa.Table, repository_id: str) -> dict[str, Observation]:
    """By ref name, the last observation of a repository; deleted refs are among them."""
    found: dict[str, Observation] = {}
    for row in log.sort_by([("observed_at", "ascending"), ("ref_name", "ascending")]).to_pylist():
        if row["repository_id"] == repository_id:
            found[row["ref_name"]] = Observation(row["observed_at"], row["commit_id"], row["change"])
    return found


def changes(
    before: Mapping[str, Observation],
    now: Mapping[str, str],
    at: datetime,
    is_ancestor: Callable[[str, str], bool],
) -> list[dict[str, Any]]:
    """The rows to add: one a ref that appeared, moved or went, by name.

    Args:
        before: what was last seen; empty at the first look, whose refs are `seen`, not `created`.
        now: commit ids by ref name.
        at: the time of looking; a clock that ran backwards is read as just after the last observation.
        is_ancestor: whether the first commit is reachable from the second.
    """
    rows = []
    for name in sorted({*before, *now}):
        old, commit_id = before.get(name), now.get(name)
        change = _change(old, commit_id, is_first_look=not before, is_ancestor=is_ancestor)
        if change is not None:
            observed_at = max(at, old.observed_at + timedelta(microseconds=1)) if old else at
            rows.append(
                {"ref_name": name, "observed_at": observed_at, "commit_id": commit_id or _last(old), "change": change}
            )
    return rows


def _last(old: Observation | None) -> str:
    return old.commit_id if old else ""


def _change(
    old: Observation | None,
    commit_id: str | None,
    *,
    is_first_look: bool,
    is_ancestor: Callable[[str, str], bool],
) -> str | None:
    """How a ref moved; None where it did not."""
    is_there = old is not None and old.change != "deleted"
    if commit_id is None:
        return "deleted" if is_there else None
    if old is None or not is_there:
        return "seen" if is_first_look else "created"
    if old.commit_id == commit_id:
        return None
    return "fast_forward" if is_ancestor(old.commit_id, commit_id) else "forced"
