"""Local wall-clock times of one phone to instants: file order decides inside the hour that a clock lives twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

DAY = 86_400


@dataclass(frozen=True)
class Instants:
    """Seconds since 1970 in UTC, in file order, and how many of them lay in a gap or an overlap of daylight saving."""

    utc_seconds: npt.NDArray[np.int64]
    gap_count: int
    overlap_count: int


def to_utc(local_seconds: npt.NDArray[np.int64], time_zone: ZoneInfo) -> Instants:
    """The instants of local times.

    Args:
        local_seconds: seconds since 1970-01-01 00:00 on the phone's own clock, in file order.
        time_zone: the phone's zone.

    Days without a change of the clock get one offset; on the others each time is looked up, and where local time
    steps back inside an overlap the later half is the second pass of that hour.
    """
    if not len(local_seconds):
        return Instants(local_seconds, 0, 0)
    days, index = np.unique(local_seconds // DAY, return_inverse=True)
    starts = [_offset(int(d) * DAY, time_zone, 0) for d in days]
    ends = [_offset(int(d) * DAY + DAY, time_zone, 1) for d in days]
    even = [_offset(int(d) * DAY, time_zone, 1) for d in days]
    offsets = np.array(starts, np.int64)
    changing = np.array([not a == b == c for a, b, c in zip(starts, ends, even, strict=True)])
    utc = local_seconds - offsets[index]
    rows = np.flatnonzero(changing[index])
    gaps, overlaps = _resolve(local_seconds, utc, rows, time_zone)
    return Instants(utc, gaps, overlaps)


def _resolve(
    local: npt.NDArray[np.int64], utc: npt.NDArray[np.int64], rows: npt.NDArray[np.intp], time_zone: ZoneInfo
) -> tuple[int, int]:
    """Correct `utc` in place on days with a change; returns how many times lay in a gap and in an overlap."""
    gaps = overlaps = 0
    fold, latest, earlier_end = 0, -1, -1
    for row in rows.tolist():
        seconds = int(local[row])
        first, second = _offset(seconds, time_zone, 0), _offset(seconds, time_zone, 1)
        if first == second:
            utc[row] = seconds - first
            continue
        if first < second:
            gaps += 1
            utc[row] = seconds - first
            continue
        overlaps += 1
        if seconds // DAY != earlier_end:
            fold, latest, earlier_end = 0, -1, seconds // DAY
        if seconds < latest:
            fold = 1
        latest = max(latest, seconds) if fold == 0 else latest
        utc[row] = seconds - (second if fold else first)
    return gaps, overlaps


def _offset(local_seconds: int, time_zone: ZoneInfo, fold: int) -> int:
    """Seconds east of Greenwich at a local time."""
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=local_seconds)  # noqa: DTZ001 - a wall-clock time by nature
    delta = moment.replace(tzinfo=time_zone, fold=fold).utcoffset()
    return int(delta.total_seconds()) if delta is not None else 0
