"""Postings: which term stands in which chunk, and how often; which tokens of a language are terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from egregora_assets.language.folding import fold_token
from egregora_assets.language.words import find_stemmer, list_stop_words

BM25_SATURATION = 1.2
BM25_LENGTH_WEIGHT = 0.75
_LONGEST = 40
_NOISE = re.compile(r"(.)\1{2,}|(..)\2{2,}.?|(?:ha|ah|he|hi|ja|rs|lo|xa){2,}.?")
"""Laughter and drawn-out sounds: `kkkk`, `hahaha`, `rsrs`, `aaaa`."""
_FIRST_OF_SPACELESS = 0x0E00
"""Below it every script puts spaces between words; there a single letter is no word."""


@dataclass(frozen=True)
class Postings:
    """The index of one chat: parallel arrays, one entry a term a chunk, by chunk.

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

    @classmethod
    def empty(cls, chunk_count: int = 0) -> Postings:
        """An index of chunks without terms."""
        none = np.zeros(0, dtype=np.int64)
        return cls([], none, none, none, chunk_count)

    @property
    def lengths(self) -> np.ndarray:
        """Terms of each chunk, repetitions included."""
        return np.bincount(self.chunk, weights=self.count, minlength=self.chunk_count).astype(np.int64)

    @property
    def starts(self) -> np.ndarray:
        """Where each chunk's entries begin, and the end of all: chunk_count + 1 positions."""
        return np.searchsorted(self.chunk, np.arange(self.chunk_count + 1))


def join_postings(earlier: Postings, later: Postings) -> Postings:
    """The index of two stretches of a chat as one: the later chunks are numbered on."""
    terms = sorted({*earlier.terms, *later.terms})
    place = {term: index for index, term in enumerate(terms)}
    moved = [
        np.array([place[term] for term in one.terms], dtype=np.int64)[one.term]
        if len(one.term)
        else np.zeros(0, dtype=np.int64)
        for one in (earlier, later)
    ]
    chunk = np.concatenate((earlier.chunk, later.chunk + earlier.chunk_count))
    count = np.concatenate((earlier.count, later.count))
    return Postings(terms, chunk, np.concatenate(moved), count, earlier.chunk_count + later.chunk_count)


def fold_stop_words(language: str | None) -> frozenset[str]:
    """The stop words of a language, folded, and their parts around an apostrophe; none for an unknown language."""
    parts = (part for word in list_stop_words(language) for part in re.findall(r"\w+", fold_token(word)))
    return frozenset(parts)


def stem_tokens(tokens: Sequence[str], language: str | None) -> list[str]:
    """The index term of each token: its stem, or "" where it is not indexed.

    Args:
        tokens: folded words, each once.
        language: main language code of the chat; unknown or without a stemmer: a token is its own term.
    """
    stops = fold_stop_words(language)
    kept = [token if _is_word(token) and token not in stops else "" for token in tokens]
    return [_stem(token, language) if token else "" for token in kept]


# Chats of one language share most words, and a stem takes a hundred times as long as a look-up.
@lru_cache(maxsize=2**17)
def _stem(token: str, language: str | None) -> str:
    stem = find_stemmer(language)
    return stem(token) if stem else token


def _is_word(token: str) -> bool:
    if len(token) == 1:
        return ord(token) >= _FIRST_OF_SPACELESS
    return len(token) <= _LONGEST and _NOISE.fullmatch(token) is None
