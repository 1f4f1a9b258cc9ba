"""What a detector reports."""

from __future__ import annotations

from dataclasses import dataclass

from egregora_assets.redaction.spans import Span


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
