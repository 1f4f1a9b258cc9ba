"""Colons that do not end a name, and names that go on behind one.

A blank behind the colon may be missing (`Name:text`), and a name may hold a colon (`Site: Name: text`). Neither may let
a name pass for a text: texts are published, names are not.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np

from egregora_assets.readers.whatsapp.headers import Layout
from egregora_assets.readers.whatsapp.records import Records
from egregora_assets.readers.whatsapp.vocabulary import is_notice_text, is_sentence, load_vocabulary
from egregora_assets.readers.whatsapp.wordings import FRONT_MARKS

RARE = 2
"""What looks like an author, but with a text in it, occurs at most this often."""
_BARE_COLON = re.compile(r"[^:\r\n]{1,100}:")
_GROWN = re.compile(r"([^\n:]{1,40}): ")
_LOOK_GROWN = r"^[^\n:]{1,40}: "
_MENTIONED = re.compile("@\u2068([^\u2069\n]{1,100})\u2069")
_LEAST_ALIKE, _LEAST_ALL, _LEAST_ADDRESSED = 2, 3, 3
_MARKS = frozenset(FRONT_MARKS)
_MAX_ROWS, _MAX_FRONT = 200, 100
_MAX_TOLD, _MAX_COLONS, _MAX_WORDS = 500, 4, 4
_ADDRESSES = frozenset(["http", "https", "ftp", "mailto", "www"])
Clean = Callable[[str], str]
FindRows = Callable[[int], list[int]]


def find_bare_colons(records: Records, layout: Layout, clean: Clean) -> None:
    """Finds authors before a colon without a blank; the records are changed.

    Those are known authors, and whatever else can be a name: not an address, a time or the beginning of a notice.
    """
    known = _index_plain_authors(records, clean)
    if None in records.distinct_authors:
        nobody = records.distinct_authors.index(None)
        for row in np.flatnonzero(records.authors == nobody).tolist():
            body = records.bodies[row]
            found = _BARE_COLON.match(body)
            name = clean(found[0][:-1]) if found else ""
            if found and (name in known or may_be_name(name, body[found.end() :], layout)):
                records.authors[row] = _add_author(records, known, name, found[0][:-1])
                records.bodies[row] = body[found.end() :]
    _split_authors(records, layout, known, clean)


def may_be_name(name: str, behind: str, layout: Layout) -> bool:
    """Whether what stands before a colon without a blank can be a name.

    Args:
        behind: what follows the colon.
    """
    if not name or name.casefold() in _ADDRESSES or behind.startswith("//") or behind[:1] in FRONT_MARKS:
        return False
    is_time = name[-1].isdigit() and behind[:1].isdigit()
    if is_time or (not any(c.isalpha() for c in name) and not name.startswith("+")):
        return False
    words = name.split(" ")
    acts = any(w.casefold() in load_vocabulary().notices.strong for w in words[1:])
    return layout.style != "dash" or not (acts or is_notice_text(name) or is_sentence(name))


def _index_plain_authors(records: Records, clean: Clean) -> dict[str, int]:
    """The codes of authors without a colon, by clean name."""
    plain = ((clean(a), code) for code, a in enumerate(records.distinct_authors) if a is not None and ":" not in a)
    return {name: code for name, code in plain if name}


def _add_author(records: Records, known: dict[str, int], name: str, written: str) -> int:
    """The code of an author; a new one, where there is none."""
    code = known.get(name)
    if code is None:
        code = known[name] = len(records.distinct_authors)
        records.distinct_authors.append(written)
    return code


def _split_authors(records: Records, layout: Layout, known: dict[str, int], clean: Clean) -> None:
    """Divides what passes for an author, but has a text behind a colon in it: `Name:see this: that`."""
    fronts: dict[str, list[int]] = defaultdict(list)
    counts = np.bincount(records.authors, minlength=len(records.distinct_authors))
    for code, author in enumerate(records.distinct_authors):
        if author is not None and ":" in author and counts[code] <= RARE:
            front = clean(author.partition(":")[0])
            if front in known or may_be_name(front, author.partition(":")[2], layout):
                fronts[front].append(code)
    targets = {
        code: front for front, codes in fronts.items() if front in known or len(codes) >= _LEAST_ALIKE for code in codes
    }
    if not targets:
        return
    for row in np.flatnonzero(np.isin(records.authors, list(targets))).tolist():
        code = int(records.authors[row])
        written, _, rest = str(records.distinct_authors[code]).partition(":")
        records.bodies[row] = join_author(rest, records.bodies[row])
        records.authors[row] = _add_author(records, known, targets[code], written)


def join_author(author: str | None, body: str) -> str:
    """The text of a record whose author is part of it."""
    return f"{author}:{'' if body[:1] in ('', chr(10), chr(13)) else ' '}{body}"


class NamesWithColon:
    """Finds names that go on behind a colon, among the beginnings of bodies.

    Such a name is certain if every body of an author begins with a word and a colon and some of these words repeat (or
    there are at least three), unless people speak to each other so; or if a notice or a mention has it.

    Args:
        records: with authors that have been found.
        names: clean name of each distinct author; None for notices.
        find_rows: the rows of an author.
        clean: makes a name clean.
    """

    def __init__(
        self, records: Records, names: list[str | None], layout: Layout, find_rows: FindRows, clean: Clean
    ) -> None:
        self._records, self._names, self._find_rows, self._clean = records, names, find_rows, clean
        self._is_dash = layout.style == "dash"
        self._marked: list[str] = []
        self._endings: dict[int, dict[str, list[int]]] = {}
        self._rows: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row, body in records.bodies.match(_LOOK_GROWN):
            code = int(records.authors[row])
            found = _GROWN.match(body) if names[code] is not None else None
            if found:
                self._rows[code][found[1]].append(row)
                if body[found.end() : found.end() + 1] in _MARKS:
                    self._marked.append(body[found.end() :])

    def grow(self) -> None:
        """Completes the names; records and names are changed."""
        counts = np.bincount(self._records.authors, minlength=len(self._names))
        people = {name for name in self._names if name is not None}
        told = self._find_told()
        are_addressed = self._count_addressed(people) >= _LEAST_ADDRESSED
        for code, prefixes in self._rows.items():
            is_whole = sum(map(len, prefixes.values())) == counts[code] and not are_addressed
            certain = prefixes if is_whole and self._are_names(prefixes, people) else told.get(code, ())
            for prefix in certain:
                self._take(code, prefix, prefixes[prefix])

    def _count_addressed(self, people: Collection[str]) -> int:
        """How many bodies begin with somebody's name and a colon: people who speak so to each other."""
        all_rows = (item for prefixes in self._rows.values() for item in prefixes.items())
        return sum(len(rows) for prefix, rows in all_rows if self._clean(prefix) in people)

    def _are_names(self, prefixes: dict[str, list[int]], people: Collection[str]) -> bool:
        """Whether the words with which all bodies of an author begin are parts of names."""
        count = sum(map(len, prefixes.values()))
        if any(self._clean(prefix) in people for prefix in prefixes):  # they speak to each other
            return False
        if len(prefixes) == 1:
            return count >= _LEAST_ALIKE
        are_names = all(p[:1].isupper() and not any(c.isdigit() for c in p) for p in prefixes)
        return count >= _LEAST_ALL and are_names

    def _find_told(self) -> dict[int, list[str]]:
        """The words that notices or mentions show as parts of names, by author."""
        told: dict[int, list[str]] = defaultdict(list)
        named = {name for text in self._list_told() for name in _list_names(text)} if self._rows else set()
        for code, prefixes in self._rows.items():
            for prefix in prefixes:
                is_named = f"{self._names[code]}: {self._clean(prefix)}" in named
                if is_named or prefix in self._find_endings(code):
                    told[code].append(prefix)
        return told

    def _find_endings(self, code: int) -> dict[str, list[int]]:
        """The rows of an author that are the end of a notice: a part of a name, and what was done; by that part."""
        if code not in self._endings:
            found = self._endings[code] = defaultdict(list)
            for row in self._find_rows(code)[:_MAX_ROWS] if self._is_dash else ():
                for front in _list_fronts(self._records.bodies[row]):
                    found[front].append(row)
        return self._endings[code]

    def _list_told(self) -> Iterator[str]:
        """What is told of people: notices, mentions, and what a mark follows behind a name."""
        records = self._records
        is_notice = np.array([name is None for name in self._names], np.bool_)
        notices = (records.bodies[row] for row in np.flatnonzero(is_notice[records.authors]).tolist())
        yield from (self._clean(text) for text in itertools.chain(notices, self._marked) if ": " in text)
        for _, body in records.bodies.search(("@\u2068".encode(), 1)):
            yield from map(self._clean, _MENTIONED.findall(body))

    def _take(self, code: int, prefix: str, rows: Sequence[int]) -> None:
        """Makes a prefix part of the name, and notices about that name whole again."""
        records, name = self._records, f"{self._names[code]}: {prefix}"
        for row in self._find_endings(code).get(prefix, ()):
            records.bodies[row] = join_author(records.distinct_authors[code], records.bodies[row])
            records.authors[row] = self._nobody()
        new = len(self._names)
        self._names.append(self._clean(name))
        records.distinct_authors.append(name)
        for row in rows:
            records.bodies[row] = records.bodies[row][len(prefix) + 2 :]
            records.authors[row] = new

    def _nobody(self) -> int:
        """The code of notices."""
        if None not in self._names:
            self._names.append(None)
            self._records.distinct_authors.append(None)
        return self._names.index(None)


def _list_names(text: str) -> Iterator[str]:
    """What may be names with a colon in a text that tells of people: a few words on both sides of a colon."""
    pieces = text[:_MAX_TOLD].split(": ", _MAX_COLONS)
    for before, behind in itertools.pairwise(pieces):
        left, right = before.split(" ")[-_MAX_WORDS:], behind.split(" ", _MAX_WORDS)[:_MAX_WORDS]
        fronts = [" ".join(left[place:]) for place in range(len(left))]
        backs = [" ".join(right[:count]).rstrip('.,:;!?"”“»') for count in range(1, len(right) + 1)]
        yield from (f"{front}: {back}" for front in fronts for back in backs)


def _list_fronts(body: str) -> Iterator[str]:
    """What may be the end of a name in the end of a notice: the words before a verb of notices."""
    words, verbs = body[:_MAX_FRONT].split(" ", 5), load_vocabulary().notices
    for place, word in enumerate(words[1:5], 1):
        if word.rstrip(".").casefold() in (verbs.verbs if place == len(words) - 1 else verbs.strong):
            yield " ".join(words[:place])
