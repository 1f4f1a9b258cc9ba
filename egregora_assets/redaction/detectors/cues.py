"""Finds the words that announce a value ("passport", "código"), and skips what stands between word and value."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import product
from typing import NamedTuple

import ahocorasick_rs

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.redaction.detectors.patterns import Pattern

NOTHING = "nothing"
"""The kind of what announces no value, though a word in it does ("error code")."""
VEHICLE = "vehicle"
"""The kind of words for vehicles and their makes: plates stand near them, not behind them."""
_NEVER_GLUED = frozenset(("birth_date", "vehicle"))
"""Kinds whose words announce nothing where digits touch them, as in a tag (`#niver15`)."""
_TAIL_OF_A_NAME = re.compile(r"\d{1,3}(?!\d)")
"""Digits right behind a word for passwords make a name with it: `password123`."""
_SHORT_CUE = 2
"""Letters of a cue that are part of a code where digits touch them: `PW3102`."""
_MOST_FILLERS = 8
_FARTHEST = 60
_LONGEST_ENDING = 8
_LONGEST_FILLER = 14
_NUMBER_ENDING = "nummer"
_BROKEN_LINE = re.compile(r"\s+([|_])")
_SIGNS = frozenset(" \t:=#-({\"'*~>《「『【、")
_OPENING = frozenset(":=")
_COPULAS = frozenset(
    "is are was s e es ist lautet est c era foi ta to jest hai er ar 是 为 は 는 은 это هو هي है".split()  # noqa: SIM905
)


class Entry(NamedTuple):
    """A phrase that announces a value.

    Args:
        words: folded.
        is_open: whether a word of the text may go on behind it.
        is_anywhere: whether it counts inside a word, as in scripts without capitals, some of which have no spaces.
        is_capital: whether it must be written in capitals.
    """

    kind: str
    words: tuple[str, ...]
    is_open: bool
    is_anywhere: bool
    is_capital: bool


class Cue(NamedTuple):
    """Where a text announces a value, and of which kind."""

    start: int
    end: int
    kind: str


class Gap(NamedTuple):
    """What stands between a cue and its value.

    Args:
        end: where the value begins.
        has_sign: whether a colon or an equals sign stands in it.
        is_said: whether a word such as "is" or a sign does.
    """

    end: int
    has_sign: bool
    is_said: bool


@cache
def _read_tables() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = tomllib.loads(
        resources.files(__package__).joinpath("announcing_words.toml").read_text("utf-8")
    )
    return tables


@cache
def read_entries() -> tuple[Entry, ...]:
    """The phrases of `announcing_words.toml`, each once a kind."""
    return tuple(
        dict.fromkeys(
            _make_entry(kind, spelled)
            for kind, rows in _read_tables().items()
            if kind != "fillers"
            for listed in rows.values()
            for word in _BROKEN_LINE.sub(r"\1", listed).split()
            for spelled in _expand(word)
        )
    )


def _expand(word: str) -> Iterator[str]:
    """Every spelling of an entry with alternatives: `door|gate_code` is `door code` and `gate code`.

    Words that end in `nummer` end in `nr`, too.
    """
    for parts in product(*(part.split("|") for part in word.split("_"))):
        spelled = " ".join(parts)
        yield spelled
        if spelled.endswith(_NUMBER_ENDING) and spelled != _NUMBER_ENDING:
            yield f"{spelled.removesuffix(_NUMBER_ENDING)}nr"


def _make_entry(kind: str, spelled: str) -> Entry:
    bare = spelled.rstrip("*")
    first = next(c for c in bare if c.isalpha())
    is_anywhere = first.lower() == first.upper()
    return Entry(kind, tuple(fold_in_place(bare).split()), bare != spelled, is_anywhere, bare.isupper())


def list_patterns(entry: Entry) -> tuple[str, ...]:
    """What to search for in folded text that begins and ends with a space: with one space or two between words."""
    spelled = dict.fromkeys(
        (" ".join(entry.words), "  ".join(entry.words), "  ".join((entry.words[0], " ".join(entry.words[1:]))).rstrip())
    )
    before, after = ("", "") if entry.is_anywhere else (" ", "" if entry.is_open else " ")
    return tuple(f"{before}{words}{after}" for words in spelled)


@cache
def _build_automaton() -> tuple[ahocorasick_rs.AhoCorasick, tuple[list[Entry], ...]]:
    patterns: dict[str, list[Entry]] = {}
    for entry in read_entries():
        for pattern in list_patterns(entry):
            patterns.setdefault(pattern, []).append(entry)
    return ahocorasick_rs.AhoCorasick(list(patterns)), tuple(patterns.values())


@cache
def _read_fillers() -> frozenset[str]:
    return frozenset(word for words in _read_tables()["fillers"].values() for word in fold_in_place(words).split())


def find_cues(text: str, folded: str) -> list[Cue]:
    """Find where a text announces values, by place; of two phrases of which one holds the other, the longer one.

    Args:
        text: from `asciify`; folded: the same from `fold_in_place`.
    """
    automaton, entries = _build_automaton()
    padded = f" {folded} "
    found: list[Cue] = []
    for number, start, end in automaton.find_matches_as_indexes(padded, overlapping=True):
        for entry in entries[number]:
            first = start - 1 + (not entry.is_anywhere)
            last = end - 1 - (not entry.is_anywhere and not entry.is_open)
            is_short = last - first <= _SHORT_CUE and not entry.is_anywhere
            is_glued = (is_short or entry.kind in _NEVER_GLUED) and text[last : last + 1].isdigit()
            is_glued = is_glued or (entry.kind == "secret" and _TAIL_OF_A_NAME.match(text, last) is not None)
            is_glued = is_glued or any(map(str.isdigit, text[first - is_short * bool(first) : last]))
            if not is_glued and (not entry.is_capital or text[first:last].isupper()):
                found.append(Cue(first, _end_of_word(text, last) if entry.is_open else last, entry.kind))
    outermost: list[Cue] = []
    for cue in sorted(set(found), key=lambda c: (c.start, -c.end, c.kind)):
        is_alike = bool(outermost) and cue[:2] == outermost[-1][:2]
        if is_alike or not outermost or cue.end > outermost[-1].end:
            outermost.append(cue)
    return outermost


def _end_of_word(text: str, place: int) -> int:
    while place < len(text) and text[place].isalpha():
        place += 1
    return place


def skip_gap(text: str, folded: str, cue: Cue, ends_at_sign: bool = False) -> Gap:
    """What stands between a cue and its value: endings of its word, signs and small words such as "is" or "of the".

    Args:
        ends_at_sign: whether any word behind a colon or an equals sign is the value.
    """
    place, has_sign, is_said = cue.end, False, False
    last = min(len(text), place + _LONGEST_ENDING)
    while place < last and not text[place].isascii() and text[place].isalpha():
        place, is_said = place + 1, True
    if text[place : place + 1] == ".":
        place += 1
    for _ in range(_MOST_FILLERS):
        while place < len(text) and _is_sign(text, place, has_sign, ends_at_sign):
            has_sign = has_sign or text[place] in _OPENING
            place += 1
        if has_sign and ends_at_sign:
            break
        end = place
        while end < len(text) and end - place <= _LONGEST_FILLER and folded[end] != " ":
            end += 1
        word = folded[place:end]
        if word not in _read_fillers() or _is_initial(text, place, end):
            break
        is_said = is_said or word in _COPULAS
        place = end
        if text[place : place + 1] in (".", "º", "°", "'"):
            place += 1
    return Gap(place, has_sign, is_said or has_sign)


def _is_sign(text: str, place: int, has_sign: bool, ends_at_sign: bool) -> bool:
    """Whether a sign may stand before a value; a square bracket only before a digit: it begins placeholders, too."""
    character = text[place]
    if character == "[":
        return text[place + 1 : place + 2].isdigit()
    if character == "?":
        return ends_at_sign and text[place + 1 : place + 2] == " "
    is_underscore = character == "_" and not ends_at_sign
    return character in _SIGNS or is_underscore or (has_sign and character == "\n")


def _is_initial(text: str, place: int, end: int) -> bool:
    """Whether what reads like a small word is a letter of the value: `E1234`, `RG M 12.345`."""
    after = text[end : end + 1]
    return after.isalnum() or (end - place == 1 and text[place].isupper() and text[end + 1 : end + 2].isdigit())


_FAR = Pattern(
    r"(?i)^[^\n:=,.;!?\"\d]{1,40}?(?:(?P<sign>[ \t]?[:=])\s*|[ \t]-[ \t]|"
    r"\s(?:c'est|est|was|era|is|es|e|ist|lautet|est|hai|zijn|jest|это|هو|هي)[ \t]+)"
)


def find_far_value(text: str, place: int) -> tuple[int, bool] | None:
    """Where a value begins behind words that say what it is for ("the password of the back house is …").

    Returns: the place, and whether a colon or an equals sign stands before it; None where neither follows.
    """
    match = _FAR.match(text[place : place + _FARTHEST])
    return None if match is None else (place + match.end(), bool(match["sign"]))


def find_value_before(text: str, folded: str, cue: Cue, reach: int = 60) -> tuple[int, int] | None:
    """Where the words end that may be a value before a cue ("4471 is the door code"): a span up to the "is".

    Args:
        reach: how many characters before the cue are read.
    """
    first = max(0, cue.start - reach)
    place = cue.start
    for _ in range(_MOST_FILLERS):
        while place > first and text[place - 1] in " \t'":
            place -= 1
        start = place
        while start > first and folded[start - 1] != " ":
            start -= 1
        word = folded[start:place]
        if word in _COPULAS and word != "s":
            return first, start
        if start == first or word not in _read_fillers():
            return None
        place = start
    return None
