"""Windows: stretches of a conversation that are told together, whole local weeks long.

The rule: weeks are taken in order of time; a week with fewer messages than the minimum joins the week after it, and so
on until there are enough. The last window may be short: it is still open. Nothing that comes later can move a border
that is already closed, so an export that only adds later messages changes no window but the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey, public_uuid


@dataclass(frozen=True)
class Window:
    """A window: instants in nanoseconds since 1970 (the end exclusive), rows of the conversation (half-open)."""

    window_id: str
    start: int
    end: int
    first_row: int
    end_row: int


def instant_text(nanoseconds: int) -> str:
    """An instant as it goes into identifiers: ISO 8601 with nine decimals, UTC, no suffix."""
    return str(np.datetime_as_string(np.datetime64(nanoseconds, "ns")))


def joined(message_counts: Sequence[int], minimum: int) -> list[tuple[int, int]]:
    """Which weeks make a window.

    Args:
        message_counts: messages of each week that has any, in order of time.
        minimum: messages that close a window.

    Returns:
        Half-open ranges of weeks, in order; all but the last hold at least `minimum` messages.
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


def windows_of(conversation: pa.Table, chat_id: str, minimum: int, key: DeploymentKey) -> list[Window]:
    """The windows of one chat.

    Args:
        conversation: rows of `expressions.conversation`.
        minimum: messages that close a window.
        key: the deployment's.

    Returns:
        Windows in order of time; every row is in exactly one.
    """
    starts, ends = instants(conversation, "week_start"), instants(conversation, "week_end")
    first_rows = np.flatnonzero(np.diff(starts, prepend=starts[:1] - 1))
    edges = np.append(first_rows, len(starts))
    windows = []
    for first, after in joined(np.diff(edges).tolist(), minimum):
        start, row, end_row = int(starts[edges[first]]), int(edges[first]), int(edges[after])
        window_id = key.uuid("window", chat_id, instant_text(start))
        windows.append(Window(window_id, start, int(ends[end_row - 1]), row, end_row))
    return windows


def instants(table: pa.Table, column: str) -> np.ndarray:
    """A column of instants as whole nanoseconds since 1970."""
    return table[column].combine_chunks().cast(pa.timestamp("ns")).cast(pa.int64()).to_numpy()


def window_rows(windows: Sequence[Window], chat_id: str, message_ids: Sequence[str]) -> pa.Table:
    """Rows for `windows`; the signature is a digest of the window's message ids in sorted order."""
    signatures = [public_uuid("window", *sorted(message_ids[w.first_row : w.end_row])) for w in windows]
    return pa.table(
        {
            "window_id": pa.array([w.window_id for w in windows], pa.string()),
            "chat_id": pa.array([chat_id] * len(windows), pa.string()),
            "window_start": pa.array([w.start for w in windows], pa.int64()).cast(pa.timestamp("ns")),
            "window_end": pa.array([w.end for w in windows], pa.int64()).cast(pa.timestamp("ns")),
            "message_count": pa.array([w.end_row - w.first_row for w in windows], pa.int64()),
            "signature": pa.array(signatures, pa.string()),
        }
    )


def window_message_rows(windows: Sequence[Window], message_ids: pa.ChunkedArray[Any]) -> pa.Table:
    """Rows for `window_messages`: each message once, none as overlap."""
    names = pa.array([w.window_id for w in windows], pa.string())
    places = np.repeat(np.arange(len(windows)), [w.end_row - w.first_row for w in windows])
    return pa.table(
        {
            "window_id": names.take(places),
            "message_id": message_ids,
            "is_overlap": pa.array(np.zeros(len(places), dtype=bool)),
        }
    )
