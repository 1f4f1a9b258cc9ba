"""Decides whether an occurrence of a pattern is the person here, or just the word.

Capitalised means the person, unless the chat says otherwise; in lower case an ordinary word is left alone unless
somebody is addressed by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from egregora_assets.redaction.lexicon.ordinary_words import load_known_words
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.clauses import is_called, is_spoken_of, is_titled
from egregora_assets.redaction.names.contexts import is_addressed, is_shouted, is_word_here, starts_sentence
from egregora_assets.redaction.names.patterns import Hit
from egregora_assets.redaction.names.things import Place, find_place
from egregora_assets.redaction.names.variants import Strength
from egregora_assets.redaction.names.words import ChatWords, Usage

_MIN_LOWER_CASE_NICKNAME = 4
_AFTER_ADDRESS = frozenset(",:?!")
"""Signs behind somebody who is spoken to at the head of a text."""
MIN_CALLED = 3
"""Letters that a name must have to be found in lower case where somebody is called by it."""


def count_usage(hits: Iterable[Hit], texts: Sequence[str]) -> Usage:
    """Count how a chat writes the patterns that are doubtful."""
    usage = Usage()
    for hit in hits:
        if hit.pattern.is_ordinary or hit.pattern.strength < Strength.SURE:
            text = texts[hit.text]
            usage.seen.add(hit.pattern.text)
            if text[hit.start].islower():
                usage.lower[hit.pattern.text] += 1
            elif not starts_sentence(text, hit.start):
                usage.capitalised[hit.pattern.text] += 1
    return usage


def judge_hit(hit: Hit, text: str, words: ChatWords, usage: Usage) -> Hit | None:
    """Judge an occurrence in a text as exported, by the text, the language's words and the chat's usage alone.

    Returns: the hit where it names the person; one without persons where it names somebody, and nobody can tell whom;
    None where it is just a word, or part of a thing's name.
    """
    if not is_person_here(hit, text, words, usage):
        return None
    pattern = hit.pattern
    if " " in pattern.text or pattern.is_unbounded or is_addressed(text, hit.start):
        return hit
    place = find_place(hit, text, words)
    if place is Place.NOTHING:
        return hit
    if pattern.is_ordinary and (place is Place.THING or words.is_seldom_name(pattern.text)):
        return None
    return replace(hit, pattern=replace(pattern, persons=frozenset()))


def is_person_here(hit: Hit, text: str, words: ChatWords, usage: Usage) -> bool:
    """Whether an occurrence in a text as exported names somebody, by the same evidence as `judge_hit`."""
    pattern = hit.pattern
    if " " in pattern.text or pattern.is_unbounded:
        return True
    is_capitalised = not text[hit.start].islower()
    if pattern.strength < Strength.DERIVED and _is_other_word(hit, text):
        return False
    if pattern.strength <= Strength.NEAR:
        return _is_near_name(hit, text, words, usage)
    if pattern.strength == Strength.GUESSED:
        return not pattern.is_ordinary and usage.is_name(pattern.text, is_capitalised)
    if pattern.strength == Strength.DERIVED and not is_capitalised:
        is_word = len(pattern.text) < _MIN_LOWER_CASE_NICKNAME or pattern.text in read_words("pet_names_that_are_words")
        if is_word or usage.is_frequent(pattern.text):
            return _is_meant(hit, text)
    if not pattern.is_ordinary:
        return is_capitalised or " " in pattern.text or not _is_other_word(hit, text)
    if not is_capitalised:
        is_long = pattern.strength >= Strength.DERIVED and len(pattern.text) >= MIN_CALLED
        return is_addressed(text, hit.start) or (is_long and _is_meant(hit, text))
    return _is_capitalised_name(hit, text, words, usage)


def _is_meant(hit: Hit, text: str) -> bool:
    """Whether the clause speaks to or of somebody by this word, however it is written."""
    start, end = hit.start, hit.end
    if is_addressed(text, start) or is_titled(text, start, end):
        return True
    return is_called(text, start, end) or is_spoken_of(text, start, end)


def _is_other_word(hit: Hit, text: str) -> bool:
    """Whether the word as it stands, with a plural s, is common or half of a pseudonym."""
    word = hit.pattern.text + ("s" if text[hit.end : hit.end + 1] in ("s", "S") else "")
    return word in read_words("pseudonym_adjectives", "pseudonym_nouns") or (
        word != hit.pattern.text and word in load_known_words(None)
    )


def _is_near_name(hit: Hit, text: str, words: ChatWords, usage: Usage) -> bool:
    """Whether the beginning or misspelling of a name is one: capitalised, or long and the roster's alone, or meant."""
    word, is_capitalised = hit.pattern.text, not text[hit.start].islower()
    if hit.pattern.strength == Strength.FAINT:
        is_inside = is_capitalised and words.has_sure_capitals and not starts_sentence(text, hit.start)
        return (is_inside and not is_shouted(text)) or _is_meant(hit, text)
    return not hit.pattern.is_ordinary or usage.is_name(word, is_capitalised) or _is_meant(hit, text)


def _is_capitalised_name(hit: Hit, text: str, words: ChatWords, usage: Usage) -> bool:
    """Whether a capitalised ordinary word is the person."""
    word = hit.pattern.text
    if is_word_here(word, text, hit.start, hit.end):
        return False
    if not (starts_sentence(text, hit.start) or is_shouted(text)):
        return True
    is_short_nickname = len(word) < 3 and not words.is_listed(word) and usage.is_rare(word)
    if hit.pattern.strength < Strength.SURE and not is_short_nickname:
        return _is_meant(hit, text)
    if len(word) < 3 and words.is_stop_word(word):
        return False
    if words.is_seldom_name(word):
        return _is_meant(hit, text) or text[hit.end : hit.end + 1] in _AFTER_ADDRESS
    return not usage.is_ordinary(word)
