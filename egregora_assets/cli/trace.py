"""`egregora trace ID`: which runs made a row, by which code, from which inputs, back to the export."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.options import deployment_option, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.tracing import Ancestors, RunRecord, Step, Trace

_KINDS = {
    "chats": "conversation",
    "document_addresses": "address of a document",
    "elo_comparisons": "comparison",
    "elo_ratings": "rating",
    "media_files": "picture or file",
    "site_files": "file of the site",
}
"""What a row is called where the table's name in the singular does not say it."""
_SHOWN_KEYS = 3


@click.command(
    epilog="""\b
Examples:
  egregora trace posts/a-page.html
  egregora trace 0f3a9c12 --json""",
)
@click.argument("identifier", metavar="ID")
@deployment_option()
@json_option
def trace(deployment: Deployment, identifier: str, as_json: bool) -> None:
    """Show which runs made a row, by which code, back to the export.

    ID is a key (UUID, or its first 8 digits), `document_id:ordinal` for a citation, a slug, or a path of the site.
    """
    found = deployment.trace(identifier)
    print(json.dumps(to_json(found), indent=2) if as_json else "\n".join(format_lines(found)))


def name_kind(table: str) -> str:
    """What a row of a table is called."""
    return _KINDS.get(table, table.removesuffix("s").replace("_", " "))


def to_json(found: Trace) -> dict[str, object]:
    """A trace for programs: every key whole, times in ISO 8601, run details once a run."""
    return {
        "rows": [{"kind": name_kind(r.table), "asset": r.asset_key, **asdict(r)} for r in found.rows],
        "steps": [_plain(asdict(step)) for step in found.steps],
        "ancestors": [
            {
                "table": a.table,
                "asset": a.asset_key,
                "count": a.count,
                "count_by_run": dict(a.count_by_run),
                "keys": [":".join(key) for key in a.keys],
            }
            for a in found.ancestors
        ],
        "exports": [_plain(asdict(export)) for export in found.exports],
        "runs": [_run_as_json(run) for run in found.runs],
    }


def _run_as_json(run: RunRecord) -> dict[str, object]:
    return _plain(asdict(run))


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def format_lines(found: Trace) -> Iterator[str]:
    """A trace for people."""
    runs = {run.run_id: run for run in found.runs}
    for row in found.rows:
        yield f"{name_kind(row.table)} {':'.join(row.key)}"
        if row.run_id and row.asset_key:
            yield f"  table {row.table}, asset {row.asset_key}, last written by run {row.run_id}"
    yield from _steps(found.steps, runs)
    if found.ancestors:
        yield "\nMade from"
        yield from (_ancestors(group) for group in found.ancestors)
    for export in found.exports:
        yield (
            f"\nExport {export.export_id}\n  read {_at(export.ingested_at)} UTC, {export.message_count:,} messages, "
            f"noted by run {export.run_id}"
        )
    if not found.exports and "messages" in {*(r.table for r in found.rows), *(a.table for a in found.ancestors)}:
        yield "\nExport: not noted. The messages were written before it was; `materializations` tell which run read it."
    yield "\nRuns"
    for run in found.runs:
        ended = f" to {_at(run.finished_at)}" if run.finished_at else ""
        yield (
            f"  {run.run_id}  {_at(run.started_at or run.created_at)}{ended} UTC  {run.job_name}, {run.trigger}, "
            f"{run.status}; program {run.code_version}, config {run.config_hash}"
        )
        if run.error_class:
            yield f"    {run.error_class}. Remedy: {run.remedy}"


def _steps(steps: Sequence[Step], runs: dict[str, RunRecord]) -> Iterator[str]:
    if not steps:
        return
    yield "\nMade by (with what that read, back to the export)"
    for step in steps:
        run = runs.get(step.run_id)
        is_own = step.written_by == step.run_id
        came = f"{step.changed_count:,} written" if is_own else f"unchanged since run {step.written_by[:8]}"
        read = ", ".join(f"{i.asset_key} of {(i.run_id or 'an unknown run')[:8]}" for i in step.inputs)
        yield (
            f"  {step.asset_key:<12} run {step.run_id[:8]}  {_at(step.materialized_at)} UTC  code {step.code_version}, "
            f"program {run.code_version if run else '?'}; {step.row_count:,} rows, {came}"
            + (f"; read {read}" if read else "")
        )


def _ancestors(group: Ancestors) -> str:
    written = ", ".join(f"run {run_id[:8] or '?'}: {count:,}" for run_id, count in group.count_by_run)
    keys = ", ".join(":".join(key) for key in group.keys[:_SHOWN_KEYS])
    more = " …" if group.count > _SHOWN_KEYS else ""
    return f"  {group.table:<18} {group.count:>7,}  ({written})  {keys}{more}"


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
