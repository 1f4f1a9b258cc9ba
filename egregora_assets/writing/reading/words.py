"""Words in a chat: folding, laughter, and masking what is nobody's own word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from egregora_assets.language.detection import find_function_words
from egregora_assets.language.folding import fold_word

HIDDEN = "\x01"
"""Replaces a character that is no word: of a name, a placeholder, a mention, a piece of code."""
BARRIER = "\x02"
"""Replaces a character of a web address: no quote runs across one."""

_ADDRESS = r"(?:https?://|www\.)\S+"
_NOISE = re.compile(
    rf"(?P<address>{_ADDRESS})"
    r"|\[[^\[\]\n]{1,40}-\d+\]"  # a numbered placeholder
    r"|`[^`\n]*`"  # code
    r"|\S+@\S+|@\S+"  # addresses and mentions
    r"|\S*[\w.]/[\w.]\S*"  # paths
    r"|\b(?=\w*\d)[0-9a-f]{7,40}\b"  # commit ids
    r"|\b\w+\.(?:py|js|ts|tsx|md|sql|yml|yaml|json|toml|txt|html|css|pdf|jpe?g|png|docx?|xlsx?)\b(?::\d+)?",
    re.IGNORECASE,
)
_NOISE_HINTS = re.compile(r"[/@`\[]|www\.|\w\.\w|\d\w{5}|\w{5}\d", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LAUGH = re.compile(
    r"k{2,}|(?:[hj][aeiou]+){2,}[hj]?|(?:a+h+){2,}a*|(?:rs){2,}|(?:eh){2,}e?"
    r"|lo+l+|lmf?ao+|rofl|mdr+|ptdr+|xd+|hua\w*|ksks\w*|asdf\w*",
    re.IGNORECASE,
)
LAUGHING_EMOJI = frozenset("😂🤣😆😹😅😄😁")


@lru_cache(maxsize=65536)
def is_laughter(word: str) -> bool:
    """Whether a word is nothing but laughter, as chats spell it."""
    return _LAUGH.fullmatch(word) is not None


class Word(NamedTuple):
    """A word as it is written, looked at once: its folded form, and the languages that it is a function word of."""

    folded: str
    is_laughter: bool
    marks: tuple[tuple[str, ...], ...]
    """See `find_function_words`."""


@lru_cache(maxsize=65536)
def describe_word(surface: str) -> Word:
    """What is known of a word (of `WORD`) by itself. Cached: chats use the same words over and over."""
    folded = fold_word(surface)
    return Word(folded, is_laughter(folded), find_function_words(surface))


def compile_names(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of the names as they stand; None where there are none. Longer names come first."""
    ordered = sorted({n for n in names if n}, key=lambda n: (-len(n), n))
    return re.compile("|".join(re.escape(n) for n in ordered)) if ordered else None


def mask_text(text: str, names: re.Pattern[str] | None, placeholders: Sequence[str] = ()) -> str:
    """Replace everything that is no member's own word, character for character."""
    for placeholder in placeholders:
        text = text.replace(placeholder, HIDDEN * len(placeholder))
    if names is not None:
        text = names.sub(lambda m: HIDDEN * len(m.group()), text)
    if _NOISE_HINTS.search(text):
        text = _NOISE.sub(lambda m: (BARRIER if m.group("address") else HIDDEN) * len(m.group()), text)
    return text
