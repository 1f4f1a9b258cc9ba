"""Reads JSON from outside piece by piece; no value is trusted to have a type.

A list of a million messages is never in memory as objects: `items` returns one after the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from egregora_assets.readers.refusals import ExportMalformed

_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_LONGEST_NUMBER = 40
_UNREADABLE = re.compile("[\u0000\ud800-\udfff]")
_SHOWN = 2000

Record = dict[str, Any]


def _integer(digits: str) -> int | None:
    """A whole number; None for one with absurdly many digits."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


def _no_number(_: str) -> None:
    """NaN and infinity become null."""


_DECODER = json.JSONDecoder(parse_int=_integer, parse_constant=_no_number)


class JsonReader:
    """Walks through a JSON text.

    Args:
        text: the whole text.
        source: the program, for errors.
    """

    def __init__(self, text: str, source: str) -> None:
        self._text, self._source, self._at = text, source, 0
        self._is_due = False

    def peek(self) -> str:
        """The first character of the next value; empty at the end."""
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
        return self._text[self._at : self._at + 1]

    def value(self) -> Any:
        """The next value, whole.

        Raises:
            ExportMalformed: it is no JSON, or nested too deeply.
        """
        self._is_due = False
        self.peek()
        try:
            found, self._at = _DECODER.raw_decode(self._text, self._at)
        except RecursionError:
            raise ExportMalformed(self._source, "its JSON is nested too deeply") from None
        except ValueError:
            raise self._malformed() from None
        return found

    def members(self) -> Iterator[str]:
        """The keys of an object; the value of each may be read next, else it is skipped.

        Raises:
            ExportMalformed: it is no JSON object.
        """
        self._take("{")
        if self._may_take("}"):
            return
        while True:
            if self.peek() != '"':
                raise self._malformed()
            key = str(self.value())
            self._take(":")
            self._is_due = True
            yield key
            if self._is_due:
                self.value()
            if self._may_take("}"):
                return
            self._take(",")

    def items(self) -> Iterator[Any]:
        """The values of a list, one after the other; none where it is no list.

        Raises:
            ExportMalformed: it is no JSON.
        """
        if self.peek() != "[":
            self.value()
            return
        for _ in self.places():
            yield self.value()

    def places(self) -> Iterator[None]:
        """Stops before each value of a list, which must be read then.

        Raises:
            ExportMalformed: it is no JSON list.
        """
        self._take("[")
        if self._may_take("]"):
            return
        while True:
            yield
            if self._may_take("]"):
                return
            self._take(",")

    def _take(self, character: str) -> None:
        if not self._may_take(character):
            raise self._malformed()

    def _may_take(self, character: str) -> bool:
        self._is_due = False
        if self.peek() != character:
            return False
        self._at += 1
        return True

    def _malformed(self) -> ExportMalformed:
        return ExportMalformed(self._source, "its JSON is cut short or broken")


def replace_unreadable(text: str) -> str:
    """The text with U+FFFD for zero characters and lone surrogates, which no table can hold."""
    return _UNREADABLE.sub("\ufffd", text)


def get_text(record: object, key: str) -> str:
    """A text of a record; empty where it has none."""
    found = record.get(key) if isinstance(record, dict) else None
    return replace_unreadable(found) if isinstance(found, str) else ""


def get_id(record: object, key: str) -> str:
    """An id of a record, which may be a text or a number; empty where it has none."""
    found = record.get(key) if isinstance(record, dict) else None
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return replace_unreadable(found) if isinstance(found, str) else ""


def get_record(record: object, key: str) -> Record:
    """An object in a record; empty where it has none."""
    found = record.get(key) if isinstance(record, dict) else None
    return found if isinstance(found, dict) else {}


def get_list(record: object, key: str) -> list[Any]:
    """A list in a record; empty where it has none."""
    found = record.get(key) if isinstance(record, dict) else None
    return found if isinstance(found, list) else []


def show_record(record: object) -> str:
    """A record as one line of limited length, for the table of rejected lines."""
    try:
        line = json.dumps(record, ensure_ascii=False)
    except (RecursionError, ValueError, TypeError):
        line = ""
    return replace_unreadable(line[:_SHOWN])
