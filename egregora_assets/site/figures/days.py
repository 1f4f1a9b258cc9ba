"""Days with and without a word: the longest silence, the longest streak, the busiest day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from egregora_assets.site.figures.model import BusiestDay, Span
from egregora_assets.site.statistics_model import ANONYMOUS_CROWD

_SHORTEST = 2
"""Days that a silence or a streak has at least: a shorter one is nothing to speak of."""


class DayCount(NamedTuple):
    """Messages of a local day, and how many people wrote them."""

    day: dt.date
    message_count: int
    person_count: int


def find_silence(began_day: dt.date, ended_day: dt.date, seconds: int) -> Span | None:
    """The silence between the messages of two days; None where it is short."""
    days = seconds // 86_400
    return Span(began_day, ended_day, days) if days >= _SHORTEST else None


def find_streak(days: Sequence[DayCount]) -> Span | None:
    """The longest run of days in a row with messages, the first of equals; None where there is none.

    Args:
        days: by day.
    """
    best: Span | None = None
    first = last = None
    for day in (count.day for count in days):
        first = first if first and last and day - last == dt.timedelta(days=1) else day
        last = day
        length = (last - first).days + 1
        if length >= _SHORTEST and (best is None or length > best.day_count):
            best = Span(first, last, length)
    return best


def find_busiest(days: Sequence[DayCount]) -> BusiestDay | None:
    """The day with most messages, the first of equals, of those on which enough people wrote."""
    counted = [count for count in days if count.person_count >= ANONYMOUS_CROWD]
    if not counted:
        return None
    best = min(counted, key=lambda count: (-count.message_count, count.day))
    return BusiestDay(best.day, best.message_count)
