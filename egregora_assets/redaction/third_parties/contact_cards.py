"""Finds the names of contact cards (`.vcf` files) that a text names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from egregora_assets.redaction.detectors.prefilter import Trigger
from egregora_assets.redaction.spans import Span

_CONTACT_CARD = re.compile(r"(?P<name>[^\n/\\:*?\"<>|]{1,120})\.vcf\b", re.IGNORECASE)


def find_contact_cards(text: str, triggers: int) -> Iterator[Span]:
    """Find the names of contact cards, by place, if the text's triggers allow it."""
    if triggers & Trigger.CONTACT_CARD:
        yield from (Span(*match.span("name")) for match in _CONTACT_CARD.finditer(text))
