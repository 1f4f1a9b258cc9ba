"""Words: which tokens carry meaning in a language, and which of them are forms of one word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from egregora_assets.language.folding import fold_token
from egregora_assets.language.words import find_stemmer, list_stop_words

_LONGEST = 40
_NOISE = re.compile(r"(.)\1{2,}|(..)\2{2,}.?|(?:ha|ah|he|hi|ja|rs|lo|xa){2,}.?")
"""Laughter and drawn-out sounds: `kkkk`, `hahaha`, `rsrs`, `aaaa`."""
_FIRST_OF_SPACELESS = 0x0E00
"""Below it every script puts spaces between words; there a single letter is no word."""


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
    stem = find_stemmer(language)
    return [stem(token) if token else "" for token in kept] if stem else kept


def _is_word(token: str) -> bool:
    if len(token) == 1:
        return ord(token) >= _FIRST_OF_SPACELESS
    return len(token) <= _LONGEST and _NOISE.fullmatch(token) is None
