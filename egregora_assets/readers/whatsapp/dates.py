"""Decides the order of day, month and year, once for a whole file, and converts its dates.

Evidence, strongest first: a field that can only be a day or a year; dates in media names; going back in time; the total
span (consecutive days beat consecutive months); the declared locale; what is usual for the format and the language.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from egregora_assets.readers.messages import DateOrder
from egregora_assets.readers.whatsapp.calendars import EPOCH, FIRST_HIJRI, LAST_HIJRI, convert_hijri, convert_persian
from egregora_assets.readers.whatsapp.headers import Layout

Fields = Literal["DMY", "MDY", "YMD", "YDM"]
FIELDS: tuple[Fields, ...] = ("DMY", "MDY", "YMD", "YDM")
_PLACES = {"DMY": (2, 1, 0), "MDY": (2, 0, 1), "YMD": (0, 1, 2), "YDM": (0, 2, 1)}
MIN_YEAR_DAY_SHARE = 0.1
"""Share of messages whose second field is no month; almost nobody writes year, day, month."""
IMPOSSIBLE = np.iinfo(np.int64).min
LAST_YEAR = 2200
"""Instants are kept in nanoseconds, which end in 2262."""
NEAR_DAYS = 7
"""How far from its only neighbour a date lies that is read in another order than the file's."""
FIRST_YEAR = 2009
"""The application's first year; an order with earlier dates loses a tie."""
FIRST_YEAR_ROC = FIRST_YEAR - 1911
"""The same year in Taiwan's calendar, which has years of three digits."""

_MONTH_FIRST_PLACES = "en_us en_as en_gu en_mh en_mp en_pr en_um en_vi es_us es_pr es_pa fil fil_ph tl tl_ph chr ee zu"
_MONTH_FIRST = frozenset(_MONTH_FIRST_PLACES.split())
_YEAR_FIRST_LANGUAGES = frozenset(["zh", "ja", "ko", "hu", "lt", "mn", "eu", "ne", "sv", "fa", "dz", "ii"])
_YEAR_FIRST = frozenset(["en_ca", "fr_ca", "en_za", "en_se", "zh_tw", "zh_cn"])
_ERAS = {"r": 2018, "令和": 2018, "h": 1988, "平成": 1988, "s": 1925, "昭和": 1925, "民國": 1911, "民国": 1911}
_FIELD = re.compile(r"([RHSrhs]|令和|平成|昭和|民[國国])? ?(\d{1,4})")


@dataclass(frozen=True)
class DateFields:
    """A date as written: three numbers, the digits of each, and the years that their eras start from."""

    numbers: tuple[int, int, int]
    digits: tuple[int, int, int]
    eras: tuple[int, int, int]


@dataclass(frozen=True)
class OrderDecision:
    """The date order of a file, its evidence, and whether the file itself left it open."""

    fields: Fields
    evidence: str
    is_open: bool

    @property
    def order(self) -> DateOrder:
        """The order as recorded."""
        return "YMD" if self.fields == "YDM" else self.fields


def read_fields(text: str) -> DateFields | None:
    """The three numbers of a date as written; None where there are not three."""
    found = _FIELD.findall(text)
    if len(found) != 3:
        return None
    numbers = tuple(int(n) for _, n in found)
    return DateFields(
        (numbers[0], numbers[1], numbers[2]),
        (len(found[0][1]), len(found[1][1]), len(found[2][1])),
        tuple(_ERAS.get(e.casefold(), 0) for e, _ in found),  # type: ignore[arg-type]
    )


def resolve_year(number: int, digits: int, era: int, is_buddhist: bool) -> int:
    """The Gregorian year of a year as written, by digits and era; Persian years stay."""
    if era:
        return era + number
    if digits <= 2:
        return 2500 + number - 543 if is_buddhist else 2000 + number
    if digits == 3:
        return 1911 + number
    return number - 543 if number > 2400 else number


def convert_date(fields: DateFields, order: Fields, is_buddhist: bool = False) -> int | None:
    """Days since 1970-01-01 of a date as written, in one order; None where there is no such day."""
    y, m, d = _PLACES[order]
    if fields.digits[m] > 2 or fields.digits[d] > 2 or fields.eras[m] or fields.eras[d]:
        return None
    if not fields.eras[y] and (fields.digits[y] == 1 or (fields.digits[y] == 3 and fields.numbers[y] < FIRST_YEAR_ROC)):
        return None
    year = resolve_year(fields.numbers[y], fields.digits[y], fields.eras[y], is_buddhist)
    if 1300 <= year <= LAST_HIJRI and fields.digits[y] == 4:
        other = convert_hijri if year >= FIRST_HIJRI else convert_persian
        return other(year, fields.numbers[m], fields.numbers[d])
    if not 1970 <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, fields.numbers[m], fields.numbers[d]).toordinal() - EPOCH
    except ValueError:
        return None


def find_locale_order(locale: str | None) -> DateOrder | None:
    """The date order of a locale such as `pt_BR`; None where none is given."""
    if not locale:
        return None
    name = locale.replace("-", "_").casefold()
    if name in _MONTH_FIRST:
        return "MDY"
    if name in _YEAR_FIRST or (name.split("_")[0] in _YEAR_FIRST_LANGUAGES and name != "sv_fi"):
        return "YMD"
    return "DMY"


LEFT_OPEN = "; the file leaves it open"
"""How the evidence for an order ends that no date of the file proves."""


@dataclass(frozen=True)
class Habits:
    """Evidence for a date order besides the dates themselves.

    Attributes:
        media_dates: returns pairs of date code and day in the name of a file that was sent that day; called only where
            the dates leave the order open.
        declared: the order of the declared locale.
        usual: the order usual for the file's language; weaker than the file's own evidence.
        layout: format of the headers.
    """

    media_dates: Callable[[], Sequence[tuple[int, int]]]
    declared: DateOrder | None
    usual: DateOrder | None
    layout: Layout


def decide_order(
    dates: Sequence[DateFields | None],
    counts: npt.NDArray[np.int64],
    sequence: npt.NDArray[np.int32],
    habits: Habits,
) -> OrderDecision:
    """Decides the date order of a file.

    Args:
        dates: the distinct dates as written; None where there are not three numbers.
        counts: number of messages with each date.
        sequence: index into `dates` for each message, in file order.
        habits: other evidence.
    """
    buddhist = is_buddhist_file(dates)
    days = {
        o: np.array(
            [IMPOSSIBLE if f is None or (n := convert_date(f, o, buddhist)) is None else n for f in dates], np.int64
        )
        for o in FIELDS
    }
    impossible = {o: int(counts[days[o] == IMPOSSIBLE].sum()) for o in FIELDS}
    if impossible["YMD"] - impossible["YDM"] < max(1.0, MIN_YEAR_DAY_SHARE * counts.sum()):
        impossible["YDM"] = int(counts.sum()) + 1
    left = _select_cheapest(FIELDS, impossible)
    if len(left) == 1:
        return OrderDecision(left[0], _FIELD_EVIDENCE[left[0]], False)
    media = habits.media_dates()
    left = _select_cheapest(left, {o: -sum(1 for i, day in media if days[o][i] == day) for o in left})
    if len(left) == 1:
        return OrderDecision(left[0], "dates in media names", False)
    runs = {o: _list_days(days[o], sequence) for o in left}
    left = _select_cheapest(left, {o: int((np.diff(runs[o]) < 0).sum()) for o in left})
    if len(left) == 1:
        return OrderDecision(left[0], "the others go back in time", False)
    left = _select_cheapest(left, {o: _count_odd_years(runs[o]) for o in left})
    if len(left) == 1:
        return OrderDecision(left[0], "the others lie outside the application's years", False)
    return _decide_open(left, {o: runs[o] for o in left}, habits)


_FIELD_EVIDENCE: dict[Fields, str] = {
    "DMY": "a field above 12",
    "MDY": "a field above 12",
    "YMD": "year of four digits first",
    "YDM": "year, day, month: a second field above 12",
}


def _select_cheapest(orders: Sequence[Fields], cost: Mapping[Fields, int]) -> list[Fields]:
    """The orders of least cost."""
    return [o for o in orders if cost[o] == min(cost[p] for p in orders)]


def is_buddhist_file(dates: Sequence[DateFields | None]) -> bool:
    """Whether years of two digits are Buddhist: all are 52 (2552, or 2009) or later, and 2052 is not yet."""
    two_digit = [
        f.numbers[2] for f in dates if f is not None and f.digits == (f.digits[0], f.digits[1], 2) and not any(f.eras)
    ]
    return bool(two_digit) and all(n >= 52 for n in two_digit)


def _list_days(days: npt.NDArray[np.int64], sequence: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    run: npt.NDArray[np.int64] = days[sequence]
    possible: npt.NDArray[np.int64] = run[run != IMPOSSIBLE]
    return possible


def _count_odd_years(run: npt.NDArray[np.int64]) -> int:
    """The number of days before the application existed, or far in the future."""
    start = dt.date(FIRST_YEAR, 1, 1).toordinal() - EPOCH
    end = dt.date(2060, 1, 1).toordinal() - EPOCH
    return int(((run < start) | (run > end)).sum())


def _decide_open(left: Sequence[Fields], runs: Mapping[Fields, npt.NDArray[np.int64]], habits: Habits) -> OrderDecision:
    """Decides where no date of the file excludes an order."""
    spans = sorted((int(runs[o].max() - runs[o].min()) if len(runs[o]) else 0, o) for o in left)
    distinct = len(np.unique(runs[spans[0][1]]))
    if distinct >= 3 and spans[0][0] * 4 <= spans[1][0]:
        return OrderDecision(spans[0][1], "consecutive days", False)
    if habits.declared is not None and habits.declared in left:
        return OrderDecision(habits.declared, f"declared locale{LEFT_OPEN}", True)
    if distinct >= 2 and spans[0][0] * 2 <= spans[1][0]:
        return OrderDecision(spans[0][1], f"shortest span{LEFT_OPEN}", True)
    habit = _guess_from_layout(habits.layout)
    if habit is not None and habit in left:
        return OrderDecision(habit, f"way of writing{LEFT_OPEN}", True)
    if habits.usual is not None and habits.usual in left:
        return OrderDecision(habits.usual, f"detected language{LEFT_OPEN}", True)
    return OrderDecision("DMY" if "DMY" in left else left[0], f"most common order{LEFT_OPEN}", True)


def _guess_from_layout(layout: Layout) -> DateOrder | None:
    """The order that a format suggests: dots mean day first, `2/3/24, 9:10 AM` is American; else None."""
    if layout.separator == "." and not layout.has_zero_padding and layout.is_twelve_hour:
        return None
    if layout.separator == ".":
        return "DMY"
    is_american = (
        layout.separator == "/" and layout.is_twelve_hour and layout.is_upper_case and not layout.has_zero_padding
    )
    return "MDY" if is_american else None


def convert_dates(dates: Sequence[DateFields | None], order: Fields) -> npt.NDArray[np.int64]:
    """Days since 1970-01-01 of each distinct date; `IMPOSSIBLE` where there is no such day."""
    buddhist = is_buddhist_file(dates)
    return np.array(
        [IMPOSSIBLE if f is None or (n := convert_date(f, order, buddhist)) is None else n for f in dates], np.int64
    )


def fill_days(days: npt.NDArray[np.int64], others: Sequence[npt.NDArray[np.int64]]) -> None:
    """Reads impossible days in other orders of a date, where they then lie between their neighbours.

    Args:
        days: of every record, in the file's order of dates; filled.
        others: the same in other orders.
    """
    is_good = days != IMPOSSIBLE
    if not is_good.any():
        return
    places = np.arange(len(days))
    above = np.maximum.accumulate(np.where(is_good, places, -1))
    below = np.minimum.accumulate(np.where(is_good, places, len(days))[::-1])[::-1]
    first = np.where(above >= 0, days[above], days[np.minimum(below, len(days) - 1)] - NEAR_DAYS)
    last = np.where(below < len(days), days[np.minimum(below, len(days) - 1)], first + NEAR_DAYS)
    for other in others:
        is_found = (days == IMPOSSIBLE) & (other != IMPOSSIBLE) & (other >= first) & (other <= last)
        days[is_found] = other[is_found]
