"""Removes an erased person from what others wrote: the name in every variant, and their numbers and addresses.

In a raw text an empty mention is left, as an application writes one; redaction shows it as `[person]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import ahocorasick_rs

from egregora_assets.language.detection import detect_language
from egregora_assets.redaction.leaks.scanner import LeakScanner
from egregora_assets.redaction.leaks.secrets import Secrets
from egregora_assets.redaction.names.matching import NameMatcher
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.names.similar_words import list_word_patterns
from egregora_assets.redaction.names.variants import split_name
from egregora_assets.redaction.pseudonyms import split_display_name
from egregora_assets.redaction.redactor import Redactor
from egregora_assets.redaction.repeated_values import (
    DIGIT_RUN,
    MIN_DIGITS,
    STRONG_KINDS,
    extract_digits,
    is_distinctive,
)
from egregora_assets.redaction.spans import lower_keeping_length, stands_alone

HIDDEN_PERSON = "\u2068…\u2069"
"""Stands in raw texts where an erased person was named."""
_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_WEB_ADDRESS = re.compile(r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.)[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]}'’]", re.IGNORECASE)
_NESTED = re.compile("\u2068[\u200e\u200f~ ]*(\u2068…\u2069[\u200e\u200f ]*)+\u2069")


def collect_own_values(
    names: Sequence[str], texts: Sequence[str], others: Iterable[str], regions: Sequence[str]
) -> list[str]:
    """Collect the numbers, addresses and accounts that a person's own messages hold, in every spelling.

    Args:
        names: the person's, as exported.
        texts: what they wrote.
        others: names of those who stay; a number by which one of them is known is left out.
        regions: ISO 3166 codes of the countries whose national telephone numbers to expect.

    Returns: the spellings, sorted.
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
    """Removes a person from texts.

    Args:
        names: the person's, as exported.
        values: from `collect_own_values`.
        language: the chat's main language, or None.
        words: what else the person is called, as the operator confirmed.
    """

    def __init__(
        self, names: Sequence[str], values: Sequence[str], language: str | None, words: Sequence[str] = ()
    ) -> None:
        people = [Person(split_display_name(name), None) for name in names]
        self._names = NameMatcher(people, language, list_word_patterns(words, 0))
        spelled = sorted({lower_keeping_length(v) for v in values})
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        self._values = ahocorasick_rs.AhoCorasick(spelled, matchkind=kind) if spelled else None
        numbers = (extract_digits(v) for v in (*names, *values) if not any(c.isalpha() for c in v))
        self._digits = frozenset(d for d in numbers if len(d) >= MIN_DIGITS)

    def erase(self, texts: Sequence[str]) -> list[str]:
        """The texts without the person, in the same order; texts that do not name them are unchanged."""
        named = self._names.find(texts)
        return [
            _replace_spans(
                text, _add_whole_addresses(text, [(n.start, n.end) for n in spans] + self._find_values(text))
            )
            for text, spans in zip(texts, named, strict=True)
        ]

    def _find_values(self, text: str) -> list[tuple[int, int]]:
        found = self._values.find_matches_as_indexes(lower_keeping_length(text)) if self._values else []
        spans = [(start, end) for _, start, end in found if stands_alone(text, start, end)]
        return spans + [m.span() for m in DIGIT_RUN.finditer(text) if extract_digits(m.group()) in self._digits]


def _add_whole_addresses(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, and every mail or web address that overlaps one: what is left of an address is another address."""
    if not spans or not ("@" in text or "://" in text or "www." in text.lower()):
        return spans
    found = [m.span() for pattern in (_ADDRESS, _WEB_ADDRESS) for m in pattern.finditer(text)]
    return spans + [(s, e) for s, e in found if any(start < e and s < end for start, end in spans)]


def _replace_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with one empty mention in place of each run of spans that touch or overlap."""
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
    names: Sequence[str],
    values: Sequence[str],
    texts: Sequence[str],
    remaining: Sequence[str],
    own_text: bytes,
    words: Sequence[str] = (),
) -> LeakScanner:
    """Build the scanner that searches for an erased person.

    Args:
        names, values, words: as for `Eraser`.
        texts: what they wrote, except what somebody else wrote, too.
        remaining: names of those who stay; words that they share with the person are not searched for.
        own_text: as for `LeakScanner`.
    """
    shared = {word for name in remaining for word in split_name(name)}
    theirs = [n for n in names if not set(split_name(n)) <= shared] or []
    secrets = Secrets()
    if theirs or any(extract_digits(n) for n in names):
        chosen = theirs or [n for n in names if len(extract_digits(n)) >= MIN_DIGITS]
        secrets.add_chat(Redactor([Person((n,), None) for n in chosen], detect_language(texts)), detect_language(texts))
    secrets.chat_ids.add("")
    for word in words:
        secrets.add_name(word, "", frozenset(), detect_language(texts))
    secrets.add_texts("value", values)
    secrets.add_texts("text", texts)
    return LeakScanner(secrets, own_text + b"\n" + "\n".join(remaining).encode("utf-8", "surrogatepass"))
