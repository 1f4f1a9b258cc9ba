"""Windows: stretches of a conversation, whole local weeks long, that are written about together.

The rule: weeks are taken in order of time; a week with fewer messages than the minimum joins the week after it, and so
on until there are enough. The last window may be short: it is still open. Nothing that comes later can move a border
that is already closed, so an export that only adds later messages changes no window but the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey


@dataclass(frozen=True)
class Window:
    """A window: instants in nanoseconds since 1970 (the end exclusive), rows of the conversation (half-open)."""

    window_id: str
    start: int
    end: int
    first_row: int
    end_row: int


def format_instant(nanoseconds: int) -> str:
    """An instant as it goes into identifiers: ISO 8601 with nine decimals, UTC, no suffix."""
    return str(np.datetime_as_string(np.datetime64(nanoseconds, "ns")))


def group_weeks(message_counts: Sequence[int], minimum: int) -> list[tuple[int, int]]:
    """Group weeks into windows, by the messages of each week that has any, in order of time.

    Args:
        minimum: messages that close a window.

    Returns: half-open ranges of weeks, in order; all but the last hold at least `minimum` messages.
    """
    borders: list[tuple[int, int]] = []
    first, gathered = 0, 0
    for week, count in enumerate(message_counts):
        gathered += count
        if gathered >= minimum:
            borders.append((first, week + 1))
            first, gathered = week + 1, 0
    if gathered:
        borders.append((first, len(message_counts)))
    return borders


def split_windows(conversation: pa.Table, chat_id: str, minimum: int, key: DeploymentKey) -> list[Window]:
    """Split a chat into windows.

    Args:
        conversation: the messages in order, with week_start and week_end (instants, the end exclusive).
        minimum: as for `group_weeks`; key: makes the windows' identifiers.

    Returns: windows in order of time; every row is in exactly one.
    """
    starts, ends = read_instants(conversation, "week_start"), read_instants(conversation, "week_end")
    first_rows = np.flatnonzero(np.diff(starts, prepend=starts[:1] - 1))
    edges = np.append(first_rows, len(starts))
    windows = []
    for first, after in group_weeks(np.diff(edges).tolist(), minimum):
        start, row, end_row = int(starts[edges[first]]), int(edges[first]), int(edges[after])
        window_id = key.uuid("window", chat_id, format_instant(start))
        windows.append(Window(window_id, start, int(ends[end_row - 1]), row, end_row))
    return windows


def read_instants(table: pa.Table, column: str) -> np.ndarray:
    """A column of instants as whole nanoseconds since 1970."""
    return table[column].combine_chunks().cast(pa.timestamp("ns")).cast(pa.int64()).to_numpy()
