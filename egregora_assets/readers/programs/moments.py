"""When a message was sent, as other programs write it."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass

from egregora_assets.contracts.instants import to_naive_utc

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC, or what a clock shows
_MICROSECOND = dt.timedelta(microseconds=1)
_LATEST = 7_258_118_400_000_000
"""1 January 2200: what lies behind it is a slip."""
_HAS_OFFSET = re.compile(r"(?:Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)$", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,9})?")


@dataclass(frozen=True)
class Moment:
    """A time.

    Attributes:
        microseconds: since 1970, in UTC, or on the clock of the conversation's zone.
        is_local: whether it is what a clock showed.
    """

    microseconds: int
    is_local: bool = False


def moment_of_number(value: object, *, per_second: int = 1) -> Moment | None:
    """The instant that a number of seconds (or parts of one) since 1970 means, given as number or text.

    Args:
        per_second: how many of its units a second has: 1, 1_000 or 1_000_000.

    Returns: None where it is no number, or no time from 1970 to 2200.
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        whole, _, part = value.strip().partition(".")
        scale = 1_000_000 // per_second
        return _plausible(int(whole) * scale + int((part + "000000")[:6]) * scale // 1_000_000)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    if isinstance(value, int):
        return _plausible(value * (1_000_000 // per_second))
    return _plausible(round(value * (1_000_000 / per_second))) if abs(value) < 1e18 else None


def moment_of_text(value: object) -> Moment | None:
    """The time in ISO 8601: an instant where it has an offset, else what the clock showed; None where it is none."""
    if not isinstance(value, str) or not 10 <= len(value.strip()) <= 40:
        return None
    text = value.strip()
    try:
        parsed = dt.datetime.fromisoformat(text)
        has_offset = len(text) > 10 and _HAS_OFFSET.search(text[10:]) is not None
        shown = to_naive_utc(parsed) if has_offset else parsed
        return _plausible((shown - _EPOCH) // _MICROSECOND, is_local=not has_offset)
    except (ValueError, OverflowError, TypeError):
        return None


def moment_of_clock(shown: dt.datetime, *, is_local: bool) -> Moment | None:
    """A naive time as a moment: what a clock showed, or UTC."""
    return _plausible((shown - _EPOCH) // _MICROSECOND, is_local=is_local)


def _plausible(microseconds: int, *, is_local: bool = False) -> Moment | None:
    return Moment(microseconds, is_local) if 0 <= microseconds < _LATEST else None
