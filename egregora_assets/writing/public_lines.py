"""Tells which words may stand in a title, an address, a summary or a tag: none that may name or give away somebody.

A title travels further than the page that it heads: into addresses, feeds, cards and the results of search engines. So
a word that redaction leaves in a text, because nobody has judged it yet or because the operator shows such words, does
not stand there.
"""

from __future__ import annotations

import re
from functools import lru_cache

from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.third_parties.capitalised_words import (
    CAPITALISED_WORD,
    is_half_of_pseudonym,
    is_telling_capital,
)
from egregora_assets.redaction.third_parties.word_classes import (
    is_impersonal,
    load_given_names,
    load_lower_case_names,
    load_plain_words,
)

_TOKEN = re.compile(r"[^\s\"“”„«»()]+")
_CLOCK_OR_DATE = re.compile(r"(?:[01]?\d|2[0-4])(?:[:hH.]|[uU]hr)[0-5]\d(?:am|pm|h)?|[0-3]?\d[/.][01]?\d\.?", re.ASCII)
_DIGITS = re.compile(r"\d(?:[ .,/:\-]?\d){3,}")
_CODE = re.compile(r"(?=[\w\-]*\d)(?=[\w\-]*[^\W\d_])[\w\-]{5,}")
_MEASURE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?[a-zA-Zµ°]{1,3}|[^\W\d_]{2,}-?\d{1,2}|\d{1,3}-?[^\W\d_]+")
_SIGNS_INSIDE = re.compile(r"\w[&@#$%^*=+\\|~<>{}]\w")
_VOWEL = re.compile(r"[aeiouyàáâãäåèéêëìíîïòóôõöùúûüý]", re.IGNORECASE)
_LONGEST_INITIALS = 4


@lru_cache(maxsize=65536)
def gives_nobody_away(text: str, language: str) -> bool:
    """Whether a sentence or a tag holds no word that may name somebody, nothing like a code, and no long number.

    Args:
        language: the code of the language that it is written in.
    """
    return not (_holds_number_or_code(text) or _holds_name(text, language))


def _holds_number_or_code(text: str) -> bool:
    tokens = [token.strip(".,;:!?…'’") for token in _TOKEN.findall(text)]
    kept = " ".join("x" if _CLOCK_OR_DATE.fullmatch(token) else token for token in tokens)
    return _DIGITS.search(kept) is not None or any(_is_code(token) for token in kept.split())


def _is_code(token: str) -> bool:
    """Whether a token looks like a code or password: digits among letters, signs inside, capitals without a vowel."""
    if _SIGNS_INSIDE.search(token):
        return True
    if token.isupper() and len(token) > _LONGEST_INITIALS and token.isalpha() and token.isascii():
        return not _VOWEL.search(token)
    return _CODE.fullmatch(token) is not None and not _MEASURE.fullmatch(token)


def _holds_name(text: str, language: str) -> bool:
    plain = load_plain_words(language)
    for found in CAPITALISED_WORD.finditer(f"  {text}"):  # the pattern looks at the sign before a word
        start, end = found.start() - 2, found.end() - 2
        words = fold_words(found.group().removesuffix("'s").removesuffix("’s"))
        if is_half_of_pseudonym(text, start, end) or all(is_impersonal(w) for w in words):
            continue
        if any(w in load_given_names() and w not in plain for w in words):
            return True
        is_inside = is_telling_capital(text, start, end, language)
        if is_inside and language != "de" and not all(w in plain or len(w) < 2 for w in words):
            return True
        if is_inside and any(w in load_given_names() for w in words):
            return True
    lower = load_lower_case_names(language)
    return any(word in lower for word in fold_words(text))
