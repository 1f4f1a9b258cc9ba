"""Which of the supported languages a chat is mostly written in, by a vote of its most frequent small words."""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import stopwordsiso

from egregora_assets.language.folding import fold

LANGUAGES = ("en", "pt", "es", "de", "fr", "it")
_ENOUGH_WORDS = 200_000
_FEWEST_VOTES = 3

_VOTERS = {
    "en": "the and you that for this with have are was what not it is of to they will your just can my but be on at "
    "so".split(),
    "pt": "que nao uma voce com para mais mas tem isso por ta muito tambem vai ja esta foi eu ele ela os do da na no "
    "em bom".split(),
    "es": "que los las una con por para pero muy esta tambien ya yo el es lo como mas hay si fue del al vamos bien "
    "gracias".split(),
    "de": "und der die das nicht ist ich ein wir auch mit auf den es zu dann noch aber war hat mal schon bei wenn "
    "fur uns".split(),
    "fr": "que les des une est pas pour avec sur mais vous nous je il elle dans ce qui plus bien tout ca oui du et "
    "tres".split(),
    "it": "che non una con per sono anche piu questo della ma del come ho hai ci si gli il la di va bene poi".split(),
}


def main_language(texts: Iterable[str]) -> str | None:
    """The language most of the texts are written in; None where too little speaks for any.

    Ties go to the language named first in `LANGUAGES`.
    """
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        words = fold(text).split()
        counts.update(words)
        total += len(words)
        if total > _ENOUGH_WORDS:
            break
    votes = {language: sum(counts[w] for w in _VOTERS[language]) for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: votes[language])
    return best if votes[best] >= _FEWEST_VOTES else None


@lru_cache(maxsize=16)
def stop_words(language: str | None) -> frozenset[str]:
    """Folded words that say nothing in a language (of all supported ones when none is known)."""
    languages = [language] if language in LANGUAGES else list(LANGUAGES)
    return frozenset(fold(w) for w in stopwordsiso.stopwords(languages) if w.isalpha())
