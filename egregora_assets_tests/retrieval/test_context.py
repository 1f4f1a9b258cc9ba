from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.retrieval.context import CONTEXT_SIZE, WordIndex, fuse_rankings, select_best
from egregora_assets.retrieval.postings import Postings
from egregora_assets_tests.retrieval.chat_rows import (
    HOUR,
    MONDAY,
    WEEK,
    WORDS,
    Said,
    conversations,
    memory_from,
    rank_chunks,
)
from egregora_assets_tests.room_tables import RoomTables, column


def _postings(chunk_terms: pa.Table, chunk_ids: list[str], vocabulary: list[str]) -> Postings:
    cells = sorted(
        (chunk_ids.index(row["chunk_id"]), vocabulary.index(row["term"]), row["term_count"])
        for row in chunk_terms.to_pylist()
    )
    chunk, term, count = np.array(cells, dtype=np.int64).reshape(-1, 3).T
    return Postings(vocabulary, chunk, term, count, len(chunk_ids))


def _context(memory: dict[str, pa.Table], window_id: str) -> list[dict[str, Any]]:
    return [row for row in memory["window_context"].to_pylist() if row["window_id"] == window_id]


@pytest.mark.slow
@settings(deadline=None, max_examples=5)
@given(conversations())
def test_a_window_looks_back_only(said: list[Said]) -> None:
    memory = memory_from(said)
    starts = {w["window_id"]: w["window_start"] for w in memory["windows"].to_pylist()}
    ends = {c["chunk_id"]: c["last_sent_at"] for c in memory["chunks"].to_pylist()}
    assert all(ends[r["chunk_id"]] < starts[r["window_id"]] for r in memory["window_context"].to_pylist())


@pytest.mark.slow
@settings(deadline=None, max_examples=5)
@given(conversations(), conversations())
def test_what_is_said_later_changes_no_recollection(earlier: list[Said], later: list[Said]) -> None:
    last_at = earlier[-1].at
    longer = [*earlier, *(Said(last_at + s.at - MONDAY, s.text, s.author, s.kind) for s in later)]
    before, after = memory_from(earlier), memory_from(longer)
    for window in column(before["windows"], "window_id")[:-1]:
        assert _context(after, window) == _context(before, window)


@pytest.mark.slow
@settings(deadline=None, max_examples=4)
@given(conversations())
def test_ranks_count_from_one_and_scores_fall(said: list[Said]) -> None:
    memory = memory_from(said)
    for window in column(memory["windows"], "window_id"):
        rows = _context(memory, window)
        assert [r["rank"] for r in rows] == list(range(1, len(rows) + 1))
        assert [r["score"] for r in rows] == sorted((r["score"] for r in rows), reverse=True)
        assert len(rows) <= CONTEXT_SIZE


def test_a_window_remembers_what_was_said_of_the_same_thing() -> None:
    topics = ("railway ticket to the harbour", "recipe with orchard apples", "the budget meeting", "puzzle for winter")
    said = [
        Said(MONDAY + week * WEEK + n * HOUR, f"{topics[week % 4]} {WORDS[n]}") for week in range(8) for n in range(5)
    ]
    memory = memory_from(said)
    texts = {c["chunk_id"]: c["text"] for c in memory["chunks"].to_pylist()}
    for place, window in enumerate(column(memory["windows"], "window_id")[4:], start=4):
        assert topics[place % 4] in texts[_context(memory, window)[0]["chunk_id"]]


@pytest.mark.slow
@settings(deadline=None, max_examples=4)
@given(conversations(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True))
def test_bm25_in_the_database_and_in_memory_agree(said: list[Said], words: list[str]) -> None:
    memory = memory_from(said)
    chunk_ids = column(memory["chunks"], "chunk_id")
    vocabulary = sorted(set(column(memory["chunk_terms"], "term")))
    index = WordIndex(_postings(memory["chunk_terms"], chunk_ids, vocabulary))
    index.advance_to(len(chunk_ids))
    terms = [w for w in sorted(set(words)) if w in vocabulary]
    scores = index.score_chunks([vocabulary.index(t) for t in terms])
    room = RoomTables("chunks", "chunk_terms")
    room.fill("chunks", memory["chunks"])
    room.fill("chunk_terms", memory["chunk_terms"])
    found = room.tables.rows(rank_chunks(room.tables["chunks"], room.tables["chunk_terms"], terms))
    room.close()
    expected = {c: s for c, s in zip(chunk_ids, scores.tolist(), strict=True) if s > 0}
    answers = dict(zip(column(found, "chunk_id"), column(found, "score"), strict=True))
    assert answers.keys() == expected.keys()
    assert all(abs(answers[c] - expected[c]) < 1e-9 for c in answers)
    assert column(found, "score") == sorted(answers.values(), reverse=True)


@given(st.lists(st.integers(-2, 5), max_size=30), st.integers(1, 10))
def test_the_best_are_the_highest_and_of_equals_the_later(scores: list[int], count: int) -> None:
    ordered = sorted((p for p, s in enumerate(scores) if s > 0), key=lambda p: (-scores[p], -p))
    assert select_best(np.array(scores, dtype=np.float64), count) == ordered[:count]


def test_fusion_weighs_the_vectors_twice() -> None:
    assert [chunk for chunk, _ in fuse_rankings([1], [2], 8)] == [2, 1]
    assert fuse_rankings([1, 2], [2, 1], 1) == [(2, 1 / 12 + 2 / 11)]
