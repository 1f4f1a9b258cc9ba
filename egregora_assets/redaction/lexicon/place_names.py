"""Places that hold a person's name: *San Diego*, *Virginia Beach*."""

from __future__ import annotations

from functools import cache

from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.lexicon.word_files import read_lines


@cache
def list_places() -> tuple[str, ...]:
    """The names of the places, in lower case."""
    return tuple(read_lines("place_names"))


@cache
def fold_places() -> frozenset[str]:
    """The folded names of the places, words separated by a space."""
    return frozenset(" ".join(fold_words(place)) for place in list_places())
