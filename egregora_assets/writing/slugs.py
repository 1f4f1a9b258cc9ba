"""Addresses of documents: ASCII, short, unique, and fixed once given."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from egregora_assets.language.folding import fold_word

_WORDS = re.compile(r"[a-z0-9]+")
_LONGEST = 60


def make_slug(text: str) -> str:
    """The text's words in lower-case ASCII with hyphens, at most 60 characters, whole words; may be empty."""
    slug = ""
    for word in _WORDS.findall(fold_word(text).replace("'", "")):
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > _LONGEST:
            break
        slug = longer
    return slug or "".join(_WORDS.findall(fold_word(text)))[:_LONGEST]


def make_dated_slug(moment: datetime, text: str) -> str:
    """The day, then the words: `2024-01-08-deposit-and-keys`."""
    words = make_slug(text)
    date = f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}"
    return f"{date}-{words}" if words else date


def make_unique_slug(wanted: str, taken: Collection[str]) -> str:
    """The wanted slug, or the first of `-2`, `-3`, … that is not taken."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
