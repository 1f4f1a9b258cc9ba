"""Spans of a text that name people: from what the patterns matched to spans without overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from egregora_assets.redaction.lexicon.ordinary_words import list_places
from egregora_assets.redaction.names.patterns import Hit
from egregora_assets.redaction.spans import Span

_CLINGING = "\u200b\u200c\u200d\u2060\u00ad\u0300\u0301\u0302\u0303\u0308\u0327\ufe0f\ufeff\u200e\u200f"
"""Invisible characters and loose accents that belong to the letter before them."""
_PLACE_REACH = 16


@dataclass(frozen=True)
class NameSpan(Span):
    """Where people are named in a text, with the persons (positions in the roster) whom it may mean."""

    persons: frozenset[int]


def merge_spans(hits: Iterable[Hit], text: str) -> list[NameSpan]:
    """Choose the leftmost longest of overlapping hits in a text, and join neighbours that can mean the same person.

    Hits inside the name of a place are dropped.

    Returns: spans by place, without overlap, with the isolates of a mention and invisible characters that cling to
    them.
    """
    chosen: list[NameSpan] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end, -h.pattern.strength)):
        if not chosen or hit.start >= chosen[-1].end:
            chosen.append(NameSpan(hit.start, hit.end, hit.pattern.persons))
    merged: list[NameSpan] = []
    for name in chosen:
        last = merged[-1] if merged else None
        if last is not None and last.persons & name.persons and _is_gap(text[last.end : name.start]):
            merged[-1] = NameSpan(last.start, name.end, last.persons & name.persons)
        else:
            merged.append(name)
    lower = text.lower()
    is_near_place = len(lower) == len(text) and any(place in lower for place in list_places())
    return [_widen(s, text) for s in merged if not is_near_place or not _is_in_place_name(s, lower)]


def _is_gap(between: str) -> bool:
    """Whether a piece between two names only separates their words."""
    return (
        len(between) <= 3
        and "\n" not in between
        and all(c in " ,.-_\u00a0\u202f" for c in between)
        and between.count(",") < 2
    )


def _is_in_place_name(span: NameSpan, lower: str) -> bool:
    nearby = range(max(0, span.start - _PLACE_REACH), min(len(lower), span.end + _PLACE_REACH))
    return any(
        lower.startswith(place, i) and i <= span.start and i + len(place) >= span.end
        for i in nearby
        for place in list_places()
    )


def _widen(span: NameSpan, text: str) -> NameSpan:
    """The span with the isolates of a mention and the invisible characters that cling to it."""
    start, end = span.start, span.end
    while end < len(text) and text[end] in _CLINGING:
        end += 1
    if start and end < len(text) and text[start - 1] == "\u2068" and text[end] == "\u2069":
        return NameSpan(start - 1, end + 1, span.persons)
    if start > 1 and text[start - 1] in "~ " and text[start - 2] == "\u2068" and text[end : end + 1] == "\u2069":
        return NameSpan(start - 2, end + 1, span.persons)
    return NameSpan(start, end, span.persons)
