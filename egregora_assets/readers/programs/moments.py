"""Times of messages, as programs write them."""

from __future__ import annotations

import datetime as dt
import math
import re
import warnings
from dataclasses import dataclass
from typing import Any

from egregora_assets.contracts.instants import to_naive_utc
from egregora_assets.errors import RenamedWarning

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC, or what a clock shows
_MICROSECOND = dt.timedelta(microseconds=1)
_LATEST = 7_258_118_400_000_000
"""1 January 2200; anything later is an error."""
_HAS_OFFSET = re.compile(r"(?:Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)$", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,9})?")


@dataclass(frozen=True)
class Moment:
    """A time: an instant, or what a clock showed.

    Attributes:
        microseconds: since 1970, in UTC or on the clock of the conversation's zone.
        is_local: it is what a clock showed.
    """

    microseconds: int
    is_local: bool = False


def parse_timestamp(value: object, *, per_second: int = 1) -> Moment | None:
    """The instant of a Unix timestamp, given as number or text.

    Args:
        per_second: units in a second: 1, 1_000 or 1_000_000.

    Returns: None where it is no number, or outside 1970 to 2200.
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        whole, _, part = value.strip().partition(".")
        scale = 1_000_000 // per_second
        return _check_range(int(whole) * scale + int((part + "000000")[:6]) * scale // 1_000_000)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    if isinstance(value, int):
        return _check_range(value * (1_000_000 // per_second))
    return _check_range(round(value * (1_000_000 / per_second))) if abs(value) < 1e18 else None


def parse_iso_time(value: object) -> Moment | None:
    """A time in ISO 8601: an instant where it has an offset, else what a clock showed; None where it is no time."""
    if not isinstance(value, str) or not 10 <= len(value.strip()) <= 40:
        return None
    text = value.strip()
    try:
        parsed = dt.datetime.fromisoformat(text)
        has_offset = len(text) > 10 and _HAS_OFFSET.search(text[10:]) is not None
        shown = to_naive_utc(parsed) if has_offset else parsed
        return _check_range((shown - _EPOCH) // _MICROSECOND, is_local=not has_offset)
    except (ValueError, OverflowError, TypeError):
        return None


def make_moment(shown: dt.datetime, *, is_local: bool) -> Moment | None:
    """A naive time as a moment: what a clock showed, or UTC; None outside 1970 to 2200."""
    return _check_range((shown - _EPOCH) // _MICROSECOND, is_local=is_local)


def _check_range(microseconds: int, *, is_local: bool = False) -> Moment | None:
    return Moment(microseconds, is_local) if 0 <= microseconds < _LATEST else None


_RENAMED = {
    "moment_of_number": parse_timestamp,
    "moment_of_text": parse_iso_time,
    "moment_of_clock": make_moment,
}


def __getattr__(name: str) -> Any:
    """The functions by the names that adapters of version 0.1 know."""
    if name not in _RENAMED:
        raise AttributeError(name)
    warnings.warn(f"{name} is now called {_RENAMED[name].__name__}", RenamedWarning, stacklevel=2)
    return _RENAMED[name]
