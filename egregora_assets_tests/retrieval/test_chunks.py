from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.retrieval.chunks import FULL_COUNT, FULL_LENGTH, LENGTH_BEFORE_PAUSE, PAUSE_NS, find_first_lines
from egregora_assets_tests.retrieval.chat_rows import HOUR, MONDAY, WEEK, Said, conversations, memory_from
from egregora_assets_tests.room_tables import column

LINES = st.lists(st.tuples(st.integers(1, 1500), st.integers(0, 2 * PAUSE_NS), st.integers(0, 1)), max_size=80)


def _lines(steps: list[tuple[int, int, int]]) -> tuple[list[int], list[int], list[int]]:
    at = window = 0
    lengths, instants, windows = [], [], []
    for length, pause, border in steps:
        at, window = at + pause, window + border
        lengths.append(length)
        instants.append(at)
        windows.append(window)
    return lengths, instants, windows


@given(LINES)
def test_a_passage_stays_inside_its_window_and_its_size(steps: list[tuple[int, int, int]]) -> None:
    lengths, instants, windows = _lines(steps)
    begins = find_first_lines(lengths, instants, windows)
    assert begins[:1] == [0][: len(lengths)]
    for first, end in itertools.pairwise([*begins, len(lengths)]):
        assert len(set(windows[first:end])) == 1
        assert end - first <= FULL_COUNT
        assert end - first == 1 or sum(lengths[first:end]) <= FULL_LENGTH


@pytest.mark.slow
@given(LINES, LINES)
def test_later_lines_move_no_earlier_passage(
    earlier: list[tuple[int, int, int]], later: list[tuple[int, int, int]]
) -> None:
    before = find_first_lines(*_lines(earlier))
    after = find_first_lines(*_lines(earlier + later))
    assert [b for b in after if b < len(earlier)] == before


def test_a_pause_ends_a_passage_that_has_some_length() -> None:
    pause = PAUSE_NS + 1
    assert find_first_lines([LENGTH_BEFORE_PAUSE, 10], [0, pause], [0, 0]) == [0, 1]
    assert find_first_lines([LENGTH_BEFORE_PAUSE // 2, 10], [0, pause], [0, 0]) == [0]


@pytest.mark.slow
@settings(deadline=None, max_examples=5)
@given(conversations())
def test_passages_hold_every_line_that_was_said_once_and_in_order(said: list[Said]) -> None:
    chunks = memory_from(said)["chunks"].to_pylist()
    told = [line for chunk in chunks for line in chunk["text"].split("\n")]
    assert [line.partition(": ")[2] for line in told] == [one.text for one in said if one.text and one.kind == "text"]
    assert all(chunk["first_sent_at"] <= chunk["last_sent_at"] for chunk in chunks)


@pytest.mark.slow
@settings(deadline=None, max_examples=5)
@given(conversations())
def test_the_id_of_a_chunk_is_that_of_its_text_and_place(said: list[Said]) -> None:
    for chunk in memory_from(said)["chunks"].to_pylist():
        place = (chunk["window_id"], str(chunk["ordinal"]), chunk["text"])
        assert chunk["chunk_id"] == public_uuid("chunk", *place)


def test_ordinals_count_from_nought_in_each_window() -> None:
    long = "harbour " * 100
    said = [Said(MONDAY + week * WEEK + n * HOUR, long) for week in range(2) for n in range(3)]
    assert column(memory_from(said)["chunks"], "ordinal") == [0, 1, 2, 0, 1, 2]


def test_lines_carry_pseudonyms_and_leave_out_what_nobody_said() -> None:
    said = [
        Said(MONDAY, "  hello\nthere ", 0),
        Said(MONDAY + 1, "", 1),
        Said(MONDAY + 2, "call", 1, "call"),
        Said(MONDAY + 3, "joined", None, "system"),
        Said(MONDAY + 4, "a caption", 2, "media"),
    ]
    assert column(memory_from(said)["chunks"], "text") == ["Amber Heron: hello\nthere\nÁguia Azul: a caption"]


def test_who_opted_out_is_counted_but_neither_quoted_nor_indexed() -> None:
    memory = memory_from([Said(MONDAY, "lantern", 0), Said(MONDAY + 1, "harbour", 1)], opted_out=[1])
    assert column(memory["windows"], "message_count") == [2]
    assert column(memory["chunks"], "text") == ["Amber Heron: lantern"]
    assert column(memory["chunk_terms"], "term") == ["lantern"]
