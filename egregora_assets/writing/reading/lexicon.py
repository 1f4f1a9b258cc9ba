"""The lexicon of a language: which words carry a meaning of their own, and their stems."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from egregora_assets.language.files import DEFAULT, load_languages
from egregora_assets.language.folding import fold_word
from egregora_assets.language.formats import list_calendar_names
from egregora_assets.language.model import Language
from egregora_assets.language.words import find_stemmer, list_stop_words
from egregora_assets.writing.reading.words import is_laughter

ARTICLE, MARK = "article", "mark"
"""What a word makes of the next one: it stands behind an article, or behind a mark of the infinitive."""
_LONGEST_WORD = 28
_HELD = re.compile(r"(.)\1\1")
"""A letter held long, as in *soooo*."""
_WORDS_KEPT = 1 << 16


class WordShape(NamedTuple):
    """A word as a lexicon knows it. An elided article in front (`l'`) is not part of it but what stands before it.

    `shown` is how it is written, `context` what it makes of the next word, `prefix_context` what the elided article
    makes of the word itself (None without one).
    """

    stem: str
    lower: str
    shown: str
    context: str
    is_joint: bool
    is_article: bool
    is_shouted: bool
    prefix_context: str | None
    is_prefix_joint: bool


@dataclass(frozen=True)
class Lexicon:
    """The stems of a language's words; a word without a meaning of its own has none.

    Args:
        language: whose rules are followed.
        name_parts: parts of names, folded; they are no words.
        others: further languages of the conversation; their function words have no stem either.
    """

    language: Language
    name_parts: frozenset[str] = frozenset()
    others: tuple[Language, ...] = ()
    stems: dict[str, str] = field(init=False, repr=False, default_factory=dict)
    """By word, the result of `stem` so far."""
    shapes: dict[str, WordShape] = field(init=False, repr=False, default_factory=dict)
    """By word as it is written, the result of `describe` so far."""
    _find_stem: Callable[[str], tuple[str, str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        others = frozenset(language.code for language in self.others)
        object.__setattr__(self, "_find_stem", _make_stem_finder(self.language.code, others))

    def stem(self, word: str) -> str:
        """The folded stem of a word (lower case); empty for function words, fillers, laughter, parts of names."""
        known = self.stems.get(word)
        if known is None:
            known = self.stems[word] = self._new_stem(word)
        return known

    def describe(self, surface: str) -> WordShape:
        """A word as it is written, with its stem and its part in a sentence."""
        known = self.shapes.get(surface)
        if known is None:
            known = self.shapes[surface] = self._describe(surface)
        return known

    def _describe(self, surface: str) -> WordShape:
        vocabulary = self.language.words
        prefix = ""
        cut = max(surface.find("'"), surface.find("’"))
        if vocabulary.elisions and cut > 0 and surface[:cut].lower() in vocabulary.elisions:
            prefix, surface = f"{surface[:cut].lower()}'", surface[cut + 1 :]
        lower = surface.lower()
        return WordShape(
            self.stem(lower),
            lower,
            surface,
            self._find_context(lower),
            lower in vocabulary.joints,
            lower in vocabulary.articles,
            len(surface) > 4 and surface.isupper(),
            self._find_context(prefix) if prefix else None,
            prefix in vocabulary.joints,
        )

    def _find_context(self, word: str) -> str:
        vocabulary = self.language.words
        return ARTICLE if word in vocabulary.articles else MARK if word in vocabulary.verb_markers else ""

    def _new_stem(self, word: str) -> str:
        plain, stem = self._find_stem(word)
        return "" if plain in self.name_parts else stem


@lru_cache(maxsize=8)
def _make_stem_finder(code: str, others: frozenset[str]) -> Callable[[str], tuple[str, str]]:
    """What folds a word and gives its stem, whoever is named in the conversation; empty for one without a meaning.

    All conversations in the same languages share what was found: their words are mostly the same.
    """
    stops, stem_word = _list_stops(code, others), find_stemmer(code) or str

    @lru_cache(maxsize=_WORDS_KEPT)
    def find(word: str) -> tuple[str, str]:
        plain = fold_word(word)
        if not 3 <= len(plain) <= _LONGEST_WORD or plain in stops:
            return plain, ""
        if is_laughter(plain) or _HELD.search(plain):
            return plain, ""
        stem = fold_word(stem_word(word.replace("’", "'")))
        return plain, stem if len(stem) > 1 else ""

    return find


@lru_cache(maxsize=256)
def _list_stops(code: str, others: frozenset[str]) -> frozenset[str]:
    """The folded words that have no stem in a conversation in several languages, the first of them the text's."""
    languages = load_languages()
    # English is mixed into chats of every language.
    spoken = (languages[x] for x in sorted({code, DEFAULT, *others}))
    function_words = (x.words.function_words for x in languages.values())
    words: frozenset[str] = frozenset().union(*function_words, *(_list_stop_words(x) for x in spoken))
    return frozenset(fold_word(w) for w in words) - {fold_word(w) for w in languages[code].words.subjects}


def _list_stop_words(language: Language) -> frozenset[str]:
    """Function words, fillers and dates of a language, lower case."""
    dates = frozenset(w.lower() for w in list_calendar_names(language))
    return (dates | list_stop_words(language.code) | language.words.fillers) - language.words.subjects
