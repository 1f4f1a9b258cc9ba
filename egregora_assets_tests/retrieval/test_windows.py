from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.retrieval.windows import Week, format_instant, group_weeks, split_windows
from egregora_assets_tests.retrieval.chat_rows import (
    CHAT_ID,
    HOUR,
    KEY,
    MONDAY,
    WEEK,
    Said,
    conversations,
    memory_from,
    room_with,
    weeks_of,
)
from egregora_assets_tests.room_tables import column

COUNTS = st.lists(st.integers(1, 40), max_size=60)


@given(COUNTS, st.integers(1, 50))
def test_every_week_is_in_one_window_and_only_the_last_window_may_be_short(counts: list[int], minimum: int) -> None:
    borders = group_weeks(counts, minimum)
    assert [week for first, end in borders for week in range(first, end)] == list(range(len(counts)))
    assert all(sum(counts[first:end]) >= minimum for first, end in borders[:-1])


@given(COUNTS, st.integers(1, 50))
def test_a_window_ends_with_the_first_week_that_fills_it(counts: list[int], minimum: int) -> None:
    assert all(sum(counts[first : end - 1]) < minimum for first, end in group_weeks(counts, minimum))


@given(COUNTS, COUNTS, st.integers(1, 50))
def test_later_weeks_move_no_closed_border(earlier: list[int], later: list[int], minimum: int) -> None:
    before, after = group_weeks(earlier, minimum), group_weeks(earlier + later, minimum)
    assert after[: len(before[:-1])] == before[:-1]
    assert not before or after[len(before) - 1][0] == before[-1][0]


@given(st.integers(-56, 52), st.integers(-56, 52), st.integers(0, 3000))
def test_a_window_of_the_same_monday_has_the_same_id_in_every_zone(one: int, other: int, week: int) -> None:
    monday, quarter = MONDAY + week * WEEK, HOUR // 4

    def identify(seconds: int, known: set[str]) -> str:
        start = seconds * 10**9
        (window,) = split_windows([Week(start, start + 1, 1, "")], CHAT_ID, 1, KEY, known)
        return window.window_id

    assert identify(monday + one * quarter, set()) == identify(monday + other * quarter, set())
    # As earlier versions made ids: from the instant.
    known = KEY.uuid("window", CHAT_ID, format_instant((monday + one * quarter) * 10**9))
    assert identify(monday + other * quarter, {known}) == known


def test_weeks_begin_on_monday_in_the_zone_of_the_chat() -> None:
    said = [Said(MONDAY + 2 * HOUR, "late on Sunday in São Paulo"), Said(MONDAY + 3 * HOUR, "Monday there")]
    weeks = column(weeks_of(room_with(said, time_zone="America/Sao_Paulo")), "week_start")
    assert [w.isoformat() for w in weeks] == ["2024-01-01T03:00:00", "2024-01-08T03:00:00"]


def _utc(text: str) -> float:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC).timestamp()


@pytest.mark.parametrize(
    ("zone", "at", "start"),
    [
        # 00:00 to 01:00 on Friday 25 February 2022 does not exist in Amman; the week is as long as it is.
        pytest.param("Asia/Amman", "2022-02-25T10:00:00", "2022-02-20T22:00:00", id="clocks put forward"),
        # Nuuk put its clocks back from Sunday 00:00 to Saturday 23:00.
        pytest.param("America/Godthab", "2022-10-30T10:00:00", "2022-10-24T02:00:00", id="clocks put back"),
    ],
)
def test_a_week_with_a_clock_change_keeps_its_borders(zone: str, at: str, start: str) -> None:
    weeks = weeks_of(room_with([Said(_utc(at), "x")], time_zone=zone))
    assert column(weeks, "week_start")[0].isoformat() == start


@pytest.mark.slow
@settings(deadline=None, max_examples=6)
@given(st.lists(st.integers(0, 40 * 365 * 24 * HOUR), min_size=1, max_size=40, unique=True))
def test_a_message_lies_inside_its_week_whatever_the_clocks_do(seconds: list[int]) -> None:
    instants = sorted(dt.datetime.fromtimestamp(second, dt.UTC).replace(tzinfo=None) for second in seconds)
    for zone in ("America/Sao_Paulo", "Asia/Amman", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Beirut"):
        room = room_with([Said(s, "x") for s in sorted(seconds)], time_zone=zone)
        weeks, first = weeks_of(room).to_pylist(), 0
        room.close()
        for week in weeks:
            own = instants[first : first + week["message_count"]]
            assert all(week["week_start"] <= instant < week["week_end"] for instant in own)
            first += len(own)
        assert first == len(instants)
        assert [w["week_start"] for w in weeks] == sorted(w["week_start"] for w in weeks)


@pytest.mark.slow
@settings(deadline=None, max_examples=5)
@given(conversations(), conversations())
def test_a_longer_export_changes_no_window_but_the_last(earlier: list[Said], later: list[Said]) -> None:
    last_at = earlier[-1].at
    longer = [*earlier, *(Said(last_at + s.at - MONDAY, s.text, s.author, s.kind) for s in later)]
    before, after = (memory_from(c)["windows"].to_pylist() for c in (earlier, longer))
    if before:  # notices alone make no window
        assert after[: len(before) - 1] == before[:-1]
        still_open = after[len(before) - 1]
        assert (still_open["window_id"], still_open["window_start"]) == (
            before[-1]["window_id"],
            before[-1]["window_start"],
        )


@pytest.mark.slow
@settings(deadline=None, max_examples=5)
@given(conversations())
def test_every_message_but_notices_is_in_one_window(said: list[Said]) -> None:
    memory = memory_from(said)
    placed = column(memory["window_messages"], "message_id")
    spoken = [KEY.uuid("message", str(place)) for place, one in enumerate(said) if one.kind != "system"]
    assert sorted(placed) == sorted(spoken)
    assert sum(column(memory["windows"], "message_count")) == len(spoken)


def test_the_id_of_a_window_is_keyed_by_chat_and_start() -> None:
    window = memory_from([Said(MONDAY + HOUR, "hello")])["windows"].to_pylist()[0]
    assert window["window_id"] == KEY.uuid("window", CHAT_ID, format_instant(MONDAY * 10**9))


@pytest.mark.slow
def test_the_signature_of_a_window_changes_with_its_messages() -> None:
    one = [Said(MONDAY, "a"), Said(MONDAY + 1, "b")]
    signatures = [memory_from(said)["windows"]["signature"][0].as_py() for said in (one, one[:1], one)]
    assert signatures[0] == signatures[2] != signatures[1]


def test_a_quiet_week_joins_the_next_and_the_last_window_stays_open() -> None:
    said = [Said(MONDAY + week * WEEK + n, "x") for week, count in enumerate((4, 1, 3, 2)) for n in range(count)]
    windows = memory_from(said, minimum=3)["windows"].to_pylist()
    assert [w["message_count"] for w in windows] == [4, 4, 2]
    assert windows[1]["window_end"] - windows[1]["window_start"] == dt.timedelta(weeks=2)
