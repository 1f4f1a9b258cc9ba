"""Tells from the surroundings of a word that is also a name whether it is the person, or just the word."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from egregora_assets.redaction.lexicon.word_files import read_lines
from egregora_assets.redaction.names.clauses import list_words_after, list_words_before, read_phrases

_SENTENCE_END = re.compile(r"(?:^|[.!?…:;\n\r\"“”„«»*_~>|•\-–—()\[\]]|[^\w\s,'’@&/#+])\s*$")
_MONTHS = frozenset(
    "april may june august abril maio junho julho agosto mayo junio julio mai juni juli avril juin aprile "
    "maggio".split()
)
_MONTH_BEFORE = re.compile(r"\d(?:st|nd|rd|th|º|ª|\.)?\s+(?:of |de )?$", re.IGNORECASE)
_MONTH_AFTER = re.compile(r"^,?\s+(?:de |of )?\d{4}\b|^\s+\d{1,2}(?:st|nd|rd|th)?\b")
_BEFORE_MONTHS = frozenset(
    "in of since until till next last this every early mid late through em desde ate en hasta im seit bis ab anfang "
    "ende mitte depuis fin entro".split()
)
_INDEFINITE = frozenset(
    "un une uno una um uma ein eine einen einem einer kein keine keinen im am jeden jeder diesen dieser "
    "letzten nachsten ganzen kalter kalten neuer neuen guter guten alter alten grosser grossen kleiner kleinen".split()
)
_SEASONS = frozenset("sommer winter herbst fruhling sonntag montag freitag samstag".split())
_HOLIDAY_GREETINGS = {"noel": frozenset("joyeux pere merry".split()), "natal": frozenset("feliz bom".split())}
_PLAIN_BEFORE = {"weiss": frozenset("nicht jemand wer wie ob man ich einer das was schon".split())}
_AUXILIARIES = frozenset("will may".split())
_QUESTION = re.compile(r"[^.!?\n]*\?")
_AND = re.compile(r"\s*(?:&|\+|\s(?:and|und|et|y|e|ed|n)\s)\s*", re.IGNORECASE)
_MAX_AND = 8
_MAX_QUESTION = 160


def starts_sentence(text: str, start: int) -> bool:
    """Whether a word is the first of a sentence, or follows an opening sign."""
    return start == 0 or _SENTENCE_END.search(text[max(0, start - 12) : start]) is not None


def is_shouted(text: str) -> bool:
    """Whether a text is written in capitals, so that a capital tells nothing."""
    letters = [c for c in text[:400] if c.isalpha()]
    return len(text.split(None, 2)) > 1 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def is_addressed(text: str, start: int) -> bool:
    """Whether a mention's sign (@, or an opening isolate) stands before."""
    return start > 0 and text[start - 1] in "@\u2068"


def is_joined_to_name(text: str, start: int, end: int, names: Sequence[tuple[int, int]]) -> bool:
    """Whether a word is joined by "and" to one of the names near it: `Nadia and hope`."""
    return any(
        _is_and(text[last:start]) or _is_and(text[end:first])
        for first, last in names
        if 0 < start - last <= _MAX_AND or 0 < first - end <= _MAX_AND
    )


def is_word_here(word: str, text: str, start: int, end: int) -> bool:
    """Whether its surroundings make a capitalised word (given folded) a word: a month, a season, a German noun, an
    English verb at the head of its sentence. What stands behind a sign or on another line does not count.
    """
    before = _find_word_before(text, start)
    if word in _MONTHS and _is_month(before, text, start, end):
        return True
    if before in _INDEFINITE:
        return True
    if word in _SEASONS and before in ("der", "den", "dem", "des"):
        return True
    if before in _HOLIDAY_GREETINGS.get(word, ()):
        return True
    after = list_words_after(text, end)[:1]
    if not after:
        return False
    spelled = word.replace("ß", "ss")
    if after[0] in _PLAIN_BEFORE.get(spelled, ()):
        return True
    return starts_sentence(text, start) and _is_verb(spelled, after[0], text, end)


def _is_month(before: str, text: str, start: int, end: int) -> bool:
    if _MONTH_BEFORE.search(text[max(0, start - 12) : start]) or _MONTH_AFTER.match(text[end : end + 12]):
        return True
    return before in _BEFORE_MONTHS and not text.startswith(("'", "’"), end)


def _is_verb(word: str, following: str, text: str, end: int) -> bool:
    """Whether a word at the head of an English sentence is its verb: `Will you come?`, `Mark my words`."""
    if following in _read_verb_frames().get(word, ()):
        return True
    if word not in _AUXILIARIES or following in read_phrases("speech_verbs"):
        return False
    asked = _QUESTION.match(text, end, end + _MAX_QUESTION)
    return asked is not None and len(asked.group().split()) > 1


@cache
def _read_verb_frames() -> Mapping[str, frozenset[str]]:
    rows = (line.split() for line in read_lines("verb_frames"))
    return {word: frozenset(following) for word, *following in rows}


def _find_word_before(text: str, start: int) -> str:
    """The folded word before a place, if only a space parts them; else an empty string."""
    return (list_words_before(text, start, parted_by=" ") or [""])[-1]


def _is_and(between: str) -> bool:
    return bool(between) and len(between) <= _MAX_AND and _AND.fullmatch(between) is not None
