"""Whether a text has all the words of a question, and where: by stems, as the index of the conversations has them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import re2

from egregora_assets.language.folding import fold_token
from egregora_assets.retrieval.chain import list_name_words
from egregora_assets.retrieval.postings import BM25_LENGTH_WEIGHT, BM25_SATURATION, stem_tokens

_SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = re2.compile(r"[\p{L}\p{M}\p{N}]+")
_PART = re2.compile(f"[{_SPACELESS}]|[^{_SPACELESS}]+")
"""In scripts without spaces a character is a word, as in the index (`retrieval/words.py`)."""
_QUOTED = re.compile(r'["“”„«]([^"“”„«»]*)["“”»]?|([^\s"“”„«»]+)')

Span = tuple[int, int]


class Token(NamedTuple):
    """A word of a text: where it stands, and its folded form."""

    start: int
    end: int
    folded: str


def cut_tokens(text: str) -> Iterator[Token]:
    """The words of a text, in order."""
    for word in _WORD.finditer(text):
        for part in _PART.finditer(word.group()):
            folded = fold_token(part.group())
            if folded:
                yield Token(word.start() + part.start(), word.start() + part.end(), folded)


@dataclass(frozen=True)
class Question:
    """What is looked for, folded: single words, and phrases whose words stand side by side."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, text: str) -> Question:
        """Reads a question: words, and phrases in quotes."""
        words, phrases = dict[str, None](), dict[tuple[str, ...], None]()
        for quoted, plain in _QUOTED.findall(text):
            tokens = tuple(token.folded for token in cut_tokens(quoted or plain))
            if len(tokens) > 1:  # also `self-made`: its words belong together
                phrases[tokens] = None
            else:
                words.update(dict.fromkeys(tokens))
        return cls(tuple(words), tuple(phrases))

    @property
    def is_empty(self) -> bool:
        """Whether there is no word in it."""
        return not (self.words or self.phrases)


@dataclass(frozen=True)
class Match:
    """A text that has everything: where, in order, and how often each word and phrase stands there."""

    spans: tuple[Span, ...]
    counts: tuple[int, ...]
    length: int

    def score(self, rarities: Sequence[float], mean_length: float) -> float:
        """BM25, with the rarity of each word and phrase and the mean length of the texts in words."""
        relative = 1 - BM25_LENGTH_WEIGHT + BM25_LENGTH_WEIGHT * self.length / max(mean_length, 1.0)
        weights = (c * (BM25_SATURATION + 1) / (c + BM25_SATURATION * relative) for c in self.counts)
        return sum(rarity * weight for rarity, weight in zip(rarities, weights, strict=True))


@dataclass(frozen=True)
class Matcher:
    """A question as it is asked of one conversation.

    Args:
        language: of the conversation.
        names: pseudonyms and public names of its people, which the index does not have.
    """

    question: Question
    language: str | None
    names: Collection[str]

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The terms of the index that every text must have, sorted."""
        stems = zip(self.question.words, stem_tokens(self.question.words, self.language), strict=True)
        return tuple(sorted({stem for word, stem in stems if stem and word not in self._name_words}))

    @cached_property
    def exact(self) -> tuple[str, ...]:
        """Folded words that every text must have as they are: parts of names, and words that say nothing alone where
        nothing else is asked for."""
        named = [word for word in self.question.words if word in self._name_words]
        if named or self.stems or self.question.phrases:
            return tuple(named)
        return self.question.words

    @property
    def literals(self) -> tuple[str, ...]:
        """What stands in every matching text once that is folded, whatever the language: to leave out others early."""
        return (*self.exact, *(word for phrase in self.question.phrases for word in phrase))

    @property
    def size(self) -> int:
        """How many things are looked for: stems, then exact words, then phrases."""
        return len(self.stems) + len(self.exact) + len(self.question.phrases)

    def match(self, text: str) -> Match | None:
        """Where a text has everything that is looked for; None where something is missing."""
        spans, length = self._find_spans(text)
        if not spans or not all(spans):
            return None
        return Match(join_spans(s for some in spans for s in some), tuple(map(len, spans)), length)

    def list_spans(self, text: str) -> tuple[Span, ...]:
        """Where a text has anything of what is looked for, in order."""
        spans, _ = self._find_spans(text)
        return join_spans(s for some in spans for s in some)

    def _find_spans(self, text: str) -> tuple[list[list[Span]], int]:
        """Where each thing that is looked for stands, and the number of words of the text."""
        tokens = list(cut_tokens(text))
        folded = [token.folded for token in tokens]
        stemmed = stem_tokens(folded, self.language) if self.stems else folded
        found = [
            *([i for i, stem in enumerate(stemmed) if stem == wanted] for wanted in self.stems),
            *([i for i, word in enumerate(folded) if word == wanted] for wanted in self.exact),
        ]
        spans = [[(tokens[i].start, tokens[i].end) for i in places] for places in found]
        for phrase in self.question.phrases:
            begins = [i for i in range(len(folded)) if tuple(folded[i : i + len(phrase)]) == phrase]
            spans.append([(tokens[i].start, tokens[i + len(phrase) - 1].end) for i in begins])
        return spans, len(tokens)

    @cached_property
    def _name_words(self) -> frozenset[str]:
        return frozenset(token.folded for name in list_name_words(self.names) for w in name for token in cut_tokens(w))


def join_spans(spans: Iterator[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
