"""Figures that people like to share, as values. Each is there only where enough people stand behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Local days from the first to the last, and how long they are: of a silence the whole days without a word."""

    first_day: dt.date
    last_day: dt.date
    day_count: int


@dataclass(frozen=True, slots=True)
class BusiestDay:
    """The day on which most was written."""

    day: dt.date
    message_count: int


@dataclass(frozen=True, slots=True)
class MonthSigns:
    """What tells a month (its first day) from the others: a word and an emoji, each empty where there is none."""

    month: dt.date
    word: str
    emoji: str


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How often one person answered another."""

    person_id: str
    to_id: str
    answer_count: int


@dataclass(frozen=True, slots=True)
class Highlights:
    """The figures of one site."""

    silence: Span | None = None
    streak: Span | None = None
    busiest: BusiestDay | None = None
    months: tuple[MonthSigns, ...] = ()
    answers: tuple[AnswerCount, ...] = ()


NO_HIGHLIGHTS = Highlights()
