"""What may be quoted of a text, and how well shaped each part is, before it is known who says it and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from egregora_assets.writing.reading.words import WORD, describe_word

LONGEST_QUOTE = 280
"""Characters; a longer message is quoted by whole sentences."""
LONGEST_SENTENCE = 420
_SHORTEST = 18
_DIGIT = re.compile(r"\d")


class Span(NamedTuple):
    """Part of a message's text, from start to end (exclusive), in characters."""

    start: int
    end: int


class Quotable(NamedTuple):
    """Part of a text that may be quoted.

    `shape` is from 0 to 1; `line_count` counts its line breaks; `holds_removed` tells that personal data were removed
    from it.
    """

    span: Span
    shape: float
    holds_digit: bool
    line_count: int
    holds_removed: bool


def list_quotable(text: str, spans: Sequence[Span], placeholders: Sequence[str]) -> tuple[Quotable, ...]:
    """The parts of a text that may be quoted, from its sentences in order."""
    return tuple([_describe(text[span.start : span.end], span, placeholders) for span in _list_spans(text, spans)])


def _describe(text: str, span: Span, placeholders: Sequence[str]) -> Quotable:
    removed = bool(placeholders) and any(p.startswith("[") and p in text for p in placeholders)
    return Quotable(span, score_shape(text), _DIGIT.search(text) is not None, text.count("\n"), removed)


def _list_spans(text: str, spans: Sequence[Span]) -> list[Span]:
    """All of a short text, else runs of whole sentences."""
    if len(spans) == 1 and spans[0].end - spans[0].start <= LONGEST_SENTENCE:
        return [spans[0]]
    runs = []
    for i, first in enumerate(spans):
        last = first
        for following in spans[i + 1 :]:
            is_near = not text[last.end : following.start].strip(" \t\n\r\"'”’»)(-–—•*>:;,0123456789.")
            if following.end - first.start > LONGEST_QUOTE or not is_near:
                break
            last = following
        if last.end - first.start <= LONGEST_SENTENCE:
            runs.append(Span(first.start, last.end))
    return runs[:1] if runs and runs[0].end >= spans[-1].end else runs


def score_shape(text: str) -> float:
    """From 0 to 1, by length, by words rather than signs, and by how few of them are repeated."""
    if len(text) < _SHORTEST:
        return 0.0
    words = [w for w in WORD.findall(text) if not describe_word(w).is_laughter]
    if len(words) < 4:
        return 0.0
    if sum(map(len, words)) < 0.55 * len(text):
        return 0.0
    variety = len({w.lower() for w in words}) / len(words)
    length = min(1.0, len(words) / 11) * (1.0 if len(text) <= 200 else 0.8)
    return length * min(1.0, variety + 0.25)
