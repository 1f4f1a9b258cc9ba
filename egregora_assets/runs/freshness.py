"""Freshness: each asset is fresh, stale (with the reasons) or missing, judged from our own materializations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import dagster as dg

from egregora_assets.runs.checks import Answer, read_latest_answers
from egregora_assets.runs.configuration import hash_configuration
from egregora_assets.runs.policies import FRESH_FOR
from egregora_assets.runs.run_log import Materialization, RunLog
from egregora_assets.runs.stage import Stage

State = Literal["fresh", "stale", "missing"]
Kind = Literal["never", "code", "input", "waits", "settings", "outside", "settings or outside", "check", "age"]

_CONTENT_KINDS = frozenset({"never", "code", "input", "waits", "settings", "outside", "settings or outside"})
"""Reasons for which an asset's tables may change, so that the assets that read them have to wait."""


@dataclass(frozen=True)
class Reason:
    """Why an asset is not fresh. The kinds are public: `egregora status --json` shows them.

    Attributes:
        kind: `never` made; its `code` changed; an `input`'s data changed; it `waits` for an asset that is not fresh
            itself; the `settings` or the external state (`outside`) changed (both where they cannot be told apart); a
            blocking `check` did not pass; its last run is older than its `age` may be.
        name: the input, the asset waited for, or the check; else empty.
    """

    kind: Kind
    name: str = ""


@dataclass(frozen=True)
class Freshness:
    """The freshness of an asset.

    Attributes:
        reasons: empty when fresh.
        age: time since its last materialization, whether that wrote rows or found nothing to do.
        failing_checks: every check whose latest answer is a failure, blocking or not; warning_checks: a warning.
    """

    asset_key: str
    state: State
    reasons: tuple[Reason, ...]
    last: Materialization | None
    age: dt.timedelta | None = None
    failing_checks: tuple[str, ...] = ()
    warning_checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What freshness is judged by besides the run log.

    Attributes:
        now: UTC.
        answers: the latest answer of each check, by asset and check.
        blocking: the checks that block.
        has_same_settings: whether a run had the present settings; None where that is no longer known.
    """

    now: dt.datetime
    answers: Mapping[tuple[str, str], Answer]
    blocking: frozenset[tuple[str, str]]
    has_same_settings: Callable[[str], bool | None]


def collect_evidence(
    instance: dg.DagsterInstance,
    checks: Iterable[dg.AssetCheckSpec],
    config_hash: Callable[[str], str | None],
    settings: Mapping[str, object],
    now: dt.datetime,
) -> Evidence:
    """The evidence that Dagster's history holds.

    Args:
        config_hash: the configuration's digest of a run, from the run log.
        settings: the present ones, as runs record them.
        now: UTC.
    """
    specs = list(checks)
    found = read_latest_answers(instance, [spec.key for spec in specs])
    answers = {(key.asset_key.to_user_string(), key.name): answer for key, answer in found.items()}
    blocking = frozenset((spec.asset_key.to_user_string(), spec.name) for spec in specs if spec.blocking)

    def has_same_settings(run_id: str) -> bool | None:
        run, known = instance.get_run_by_id(run_id), config_hash(run_id)
        return None if run is None or known is None else known == hash_configuration(run.run_config, settings)

    return Evidence(now, answers, blocking, has_same_settings)


def judge_freshness(
    stages: Mapping[str, Stage], run_log: RunLog, resources: Any, evidence: Evidence
) -> list[Freshness]:
    """The freshness of every stage, in the order given (inputs before what reads them)."""
    found: dict[str, Freshness] = {}
    for key, stage in stages.items():
        last = run_log.find_latest(key)
        failing, warning = (_list_answers(evidence, key, answer) for answer in ("failed", "warned"))
        if last is None:
            found[key] = Freshness(key, "missing", (Reason("never"),), None, None, failing, warning)
            continue
        age = max(evidence.now - last.materialized_at, dt.timedelta(0))
        own = tuple(_find_own_reasons(stage, last, run_log, resources, evidence))
        reasons = (
            *own,
            *_find_waits(stage, own, found),
            *(Reason("check", name) for name in _list_open_checks(key, evidence)),
            *((Reason("age"),) if age > FRESH_FOR else ()),
        )
        found[key] = Freshness(key, "stale" if reasons else "fresh", reasons, last, age, failing, warning)
    return list(found.values())


def _list_answers(evidence: Evidence, asset_key: str, wanted: Answer) -> tuple[str, ...]:
    """The checks of an asset with that latest answer, by name."""
    return tuple(sorted(n for (key, n), answer in evidence.answers.items() if (key, answer) == (asset_key, wanted)))


def list_behind(stages: Mapping[str, Stage], run_log: RunLog) -> list[str]:
    """The assets that were last made from an older version of an input than there is now, in the order given."""
    found = []
    with run_log.session():
        for key, stage in stages.items():
            last = run_log.find_latest(key)
            read = run_log.read_inputs(last.run_id, key) if last else {}
            latest = stage.find_latest_inputs(run_log)
            if last and any(read.get(name) != made.data_version for name, made in latest.items()):
                found.append(key)
    return found


def _find_own_reasons(
    stage: Stage, last: Materialization, run_log: RunLog, resources: Any, evidence: Evidence
) -> Iterable[Reason]:
    """What changed since the asset was made: its code, the data of its inputs, settings, external state."""
    if last.code_version != stage.code_version:
        yield Reason("code")
    upstream = stage.find_latest_inputs(run_log)
    if last.input_version == stage.compute_input_version(resources, upstream, last.code_version):
        return
    read = run_log.read_inputs(last.run_id, stage.bundle.asset_key)
    changed = [key for key, m in sorted(upstream.items()) if read.get(key) != m.data_version]
    yield from (Reason("input", key) for key in changed)
    is_same = evidence.has_same_settings(last.run_id)
    if is_same is False or (stage.external_state is None and not changed):
        yield Reason("settings")
    elif stage.external_state and not changed:
        yield Reason("outside" if is_same else "settings or outside")


def _find_waits(stage: Stage, own: Collection[Reason], earlier: Mapping[str, Freshness]) -> list[Reason]:
    """The assets upstream, near or far, that have a reason of their own, by name.

    Left out: an input whose data has changed already, and changed settings, which are every asset's own reason.
    """
    changed = {reason.name for reason in own if reason.kind == "input"}
    causing = _CONTENT_KINDS - {"waits"} - ({"settings"} if Reason("settings") in own else frozenset())
    causes: set[str] = set()
    for key in stage.upstream_keys:
        reasons = earlier[key].reasons if key in earlier else ()
        causes |= {reason.name for reason in reasons if reason.kind == "waits"}
        if any(reason.kind in causing for reason in reasons):
            causes.add(key)
    return [Reason("waits", key) for key in sorted(causes - changed)]


def _list_open_checks(asset_key: str, evidence: Evidence) -> list[str]:
    """The blocking checks of an asset whose latest answer is no pass, by name."""
    return sorted(n for k, n in evidence.blocking if k == asset_key and evidence.answers.get((k, n)) != "passed")
