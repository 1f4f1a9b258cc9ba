"""Numbers, counted nouns, lists and dates as a language writes them: CLDR's forms, through Babel.

Babel is always told the locale, so nothing depends on the machine's. Importing this module loads Babel; nothing that
`egregora --help` needs may import it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal

from egregora_assets.language.files import load_languages
from egregora_assets.language.folding import fold_words
from egregora_assets.language.model import DateForms, Language, PluralForms

_FIELDS = {"EEEE": "{weekday}", "E": "{weekday}", "d": "{day}", "MMMM": "{month}", "LLLL": "{month}", "y": "{year}"}
"""CLDR's fields of dates by the names that our own forms use."""


@dataclass(frozen=True)
class _Calendar:
    """Names and forms of dates in a language. Forms use `{weekday}`, `{day}`, `{month}` and `{year}`."""

    months: tuple[str, ...]
    lone_months: tuple[str, ...]
    short_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    date: str
    day_month: str
    month: str
    weekday_date: str
    weekday_date_year: str
    first_of_month: str
    behind_day: str
    """What follows the number of a day that stands without its month: a full stop in German."""


@cache
def _read_calendar(locale: str, own: DateForms) -> _Calendar:
    cldr = Locale.parse(locale)
    skeletons = {name: _convert_pattern(cldr.datetime_skeletons[name].format) for name in cldr.datetime_skeletons}
    date = _convert_pattern(cldr.date_formats["long"].format)
    behind_day = re.search(r"\{day\}([^\w\s{]*)", date)
    return _Calendar(
        months=_order_months(cldr.months["format"]["wide"]),
        lone_months=_order_months(cldr.months["stand-alone"]["wide"]),
        short_months=_order_months(cldr.months["stand-alone"]["abbreviated"]),
        weekdays=tuple(cldr.days["format"]["wide"][day] for day in range(7)),
        short_weekdays=tuple(cldr.days["stand-alone"]["abbreviated"][day] for day in range(7)),
        date=date,
        day_month=skeletons["MMMMd"],
        month=skeletons["yMMMM"],
        weekday_date=own.weekday_date or skeletons.get("MMMMEEEEd") or skeletons["MMMMEd"],
        weekday_date_year=own.weekday_date_year or _convert_pattern(cldr.date_formats["full"].format),
        first_of_month=own.first_of_month or "1",
        behind_day=behind_day[1] if behind_day else "",
    )


def _order_months(names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(names[month] for month in range(1, 13))


def _convert_pattern(pattern: str) -> str:
    """A form with our names from Babel's, which has `%(MMMM)s`."""
    return re.sub(r"%\((\w+)\)s", lambda found: _FIELDS.get(found[1], found[0]), pattern)


def format_number(value: int, language: Language) -> str:
    """A whole number with its marks between thousands: `1,234`."""
    return format_decimal(value, locale=language.locale)


def format_count(noun: PluralForms, value: int, language: Language) -> str:
    """A counted noun: `1 message`, `1,234 messages`."""
    form = Locale.parse(language.locale).plural_form(value)
    return noun.get(form, noun["other"]).format(n=format_number(value, language))


def join_items(items: Sequence[str], language: Language) -> str:
    """Items as a list in a sentence: `a, b and c`."""
    return format_list(items, locale=language.locale)


def quote_text(text: str, language: Language) -> str:
    """A text inside the language's quotation marks."""
    return language.punctuation.quotation.format(text=text)


def format_date(day: dt.date, language: Language) -> str:
    """A date in full: `8 January 2024`."""
    return _fill(_read_calendar(language.locale, language.dates).date, day, language)


def format_weekday_date(day: dt.date, language: Language, *, with_year: bool = False) -> str:
    """A date with its weekday: `Monday 8 January`."""
    calendar = _read_calendar(language.locale, language.dates)
    return _fill(calendar.weekday_date_year if with_year else calendar.weekday_date, day, language)


def format_month(day: dt.date, language: Language) -> str:
    """A month with its year: `January 2024`."""
    calendar = _read_calendar(language.locale, language.dates)
    return calendar.month.format(month=calendar.lone_months[day.month - 1], year=day.year)


def format_period(first: dt.date, last: dt.date, language: Language, *, repeats_year: bool = True) -> str:
    """Two dates with a dash, or one where they are the same: `8–12 January 2024`; `repeats_year` gives both a year."""
    if first == last:
        return format_date(last, language)
    calendar = _read_calendar(language.locale, language.dates)
    if (first.year, first.month) == (last.year, last.month) and calendar.date.startswith("{day}"):
        return f"{first.day}{calendar.behind_day}–{format_date(last, language)}"
    start = format_date(first, language)
    if first.year == last.year and not repeats_year:
        start = _fill(calendar.day_month, first, language)
    return f"{start} – {format_date(last, language)}"


def _fill(form: str, day: dt.date, language: Language) -> str:
    calendar = _read_calendar(language.locale, language.dates)
    return form.format(
        weekday=calendar.weekdays[day.weekday()],
        day=calendar.first_of_month if day.day == 1 else day.day,
        month=calendar.months[day.month - 1],
        year=day.year,
    )


def get_short_month(month: int, language: Language) -> str:
    """The short name of a month, 1 to 12, without a full stop: `Jan`."""
    return _read_calendar(language.locale, language.dates).short_months[month - 1].rstrip(".")


def get_weekday_name(weekday: int, language: Language) -> str:
    """The name of a weekday, 0 for Monday."""
    return _read_calendar(language.locale, language.dates).weekdays[weekday]


def get_short_weekday(weekday: int, language: Language) -> str:
    """The short name of a weekday, 0 for Monday: `Mon`."""
    return _read_calendar(language.locale, language.dates).short_weekdays[weekday]


def list_calendar_names(language: Language) -> frozenset[str]:
    """The names of months and weekdays."""
    calendar = _read_calendar(language.locale, language.dates)
    return frozenset((*calendar.months, *calendar.lone_months, *calendar.weekdays))


@cache
def fold_calendar_words() -> frozenset[str]:
    """The words in names of months and weekdays in all languages, in the form in which people's names are compared."""
    names = (name for x in load_languages().values() for name in list_calendar_names(x))
    return frozenset(word for name in names for word in fold_words(name))
