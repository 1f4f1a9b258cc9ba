"""Tells from the clause around a word whether somebody is spoken to or of: `ask will if he knows`, `thanks hope`.

A clause ends at every sign that is no letter, digit, blank or apostrophe, and at every line break. Phrases are looked
up as folded words, so that no pattern backtracks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.lexicon.word_files import read_lines, read_words

_REACH = 40
_MOST_WORDS = 3
_BREAK = re.compile(r"[^\w '’\u00a0]")
_BLANKS = " \u00a0"
_WORD_BEFORE_SIGN = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,20})[_\-]$")
_WORD_AFTER_SIGN = re.compile(r"[_\-]([^\W\d_]{2,20})(?![^\W\d_])")
_AFTER_CALL = re.compile(r"^\s*(?:$|[^\w\s'’\-/])")
_POSSESSIVE = re.compile(r"^['’]s\s+[a-zß-öø-ÿ]")
_BEFORE_LOGIN = ("/home/", "/users/", "\\users\\")
_AFTER_THANKS = frozenset("for so very pela pelo por fur pour per".split())  # noqa: SIM905
_ADVERBS = frozenset("just already also never always still ja nao ya no schon auch deja anche gia".split())  # noqa: SIM905
_ARTICLES = frozenset("o a os as la el le il lo der die den dem".split())  # noqa: SIM905
_DETERMINERS = frozenset(
    "the an this that these those my your his her its our their no each every any some one old new what which another "  # noqa: SIM905
    "first last next same whole free good un une uno una um uma ein eine einen einem kein keine meine minha meu mi mia "
    "mon ma".split()
)


@cache
def read_phrases(name: str) -> frozenset[str]:
    """The phrases of a list, one a line, folded."""
    return frozenset(" ".join(fold_words(line)) for line in read_lines(name))


def list_words_before(text: str, start: int, *, parted_by: str = _BLANKS) -> list[str]:
    """The folded words of a clause before a place, if nothing but blanks (or what is given) parts the last one from
    it; a word that is cut off is left out."""
    first = max(0, start - _REACH)
    piece = text[first:start]
    bare = piece.rstrip(parted_by)
    if len(bare) == len(piece):
        return []
    broken = [m.end() for m in _BREAK.finditer(bare)][-1:]
    words = fold_in_place(bare[broken[0] if broken else 0 :]).split()
    return words[1:] if first and not broken else words


def list_words_after(text: str, end: int) -> list[str]:
    """The folded words of a clause behind a place, if a blank parts the first one from it; none that is cut off."""
    piece = text[end : end + _REACH]
    if not piece.startswith(tuple(_BLANKS)):
        return []
    broken = _BREAK.search(piece)
    words = fold_in_place(piece[: broken.start()] if broken else piece).split()
    return words[:-1] if broken is None and end + _REACH < len(text) else words


def starts_clause(text: str, start: int) -> bool:
    """Whether nothing but a line break or the end of a sentence stands before a place."""
    return text[max(0, start - _REACH) : start].rstrip(_BLANKS)[-1:] in ("", "\n", ".", "!", "?")


def is_called(text: str, start: int, end: int) -> bool:
    """Whether a word in lower case is somebody who is thanked or greeted, or owns something: `thanks hope`."""
    before = list_words_before(text, start, parted_by=_BLANKS + ",")
    if before and _ends_with(before, read_phrases("greetings")):
        after = list_words_after(text, end)[:1]
        if _AFTER_CALL.match(text[end : end + 4]) or (after and after[0] in _AFTER_THANKS):
            return True
    owner = _POSSESSIVE.match(text[end : end + 8]) is not None
    return owner and not set(list_words_before(text, start)[-1:]) & (_DETERMINERS | {"a"})


def is_spoken_of(text: str, start: int, end: int) -> bool:
    """Whether a word, also in lower case, is somebody who is asked or told, says or thinks, or logs in somewhere."""
    before = list_words_before(text, start)
    cues = read_phrases("person_cues")
    if before and (_ends_with(before, cues) or (before[-1] in _ARTICLES and _ends_with(before[:-1], cues))):
        return True
    after = list_words_after(text, end)
    if after[:1] and after[0] in _ADVERBS:
        after = after[1:]
    if _begins_with(after, read_phrases("speech_verbs")):
        return not before or before[-1] not in _DETERMINERS
    if not before and starts_clause(text, start) and _does_something(text[start:end], after):
        return True
    if before == ["is"] and set(after[:1]) & read_words("doings"):
        return True
    if not before and starts_clause(text, start) and _begins_with(after, read_phrases("spoken_to")):
        return True
    return _is_spoken_to(text, start, end) or _is_login(text, start, end) or _is_on_document(text, start, end)


def is_titled(text: str, start: int, end: int) -> bool:
    """Whether a title or kin stands right before a word that is no verb: `tia rosa`, but not `my uncle will`."""
    before = list_words_before(text, start)
    if not before or before[-1] not in read_words("name_titles") or not text[:start].endswith((" ", ". ")):
        return False
    return fold_in_place(text[start:end]).strip() not in read_words("verbs_like_names")


def _is_spoken_to(text: str, start: int, end: int) -> bool:
    """Whether a word stands at the head of a text or line before a comma or colon and words to them: `rosa, vem?`."""
    if not text.startswith((", ", ": "), end) or not starts_clause(text, start):
        return False
    return bool(set(list_words_after(text, end + 1)[:1]) & read_words("second_person"))


def _does_something(word: str, after: Sequence[str]) -> bool:
    """Whether a word in lower case without an article does what people do: `rose bringt kuchen`, `will will come`."""
    if not word.islower():
        return False
    return _begins_with(after, read_phrases("subject_verbs")) or (word == "will" and after[:1] == ["will"])


def _is_on_document(text: str, start: int, end: int) -> bool:
    """Whether a word in the name of a file stands beside what it calls a paper of one person: `cv_rosa.pdf`."""
    before = _WORD_BEFORE_SIGN.search(text[max(0, start - _REACH) : start])
    after = _WORD_AFTER_SIGN.match(text[end : end + _REACH])
    return any(
        found is not None and "".join(fold_in_place(found[1]).split()) in read_words("document_words")
        for found in (before, after)
    )


def _is_login(text: str, start: int, end: int) -> bool:
    """Whether a word is an account: `will@host`, `/home/will/`."""
    if text.startswith("@", end) and text[end + 1 : end + 2].isalnum():
        return True
    return text[max(0, start - 8) : start].lower().endswith(_BEFORE_LOGIN)


def _ends_with(words: Sequence[str], phrases: Iterable[str]) -> bool:
    return any(" ".join(words[-n:]) in phrases for n in range(1, min(_MOST_WORDS, len(words)) + 1))


def _begins_with(words: Sequence[str], phrases: Iterable[str]) -> bool:
    return any(" ".join(words[:n]) in phrases for n in range(1, min(_MOST_WORDS, len(words)) + 1))
