"""What a detector reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """A piece of personal data in a text.

    Args:
        start, end: its span in code points.
        kind: one of the contract's `PII_TYPES`.
        value: what it is, whatever its spelling: two findings of one kind with one value are the same thing.
        kept: what of the span may stay, before the placeholder (a link's host and clean path).
    """

    start: int
    end: int
    kind: str
    value: str
    kept: str = ""


def is_free(text: str, start: int, end: int) -> bool:
    """Whether a span stands by itself: no letter, digit or underscore touches it."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")
