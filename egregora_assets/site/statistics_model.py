"""People and figures, as values. Figures about a group are published only where enough people stand behind them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from egregora_assets.site.figures.model import NO_HIGHLIGHTS, Highlights

ANONYMOUS_CROWD = 3
"""A figure about a group is shown only if at least this many people stand behind it."""


@dataclass(frozen=True, slots=True)
class Person:
    """One participant, under the name that is shown, with figures of what they wrote (days are local)."""

    person_id: str
    chat_id: str
    name: str
    message_count: int = 0
    day_count: int = 0
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Messages of the week that begins on `monday`, and how many people wrote them."""

    monday: dt.date
    message_count: int
    person_count: int


@dataclass(frozen=True, slots=True)
class HourCount:
    """Messages of one hour of one weekday (0 = Monday) over the whole time, and how many people wrote them."""

    weekday: int
    hour: int
    message_count: int
    person_count: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is counted over everybody: only there when enough people stand behind it."""

    message_count: int
    day_count: int
    weeks: tuple[WeekCount, ...]
    hours: tuple[HourCount, ...]
    people: tuple[Person, ...]
    highlights: Highlights = NO_HIGHLIGHTS
