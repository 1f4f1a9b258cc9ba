"""The part of a text that shows why it was found, on one line."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from egregora_assets.operations.published.matching import Span

_LENGTH = 160
_BEFORE = 50
_LINK = re.compile(r"!?\[((?:[^\]\\]|\\.)*)\]\([^)\s]*\)")
_MARK = re.compile(r"^[ \t]*(?:[>#]+[ \t]*)+", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNPRINTABLE = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f]")
_MORE = "…"


def flatten_markdown(content: str) -> str:
    """A document's Markdown as running text: no targets of links, no marks of headings and quotes."""
    return _ESCAPED.sub(r"\1", _MARK.sub("", _LINK.sub(r"\1", content)))


def cut_excerpt(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """About 160 characters of a text where most of its spans are, on one line that no character can control.

    Returns: the excerpt, and the spans that lie in it, as places in the excerpt.
    """
    line = "".join(c if c.isprintable() else " " for c in _UNPRINTABLE.sub(" ", text))
    first, last = _find_densest(spans)
    start = max(0, first - _BEFORE) if last > _LENGTH else 0
    start = line.rfind(" ", 0, start) + 1 if start else 0
    end = max(start + _LENGTH, last)
    end = len(line) if end >= len(line) else max(line.rfind(" ", last, end), last)
    lead = _MORE if start else ""
    inside = tuple((s - start + len(lead), e - start + len(lead)) for s, e in spans if start <= s and e <= end)
    return f"{lead}{line[start:end]}{_MORE if end < len(line) else ''}", inside


def _find_densest(spans: Sequence[Span]) -> Span:
    """The first of the spans that have most others shortly behind them; the text's beginning where there is none."""
    best, count = (0, 0), 0
    for place, span in enumerate(spans):
        near = bisect.bisect_right(spans, span[0] + _LENGTH - 2 * _BEFORE, place, key=lambda other: other[1]) - place
        if near > count or not place:
            best, count = span, near
    return best
