"""Days and clock times as lines of exported texts have them, in the languages of the phones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale

from egregora_assets.language.folding import fold_accents, fold_clock_word
from egregora_assets.readers.programs.moments import Moment, make_moment
from egregora_assets.readers.whatsapp.clock_words import load_parts

_WORD = r"[^\W\d_][^\s\d:\[\],]"
CLOCK = rf"(?:{_WORD}{{0,11}}[ \u00a0\u202f]?)?\d{{1,2}}:\d\d(?::\d\d)?(?:[ \u00a0\u202f]?{_WORD}{{0,7}})?"
"""A clock time with a word before or behind it; `parse_clock` says whether it is one."""
_CLOCK = re.compile(r"(?P<before>\D*?)\s?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s?(?P<after>\D*)")
_YEAR_FIRST = re.compile(
    r"(?P<era>[RHS]|令和|平成|昭和)?(?P<year>\d{1,4})\s?[./年년-]\s?(?P<month>\d{1,2})\s?[./月월-]\s?(?P<day>\d{1,2})(?!\d)\s?[日일]?"
)
_YEAR_LAST = re.compile(r"(?<!\d)(?P<first>\d{1,2})\s?[./-]\s?(?P<second>\d{1,2})\s?[./-]\s?(?P<year>\d{4})(?!\d)")
_NAMED = re.compile(
    r"(?:(?P<day>\d{1,2})\.? )?(?P<name>[A-Za-z]{3,9})\.? (?:(?P<day_behind>\d{1,2}), )?(?P<year>\d{4})(?!\d)"
)
_LOCALES = ("en", "ja", "ko", "zh", "zh_Hant", "th", "id", "ms", "vi", "es", "pt", "de", "fr", "it", "ru", "tr", "ar")
_ERAS = {"R": 2018, "令和": 2018, "H": 1988, "平成": 1988, "S": 1925, "昭和": 1925}
_PUNCTUATION = "()（）,.，、․ \u3000\t"
_LONGEST = 60
_FIRST_BUDDHIST, _BUDDHIST = 2400, 543
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class DayLine:
    """A line that is nothing but a date, with or without its weekday.

    Attributes:
        year, first, second: month and day, unless `is_open`: then their order is that of the file.
        weekday: 0 for Monday; None where the line has none.
    """

    year: int
    first: int
    second: int
    is_open: bool
    weekday: int | None

    def resolve(self, *, is_day_first: bool) -> dt.date | None:
        """The day, or None where there is no such day."""
        turned = self.is_open and is_day_first
        try:
            return dt.date(self.year, *((self.second, self.first) if turned else (self.first, self.second)))
        except ValueError:
            return None


@lru_cache(maxsize=4096)
def parse_day_line(line: str) -> DayLine | None:
    """The date that a line consists of; None where it is no date, or has other words beside it."""
    line = line.strip()
    if len(line) > _LONGEST:
        return None
    found = _find_numbers(line)
    if found is None:
        return None
    (year, first, second, is_open), rest = found
    word = fold_weekday(rest)
    weekday = _number_weekdays().get(word)
    if word and weekday is None:
        return None
    year -= _BUDDHIST if year > _FIRST_BUDDHIST else 0
    day = DayLine(year, first, second, is_open, weekday)
    return day if any(day.resolve(is_day_first=turned) for turned in (False, True)) else None


def _find_numbers(line: str) -> tuple[tuple[int, int, int, bool], str] | None:
    """Year, two more numbers, whether their order is open; and the line without them."""
    found = _YEAR_FIRST.search(line)
    if found and (found["era"] or len(found["year"]) == 4):
        year = int(found["year"]) + _ERAS.get(found["era"] or "", 0)
        return (year, int(found["month"]), int(found["day"]), False), _cut(line, found)
    found = _YEAR_LAST.search(line)
    if found:
        return (int(found["year"]), int(found["first"]), int(found["second"]), True), _cut(line, found)
    found = _NAMED.search(line)
    day = (found["day"] or found["day_behind"]) if found else None
    month = _number_months().get(found["name"].lower()) if found else None
    if found and day and month:
        return (int(found["year"]), month, int(day), False), _cut(line, found)
    return None


def _cut(line: str, found: re.Match[str]) -> str:
    return line[: found.start()] + line[found.end() :]


def fold_weekday(word: str) -> str:
    """The name of a weekday as it is compared."""
    return fold_accents(word.strip(_PUNCTUATION)).strip(_PUNCTUATION)


@cache
def _number_weekdays() -> Mapping[str, int]:
    """Numbers of the weekdays by name, 0 for Monday; names that mean several are left out."""
    found: dict[str, set[int]] = {}
    for identifier in _LOCALES:
        days = Locale.parse(identifier).days
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated", "short", "narrow"):
                for number, name in days[form].get(width, {}).items():
                    if width != "narrow" or ord(name[0]) > 0x3000:  # one Latin letter is no weekday
                        found.setdefault(fold_weekday(name), set()).add(number)
                        found.setdefault(fold_weekday(name.replace("週", "周")), set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if name and len(numbers) == 1}


@cache
def _number_months() -> Mapping[str, int]:
    """Numbers of the English months by full and short name."""
    months = Locale.parse("en").months["format"]
    return {n.lower(): m for width in ("wide", "abbreviated") for m, n in months[width].items()}


def is_day_first(days: Iterable[DayLine], locale: str | None) -> bool:
    """Whether the day stands before the month, by the weekdays and numbers of all lines, else by the locale."""
    votes = 0
    for day in days:
        if day.is_open:
            turned, plain = day.resolve(is_day_first=True), day.resolve(is_day_first=False)
            votes += _fits(turned, day.weekday) - _fits(plain, day.weekday)
    return votes > 0 or (votes == 0 and not (locale or "").endswith("_US"))


def _fits(day: dt.date | None, weekday: int | None) -> bool:
    return day is not None and weekday in (None, day.weekday())


def parse_clock(text: str) -> dt.time | None:
    """A clock time such as `9:05`, `오후 2:30`, `下午03:15`, `2:30 PM`; None where it is none."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, second = (int(found[g] or 0) for g in ("hour", "minute", "second"))
    words = [w for w in (fold_clock_word(found["before"]), fold_clock_word(found["after"])) if w and w != "น"]
    parts = [load_parts().get(w) for w in words]
    if len(words) > 1 or None in parts or (parts and hour > 12):
        return None
    part = parts[0] if parts else None
    if part == "pm" or (part == "noon" and hour < 12) or (part == "night" and 5 < hour < 12):
        hour = hour % 12 + 12
    elif part in ("am", "night"):
        hour %= 12
    return dt.time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def make_local_moment(day: dt.date, clock: dt.time) -> Moment | None:
    """What the clock of the phone showed."""
    return make_moment(dt.datetime.combine(day, clock), is_local=True)
