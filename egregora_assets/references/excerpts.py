"""Cuts the lines that a mention means out of a file."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_FILE = 1_000_000
"""Bytes; of larger files no lines are shown."""
_LINES_AROUND, _MOST_LINES, _OPENING_LINES = 2, 30, 12
_LONGEST_LINE = 300


@dataclass(frozen=True)
class Cut:
    """Lines with the number of the first, from 1; or the reason why there are none, one of `EXCERPT_REASONS`."""

    first_line: int | None = None
    text: str | None = None
    reason: str | None = None


def cut_lines(content: bytes, line_start: int, line_end: int) -> Cut:
    """The lines that are named, and two around them unless these are empty; the first twelve where none are.

    Args:
        line_start, line_end: from 1; 0 where none are named. Of more than thirty lines the first thirty are given.
    """
    if len(content) > LARGEST_FILE:
        return Cut(reason="too large")
    if b"\0" in content:
        return Cut(reason="binary")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Cut(reason="binary")
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[-1] == "":
        lines.pop()
    if not lines or line_start > len(lines):
        return Cut(reason="no such line")
    if line_start:
        first = max(1, line_start - _LINES_AROUND)
        last = min(max(line_start, line_end) + _LINES_AROUND, first + _MOST_LINES - 1)
    else:
        first, last = 1, _OPENING_LINES
    while first < line_start and not lines[first - 1].strip():
        first += 1
    chosen = [line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] + "…" for line in lines[first - 1 : last]]
    text = "\n".join(chosen).rstrip()
    return Cut(first, text) if text.strip() else Cut(reason="no such line")
