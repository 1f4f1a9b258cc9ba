"""`egregora debug dag-status`: what is fresh, stale or missing, and because of what."""

from __future__ import annotations

import argparse
import json

from egregora_assets.command.deployment import settle_folders
from egregora_assets.runs.freshness import Freshness, freshness_of


def dag_status(options: argparse.Namespace) -> bool:
    """Prints the freshness of every asset: a table for people, JSON for programs."""
    settle_folders(options)
    from egregora_assets.definitions import STORE, ordered_stages, resources_by_name

    STORE.prepare()
    found = freshness_of(ordered_stages(), STORE, resources_by_name())
    if options.json:
        print(json.dumps([_as_json(f) for f in found], indent=2))
    else:
        _print_table(found)
    return True


def _as_json(freshness: Freshness) -> dict[str, object]:
    last = freshness.last
    return {
        "asset": freshness.asset_key,
        "state": freshness.state,
        "because": freshness.because,
        "rows": last.row_count if last else None,
        "last_run": last.run_id if last else None,
        "materialized_at": last.materialized_at.isoformat() if last else None,
        "duration_ms": last.duration_ms if last else None,
    }


def _print_table(found: list[Freshness]) -> None:
    print(f"{'asset':<12} {'state':<8} {'rows':>10}  {'last run':<8}  {'at (UTC)':<16}  {'took':>8}  because")
    for one in found:
        last = one.last
        if last is None:
            print(f"{one.asset_key:<12} {one.state:<8} {'-':>10}  {'-':<8}  {'-':<16}  {'-':>8}  {one.because}")
            continue
        at = last.materialized_at.strftime("%Y-%m-%d %H:%M")
        took = f"{last.duration_ms / 1000:.1f} s"
        rows, run = f"{last.row_count:>10,}", last.run_id[:8]
        print(f"{one.asset_key:<12} {one.state:<8} {rows}  {run:<8}  {at:<16}  {took:>8}  {one.because}".rstrip())
