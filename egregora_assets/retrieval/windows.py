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
class Week:
    """A local week with messages: instants in nanoseconds since 1970 (the end exclusive), a digest of what was said."""

    start: int
    end: int
    message_count: int
    digest: str


@dataclass(frozen=True)
class Window:
    """A window: instants in nanoseconds since 1970 (the end exclusive), its messages, the digests of its weeks."""

    window_id: str
    start: int
    end: int
    message_count: int
    digests: tuple[str, ...]


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


def split_windows(weeks: Sequence[Week], chat_id: str, minimum: int, key: DeploymentKey) -> list[Window]:
    """Split a chat into windows.

    Args:
        weeks: those with messages, in order of time.
        minimum: as for `group_weeks`; key: makes the windows' identifiers.

    Returns: windows in order of time; every week is in exactly one.
    """
    windows = []
    for first, after in group_weeks([week.message_count for week in weeks], minimum):
        own = weeks[first:after]
        window_id = key.uuid("window", chat_id, format_instant(own[0].start))
        count, digests = sum(week.message_count for week in own), tuple(week.digest for week in own)
        windows.append(Window(window_id, own[0].start, own[-1].end, count, digests))
    return windows


def read_instants(table: pa.Table, column: str) -> np.ndarray:
    """A column of instants as whole nanoseconds since 1970."""
    return table[column].combine_chunks().cast(pa.timestamp("ns")).cast(pa.int64()).to_numpy()
