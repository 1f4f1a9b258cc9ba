"""Retrieval: the earlier passages that are related to a window. It looks only back in time.

Words (BM25 over the window's characteristic terms) and shape (hashed vectors) each rank the earlier chunks; reciprocal
rank fusion joins them. Rarity and mean length are those of the earlier chunks alone, so nothing that is said later can
change the context of a window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from egregora_assets.retrieval.embedding import Embedder
from egregora_assets.retrieval.postings import BM25_LENGTH_WEIGHT, BM25_SATURATION, Postings
from egregora_assets.retrieval.vectors import quantize

CONTEXT_SIZE = 8
QUERY_TERMS = 32
_LISTED = 50
_RANK_OFFSET = 10  # the usual 60 with equal weights halves what the vectors add
_DENSE_WEIGHT = 2.0
_WINDOWS_AT_ONCE = 32


@dataclass(frozen=True)
class ContextChunk:
    """An earlier chunk that is related to a window: their indexes, the rank from 1, the fused score."""

    window: int
    chunk: int
    rank: int
    score: float


def compute_rarity(chunk_count: int, hit_count: int) -> float:
    """BM25's weight of a term that stands in `hit_count` of `chunk_count` chunks."""
    return math.log(1 + (chunk_count - hit_count + 0.5) / (hit_count + 0.5))


def select_best(scores: np.ndarray, count: int) -> list[int]:
    """Places of the highest positive scores, best first; of equals the later place first."""
    places = np.flatnonzero(scores > 0)
    if len(places) > count:
        least = np.partition(scores[places], len(places) - count)[len(places) - count]
        places = places[scores[places] >= least]
    ordered: list[int] = places[np.lexsort((-places, -scores[places]))][:count].tolist()
    return ordered


def fuse_rankings(
    by_words: list[int], by_shape: list[int], count: int, shape_weight: float = _DENSE_WEIGHT
) -> list[tuple[int, float]]:
    """Two rankings joined by reciprocal rank: (chunk, score), best first; of equals the later chunk first."""
    scores: dict[int, float] = {}
    for ranking, weight in ((by_words, 1.0), (by_shape, shape_weight)):
        for rank, chunk in enumerate(ranking, start=1):
            scores[chunk] = scores.get(chunk, 0.0) + weight / (_RANK_OFFSET + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], -item[0]))[:count]


class WordIndex:
    """BM25 over the chunks before a point in time, which moves forward."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._chunk_starts = postings.starts
        order = np.lexsort((postings.chunk, postings.term))
        self._chunks, self._counts = postings.chunk[order], postings.count[order].astype(np.float64)
        self._term_starts = np.searchsorted(postings.term[order], np.arange(len(postings.terms) + 1))
        self._lengths = postings.lengths
        self._hit_counts = np.zeros(len(postings.terms), dtype=np.int64)
        self._past = 0

    def advance_to(self, past: int) -> None:
        """Make the first `past` chunks searchable; their number never shrinks."""
        added = self._postings.term[self._chunk_starts[self._past] : self._chunk_starts[past]]
        self._hit_counts += np.bincount(added, minlength=len(self._hit_counts))
        self._past = past

    def choose_terms(self, first: int, end: int) -> list[int]:
        """Terms of the chunks [first, end) that the past knows, by damped frequency times rarity, the highest first."""
        here = slice(self._chunk_starts[first], self._chunk_starts[end])
        counts = np.bincount(self._postings.term[here], weights=self._postings.count[here], minlength=1)
        known = np.flatnonzero(counts)
        known = known[self._hit_counts[known] > 0]
        rarities = np.array([compute_rarity(self._past, hits) for hits in self._hit_counts[known].tolist()])
        order = np.lexsort((known, -np.sqrt(counts[known]) * rarities)) if len(known) else known
        chosen: list[int] = known[order][:QUERY_TERMS].tolist()
        return chosen

    def score_chunks(self, terms: list[int]) -> np.ndarray:
        """BM25 of each chunk of the past for the terms, in chunk order."""
        scores = np.zeros(self._past)
        mean_length = self._lengths[: self._past].sum() / max(self._past, 1)
        for term in terms:
            first, end = self._term_starts[term], self._term_starts[term + 1]
            end = first + np.searchsorted(self._chunks[first:end], self._past)
            chunks, counts = self._chunks[first:end], self._counts[first:end]
            relative = 1 - BM25_LENGTH_WEIGHT + BM25_LENGTH_WEIGHT * self._lengths[chunks] / mean_length
            frequency = counts * (BM25_SATURATION + 1) / (counts + BM25_SATURATION * relative)
            scores[chunks] += compute_rarity(self._past, int(self._hit_counts[term])) * frequency
        return scores


def find_context(
    postings: Postings, vectors: np.ndarray, sums: np.ndarray, edges: np.ndarray, embedder: Embedder
) -> list[ContextChunk]:
    """Find the chunks before each window that are related to it.

    Args:
        postings: of all chunks of the chat.
        vectors: of all chunks of the chat, as they are stored.
        sums: features of the chunks of the windows: the chat's last ones.
        edges: the first chunk of each window, and the end of all.
        embedder: made the vectors and the features.

    Returns: by window, then rank; at most `CONTEXT_SIZE` a window, all of them in earlier windows.
    """
    index = WordIndex(postings)
    recollections: list[ContextChunk] = []
    for first_window in range(0, len(edges) - 1, _WINDOWS_AT_ONCE):
        windows = range(first_window, min(first_window + _WINDOWS_AT_ONCE, len(edges) - 1))
        likeness = _compare_shapes(vectors, sums, edges, windows, embedder)
        for window in windows:
            past = int(edges[window])
            index.advance_to(past)
            by_words = select_best(index.score_chunks(index.choose_terms(past, int(edges[window + 1]))), _LISTED)
            by_shape = select_best(likeness[:past, window - first_window], _LISTED)
            chosen = fuse_rankings(by_words, by_shape, CONTEXT_SIZE)
            recollections += [ContextChunk(window, c, rank, score) for rank, (c, score) in enumerate(chosen, start=1)]
    return recollections


def _compare_shapes(
    vectors: np.ndarray, sums: np.ndarray, edges: np.ndarray, windows: range, embedder: Embedder
) -> np.ndarray:
    """Exact products of the chunks before the last of the windows with each window's own vector: (chunks, windows)."""
    places = edges - edges[0]
    own = [sums[places[w] : places[w + 1]].sum(axis=0, dtype=np.int64) for w in windows]
    queries = quantize(embedder.normalize(np.stack(own)))
    likeness: np.ndarray = quantize(vectors[: edges[windows[-1]]]) @ queries.T
    return likeness
