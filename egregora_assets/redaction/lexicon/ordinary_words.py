"""Words that are not names, though names are spelled like them, and places that hold a name: *San Diego*.

Words are folded. In lower case an ordinary word is left alone; capitalised it is taken for the person (`names.judging`
has the rule). A name that is missing here is hidden in every spelling, which is the safe side.
"""

from __future__ import annotations

from functools import cache, lru_cache

from egregora_assets.language.files import load_languages
from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.lexicon.word_files import list_languages, read_lines, read_words


@lru_cache(maxsize=16)
def load_ordinary_words(language: str | None) -> frozenset[str]:
    """The ordinary words of a language that are also names; of all languages of the project where it is none of them.

    A language without a list has no such words, so that its names are hidden in every spelling.
    """
    known = load_languages()
    codes = {language} if language in known else set(known)
    return frozenset().union(
        *(read_words(f"ordinary_words.{code}") for code in codes & list_languages("ordinary_words"))
    )


@cache
def list_places() -> tuple[str, ...]:
    """The names of the places, in lower case."""
    return tuple(read_lines("place_names"))


@cache
def fold_places() -> frozenset[str]:
    """The folded names of the places, words separated by a space."""
    return frozenset(" ".join(fold_words(place)) for place in list_places())
