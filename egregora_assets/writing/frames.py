"""Names, dates and times as the frame of a document has them. Everything returned is plain text."""

from __future__ import annotations

from datetime import datetime

from egregora_assets.language.formats import format_weekday_date, get_short_weekday
from egregora_assets.language.model import Language


def clock(moment: datetime) -> str:
    """The hour of the day: `14h`. What is published tells no minutes."""
    return f"{moment.hour:02d}h"


def moment_in_week(moment: datetime, language: Language) -> str:
    """Weekday and time, enough inside a week: `Tue 14h`."""
    return f"{get_short_weekday(moment.weekday(), language)} {clock(moment)}"


def moment_in_year(moment: datetime) -> str:
    """Day and time in numbers, the same in every language: `2024-01-09 14h`."""
    return f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d} {clock(moment)}"


def days_between(first: datetime, last: datetime, language: Language) -> str:
    """A span of days for a title; one day where both are the same."""
    last_day = format_weekday_date(last, language, with_year=True)
    if first.date() == last.date():
        return last_day
    first_day = format_weekday_date(first, language, with_year=first.year != last.year)
    return language.journal.span.format(first_day=first_day, last_day=last_day)


def capitalised(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
