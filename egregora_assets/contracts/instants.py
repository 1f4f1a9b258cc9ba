"""Instants: the one place where times of any kind become UTC, and UTC becomes what a clock in a zone shows.

An instant is naive UTC with nanoseconds (`INSTANT`). What a local time means that was shown twice, or never, is decided
in `time_zones`; the same rule holds for Python times, for Arrow columns and for expressions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, overload

import ibis
import ibis.expr.datatypes as types
import numpy as np
import pyarrow as pa

from egregora_assets.contracts.column_types import INSTANT, INT64, LOCAL_TIME, MOMENT, TEXT
from egregora_assets.contracts.time_zones import Marks, Numbers, Overlap, find_time_zone, resolve_local_times
from egregora_assets.errors import InstantOutOfRange

EARLIEST, LATEST = -(2**63) + 2, 2**63 - 2
"""The first and last instant in nanoseconds since 1970: the database keeps the two values beyond for infinity."""

Times = Sequence[dt.datetime | None]

_SECOND = 1_000_000_000
_NANOSECONDS = {"s": _SECOND, "ms": 1_000_000, "us": 1_000, "ns": 1}
_MARGIN = 2 * 86_400
_MICROSECOND = dt.timedelta(microseconds=1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def utc_now() -> dt.datetime:
    """The present time, with the zone UTC: for bookkeeping, never part of content."""
    return dt.datetime.now(dt.UTC)


def to_aware_utc(moment: dt.datetime) -> dt.datetime:
    """A time with the zone UTC; a naive one is UTC already."""
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def to_naive_utc(moment: dt.datetime) -> dt.datetime:
    """A time in UTC, without its zone; a naive one is UTC already."""
    return to_aware_utc(moment).replace(tzinfo=None)


def count_nanoseconds(moment: dt.datetime) -> int:
    """Nanoseconds since 1970 in UTC; a naive time is UTC already."""
    return (to_aware_utc(moment) - _EPOCH) // _MICROSECOND * 1_000


def read_nanoseconds(count: int) -> dt.datetime:
    """The time, with the zone UTC, so many nanoseconds after 1970 began; what is left of a microsecond is cut off."""
    return _EPOCH + count // 1_000 * _MICROSECOND


def to_local_time(instant: dt.datetime, time_zone: str) -> dt.datetime:
    """What a clock in the zone shows at an instant (naive: UTC): naive, with `fold` 1 at the second showing.

    Raises:
        TimeZoneUnknown: there is no such zone.
    """
    return to_aware_utc(instant).astimezone(find_time_zone(time_zone)).replace(tzinfo=None)


@overload
def normalize_timestamps(
    values: pa.ChunkedArray[Any], time_zone: str | None = None, overlap: Overlap = "earlier"
) -> pa.ChunkedArray[Any]: ...
@overload
def normalize_timestamps(
    values: pa.Array[Any] | Times, time_zone: str | None = None, overlap: Overlap = "earlier"
) -> pa.Array[Any]: ...
@overload
def normalize_timestamps(
    values: ibis.Value, time_zone: str | ibis.Value | None = None, overlap: Overlap = "earlier"
) -> ibis.Value: ...
def normalize_timestamps(values: Any, time_zone: Any = None, overlap: Overlap = "earlier") -> Any:
    """Times of any kind as instants: naive UTC with nanoseconds, nulls where they were.

    Args:
        values: Python times, Arrow timestamps of any unit, or a timestamp expression. One that bears a zone or an
            offset is an instant already and is only written in UTC. `fold` of a naive Python time outranks `overlap`.
        time_zone: the IANA zone of the clock that showed the naive ones; None = they are UTC.
        overlap: which showing a local time means that was shown twice.

    Returns: an Arrow column of `timestamp[ns]`, or an expression of type `INSTANT`. Normalized again it stays as it is.
    Order is kept, but where a clock was put forward or back.

    Raises:
        TimeZoneUnknown: there is no such zone (an expression: `StatementFailed` when it is run).
        InstantOutOfRange: a value lies where nanoseconds end, before 21 September 1677 or after 11 April 2262 (an
            expression: `RowsRefused` when it is run).
        TypeError: the values are no times.
        ValueError: an expression asks for its rows' order, which they do not have.
    """
    if isinstance(values, ibis.Value):
        return _of_expression(values, time_zone, overlap)
    if isinstance(values, pa.ChunkedArray):
        return pa.chunked_array([_of_column(values.combine_chunks(), time_zone, overlap)], pa.timestamp("ns"))
    if isinstance(values, pa.Array):
        return _of_column(values, time_zone, overlap)
    return _of_times(values, time_zone, overlap)


# --- Arrow and Python -----------------------------------------------------------------------------------------------


def _of_column(column: pa.Array[Any], time_zone: str | None, overlap: Overlap) -> pa.Array[Any]:
    kind = column.type
    if not pa.types.is_timestamp(kind):
        raise TypeError("only timestamps can be normalized")
    is_known = column.is_valid().to_numpy(zero_copy_only=False)
    numbers = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    _refuse(is_known & ((numbers < EARLIEST) | (numbers > LATEST)))
    nanoseconds = _NANOSECONDS[kind.unit]
    seconds, parts = np.divmod(numbers, _SECOND // nanoseconds)
    if time_zone is not None and kind.tz is None:
        _refuse_far(seconds)
        seconds[is_known] = resolve_local_times(seconds[is_known], time_zone, overlap=overlap).utc_seconds
    return _instants(seconds, parts * nanoseconds, is_known)


def _of_times(times: Times, time_zone: str | None, overlap: Overlap) -> pa.Array[Any]:
    shown = [_EPOCH if t is None else t.replace(tzinfo=t.tzinfo or dt.UTC) for t in times]
    microseconds = np.array([(t - _EPOCH) // _MICROSECOND for t in shown], np.int64)
    seconds, parts = np.divmod(microseconds, 1_000_000)
    if time_zone is not None:
        _refuse_far(seconds)
        is_local = np.array([t is not None and t.tzinfo is None for t in times], np.bool_)
        is_second = np.array([t.fold == 1 for t in shown], np.bool_)[is_local]
        resolved = resolve_local_times(seconds[is_local], time_zone, overlap=overlap, is_second=is_second)
        seconds[is_local] = resolved.utc_seconds
    return _instants(seconds, parts * 1_000, np.array([t is not None for t in times], np.bool_))


def _refuse_far(seconds: Numbers) -> None:
    """Refuses what no zone can bring into range: calendars end before Arrow's seconds do."""
    _refuse((seconds < EARLIEST // _SECOND - _MARGIN) | (seconds > LATEST // _SECOND + _MARGIN))


def _refuse(is_out: Marks) -> None:
    if is_out.any():
        raise InstantOutOfRange(int(is_out.sum()))


def _instants(seconds: Numbers, parts: Numbers, is_known: Marks) -> pa.Array[Any]:
    """Seconds, and nanoseconds of each, as Arrow."""
    (first, first_part), (last, last_part) = divmod(EARLIEST, _SECOND), divmod(LATEST, _SECOND)
    is_early = (seconds < first) | ((seconds == first) & (parts < first_part))
    is_late = (seconds > last) | ((seconds == last) & (parts > last_part))
    _refuse(is_known & (is_early | is_late))
    # Below zero one second is taken from the parts: the first second's own start would be below the least number.
    borrowed = (seconds < 0).astype(np.int64)
    whole = (seconds + borrowed) * _SECOND + (parts - borrowed * _SECOND)
    return pa.array(whole, pa.int64(), mask=~is_known).cast(pa.timestamp("ns"))


# --- expressions ----------------------------------------------------------------------------------------------------


# Only DuckDB: each function says why.
_builtin: Callable[..., Callable[[Callable[..., object]], Callable[..., Any]]] = ibis.udf.scalar.builtin
"""Declares a function that DuckDB has and Ibis has not."""


# Only DuckDB: Ibis does not convert between zones; what it can do is change the type, and keep what the clock shows.
@_builtin(name="timezone", signature=((TEXT, MOMENT), LOCAL_TIME))
def _shown(zone: str, moment: object) -> object:
    """DuckDB: what a clock in the zone shows at the moment."""


# Only DuckDB: as above.
@_builtin(name="timezone", signature=((TEXT, LOCAL_TIME), MOMENT))
def _moment(zone: str, local: object) -> object:
    """DuckDB: when a clock in the zone shows that time; if never, moved forward by the gap; if twice, the second."""


# Only DuckDB: Ibis counts whole seconds (`epoch_seconds`).
@_builtin(name="epoch_us", signature=((LOCAL_TIME,), INT64))
def _microseconds(local: object) -> object:
    """DuckDB: microseconds since 1970."""


# Only DuckDB: Ibis counts whole seconds.
@_builtin(name="epoch_ns", signature=((INSTANT,), INT64))
def _nanoseconds(instant: object) -> object:
    """DuckDB: nanoseconds since 1970."""


# Only DuckDB: Ibis makes timestamps of seconds and milliseconds (`as_timestamp`).
@_builtin(name="make_timestamp_ns", signature=((INT64,), INSTANT))
def _instant(nanoseconds: object) -> object:
    """DuckDB: the instant so many nanoseconds after 1970."""


def convert_to_local_times(instants: ibis.Value, time_zone: str | ibis.Value) -> ibis.Value:
    """What a clock in the zone shows at each instant of an expression, to the microsecond."""
    return _shown(time_zone, _moment("UTC", _begun_microsecond(instants)))


def _begun_microsecond(values: ibis.Value) -> ibis.Value:
    """Naive times without what is below a microsecond: DuckDB's cast would round, at midnight into the next day."""
    if values.type().scale != INSTANT.scale:
        return values.cast(LOCAL_TIME)
    nanoseconds = _nanoseconds(values)
    return _instant(nanoseconds - (nanoseconds % 1_000 + 1_000) % 1_000).cast(LOCAL_TIME)


def _of_expression(values: ibis.Value, time_zone: str | ibis.Value | None, overlap: Overlap) -> ibis.Value:
    kind = values.type()
    if not isinstance(kind, types.Timestamp):
        raise TypeError("only timestamps can be normalized")
    if overlap == "order":
        raise ValueError("the rows of an expression have no order")
    if kind.timezone is not None:
        return _shown("UTC", values.cast(MOMENT)).cast(INSTANT)
    if time_zone is None:
        return values if kind.scale == INSTANT.scale else values.cast(INSTANT)
    local = _begun_microsecond(values)
    shown_last = _shown("UTC", _moment(time_zone, local))
    utc = shown_last if overlap == "later" else _first_showing(local, shown_last, time_zone)
    if kind.scale != INSTANT.scale:
        return utc.cast(INSTANT)
    return _instant(_nanoseconds(values) + (_microseconds(utc) - _microseconds(local)) * 1_000)


def _first_showing(local: ibis.Value, utc: ibis.Value, time_zone: str | ibis.Value) -> ibis.Value:
    """The first showing of a local time of which `utc` is the last: before the clock was put back on that day."""
    day_before = utc - ibis.interval(hours=24)
    offset = _microseconds(convert_to_local_times(utc, time_zone)) - _microseconds(utc)
    earlier_offset = _microseconds(convert_to_local_times(day_before, time_zone)) - _microseconds(day_before)
    earlier = utc - (earlier_offset - offset).as_interval("us")
    is_twice = (earlier < utc) & (convert_to_local_times(earlier, time_zone) == local)
    return ibis.ifelse(is_twice, earlier, utc)
