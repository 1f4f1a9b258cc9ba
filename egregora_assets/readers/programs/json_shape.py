"""The shape of a JSON text by its beginning: which keys stand where, in whatever order and layout they were written.

Programs write their keys in one order; whoever sorts, minifies or cuts an export changes it, and the file stays an
export. So an adapter asks which keys the first records have, and never what stands before what.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import lru_cache

_TOKEN = re.compile(r'"(?P<string>(?:[^"\\]++|\\.)*+)"|(?P<sign>[\[\]{}:,])|[^\s\[\]{}:,"]{1,64}+', re.DOTALL)
_MOST_TOKENS = 30_000
_DEEPEST = 8
_MOST_VALUES = 8
_LONGEST_VALUE = 80

Shape = Mapping[str, frozenset[str]]
"""Short values by path: `/messages/*/from` is a key of the records in a list. Lists and objects have no value."""


@lru_cache(maxsize=64)
def read_shape(head: str, *needed: str) -> Shape:
    """The paths in the beginning of a JSON text; empty where it is none.

    Args:
        needed: keys of which one must occur, or it is not looked at: an account's archive has thousands of files.
    """
    if head.lstrip(" \t\r\n\ufeff")[:1] not in ("{", "[") or not _has_one(head, needed):
        return {}
    walk = _Walk()
    for token in itertools.islice(_TOKEN.finditer(head), _MOST_TOKENS):
        if not walk.step(token):
            break
    return {name: frozenset(values) for name, values in walk.found.items()}


def _has_one(head: str, needed: tuple[str, ...]) -> bool:
    return not needed or any(f'"{key}"' in head for key in needed)


class _Walk:
    """A walk through the tokens of a JSON text."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {}
        self._path: list[str] = []
        self._inside: list[str] = []
        self._key, self._is_key = "", False

    def step(self, token: re.Match[str]) -> bool:
        """Takes the next token; False at the end of the text's one value."""
        sign, text = token["sign"], token["string"]
        if sign in ("{", "["):
            self._path.append(self._name() if self._inside else "")
            self._inside.append(sign)
            self._is_key = sign == "{"
            self._note()
        elif sign in ("}", "]"):
            if len(self._inside) < 2:
                return False
            self._inside.pop()
            self._path.pop()
        elif sign in (",", ":"):
            self._is_key = sign == "," and self._inside[-1:] == ["{"]
        elif self._is_key and text is not None:
            self._key = text
        elif self._inside:
            self._note(self._name(), (token[0] if text is None else text)[:_LONGEST_VALUE])
        return True

    def _name(self) -> str:
        return self._key if self._inside[-1] == "{" else "*"

    def _note(self, key: str | None = None, value: str = "") -> None:
        """Notes the list or object that begins here, or the value of a key; not in depths that no record has."""
        if len(self._inside) <= _DEEPEST:
            values = self.found.setdefault("/".join([*self._path, *([] if key is None else [key])]), set())
            if key is not None and len(values) < _MOST_VALUES:
                values.add(value)


def has_keys(shape: Shape, place: str, *keys: str) -> bool:
    """Whether all keys occur in the object at a place, or in the records of a list there (`/messages/*`)."""
    return all(f"{place}/{key}" in shape for key in keys)
