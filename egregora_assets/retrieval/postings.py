"""Postings: which term stands in which chunk, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from egregora_assets.retrieval.words import stem_tokens

BM25_SATURATION = 1.2
BM25_LENGTH_WEIGHT = 0.75


@dataclass(frozen=True)
class Postings:
    """The index of one chat: parallel arrays, one entry a term a chunk, by chunk, then term.

    Attributes:
        terms: the vocabulary, sorted; `term` points into it.
        chunk, term, count: chunk index, term index, occurrences.
        chunk_count: chunks of the chat, those without terms included.
    """

    terms: list[str]
    chunk: np.ndarray
    term: np.ndarray
    count: np.ndarray
    chunk_count: int

    @property
    def lengths(self) -> np.ndarray:
        """Terms of each chunk, repetitions included."""
        return np.bincount(self.chunk, weights=self.count, minlength=self.chunk_count).astype(np.int64)

    @property
    def starts(self) -> np.ndarray:
        """Where each chunk's entries begin, and the end of all: chunk_count + 1 positions."""
        return np.searchsorted(self.chunk, np.arange(self.chunk_count + 1))


def index_terms(tokens: pa.Table, chunk_of_row: np.ndarray, chunk_count: int, language: str | None) -> Postings:
    """Index the words of a chat.

    Args:
        tokens: row (of the conversation) and token of each word, in any order.
        chunk_of_row: for each row of the conversation its chunk.
        chunk_count: number of chunks.
        language: of the chat, for stems and stop words.
    """
    encoded: Any = tokens["token"].combine_chunks().dictionary_encode()
    stems = stem_tokens(encoded.dictionary.to_pylist(), language)
    vocabulary = sorted({stem for stem in stems if stem})
    place = {stem: index for index, stem in enumerate(vocabulary)}
    term_of = np.array([place.get(stem, -1) for stem in stems], dtype=np.int64)
    term = term_of[encoded.indices.to_numpy()] if len(stems) else np.zeros(0, dtype=np.int64)
    chunk = chunk_of_row[tokens["row"].to_numpy()]
    is_kept = (term >= 0) & (chunk >= 0)
    width = max(len(vocabulary), 1)
    cells, counts = np.unique(chunk[is_kept] * width + term[is_kept], return_counts=True)
    return Postings(vocabulary, cells // width, cells % width, counts, chunk_count)
