"""`egregora inbox`: what lies in the inbox, and what became of each file; for a terminal, since it names them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.console import align
from egregora_assets.cli.options import deployment_option, json_option
from egregora_assets.operations.printing import escape

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment
    from egregora_assets.operations.inbox_report import InboxLine

_HEADINGS = ("file", "source", "conversation", "messages", "new", "rejected")
_ARE_NUMBERS = (False, False, False, True, True, True)


@click.command(epilog="Example: egregora inbox --json")
@deployment_option()
@json_option
def inbox(deployment: Deployment, as_json: bool) -> None:
    """Show what lies in the inbox and what was made of it.

    The answer names files, which may name people.
    """
    report = deployment.inbox()
    if as_json:
        print(json.dumps([asdict(line) for line in report.lines], indent=2))
        return
    empty = f"The inbox {report.folder} holds no export."
    print("\n".join(format_lines(report.lines)) if report.lines else empty)
    ignored = ", ".join(f"{count} {reason}" for reason, count in report.ignored.items())
    print(f"\n{report.export_count} files and folders.{f' Left alone: {ignored}.' if ignored else ''}")
    if report.archived_count:
        print(f"Put away after they were read: {report.archived_count}, in {report.archive_folder}.")


def format_lines(lines: Sequence[InboxLine]) -> list[str]:
    """The lines of a table for people; why something was refused stands below it."""
    heading, *rows = align([_HEADINGS, *(_cells(line) for line in lines)], _ARE_NUMBERS)
    shown = [heading.rstrip()]
    for row, line in zip(rows, lines, strict=True):
        shown.append(row.rstrip())
        if line.same_as:
            shown.append(f"    the same content as {escape(line.same_as)}")
        elif line.message:
            refused = f"refused, {line.reason}: " if line.reason else ""
            shown.append(f"    {refused}{line.message}")
    return shown


def _cells(line: InboxLine) -> tuple[str, ...]:
    counts = (line.messages, line.new_messages, line.rejected_lines)
    words = (line.source or "-", line.conversation or "-")
    return (escape(line.file), *words, *("-" if n is None else f"{n:,}" for n in counts))
