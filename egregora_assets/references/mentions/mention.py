"""What a mention of code is, and how a place that is claimed by one is kept from the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["path", "commit", "ref", "url", "issue"]
LAST_LINE = 9_999_999
COVER = "\ue000"
"""Stands for a character that is claimed: no letter, no space, no part of a name."""


@dataclass(frozen=True)
class Mention:
    """One mention: the text, and what it says about path, lines, commit, ref or number.

    Attributes:
        text: as written; of an address its clean form.
        start: where it begins; length: of the text as written, where that is not `len(text)`.
        path: with `/` between folders, without `./` and `../` before it.
        line_start, line_end: from 1.
        commit, ref: as written. Of an address with a file, `ref` holds both: `main/src/app.py`.
        pull_request: the number of a request or an issue.
        repository: `owner/name`.
        is_plain: whether it counts where no repository knows it.
        also_ref: the ref that has the same name, where it reads as a file.
    """

    kind: Kind
    text: str
    start: int
    path: str | None = None
    line_start: int | None = None
    line_end: int | None = None
    commit: str | None = None
    ref: str | None = None
    pull_request: int | None = None
    repository: str | None = None
    is_plain: bool = True
    also_ref: str | None = None
    length: int | None = None

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + (len(self.text) if self.length is None else self.length)


def cover(text: str, places: Iterable[tuple[int, int]]) -> str:
    """The text with places covered, so that nothing is found in them or across them again.

    Args:
        places: first place and the one behind the last, in order, none inside another.
    """
    pieces, at = [], 0
    for start, end in places:
        pieces += [text[at:start], COVER * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def cover_mentions(text: str, mentions: Iterable[Mention]) -> str:
    """The text with the places of mentions covered."""
    return cover(text, ((m.start, m.end) for m in mentions))


def read_lines(first: str | None, last: str | None) -> tuple[int | None, int | None]:
    """First and last line, from 1; the last only where it is not before the first."""
    start, end = int(first or 0), int(last or 0)
    if not 0 < start <= LAST_LINE:
        return None, None
    return start, end if start <= end <= LAST_LINE else None
