"""Words on a terminal: lines, errors, tables."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from egregora_assets.errors import EgregoraError, RenamedWarning


def print_to_stderr(text: str, *, end: str = "\n") -> None:
    """Prints a line where it does not mix with an answer."""
    print(text, file=sys.stderr, end=end, flush=True)


def print_error(error: EgregoraError) -> None:
    """Prints an error and its remedy on standard error."""
    print_to_stderr(f"\nError: {error.problem}")
    if error.detail_for_terminal:
        print_to_stderr(f"       {error.detail_for_terminal}")
    print_to_stderr(f"Remedy: {error.remedy}")


def print_notices() -> None:
    """From now on, prints each notice of a former name once, as a line of its own; other warnings as Python does."""
    show_warning, printed = warnings.showwarning, set[str]()

    def show(message: Warning | str, category: type[Warning], *args: Any, **options: Any) -> None:
        if not issubclass(category, RenamedWarning):
            show_warning(message, category, *args, **options)
        elif str(message) not in printed:
            printed.add(str(message))
            print_to_stderr(f"Notice: {message}")

    warnings.showwarning = show
    warnings.simplefilter("always", RenamedWarning)


def is_terminal(stream: TextIO | None = None) -> bool:
    """Whether a stream (None = standard output) is a terminal that may be drawn on."""
    return (stream or sys.stdout).isatty() and os.environ.get("TERM", "") != "dumb"


def confirm(question: str) -> bool:
    """Whether the person at the terminal, or standard input, answers `yes`."""
    print_to_stderr(question, end="")
    return sys.stdin.readline().strip() == "yes"


def shorten_path(path: Path) -> str:
    """A path relative to the current folder where it lies below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def align(rows: Sequence[Sequence[str]], are_numbers: Sequence[bool]) -> list[str]:
    """Rows as lines of columns two spaces apart; numbers stand at the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(are_numbers))]
    return [
        "  ".join(c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, are_numbers, strict=True))
        for row in rows
    ]


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], are_numbers: Sequence[bool]) -> None:
    """Draws a table on a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*(), box=None, pad_edge=False, header_style="bold")
    for heading, is_number in zip(headings, are_numbers, strict=True):
        table.add_column(heading, justify="right" if is_number else "left", no_wrap=is_number)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
