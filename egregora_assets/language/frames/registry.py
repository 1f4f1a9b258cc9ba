"""The languages by code, and which of them a text is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from egregora_assets.language.frames.de import GERMAN
from egregora_assets.language.frames.en import ENGLISH
from egregora_assets.language.frames.es import SPANISH
from egregora_assets.language.frames.fr import FRENCH
from egregora_assets.language.frames.it import ITALIAN
from egregora_assets.language.frames.model import Language
from egregora_assets.language.frames.pt import PORTUGUESE

LANGUAGES: Mapping[str, Language] = {
    language.code: language for language in (ENGLISH, PORTUGUESE, SPANISH, GERMAN, FRENCH, ITALIAN)
}
DEFAULT = ENGLISH

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MARGIN = 1.5
_EVIDENCE = 40
_SHARE = 0.1
_LEAST_CLEAR_WORDS = 15


def _marks() -> Mapping[str, tuple[str, ...]]:
    """For each function word, the codes of the languages that it speaks for, in order of the registry."""
    words = sorted(set().union(*(language.vocabulary.common for language in LANGUAGES.values())))
    return {w: tuple(c for c, language in LANGUAGES.items() if w in language.vocabulary.common) for w in words}


MARKS = _marks()


def language_named(code: str | None) -> Language | None:
    """The language of a code such as `pt`, `pt_BR` or `PT-br`; None where none is given or it is not one of ours."""
    return LANGUAGES.get(re.split(r"[-_]", code.strip().lower())[0]) if code else None


@lru_cache(maxsize=65536)
def marks_in(text: str) -> tuple[tuple[str, ...], ...]:
    """For each function word of a text in order, the codes of the languages that it speaks for.

    Kept for a while: every text is asked about for its window's language, for its own and for its author's.
    """
    return tuple([codes for word in _WORD.findall(text.lower()) if (codes := MARKS.get(word))])


def function_word_counts(texts: Iterable[str]) -> dict[str, float]:
    """How much each language's function words occur in the texts; a word of several languages is shared among them."""
    counts = dict.fromkeys(LANGUAGES, 0.0)
    for text in texts:
        for codes in marks_in(text):
            for code in codes:
                counts[code] += 1 / len(codes)
    return counts


def clear_word_counts(texts: Iterable[str], codes: Iterable[str] = tuple(LANGUAGES)) -> dict[str, int]:
    """How often words occur in the texts that are function words of one language alone, by its code."""
    counts = dict.fromkeys(codes, 0)
    for text in texts:
        for marked in marks_in(text):
            if len(marked) == 1 and marked[0] in counts:
                counts[marked[0]] += 1
    return counts


def languages_present(counts: Mapping[str, int], main: Language) -> tuple[Language, ...]:
    """The languages that a conversation is written in, the main one first.

    Args:
        counts: of words of one language alone; a language needs a tenth of the most frequent one's.
    """
    most = max(counts.values(), default=0)
    others = [c for c in LANGUAGES if c != main.code and counts.get(c, 0) >= max(_LEAST_CLEAR_WORDS, _SHARE * most)]
    return (main, *(LANGUAGES[c] for c in others))


def main_language(texts: Iterable[str], expected: Language | None) -> Language:
    """The language that texts are written in.

    Args:
        texts: what people wrote.
        expected: the conversation's language, if known; another one is chosen only on clear evidence (at least 40
            function words and half as many again as the expected language has).

    Returns: the language; the expected one, else English, where the texts tell nothing.
    """
    counts = function_word_counts(texts)
    best = max(LANGUAGES, key=lambda code: (counts[code], code == DEFAULT.code))
    if expected is None:
        return LANGUAGES[best] if counts[best] > 0 else DEFAULT
    is_clear = counts[best] >= _EVIDENCE and counts[best] >= _MARGIN * counts[expected.code]
    return LANGUAGES[best] if is_clear else expected
