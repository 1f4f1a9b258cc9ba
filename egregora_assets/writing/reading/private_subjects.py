"""Tells talk about health, faith, politics and love, which says nothing in a profile, in whatever language it is."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from egregora_assets.language.folding import fold_word

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=65536)
def is_private_word(word: str) -> bool:
    """Whether a word, or its stem, belongs to one of these subjects."""
    whole, beginnings = _load_words()
    folded = fold_word(word)
    return folded in whole or folded.startswith(beginnings)


def touches_private_life(text: str) -> bool:
    """Whether a text holds such a word."""
    return any(is_private_word(word) for word in _WORD.findall(text))


@cache
def _load_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words that stand for themselves, and beginnings of words."""
    text = resources.files(__package__).joinpath("private_subjects.toml").read_text(encoding="utf-8")
    words = {word for lists in tomllib.loads(text).values() for one in lists.values() for word in one.split()}
    whole = frozenset(word[:-1] for word in words if word.endswith("."))
    return whole, tuple(sorted(word for word in words if not word.endswith(".")))
