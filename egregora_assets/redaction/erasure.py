"""Takes a person who is erased out of what others wrote: names in every variant, and what the person gave away.

What is left in a raw text is an empty mention, as an application writes one: what may be read of it is `[person]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import ahocorasick_rs

from egregora_assets.language.detection import detect_language
from egregora_assets.redaction.conversation import split_display_name
from egregora_assets.redaction.leak_scan import LeakScanner, Secrets
from egregora_assets.redaction.names.matching import NameMatcher, Person
from egregora_assets.redaction.names.variants import split_name
from egregora_assets.redaction.redactor import (
    STRONG_KINDS,
    Redactor,
    extract_digits,
    is_distinctive,
)
from egregora_assets.redaction.spans import lower_keeping_length, stands_alone

HIDDEN_PERSON = "\u2068…\u2069"
"""Stands in the vault where somebody who was erased was named."""
_FEWEST_DIGITS = 8
_DIGITS = re.compile(r"\+?[0-9](?:[ .()/_\-\u00a0\u202f]{0,2}[0-9]){7,}")
_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_NESTED = re.compile("\u2068[\u200e\u200f~ ]*(\u2068…\u2069[\u200e\u200f ]*)+\u2069")


def collect_own_values(
    names: Sequence[str], texts: Sequence[str], others: Iterable[str], regions: Sequence[str]
) -> list[str]:
    """What a person gave away of themselves in their own messages, in every spelling: numbers, addresses, accounts.

    Args:
        names: the person's; texts: what they wrote.
        others: names of those who stay: a number by which one of them is known is not taken.
    """
    redactor = Redactor([Person(tuple(names), None)], detect_language(texts), regions)
    redactor.collect_values(texts)
    kept = {extract_digits(name) for name in others} - {""}
    found = {
        spelling
        for (kind, _), spellings in redactor.values.items()
        if kind in STRONG_KINDS
        for spelling in spellings
        if is_distinctive(spelling) and extract_digits(spelling) not in kept
    }
    return sorted(found)


class Eraser:
    """Hides a person in texts.

    Args:
        names: the person's, as exported.
        values: what `values_of` found.
        language: the chat's main language, or None.
    """

    def __init__(self, names: Sequence[str], values: Sequence[str], language: str | None) -> None:
        people = [Person(split_display_name(name), None) for name in names]
        self._names = NameMatcher(people, language)
        spelled = sorted({lower_keeping_length(v) for v in values})
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        self._values = ahocorasick_rs.AhoCorasick(spelled, matchkind=kind) if spelled else None
        numbers = (extract_digits(v) for v in (*names, *values) if not any(c.isalpha() for c in v))
        self._digits = frozenset(d for d in numbers if len(d) >= _FEWEST_DIGITS)

    def erase(self, texts: Sequence[str]) -> list[str]:
        """The texts without the person, in the same order; what does not name them is unchanged."""
        named, _ = self._names.find(texts)
        return [
            _replace_spans(text, _add_whole_addresses(text, [(n.start, n.end) for n in spans] + self._valued(text)))
            for text, spans in zip(texts, named, strict=True)
        ]

    def _valued(self, text: str) -> list[tuple[int, int]]:
        found = self._values.find_matches_as_indexes(lower_keeping_length(text)) if self._values else []
        spans = [(start, end) for _, start, end in found if stands_alone(text, start, end)]
        return spans + [m.span() for m in _DIGITS.finditer(text) if extract_digits(m.group()) in self._digits]


def _add_whole_addresses(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, and every mail address of which one is a part."""
    if not spans or "@" not in text:
        return spans
    found = [m.span() for m in _ADDRESS.finditer(text)]
    return spans + [(s, e) for s, e in found if any(start < e and s < end for start, end in spans)]


def _replace_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with one mark in the place of each run of spans that touch or overlap."""
    if not spans:
        return text
    out: list[str] = []
    place = 0
    for start, end in sorted(spans):
        if end <= place:
            continue
        if start > place or not out:
            out += [text[place:start], HIDDEN_PERSON]
        place = end
    out.append(text[place:])
    return _NESTED.sub(HIDDEN_PERSON, "".join(out))


def build_erasure_scanner(
    names: Sequence[str], values: Sequence[str], texts: Sequence[str], remaining: Sequence[str], own_text: bytes
) -> LeakScanner:
    """What looks for a person who was erased.

    Args:
        names, values: as for `Eraser`; texts: what they wrote, as far as nobody else wrote the same.
        remaining: names of those who stay: what they share with the person is no finding.
        own_text: as for `LeakScanner`.
    """
    shared = {word for name in remaining for word in split_name(name)}
    theirs = [n for n in names if not set(split_name(n)) <= shared] or []
    secrets = Secrets()
    if theirs or any(extract_digits(n) for n in names):
        chosen = theirs or [n for n in names if len(extract_digits(n)) >= _FEWEST_DIGITS]
        secrets.add_chat(Redactor([Person((n,), None) for n in chosen], detect_language(texts)), detect_language(texts))
    secrets.values |= {("value", v) for v in values} | {("text", t) for t in texts}
    return LeakScanner(secrets, own_text + b"\n" + "\n".join(remaining).encode("utf-8", "surrogatepass"))


values_of, scanner_of = collect_own_values, build_erasure_scanner
