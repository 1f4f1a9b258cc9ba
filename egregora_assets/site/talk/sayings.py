"""Quotes of a document that can stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from egregora_assets.site.markdown import read_line

_QUOTE = re.compile(r"(?:^|\n\n)> ([^\n]+)\n>\n> [—–] \[[^\]\n]*\]\(message:([0-9a-fA-F-]{36})\)")
_SHORTEST, _LONGEST = 25, 140


def list_sayings(content: str) -> Iterator[tuple[str, str]]:
    """Message id and text of the quotes of a line that are a sentence: no address, nothing that is left out."""
    for quote in _QUOTE.finditer(content):
        text = read_line(quote[1])
        if _SHORTEST <= len(text) <= _LONGEST and "://" not in text and "[" not in text:
            yield quote[2].lower(), text
