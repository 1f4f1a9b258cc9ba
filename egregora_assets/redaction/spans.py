"""Spans of a text, in code points; the end is exclusive."""

from __future__ import annotations

import re
from dataclasses import dataclass

WITHOUT_SPACES = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3021-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Letters of Thai, Lao, Burmese, Khmer, Chinese, Japanese, and Korean, where words and endings touch."""
_WITHOUT_SPACES = re.compile(f"[{WITHOUT_SPACES}]")


@dataclass(frozen=True)
class Span:
    """A piece of a text."""

    start: int
    end: int

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the span shares a character with another one."""
        return self.start < end and start < self.end


@dataclass(frozen=True)
class Finding(Span):
    """A piece of personal data in a text.

    Args:
        kind: one of the contract's `PII_TYPES`.
        value: in normalised form; two findings of one kind with equal values are the same thing.
        prefix: the part of the span that may stay, before the placeholder (a link's host and clean path).
    """

    kind: str
    value: str
    prefix: str = ""


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter, digit or underscore touches a span; letters of scripts without spaces part words."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (is_part_of_word(before) or is_part_of_word(after))


def is_part_of_word(character: str) -> bool:
    """Whether a character that touches a number or Latin word makes them one: not where a script has no spaces."""
    if character.isascii():
        return character.isalnum() or character == "_"
    return character.isalnum() and not (character.isalpha() and _WITHOUT_SPACES.match(character))


def lower_keeping_length(text: str) -> str:
    """The text in lower case where that keeps its length, so that offsets hold; else the text itself."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text
