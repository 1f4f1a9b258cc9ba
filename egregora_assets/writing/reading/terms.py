"""Terms: stems and pairs of stems, counted, and shown as people write them.

A term is a stem (`onibu`) or two stems that stand together (`horari bibliotec`, shown as "horário da biblioteca").
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from egregora_assets.writing.reading.lexicon import Lexicon
from egregora_assets.writing.reading.words import WORD

_PIECES = re.compile(f"({WORD.pattern})")
_STOP = re.compile(r"[.!?…\n:]")
_ARTICLE, _MARK = "article", "mark"


@dataclass
class Forms:
    """How terms are written, and whether they behave like nouns. Grows while texts are read.

    `written` holds (term, as written) and `contexts` (stem, what stood before it) until `count_added`.
    """

    written: list[tuple[str, str]] = field(default_factory=list)
    contexts: list[tuple[str, str]] = field(default_factory=list)
    surfaces: dict[str, Counter[str]] = field(default_factory=dict)
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
            self.codes.setdefault(stem, said.code)

    def count_added(self) -> None:
        """Count what was added since the last call."""
        for (term, surface), count in Counter(self.written).items():
            self.surfaces.setdefault(term, Counter())[surface] += count
        counters = {"": self.occurrences, _ARTICLE: self.after_article, _MARK: self.after_infinitive_mark}
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


def extract_terms(text: str, lexicon: Lexicon) -> Terms:
    """The terms of a masked text, single ones and pairs.

    A pair is two words side by side, or with one joint (`of`, `de`) and an article between them. The hottest loop of
    the engine, hence one long function.
    """
    vocabulary = lexicon.language.words
    known, elisions, joint_words = lexicon.stems, vocabulary.elisions, vocabulary.joints
    articles, infinitives = vocabulary.articles, vocabulary.verb_markers
    terms: list[str] = []
    written: list[tuple[str, str]] = []
    contexts: list[tuple[str, str]] = []
    last_stem, last_start, position, joints, previous = "", 0, 0, 0, ""
    pieces = _PIECES.split(text)
    for gap, surface in zip(pieces[::2], pieces[1::2], strict=False):
        is_initial = not position or (gap != " " and _STOP.search(gap) is not None)
        start = position + len(gap)
        end = position = start + len(surface)
        if gap != " " and not gap.isspace():
            last_stem = ""
        if elisions and (cut := max(surface.find("'"), surface.find("’"))) > 0:
            prefix = surface[:cut].lower()
            if prefix in elisions:
                start, surface, previous = start + cut + 1, surface[cut + 1 :], prefix + "'"
                joints += previous in joint_words
        lower = surface.lower()
        if stem := known[lower] if lower in known else lexicon.stem(lower):
            shown = lower if is_initial or (len(surface) > 4 and surface.isupper()) else surface
            terms.append(stem)
            written.append((stem, shown))
            context = _ARTICLE if previous in articles else _MARK if previous in infinitives else ""
            contexts.append((stem, context))
            if last_stem and last_stem != stem and joints <= 1:
                pair = f"{last_stem} {stem}"
                terms.append(pair)
                whole = text[last_start:end]
                written.append((pair, whole.lower() if shown == lower else whole))
            last_stem, last_start, joints = stem, start, 0
        elif lower in joint_words:
            joints += 1
        elif not (joints and lower in articles):
            last_stem = ""
        previous = lower
    return _collect_terms(terms, written, contexts, lexicon.language.code)


def _collect_terms(
    terms: list[str], written: list[tuple[str, str]], contexts: list[tuple[str, str]], code: str
) -> Terms:
    unique = tuple(dict.fromkeys(terms))
    stems = tuple([t for t in unique if " " not in t])
    return Terms(tuple(terms), unique, stems, tuple(written), tuple(contexts), code)
