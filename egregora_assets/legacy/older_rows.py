"""A row of an older table. Columns may be missing, have several names and any type, so every cell is text."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from egregora_assets.contracts.instants import to_aware_utc

_FIRST, _LAST = (to_aware_utc(dt.datetime.fromisoformat(day)) for day in ("1970-01-01", "2200-01-01"))
_SPACE = re.compile(r"\s+")
_MOST_ITEMS = 50
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ue000\ue001]")
"""Control characters, and the two private-use characters that `texts` uses as signs."""


@dataclass(frozen=True)
class Moment:
    """A point in time, UTC; `is_day`: the older column held a day and no time."""

    at: dt.datetime
    is_day: bool


@dataclass(frozen=True)
class OlderRow:
    """One row of an older table.

    Attributes:
        file: which of the named files it is from, from 1.
        table: the table's name, lower case.
        number: its place in the table, from 1.
        cells: text by column (lower case); lists and JSON as JSON text, instants in UTC.
    """

    file: int
    table: str
    number: int
    cells: Mapping[str, str | None]

    def read_text(self, *names: str) -> str | None:
        """The first of these columns with more than white space, stripped and without control characters."""
        for name in names:
            value = _UNPRINTABLE.sub("", self.cells.get(name) or "").strip()
            if value:
                return value
        return None

    def read_line(self, *names: str) -> str | None:
        """The same on one line."""
        value = self.read_text(*names)
        return _SPACE.sub(" ", value) if value else None

    def read_moment(self, *names: str) -> Moment | None:
        """The first of these columns with a time between 1970 and 2200; a time without a zone is UTC."""
        return next((m for name in names if (m := parse_moment(self.read_text(name)))), None)

    def read_items(self, *names: str) -> tuple[str, ...]:
        """The members of the first of these columns with any: a list, a JSON array, or text with commas."""
        return next((found for name in names if (found := _parse_items(self.read_text(name)))), ())

    def read_mapping(self, name: str) -> Mapping[str, object]:
        """A column's JSON object; empty if there is none."""
        value = _parse_json(self.read_text(name) or "")
        # A JSON column into which text was written holds a string of JSON.
        value = _parse_json(value) if isinstance(value, str) else value
        return value if isinstance(value, dict) else {}

    def is_true(self, name: str) -> bool:
        """Whether a column says yes."""
        return (self.read_text(name) or "").lower() in {"true", "t", "1", "yes"}


def parse_moment(text: str | None) -> Moment | None:
    """The time of a text in ISO 8601, or None."""
    if not text:
        return None
    try:
        at = to_aware_utc(dt.datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
    return Moment(at, len(text) <= len("2024-01-01")) if _FIRST <= at < _LAST else None


def _parse_json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _parse_items(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    value = _parse_json(text)
    value = _parse_json(value) if isinstance(value, str) and value.startswith("[") else value
    members = value if isinstance(value, list) else str(text).strip("[]").split(",")
    texts = (_SPACE.sub(" ", str(m)).strip(" '\"#") for m in members if isinstance(m, str | int))
    return tuple(dict.fromkeys(t for t in texts if t))[:_MOST_ITEMS]
