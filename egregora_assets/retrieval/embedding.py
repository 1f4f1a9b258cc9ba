"""What makes vectors: one protocol, and the default, which needs neither a model nor a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from egregora_assets.retrieval.postings import Postings
from egregora_assets.retrieval.vectors import MODEL, normalize_sums, sum_grams


class Embedder(Protocol):
    """Makes vectors of chunks and of questions.

    Features are whole numbers: those of a stretch of talk are the sum of its chunks', in whatever order they are added,
    so that the same text gives the same vector on every machine.
    """

    @property
    def model(self) -> str:
        """The name that is stored with each vector: another model, or another way to use it, has another one."""

    def sum_features(self, postings: Postings, texts: Sequence[str]) -> np.ndarray:
        """The features of each chunk, shape (chunks, EMBEDDING_SIZE), of its words or of its text.

        Args:
            postings: the words of the chunks, without people's names; texts: the chunks as they were said.
        """

    def normalize(self, sums: np.ndarray) -> np.ndarray:
        """The vectors of sums of features (float64): of length one, or zero where there is nothing."""


@dataclass(frozen=True)
class HashedEmbedder:
    """Hashed character n-grams of the words (`vectors.py`): spelling and forms, not meaning; in any language."""

    model: str = MODEL

    def sum_features(self, postings: Postings, texts: Sequence[str]) -> np.ndarray:
        """The signed counts of each chunk's n-grams."""
        del texts
        return sum_grams(postings)

    def normalize(self, sums: np.ndarray) -> np.ndarray:
        """Square roots of the counts, scaled."""
        return normalize_sums(sums)
