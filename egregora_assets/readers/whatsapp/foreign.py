"""Finds what does not begin as the file's messages do, but as those of another phone: in bodies, and before the first.

Two exports may lie in one file, and phones change their formats. A line with the header of another layout begins a
piece of text that is read on its own, if its author is known or its time fits between the messages around it. Pasted
logs and lists, which look alike, stay in the message that has them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from egregora_assets.readers.whatsapp.headers import (
    DATE,
    ERA,
    MARKS,
    MAX_LINE,
    SPACES,
    WIDE_HEADERS,
    Layout,
)
from egregora_assets.readers.whatsapp.records import Records
from egregora_assets.readers.whatsapp.wordings import strip_marks

LOOSE = "loose"
"""The layout of lines with a date and an author, but without a time that can be read."""
PREAMBLE = -1
_LEVELS = frozenset(
    ["info", "debug", "trace", "warn", "warning", "error", "err", "fatal", "critical", "notice", "severe", "verbose"]
)
"""Words that logs have where headers have a name."""


_AUTHOR = rf"(?P<author>[^:\n]{{1,100}}(?=:(?:[ \r\n{MARKS}]|\Z)))"
_LIKELY = re.compile(rf"\n(?=[{MARKS}{SPACES}]*+\[?[{MARKS}]*+{ERA}\d{{1,4}}[{MARKS}{SPACES}]*+(?:[-./:年]|h))")
"""A line break in front of what may be a date or a time."""


@dataclass(frozen=True)
class Piece:
    """The end of a body, from its first line with a header of another layout on.

    Attributes:
        row: the record; `PREAMBLE` for lines before the first one.
        start: where it begins in the body, in characters.
        line: number of its first line.
        text: as written.
        author: clean name in its first line.
    """

    row: int
    start: int
    line: int
    text: str
    author: str


@cache
def _headers() -> dict[str, re.Pattern[str]]:
    """Tolerant patterns for the headers of every layout, with an author behind them, by a name of the layout."""
    close = rf"(?:[{MARKS}]*\][{MARKS}]*[{SPACES}]?|[{SPACES}][-–—][{SPACES}])"
    return {
        **{
            f"{style}{' time first' * late}": re.compile(p.pattern + _AUTHOR)
            for (style, late), p in WIDE_HEADERS.items()
        },
        LOOSE: re.compile(rf"[{MARKS}{SPACES}]*+\[?[{MARKS}]*+{DATE}[^\n\]]{{0,30}}?{close}{_AUTHOR}"),
    }


def find_pieces(records: Records, layout: Layout, people: Collection[str]) -> dict[str, list[Piece]]:
    """The pieces of a file in other layouts, by layout.

    Args:
        people: clean names of the authors.
    """
    found: dict[str, list[Piece]] = defaultdict(list)
    breaks = "\r\n" if layout.end_of_line == "\r\n" else "\n"
    for row in _list_likely_rows(records):
        body = records.bodies[row]
        first = _find_first(body, breaks, people)
        if first is not None:
            start, key, author = first
            line = int(records.lines[row]) + body.count("\n", 0, start)
            found[key].append(Piece(row, start, line, body[start:], author))
    preamble = records.rejected.preamble
    first = _find_first("\n" + preamble, "\n", people) if preamble else None
    if first is not None:
        start, key, author = first
        text = preamble[start - 1 :]
        found[key].append(Piece(PREAMBLE, start - 1, 1 + preamble.count("\n", 0, start - 1), text, author))
    return found


def _list_likely_rows(records: Records) -> Iterator[int]:
    last = -1
    for row, _ in records.bodies.find_likely_lines():
        if row != last:
            yield row
        last = row


def _find_first(body: str, breaks: str, people: Collection[str]) -> tuple[int, str, str] | None:
    """Begin, layout and author of the first line of a body that has the header of another layout."""
    for place in _LIKELY.finditer(body):
        start = place.end()
        if not body.startswith(breaks, start - len(breaks)):
            continue
        stop = body.find("\n", start, start + MAX_LINE)
        line = body[start : stop if stop >= 0 else start + MAX_LINE]
        for key, pattern in _headers().items():
            match = pattern.match(line)
            if match and (key != LOOSE or clean_name(match["author"]) in people) and may_write(match["author"]):
                return start, key, clean_name(match["author"])
    return None


def clean_name(name: str) -> str:
    """A name as `authors.clean_author` has it."""
    return re.sub(r"\s+", " ", strip_marks(name)).strip().removeprefix("~").strip()


def may_write(name: str) -> bool:
    """Whether a word can be somebody's name: no level of a log, not of small letters and signs alone."""
    bare = clean_name(name).strip(f"[]()<>{SPACES}")
    if not bare or bare.casefold() in _LEVELS:
        return False
    is_plain = bare.isascii() and bare == bare.lower()
    return not (is_plain and any(c.isalpha() for c in bare) and any(c in "._/[]()=" for c in bare))
