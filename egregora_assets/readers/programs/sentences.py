"""Instants as sentences in the language of an account: "Monday, January 8, 2024 at 9:05:00 AM UTC".

The names of months and weekdays are those of CLDR, in every language that it has. A name that stands for different
months in two languages (`listopad`) is decided by the weekday beside it; what stays open is no time.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale
from babel.localedata import locale_identifiers

from egregora_assets.language.folding import fold_accents, fold_clock_word
from egregora_assets.readers.programs.moments import Moment, make_moment
from egregora_assets.readers.whatsapp.clock_words import load_joiners, load_parts

_CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:([:.])(\d\d)\2(\d\d)| h (\d\d) min (\d\d) s)(?!\d)")
_EASTERN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_UNIVERSAL = re.compile(r"(?<![A-Za-z])(?:UTC|GMT)(?![A-Za-z])")
_ZONE = re.compile(r"(?<=\s)([A-Z]{3,5})$")
_GLUED = re.compile(r"[\u4e00-\u9fff\uac00-\ud7a3]{2}$")
_NUMBERS = re.compile(r"\d+")
_LONGEST = 120
_MOST_WORDS = 3
_SHORTEST = 3
_SCRIPT = len("Latn")
_USUAL = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "tr")
"""Asked first; the others only where these do not know month and weekday."""
_SURE = 4
_FIRST_BUDDHIST = 2400
_BUDDHIST = 543


@dataclass(frozen=True)
class _Names:
    """A language's names of months and weekdays, folded: number by name, Monday is 0."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]


def parse_sentence(text: str) -> Moment | None:
    """The instant in a sentence; None where it is none.

    A time with the short name of another zone than UTC is taken as what a clock showed, because such names stand for
    several zones each.
    """
    if len(text) > _LONGEST:
        return None
    plain = "".join(str(unicodedata.decimal(c, c)) for c in text)
    clock = _CLOCK.search(plain)
    if clock is None:
        return None
    hour, minute, second = (int(g) for g in (clock[1], clock[3] or clock[5], clock[4] or clock[6]))
    before, after = plain[: clock.start()], plain[clock.end() :]
    part = _find_part(before, after) if hour <= 12 else None
    if part == "pm" or (part == "noon" and hour < 12) or (part == "night" and 5 < hour < 12):
        hour = hour % 12 + 12
    elif part in ("am", "night"):
        hour %= 12
    date = _find_date(_fold(f"{before} {after}"))
    if date is None:
        return None
    try:
        shown = dt.datetime(*date, hour, minute, second)  # noqa: DTZ001 - UTC, or what a clock showed
    except ValueError:
        return None
    zone = _ZONE.search(text.strip())
    is_local = not _UNIVERSAL.search(text) and zone is not None and fold_clock_word(zone[1]) not in load_parts()
    return make_moment(shown, is_local=is_local)


def _find_part(before: str, after: str) -> str | None:
    """The part of the day that the words beside a clock time name."""
    joiners = load_joiners()
    left, right = before.split(), after.split()
    beside: list[str] = []
    for count in range(_MOST_WORDS, 0, -1):
        for words, is_left in ((right[:count], False), (left[-count:], True)):
            word = fold_clock_word(" ".join(words)) if len(words) == count else ""
            if word and not (is_left and word in joiners):
                beside.append(word)
    glued = _GLUED.search(before)
    if glued:
        beside.append(fold_clock_word(glued[0]))
    found = next((load_parts()[w] for w in beside if w in load_parts()), None)
    if found is None and any(_is_word(w) for w in beside):
        return next((_load_halves()[w] for w in beside if w in _load_halves()), None)
    return found


def _is_word(text: str) -> bool:
    return any(c.isalpha() for c in text) and not _UNIVERSAL.fullmatch(text.upper())


@cache
def _load_halves() -> Mapping[str, str]:
    """The words for AM and PM in all languages, folded."""
    found: dict[str, set[str]] = {}
    for identifier in _list_locales():
        periods = Locale.parse(identifier).day_periods["format"]
        for width, half in itertools.product(("abbreviated", "wide"), ("am", "pm")):
            found.setdefault(fold_clock_word(periods.get(width, {}).get(half, "")), set()).add(half)
    return {word: next(iter(halves)) for word, halves in found.items() if word and len(halves) == 1}


@cache
def _list_locales() -> Sequence[str]:
    """The languages of CLDR, each in all its scripts; countries write the names of months alike."""
    return tuple(sorted(n for n in locale_identifiers() if len(n.partition("_")[2]) in (0, _SCRIPT)))


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", fold_accents(text)).split())


@cache
def _list_names(identifiers: Sequence[str]) -> Sequence[_Names]:
    """The names in some languages of CLDR, each set once."""
    found: dict[_Names | tuple[object, ...], _Names] = {}
    for identifier in identifiers:
        locale = Locale.parse(identifier)
        months = {
            _fold(name): month
            for form in ("stand-alone", "format")
            for width in ("abbreviated", "wide")
            for month, name in locale.months[form][width].items()
            if width == "wide" or len(name) >= _SHORTEST
        }
        weekdays = {_fold(n): d for form in ("stand-alone", "format") for d, n in locale.days[form]["wide"].items()}
        found.setdefault((*months.items(), *weekdays.items()), _Names(months, weekdays))
    return tuple(found.values())


@lru_cache(maxsize=4096)
def _find_date(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a folded sentence without its clock time: those on which the best languages agree."""
    eastern = _EASTERN.search(text)
    if eastern:
        return int(eastern[1]), int(eastern[2]), int(eastern[3])
    best, dates = 1, set[tuple[int, int, int]]()
    for identifiers in (_USUAL, _list_locales()):
        for score, date in _list_candidates(text, _list_names(identifiers)):
            if score > best:
                best, dates = score, {date}
            elif score == best:
                dates.add(date)
        if best == _SURE:
            break
    return dates.pop() if len(dates) == 1 else None


def _list_candidates(text: str, languages: Sequence[_Names]) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """A date for each language that has a month in the text, with how much speaks for it."""
    for names in languages:
        month = max((n for n in names.months if n in text), key=len, default="")
        if not month:
            continue
        at = text.index(month)
        numbers = _NUMBERS.findall(text[:at] + " " + text[at + len(month) :])
        years, days = [int(n) for n in numbers if len(n) == 4], [int(n) for n in numbers if len(n) < 3]
        if len(years) != 1 or len(days) != 1:
            continue
        year = years[0] - (_BUDDHIST if years[0] > _FIRST_BUDDHIST else 0)
        try:
            weekday = dt.date(year, names.months[month], days[0]).weekday()
        except ValueError:
            continue
        named = [d for n, d in names.weekdays.items() if n in text]
        if named and weekday not in named:
            continue
        is_whole = not text[at - 1 : at].isalpha() and not text[at + len(month) :][:1].isalnum()
        yield 2 * is_whole + 2 * bool(named), (year, names.months[month], days[0])
