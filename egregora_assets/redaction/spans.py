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


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter, digit or underscore touches a span."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")


def lower_keeping_length(text: str) -> str:
    """The text in lower case where that keeps its length, so that offsets hold; else the text itself."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text
