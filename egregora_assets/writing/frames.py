"""Dates, counts and enumerations in a language: the small change of the frame. Everything returned is plain text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from egregora_assets.language.frames.model import Forms, Language


def number(value: int, language: Language) -> str:
    """A count with the language's separator of thousands."""
    return f"{value:,}".replace(",", language.counts.thousands)


def counted(forms: Forms, value: int, language: Language) -> str:
    """A counted noun: `1 message`, `2 messages`."""
    return forms[0 if value == 1 else 1].format(n=number(value, language))


def enumerated(items: Sequence[str], language: Language) -> str:
    """Items as a list in a sentence: `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {language.counts.conjunction} {items[-1]}"


def some_names(names: Sequence[str], limit: int, language: Language) -> str:
    """The first names, and how many there are besides."""
    if len(names) <= limit:
        return enumerated(names, language)
    rest = counted(language.counts.more, len(names) - limit, language)
    return enumerated([*names[:limit], rest], language)


def quoted(text: str, language: Language) -> str:
    """A text inside the language's quotation marks."""
    opening, closing = language.counts.quotation
    return f"{opening}{text}{closing}"


def clock(moment: datetime) -> str:
    """The hour of the day: `14h`. What is published tells no minutes."""
    return f"{moment.hour:02d}h"


def day(moment: datetime, language: Language, *, with_year: bool = False) -> str:
    """A day with its weekday."""
    calendar = language.calendar
    pattern = calendar.full_day_pattern if with_year else calendar.day_pattern
    weekday, month = calendar.weekdays[moment.weekday()], calendar.months[moment.month - 1]
    return pattern.format(weekday=weekday, day=moment.day, month=month, year=moment.year)


def moment_in_week(moment: datetime, language: Language) -> str:
    """Weekday and time, enough inside a week: `Tue 14h`."""
    return f"{language.calendar.short_weekdays[moment.weekday()]} {clock(moment)}"


def moment_in_year(moment: datetime) -> str:
    """Day and time in numbers, the same in every language: `2024-01-09 14h`."""
    return f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d} {clock(moment)}"


def days_between(first: datetime, last: datetime, language: Language) -> str:
    """A span of days for a title; one day where both are the same."""
    if first.date() == last.date():
        return day(first, language, with_year=True)
    is_same_year = first.year == last.year
    return language.journal.span.format(
        first_day=day(first, language, with_year=not is_same_year), last_day=day(last, language, with_year=True)
    )


def capitalised(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
