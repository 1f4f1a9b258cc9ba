from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.retrieval.postings import Postings
from egregora_assets.retrieval.vectors import MODEL, list_grams, normalize_sums, quantize, sum_grams
from egregora_assets_tests.retrieval.chat_rows import MONDAY, WORDS, Said, conversations, memory_from
from egregora_assets_tests.room_tables import column

BAGS = st.lists(st.dictionaries(st.sampled_from(WORDS), st.integers(1, 5), max_size=6), min_size=1, max_size=12)


def _postings(bags: list[dict[str, int]]) -> Postings:
    terms = sorted({term for bag in bags for term in bag})
    cells = [(chunk, terms.index(term), n) for chunk, bag in enumerate(bags) for term, n in sorted(bag.items())]
    columns = np.array(cells, dtype=np.int64).reshape(-1, 3).T
    return Postings(terms, columns[0], columns[1], columns[2], len(bags))


def test_the_grams_of_a_word() -> None:
    assert list_grams("cat") == ["<ca", "cat", "at>", "<cat", "cat>", "=cat"]


def test_a_known_word_keeps_its_vector() -> None:
    # Another hash, place or sign would be another model, under another name.
    known = {9: -1, 16: -1, 52: -1, 72: -1, 90: -1, 99: -1, 117: -2, 134: -1, 148: 1, 186: -1, 200: -1, 218: 1, 241: -1}
    sums = sum_grams(_postings([{"harbour": 1}]))
    assert {int(p): int(sums[0, p]) for p in np.flatnonzero(sums[0])} == known


@pytest.mark.slow
@given(BAGS)
def test_every_vector_has_unit_length_or_no_direction(bags: list[dict[str, int]]) -> None:
    lengths = np.linalg.norm(normalize_sums(sum_grams(_postings(bags))), axis=1)
    assert all(abs(length - 1) < 1e-12 or length == 0 for length in lengths)


@pytest.mark.slow
@given(BAGS, BAGS)
def test_a_vector_depends_on_its_own_words_alone(bags: list[dict[str, int]], others: list[dict[str, int]]) -> None:
    alone = sum_grams(_postings(bags))
    assert np.array_equal(alone, sum_grams(_postings(bags + others))[: len(bags)])


@pytest.mark.slow
@given(BAGS)
def test_products_of_stepped_vectors_are_exact_in_single_precision(bags: list[dict[str, int]]) -> None:
    vectors = quantize(normalize_sums(sum_grams(_postings(bags))))
    whole = vectors.astype(np.int64)
    assert np.array_equal((vectors @ vectors.T).astype(np.int64), whole @ whole.T)


def test_forms_and_misspellings_are_closer_than_other_words() -> None:
    word, variant, other = normalize_sums(sum_grams(_postings([{"lantern": 1}, {"lanterns": 1}, {"recipe": 1}])))
    assert word @ variant > 0.5 > abs(word @ other)


@pytest.mark.slow
@settings(deadline=None, max_examples=6)
@given(conversations())
def test_every_chunk_with_terms_has_a_vector_of_256_numbers(said: list[Said]) -> None:
    memory = memory_from(said)
    with_terms = [c["chunk_id"] for c in memory["chunks"].to_pylist() if c["term_count"]]
    assert sorted(column(memory["chunk_embeddings"], "chunk_id")) == sorted(with_terms)
    assert all(len(v) == 256 for v in column(memory["chunk_embeddings"], "embedding"))


def test_vectors_name_their_model() -> None:
    assert column(memory_from([Said(MONDAY, "lantern")])["chunk_embeddings"], "model") == [MODEL]
