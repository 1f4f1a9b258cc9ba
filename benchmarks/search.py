"""A BM25 query over many chunks: choosing a window's terms, scoring, taking the best; against weights made beforehand.

    python benchmarks/search.py [--chunks 100000] [--json OUT.json]

The other side is what libraries for searching alone do: the weight of every posting is computed once, for a corpus that
never changes, and a query adds columns and takes the best. Ours weighs at query time, because what a window looks back
on grows with every window. Times are processor milliseconds, the best of several.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from egregora_assets.retrieval.context import WordIndex, compute_rarity, select_best
from egregora_assets.retrieval.postings import BM25_LENGTH_WEIGHT, BM25_SATURATION, Postings

TERMS_A_CHUNK, VOCABULARY, LISTED, ROUNDS, LAST_CHUNKS = 50, 30_000, 50, 7, 20


def make_postings(chunks: int) -> Postings:
    """Chunks of words that are as rare as words are."""
    random = np.random.default_rng(1)
    words = np.minimum(random.zipf(1.3, size=chunks * TERMS_A_CHUNK) - 1, VOCABULARY - 1)
    cells, counts = np.unique(np.repeat(np.arange(chunks), TERMS_A_CHUNK) * VOCABULARY + words, return_counts=True)
    return Postings([f"t{n:05}" for n in range(VOCABULARY)], cells // VOCABULARY, cells % VOCABULARY, counts, chunks)


class WeighedBeforehand:
    """BM25 over a corpus that never changes: a query is a sum of columns."""

    def __init__(self, postings: Postings) -> None:
        order = np.lexsort((postings.chunk, postings.term))
        self._chunks, count, term = postings.chunk[order], postings.count[order], postings.term[order]
        self._starts = np.searchsorted(term, np.arange(len(postings.terms) + 1))
        self._size, lengths = postings.chunk_count, postings.lengths
        relative = 1 - BM25_LENGTH_WEIGHT + BM25_LENGTH_WEIGHT * lengths / lengths.mean()
        rarity = np.array([compute_rarity(self._size, int(hits)) for hits in np.diff(self._starts)])
        self._weights = (
            rarity[term] * count * (BM25_SATURATION + 1) / (count + BM25_SATURATION * relative[self._chunks])
        )

    def score_chunks(self, terms: list[int]) -> np.ndarray:
        """The score of every chunk."""
        scores = np.zeros(self._size)
        for term in terms:
            here = slice(self._starts[term], self._starts[term + 1])
            scores[self._chunks[here]] += self._weights[here]
        return scores


def measure(work: Callable[[], object]) -> float:
    """Processor milliseconds, the best of several rounds."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return round(min(times) * 1000, 2)


def rank(score: Callable[[list[int]], np.ndarray], terms: list[int]) -> list[int]:
    """The best chunks of a query."""
    return select_best(score(terms), LISTED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    postings, last = make_postings(arguments.chunks), arguments.chunks - LAST_CHUNKS
    index, other = WordIndex(postings), WeighedBeforehand(postings)
    index.advance_to(arguments.chunks)
    by_hits = np.argsort(-np.bincount(postings.term, minlength=VOCABULARY), kind="stable")
    queries = {
        "a window's terms": index.choose_terms(last, arguments.chunks),
        "32 frequent terms": by_hits[10:42].tolist(),
    }
    found = {"choose terms": measure(partial(index.choose_terms, last, arguments.chunks))}
    for name, terms in queries.items():
        found[f"{name}, ours"] = measure(partial(rank, index.score_chunks, terms))
        found[f"{name}, weighed beforehand"] = measure(partial(rank, other.score_chunks, terms))
        assert np.allclose(index.score_chunks(terms), other.score_chunks(terms))
    for name, milliseconds in found.items():
        print(f"{name:40} {milliseconds:8.2f} ms")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
