"""Spans of a text, in code points; the end is exclusive."""

from __future__ import annotations

from dataclasses import dataclass


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
    """Whether no letter, digit or underscore touches a span."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")


def lower_keeping_length(text: str) -> str:
    """The text in lower case where that keeps its length, so that offsets hold; else the text itself."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text
