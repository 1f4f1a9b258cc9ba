"""Local times to instants and back: nothing is lost to the nanosecond, and gaps and overlaps follow one rule."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.column_types import INSTANT, LOCAL_TIME, MOMENT
from egregora_assets.contracts.instants import (
    EARLIEST,
    LATEST,
    convert_to_local_times,
    count_nanoseconds,
    normalize_timestamps,
    read_nanoseconds,
    to_aware_utc,
    to_local_time,
    to_naive_utc,
)
from egregora_assets.contracts.time_zones import Overlap, resolve_local_times
from egregora_assets.errors import InstantOutOfRange, TimeZoneUnknown

NS = pa.timestamp("ns")
ZONES = (
    "UTC",
    "America/Sao_Paulo",  # put forward at midnight: the day began at 01:00
    "America/New_York",
    "America/St_Johns",  # put back at 00:01, so that the hour lived twice lies on two days
    "Europe/Lisbon",
    "Australia/Lord_Howe",  # half an hour
    "Pacific/Apia",  # left out a whole day
    "Asia/Kathmandu",
    "Africa/Casablanca",
)
zones = st.sampled_from(ZONES)
seconds_of_our_time = st.integers(int(dt.datetime(1990, 1, 1, tzinfo=dt.UTC).timestamp()), 1_735_689_600)
nanoseconds = st.integers(EARLIEST, LATEST)


def wall(text: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(fold=fold)


def instants_of(values: Any, zone: str | None = None, overlap: Overlap = "earlier") -> list[str]:
    return [str(v) for v in normalize_timestamps(values, zone, overlap).cast(pa.string()).to_pylist()]


def numbers_of(column: pa.Array[Any] | pa.ChunkedArray[Any]) -> list[Any]:
    assert column.type == NS
    numbers: list[Any] = column.cast(pa.int64()).to_pylist()
    return numbers


def changes(zone: str) -> list[int]:
    """Instants (seconds) at which the zone's clock was changed since 1990, to the hour, found by looking at it."""
    hours = range(631_152_000, 1_735_689_600, 7 * 86_400)
    found = []
    for before, after in itertools.pairwise(hours):
        low, high = before, after
        if offset_at(low, zone) == offset_at(high, zone):
            continue
        while high - low > 60:
            middle = (low + high) // 2
            low, high = (middle, high) if offset_at(middle, zone) == offset_at(low, zone) else (low, middle)
        found.append(high)
    return found


def offset_at(instant: int, zone: str) -> dt.timedelta:
    found = dt.datetime.fromtimestamp(instant, ZoneInfo(zone)).utcoffset()
    assert found is not None
    return found


CHANGES = {zone: changes(zone) for zone in ZONES if zone not in ("UTC", "Asia/Kathmandu")}


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[str, int]:
    """A zone, and an instant (seconds) within two days of a change of its clock."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    return zone, draw(st.sampled_from(CHANGES[zone])) + draw(st.integers(-2 * 86_400, 2 * 86_400))


anywhere = st.one_of(near_a_change(), st.tuples(zones, seconds_of_our_time))


# --- what is decided ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "local", "first", "second"),
    [
        ("America/New_York", "2024-11-03T01:30", "2024-11-03T05:30", "2024-11-03T06:30"),
        ("America/St_Johns", "2010-11-07T00:00:30", "2010-11-07T02:30:30", "2010-11-07T03:30:30"),
        ("Australia/Lord_Howe", "2024-04-07T01:45", "2024-04-06T14:45", "2024-04-06T15:15"),
    ],
)
def test_a_time_that_was_shown_twice_is_the_first_unless_said_otherwise(
    zone: str, local: str, first: str, second: str
) -> None:
    once, again = normalize_timestamps([wall(first), wall(second)])
    assert normalize_timestamps([wall(local)], zone)[0] == once
    assert normalize_timestamps([wall(local)], zone, "later")[0] == again
    assert normalize_timestamps([wall(local, fold=1)], zone)[0] == again


@pytest.mark.parametrize(
    ("zone", "never", "as_if"),
    [
        ("America/New_York", "2024-03-10T02:30", "2024-03-10T03:30"),
        ("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T01:00"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-31T12:00"),
    ],
)
@pytest.mark.parametrize("overlap", ["earlier", "later", "order"])
def test_a_time_that_never_was_moves_forward_by_the_gap(zone: str, never: str, as_if: str, overlap: Overlap) -> None:
    moved = normalize_timestamps([wall(never), wall(never, fold=1)], zone, overlap)
    assert moved.to_pylist() == normalize_timestamps([wall(as_if)] * 2, zone).to_pylist()


def test_a_step_back_inside_the_hour_lived_twice_begins_its_second_pass() -> None:
    told = [wall(f"2024-11-03T{t}") for t in ("01:10", "01:50", "01:20", "01:55", "02:05")]
    found = instants_of(told, "America/New_York", "order")
    assert [f[11:16] for f in found] == ["05:10", "05:50", "06:20", "06:55", "07:05"]


def test_the_second_pass_is_found_across_midnight() -> None:
    told = [wall(t) for t in ("2010-11-06T23:50", "2010-11-07T00:00:30", "2010-11-06T23:05")]
    assert [f[8:16] for f in instants_of(told, "America/St_Johns", "order")] == ["07 02:20", "07 02:30", "07 02:35"]


def test_another_autumn_begins_with_its_first_pass_again() -> None:
    told = [wall(t) for t in ("2023-11-05T01:50", "2023-11-05T01:10", "2024-11-03T01:30")]
    assert [f[11:16] for f in instants_of(told, "America/New_York", "order")] == ["05:50", "06:10", "05:30"]


# --- laws -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@given(st.lists(st.none() | nanoseconds), zones)
def test_instants_are_left_as_they_are(numbers: list[int | None], zone: str) -> None:
    column = pa.array(numbers, NS)
    once = normalize_timestamps(column)
    assert numbers_of(once) == numbers
    assert numbers_of(normalize_timestamps(once)) == numbers
    assert numbers_of(normalize_timestamps(pa.array(numbers, pa.timestamp("ns", zone)), "Asia/Tokyo")) == numbers


@pytest.mark.slow
@settings(max_examples=300)
@given(anywhere, st.integers(0, 999_999))
def test_an_instant_comes_back_from_what_a_clock_shows_with_its_fold(at: tuple[str, int], micros: int) -> None:
    zone, seconds = at
    instant = dt.datetime.fromtimestamp(seconds, dt.UTC) + dt.timedelta(microseconds=micros)
    shown = to_local_time(instant, zone)
    assert shown.tzinfo is None
    assert numbers_of(normalize_timestamps([shown], zone)) == [seconds * 10**9 + micros * 1_000]


@pytest.mark.slow
@settings(max_examples=300)
@given(anywhere, st.sampled_from(["earlier", "later", "order"]))
def test_a_local_time_that_was_is_shown_again(at: tuple[str, int], overlap: Overlap) -> None:
    zone, seconds = at
    shown = to_local_time(dt.datetime.fromtimestamp(seconds, dt.UTC), zone).replace(fold=0)
    (number,) = numbers_of(normalize_timestamps([shown], zone, overlap))
    again = to_local_time(dt.datetime.fromtimestamp(number // 10**9, dt.UTC), zone)
    assert again.replace(fold=0) == shown


@pytest.mark.slow
@settings(max_examples=200)
@given(near_a_change(), st.lists(st.integers(-3 * 86_400, 3 * 86_400), min_size=2, max_size=30))
def test_order_is_kept_between_times_that_were_shown_once(at: tuple[str, int], steps: list[int]) -> None:
    zone, start = at
    known = [int(dt.datetime(2000, 1, 1, tzinfo=dt.UTC).timestamp())]
    shown = [to_local_time(dt.datetime.fromtimestamp(start + s, dt.UTC), zone) for s in steps] + [
        to_local_time(dt.datetime.fromtimestamp(k, dt.UTC), zone) for k in known
    ]
    once = sorted({t.replace(fold=0) for t in shown if not is_twice(t, zone)})
    found = numbers_of(normalize_timestamps(once, zone))
    assert found == sorted(set(found))


def is_twice(shown: dt.datetime, zone: str) -> bool:
    first, second = (shown.replace(tzinfo=ZoneInfo(zone), fold=f).utcoffset() for f in (0, 1))
    return first != second


@pytest.mark.slow
@settings(max_examples=200)
@given(near_a_change(), st.lists(st.integers(0, 7_200), min_size=1, max_size=40))
def test_the_order_of_a_chat_is_kept_whatever_the_clock_does(at: tuple[str, int], pauses: list[int]) -> None:
    zone, start = at
    instants = list(itertools.accumulate(pauses, initial=start))
    shown = [to_local_time(dt.datetime.fromtimestamp(i, dt.UTC), zone).replace(fold=0) for i in instants]
    found = numbers_of(normalize_timestamps(shown, zone, "order"))
    assert found == sorted(found)


@pytest.mark.slow
@settings(max_examples=150)
@given(st.lists(anywhere, min_size=1, max_size=20), st.sampled_from(["earlier", "later", "order"]))
def test_days_that_share_an_offset_agree_with_looking_each_time_up(
    times: Sequence[tuple[str, int]], overlap: Overlap
) -> None:
    zone = times[0][0]
    shown = [seconds for _, seconds in times]
    together = resolve_local_times(np.array(shown, np.int64), zone, overlap=overlap)
    walls = [dt.datetime(1970, 1, 1) + dt.timedelta(seconds=s) for s in shown]
    offsets = [[w.replace(tzinfo=ZoneInfo(zone), fold=f).utcoffset() for f in (0, 1)] for w in walls]
    for (first, second), local, utc in zip(offsets, shown, together.utc_seconds.tolist(), strict=True):
        assert first is not None
        assert second is not None
        allowed = [second] if overlap == "later" and first > second else [first]
        if overlap == "order" and first > second:
            allowed = [first, second]
        assert dt.timedelta(seconds=local - utc) in allowed
    assert together.gap_count == sum(a < b for a, b in offsets if a is not None and b is not None)


# --- kinds of values ------------------------------------------------------------------------------------------------


def test_values_with_a_zone_or_an_offset_are_only_written_in_utc() -> None:
    times = [
        dt.datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("Europe/Lisbon")),
        dt.datetime(2024, 7, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=-3, minutes=-30))),
        dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC),
        None,
        dt.datetime(2024, 7, 1, 12),
    ]
    found = normalize_timestamps(times, "Asia/Kathmandu").cast(pa.string()).to_pylist()
    shown = [None if f is None else str(f)[11:16] for f in found]
    assert shown == ["11:00", "15:30", "12:00", None, "06:15"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_columns_of_every_unit_are_the_same_instants(unit: Any) -> None:
    column = pa.chunked_array([pa.array([1_720_000_000, None], pa.int64()), pa.array([], pa.int64())])
    seconds = column.cast(pa.timestamp("s")).cast(pa.timestamp(unit))
    found = normalize_timestamps(seconds, "America/New_York")
    assert isinstance(found, pa.ChunkedArray)
    assert numbers_of(found) == [(1_720_000_000 + 4 * 3_600) * 10**9, None]


@pytest.mark.slow
@given(st.lists(nanoseconds.filter(lambda n: abs(n) < LATEST - 10**15), min_size=1), zones)
def test_a_zone_changes_whole_seconds_alone(numbers: list[int], zone: str) -> None:
    found = numbers_of(normalize_timestamps(pa.array(numbers, NS), zone))
    assert all((a - b) % 10**9 == 0 for a, b in zip(numbers, found, strict=True))


def test_no_time_at_all_is_an_empty_column() -> None:
    assert numbers_of(normalize_timestamps([], "Europe/Lisbon")) == []
    assert numbers_of(normalize_timestamps(pa.chunked_array([], pa.timestamp("s")), "Europe/Lisbon")) == []


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(TypeError):
        normalize_timestamps(pa.array(["2024-01-01"]))
    with pytest.raises(TypeError):
        normalize_timestamps(ibis.literal("2024-01-01"))


def test_moments_change_between_naive_and_aware_without_moving() -> None:
    aware = dt.datetime(2024, 7, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=-3)))
    assert to_naive_utc(aware) == dt.datetime(2024, 7, 1, 12)
    assert to_aware_utc(to_naive_utc(aware)) == aware
    assert to_naive_utc(to_naive_utc(aware)) == to_naive_utc(aware)


# --- limits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        [dt.datetime(1677, 9, 19)],
        [dt.datetime(2262, 4, 14), None],
        [dt.datetime(1, 1, 1)],
        [dt.datetime.max.replace(tzinfo=dt.UTC)],
        [dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=14)))],
        pa.array([LATEST + 1], NS),
        pa.array([EARLIEST - 1], NS),
        pa.array([2**62], pa.timestamp("s")),
    ],
    ids=["early", "late", "first", "last", "before the first", "infinity", "minus infinity", "the end of seconds"],
)
@pytest.mark.parametrize("zone", [None, "America/New_York"])
def test_what_nanoseconds_cannot_hold_is_refused(values: Any, zone: str | None) -> None:
    with pytest.raises(InstantOutOfRange) as refusal:
        normalize_timestamps(values, zone)
    assert refusal.value.count == 1


def test_a_zone_may_push_a_time_out_of_range_or_bring_it_in() -> None:
    last = pa.array([LATEST], NS)
    with pytest.raises(InstantOutOfRange):
        normalize_timestamps(last, "America/New_York")
    late = pa.array([LATEST // 1_000 + 3_600_000_000], pa.timestamp("us"))
    assert numbers_of(normalize_timestamps(late, "Asia/Tokyo"))[0] < LATEST


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "localtime", "right/Europe/Lisbon", "../../etc/passwd", "UTC\0"])
def test_a_zone_that_not_every_machine_knows_is_refused(name: str) -> None:
    with pytest.raises(TimeZoneUnknown) as refusal:
        normalize_timestamps([dt.datetime(2024, 1, 1)], name)
    assert not name or name not in str(refusal.value)


# --- expressions ----------------------------------------------------------------------------------------------------


def run(expression: ibis.Table, values: pa.Table) -> pa.Table:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone='UTC'")
        connection.register("times", values)
        answer: pa.Table = connection.sql(str(ibis.to_sql(expression, dialect="duckdb"))).to_arrow_table()
    return answer


NAIVE = ibis.table({"at": INSTANT, "zone": "string"}, name="times")


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(anywhere, st.integers(0, 10**9 - 1)), min_size=1, max_size=30))
def test_the_database_reads_clocks_as_python_does(times: list[tuple[tuple[str, int], int]]) -> None:
    numbers = [seconds * 10**9 + part for (_, seconds), part in times]
    rows = pa.table({"at": pa.array(numbers, NS), "zone": [zone for (zone, _), _ in times]})
    asked = NAIVE.select(
        earlier=normalize_timestamps(NAIVE.at, NAIVE.zone),
        later=normalize_timestamps(NAIVE.at, NAIVE.zone, "later"),
        shown=convert_to_local_times(NAIVE.at, NAIVE.zone),
    )
    found = run(asked, rows)
    overlaps: tuple[Overlap, ...] = ("earlier", "later")
    for overlap in overlaps:
        expected = [
            numbers_of(normalize_timestamps(rows["at"].slice(i, 1), zone, overlap))[0]
            for i, ((zone, _), _) in enumerate(times)
        ]
        assert numbers_of(found[overlap]) == expected
    instants = [dt.datetime.fromtimestamp(n // 10**9, dt.UTC) for n in numbers]
    shown = [to_local_time(i, zone) for i, ((zone, _), _) in zip(instants, times, strict=True)]
    seen: list[Any] = found["shown"].to_pylist()
    assert [s.replace(microsecond=0) for s in seen] == [s.replace(fold=0) for s in shown]


def test_the_last_nanosecond_before_a_border_stays_before_it() -> None:
    last = int(dt.datetime(2024, 11, 3, 6, tzinfo=dt.UTC).timestamp()) * 10**9 - 1  # then New York went back to 01:00
    before_1970 = -(86_400 * 10**9) - 1
    rows = pa.table(
        {"at": pa.array([last, last - 5 * 3_600 * 10**9, before_1970], NS), "zone": ["America/New_York"] * 3}
    )
    asked = NAIVE.select(
        shown=convert_to_local_times(NAIVE.at, NAIVE.zone).cast("string"),
        instant=normalize_timestamps(NAIVE.at, NAIVE.zone),
    )
    found = run(asked, rows)
    assert found["shown"].to_pylist() == [
        "2024-11-03 01:59:59.999999",
        "2024-11-02 20:59:59.999999",
        "1969-12-30 18:59:59.999999",
    ]
    assert numbers_of(found["instant"]) == numbers_of(normalize_timestamps(rows["at"], "America/New_York"))


def test_expressions_of_every_kind_become_instants() -> None:
    table = ibis.table({"instant": INSTANT, "local": LOCAL_TIME, "moment": MOMENT}, name="times")
    at = dt.datetime(2024, 7, 1, 12, 0, 0, 123_456)
    rows = pa.table(
        {
            "instant": pa.array([1_719_835_200_123_456_789], NS),
            "local": pa.array([at], pa.timestamp("us")),
            "moment": pa.array([at.replace(tzinfo=dt.UTC)], pa.timestamp("us", "UTC")),
        }
    )
    columns = {name: normalize_timestamps(table[name], None) for name in table.columns}
    assert {c.type() for c in columns.values()} == {INSTANT}
    found = run(table.select(**columns), rows)
    shown = [numbers_of(found[name])[0] for name in columns]
    assert shown == [1_719_835_200_123_456_789, 1_719_835_200_123_456_000, 1_719_835_200_123_456_000]


def test_an_instant_is_the_same_expression_again() -> None:
    once = normalize_timestamps(NAIVE.at, "Europe/Lisbon")
    assert normalize_timestamps(once) is once


def test_an_expression_has_no_order_to_decide_by() -> None:
    with pytest.raises(ValueError, match="order"):
        normalize_timestamps(NAIVE.at, "Europe/Lisbon", "order")


def test_the_database_refuses_what_nanoseconds_cannot_hold() -> None:
    table = ibis.table({"local": LOCAL_TIME}, name="times")
    rows = pa.table({"local": pa.array([dt.datetime(2300, 1, 1)], pa.timestamp("us"))})
    with pytest.raises(duckdb.ConversionException):
        run(table.select(at=normalize_timestamps(table.local, "Europe/Lisbon")), rows)


@given(st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2200, 1, 1)))
def test_a_time_counted_in_nanoseconds_is_read_as_itself(moment: dt.datetime) -> None:
    counted = count_nanoseconds(moment)
    assert read_nanoseconds(counted) == moment.replace(tzinfo=dt.UTC)
    assert counted == normalize_timestamps([moment])[0].value
    assert read_nanoseconds(counted + 999) == read_nanoseconds(counted)
