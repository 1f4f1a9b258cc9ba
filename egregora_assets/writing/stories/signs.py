"""Signs in people's words: that they propose, object, finish, thank or mourn, and what no title may say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Literal

from egregora_assets.language.files import DEFAULT, load_languages
from egregora_assets.language.model import Language, Vocabulary
from egregora_assets.writing.reading.words import WORD, describe_word

Sign = Literal[
    "decisions", "greetings", "proposals", "objections", "endings", "thanks", "laments", "sensitive", "insults"
]
_CHEERS = re.compile("[\u2705\U0001f389\U0001f973\U0001f3c6\U0001f64c]")
"""Emoji with which people tell in every language that something is done."""
_DELICATE: tuple[Sign, ...] = ("sensitive", "insults")
_MOCKING = re.compile(
    "[\U0001f602\U0001f923\U0001f644\U0001f60f\U0001f921\U0001f643]|(?:^|\\s)(?:/s|;-?\\)|:-?[DPp])(?:$|\\s)"
)
"""Emoji and signs with which people mark what they do not mean as they say it."""


_PATTERNS: Mapping[Sign, Callable[[Vocabulary], tuple[str, ...]]] = {
    "decisions": lambda words: words.decisions,
    "greetings": lambda words: words.greetings,
    "proposals": lambda words: words.proposals,
    "objections": lambda words: words.objections,
    "endings": lambda words: words.endings,
    "thanks": lambda words: words.thanks,
    "laments": lambda words: words.laments,
    "sensitive": lambda words: words.sensitive,
    "insults": lambda words: words.insults,
}


@cache
def _compile(code: str, sign: Sign) -> re.Pattern[str] | None:
    patterns = _PATTERNS[sign](load_languages()[code].words)
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE) if patterns else None


@lru_cache(maxsize=65536)
def _holds(text: str, code: str, sign: Sign) -> bool:
    pattern = _compile(code, sign)
    is_cheered = sign == "endings" and _CHEERS.search(text) is not None
    return is_cheered or (pattern is not None and pattern.search(text) is not None)


def shows(text: str, language: Language, sign: Sign) -> bool:
    """Whether a text holds a sign, by the words of its language."""
    return _holds(text, language.code, sign)


def begins_with(text: str, language: Language, sign: Sign) -> bool:
    """Whether a text begins with a sign, by the words of its language."""
    pattern = _compile(language.code, sign)
    return pattern is not None and pattern.match(text) is not None


def is_delicate(text: str, language: Language) -> bool:
    """Whether a text judges somebody, swears, or speaks of what is nobody's business.

    By the words of its language and by those of English, which people swear in everywhere.
    """
    return any(_holds(text, code, sign) for code in {language.code, DEFAULT} for sign in _DELICATE)


def is_mocking(text: str) -> bool:
    """Whether a text laughs or is marked as not meant as it is said."""
    return _MOCKING.search(text) is not None or any(describe_word(w).is_laughter for w in WORD.findall(text))
