"""Regular expressions of RE2, which take linear time on hostile text, compiled on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import re2

from egregora_assets.language.aligned import strip_accent

_MAX_BYTES = 64 << 20
"""Memory of a compiled pattern: long alternatives over all letters need more than RE2's 8 MB."""


class Match:
    """A match with groups by number or name (RE2's own matches give spans by number only)."""

    __slots__ = ("_match", "_names", "_text")

    def __init__(self, match: Any, text: str, names: dict[str, int]) -> None:
        self._match = match
        self._text = text
        self._names = names

    def __getitem__(self, group: int | str) -> str:
        start, end = self.span(group)
        return self._text[start:end]

    def group(self) -> str:
        """The whole match."""
        return self[0]

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """Start and end of a group; (-1, -1) where it did not take part."""
        found: tuple[int, int] = self._match.span(self._names[group] if isinstance(group, str) else group)
        return found

    def start(self, group: int | str = 0) -> int:
        """The start of a group."""
        return self.span(group)[0]

    def end(self, group: int | str = 0) -> int:
        """The end of a group."""
        return self.span(group)[1]


class Pattern:
    """A pattern in RE2's syntax (no look-around, no back references) for text from `folding.plain`.

    Args:
        source: may hold accents; they are removed as `folding.plain` removes them from the text.
    """

    def __init__(self, source: str) -> None:
        self._source = "".join(strip_accent(c) for c in source)

    @cached_property
    def _compiled(self) -> Any:
        options = re2.Options()
        options.max_mem = _MAX_BYTES
        options.log_errors = False
        return re2.compile(self._source, options)

    @cached_property
    def _names(self) -> dict[str, int]:
        return dict(self._compiled.groupindex)

    def finditer(self, text: str) -> Iterator[Match]:
        """Matches from left to right, without overlap."""
        # In bytes of ASCII a place is one in the text, so that no offset is counted; most texts have no match at all.
        data: str | bytes = text.encode()
        if not text.isascii():
            if self._compiled.search(data) is None:
                return
            data = text
        for found in self._compiled.finditer(data):
            yield Match(found, text, self._names)

    def search(self, text: str) -> Match | None:
        """The first match anywhere."""
        return self._find(self._compiled.search, text)

    def match(self, text: str) -> Match | None:
        """The match at the start of the text."""
        return self._find(self._compiled.match, text)

    def fullmatch(self, text: str) -> Match | None:
        """The match of the whole text."""
        return self._find(self._compiled.fullmatch, text)

    def _find(self, find: Callable[[str | bytes], Any], text: str) -> Match | None:
        found = find(text.encode())
        if found is not None and not text.isascii():
            found = find(text)
        return None if found is None else Match(found, text, self._names)
