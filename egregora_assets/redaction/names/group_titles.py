"""Finds the title of a group where its members write it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import ahocorasick_rs

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.language.folding import fold_words
from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.lexicon.ordinary_words import load_ordinary_words
from egregora_assets.redaction.lexicon.word_files import read_words

_MIN_WORDS, _MIN_LETTERS = 2, 8
_IOTAS = re.compile("[\u0345\u0399\u03b9\u1fbe]")
"""The only letters that match case-insensitively and do not fold alike."""


class TitleFinder:
    """Finds titles of a group in texts.

    A title is searched for when it has several words that do not fit any group ("family chat"). One that is made of
    ordinary words alone is found only as it is capitalised in the title itself.
    """

    def __init__(self, titles: Iterable[str] = ()) -> None:
        self._titles = frozenset(titles)
        distinctive = sorted((t for t in self._titles if _is_distinctive(t)), key=lambda t: (-len(t), t))
        self._longest_words = [_longest_word(t) for t in distinctive]
        self._pattern = re.compile("|".join(_build_pattern(t) for t in distinctive)) if distinctive else None

    @property
    def titles(self) -> frozenset[str]:
        """The titles that are searched for."""
        return self._titles

    def with_titles(self, titles: Iterable[str]) -> TitleFinder:
        """A finder of these titles and further ones."""
        return TitleFinder((*self._titles, *titles))

    def find_candidates(self, folded: JoinedTexts) -> frozenset[int]:
        """Find the texts that may hold a title; no other text does.

        Letters that match case-insensitively fold alike, so the longest word of a title is there in folded form.

        Args:
            folded: the texts, folded and joined.

        Returns: numbers of texts.
        """
        if not self._longest_words:
            return frozenset()
        if not all(self._longest_words):
            return frozenset(range(len(folded.texts)))
        automaton = ahocorasick_rs.AhoCorasick(sorted(set(self._longest_words)))
        return frozenset(number for number, *_ in folded.scan(automaton))

    def find_spans(self, text: str) -> list[tuple[int, int]]:
        """Find where titles stand in a text, by place."""
        return [m.span() for m in self._pattern.finditer(text)] if self._pattern else []


def _longest_word(title: str) -> str:
    """The longest folded word of a title; empty where folding may lose what matches, or leaves no letter."""
    return "" if _IOTAS.search(title) else max(fold_in_place(title).split(), key=len, default="")


def _is_distinctive(title: str) -> bool:
    words = fold_words(title)
    if len(words) < _MIN_WORDS or sum(map(len, words)) < _MIN_LETTERS:
        return False
    return not all(w in read_words("role_words", "connectors") or w in fold_stop_words(None) for w in words)


def _build_pattern(title: str) -> str:
    parts = [re.escape(word) for word in title.split()]
    spelled = r"[\s_]+".join(parts)
    is_ordinary = all(w in load_ordinary_words(None) or w in fold_stop_words(None) for w in fold_words(title))
    return rf"(?<!\w){spelled}(?!\w)" if is_ordinary else rf"(?<!\w)(?i:{spelled})(?!\w)"
