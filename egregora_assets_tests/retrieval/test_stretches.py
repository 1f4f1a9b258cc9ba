"""Windows of other stretches than weeks: every message is told once, no later message moves a border, no tail grows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.retrieval.windows import Cut
from egregora_assets.stages.knowledge.checks import find_misplaced_messages
from egregora_assets_tests.retrieval.chat_rows import (
    HOUR,
    KEY,
    MONDAY,
    Said,
    conversations,
    memory_from,
    read_tables,
    remember,
    room_with,
)

CUTS = st.builds(
    Cut,
    st.sampled_from(["messages", "hours", "days", "weeks", "months", "bytes"]),
    st.sampled_from([1, 2, 7, 50]),
    st.sampled_from([0.0, 0.2, 0.5]),
)
ZONES = st.sampled_from(["UTC", "America/Sao_Paulo", "Asia/Amman", "Australia/Lord_Howe"])


def own(memory: dict[str, pa.Table]) -> list[tuple[Any, Any]]:
    rows = memory["window_messages"].to_pylist()
    return [(r["window_id"], r["message_id"]) for r in rows if not r["is_overlap"]]


def shared(memory: dict[str, pa.Table]) -> Counter[Any]:
    return Counter(r["window_id"] for r in memory["window_messages"].to_pylist() if r["is_overlap"])


@pytest.mark.slow
@settings(max_examples=6)
@given(conversations(), CUTS, ZONES)
def test_every_message_is_in_one_window_and_no_window_is_made_of_what_it_shares(
    said: list[Said], cut: Cut, zone: str
) -> None:
    memory = memory_from(said, minimum=1, cut=cut, time_zone=zone)
    spoken = {KEY.uuid("message", str(place)) for place, one in enumerate(said) if one.kind != "system"}
    placed = own(memory)
    assert sorted(message for _, message in placed) == sorted(spoken)
    counts = Counter(window for window, _ in placed)
    windows = memory["windows"].to_pylist()
    assert {w["window_id"]: w["message_count"] for w in windows} == counts
    assert all(one["window_end"] <= other["window_start"] for one, other in pairwise(windows))
    ids = [w["window_id"] for w in windows]
    expected = {b: int(counts[a] * cut.overlap) for a, b in pairwise(ids)}
    assert shared(memory) == Counter(expected)
    if cut.is_counted and windows:
        size = len(spoken) if cut.unit == "messages" else sum(len(s.text.encode()) for s in said if s.kind != "system")
        assert len(windows) <= size // cut.size + 1


@pytest.mark.slow
@settings(max_examples=3)
@given(conversations(), conversations(), CUTS)
def test_what_is_said_later_changes_no_window_but_the_last(earlier: list[Said], later: list[Said], cut: Cut) -> None:
    last_at = earlier[-1].at
    longer = [*earlier, *(Said(last_at + s.at - MONDAY, s.text, s.author, s.kind) for s in later)]
    before, after = (memory_from(c, minimum=1, cut=cut)["windows"].to_pylist() for c in (earlier, longer))
    assert after[: max(len(before) - 1, 0)] == before[:-1]


@pytest.mark.slow
@settings(max_examples=2)
@given(conversations(), conversations(), CUTS)
def test_what_is_remembered_of_a_longer_chat_is_what_would_be_remembered_at_once(
    earlier: list[Said], later: list[Said], cut: Cut
) -> None:
    last_at = earlier[-1].at
    longer = [*earlier, *(Said(last_at + s.at - MONDAY, s.text, s.author, s.kind) for s in later)]
    room = room_with(earlier)
    first = remember(room, minimum=1, cut=cut)
    known = {name: rows.to_pylist() for name, rows in read_tables(room, first).items()}
    room.close()
    grown = room_with(longer)
    for name, rows in known.items():
        grown.fill(name, rows)
    changes = remember(grown, minimum=1, cut=cut, earlier=first.parts)
    made = read_tables(grown, changes)
    grown.close()
    changed = {w["window_id"] for w in made["windows"].to_pylist()}
    whole = memory_from(longer, minimum=1, cut=cut)["window_messages"].to_pylist()
    assert made["window_messages"].to_pylist() == [r for r in whole if r["window_id"] in changed]


def windows_of(said: list[Said], cut: Cut, minimum: int = 1, zone: str = "UTC") -> list[tuple[str, str, int]]:
    windows = memory_from(said, minimum=minimum, cut=cut, time_zone=zone)["windows"].to_pylist()
    return [(f"{w['window_start']:%m-%d %H}", f"{w['window_end']:%m-%d %H}", w["message_count"]) for w in windows]


DAY = 24 * HOUR
DAILY = [Said(MONDAY + day * DAY + HOUR, "four") for day in range(40)]


@pytest.mark.slow
def test_days_and_months_are_those_of_the_chats_zone() -> None:
    days = windows_of(DAILY[:2], Cut("days"), zone="America/Sao_Paulo")
    assert days == [("01-07 03", "01-08 03", 1), ("01-08 03", "01-09 03", 1)]
    assert windows_of(DAILY, Cut("months")) == [("01-01 00", "02-01 00", 24), ("02-01 00", "03-01 00", 16)]


@pytest.mark.slow
def test_windows_of_messages_and_bytes_are_full_whatever_the_smallest_window_is() -> None:
    assert [n for *_, n in windows_of(DAILY, Cut("messages", 15), minimum=20)] == [15, 15, 10]
    assert [n for *_, n in windows_of(DAILY, Cut("bytes", 64), minimum=20)] == [16, 16, 8]
    assert [n for *_, n in windows_of(DAILY, Cut("hours", 48), minimum=1)][:2] == [2, 2]
    assert [n for *_, n in windows_of(DAILY, Cut("days"), minimum=20)] == [20, 20]


def test_messages_of_one_instant_stay_together() -> None:
    assert [n for *_, n in windows_of([Said(MONDAY, "x")] * 5 + [Said(MONDAY + 1, "y")], Cut("messages", 2))] == [5, 1]


@pytest.mark.slow
def test_the_last_messages_of_a_window_stand_in_the_next_one_too() -> None:
    room = room_with(DAILY)
    memory = memory_from(DAILY, cut=Cut("messages", 10, 0.25))
    windows = memory["windows"].to_pylist()
    rows = memory["window_messages"].to_pylist()
    second = {r["message_id"] for r in rows if r["window_id"] == windows[1]["window_id"] and r["is_overlap"]}
    assert second == {KEY.uuid("message", str(place)) for place in (8, 9)}
    for name, table in memory.items():
        room.fill(name, table.to_pylist())
    assert (
        room.rows(
            find_misplaced_messages(*(room.tables[n] for n in ("messages", "windows", "window_messages")))
        ).num_rows
        == 0
    )
    room.close()


def test_a_week_is_what_windows_are_made_of_unless_somebody_says_otherwise() -> None:
    said = [Said(MONDAY + n * HOUR, "x") for n in range(4)]
    assert memory_from(said)["windows"].equals(memory_from(said, cut=Cut("weeks", 1))["windows"])
    assert memory_from(said)["windows"]["window_end"][0].as_py() == dt.datetime(2024, 1, 15)
