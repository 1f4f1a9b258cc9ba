"""`egregora status`: what is fresh, stale or missing, and because of what."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import is_terminal, print_table, shorten_path
from egregora_assets.cli.options import folder_option, json_option, open_deployment
from egregora_assets.cli.result import describe_repositories, describe_unreviewed
from egregora_assets.operations.kept_answers.giving import find_status

if TYPE_CHECKING:
    from egregora_assets.operations.status import AssetStatus, ChatProgress, Status, TaskCount
    from egregora_assets.operations.tracing import RunRecord

_HEADINGS = ("asset", "state", "rows", "last run", "at (UTC)", "age", "took")
_ARE_NUMBERS = (False, False, True, False, False, True, True)
_STANDS = {
    "queued": "waits since",
    "running": "is under way since",
    "completed": "completed",
    "failed": "failed",
    "canceled": "was canceled",
    "lost": "died, found",
}
"""How a run stands, in words before a time."""
_TASK_STATES = {"pending": "wait", "processing": "in hand", "failed": "failed for good"}
_GAP = 2
_LEAST_WIDTH = 36
"""A narrower column of reasons is not readable: they get lines of their own."""


@click.command(epilog="Example: egregora status --json")
@folder_option
@json_option
def status(output: Path | None, as_json: bool) -> None:
    """Show what is fresh, stale or missing, and why."""
    found = find_status(output) or open_deployment(output).status()
    if as_json:
        print(json.dumps([to_json(one) for one in found.assets], indent=2))
        return
    if is_terminal():
        rows = [(*_cells(one), one.because) for one in found.assets]
        print_table((*_HEADINGS, "because"), rows, (*_ARE_NUMBERS, False))
    else:
        print("\n".join(format_table(found.assets, shutil.get_terminal_size((120, 24)).columns)))
    notes = [*_notes(found.assets), *map(describe_run, found.runs), describe_unreviewed(found.unreviewed_name_count)]
    notes += [*describe_repositories(found.repository_warnings)]
    notes += [*map(describe_tasks, found.tasks), *_describe_chats(found.chats)]
    notes += [f"In use by {found.holder}." if found.holder else "", _describe_copy(found)]
    print("\n".join(["", *filter(None, notes)]))


_OLDER = "The older name of `egregora status`."
dag_status = click.Command(
    "dag-status", callback=status.callback, params=status.params, help=_OLDER, epilog=status.epilog
)


def to_json(asset: AssetStatus) -> dict[str, object]:
    """An asset for programs; docs/freshness.md describes each field."""
    return {
        "asset": asset.asset_key,
        "state": asset.state,
        "because": asset.because,
        "reasons": [{"kind": reason.kind, "name": reason.name or None} for reason in asset.reasons],
        "failing_checks": list(asset.failing_checks),
        "warning_checks": list(asset.warning_checks),
        "rows": asset.row_count,
        "last_run": asset.run_id,
        "materialized_at": asset.materialized_at.isoformat() if asset.materialized_at else None,
        "age_seconds": int(asset.age.total_seconds()) if asset.age is not None else None,
        "duration_ms": asset.duration_ms,
    }


def format_table(assets: Sequence[AssetStatus], width: int) -> list[str]:
    """The lines of the table, `width` columns wide; reasons that do not fit beside a row stand under it."""
    rows = [_HEADINGS, *(_cells(one) for one in assets)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADINGS))]
    start = sum(widths) + _GAP * len(widths)
    is_beside = width - start >= _LEAST_WIDTH
    lines = []
    for row, reasons in zip(rows, ["because" if is_beside else "", *(one.because for one in assets)], strict=True):
        cells = [c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, _ARE_NUMBERS, strict=True)]
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


def _cells(asset: AssetStatus) -> tuple[str, ...]:
    if asset.age is None:
        return (asset.asset_key, asset.state, "-", "-", "-", "-", "-")
    at, took = f"{asset.materialized_at:%Y-%m-%d %H:%M}", f"{(asset.duration_ms or 0) / 1000:.1f} s"
    run = (asset.run_id or "")[:8]
    return (asset.asset_key, asset.state, f"{asset.row_count:,}", run, at, _format_age(asset.age), took)


def _format_age(age: dt.timedelta) -> str:
    """A length of time in its largest unit: `3 d`, `5 h`, `12 min`."""
    minutes = int(age.total_seconds()) // 60
    if minutes >= 24 * 60:
        return f"{minutes // (24 * 60)} d"
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"


def describe_tasks(tasks: TaskCount) -> str:
    """Work that waits or failed, as a line; nothing of what is done."""
    if tasks.status in ("completed", "superseded"):
        return ""
    said = f"Tasks {tasks.task_type}: {tasks.count:,} {_TASK_STATES[tasks.status]}"
    return f"{said}, the next from {tasks.next_at:%Y-%m-%d %H:%M} UTC." if tasks.next_at else f"{said}."


def _describe_copy(found: Status) -> str:
    """Where readers find the tables without keeping a run out."""
    if found.reading_copy is None or found.copied_at is None:
        return ""
    return f"For readers: {shorten_path(found.reading_copy)}, of {found.copied_at:%Y-%m-%d %H:%M} UTC."


def describe_run(run: RunRecord) -> str:
    """A run in one line: what started it, how it stands since when, and the remedy of what ended it."""
    at = run.finished_at or run.started_at or run.created_at
    line = f"Run {run.run_id[:8]} ({run.trigger}, {run.target}) {_STANDS[run.status]} {at:%Y-%m-%d %H:%M} UTC"
    return f"{line}: {run.error_class}. Remedy: {run.remedy}" if run.error_class else f"{line}."


def _describe_chats(chats: Sequence[ChatProgress]) -> list[str]:
    """Which conversations are behind; nothing where there is none at all."""
    behind = [
        f"Chat {chat.slug} is behind: {chat.waiting_count:,} of {chat.message_count:,} messages are not told of yet."
        for chat in chats
        if chat.waiting_count
    ]
    return behind or ([f"No chat is behind ({len(chats)})."] if chats else [])


def _notes(assets: Sequence[AssetStatus]) -> list[str]:
    """What no row tells: totals, and checks that failed."""
    counts = {state: sum(one.state == state for one in assets) for state in ("fresh", "stale", "missing")}
    total = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    failed = [f"{one.asset_key}: {name}" for one in assets for name in one.failing_checks]
    warned = [f"{one.asset_key}: {name}" for one in assets for name in one.warning_checks]
    return [
        f"{len(assets)} assets: {total}.",
        *(f"Check failed: {name}" for name in failed),
        *(f"Check warns: {name}" for name in warned),
    ]
