"""Values that were recognised once are hidden wherever they stand in the chat, also where nothing announces them."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import ahocorasick_rs

from egregora_assets.language.aligned import asciify
from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.detectors.prefilter import Trigger
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.spans import WITHOUT_SPACES, Finding, lower_keeping_length, stands_alone

Values = Mapping[tuple[str, str], frozenset[str]]
"""By kind and normalised value, every spelling that the value had."""

STRONG_KINDS = frozenset(
    "email phone card iban cpf cnpj national_id pix_key secret handle profile_url document_number bank_account".split()
)
"""Kinds whose values are hidden wherever they stand, once they have been recognised anywhere."""
MIN_DIGITS = 8
"""Digits that a number must have to be searched for by itself."""
_SHORTEST = 6
_SHORTEST_TELLING = 4
_PIECE = re.compile(f"[{WITHOUT_SPACES}]+|(?:(?![{WITHOUT_SPACES}])[^\\W_])+")
"""What signs part: words and numbers; letters of scripts without spaces are apart from those of others."""
_ANY_RUN = re.compile(r"\d(?:[\W_]{0,2}\d){7,}")
"""What `DIGIT_RUN` matches in a text without signs of other scripts, or more."""
DIGIT_RUN = re.compile(r"\+?[0-9](?:[ .()/_\-\u00a0\u202f]{0,2}[0-9]){7,}")


def extract_digits(text: str) -> str:
    """The ASCII digits of a text."""
    return "".join(c for c in text if "0" <= c <= "9")


def is_number(text: str) -> bool:
    """Whether a text is a long number, however it is separated: no letter, at least eight digits."""
    return len(extract_digits(text)) >= MIN_DIGITS and not any(c.isalpha() for c in text)


def is_distinctive(spelling: str) -> bool:
    """Whether a value can be searched for by itself, without its signs: long enough, and not made of words alone."""
    letters = sum(c.isalpha() for c in spelling)
    digits = sum(c.isdigit() for c in spelling)
    return digits >= MIN_DIGITS or (
        len(spelling) >= _SHORTEST and letters > 0 and (digits > 0 or any(c in "@/" for c in spelling[1:-1]))
    )


def is_like_speech(spelling: str) -> bool:
    """Whether a value without its signs is what everybody says: `to@do.it`. It is searched for with its signs alone."""
    pieces = _PIECE.findall(spelling.casefold())
    return not any(c.isdigit() for c in spelling) and all(piece in fold_stop_words(None) for piece in pieces)


def _is_repeatable(spelling: str) -> bool:
    """Whether a value that is not distinctive can be searched for with its signs: words that signs join."""
    return (
        len(spelling) >= _SHORTEST and any(c.isalpha() for c in spelling) and any(c in "._-#" for c in spelling[1:-1])
    )


class ValueFinder:
    """Finds known values in texts.

    What is distinctive is found whatever signs and capitals it is spelled with, as the leak scan finds it.

    Args:
        values: what was recognised in the chat; only values of strong kinds are searched for.
        numbers: telephone numbers of the roster, digits alone.
    """

    def __init__(self, values: Values, numbers: Sequence[str]) -> None:
        exact: dict[str, tuple[str, str]] = {}
        loose: dict[str, tuple[str, str]] = {}
        self._by_digits: dict[str, tuple[str, str]] = {}
        for (kind, value), spellings in sorted(values.items()):
            for spelling in sorted(spellings) if kind in STRONG_KINDS else ():
                lower = lower_keeping_length(_cut_address(spelling) if kind == "profile_url" else spelling)
                if is_number(spelling):
                    self._by_digits.setdefault(extract_digits(spelling), (kind, value))
                    for spelled in (_join_pieces(lower), f" {extract_digits(spelling)}"):
                        loose.setdefault(spelled, (kind, value))
                elif is_distinctive(spelling) and not is_like_speech(spelling):
                    loose.setdefault(_join_pieces(lower), (kind, value))
                elif _is_repeatable(spelling):
                    exact.setdefault(lower, (kind, value))
        self._by_digits |= {number: ("phone", number) for number in numbers}
        self._exact, self._loose = list(exact.values()), list(loose.values())
        longest = ahocorasick_rs.MatchKind.LeftmostLongest
        telling = _choose_telling_words(loose)
        self._screened = sorted({*exact, *telling})
        if loose:
            self._screen = ahocorasick_rs.AhoCorasick(telling)
            self._find_loose = ahocorasick_rs.AhoCorasick(list(loose))
        if exact:
            self._find_exact = ahocorasick_rs.AhoCorasick(list(exact), matchkind=longest)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not self._exact and not self._loose and not self._by_digits

    def find_candidates(self, texts: Sequence[str], triggers: Sequence[int]) -> set[int]:
        """The numbers of the texts that may hold a value; `add_repeated` adds nothing to others."""
        found = {n for n, t in enumerate(triggers) if t & Trigger.MANY_DIGITS} if self._by_digits else set()
        if self._screened:
            lower = JoinedTexts([lower_keeping_length(text) for text in texts])
            found.update(number for number, *_ in lower.scan(ahocorasick_rs.AhoCorasick(self._screened)))
        return found

    def stands_in_any(self, texts: Sequence[str]) -> bool:
        """Whether a value stands in any of some texts; it may say so of a number of which a text has the digits."""
        if self._screened:
            lower = [lower_keeping_length(text) for text in texts]
            found = {number for number, *_ in JoinedTexts(lower).scan(ahocorasick_rs.AhoCorasick(self._screened))}
            if any(self._has_exact(lower[n]) or (self._loose and self._list_loose(lower[n])) for n in found):
                return True
        if not self._by_digits:
            return False
        runs = (extract_digits(asciify(m.group())) for m in _ANY_RUN.finditer(JoinedTexts(texts).joined))
        return any(number in run for run in runs for number in self._by_digits)

    def _has_exact(self, lower: str) -> bool:
        return bool(self._exact) and bool(self._find_exact.find_matches_as_indexes(lower))

    def add_repeated(self, text: str, triggers: int, found: list[Finding]) -> list[Finding]:
        """The findings of a text (with its triggers) and those known values that do not overlap them, by place."""
        lower = lower_keeping_length(text)
        spans: list[Finding] = []
        if self._exact:
            matches = self._find_exact.find_matches_as_indexes(lower)
            spans = [Finding(s, e, *self._exact[n]) for n, s, e in matches if stands_alone(text, s, e)]
        if self._loose and self._screen.find_matches_as_indexes(lower):
            spans += self._list_loose(lower)
        if self._by_digits and triggers & Trigger.MANY_DIGITS:
            plain = asciify(text)
            runs = ((m.span(), extract_digits(m.group())) for m in DIGIT_RUN.finditer(plain))
            spans += [
                Finding(*span, *self._by_digits[digits])
                for span, digits in runs
                if digits in self._by_digits and stands_alone(text, *span)
            ]
        return add_without_overlap(found, spans) if spans else found

    def _list_loose(self, lower: str) -> list[Finding]:
        """Distinctive values, by the words and numbers that they are made of."""
        pieces = [m.span() for m in _PIECE.finditer(lower)]
        joined = "".join(f" {lower[start:end]}" for start, end in pieces) + " "
        starts: list[int] = []
        place = 0
        for start, end in pieces:
            starts.append(place)
            place += end - start + 1
        spans = []
        for number, first, last in self._find_loose.find_matches_as_indexes(joined, overlapping=True):
            if joined[last] == " " or joined[last : last + 2] == "s ":
                begin, end = pieces[bisect_left(starts, first)][0], pieces[bisect_left(starts, last) - 1][1]
                spans.append(Finding(begin, end, *self._loose[number]))
        return sorted(spans, key=lambda f: (f.start, -f.end))


def _choose_telling_words(values: Iterable[str]) -> list[str]:
    """Words of which a text must have one to hold any of some values: of each value one that few others have."""
    words = [value.split() for value in values]
    counts = Counter(word for parts in words for word in set(parts))
    return sorted({min(parts, key=lambda w: (len(w) < _SHORTEST_TELLING, counts[w], -len(w), w)) for parts in words})


def _cut_address(link: str) -> str:
    """The host and path of a link to a profile; with its query where that says whose it is."""
    address = link.partition("://")[2] or link
    return (address if "id=" in address else re.split("[?#]", address)[0]).removeprefix("www.")


def _join_pieces(lower: str) -> str:
    return "".join(f" {piece}" for piece in _PIECE.findall(lower))


def add_without_overlap(found: Sequence[Finding], more: Sequence[Finding]) -> list[Finding]:
    """Findings by place, and of others those that overlap none, the first that are given before later ones."""
    kept = sorted(found, key=lambda f: f.start)
    ends = [f.end for f in kept]
    for finding in more:
        place = bisect_right(ends, finding.start)
        if place == len(kept) or kept[place].start >= finding.end:
            kept.insert(place, finding)
            ends.insert(place, finding.end)
    return kept
