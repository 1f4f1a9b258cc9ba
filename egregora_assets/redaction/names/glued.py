"""Finds names inside words that people run together: `#justiceforbart`, `askgideon`, `tamsinsaid`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from egregora_assets.redaction.lexicon.ordinary_words import is_known_word, load_known_words
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.near_names import NearNames
from egregora_assets.redaction.names.patterns import NamePattern
from egregora_assets.redaction.names.variants import Strength

_MIN_NAME = 4
_MIN_NAME_IN_WORD = 5
_MIN_REST = 2
_MOST_LETTERS = 40
_JOINERS = ("", "and", "und", "et", "ed", "en", "ve", "e", "y", "i", "n", "x")

Place = tuple[int, int, NamePattern]
"""Where a name stands in a word: start, end, whose it is."""


class GluedNames:
    """Finds the names of a roster at either end of a word whose rest is made of words.

    Args:
        patterns: of the roster.
        near: what finds beginnings of names; only hashtags are searched for them.
    """

    def __init__(self, patterns: Iterable[NamePattern], near: NearNames) -> None:
        self._near = near
        self._any: Mapping[str, NamePattern] = {
            p.text: p
            for p in patterns
            if p.strength > Strength.GUESSED and " " not in p.text and len(p.text) >= _MIN_NAME - 1
        }
        self._names: Mapping[str, NamePattern] = {
            text: p for text, p in self._any.items() if not p.is_ordinary and len(text) >= _MIN_NAME
        }

    def find_in_hashtag(self, tag: str) -> Place | None:
        """Find a name in a folded hashtag, which may run together any words, and whose name may be a beginning."""
        return self._find(tag, _MIN_NAME, is_tag=True)

    def find_in_words(self, words: Sequence[str]) -> Iterator[tuple[str, Place]]:
        """Find names in folded words of a chat, run together with what is said to or of somebody."""
        for word in words:
            if _MIN_NAME_IN_WORD + _MIN_REST < len(word) <= _MOST_LETTERS and word not in self._names:
                found = self._find(word, _MIN_NAME_IN_WORD)
                if found is not None and not is_known_word(word):
                    yield word, found

    def _find(self, word: str, fewest: int, *, is_tag: bool = False) -> Place | None:
        if len(word) > _MOST_LETTERS:
            return None
        is_fit = _is_made_of_words if is_tag else _is_glue
        for length in range(len(word), fewest - 1, -1):
            for start in sorted({len(word) - length, 0}, reverse=True):
                end = start + length
                rest = word[end:] or word[:start]
                name = self._names.get(word[start:end])
                if name is None and is_tag and (not rest or is_fit(rest)):
                    name = self._near.find_beginning(word[start:end])
                if name is not None and (not rest or is_fit(rest)):
                    return start, end, replace(name, is_unbounded=True)
        return self._find_couple(word)

    def _find_couple(self, word: str) -> Place | None:
        """Two names run together, with or without an "and" between them: the whole word, which is nobody's alone."""
        for end in range(_MIN_NAME - 1, len(word) - _MIN_NAME + 2):
            name = self._any.get(word[:end])
            if name is not None and any(self._is_partner(word, end, joiner) for joiner in _JOINERS):
                return 0, len(word), replace(name, persons=frozenset(), is_unbounded=True)
        return None

    def _is_partner(self, word: str, end: int, joiner: str) -> bool:
        """Whether a name follows the one that ends at a place, behind a joiner; the shorter it is, the surer the names
        must be."""
        if not word.startswith(joiner, end):
            return False
        rest = word[end + len(joiner) :]
        if word[:end] in self._names and rest in self._names:
            return True
        return len(joiner) == len("and") and rest in self._any


def _is_glue(rest: str) -> bool:
    return rest in read_words("glue_words")


@lru_cache(maxsize=4096)
def _is_made_of_words(rest: str) -> bool:
    """Whether letters can be parted into known words: `justicefor`."""
    reached = {0}
    for end in range(1, len(rest) + 1):
        if any(start in reached and _is_part(rest[start:end]) for start in range(max(0, end - 14), end)):
            reached.add(end)
    return len(rest) in reached


def _is_part(word: str) -> bool:
    return len(word) >= _MIN_REST and (word in load_known_words(None) or word in read_words("glue_words"))
