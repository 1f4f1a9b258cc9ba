"""Finds, among many words, pairs that are one edit apart: an insertion, deletion, substitution or transposition.

Two such words have a common rest when one letter is left out of each, or of one of them. So every word is given the
hashes of all its rests, as arrays, and equal hashes are compared letter by letter. Time and memory grow with the
letters of all words, never with pairs of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_MOST_ALIKE = 8
"""Words with one and the same rest of which a word is compared; a name has no more look-alikes of use."""
_MOST_LETTERS = 32
_AT_ONCE = 1 << 15
"""Words whose hashes are in memory at once, apart from those of the index."""


class EditIndex:
    """Words that others are compared with; those of more than 32 letters are left out."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        keys, owners = _hash_rests(words)
        order = np.lexsort((owners, keys))
        self._keys, self._owners = keys[order], owners[order]

    def find_pairs(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Find which of some words are one edit away from which of the index: positions in both, without order."""
        for first in range(0, len(words) if len(self._keys) else 0, _AT_ONCE):
            for place, known in self._find_pairs(words[first : first + _AT_ONCE]):
                yield first + place, known

    def _find_pairs(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        keys, owners = _hash_rests(words)
        first = np.searchsorted(self._keys, keys, side="left")
        alike = np.flatnonzero(self._keys[np.minimum(first, len(self._keys) - 1)] == keys)
        last = np.searchsorted(self._keys, keys[alike], side="right")
        seen: set[tuple[int, int]] = set()
        for place, begin, end in zip(alike.tolist(), first[alike].tolist(), last.tolist(), strict=True):
            for known in range(begin, min(end, begin + _MOST_ALIKE)):
                pair = (int(owners[place]), int(self._owners[known]))
                if pair not in seen and is_one_edit(words[pair[0]], self._words[pair[1]]):
                    seen.add(pair)
                    yield pair


def is_one_edit(one: str, other: str) -> bool:
    """Whether two different words differ by one letter more, one less, one other, or two neighbours exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    same = _count_same(one, other)
    rest, other_rest = one[same:], other[same:]
    if len(one) != len(other):
        return rest[1:] == other_rest if len(one) > len(other) else rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])


def count_edits(one: str, other: str, most: int) -> int:
    """How many letters have to be inserted, deleted or replaced to make one word of another; `most` + 1 if more."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row = row, [i, *row[1:]]
        for j, wanted in enumerate(other, 1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _count_same(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _hash_rests(words: Sequence[str]) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """The hashes of every word and of its rests without one letter, and whose each is, as a position."""
    by_length: dict[int, list[int]] = {}
    for place, word in enumerate(words):
        if 1 < len(word) <= _MOST_LETTERS:
            by_length.setdefault(len(word), []).append(place)
    keys: list[Hashes] = [np.zeros(0, dtype=np.uint64)]
    owners: list[npt.NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    for length, places in sorted(by_length.items()):
        joined = "".join(words[p] for p in places).encode("utf-32-le", "surrogatepass")
        letters = np.frombuffer(joined, dtype=np.uint32).reshape(len(places), length).astype(np.uint64)
        letters = (letters + np.uint64(1)) * _MIX
        letters ^= letters >> np.uint64(29)
        owner = np.asarray(places, dtype=np.int64)
        for left_out in range(-1, length):
            kept = [i for i in range(length) if i != left_out]
            value = np.zeros(len(places), dtype=np.uint64)
            for column in kept:
                value = value * _BASE + letters[:, column]
            keys.append(value)
            owners.append(owner)
    return np.concatenate(keys), np.concatenate(owners)
