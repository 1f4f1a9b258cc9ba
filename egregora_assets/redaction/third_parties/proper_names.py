"""Reads a proper name at a place of a text: a capitalised word with what belongs to it."""

from __future__ import annotations

import re

from egregora_assets.redaction.names.contexts import is_shouted
from egregora_assets.redaction.third_parties.candidates import fold_name_words
from egregora_assets.redaction.third_parties.capitalised_words import CAPITAL, SMALL
from egregora_assets.redaction.third_parties.cues import load_verbs
from egregora_assets.redaction.third_parties.word_classes import (
    load_common_words,
    load_given_names,
    load_impersonal_words,
    load_plain_words,
)

_PART = rf"[{CAPITAL}](?:['’][{CAPITAL}])?[{SMALL}{CAPITAL}]*+(?<=[{SMALL}])(?:-[{CAPITAL}][{SMALL}]++)*"
NAME_WORD = re.compile(rf"{_PART}(?![\w@])")
"""Matches one word of a name."""
_BETWEEN = r" (?:(?:d[aeo]s?|de la|de las|del|von|von der|van|van de[nr]?|della?|di|bin|ibn|al|el|le|la|ten|ter|y|e) )?"
_NEXT = re.compile(rf"(?P<between>{_BETWEEN}|_|(?<=[a-z]) d['’])(?P<name>{_PART})(?![^\W_]|@)")
_PREVIOUS = re.compile(rf"(?<![\w@#/.\-])(?P<name>{_PART})[ \u00a0-]$")
_SHOUTED = re.compile(rf"[{CAPITAL}]{{4,}}(?![\w@])")
_MAX_WORDS = 4
_LONGEST = 40


def read_name(text: str, start: int, language: str | None, *, is_sure: bool) -> int:
    """The end of the name that begins at a place behind a cue; the place itself where no name stands there.

    Args:
        is_sure: whether an ordinary word may be the name, too (behind a title).
    """
    word = NAME_WORD.match(text, start) or _SHOUTED.match(text, start)
    if word is None:
        return start
    if not may_be_name(word.group(), language, is_sure=is_sure):
        return start
    if word.group().isupper() and is_shouted(text[:400]) and fold_name_words(word.group())[0] not in load_given_names():
        return start
    is_given = any(w in load_given_names() for w in fold_name_words(word.group()))
    return extend_name(text, word.end(), language, most=1 if language == "de" and not is_given else _MAX_WORDS)


def extend_name(text: str, end: int, language: str | None, most: int = _MAX_WORDS) -> int:
    """The end of a name whose first word ends at a place: surnames behind it belong to it."""
    for _ in range(most - 1 if language != "de" else min(1, most - 1)):
        found = _NEXT.match(text, end)
        if found is None or not _is_surname(found["name"], language):
            break
        end = found.end()
    return end


def read_school(text: str, start: int, language: str | None) -> int:
    """The end of the proper name of a school or clinic; the place itself where only ordinary words stand there."""
    word = NAME_WORD.match(text, start)
    if word is None:
        return start
    end, spelled = word.end(), [word.group()]
    while len(spelled) < _MAX_WORDS and (found := _NEXT.match(text, end)) is not None:
        end = found.end()
        spelled.append(found["name"])
    words = [w for part in spelled for w in fold_name_words(part)]
    plain = load_plain_words(language) | load_impersonal_words()
    return start if all(w in plain and w not in load_given_names() for w in words) else end


def find_previous_name(text: str, end: int, language: str | None) -> int:
    """The start of the name that ends before an honorific at a place; the place itself where none stands there."""
    found = _PREVIOUS.search(text, max(0, end - _LONGEST), end)
    if found is None or not may_be_name(found["name"], language, is_sure=False):
        return end
    return found.start("name")


def may_be_name(spelled: str, language: str | None, *, is_sure: bool) -> bool:
    """Whether a capitalised word behind a cue may be a name."""
    words = fold_name_words(spelled)
    folded = "".join(words)
    if not words or folded in load_verbs():
        return False
    if is_sure:
        return len(folded) > 1
    is_given = any(w in load_given_names() for w in words)
    if folded in load_impersonal_words():
        return False
    return len(folded) > 1 and (is_given or folded not in load_plain_words(language))


def _is_surname(spelled: str, language: str | None) -> bool:
    words = fold_name_words(spelled)
    return (
        bool(words)
        and not any(w in load_common_words() or w in load_impersonal_words() or w in load_verbs() for w in words)
        and (language != "de" or words[-1] not in load_common_words())
    )


def extend_hyphens(text: str, end: int) -> int:
    """The end of a name of several parts: `Anna` of `Anna-Lena`."""
    last = end + _LONGEST
    while end + 1 < min(len(text), last) and text[end] == "-" and text[end + 1].isupper():
        end += 2
        while end < min(len(text), last) and text[end].isalpha():
            end += 1
    return end
