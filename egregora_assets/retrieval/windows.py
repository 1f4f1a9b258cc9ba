"""Windows: stretches of a conversation, by default whole local weeks long, that are written about together.

The rule: weeks are taken in order of time; a week with fewer messages than the minimum joins the week after it, and so
on until there are enough. The last window may be short: it is still open. Nothing that comes later can move a border
that is already closed, so an export that only adds later messages changes no window but the last.

A window is known by the Monday on which it begins, whatever the zone: where the zone is changed, its documents keep
their ids and addresses. The settings can have windows made of other stretches: of days or months, known by their first
local day; of hours; of so many messages or bytes, known by the instant of their first message.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey

_QUARTER = 900 * 1_000_000_000
_WEEK = 7 * 96 * _QUARTER
_A_MONDAY = 4 * 96 * _QUARTER
"""5 January 1970, 00:00."""
_FARTHEST = 15 * 4
"""Quarters of an hour: no zone is farther from UTC, also where midnight is left out."""


@dataclass(frozen=True)
class Cut:
    """What windows are made of.

    Attributes:
        unit: `weeks`, `days`, `months`, `hours`, `messages` or `bytes` (of text); size: how many of them.
        overlap: the part of the window before, at most half, whose last messages a window has too, for context.
    """

    unit: str = "weeks"
    size: int = 1
    overlap: float = 0.0

    @property
    def is_weekly(self) -> bool:
        """Whether stretches are single weeks, which are known by their Monday."""
        return (self.unit, self.size) == ("weeks", 1)

    @property
    def is_counted(self) -> bool:
        """Whether stretches end when they are full, not at a time."""
        return self.unit in ("messages", "bytes")


@dataclass(frozen=True)
class Week:
    """A local week with messages: instants in nanoseconds since 1970 (the end exclusive), a digest of what was said.

    Attributes:
        name: of another stretch than a week: what tells it from the others of its chat.
    """

    start: int
    end: int
    message_count: int
    digest: str
    name: str = ""


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


def split_windows(
    weeks: Sequence[Week],
    chat_id: str,
    minimum: int,
    key: DeploymentKey,
    known_ids: Collection[str] = (),
    cut: Cut | None = None,
) -> list[Window]:
    """Split a chat into windows.

    Args:
        weeks: those with messages, in order of time.
        minimum: as for `group_weeks`; key: makes the windows' identifiers.
        known_ids: of the chat's windows in an earlier run, which may have been made from the instant of their start.
        cut: what the weeks are, if they are others; stretches that end when they are full are not joined.

    Returns: windows in order of time; every week is in exactly one.
    """
    windows, cut = [], cut or Cut()
    least = 1 if cut.is_counted else minimum
    for first, after in group_weeks([week.message_count for week in weeks], least):
        own, name = weeks[first:after], (f"{cut.size} {cut.unit}", weeks[first].name)
        weekly = cut.is_weekly
        window_id = _identify(own[0].start, chat_id, key, known_ids) if weekly else key.uuid("window", chat_id, *name)
        count, digests = sum(week.message_count for week in own), tuple(week.digest for week in own)
        windows.append(Window(window_id, own[0].start, own[-1].end, count, digests))
    return windows


def _identify(start: int, chat_id: str, key: DeploymentKey, known_ids: Collection[str]) -> str:
    """The id of a window: a known one that is of the same Monday in any zone, else that of the Monday."""
    monday = (start - _A_MONDAY + _WEEK // 2) // _WEEK * _WEEK + _A_MONDAY
    own = key.uuid("window", chat_id, format_instant(monday))
    if not known_ids or own in known_ids:
        return own
    for quarters in sorted(range(-_FARTHEST, _FARTHEST + 1), key=abs):
        other = key.uuid("window", chat_id, format_instant(monday + quarters * _QUARTER))
        if other in known_ids:
            return other
    return own


def read_instants(table: pa.Table, column: str) -> np.ndarray:
    """A column of instants as whole nanoseconds since 1970."""
    return table[column].combine_chunks().cast(pa.timestamp("ns")).cast(pa.int64()).to_numpy()
