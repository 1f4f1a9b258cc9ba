"""Freshness: each asset fresh, stale (and because of what) or missing, from our own materializations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import dagster as dg

from egregora_assets.runs.check_reuse import Answer, answers_of
from egregora_assets.runs.ledger import Ledger, Materialization
from egregora_assets.runs.policies import FRESH_FOR
from egregora_assets.runs.records import config_hash_of
from egregora_assets.runs.stage import Stage

State = Literal["fresh", "stale", "missing"]
Kind = Literal["never", "code", "input", "waits", "settings", "outside", "settings or outside", "check", "age"]

_ABOUT_CONTENT = frozenset({"never", "code", "input", "waits", "settings", "outside", "settings or outside"})
"""Reasons for which an asset's tables may come out otherwise, so that what stands on them has to wait."""


@dataclass(frozen=True)
class Reason:
    """Why an asset is not fresh.

    Attributes:
        kind: `never` made; its `code` changed; an `input`'s data changed; it `waits` for an asset that is not fresh
            itself; the `settings` or the world `outside` changed (both where they cannot be told apart); a blocking
            `check` did not pass; nobody looked for longer than its `age` may be.
        name: the input, the asset waited for, or the check; else empty.
    """

    kind: Kind
    name: str = ""


@dataclass(frozen=True)
class Freshness:
    """Where an asset stands.

    Attributes:
        reasons: empty when fresh.
        age: time since its last materialization, whether that wrote rows or found nothing to do.
        failing_checks: every check that failed when it was last asked, blocking or not.
    """

    asset_key: str
    state: State
    reasons: tuple[Reason, ...]
    last: Materialization | None
    age: dt.timedelta | None = None
    failing_checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What is known beside the run book.

    Attributes:
        now: UTC.
        answers: what each check said when it was last asked, by asset and check.
        blocking: the checks that block.
        has_same_settings: whether a run had today's settings; None where nobody knows any more.
    """

    now: dt.datetime
    answers: Mapping[tuple[str, str], Answer]
    blocking: frozenset[tuple[str, str]]
    has_same_settings: Callable[[str], bool | None]


def evidence_of(
    instance: dg.DagsterInstance,
    checks: Iterable[dg.AssetCheckSpec],
    config_hash: Callable[[str], str | None],
    settings: Mapping[str, object],
    now: dt.datetime,
) -> Evidence:
    """What Dagster's history says.

    Args:
        config_hash: the configuration's digest of a run, from the run book; settings: today's, as runs record them; now: UTC.
    """
    specs = list(checks)
    found = answers_of(instance, [spec.key for spec in specs])
    answers = {(key.asset_key.to_user_string(), key.name): answer for key, answer in found.items()}
    blocking = frozenset((spec.asset_key.to_user_string(), spec.name) for spec in specs if spec.blocking)

    def has_same_settings(run_id: str) -> bool | None:
        run, known = instance.get_run_by_id(run_id), config_hash(run_id)
        return None if run is None or known is None else known == config_hash_of(run.run_config, settings)

    return Evidence(now, answers, blocking, has_same_settings)


def freshness_of(stages: Mapping[str, Stage], ledger: Ledger, resources: Any, evidence: Evidence) -> list[Freshness]:
    """The freshness of every stage, in the order given (inputs before what reads them)."""
    found: dict[str, Freshness] = {}
    for key, stage in stages.items():
        last = ledger.latest(key)
        failing = tuple(
            sorted(name for (k, name), answer in evidence.answers.items() if (k, answer) == (key, "failed"))
        )
        if last is None:
            found[key] = Freshness(key, "missing", (Reason("never"),), None, None, failing)
            continue
        age = max(evidence.now - last.materialized_at, dt.timedelta(0))
        own = tuple(_own(stage, last, ledger, resources, evidence))
        reasons = (
            *own,
            *_waits(stage, own, found),
            *(Reason("check", name) for name in _not_passed(key, evidence)),
            *((Reason("age"),) if age > FRESH_FOR else ()),
        )
        found[key] = Freshness(key, "stale" if reasons else "fresh", reasons, last, age, failing)
    return list(found.values())


def _own(stage: Stage, last: Materialization, ledger: Ledger, resources: Any, evidence: Evidence) -> Iterable[Reason]:
    """What changed since the asset was made: its code, the data of its inputs, settings, the world outside."""
    if last.code_version != stage.code_version:
        yield Reason("code")
    upstream = {k: m for k in stage.upstream_keys if (m := ledger.latest(k))}
    if last.input_version == stage.version(resources, upstream, last.code_version):
        return
    read = ledger.inputs(last.run_id, stage.bundle.asset_key)
    changed = [key for key, m in sorted(upstream.items()) if read.get(key) != m.data_version]
    yield from (Reason("input", key) for key in changed)
    is_same = evidence.has_same_settings(last.run_id)
    if is_same is False or (stage.outside is None and not changed):
        yield Reason("settings")
    elif stage.outside and not changed:
        yield Reason("outside" if is_same else "settings or outside")


def _waits(stage: Stage, own: Collection[Reason], earlier: Mapping[str, Freshness]) -> list[Reason]:
    """The assets that have a reason of their own and that this one stands on, near or far, by name.

    Not told: an input whose data changed already, and changed settings, which are everybody's own reason.
    """
    told = {reason.name for reason in own if reason.kind == "input"}
    causing = _ABOUT_CONTENT - {"waits"} - ({"settings"} if Reason("settings") in own else frozenset())
    causes: set[str] = set()
    for key in stage.upstream_keys:
        reasons = earlier[key].reasons if key in earlier else ()
        causes |= {reason.name for reason in reasons if reason.kind == "waits"}
        if any(reason.kind in causing for reason in reasons):
            causes.add(key)
    return [Reason("waits", key) for key in sorted(causes - told)]


def _not_passed(asset_key: str, evidence: Evidence) -> list[str]:
    """The blocking checks of an asset that did not pass when they were last asked, or never were."""
    return sorted(n for k, n in evidence.blocking if k == asset_key and evidence.answers.get((k, n)) != "passed")
