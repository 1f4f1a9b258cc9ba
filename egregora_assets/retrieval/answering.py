"""Which passages of a chat answer a question: by their words, by their shape, and by both rankings together."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa

from egregora_assets.retrieval.context import WordIndex, fuse_rankings, select_best
from egregora_assets.retrieval.embedding import Embedder, HashedEmbedder
from egregora_assets.retrieval.postings import Postings
from egregora_assets.retrieval.vectors import STEPS, quantize
from egregora_assets.retrieval.words import index_words

_WORD = re.compile(r"[^\W_]+")
_LISTED = 50
_LEAST_LIKENESS = 0.2
"""Cosine of a question and a passage below which they are like each other by chance: made-up words reach 0.18."""
_SHAPE_WEIGHT = 0.5
"""Of the ranking by shape, where that by words weighs 1: a question has few words, and what has them goes first; for
a whole window it is the other way round (`context.py`). Chosen on half of the labelled questions."""


@dataclass(frozen=True)
class Asked:
    """The passages of one chat, ready to be asked.

    Args:
        postings: their words; vectors: one row each, as they are stored.
        language: of the chat; names: pseudonyms and public names of its people, which are no words of the index.
        embedder: made the vectors.
    """

    postings: Postings
    vectors: np.ndarray
    language: str | None
    names: Collection[str] = ()
    embedder: Embedder = field(default_factory=HashedEmbedder)

    def answer(self, question: str, count: int) -> list[int]:
        """The passages that answer best, best first; of equals the later one first."""
        found = fuse_rankings(self.rank_by_words(question), self.rank_by_shape(question), count, _SHAPE_WEIGHT)
        return [chunk for chunk, _ in found]

    def rank_by_words(self, question: str) -> list[int]:
        """The passages with words of the question by BM25."""
        places = (self._places.get(term) for term in self._index(question).terms)
        return select_best(self._words.score_chunks([place for place in places if place is not None]), _LISTED)

    def rank_by_shape(self, question: str) -> list[int]:
        """The passages whose vectors are like the question's, by more than chance."""
        vector = self.embedder.normalize(self.embedder.sum_features(self._index(question), [question]))
        likeness = quantize(self.vectors) @ quantize(vector)[0]
        return select_best(np.where(likeness < _LEAST_LIKENESS * STEPS**2, 0, likeness), _LISTED)

    def _index(self, question: str) -> Postings:
        words = pa.chunked_array([pa.array([_WORD.findall(question)], pa.list_(pa.string()))])
        return index_words(words, np.zeros(1, dtype=np.int64), 1, self.language, self.names)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.postings.terms)}

    @cached_property
    def _words(self) -> WordIndex:
        index = WordIndex(self.postings)
        index.advance_to(self.postings.chunk_count)
        return index
