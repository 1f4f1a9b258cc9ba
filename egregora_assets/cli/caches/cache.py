"""`egregora cache status` and `egregora cache prune`: what lies in the cache, and what can go."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.options import deployment_option, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.made_files.cache import CacheKind


@click.command(epilog="Example: egregora cache status --verify")
@click.option("--verify", is_flag=True, help="Read every file and compare it with its digest.")
@deployment_option()
@json_option
def status(deployment: Deployment, verify: bool, as_json: bool) -> None:
    """Show what the cache holds, kind by kind: files, size, what nothing uses now, what is damaged."""
    found = deployment.cache_status(verify=verify)
    if as_json:
        print(json.dumps(asdict(found), indent=2))
        return
    for one in found.kinds:
        print(_describe(one))
    print(f"Together {found.byte_count / 1e6:,.1f} MB of {found.cap_bytes / 1e6:,.0f} MB.")
    print(f"What nothing uses stays {found.ttl_days} days (`cache_ttl_days`, `cache_cap_bytes`).")
    if found.stray_count:
        print(f"{found.stray_count:,} files belong to nothing: `egregora cache prune` removes them.")
    if any(one.damaged_count for one in found.kinds):
        print("What is damaged is made again: `egregora cache prune`, then `egregora process`.")


@click.command(epilog="Example: egregora cache prune --dry-run")
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
@deployment_option()
@json_option
def prune(deployment: Deployment, dry_run: bool, as_json: bool) -> None:
    """Remove the files that nothing uses now, that are damaged, or that belong to nothing.

    The next run makes again what is wanted.
    """
    deployment.refuse_unfinished_erasure()
    gone = deployment.prune_cache(dry_run=dry_run)
    if as_json:
        print(json.dumps(asdict(gone), indent=2))
        return
    listed = ", ".join(f"{count:,} {why}" for why, count in gone.counts.items() if count)
    said = "Would remove" if dry_run else "Removed"
    print(f"{said}: {listed} ({gone.byte_count / 1e6:,.1f} MB)." if listed else "There is nothing to remove.")


def _describe(one: CacheKind) -> str:
    """A line of the table."""
    if not one.count:
        return f"{one.kind:<18} none: {one.about}"
    rest = f", {one.unwanted_count:,} unused" if one.unwanted_count else ""
    damaged = f", {one.damaged_count:,} damaged" if one.damaged_count else ""
    return f"{one.kind:<18} {one.count:,} files, {one.byte_count / 1e6:,.1f} MB{rest}{damaged}: {one.about}"
