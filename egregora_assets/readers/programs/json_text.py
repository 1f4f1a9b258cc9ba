"""Reads JSON from outside piece by piece; no value is trusted to have a type.

A list of a million messages is never in memory as objects: `items` returns one after the other. A record that is no
JSON costs itself: escapes that older programs wrote wrongly are mended, and what cannot be mended is passed over and
returned as `Unreadable`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from egregora_assets.readers.programs.json_repair import JsonRepair
from egregora_assets.readers.refusals import ExportMalformed

_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_LONGEST_NUMBER = 40
_UNREADABLE = re.compile("[\u0000\ud800-\udfff]")
_SHOWN = 2000

Record = dict[str, Any]


@dataclass(frozen=True)
class Unreadable:
    """A record that is no JSON.

    Attributes:
        text: how it begins; line: where, from 1.
    """

    text: str
    line: int


def _integer(digits: str) -> int | None:
    """A whole number; None for one with absurdly many digits."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


def _no_number(_: str) -> None:
    """NaN and infinity become null."""


_DECODER = json.JSONDecoder(parse_int=_integer, parse_constant=_no_number, strict=False)


class JsonReader:
    """Walks through a JSON text.

    Args:
        text: the whole text.
        source: the program, for errors.
    """

    def __init__(self, text: str, source: str) -> None:
        self._text, self._source, self._at = text, source, 0
        self._is_due = False
        self._repair = JsonRepair(text, _DECODER)

    def peek(self) -> str:
        """The first character of the next value; empty at the end."""
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
        return self._text[self._at : self._at + 1]

    def value(self) -> Any:
        """The next value, whole; escapes that JSON does not know are read as what they mean.

        Raises:
            ExportMalformed: it is no JSON, or nested too deeply.
        """
        self._is_due = False
        self.peek()
        try:
            found, self._at = _DECODER.raw_decode(self._text, self._at)
        except RecursionError:
            raise ExportMalformed(
                self._source, f"its JSON is nested too deeply in line {self._repair.count_line(self._at)}"
            ) from None
        except ValueError:
            mended = self._repair.mend(self._at)
            if mended is None:
                raise self._malformed() from None
            found, self._at = mended
        return found

    def members(self, last: str = "", behind: Collection[str] = ()) -> Iterator[str]:
        """The keys of an object; the value of each may be read next, else it is skipped.

        Args:
            last: a key that comes at the end where one of the keys `behind` stands behind it.

        Raises:
            ExportMalformed: it is no JSON object.
        """
        self._take("{")
        if self._may_take("}"):
            return
        missing, late = set(behind), list[tuple[str, int]]()
        while True:
            if self.peek() != '"':
                raise self._malformed()
            key = str(self.value())
            self._take(":")
            self._is_due = True
            missing.discard(key)
            if key == last and missing:
                late.append((key, self._at))
                for _ in self.items():
                    pass
            else:
                yield key
                if self._is_due:
                    self.value()
            if self._may_take("}"):
                break
            self._take(",")
        end = self._at
        for key, self._at in late:
            yield key
        self._at = end

    def items(self) -> Iterator[Any]:
        """The values of a list, one after the other, `Unreadable` for a broken record; none where it is no list.

        Raises:
            ExportMalformed: it is no JSON, and the next record cannot be found.
        """
        if self.peek() != "[":
            self.value()
            return
        known: set[str] | None = None
        self._take("[")
        is_open = not self._may_take("]")
        self.peek()
        first = self._at
        while is_open:
            self.peek()
            start = self._at
            try:
                found = self.value()
                if not self._may_take(","):
                    is_open = False
                    self._take("]")
            except ExportMalformed:
                if not self._skip_broken(start, first, known or ()):
                    raise
                shown = replace_unreadable(self._text[start : start + _SHOWN])
                found, is_open = Unreadable(shown, self._repair.count_line(start)), not self._may_take("]")
            if isinstance(found, dict):
                known = found.keys() & known if known is not None else set(found)
            yield found

    def items_or_values(self) -> Iterator[Any]:
        """The values of a list, or values that follow each other without one.

        Raises:
            ExportMalformed: it is no JSON.
        """
        if self.peek() == "[":
            yield from self.items()
        while self.peek():
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

    def _skip_broken(self, start: int, first: int, known: Collection[str]) -> bool:
        """Goes to what follows a broken record that begins at `start`; False where nobody can tell where that is."""
        place = self._repair.find_next(start, first, known)
        self._at = start if place is None else place
        return place is not None

    def _malformed(self) -> ExportMalformed:
        return ExportMalformed(
            self._source, f"its JSON is cut short or broken in line {self._repair.count_line(self._at)}"
        )


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
    if isinstance(record, Unreadable):
        return record.text
    try:
        line = json.dumps(record, ensure_ascii=False)
    except (RecursionError, ValueError, TypeError):
        line = ""
    return replace_unreadable(line[:_SHOWN])
