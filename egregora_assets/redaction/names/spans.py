"""Spans of a text that name people: from what the patterns matched to spans without overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from egregora_assets.redaction.lexicon.ordinary_words import list_places
from egregora_assets.redaction.names.patterns import Hit
from egregora_assets.redaction.spans import Span, lower_keeping_length

_CLINGING = "\u200b\u200c\u200d\u2060\u00ad\u0300\u0301\u0302\u0303\u0308\u0327\ufe0f\ufeff\u200e\u200f"
"""Invisible characters and loose accents that belong to the letter before them."""


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
    places = _find_places(text)
    return [_widen(s, text) for s in merged if not any(first <= s.start and s.end <= last for first, last in places)]


def _is_gap(between: str) -> bool:
    """Whether a piece between two names only separates their words."""
    return (
        len(between) <= 3
        and "\n" not in between
        and all(c in " ,.-_\u00a0\u202f" for c in between)
        and between.count(",") < 2
    )


def _find_places(text: str) -> list[tuple[int, int]]:
    """Where the names of places stand in a text."""
    lower = lower_keeping_length(text)
    return [(start, end) for _, start, end in _build_place_automaton().find_matches_as_indexes(lower, overlapping=True)]


@cache
def _build_place_automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(list_places())


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
