"""Vectors: a chunk as the character n-grams of its terms, hashed into 256 places with a sign.

Nothing is trained or downloaded: related words, spelling variants and compounds get similar vectors in any language.
All sums are of whole numbers and the only roundings are those of IEEE square root and division, so the same text gives
the same bits on every machine.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from egregora_assets.contracts.memory import EMBEDDING_SIZE
from egregora_assets.retrieval.postings import Postings

MODEL = "hashed-ngrams-1"
_SIZES = (3, 4)
_BLOCK = 256
STEPS = 127


def list_grams(term: str) -> list[str]:
    """The character n-grams of a term between borders, and the term itself: `cat` gives `<ca`, `cat`, `at>`, ..."""
    edged = f"<{term}>"
    pieces = [edged[i : i + n] for n in _SIZES for i in range(len(edged) - n + 1)]
    return [*pieces, f"={term}"]


@dataclass(frozen=True)
class HashedGrams:
    """The n-grams of a vocabulary: those of term i are the entries starts[i] to starts[i + 1] of place and sign."""

    starts: np.ndarray
    place: np.ndarray
    sign: np.ndarray


def hash_grams(terms: Sequence[str]) -> HashedGrams:
    """Place (0 to 255) and sign of each n-gram of each term, by CRC-32."""
    hashes = [[zlib.crc32(gram.encode("utf-8", "surrogatepass")) for gram in list_grams(term)] for term in terms]
    starts = np.concatenate(([0], np.cumsum([len(h) for h in hashes], dtype=np.int64))).astype(np.int64)
    flat = np.fromiter(itertools.chain.from_iterable(hashes), dtype=np.int64, count=int(starts[-1]))
    return HashedGrams(starts, (flat >> 8) & (EMBEDDING_SIZE - 1), np.where(flat >> 31 & 1, 1.0, -1.0))


def sum_grams(postings: Postings) -> np.ndarray:
    """The signed counts of each chunk's hashed n-grams: whole numbers, shape (chunks, 256)."""
    hashed, starts = hash_grams(postings.terms), postings.starts
    sums = np.zeros((postings.chunk_count, EMBEDDING_SIZE), dtype=np.int32)
    for first in range(0, postings.chunk_count, _BLOCK):
        last = min(first + _BLOCK, postings.chunk_count)
        here = slice(starts[first], starts[last])
        term = postings.term[here]
        lengths = hashed.starts[term + 1] - hashed.starts[term]
        before = np.cumsum(lengths) - lengths
        entries = np.arange(lengths.sum()) + np.repeat(hashed.starts[term] - before, lengths)
        cells = np.repeat((postings.chunk[here] - first) * EMBEDDING_SIZE, lengths) + hashed.place[entries]
        weights = np.repeat(postings.count[here].astype(np.float64), lengths) * hashed.sign[entries]
        summed = np.bincount(cells, weights=weights, minlength=(last - first) * EMBEDDING_SIZE)
        sums[first:last] = summed.reshape(-1, EMBEDDING_SIZE)
    return sums


def normalize_sums(sums: np.ndarray) -> np.ndarray:
    """Take square roots and scale to length one (float64); an empty sum stays zero."""
    norms = np.sqrt(np.abs(sums).sum(axis=1, keepdims=True, dtype=np.int64).astype(np.float64))
    damped = np.sign(sums) * np.sqrt(np.abs(sums).astype(np.float64))
    units: np.ndarray = np.divide(damped, norms, out=np.zeros_like(damped), where=norms > 0)
    return units


def quantize(vectors: np.ndarray) -> np.ndarray:
    """Round vectors as they are stored (float32, of length one) to 127 steps.

    Products of such vectors are sums of whole numbers below 2^24, exact in float32 in whatever order they are added:
    the fast matrix product gives the same answer for any number of threads.
    """
    steps: np.ndarray = np.rint(vectors.astype(np.float32) * np.float32(STEPS))
    return steps
