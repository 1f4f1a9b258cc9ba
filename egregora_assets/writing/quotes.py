"""Which words to quote: sentences by LexRank and the reactions they drew, varied by maximal marginal relevance.

Source: Erkan and Radev 2004 (LexRank); Carbonell and Goldstein 1998 (MMR).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE
from egregora_assets.writing.reading import LONGEST_QUOTE, LONGEST_SENTENCE, Reader, Span, Utterance
from egregora_assets.writing.words import WORD, folded, is_laughter

_MOST_CANDIDATES = 150
_SHORTEST = 18
_DAMPING = 0.85
_SIMILAR = 0.1
_QUANTUM = 1024
_ITERATIONS = 40
_SMALL_PRODUCT = 250_000
"""Multiplications that one thread does."""
_SAME = 0.72
"""Cosine from which two quotes say the same."""
_RELEVANCE = 0.68
_ANSWER_SPAN = 30 * NANOSECONDS_PER_MINUTE
_ANSWER_DISTANCE = 9
_LEAD_SPAN = 5 * NANOSECONDS_PER_MINUTE
_LEAD_DISTANCE = 4
_REMOVED_COST = 0.4
"""Where personal data were, something was not meant for everybody: such words are quoted last."""
_ROUTINE_COST = 0.5
"""What was written in the same words at other times is quoted last."""
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a message. `score` from 0 to about 1.5; `answers` is the utterance that it replies to."""

    utterance: Utterance
    span: Span
    score: float = 0.0

    @property
    def text(self) -> str:
        """The words."""
        return self.utterance.message.text[self.span.start : self.span.end]

    @property
    def is_question(self) -> bool:
        """Whether it ends with a question."""
        return self.text.rstrip("\"'”’»)").endswith("?")

    @property
    def order(self) -> tuple[int, int, str, int]:
        """By the message's place, then by its own inside the message."""
        return (*self.utterance.message.order, self.span.start)


@lru_cache(maxsize=65536)
def key_of(text: str) -> str:
    """What two quotes with the same words share: the folded words without laughter."""
    return " ".join(w for w in (folded(w) for w in WORD.findall(text)) if not is_laughter(w))


def _spans(utterance: Utterance) -> list[Span]:
    """What may be quoted of a message: all of it where it is short, else runs of whole sentences."""
    spans, text = utterance.spans, utterance.message.text
    if len(spans) == 1 and spans[0].end - spans[0].start <= LONGEST_SENTENCE:
        return [spans[0]]
    runs = []
    for i, first in enumerate(spans):
        last = first
        for following in spans[i + 1 :]:
            is_near = not text[last.end : following.start].strip(" \t\n\r\"'”’»)(-–—•*>:;,0123456789.")
            if following.end - first.start > LONGEST_QUOTE or not is_near:
                break
            last = following
        if last.end - first.start <= LONGEST_SENTENCE:
            runs.append(Span(first.start, last.end))
    return runs[:1] if runs and runs[0].end >= spans[-1].end else runs


@lru_cache(maxsize=65536)
def _shape(text: str) -> float:
    """From 0 to 1: whether a text has the shape of something worth quoting (length, words rather than signs)."""
    if len(text) < _SHORTEST:
        return 0.0
    words = [w for w in WORD.findall(text) if not is_laughter(folded(w))]
    if len(words) < 4:
        return 0.0
    if sum(map(len, words)) < 0.55 * len(text):
        return 0.0
    variety = len({w.lower() for w in words}) / len(words)
    length = min(1.0, len(words) / 11) * (1.0 if len(text) <= 200 else 0.8)
    return length * min(1.0, variety + 0.25)


def is_wit(utterance: Utterance) -> bool:
    """Whether a short remark made at least two others laugh."""
    return len(utterance.laughed) >= 2 and utterance.word_count >= 2 and not utterance.is_substantial


def _prior(utterance: Utterance, span: Span, reader: Reader) -> float:
    """What speaks for a quote before it is compared with the others."""
    text = utterance.message.text[span.start : span.end]
    shape = 0.4 if is_wit(utterance) else _shape(text)
    if not shape or not (utterance.terms or is_wit(utterance)):
        return 0.0
    substance = min(1.0, sum([reader.rarity(t) for t in utterance.stems]) / 3.2)
    drawn = 1 - 0.6**utterance.drawn_count + 0.15 * min(3, len(utterance.laughed))
    concrete = 0.12 if _DIGIT.search(text) else 0.0
    hidden = 0.12 * min(3, utterance.hidden_count)
    lines = 0.1 * text.count("\n")
    placeholders = utterance.message.placeholders
    removed = _REMOVED_COST if placeholders and any(p.startswith("[") and p in text for p in placeholders) else 0.0
    routine = _ROUTINE_COST * reader.routine(utterance)
    return max(0.001, 0.4 * shape + 0.45 * substance + 0.35 * drawn + concrete - hidden - lines - removed - routine)


def _best_span(utterance: Utterance, reader: Reader) -> tuple[float, Span]:
    """What to quote of a message, with what speaks for it; the prior is 0 where nothing does."""
    scored = [(round(_prior(utterance, span, reader), 6), span) for span in _spans(utterance)]
    return max(scored, key=lambda s: (s[0], -s[1].start), default=(0.0, Span(0, 0)))


def _vectors(quotes: Sequence[Quote], reader: Reader) -> np.ndarray:
    """One row a quote: weighed terms, of about unit length, in whole numbers (sums are exact in any order)."""
    column: dict[str, int] = {}
    rows = []
    for quote in quotes:
        weights: dict[str, float] = {}
        for term in quote.utterance.terms:
            if " " not in term:
                weights[term] = weights.get(term, 0.0) + reader.rarity(term)
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        rows.append({t: round(_QUANTUM * w / norm) for t, w in weights.items()})
        for term in weights:
            column.setdefault(term, len(column))
    matrix = np.zeros((len(quotes), max(1, len(column))))
    for i, row in enumerate(rows):
        for term, weight in row.items():
            matrix[i, column[term]] = weight
    return matrix


def _products(vectors: np.ndarray) -> np.ndarray:
    """Every row times every row, a few rows at a time.

    In one piece the linear algebra library would share so small a product among threads, and waking and waiting for
    them costs more than the product itself.
    """
    rows = max(1, _SMALL_PRODUCT // max(1, vectors.size))
    blocks = [vectors[i : i + rows] @ vectors.T for i in range(0, len(vectors), rows)]
    return np.concatenate(blocks)


def _centrality(similarity: np.ndarray) -> np.ndarray:
    """LexRank by power iteration: how much each quote is what the others are about, from 0 to 1."""
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


@dataclass(frozen=True)
class Ranked:
    """Quotes with their scores, and how alike any two of them are (rows and columns in the same order)."""

    quotes: tuple[Quote, ...]
    similarity: np.ndarray


def ranked_quotes(
    utterances: Sequence[Utterance], reader: Reader, taken: Collection[str] = (), *, opening_bonus: float = 0.0
) -> Ranked:
    """What may be quoted of some utterances, scored, best first.

    Args:
        opening_bonus: what the first substantial utterance gets on top: it tells what the others are about.
        taken: keys (see `key_of`) of what was quoted already; it is left out, as is what is said a second time.
    """
    found = []
    opening = next((u for u in utterances if u.is_substantial), None)
    for utterance in utterances:
        if utterance.is_agreement or not (utterance.is_substantial or is_wit(utterance)):
            continue
        prior, span = _best_span(utterance, reader)
        if prior > 0:
            bonus = opening_bonus if utterance is opening else 0.0
            found.append(Quote(utterance, span, round(prior + bonus, 6)))
    found.sort(key=lambda q: (-q.score, q.order))
    seen = set(taken)
    quotes: list[Quote] = []
    for quote in found:
        key = key_of(quote.text)
        if key not in seen and len(quotes) < _MOST_CANDIDATES:
            quotes.append(quote)
            seen.add(key)
    if not quotes:
        return Ranked((), np.zeros((0, 0)))
    vectors = _vectors(quotes, reader)
    similarity = np.round(_products(vectors) / _QUANTUM**2, 4)
    rank = _centrality(similarity)
    scores = [round(0.62 * q.score + 0.45 * float(rank[i]), 6) for i, q in enumerate(quotes)]
    order = sorted(range(len(quotes)), key=lambda i: (-scores[i], quotes[i].order))
    return Ranked(tuple(replace(quotes[i], score=scores[i]) for i in order), similarity[np.ix_(order, order)])


def varied(ranked: Ranked, count: int, pinned: Sequence[int] = ()) -> list[int]:
    """Indices of the quotes to show: those pinned first, then by relevance less likeness to what is chosen.

    A person who is quoted already comes a little later; nothing that says the same is chosen twice.
    """
    chosen = list(pinned)
    authors = [q.utterance.message.author_id for q in ranked.quotes]
    relevance = np.array([_RELEVANCE * q.score for q in ranked.quotes])
    while len(chosen) < min(count, len(authors)):
        likeness = ranked.similarity[:, chosen].max(axis=1) if chosen else np.zeros(len(authors))
        heard = [authors[i] for i in chosen]
        voice = np.array([0.08 * heard.count(author) for author in authors])
        value = np.round(relevance - (1 - _RELEVANCE) * likeness - voice, 6)
        value[chosen] = -np.inf
        value[likeness >= _SAME] = -np.inf
        best = int(value.argmax())
        if value[best] == -np.inf:
            break
        chosen.append(best)
    return chosen


def _place(utterance: Utterance, utterances: Sequence[Utterance]) -> int:
    """Where an utterance stands among others in order."""
    return bisect_left(utterances, utterance.message.order, key=lambda u: u.message.order)


def lead_in(quote: Quote, utterances: Sequence[Utterance], reader: Reader) -> Quote | None:
    """What somebody else had just written that a quote answers: a question, or words that it takes up.

    At most five minutes and four messages before it.

    Returns: None where nothing of the kind stands there.
    """
    place = _place(quote.utterance, utterances)
    said = {t for t in quote.utterance.terms if " " not in t}
    message = quote.utterance.message
    for other in reversed(utterances[max(0, place - _LEAD_DISTANCE) : place]):
        if message.sent_at - other.message.sent_at > _LEAD_SPAN:
            return None
        if other.message.author_id == message.author_id or not other.spans or other.is_laugh or other.is_agreement:
            continue
        shared = said & set(other.terms)
        spans = _spans(other)
        if other.word_count >= 3 and spans and (other.is_question or shared or is_wit(quote.utterance)):
            span = spans[0]
            return Quote(other, span, round(0.62 * _prior(other, span, reader), 6))
    return None


def reply_to(question: Quote, utterances: Sequence[Utterance], reader: Reader) -> Quote | None:
    """What somebody else wrote next on a question: the closest in words and in time, within half an hour.

    Returns: None where nothing near it says anything.
    """
    place = _place(question.utterance, utterances)
    asked = {t for t in question.utterance.terms if " " not in t}
    best: tuple[float, Quote] | None = None
    for distance, other in enumerate(utterances[place + 1 : place + 1 + _ANSWER_DISTANCE], start=1):
        if other.message.sent_at - question.utterance.message.sent_at > _ANSWER_SPAN:
            break
        is_mine = other.message.author_id == question.utterance.message.author_id
        if is_mine or other.is_laugh or other.is_agreement or other.is_question or other.word_count < 2:
            continue
        shared = sum(reader.rarity(t) for t in sorted(asked & set(other.terms)))
        if not other.spans or (not shared and distance > 2):
            continue
        value = round(shared + 1 / (1 + distance) + 0.1 * min(5, other.word_count) / 5, 6)
        spans = _spans(other)
        if spans and (best is None or value > best[0]):
            best = (value, Quote(other, spans[0], 0.3))
    return best[1] if best else None
