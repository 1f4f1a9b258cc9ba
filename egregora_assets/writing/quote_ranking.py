"""Ranking quotes: by LexRank and the reactions they drew, varied by maximal marginal relevance.

Source: Erkan and Radev 2004 (LexRank); Carbonell and Goldstein 1998 (MMR).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from egregora_assets.writing.quotes import Quote, choose_span, is_joke, normalize_quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance

MOST_CANDIDATES = 150
_DAMPING = 0.85
_SIMILAR = 0.1
_QUANTUM = 1024
_ITERATIONS = 40
_SMALL_PRODUCT = 250_000
"""Multiplications that one thread does."""
_SAME = 0.72
"""Cosine from which two quotes say the same."""
_RELEVANCE = 0.68


@dataclass(frozen=True)
class RankedQuotes:
    """Quotes with their scores, best first, and the similarity of any two (rows and columns in the same order)."""

    quotes: tuple[Quote, ...]
    similarity: np.ndarray


def rank_quotes(
    utterances: Sequence[Utterance], reader: Reader, taken: Collection[str] = (), *, opening_bonus: float = 0.0
) -> RankedQuotes:
    """Score what may be quoted of some utterances.

    Args:
        taken: quotes (see `normalize_quote`) that were used already; they are left out, as are repetitions.
        opening_bonus: added to the score of the first substantial utterance, which tells what the others are about.
    """
    return rank_listed(_list_candidates(utterances, reader, taken, opening_bonus), reader)


def rank_listed(quotes: Sequence[Quote], reader: Reader) -> RankedQuotes:
    """Score quotes by how central each is among the others, besides their own scores."""
    if not quotes:
        return RankedQuotes((), np.zeros((0, 0)))
    vectors = _build_vectors(quotes, reader)
    similarity = np.round(_multiply_rows(vectors) / _QUANTUM**2, 4)
    rank = _rank_centrality(similarity)
    scores = [round(0.62 * q.score + 0.45 * float(rank[i]), 6) for i, q in enumerate(quotes)]
    order = sorted(range(len(quotes)), key=lambda i: (-scores[i], quotes[i].order))
    return RankedQuotes(tuple(replace(quotes[i], score=scores[i]) for i in order), similarity[np.ix_(order, order)])


def _list_candidates(
    utterances: Sequence[Utterance], reader: Reader, taken: Collection[str], opening_bonus: float
) -> list[Quote]:
    """One quote an utterance that may be quoted, by its own score; none that says the same as another."""
    found = []
    opening = next((u for u in utterances if u.is_substantial), None)
    for utterance in utterances:
        if utterance.is_agreement or not (utterance.is_substantial or is_joke(utterance)):
            continue
        score, span = choose_span(utterance, reader)
        if score > 0:
            bonus = opening_bonus if utterance is opening else 0.0
            found.append(Quote(utterance, span, round(score + bonus, 6)))
    found.sort(key=lambda q: (-q.score, q.order))
    seen = set(taken)
    quotes: list[Quote] = []
    for quote in found:
        key = normalize_quote(quote.text)
        if key not in seen and len(quotes) < MOST_CANDIDATES:
            quotes.append(quote)
            seen.add(key)
    return quotes


def select_varied(ranked: RankedQuotes, count: int, pinned: Sequence[int] = ()) -> list[int]:
    """Indices of the quotes to show: those pinned first, then by relevance less similarity to what is chosen.

    A person who is quoted already comes a little later; nothing that says the same is chosen twice.
    """
    chosen = list(pinned)
    authors = [q.utterance.message.author_id for q in ranked.quotes]
    relevance = np.array([_RELEVANCE * q.score for q in ranked.quotes])
    while len(chosen) < min(count, len(authors)):
        similarity = ranked.similarity[:, chosen].max(axis=1) if chosen else np.zeros(len(authors))
        quoted = [authors[i] for i in chosen]
        repetition = np.array([0.08 * quoted.count(author) for author in authors])
        value = np.round(relevance - (1 - _RELEVANCE) * similarity - repetition, 6)
        value[chosen] = -np.inf
        value[similarity >= _SAME] = -np.inf
        best = int(value.argmax())
        if value[best] == -np.inf:
            break
        chosen.append(best)
    return chosen


def _build_vectors(quotes: Sequence[Quote], reader: Reader) -> np.ndarray:
    """One row a quote: weighted terms, of about unit length, in whole numbers (sums are exact in any order)."""
    column: dict[str, int] = {}
    rows = []
    for quote in quotes:
        weights: dict[str, float] = {}
        for term in quote.utterance.terms:
            if " " not in term:
                weights[term] = weights.get(term, 0.0) + reader.measure_rarity(term)
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        rows.append({t: round(_QUANTUM * w / norm) for t, w in weights.items()})
        for term in weights:
            column.setdefault(term, len(column))
    matrix = np.zeros((len(quotes), max(1, len(column))))
    for i, row in enumerate(rows):
        for term, weight in row.items():
            matrix[i, column[term]] = weight
    return matrix


def _multiply_rows(vectors: np.ndarray) -> np.ndarray:
    """Every row times every row, a few rows at a time.

    In one piece the linear algebra library would share so small a product among threads, which costs more than the
    product itself.
    """
    rows = max(1, _SMALL_PRODUCT // max(1, vectors.size))
    blocks = [vectors[i : i + rows] @ vectors.T for i in range(0, len(vectors), rows)]
    return np.concatenate(blocks)


def _rank_centrality(similarity: np.ndarray) -> np.ndarray:
    """LexRank by power iteration: how central each quote is among the others, from 0 to 1."""
    count = len(similarity)
    links = np.where(similarity >= _SIMILAR, similarity, 0.0)
    np.fill_diagonal(links, 0.05)
    links = links / links.sum(axis=1, keepdims=True)
    rank = np.full(count, 1.0 / count)
    for _ in range(_ITERATIONS):
        fresh = np.round((1 - _DAMPING) / count + _DAMPING * (links * rank[:, None]).sum(axis=0), 9)
        if np.abs(fresh - rank).max() < 1e-7:
            break
        rank = fresh
    scaled: np.ndarray = np.round(rank / rank.max(), 6)
    return scaled
