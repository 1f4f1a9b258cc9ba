"""The layouts of KakaoTalk's texts: how days and messages look, and which of them a text has."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

from egregora_assets.readers.programs.moments import parse_iso_time
from egregora_assets.readers.programs.plain_text.day_lines import CLOCK, parse_clock, parse_day_line
from egregora_assets.readers.programs.plain_text.phrases import load_phrases

PROGRAM = "kakaotalk"
COLUMNS = ["date", "user", "message"]
"""Of the table of macOS."""
HEADING_LINES = 8
"""Lines in which the heading of a text stands."""
_HEAD_LINES = 400
_DAY = re.compile(r"-{5,60}\s*(?P<day>[^-]{6,60}?)\s*-{5,60}")
BELOW_DAY = re.compile(rf"\[(?P<who>.{{1,200}}?)\] \[(?P<clock>{CLOCK})\] ?(?P<text>.*)")
_DATES = (
    r"\d{4}년 ?\d{1,2}월 ?\d{1,2}일(?: [월화수목금토일]요일)?",
    r"\d{4}\. ?\d{1,2}\. ?\d{1,2}\.?",
    r"\d{4}年 ?\d{1,2}月 ?\d{1,2}日(?: [月火水木金土日]曜日)?",
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}",
    r"(?:[A-Z][a-z]{2,8}, )?[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}(?:,| at)?",
    r"(?:[A-Z][a-z]{2,8}, )?\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}(?:,| at)?",
)
DATED = re.compile(
    rf"(?P<day>{'|'.join(_DATES)})[ \u00a0\u202f](?P<clock>{CLOCK})(?:, (?P<rest>.*)|: (?P<notice>.*)|\s*)", re.DOTALL
)


def is_conversation(head: str) -> bool:
    """Whether a text is one of KakaoTalk's, or its table."""
    head = head.lstrip("\ufeff")
    return is_table(head) or find_layout(head) is not None


def is_table(head: str) -> bool:
    """Whether a text is a table with KakaoTalk's columns, and a time in its first row."""
    if not head.lstrip('"')[:4].casefold().startswith(COLUMNS[0]):
        return False
    rows = csv.reader(io.StringIO(head[:4096], newline=""))
    try:
        columns, first = next(rows), next(rows)
    except (StopIteration, csv.Error):
        return False
    return [c.strip().casefold() for c in columns] == COLUMNS and parse_iso_time(first[0] if first else "") is not None


def find_layout(head: str) -> re.Pattern[str] | None:
    """The pattern of messages in a text; None where it is not KakaoTalk's.

    A text without a heading is one if it begins with the line of a day, or with a time and messages with their dates.
    """
    lines = [line.rstrip("\r") for line in head.split("\n", _HEAD_LINES)[:_HEAD_LINES] if line.strip()]
    first = lines[0] if lines else ""
    has_heading = any(load_phrases(PROGRAM).is_saved_line(line) for line in lines[:HEADING_LINES])
    begins_with_day = parse_separator(first) is not None
    begins = match_dated(first) is not None or parse_day_line(first) is not None
    if not (has_heading or begins_with_day or begins):
        return None
    counts = {
        BELOW_DAY: sum(match_below_day(line) is not None for line in lines) if any(map(parse_separator, lines)) else 0,
        DATED: sum((m := match_dated(line)) is not None and m["rest"] is not None for line in lines),
    }
    layout = max(counts, key=lambda p: counts[p])
    if not counts[layout]:
        return None
    if has_heading or (layout is BELOW_DAY and begins_with_day):
        return layout
    spoken = [m for line in lines[:HEADING_LINES] if (m := match_dated(line)) and " : " in (m["rest"] or "")]
    return layout if layout is DATED and begins and spoken else None


def match_below_day(line: str) -> re.Match[str] | None:
    """The line as the first one of a message below the line of its day."""
    found = BELOW_DAY.fullmatch(line)
    return found if found and parse_clock(found["clock"]) else None


def match_dated(line: str) -> re.Match[str] | None:
    """The line as the first one of a message or notice with its date, or as a time alone."""
    found = DATED.fullmatch(line)
    return found if found and parse_clock(found["clock"]) and parse_day_line(found["day"].removesuffix(" at")) else None


def parse_separator(line: str) -> dt.date | None:
    """The day of a line between the messages of two days."""
    found = _DAY.fullmatch(line.strip())
    day = parse_day_line(found["day"]) if found else None
    return day.resolve(is_day_first=False) if day else None
