"""The clocks of the world's zones: what offset each had, and which instant a local time means.

A local time that a clock shows twice (an overlap, when it is put back) is its first showing, unless the caller says
the second or lets the order of the values decide. A local time that a clock never shows (a gap, when it is put forward)
is moved forward by the gap: what a clock that nobody had put forward would have meant.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import numpy as np
import numpy.typing as npt

from egregora_assets.errors import TimeZoneUnknown

Overlap = Literal["earlier", "later", "order"]
"""Which showing of a local time that was shown twice is meant; `order`: the first, until the values step back."""

Numbers = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

_DAY = 86_400
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - what a clock shows has no zone
_OF_NO_PLACE = ("Etc/", "SystemV/")
_OF_THE_MACHINE = ("localtime", "posixrules", "posix/", "right/")


@lru_cache(maxsize=64)
def find_time_zone(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises:
        TimeZoneUnknown: there is none, or it is a file of this machine's own (`localtime`).
    """
    try:
        if name.startswith(_OF_THE_MACHINE):
            raise ValueError
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeZoneUnknown(name) from None


def list_time_zones() -> list[str]:
    """The names of the zones of places, sorted."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(_OF_NO_PLACE))


@dataclass(frozen=True)
class ResolvedTimes:
    """Seconds since 1970 in UTC, in the order given, and how many of them lay in a gap or an overlap."""

    utc_seconds: Numbers
    gap_count: int
    overlap_count: int


def resolve_local_times(
    local_seconds: Numbers, time_zone: str, *, overlap: Overlap = "earlier", is_second: Marks | None = None
) -> ResolvedTimes:
    """The instants of local times.

    Args:
        local_seconds: seconds from 1970-01-01 00:00 to what the clock showed, in the order in which it showed them.
        time_zone: the clock's IANA zone.
        overlap: which showing a local time means that was shown twice.
        is_second: values that are known to be the second showing.

    Days without a change of the clock get one offset; on the others each time is looked up.

    Raises:
        TimeZoneUnknown: there is no such zone.
    """
    if not len(local_seconds):
        return ResolvedTimes(local_seconds, 0, 0)
    zone = find_time_zone(time_zone)
    days, index = np.unique(local_seconds // _DAY, return_inverse=True)
    starts = [_offset(int(d) * _DAY, zone, 0) for d in days]
    ends = [_offset(int(d) * _DAY + _DAY, zone, 1) for d in days]
    even = [_offset(int(d) * _DAY, zone, 1) for d in days]
    changing = np.array([not a == b == c for a, b, c in zip(starts, ends, even, strict=True)])
    offsets = np.array(starts, np.int64)[index]
    rows = np.flatnonzero(changing[index])
    first, second = _both_offsets(local_seconds[rows], zone)
    is_twice = first > second
    takes_second = _takes_second(local_seconds[rows], is_twice, overlap)
    if is_second is not None:
        takes_second = np.where(is_second[rows], is_twice, takes_second)
    offsets[rows] = np.where(takes_second, second, first)
    return ResolvedTimes(local_seconds - offsets, int((first < second).sum()), int(is_twice.sum()))


def _both_offsets(local_seconds: Numbers, zone: ZoneInfo) -> tuple[Numbers, Numbers]:
    """The offsets of each time's first and second showing: different ones in a gap (rising) or an overlap (falling)."""
    times, index = np.unique(local_seconds, return_inverse=True)
    found = np.array([[_offset(int(t), zone, fold) for t in times] for fold in (0, 1)], np.int64)
    return found[0][index], found[1][index]


def _takes_second(local_seconds: Numbers, is_twice: Marks, overlap: Overlap) -> Marks:
    """Which times are taken as the second showing."""
    if overlap != "order":
        return is_twice if overlap == "later" else np.zeros_like(is_twice)
    taken = np.zeros_like(is_twice)
    latest: int | None = None
    is_again = False
    for row in np.flatnonzero(is_twice).tolist():
        seconds = int(local_seconds[row])
        if latest is None or abs(seconds - latest) >= _DAY:  # no zone puts its clock back twice within days
            latest, is_again = seconds, False
        is_again = is_again or seconds < latest
        latest = seconds if is_again else max(latest, seconds)
        taken[row] = is_again
    return taken


def _offset(local_seconds: int, zone: ZoneInfo, fold: int) -> int:
    """Seconds east of Greenwich at a local time."""
    moment = _EPOCH + dt.timedelta(seconds=local_seconds)
    delta = moment.replace(tzinfo=zone, fold=fold).utcoffset()
    return int(delta.total_seconds()) if delta is not None else 0
