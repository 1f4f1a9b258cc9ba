"""Whose a notice is: it begins with the name of who acted, or it is what they wrote, read as a notice once.

Opt-out and erasure take such notices away with a person's messages.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from egregora_assets.language.folding import fold_display_name

_HIDDEN_LENGTH = 80
"""Marks and blanks that may stand in and before a name without being part of it."""
_BEGINS_RECORD = re.compile(r"[\W_]*\d{1,4}[./:年-]\d|\{")
"""What a line begins with that is a record of its own."""
_SPACED = re.compile(r"[0-9a-z\u00c0-\u024f\u0370-\u04ff\u0531-\u058f\u10a0-\u10ff]")
"""Letters of scripts that put spaces between words, and digits."""


class NamesInFront:
    """Finds with which of some names a text begins; the longest counts.

    Args:
        names: as exports have them.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {fold_display_name(name): name for name in sorted(names, reverse=True)}
        self._names.pop("", None)
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)
        self._window = (self._lengths[0] if self._lengths else 0) + _HIDDEN_LENGTH

    def find(self, text: str) -> str | None:
        """The name that a text begins with, as a word or several; None for none."""
        folded = fold_display_name(text[: self._window])
        for length in self._lengths:
            name = self._names.get(folded[:length])
            if name is not None and length <= len(folded) and not _goes_on(folded, length):
                return name
        return None


def _goes_on(text: str, place: int) -> bool:
    """Whether a word goes on at a place."""
    return place < len(text) and _SPACED.match(text[place]) is not None and _SPACED.match(text[place - 1]) is not None


def find_own_notices(
    authors: Sequence[str | None], texts: Sequence[str], names: Collection[str], others: Iterable[str]
) -> list[int]:
    """The notices of one conversation that belong to some people.

    Args:
        authors: the name of each message's author, None for notices; texts: likewise.
        names: of the people, as exports have them.
        others: of those who take part besides.

    Returns: places of messages, in order.
    """
    known = frozenset(names)
    front = NamesInFront([*names, *others])
    said = {text.strip() for author, text in zip(authors, texts, strict=True) if author in known} - {""}
    return [
        place
        for place, (author, text) in enumerate(zip(authors, texts, strict=True))
        if author is None and (text.strip() in said or front.find(text) in known)
    ]


def find_own_lines(numbers: Sequence[int], texts: Sequence[str], names: Collection[str]) -> list[int]:
    """The lines that could not be read and may be some people's: those that name them, and what follows in the record.

    Args:
        numbers: of the lines of one export, in order; texts: likewise.
        names: of the people, as exports have them.

    Returns: places of lines, in order.
    """
    wanted = {fold_display_name(name) for name in names} - {""}
    found: list[int] = []
    for place, (number, text) in enumerate(zip(numbers, texts, strict=True)):
        folded = fold_display_name(text)
        is_more = bool(found) and found[-1] == place - 1 and numbers[place - 1] == number - 1
        if any(_stands_in(name, folded) for name in wanted) or (is_more and not _BEGINS_RECORD.match(folded)):
            found.append(place)
    return found


def _stands_in(name: str, text: str) -> bool:
    """Whether a name stands in a text as a word or several."""
    at = text.find(name)
    while at >= 0:
        if not _goes_on(text, at + len(name)) and not (at and _goes_on(text, at)):
            return True
        at = text.find(name, at + 1)
    return False
