"""Tells from the surroundings of a word that is also a name whether it is the person, or just the word."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import re
from collections.abc import Sequence

from egregora_assets.language.aligned import fold_in_place

_SENTENCE_END = re.compile(r"(?:^|[.!?…:;\n\r\"“”„«»*_~>|•\-–—()\[\]]|[^\w\s,'’@&/#+])\s*$")
_MONTHS = frozenset(
    "april may june august abril maio junho julho agosto mayo junio mai juni juli avril juin aprile maggio".split()
)
_MONTH_BEFORE = re.compile(r"\d(?:st|nd|rd|th|º|ª|\.)?\s+(?:of |de )?$", re.IGNORECASE)
_MONTH_AFTER = re.compile(r"^,?\s+(?:de |of )?\d{4}\b|^\s+\d{1,2}(?:st|nd|rd|th)\b")
_CALL = re.compile(
    r"(?:^|[^\w])(?:thanks|thank you|thx|ty|cheers|hi|hey|hello|hiya|bye|goodnight|happy birthday|happy bday|"
    r"congrats|congratulations|love you|miss you|sorry|obg|obrigad[oa]|valeu|vlw|oi|ol[aá]|ei|tchau|parab[eé]ns|"
    r"feliz aniversario|feliz anivers[aá]rio|gracias|hola|adi[oó]s|felicidades|felicitaciones|feliz cumple(?:a[nñ]os)?|"
    r"te quiero|perd[oó]n|danke|hallo|hi|servus|tsch[uü]ss|gl[uü]ckwunsch|alles gute|merci|salut|coucou|bonjour|"
    r"bonsoir|bravo|bon anniversaire|joyeux anniversaire|je t['’]aime|d[eé]sol[eé]e?|grazie|ciao|auguri|"
    r"buon compleanno|ti amo|scusa)[ ,]{1,2}$",
    re.IGNORECASE,
)
_AFTER_CALL = re.compile(r"^\s*(?:$|[^\w\s'’\-/])")
_POSSESSIVE = re.compile(r"^['’]s\s+[a-zß-öø-ÿ]")
_DETERMINERS = frozenset(
    "the a an this that these those my your his her its our their no each every any some one old new what which "
    "another first last next same whole".split()
)
_INDEFINITE = frozenset(
    "un une uno una um uma ein eine einen einem einer kein keine keinen im am jeden jeder diesen dieser "
    "letzten nachsten ganzen".split()
)
_SEASONS = frozenset("sommer winter herbst fruhling sonntag montag freitag samstag".split())
_HOLIDAY_GREETINGS = {"noel": frozenset("joyeux pere merry".split()), "natal": frozenset("feliz bom".split())}
_PLAIN_BEFORE = {
    "will": "it there this that they we be do not the he she these those anyone someone everyone".split(),
    "may": "i we it the god all your there".split(),
    "mark": "my it".split(),
    "weiss": "nicht jemand wer wie ob man ich einer das was schon".split(),
}
_AND = re.compile(r"\s*(?:&|\+|\s(?:and|und|et|y|e|ed|n)\s)\s*", re.IGNORECASE)
_MAX_AND = 8


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


def is_called(text: str, start: int, end: int) -> bool:
    """Whether a word in lower case is somebody who is thanked or greeted, or owns something: `thanks hope`."""
    if _AFTER_CALL.match(text[end : end + 4]) and _CALL.search(text[max(0, start - 28) : start]):
        return True
    return _POSSESSIVE.match(text[end : end + 8]) is not None and _find_word_before(text, start) not in _DETERMINERS


def is_joined_to_name(text: str, start: int, end: int, names: Sequence[tuple[int, int]]) -> bool:
    """Whether a word is joined by "and" to one of the names near it: `Nadia and hope`."""
    return any(
        _is_and(text[last:start]) or _is_and(text[end:first])
        for first, last in names
        if 0 < start - last <= _MAX_AND or 0 < first - end <= _MAX_AND
    )


def is_word_here(word: str, text: str, start: int, end: int) -> bool:
    """Whether its surroundings make a capitalised word (given folded) a word: a month, a season, a German noun."""
    before = _find_word_before(text, start)
    if word in _MONTHS and (
        _MONTH_BEFORE.search(text[max(0, start - 12) : start]) or _MONTH_AFTER.match(text[end : end + 12])
    ):
        return True
    if before in _INDEFINITE:
        return True
    if word in _SEASONS and before in ("der", "den", "dem", "des"):
        return True
    if before in _HOLIDAY_GREETINGS.get(word, ()):
        return True
    following = fold_in_place(text[end : end + 12]).split()[:1]
    return bool(following) and following[0] in _PLAIN_BEFORE.get(word.replace("ß", "ss"), ())


def _find_word_before(text: str, start: int) -> str:
    """The folded word before a place, if only a space parts them; else an empty string."""
    if start < 2 or text[start - 1] != " ":
        return ""
    return (fold_in_place(text[max(0, start - 16) : start - 1]).rsplit(" ", 1) or [""])[-1]


def _is_and(between: str) -> bool:
    return bool(between) and len(between) <= _MAX_AND and _AND.fullmatch(between) is not None
