"""Values that were recognised once are hidden wherever they stand in the chat, also where nothing announces them."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import ahocorasick_rs

from egregora_assets.redaction.detectors.prefilter import Trigger
from egregora_assets.redaction.spans import Finding, lower_keeping_length, stands_alone

Values = Mapping[tuple[str, str], frozenset[str]]
"""By kind and normalised value, every spelling that the value had."""

STRONG_KINDS = frozenset(
    "email phone card iban cpf cnpj national_id pix_key secret handle profile_url document_number bank_account".split()
)
"""Kinds whose values are hidden wherever they stand, once they have been recognised anywhere."""
MIN_DIGITS = 8
"""Digits that a number must have to be searched for by itself."""
DIGIT_RUN = re.compile(r"\+?[0-9](?:[ .()/_\-\u00a0\u202f]{0,2}[0-9]){7,}")


def extract_digits(text: str) -> str:
    """The ASCII digits of a text."""
    return "".join(c for c in text if "0" <= c <= "9")


def is_number(text: str) -> bool:
    """Whether a text is a long number, however it is separated: no letter, at least eight digits."""
    return len(extract_digits(text)) >= MIN_DIGITS and not any(c.isalpha() for c in text)


def is_distinctive(spelling: str) -> bool:
    """Whether a value can be searched for by itself: long enough, and no ordinary word or small number."""
    letters = sum(c.isalpha() for c in spelling)
    digits = sum(c.isdigit() for c in spelling)
    return digits >= MIN_DIGITS or (
        len(spelling) >= 6 and letters > 0 and (digits > 0 or any(c in "@._-#" for c in spelling[1:-1]))
    )


class ValueFinder:
    """Finds known values in texts.

    Args:
        values: what was recognised in the chat; only distinctive values of strong kinds are searched for.
        numbers: telephone numbers of the roster, digits alone.
    """

    def __init__(self, values: Values, numbers: Sequence[str]) -> None:
        meanings: dict[str, tuple[str, str]] = {}
        for (kind, value), spellings in sorted(values.items()):
            for spelling in sorted(spellings):
                if kind in STRONG_KINDS and is_distinctive(spelling):
                    meanings.setdefault(lower_keeping_length(spelling), (kind, value))
        spelled = list(meanings)
        self._meanings = list(meanings.values())
        self._by_digits = {extract_digits(s): meanings[s] for s in reversed(spelled) if is_number(s)}
        self._by_digits |= {number: ("phone", number) for number in numbers}
        longest = ahocorasick_rs.MatchKind.LeftmostLongest
        self._automaton = ahocorasick_rs.AhoCorasick(spelled, matchkind=longest)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not self._meanings and not self._by_digits

    def add_repeated(self, text: str, triggers: int, found: list[Finding]) -> list[Finding]:
        """The findings of a text (with its triggers) and those known values that do not overlap them, by place."""
        matches = self._automaton.find_matches_as_indexes(lower_keeping_length(text))
        spans = [(start, end, self._meanings[number]) for number, start, end in matches]
        if triggers & Trigger.MANY_DIGITS:
            runs = ((m.span(), extract_digits(m.group())) for m in DIGIT_RUN.finditer(text))
            spans += [(*span, self._by_digits[digits]) for span, digits in runs if digits in self._by_digits]
        for start, end, meaning in spans:
            if not any(f.overlaps(start, end) for f in found) and stands_alone(text, start, end):
                found = sorted([*found, Finding(start, end, *meaning)], key=lambda f: f.start)
        return found
