"""Mends JSON that a program wrote wrongly, and finds out where a broken record of a list ends.

Whatever a text holds, the work stays in proportion to its length: what is looked at in vain is counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|x(?P<code>[0-9a-fA-F]{2})|(?P<other>.)|$)', re.DOTALL)
_NEXT_RECORD = re.compile(r"\}[ \t\r\n]{0,200},[ \t\r\n]{0,200}(?=\{)")
_SPACE = r"[ \t\r\n\ufeff]"
_BEHIND = re.compile(rf"{_SPACE}*(?:,{_SPACE}*|(?=\]))")
_CLOSING = {"{": "}", "[": "]"}
_STEP = 2000
_LONGEST_REST = 1 << 18
_FEWEST_KEYS = 3
_MOST_TRIALS = 50
_SCANS = 4
"""How often all of a text is scanned to find the ends of broken records, at most."""


class JsonRepair:
    """Looks for ends in a JSON text.

    Args:
        text: the whole text; decoder: reads one value of it.
    """

    def __init__(self, text: str, decoder: json.JSONDecoder) -> None:
        self._text, self._decoder = text, decoder
        self._scans_left = _SCANS * len(text)
        self._counted = 0, 1

    def count_line(self, place: int) -> int:
        """The number of the line at a place, from 1."""
        before, line = self._counted if self._counted[0] <= place else (0, 1)
        self._counted = place, line + self._text.count("\n", before, place)
        return self._counted[1]

    def mend(self, start: int) -> tuple[Any, int] | None:
        """The value at a place with its escapes corrected, and its end; None where something else is wrong with it."""
        end = self._find_end(start)
        if end is None:
            return None
        try:
            return self._decoder.decode(_ESCAPE.sub(_mend_escape, self._text[start:end])), end
        except (RecursionError, ValueError):
            return None

    def find_next(self, start: int, first: int, known: Collection[str]) -> int | None:
        """Where the list goes on behind a broken record: at its next record or its end; None where nobody can tell.

        It is where a line of the records' indentation closes one or begins another; in a text on one line before the
        next record that has keys of those before, else where its brackets close, else at the end of the list.

        Args:
            first: where the list's first record begins. Its indentation counts: what is left of a record that ended
                too early begins further inside, like a line of every other record.
            known: keys that all records so far had.
        """
        line_start = self._text.rfind("\n", 0, first) + 1
        indent = self._text[line_start:first]
        if line_start and not indent.strip():
            found = self._find_line(indent, self._text[first : first + 2], start)
            if found is not None:
                return found
        for count, joint in enumerate(_NEXT_RECORD.finditer(self._text, start)):
            if count >= _MOST_TRIALS or self._scans_left < 0:
                break
            if self._is_record(joint.end(), known):
                return joint.end()
        end = self._find_end(start)
        found = self._skip_comma(end) if end is not None else None
        return self._find_list_end(start) if found is None else found

    def _find_line(self, indent: str, beginning: str, start: int) -> int | None:
        """Where the list goes on behind the next line that closes a record of this indentation or begins one so.

        A bracket in the same line is a list's inside the record, as is one further inside.
        """
        closing = rf"\}}{_SPACE}*,{_SPACE}*|\}}[ \t\r]*\n(?!{indent}[ \t]){_SPACE}*(?=\])"
        found = re.compile(rf"\n{indent}(?:{closing}|(?={re.escape(beginning)}))").search(self._text, start)
        return found.end() if found else None

    def _skip_comma(self, place: int) -> int | None:
        """Where the list goes on behind a record that ends here; None where neither a comma nor its end follows."""
        behind = _BEHIND.match(self._text, place)
        return behind.end() if behind else None

    def _find_end(self, start: int) -> int | None:
        """The end of the string, list or object here, by its brackets; None where they do not match."""
        if _BRACKETS.match(self._text, start) is None:
            return None
        due: list[str] = []
        for found in _BRACKETS.finditer(self._text, start):
            self._scans_left -= found.end() - found.start() + 8
            if self._scans_left < 0:
                return None
            if found[0] in _CLOSING:
                due.append(_CLOSING[found[0]])
            elif found[0] in "}]" and (not due or due.pop() != found[0]):
                return None
            if not due:
                return found.end()
        return None

    def _is_record(self, place: int, known: Collection[str]) -> bool:
        """Whether a record begins here that has keys like the known ones, and more of them than a piece of a record."""
        self._scans_left -= _STEP
        try:
            record, _ = self._decoder.raw_decode(self._text, place)
        except (RecursionError, ValueError):
            return False
        shared = sum(key in record for key in known) if isinstance(record, dict) else -1
        is_alike = shared >= _FEWEST_KEYS and 2 * shared >= min(len(known), len(record))
        return is_alike or 2 * shared >= len(known)

    def _find_list_end(self, start: int) -> int | None:
        """The end of the list that is the text's last one: what follows it are members of the object around it."""
        end, found = len(self._text), None
        for _ in range(_MOST_TRIALS):
            end = self._text.rfind("]", max(start, len(self._text) - _LONGEST_REST), end)
            if end < 0:
                break
            rest = self._text[end + 1 :].lstrip(" \t\r\n,")
            try:
                _, length = self._decoder.raw_decode("{" + rest)
            except (RecursionError, ValueError):
                continue
            if not rest[length - 1 :].strip():
                found = end
        return found


def _mend_escape(found: re.Match[str]) -> str:
    """An escape as JSON has it."""
    if found["code"]:
        return f"\\u00{found['code']}"
    return found["other"] or (found[0] if len(found[0]) > 1 else "")
