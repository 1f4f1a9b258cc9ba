"""`egregora import-legacy`: takes over what an older deployment of the predecessor holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.options import PATH, deployment_option, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.legacy_import import ImportReport, OlderRow

_PLACES_SHOWN = 8


@click.command("import-legacy", epilog="Example: egregora import-legacy rankings.duckdb pipeline.duckdb --dry-run")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=PATH)
@deployment_option(creates=True)
@click.option("--chat", metavar="SLUG", help="The conversation that it is of, where there are several.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken, write nothing.")
@json_option
def import_legacy(
    deployment: Deployment, paths: tuple[Path, ...], chat: str | None, dry_run: bool, as_json: bool
) -> None:
    """Take over what an older deployment of the predecessor holds.

    PATH is its rankings.duckdb or the database of its pipeline; neither is written to.
    """
    report = deployment.import_legacy(paths, chat=chat, is_dry_run=dry_run)
    print(_to_json(report) if as_json else "\n".join(_format(report)))


def _format(report: ImportReport) -> list[str]:
    """A table of counts, then every reason with the rows that it holds for: counts and places, never text."""
    lines = [f"File {place}: {name}" for place, name in enumerate(report.files, 1)]
    lines += ["", f"{'':14}{'taken':>8}{'changed':>9}{'there':>8}{'refused':>9}"]
    counts = report.counts
    for c in counts:
        lines.append(f"{c.kind:14}{c.taken_count:>8,}{c.changed_count:>9,}{c.known_count:>8,}{c.refused_count:>9,}")
    for heading, groups in (("Changed", report.changes), ("Refused", report.refusals)):
        lines += ["", f"{heading}:"] if groups else []
        for group in groups:
            where = f"{group.reason}; {_format_places(group.rows)}"
            lines.append(f"  {group.kind}, {len(group.rows):,}: {group.text} ({where})")
    taken = sum(c.taken_count for c in counts)
    return [*lines, "", _conclude(taken, report.is_dry_run)]


def _conclude(taken: int, is_dry_run: bool) -> str:
    if not taken:
        return "Nothing new: there was nothing to add."
    if is_dry_run:
        return f"{taken:,} rows would be taken. Nothing was written."
    return f"{taken:,} rows were taken. `egregora process` ranks them and builds the site."


def _format_places(rows: Sequence[OlderRow]) -> str:
    shown = [f"{r.file}:{r.table}:{r.number}" for r in rows[:_PLACES_SHOWN]]
    return ", ".join(shown) + (", …" if len(rows) > _PLACES_SHOWN else "")


def _to_json(report: ImportReport) -> str:
    """The report with every row: its file and number from 1."""
    rows = [
        {
            "file": o.row.file,
            "table": o.row.table,
            "row": o.row.number,
            "kind": o.kind,
            "result": o.result,
            "reasons": list(o.reasons),
        }
        for o in report.outcomes
    ]
    counts = [asdict(c) for c in report.counts]
    answer = {"files": list(report.files), "is_dry_run": report.is_dry_run, "kinds": counts, "rows": rows}
    return json.dumps(answer, ensure_ascii=False, indent=2)
