"""Converts dates of other calendars on phones: the solar one of Iran and the Hijri one of Umm al-Qura."""

from __future__ import annotations

import datetime as dt

EPOCH = dt.date(1970, 1, 1).toordinal()
FIRST_HIJRI, LAST_HIJRI = 1430, 1500
"""Years of four digits in this range are lunar (1430 is 2009, the application's first); the same solar years are after
2050."""
_NEW_YEAR_1430 = dt.date(2008, 12, 29).toordinal() - EPOCH
_LONG_MONTHS = (
    "aa6 956 2ae 56d 36a b55 aaa 94d 49d 95d 2ba 5b5 5aa d55 a9a 92e 26e 55d ada 6d4 6a5 54b a97 54e aae 5ac ba9 d92"
    " b25 64b cab 55a b55 6d2 ea5 e4a a95 52d aad 36c 759 6d2 695 52d a5b 4ba 9ba 3b4 b69 b52 aa6 4b6 96d 2ec 6d9 eb2"
    " d54 d2a a56 4ae 96d d6a b54 b29 a93 52b a57 536 ab5 6aa e93"
)
"""The months of 30 days of each year in Saudi Arabia's calendar, as bits; the first month is the lowest bit."""
_MONTHS = [[29 + (int(year, 16) >> month & 1) for month in range(12)] for year in _LONG_MONTHS.split()]
_YEAR_STARTS = [sum(sum(months) for months in _MONTHS[:count]) for count in range(len(_MONTHS) + 1)]


def convert_hijri(year: int, month: int, day: int) -> int | None:
    """Days since 1970-01-01 of a date in the calendar of Umm al-Qura, 1430 to 1500; None where there is no such day."""
    if not (FIRST_HIJRI <= year <= LAST_HIJRI and 1 <= month <= 12):
        return None
    months = _MONTHS[year - FIRST_HIJRI]
    if not 1 <= day <= months[month - 1]:
        return None
    return _NEW_YEAR_1430 + _YEAR_STARTS[year - FIRST_HIJRI] + sum(months[: month - 1]) + day - 1


def convert_persian(year: int, month: int, day: int) -> int | None:
    """Days since 1970-01-01 of a date in the solar calendar of Iran (33-year rule, right from 1343 to 1502)."""
    leap = (year * 8 + 29) % 33 < 8
    length = 31 if month <= 6 else 30 if month < 12 or leap else 29
    if not (1 <= month <= 12 and 1 <= day <= length):
        return None
    leaps = sum(1 for y in range(1400, year) if (y * 8 + 29) % 33 < 8) - sum(
        1 for y in range(year, 1400) if (y * 8 + 29) % 33 < 8
    )
    new_year = dt.date(2021, 3, 21).toordinal() - EPOCH + (year - 1400) * 365 + leaps
    return new_year + (month - 1) * 31 - max(0, month - 7) + day - 1
