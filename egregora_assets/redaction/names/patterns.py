"""The folded patterns that stand for the people of a chat, and automata that find them in many texts at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.names.variants import Strength, Variant, list_variants
from egregora_assets.redaction.names.words import ChatWords

MOST_WITH_NICKNAMES = 3_000
"""People of a roster up to which pet forms and misspellings are searched for: in a larger one they mean nobody."""


@dataclass(frozen=True)
class Person:
    """Somebody who may be named, and what is shown instead.

    Args:
        names: display names, as exported.
        shown: the pseudonym; None for people who opted out or never wrote, who are shown as `[person]`.
    """

    names: tuple[str, ...]
    shown: str | None


@dataclass(frozen=True)
class NamePattern:
    """A folded spelling, with the persons (positions in the roster) whom it may mean.

    Args:
        is_ordinary: whether it is also an ordinary word, or too short to tell.
        is_unbounded: whether it is searched for inside longer words, too.
    """

    text: str
    persons: frozenset[int]
    strength: Strength
    is_ordinary: bool
    is_unbounded: bool


@dataclass(frozen=True)
class Hit:
    """An occurrence of a pattern: the number of the text, and the span in it."""

    text: int
    start: int
    end: int
    pattern: NamePattern


def build_patterns(people: Sequence[Person], words: ChatWords) -> list[NamePattern]:
    """The patterns of everybody in a roster, each text once, sorted; the persons are those with the surest claim."""
    by_text: dict[str, list[tuple[int, Variant]]] = {}
    weakest = Strength.GUESSED if len(people) <= MOST_WITH_NICKNAMES else Strength.SURE
    for number, person in enumerate(people):
        for name in person.names:
            for variant in list_variants(name, weakest):
                by_text.setdefault(variant.pattern, []).append((number, variant))
    patterns = []
    for text in sorted(by_text):
        strength = max(v.strength for _, v in by_text[text])
        strongest = [(n, v) for n, v in by_text[text] if v.strength == strength]
        persons = frozenset(n for n, _ in strongest)
        is_unbounded = any(v.is_unbounded for _, v in strongest)
        patterns.append(NamePattern(text, persons, strength, words.is_ordinary(text), is_unbounded))
    return patterns


class PatternScanner:
    """Finds many patterns in many texts in one pass.

    Args:
        prefix: what must stand before a pattern: a space, or nothing.
        spellings: what is searched for instead of the patterns' own texts, in the same order.
    """

    def __init__(self, patterns: Sequence[NamePattern], *, prefix: str, spellings: Sequence[str] | None = None) -> None:
        self._patterns = patterns
        self._shift = len(prefix)
        spelled = [prefix + text for text in (spellings if spellings is not None else [p.text for p in patterns])]
        self._automaton = ahocorasick_rs.AhoCorasick(spelled) if spelled else None

    def scan(self, folded: JoinedTexts) -> Iterator[tuple[int, int, int, NamePattern]]:
        """Every occurrence, overlapping ones too: number of the text, start, end, pattern."""
        if self._automaton is None:
            return
        for number, start, end, pattern in folded.scan(self._automaton):
            if start + self._shift >= 0 and end <= len(folded.texts[number]):
                yield number, start + self._shift, end, self._patterns[pattern]
