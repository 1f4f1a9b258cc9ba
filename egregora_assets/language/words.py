"""Which words of a language say nothing alone, and which are forms of one word."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from threading import Lock

import snowballstemmer
import stopwordsiso

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.language.files import get_main_code, load_languages
from egregora_assets.language.model import Language

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Snowball's algorithms by language."""
_WORDS_KEPT = 1 << 16
"""Words of an algorithm whose stems are kept: conversations of one language share most of their words."""


@cache
def list_stop_words(language: str | None) -> frozenset[str]:
    """Words of a language that say nothing alone, as they are written; none of a language that has no list."""
    code = get_main_code(language)
    return frozenset(stopwordsiso.stopwords(code)) if code and stopwordsiso.has_lang(code) else frozenset()


@lru_cache(maxsize=16)
def fold_stop_words(language: str | None) -> frozenset[str]:
    """Stop words in the form in which names are compared; those of all languages of the project for any other one."""
    known = load_languages()
    codes = [language] if language in known else list(known)
    return frozenset(fold_in_place(w) for code in codes for w in list_stop_words(code) if w.isalpha())


def find_stemmer(language: str | None) -> Callable[[str], str] | None:
    """What cuts a lower-case word of a language to its stem; None for a language without rules for it."""
    algorithm = _STEMMERS.get(get_main_code(language))
    return _load_stemmer(algorithm) if algorithm else None


@cache
def _load_stemmer(algorithm: str) -> Callable[[str], str]:
    """The one stemmer of an algorithm in this process; it keeps what it works on, so one thread uses it at a time."""
    stemmer, lock = snowballstemmer.stemmer(algorithm), Lock()

    @lru_cache(maxsize=_WORDS_KEPT)
    def stem(word: str) -> str:
        with lock:
            return str(stemmer.stemWord(word))

    return stem


def has_verb_ending(word: str, language: Language) -> bool:
    """Whether a word, as it is written, ends like a verb of its language and is not written like a noun."""
    if language.words.has_capital_nouns and not word[:1].islower():
        return False
    return word.endswith(tuple(language.words.verb_endings))
