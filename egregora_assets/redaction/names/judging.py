"""Decides whether an occurrence of a pattern is the person here, or just the word.

Capitalised means the person, unless the chat says otherwise; in lower case an ordinary word is left alone unless
somebody is addressed by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.contexts import is_addressed, is_called, is_shouted, is_word_here, starts_sentence
from egregora_assets.redaction.names.patterns import Hit
from egregora_assets.redaction.names.variants import Strength
from egregora_assets.redaction.names.words import ChatWords, Usage

_MIN_LOWER_CASE_NICKNAME = 4
MIN_CALLED = 3
"""Letters that a name must have to be found in lower case where somebody is called by it."""


def count_usage(hits: Iterable[Hit], texts: Sequence[str]) -> Usage:
    """Count how a chat writes the patterns that are doubtful."""
    usage = Usage()
    for hit in hits:
        if hit.pattern.is_ordinary or hit.pattern.strength < Strength.SURE:
            text = texts[hit.text]
            if text[hit.start].islower():
                usage.lower[hit.pattern.text] += 1
            elif not starts_sentence(text, hit.start):
                usage.capitalised[hit.pattern.text] += 1
    return usage


def is_person_here(hit: Hit, text: str, words: ChatWords, usage: Usage) -> bool:
    """Whether an occurrence in a text as exported names the person, by the language's words and the chat's usage."""
    pattern = hit.pattern
    if " " in pattern.text or pattern.is_unbounded:
        return True
    is_capitalised = not text[hit.start].islower()
    if pattern.strength == Strength.GUESSED:
        return not pattern.is_ordinary and usage.is_name(pattern.text, is_capitalised)
    if pattern.strength == Strength.DERIVED and not is_capitalised:
        is_word = len(pattern.text) < _MIN_LOWER_CASE_NICKNAME or pattern.text in read_words("pet_names_that_are_words")
        if is_word or usage.is_frequent(pattern.text):
            return is_addressed(text, hit.start)
    if not pattern.is_ordinary:
        return True
    if not is_capitalised:
        is_sure = pattern.strength == Strength.SURE and len(pattern.text) >= MIN_CALLED
        return is_addressed(text, hit.start) or (is_sure and is_called(text, hit.start, hit.end))
    return _is_capitalised_name(hit, text, words, usage)


def _is_capitalised_name(hit: Hit, text: str, words: ChatWords, usage: Usage) -> bool:
    """Whether a capitalised ordinary word is the person."""
    word = hit.pattern.text
    if is_word_here(word, text, hit.start, hit.end):
        return False
    if not (starts_sentence(text, hit.start) or is_shouted(text)):
        return True
    is_short_nickname = len(word) < 3 and not words.is_listed(word) and usage.is_rare(word)
    if hit.pattern.strength < Strength.SURE and not is_short_nickname:
        return False
    if len(word) < 3 and words.is_stop_word(word):
        return False
    return not usage.is_ordinary(word)
