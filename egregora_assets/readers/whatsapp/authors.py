"""Finds the authors of records: cleans names, keeps names with a colon, and finds notices that only look authored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from egregora_assets.readers.whatsapp.headers import Layout
from egregora_assets.readers.whatsapp.records import Records
from egregora_assets.readers.whatsapp.vocabulary import is_notice_text, is_sentence, load_vocabulary
from egregora_assets.readers.whatsapp.wordings import strip_marks

_SPACES = re.compile(r"\s+")
_NAME_WITH_COLON = re.compile(r"[^\n:]{1,40}: ")
_BARE_COLON = re.compile(r"[^:\r\n]{1,100}:")
RARE = 2
"""A possible author that reads like a sentence is a notice if it occurs at most this often."""


def clean_author(name: str) -> str:
    """A name without marks, with plain single spaces and without the `~` of an unsaved contact."""
    return _SPACES.sub(" ", strip_marks(name)).strip().removeprefix("~").strip()


def resolve_authors(records: Records, layout: Layout) -> list[str | None]:
    """The clean name of each distinct author; None for notices.

    Changes the records: text before the colon of a notice returns to its body, names with a colon become complete, and
    authors without a space behind the colon (brackets only) are found.
    """
    if layout.style == "bracket":
        _find_bare_colons(records)
    counts = np.bincount(records.authors, minlength=len(records.distinct_authors))
    names: list[str | None] = [None if a is None else clean_author(a) or None for a in records.distinct_authors]
    rows = RowsByAuthor(records.authors, len(names))
    if layout.style == "dash":
        for code in _find_notices(names, counts):
            _prepend(records, code, rows.find(code))
            names[code] = None
    _grow_names(records, names, rows)
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
    if is_sentence(name):
        return True
    for at in (m.start() for m in re.finditer(" ", name)):
        if name[:at] in known and name[at + 1 :].split(" ", 1)[0].casefold() in load_vocabulary().notices.verbs:
            return True
    return False


def _prepend(records: Records, code: int, rows: Sequence[int]) -> None:
    for row in rows:
        body = records.bodies[row]
        records.bodies[row] = (
            f"{records.distinct_authors[code]}:{'' if body[:1] in ('', chr(10), chr(13)) else ' '}{body}"
        )


def _grow_names(records: Records, names: list[str | None], rows_by_author: RowsByAuthor) -> None:
    """Extends names: if all bodies of an author (at least two) begin with the same `word: `, it is part of the name."""
    codes, rows_of_codes = np.unique(records.authors, return_index=True)
    firsts = dict(zip(codes.tolist(), rows_of_codes.tolist(), strict=True))
    for code, name in enumerate(names):
        prefix = _NAME_WITH_COLON.match(records.bodies[firsts[code]]) if name is not None and code in firsts else None
        if prefix is None:
            continue
        rows = rows_by_author.find(code)
        if len(rows) < 2 or not all(records.bodies[r].startswith(prefix[0]) for r in rows):
            continue
        for row in rows:
            records.bodies[row] = records.bodies[row][prefix.end() :]
        names[code] = clean_author(f"{name}: {prefix[0][:-2]}")


def _find_bare_colons(records: Records) -> None:
    """Finds known authors before a colon without a space, in bracketed records without an author."""
    if None not in records.distinct_authors:
        return
    known = {clean_author(a): code for code, a in enumerate(records.distinct_authors) if a is not None}
    for row in np.flatnonzero(records.authors == records.distinct_authors.index(None)).tolist():
        found = _BARE_COLON.match(records.bodies[row])
        code = known.get(clean_author(found[0][:-1])) if found else None
        if found and code is not None:
            records.authors[row] = code
            records.bodies[row] = records.bodies[row][found.end() :]
