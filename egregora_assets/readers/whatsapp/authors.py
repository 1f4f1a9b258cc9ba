"""Finds the authors of records: cleans names, keeps names with a colon, and finds notices that only look authored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from egregora_assets.language.folding import fold_phrase
from egregora_assets.readers.whatsapp.colons import RARE, NamesWithColon, find_bare_colons, join_author
from egregora_assets.readers.whatsapp.headers import Layout
from egregora_assets.readers.whatsapp.records import Records
from egregora_assets.readers.whatsapp.vocabulary import is_notice_text, is_sentence, load_vocabulary
from egregora_assets.readers.whatsapp.wordings import strip_marks

_SPACES = re.compile(r"\s+")


def clean_author(name: str) -> str:
    """A name without marks, with plain single spaces and without the `~` of an unsaved contact."""
    return _SPACES.sub(" ", strip_marks(name)).strip().removeprefix("~").strip()


def resolve_authors(records: Records, layout: Layout) -> list[str | None]:
    """The clean name of each distinct author; None for notices.

    Changes the records: text before the colon of a notice returns to its body, names with a colon become complete, and
    authors without a blank behind the colon are found.
    """
    find_bare_colons(records, layout, clean_author)
    counts = np.bincount(records.authors, minlength=len(records.distinct_authors))
    names: list[str | None] = [None if a is None else clean_author(a) or None for a in records.distinct_authors]
    rows = RowsByAuthor(records.authors, len(names))
    if layout.style == "dash":
        for code in _find_notices(names, counts):
            _prepend(records, code, rows.find(code))
            names[code] = None
    NamesWithColon(records, names, layout, rows.find, clean_author).grow()
    return names


class RowsByAuthor:
    """The rows of each author, by one sort, because a file may have as many authors as lines."""

    def __init__(self, authors: npt.NDArray[np.int32], count: int) -> None:
        self._authors, self._count = authors, count

    @cached_property
    def _rows(self) -> npt.NDArray[np.intp]:
        return np.argsort(self._authors, kind="stable")

    @cached_property
    def _starts(self) -> npt.NDArray[np.intp]:
        codes = np.arange(self._count + 1, dtype=self._authors.dtype)
        return np.searchsorted(self._authors[self._rows], codes)

    def find(self, code: int) -> list[int]:
        """The rows of an author, in file order."""
        rows: list[int] = self._rows[self._starts[code] : self._starts[code + 1]].tolist()
        return rows


def _find_notices(names: Sequence[str | None], counts: npt.NDArray[np.int64]) -> list[int]:
    """Codes of authors that are the first words of a notice."""
    known = {n for n in names if n is not None and not is_notice_text(n)}
    return [
        code
        for code, name in enumerate(names)
        if name is not None and (name not in known or (counts[code] <= RARE and _is_action(name, known)))
    ]


def _is_action(name: str, known: set[str]) -> bool:
    """Whether it says what somebody did: a sentence, or a known author's name and a verb of notices."""
    if is_sentence(name) or fold_phrase(name).startswith(load_vocabulary().notices.sentences):
        return True
    for at in (m.start() for m in re.finditer(" ", name)):
        if name[:at] in known and name[at + 1 :].split(" ", 1)[0].casefold() in load_vocabulary().notices.verbs:
            return True
    return False


def _prepend(records: Records, code: int, rows: Sequence[int]) -> None:
    for row in rows:
        records.bodies[row] = join_author(records.distinct_authors[code], records.bodies[row])
