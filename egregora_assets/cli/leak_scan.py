"""`egregora leak-scan`: looks through files for anything that the vault holds, and says kinds and places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.options import PATH, deployment_option, fail, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.leak_scan import LeakReport


@click.command("leak-scan", epilog="Example: egregora leak-scan site.zip --json")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=PATH)
@deployment_option()
@json_option
def leak_scan(deployment: Deployment, paths: tuple[Path, ...], as_json: bool) -> None:
    """Look through files for anything that the vault holds.

    Without PATH, through the whole deployment but vault, inbox and settings.
    """
    found = deployment.leak_scan(paths)
    print(_to_json(found) if as_json else _format(found))
    if not found.is_clean:
        fail()


def _to_json(found: LeakReport) -> str:
    rows = [{"place": leak.place, "kind": leak.kind} for leak in found.leaks]
    counts = {"files": found.file_count, "bytes": found.byte_count}
    return json.dumps({**counts, "found": rows, "unread": list(found.unread)}, indent=2)


def _format(found: LeakReport) -> str:
    verdict = f"{len(found.leaks)} findings" if found.leaks else "nothing of the vault found"
    unread = f", {len(found.unread)} could not be read" if found.unread else ""
    lines = [
        *(f"{leak.kind:12} {leak.place}" for leak in found.leaks),
        *(f"{'UNREAD':12} {place}" for place in found.unread),
        f"{found.file_count:,} files, {found.byte_count / 1e6:,.1f} MB: {verdict}{unread}.",
    ]
    return "\n".join(lines)
