"""`egregora debug dag-status`: what is fresh, stale or missing, and because of what."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import textwrap
from collections.abc import Collection, Sequence

from egregora_assets.cli.deployment import instance, settle_folders
from egregora_assets.cli.summary import unreviewed_note
from egregora_assets.contracts.instants import aware_utc
from egregora_assets.runs.freshness import Freshness, Reason, collect_evidence, judge_freshness
from egregora_assets.runs.policies import FRESH_FOR

_OUTSIDE = {
    "ingested": "the inbox",
    "anonymized": "the attachments or the decisions in the vault",
    "enriched": "the services that are switched on",
    "git_refs": "the repositories",
    "git_commits": "the repositories",
    "asset_cache": "the files of the cache",
    "published": "the folder of the site",
}
_HEADINGS = ("asset", "state", "rows", "last run", "at (UTC)", "age", "took")
_IS_NUMBER = (False, False, True, False, False, True, True)
_GAP = 2
_LEAST_WIDTH = 36
"""A narrower column of reasons is not readable: they get lines of their own."""


def dag_status(options: argparse.Namespace) -> bool:
    """Prints the freshness of every asset: a table for people, JSON for programs.

    Returns: true, whatever it tells; where it cannot tell, an error leaves with its remedy.
    """
    settle_folders(options)
    from egregora_assets.definitions import STORE, ordered_stages

    STORE.prepare()
    with STORE.file("main").reading():
        found = freshness_now(ordered_stages())
        running = [run.run_id for run in STORE.unfinished_runs()]
    if options.json:
        print(json.dumps([as_json(one) for one in found], indent=2))
    else:
        width = shutil.get_terminal_size((120, 24)).columns
        notes = [*_notes(found, running), *filter(None, [unreviewed_note()])]
        print("\n".join([*table_of(found, width), "", *notes]))
    return True


def freshness_now(asset_keys: Collection[str]) -> list[Freshness]:
    """Where these assets of the deployment stand, inputs before what reads them."""
    from egregora_assets.contracts.instants import utc_now
    from egregora_assets.definitions import SETTINGS, STORE, defs, ordered_stages, resources_by_name

    def config_hash(run_id: str) -> str | None:
        run = STORE.runs.get_run(run_id)
        return run.config_hash if run else None

    stages = {key: stage for key, stage in ordered_stages().items() if key in asset_keys}
    specs = [spec for definition in defs.asset_checks or [] for spec in definition.check_specs]
    checks = [spec for spec in specs if spec.asset_key.to_user_string() in asset_keys]
    with instance() as dagster_instance:
        evidence = collect_evidence(dagster_instance, checks, config_hash, SETTINGS.values().configuration(), utc_now())
        return judge_freshness(stages, STORE, resources_by_name(), evidence)


def as_json(one: Freshness) -> dict[str, object]:
    """An asset for programs; docs/freshness.md describes each field."""
    last = one.last
    return {
        "asset": one.asset_key,
        "state": one.state,
        "because": because(one),
        "reasons": [{"kind": reason.kind, "name": reason.name or None} for reason in one.reasons],
        "failing_checks": list(one.failing_checks),
        "rows": last.row_count if last else None,
        "last_run": last.run_id if last else None,
        "materialized_at": aware_utc(last.materialized_at).isoformat() if last else None,
        "age_seconds": int(one.age.total_seconds()) if one.age is not None else None,
        "duration_ms": last.duration_ms if last else None,
    }


def because(one: Freshness) -> str:
    """The reasons of an asset in words; empty when it is fresh."""
    found: dict[str, list[str]] = {}
    for reason in one.reasons:
        start, what = _words(one.asset_key, reason)
        found.setdefault(start, []).append(what)
    return "; ".join(f"{start}{', '.join(what)}" for start, what in found.items())


def _words(asset_key: str, reason: Reason) -> tuple[str, str]:
    """What a reason begins with, which it shares with others of its kind, and what it ends with."""
    outside = _OUTSIDE.get(asset_key, "the world outside")
    return {
        "never": ("", "never materialized"),
        "code": ("code", ""),
        "input": ("input ", reason.name),
        "waits": ("waits for ", reason.name),
        "settings": ("settings", ""),
        "outside": (outside, ""),
        "settings or outside": (f"settings or {outside}", ""),
        "check": ("not passed: ", reason.name),
        "age": (f"older than {FRESH_FOR.days} days", ""),
    }[reason.kind]


def table_of(found: Sequence[Freshness], width: int) -> list[str]:
    """The lines of the table; reasons stand in the last column, or under the row where that would be too narrow.

    Args:
        width: columns of the terminal.
    """
    rows = [_HEADINGS, *(_cells(one) for one in found)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADINGS))]
    start = sum(widths) + _GAP * len(widths)
    is_beside = width - start >= _LEAST_WIDTH
    lines = []
    for row, reasons in zip(rows, ["because" if is_beside else "", *map(because, found)], strict=True):
        cells = [c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, _IS_NUMBER, strict=True)]
        line = (" " * _GAP).join(cells)
        indent = start if is_beside else widths[0] + _GAP
        wrapped = textwrap.wrap(reasons, max(width - indent, _LEAST_WIDTH), break_on_hyphens=False)
        if is_beside:
            lines.append((line + " " * _GAP + "".join(wrapped[:1])).rstrip())
            wrapped = wrapped[1:]
        else:
            lines.append(line.rstrip())
        lines += [" " * indent + part for part in wrapped]
    return lines


def _cells(one: Freshness) -> tuple[str, ...]:
    if one.last is None or one.age is None:
        return (one.asset_key, one.state, "-", "-", "-", "-", "-")
    at = aware_utc(one.last.materialized_at)
    took = f"{one.last.duration_ms / 1000:.1f} s"
    run = one.last.run_id[:8]
    return (one.asset_key, one.state, f"{one.last.row_count:,}", run, f"{at:%Y-%m-%d %H:%M}", _age(one.age), took)


def _age(age: dt.timedelta) -> str:
    """A length of time in its largest unit: `3 d`, `5 h`, `12 min`."""
    minutes = int(age.total_seconds()) // 60
    if minutes >= 24 * 60:
        return f"{minutes // (24 * 60)} d"
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"


def _notes(found: Sequence[Freshness], running: Sequence[str]) -> list[str]:
    """What no row tells: totals, checks that failed, runs that are not over."""
    counts = {state: sum(one.state == state for one in found) for state in ("fresh", "stale", "missing")}
    total = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    failed = [f"{one.asset_key}: {name}" for one in found for name in one.failing_checks]
    return [
        f"{len(found)} assets: {total}.",
        *(f"Check failed: {name}" for name in failed),
        *(f"Run {run_id[:8]} is under way, or died." for run_id in running),
    ]
