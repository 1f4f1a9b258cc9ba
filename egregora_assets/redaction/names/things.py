"""Tells whether a word stands inside the name of a thing or place, or before a surname that is not the person's.

`Visual Basic`, `Linux Mint`, `Rosa Parks Street`, `Vitória da Conquista`: no pseudonym may stand there. What is also an
ordinary word stays; of any other name the reader learns nothing either, so it becomes somebody unnamed.
"""

from __future__ import annotations

import re
from enum import Enum

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.language.formats import fold_calendar_words
from egregora_assets.redaction.lexicon.given_names import is_given_name
from egregora_assets.redaction.lexicon.ordinary_words import is_known_word, load_common_words, load_listed_words
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.clauses import is_called, is_spoken_of, read_phrases
from egregora_assets.redaction.names.contexts import is_shouted, starts_sentence
from egregora_assets.redaction.names.patterns import Hit
from egregora_assets.redaction.names.words import ChatWords

_REACH = 32
_BEFORE = re.compile(r"(?:([^\W\d_]+)(?:\. | ))?([^\W\d_]+)(?:\. | )$")
_AFTER = re.compile(r" ([^\W\d_]+)(?: ([^\W\d_]+))?(?![\w'’])")
_GENITIVE = re.compile(r" (?:de|da|do|das|dos|del|de la|di|della|du|des) ([^\W\d_]+)")
_MIN_SURNAME = 3


class Place(Enum):
    """What a capitalised word is part of."""

    NOTHING = "nothing"
    THING = "thing"
    STRANGER = "stranger"


def find_place(hit: Hit, text: str, words: ChatWords) -> Place:
    """What a capitalised single word is part of where it stands: nothing, a thing's name, or a stranger's."""
    start, end = hit.start, hit.end
    before = _BEFORE.search(text[max(0, start - _REACH) : start])
    after = _AFTER.match(text[end : end + _REACH])
    following = [w for w in after.groups() if w] if after else []
    has_neighbour = any(w[0].isupper() for w in (*following, *([before[2]] if before else [])))
    if not (has_neighbour and text[start].isupper()) or is_shouted(text) or is_called(text, start, end):
        return Place.NOTHING
    if _is_thing_before(hit, text, before, words) or _is_thing_after(following):
        return Place.THING
    owner = _GENITIVE.match(text[end : end + _REACH]) if hit.pattern.is_ordinary else None
    if owner is not None and owner[1][0].isupper() and not _is_name(owner[1], words):
        return Place.THING
    if following and _is_title(hit, following[0], words):
        return Place.THING
    if following and _is_surname(following[0], words) and not is_spoken_of(text, start, end):
        return Place.STRANGER
    return Place.NOTHING


def _is_thing_before(hit: Hit, text: str, found: re.Match[str] | None, words: ChatWords) -> bool:
    """Whether the word before makes a name of a thing with it: `Linux Mint`; inside a sentence any capitalised word
    does with an ordinary word."""
    if found is None or not found[2][0].isupper():
        return False
    before, prefixes = fold_in_place(found[2]), read_words("thing_prefixes")
    if before in prefixes or (hit.pattern.is_ordinary and found[1] and fold_in_place(found[1]) in prefixes):
        return True
    if hit.pattern.text in read_words("thing_nouns") and not is_known_word(before) and not _is_name(found[2], words):
        return True
    return (
        hit.pattern.is_ordinary
        and not is_given_name(hit.pattern.text)
        and not starts_sentence(text, hit.start - len(found[0]) + found.start(2) - found.start())
        and not _is_name(found[2], words)
        and before not in read_words("role_words")
        and before not in read_phrases("greetings") | read_phrases("person_cues")
    )


def _is_title(hit: Hit, following: str, words: ChatWords) -> bool:
    """Whether an ordinary word that is no given name begins a name of several words: `Dragon Age`, `Serra Gaúcha`."""
    return (
        hit.pattern.is_ordinary
        and words.has_sure_capitals
        and len(following) >= _MIN_SURNAME
        and following[0].isupper()
        and not is_given_name(hit.pattern.text)
        and not _is_name(following, words)
    )


def _is_thing_after(following: list[str]) -> bool:
    """Whether the next word, or with a capital the one behind it, is what things are called: `Rosa Parks Street`."""
    if not following or not following[0][0].isupper():
        return False
    nouns = read_words("thing_nouns")
    return fold_in_place(following[0]) in nouns or (
        len(following) > 1 and following[1][0].isupper() and fold_in_place(following[1]) in nouns
    )


def _is_surname(word: str, words: ChatWords) -> bool:
    """Whether a word behind a given name is the surname of somebody whom nobody here bears: `Mark Zuckerberg`."""
    folded = fold_in_place(word)
    return (
        len(word) >= _MIN_SURNAME
        and word[0].isupper()
        and word[1:].islower()
        and words.has_sure_capitals
        and not _is_name(word, words)
        and folded not in fold_calendar_words()
        and folded not in load_common_words(None)
        and (folded in load_listed_words(None) or not is_known_word(folded))
    )


def _is_name(word: str, words: ChatWords) -> bool:
    folded = fold_in_place(word)
    return folded in words.names or is_given_name(folded)
