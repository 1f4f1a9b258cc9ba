"""Detects which of three layouts a file has, and builds a narrow pattern for the headers of its messages.

A tolerant pattern detects the layout in the first lines. What it found there (separators, joiners, clock) becomes a
narrow pattern for the whole file: the tolerant one is slow, and would take ordinary text for headers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from egregora_assets.language.folding import fold_clock_word
from egregora_assets.readers.whatsapp.clock_words import load_joiners, load_parts

MARKS = "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff"
SPACES = " \u00a0\u202f\u2009\u2007\u200a"
SAMPLE_LINES = 600
SAMPLE_CHARACTERS = 1 << 20
MAX_LINE = 400
MAX_ODD_LINES = 200_000
RARE_DATES = 5
"""Of so many headers at least one has a date written in the file's way."""

Style = Literal["bracket", "dash", "colon"]

ERA = "(?:[RHSrhs]|令和|平成|昭和|民[國国] ?)?"
DATE = (
    rf"(?:{ERA}\d{{1,4}}[{MARKS}]*(?P<sep>[./\-]) ?[{MARKS}]*[{SPACES}]?\d{{1,2}}"
    rf"[{MARKS}]*(?P=sep)[{MARKS}]*[{SPACES}]?{ERA}\d{{1,4}}"
    rf"|{ERA}\d{{1,4}}年\d{{1,2}}月\d{{1,2}}日?)"
)
_TIME = (
    rf"\d{{1,2}}[{MARKS}]*(?:[:.]|[{SPACES}]?h[{SPACES}]?)[{MARKS}]*\d{{2}}"
    rf"(?:[{MARKS}]*[:.][{MARKS}]*\d{{2}}|[{SPACES}]min[{SPACES}]\d{{1,2}}[{SPACES}]s)?"
)
_MID = r"[^\d\n\r\[\]]{1,28}"
_POST = r"[^\d\n\r\[\]:]{0,24}?"
_OPEN = {"bracket": rf"[{MARKS}{SPACES}]*\[[{MARKS}]*", "dash": rf"[{MARKS}]*", "colon": rf"[{MARKS}]*"}
_CLOSE = {
    "bracket": rf"[{MARKS}]*\][{MARKS}]*[{SPACES}]?",
    "dash": rf"[{MARKS}]*[{SPACES}][{MARKS}]*[-–—][{MARKS}]*[{SPACES}]",
    "colon": r": ",
}


@dataclass(frozen=True)
class Layout:
    """The format of message headers in one file.

    Attributes:
        style: brackets (iOS), dash (Android) or colon (iOS before 2016).
        is_time_first: the time stands before the date.
        end_of_line: ends a record; in a bracketed file with CRLF, a bare LF is a line break inside a message.
        header: three groups: opening, date, clock with everything up to author or body; with the time first, date and
            clock are swapped.
        odd_words: words beside the clock that no table knows, but that the file repeats.
        has_zero_padding, is_upper_case: formats of days and of AM/PM, evidence for the date order.
    """

    style: Style
    is_time_first: bool
    end_of_line: str
    header: re.Pattern[str]
    odd_words: frozenset[str]
    separator: str
    has_zero_padding: bool
    is_twelve_hour: bool
    is_upper_case: bool

    @property
    def groups(self) -> tuple[int, int, int]:
        """The numbers of the groups for opening, date and clock."""
        return (1, 3, 2) if self.is_time_first else (1, 2, 3)

    @property
    def platform(self) -> str:
        """The phone system with this layout."""
        return "android" if self.style == "dash" else "ios"


def _compile_wide(style: Style, is_time_first: bool) -> re.Pattern[str]:
    stamp = (
        rf"(?P<time>{_TIME}(?P<post>{_MID}))(?P<date>{DATE})(?P<mid>{_POST})"
        if is_time_first
        else rf"(?P<date>{DATE})(?P<mid>{_MID})(?P<time>{_TIME})(?P<post>{_POST})"
    )
    return re.compile(rf"{_OPEN[style]}{stamp}{_CLOSE[style]}")


_STYLES: tuple[Style, ...] = ("bracket", "dash", "colon")
WIDE_HEADERS = {(s, t): _compile_wide(s, t) for s in _STYLES for t in (False, True)}
_DASH = re.compile(rf"[{SPACES}][-–—][{SPACES}]")
_MAY_BEGIN = re.compile(rf"[{MARKS}{SPACES}\[RHSrhs令平昭民\d]")
_HAS_DIGIT = re.compile(rf"[{MARKS}{SPACES}]*+\[?[{MARKS}]*+{ERA}\d")


def list_first_bytes(style: Style | None = None) -> list[int]:
    """The bytes of UTF-8 that the first line of a message may begin with (and some more), in one style or in any."""
    of_marks = {c.encode()[0] for c in SPACES + "\u200e\u061c\ufeff"}
    if style == "bracket":
        return sorted(of_marks | {ord("[")})
    likely = [byte for byte in range(256) if byte >= 0xC0 or _MAY_BEGIN.match(chr(byte))]
    return [byte for byte in likely if chr(byte) not in " [" or style is None]


def detect_layout(text: str) -> Layout | None:
    """The layout of a file, by its first lines; None where no line begins a message.

    Args:
        text: the beginning of the file (up to `SAMPLE_CHARACTERS`).
    """
    sample = text[:SAMPLE_CHARACTERS]
    lines = _list_candidates(sample)
    found = {key: [_match_sane(pattern, line) for line in lines] for key, pattern in WIDE_HEADERS.items()}
    style, is_time_first = max(found, key=lambda key: _rank_style(key, found[key]))
    matches = _drop_rare_dates([m for m in found[style, is_time_first] if m])
    if not matches:
        return None
    end_of_line = "\r\n" if style == "bracket" and _has_crlf_header(sample) else "\n"
    return _specialize(style, is_time_first, end_of_line, matches)


def has_header(text: str) -> bool:
    """Whether a line at the beginning of a file begins a message, so that `detect_layout` finds its layout."""
    lines = _list_candidates(text[:SAMPLE_CHARACTERS])
    return any(_match_sane(pattern, line) for line in lines for pattern in WIDE_HEADERS.values())


def _list_candidates(sample: str) -> list[str]:
    """The first lines that may begin a message."""
    first = (line[:MAX_LINE] for line in sample.split("\n", SAMPLE_LINES)[:SAMPLE_LINES])
    return [line for line in first if _HAS_DIGIT.match(line)]


def _rank_style(key: tuple[Style, bool], matches: list[re.Match[str] | None]) -> tuple[int | bool, ...]:
    """What decides between styles: how many lines have it, then which of them is first, then how strong its signs are.

    Only files of a few lines have ties, and no message that is quoted stands before the first of the file's own.
    """
    first = next((place for place, match in enumerate(matches) if match), 0)
    return len(matches) - matches.count(None), -first, key[0] == "bracket", key[0] == "dash", not key[1]


def _drop_rare_dates(matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """The headers without those whose dates are written as few are: pasted logs and lists, or of another phone."""
    counts = Counter(_describe_date(m) for m in matches)
    return [m for m in matches if counts[_describe_date(m)] * RARE_DATES >= len(matches)]


def _describe_date(match: re.Match[str]) -> tuple[str | None, bool]:
    """How a date is written: its separator, and whether a year of four digits begins it."""
    return match["sep"], re.match(r"\d{4}", match["date"]) is not None


def _match_sane(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    """The header of a line, if its clock's digits can be a time, and no dash stands before a closing colon."""
    match = pattern.match(line)
    if match is None or (match[0].endswith(": ") and _DASH.search(match["post"])):
        return None
    figures = [int(n) for n in re.findall(r"\d+", match["time"])]
    return match if figures[0] <= 24 and all(n < 60 for n in figures[1:3]) else None


def _has_crlf_header(sample: str) -> bool:
    return re.search(rf"\r\n[{MARKS}]*\[[{MARKS}]*\d", sample) is not None or (
        sample.count("\r\n") > 0 and sample.rstrip("\r\n").count("\n") == 0
    )


def _specialize(style: Style, is_time_first: bool, end_of_line: str, matches: list[re.Match[str]]) -> Layout:
    ascii_digits = all(m[0].isascii() or not re.search(r"[^\x00-\x7f]", re.sub(r"\D", "", m[0])) for m in matches)
    words = Counter(w for m in matches for w in _find_unknown_words(m["mid"]) | _find_unknown_words(m["post"]))
    odd = frozenset(w for w, n in words.items() if n * 5 >= len(matches))
    date = _build_date_pattern(matches)
    clock = _build_clock_pattern(matches)
    mid = _build_middle(m["mid"] for m in matches)
    post = _build_end(m["post"] for m in matches)
    close = _CLOSE[style]
    if is_time_first:
        gap = _build_middle(m["post"] for m in matches)
        stamp = rf"({clock}{gap})({date}){_build_end(m['mid'] for m in matches)}{close}"
    else:
        stamp = rf"({date})({mid}{clock}{post}{close})"
    pattern = rf"({_OPEN[style]}){stamp}"
    if ascii_digits:
        pattern = pattern.replace(r"[^\d", "[^0-9").replace(r"\d", "[0-9]")
    parts = [fold_clock_word(m["post"]) or fold_clock_word(m["mid"]) for m in matches]
    return Layout(
        style=style,
        is_time_first=is_time_first,
        end_of_line=end_of_line,
        header=re.compile(pattern),
        odd_words=odd,
        separator=matches[0]["sep"] or "年",
        has_zero_padding=any(re.match(r"0\d\D", m["date"]) or re.search(r"\D0\d\D", m["date"]) for m in matches),
        is_twelve_hour=any(p in load_parts() for p in parts),
        is_upper_case=any("AM" in m["post"] or "PM" in m["post"] for m in matches),
    )


def _find_unknown_words(text: str) -> set[str]:
    """Folded words beside a clock that no table knows."""
    if fold_clock_word(text.strip(",، ")) in load_parts():
        return set()
    folded = {fold_clock_word(w) for w in re.split(rf"[{SPACES}{MARKS},،]+", text)}
    return {w for w in folded if w and w not in load_parts() and w not in load_joiners()}


def _build_date_pattern(matches: list[re.Match[str]]) -> str:
    """A pattern for dates as the file writes them."""
    dates = [m["date"] for m in matches]
    era = ERA if any(re.search(r"[^\W\d_年月日]", d) for d in dates) else ""
    marks = f"[{MARKS}]*" if any(re.search(f"[{MARKS}]", d) for d in dates) else ""
    shapes = []
    for separator in sorted({m["sep"] for m in matches}, key=lambda s: s or ""):
        if separator is None:
            shapes.append(rf"{era}\d{{1,4}}年\d{{1,2}}月\d{{1,2}}日?")
            continue
        sep = rf"{marks}{re.escape(separator)}{marks}"
        if any(re.search(rf"{re.escape(separator)}[{MARKS}]*[{SPACES}]", d) for d in dates):
            sep += f"[{SPACES}]?"
        shapes.append(rf"{era}\d{{1,4}}{sep}\d{{1,2}}{sep}{era}\d{{1,4}}")
    return shapes[0] if len(shapes) == 1 else f"(?:{'|'.join(shapes)})"


def _build_clock_pattern(matches: list[re.Match[str]]) -> str:
    """A pattern for clock times as the file writes them."""
    times = [m["time"] for m in matches]
    if any("h" in t or re.search(f"[{MARKS}]", t) for t in times):
        return _TIME
    separators = "".join(sorted({c for t in times for c in t if c in ":."}))
    return rf"\d{{1,2}}[{separators}]\d{{2}}(?:[{separators}]\d{{2}})?"


def _build_middle(texts: Iterable[str]) -> str:
    """A pattern for what stands between date and clock: joiners, then (if seen) a word for the part of the day."""
    joins: set[str] = set()
    has_part = False
    for text in texts:
        base, part = _split_part(text)
        joins.add(base)
        has_part = has_part or bool(part)
    alternatives = "|".join(sorted({_allow_any_space(j) for j in joins}, key=lambda j: (-len(j), j)))
    return f"(?:{alternatives})" + (r"(?:[^\d\n\r\[\]:]{1,20}?)?" if has_part else "")


def _split_part(text: str) -> tuple[str, str]:
    """Splits the text before a clock into joiner and word for the part of the day."""
    for start in range(len(text)):
        if (
            text[start] not in SPACES
            and fold_clock_word(text[start:]) in load_parts()
            and (start == 0 or not text[start - 1].isalpha())
        ):
            return text[:start], text[start:]
    return text, ""


def _allow_any_space(text: str) -> str:
    """A pattern for the text in which every run of spaces matches any spaces and marks."""
    pieces = re.split(rf"[{SPACES}{MARKS}]+", text)
    return rf"[{SPACES}{MARKS}]+".join(re.escape(p) for p in pieces)


def _build_end(texts: Iterable[str]) -> str:
    """A pattern for what follows the clock: nothing, or a few words if some were seen."""
    return _POST if any(t.strip(SPACES) for t in texts) else f"[{MARKS}{SPACES}]*?"


def count_wide_lines(layout: Layout, lines: Iterable[str]) -> int:
    """The number of lines in bodies that begin a message in the same layout, but in another format.

    Args:
        lines: those with a first character that headers may begin with; of each, `MAX_LINE` characters count.
    """
    wide = WIDE_HEADERS[layout.style, layout.is_time_first]
    likely = (line[:MAX_LINE] for line in lines if _MAY_BEGIN.match(line))
    return sum(1 for line in islice(likely, MAX_ODD_LINES) if _HAS_DIGIT.match(line) and wide.match(line))


def widen_layout(layout: Layout) -> Layout:
    """The layout with the tolerant pattern, for files that mix several formats."""
    date = DATE.replace(r"(?P<sep>[./\-])", r"[./\-]").replace("(?P=sep)", r"[./\-]")
    close = _CLOSE[layout.style]
    time_first, date_first = rf"({_TIME}{_MID})({date}){_POST}{close}", rf"({date})({_MID}{_TIME}{_POST}{close})"
    stamp = time_first if layout.is_time_first else date_first
    return replace(layout, header=re.compile(rf"({_OPEN[layout.style]}){stamp}"))
