"""Terms: stems and pairs of stems, counted, and shown as people write them.

A term is a stem (`onibu`) or two stems that stand together (`horari bibliotec`, shown as "horário da biblioteca").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from egregora_assets.writing.reading.lexicon import ARTICLE, MARK, Lexicon
from egregora_assets.writing.reading.words import WORD

_PIECES = re.compile(f"({WORD.pattern})")
_STOP = re.compile(r"[.!?…\n:]")


@dataclass
class Forms:
    """How terms are written, and whether they behave like nouns. Grows while texts are read.

    `written` holds (term, as written) and `contexts` (stem, what stood before it) until `count_added`.
    """

    written: list[tuple[str, str]] = field(default_factory=list)
    contexts: list[tuple[str, str]] = field(default_factory=list)
    surfaces: dict[str, dict[str, int]] = field(default_factory=dict)
    after_article: Counter[str] = field(default_factory=Counter)
    after_infinitive_mark: Counter[str] = field(default_factory=Counter)
    occurrences: Counter[str] = field(default_factory=Counter)
    codes: dict[str, str] = field(default_factory=dict)
    """By term, the language of the message that first held it."""

    def add(self, said: Terms) -> None:
        """Add the terms of a text, to be counted later."""
        self.written += said.written
        self.contexts += said.contexts
        for stem in said.stems:
            if stem not in self.codes:
                self.codes[stem] = said.code

    def count_added(self) -> None:
        """Count what was added since the last call."""
        for (term, surface), count in Counter(self.written).items():
            known = self.surfaces.get(term)
            if known is None:
                self.surfaces[term] = {surface: count}
            else:
                known[surface] = known.get(surface, 0) + count
        counters = {"": self.occurrences, ARTICLE: self.after_article, MARK: self.after_infinitive_mark}
        for (stem, context), count in Counter(self.contexts).items():
            counters[context][stem] += count
            if context:
                self.occurrences[stem] += count
        self.written, self.contexts = [], []

    def get_spelling(self, term: str) -> str:
        """The term as it is written most often (ties: the first in code-point order of the more accented ones)."""
        surfaces = self.surfaces[term]
        return min(surfaces, key=lambda s: (-surfaces[s], s.isascii(), s))

    def measure_nounness(self, term: str) -> float:
        """From 0 to 1: how often the term stands right behind an article rather than behind `to` or a pronoun."""
        articles, marks = self.after_article[term], self.after_infinitive_mark[term]
        return (articles + 0.25) / (articles + marks + 0.35 * self.occurrences[term] + 0.5)


class Terms(NamedTuple):
    """The terms of a text in order, and how they are written there.

    `written` holds (term, as written), `contexts` (stem, what stood before it); `code` is the lexicon's language.
    """

    terms: tuple[str, ...]
    unique: tuple[str, ...]
    stems: tuple[str, ...]
    """The single ones of `unique`."""
    written: tuple[tuple[str, str], ...]
    contexts: tuple[tuple[str, str], ...]
    code: str


def split_words(text: str) -> list[str]:
    """What stands between words and the words, by turns; the first and the last piece, maybe empty, are no words."""
    return _PIECES.split(text)


@lru_cache(maxsize=4096)
def _describe_gap(gap: str) -> tuple[bool, bool]:
    """Whether a sentence ends between two words, and whether more than white space stands there."""
    return _STOP.search(gap) is not None, not gap.isspace()


def extract_terms(pieces: Sequence[str], lexicon: Lexicon) -> Terms:
    """The terms of a masked text, single ones and pairs.

    A pair is two words side by side, or with one joint (`of`, `de`) and an article between them. The hottest loop of
    the engine, hence one long function.

    Args:
        pieces: what `split_words` makes of the text.
    """
    known = lexicon.shapes
    terms: list[str] = []
    written: list[tuple[str, str]] = []
    contexts: list[tuple[str, str]] = []
    last_stem, between, joints, previous = "", "", 0, ""
    is_initial = True
    for gap, surface in zip(pieces[::2], pieces[1::2], strict=False):
        if gap != " ":
            is_stop, is_break = _describe_gap(gap)
            is_initial = is_initial or is_stop
            if is_break:
                last_stem = ""
        shape = known[surface] if surface in known else lexicon.describe(surface)
        if shape.prefix_context is not None:
            previous = shape.prefix_context
            joints += shape.is_prefix_joint
        if stem := shape.stem:
            shown = shape.lower if is_initial or shape.is_shouted else shape.shown
            terms.append(stem)
            written.append((stem, shown))
            contexts.append((stem, previous))
            if last_stem and last_stem != stem and joints <= 1:
                pair = f"{last_stem} {stem}"
                terms.append(pair)
                whole = f"{between}{gap}{surface}"
                written.append((pair, whole.lower() if shown == shape.lower else whole))
            last_stem, between, joints = stem, shape.shown, 0
        else:
            if shape.is_joint:
                joints += 1
            elif not (joints and shape.is_article):
                last_stem = ""
            between = f"{between}{gap}{surface}"
        previous = shape.context
        is_initial = False
    return _collect_terms(terms, written, contexts, lexicon.language.code)


def _collect_terms(
    terms: list[str], written: list[tuple[str, str]], contexts: list[tuple[str, str]], code: str
) -> Terms:
    unique = tuple(dict.fromkeys(terms))
    stems = tuple([t for t in unique if " " not in t])
    return Terms(tuple(terms), unique, stems, tuple(written), tuple(contexts), code)
