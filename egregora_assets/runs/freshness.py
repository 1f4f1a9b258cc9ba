"""Freshness: each asset fresh, stale (and because of what) or missing, from our own materializations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from egregora_assets.runs.ledger import Ledger, Materialization
from egregora_assets.runs.stage import Stage

State = Literal["fresh", "stale", "missing"]


@dataclass(frozen=True)
class Freshness:
    """Where an asset stands.

    Attributes:
        because: why it is not fresh: code, settings or the world outside, or the names of inputs that changed or are
            not fresh themselves; empty when fresh.
    """

    asset_key: str
    state: State
    because: str
    last: Materialization | None


def freshness_of(stages: Mapping[str, Stage], ledger: Ledger, resources: Any) -> list[Freshness]:
    """The freshness of every stage, in the order given (inputs before what reads them)."""
    found: dict[str, Freshness] = {}
    for key, stage in stages.items():
        found[key] = _one(stage, ledger, resources, found)
    return list(found.values())


def _one(stage: Stage, ledger: Ledger, resources: Any, earlier: Mapping[str, Freshness]) -> Freshness:
    key = stage.bundle.asset_key
    last = ledger.latest(key)
    if last is None:
        return Freshness(key, "missing", "never materialized", None)
    unsettled = [k for k in stage.upstream_keys if k in earlier and earlier[k].state != "fresh"]
    if last.code_version != stage.code_version:
        return Freshness(key, "stale", "code", last)
    upstream = {k: m for k in stage.upstream_keys if (m := ledger.latest(k))}
    if last.input_version == stage.version(resources, upstream):
        return (
            Freshness(key, "stale", "waits for " + ", ".join(unsettled), last)
            if unsettled
            else Freshness(key, "fresh", "", last)
        )
    read = ledger.inputs(last.run_id, key)
    changed = [k for k, m in sorted(upstream.items()) if read.get(k) != m.data_version]
    reasons = [*changed, *(k for k in unsettled if k not in changed)]
    return Freshness(key, "stale", ", ".join(reasons) or "settings or the world outside", last)
