"""Interprets clock times: the words once for each form, the digits of all records at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from egregora_assets.language.folding import fold_clock_word
from egregora_assets.readers.whatsapp.clock_words import Part, load_joiners, load_parts
from egregora_assets.readers.whatsapp.dates import IMPOSSIBLE
from egregora_assets.readers.whatsapp.headers import MARKS, SPACES, Layout

_ERA_WORDS = frozenset(["be", "ад", "ah", "ه", "هـ"])
_CLOCK = re.compile(
    rf"(?P<before>[^\d]*?)(?P<hour>\d{{1,2}})[{MARKS}]*(?:[:.]|[{SPACES}]?h[{SPACES}]?)[{MARKS}]*(?P<minute>\d\d)"
    rf"(?:(?:[{MARKS}]*[:.][{MARKS}]*|[{SPACES}]min[{SPACES}])(?P<second>\d{{1,2}})(?:[{SPACES}]s(?!\w))?)?(?P<after>[^\d]*)"
)


def read_clocks(
    forms: Sequence[str], codes: npt.NDArray[np.int32], numbers: npt.NDArray[np.int32], layout: Layout
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Seconds since midnight (`IMPOSSIBLE` where there is no such time), and whether seconds are given, by record.

    Args:
        forms: clocks with everything between date and body, and zeros for digits.
        codes, numbers: the form of each record, and its digits as one number.
    """
    parts: dict[Part | None, int] = {None: 0}
    read = [_read_form(form, layout) for form in forms]
    tables = [_list_hours(None)]
    for found in read:
        if found is not None and found[1] not in parts:
            parts[found[1]] = len(parts)
            tables.append(_list_hours(found[1]))
    part_of_form = np.array([0 if f is None else parts[f[1]] for f in read], np.int64)[codes]
    scale = np.array([1 if f is None else 10 ** f[0] for f in read], np.int64)[codes]
    is_clock = np.array([f is not None for f in read], np.bool_)[codes]
    has_seconds: npt.NDArray[np.bool_] = scale > 1
    minute, second = numbers // scale % 100, numbers % scale
    hour = np.array(tables)[part_of_form, np.minimum(numbers // scale // 100, 99)]
    is_good = is_clock & (hour >= 0) & (minute < 60) & (second < 60)
    return np.where(is_good, hour * 3600 + minute * 60 + second, IMPOSSIBLE), has_seconds


def _list_hours(part: Part | None) -> list[int]:
    """The hour of the day for each number that a clock may show beside a word; -1 where there is none."""
    return [-1 if (hour := resolve_hour(shown, part)) is None else hour for shown in range(100)]


def _read_form(form: str, layout: Layout) -> tuple[int, Part | None] | None:
    """Digits of the seconds, and the part of the day; None where a form is no time."""
    found = _CLOCK.fullmatch(form)
    if found is None:
        return None
    before, _, _, seconds, after = found.groups()
    part, is_known = _find_part(before, after.rstrip("-–— "), layout)
    return (len(seconds or ""), part) if is_known else None


def _find_part(before: str, after: str, layout: Layout) -> tuple[Part | None, bool]:
    """The part of the day beside a clock, and whether all words there are understood."""
    for words in (after, before):
        pieces = [w for w in re.split(rf"[{SPACES}{MARKS},،\-–—\]:]+", words) if w]
        for start in range(len(pieces)):
            part = load_parts().get(fold_clock_word(" ".join(pieces[start:])))
            if part is not None:
                return part, all(_is_understood(w, layout) for w in pieces[:start])
        if not all(_is_understood(w, layout) for w in pieces):
            return None, False
    return None, True


def _is_understood(word: str, layout: Layout) -> bool:
    folded = fold_clock_word(word)
    return not folded or any(folded in w for w in (load_joiners(), load_parts(), layout.odd_words, _ERA_WORDS))


def resolve_hour(hour: int, part: Part | None) -> int | None:
    """The hour of the day (0 to 23) that a clock shows, or None where there is none.

    Some clocks count from 1 to 24; theirs is the first hour of the day.

    Args:
        hour: as shown.
        part: the part of the day that stands beside it, if any.
    """
    if part is None or hour > 12:
        return hour % 24 if hour <= 24 else None
    if part == "am":
        return hour % 12
    if part == "pm":
        return hour % 12 + 12
    if part == "noon":
        return hour if hour in (10, 11) else hour % 12 + 12
    return hour + 12 if 6 <= hour < 12 else hour % 12
