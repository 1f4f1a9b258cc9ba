"""Spans of a text, in code points; the end is exclusive."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
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


class SpanIndex:
    """Tells in logarithmic time what of a text spans cover."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans, key=lambda s: s.start):
            if self._ends and span.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether one of the spans shares a character with a piece of the text."""
        place = bisect_left(self._starts, end) - 1
        return place >= 0 and self._ends[place] > start

    def list_uncovered(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a piece of the text that no span covers, in order."""
        place = bisect_right(self._ends, start)
        while place < len(self._starts) and self._starts[place] < end:
            if start < self._starts[place]:
                yield start, self._starts[place]
            start = max(start, self._ends[place])
            place += 1
        if start < end:
            yield start, end


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
