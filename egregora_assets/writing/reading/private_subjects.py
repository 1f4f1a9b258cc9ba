"""Tells talk about private subjects, which says nothing in a profile, in whatever language it is.

Health, faith, politics and love; death, debts and passwords. What is said right before or after such a word mostly is
about the same, without one ("they let me go home today"), so that says nothing either.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

from egregora_assets.language.folding import fold_word
from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE
from egregora_assets.writing.reading.utterances import Utterance

_DISTANCE, _SPAN = 3, 15 * NANOSECONDS_PER_MINUTE
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=65536)
def is_private_word(word: str) -> bool:
    """Whether a word belongs to one of these subjects."""
    whole, beginnings = _load_words()
    folded = fold_word(word)
    return folded in whole or folded.startswith(beginnings)


def touches_private_life(text: str) -> bool:
    """Whether a text holds such a word."""
    return any(is_private_word(word) for word in _WORD.findall(text))


def list_private(utterances: Sequence[Utterance]) -> list[bool]:
    """For each of some utterances in order, whether it holds such a word, or stands close to one that does.

    Close are three utterances, and fifteen minutes.
    """
    touched = [place for place, u in enumerate(utterances) if touches_private_life(u.message.text)]
    found = [False] * len(utterances)
    for place in touched:
        at = utterances[place].message.sent_at
        for near in range(max(0, place - _DISTANCE), min(len(utterances), place + _DISTANCE + 1)):
            found[near] |= abs(utterances[near].message.sent_at - at) <= _SPAN
    return found


@cache
def _load_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words that stand for themselves, and beginnings of words."""
    text = resources.files(__package__).joinpath("private_subjects.toml").read_text(encoding="utf-8")
    words = {word for lists in tomllib.loads(text).values() for one in lists.values() for word in one.split()}
    whole = frozenset(word[:-1] for word in words if word.endswith("."))
    return whole, tuple(sorted(word for word in words if not word.endswith(".")))
