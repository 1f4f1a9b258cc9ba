"""Tells what a capital says: that a word is a name, or only that a sentence, a heading or a German noun begins."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import re

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.redaction.lexicon.word_files import read_words
from egregora_assets.redaction.names.contexts import is_shouted, starts_sentence
from egregora_assets.redaction.third_parties.cues import load_words_before_things
from egregora_assets.redaction.third_parties.word_classes import load_plain_words

CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŐŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁЄІЇҐΑ-ΩΆΈΉΊΌΎΏ"
SMALL = "a-zß-öø-ÿāăąćčďđēėęěğģīįıķĺļľłńņňőřśşšţťūůűųźżžа-яёєіїґα-ωά-ώ"
CAPITALISED_WORD = re.compile(
    rf"[{CAPITAL}](?<![\w@#/.\-\[’'].)[{SMALL}]++(?:(?:['’-][{CAPITAL}]?|[{CAPITAL}])[{SMALL}]++)*(?![\w@/]|\.\w)"
)
"""Matches a word that is written like a name; the capital stands first because that is searched for fastest, and a run
of small letters is never parted again, so that the time grows with the word."""
_CAMEL = re.compile(rf"^(?!Mc|Mac|De|Di|La|Le|Fitz|O['’]|D['’])[{CAPITAL}][{SMALL}]+[{CAPITAL}]")
_VERSION = re.compile(r" v?\d+\.\d")
_LETTERS = re.compile(r"[a-z]+")
_REACH = 16
_REACH_OF_SHOUTING = 400
_SAINTS = frozenset(
    "santa santo sao san saint st sainte ste sankt santi sant swiety swieta sint heilige heiliger nossa senhora".split()
)
_WINDOW = 60
_LEAST_IN_HEADING = 4


def is_half_of_pseudonym(text: str, start: int, end: int) -> bool:
    """Whether a word is half of a pseudonym: `Quiet` before `Otter`, or `Otter` after `Quiet`."""
    adjectives, nouns = read_words("pseudonym_adjectives"), read_words("pseudonym_nouns")
    word = text[start:end].lower()
    if word in adjectives:
        following = _LETTERS.search(text[end : end + _REACH].lower())
        return following is not None and following.group() in nouns
    before = (_LETTERS.findall(text[max(0, start - _REACH) : start].lower()) or [""])[-1]
    return (word in nouns or word.removesuffix("s") in nouns) and before in adjectives


def is_saint(text: str, start: int) -> bool:
    """Whether a word stands behind a saint's title, as in names of churches, towns and feasts."""
    return (fold_in_place(text[max(0, start - _REACH) : start]).split() or [""])[-1] in _SAINTS


def is_telling_capital(text: str, start: int, end: int, language: str | None) -> bool:
    """Whether a capital here speaks for a name: inside a sentence, in no heading, not where things stand."""
    if starts_sentence(text, start) or is_shouted(text[:_REACH_OF_SHOUTING]):
        return False
    before = (fold_in_place(text[max(0, start - _REACH) : start]).split() or [""])[-1]
    if before in _SAINTS:
        return False
    is_apart = text[start - 1] in " \u00a0"
    if language == "de" and before in read_words("german_articles"):
        return False
    if is_apart and before in load_words_before_things(language) and not _is_family(before, text, start, end):
        return False
    return not (
        _CAMEL.match(text[start:end]) or _VERSION.match(text[end : end + 6]) or _is_in_heading(text, start, language)
    )


def _is_family(before: str, text: str, start: int, end: int) -> bool:
    """Whether a word is a family: `the Hendersons`, or somebody who owns something: `in Ada's house`."""
    return text[end : end + 2] in ("'s", "’s") or (before == "the" and text[end - 1] == "s" and end - start > 5)


def _is_in_heading(text: str, start: int, language: str | None) -> bool:
    """Whether most words around are capitalised and some of them are ordinary: `Great Deals For Your Garden`."""
    line = text.rfind("\n", max(0, start - _WINDOW), start) + 1 or max(0, start - _WINDOW)
    words = [w for w in text[line : start + _WINDOW].split("\n")[0].split() if len(w) > 2 and w[0].isalpha()]
    capitals = [w for w in words if w[0].isupper()]
    if len(words) < _LEAST_IN_HEADING or len(capitals) < 0.75 * len(words):
        return False
    plain = load_plain_words(language)
    return sum("".join(fold_in_place(w).split()) in plain for w in capitals) >= len(capitals) / 2
