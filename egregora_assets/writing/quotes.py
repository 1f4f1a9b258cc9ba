"""Quotes: which parts of a message may be quoted, and what speaks for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from egregora_assets.language.folding import fold_word
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Span, Utterance
from egregora_assets.writing.reading.words import WORD, is_laughter

LONGEST_QUOTE = 280
"""Characters; a longer message is quoted by whole sentences."""
LONGEST_SENTENCE = 420
_SHORTEST = 18
_REMOVED_COST = 0.4
"""Where personal data were removed, something was not meant for everybody: such words are quoted last."""
_ROUTINE_COST = 0.5
"""What was written in the same words at other times is quoted last."""
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a message. `score` is from 0 to about 1.5."""

    utterance: Utterance
    span: Span
    score: float = 0.0

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.utterance.message.text[self.span.start : self.span.end]

    @property
    def is_question(self) -> bool:
        """Whether it ends with a question mark."""
        return self.text.rstrip("\"'”’»)").endswith("?")

    @property
    def order(self) -> tuple[int, int, str, int]:
        """By the message's place, then by its own inside the message."""
        return (*self.utterance.message.order, self.span.start)


@lru_cache(maxsize=65536)
def normalize_quote(text: str) -> str:
    """The folded words without laughter: equal for quotes that say the same."""
    return " ".join(w for w in (fold_word(w) for w in WORD.findall(text)) if not is_laughter(w))


def list_spans(utterance: Utterance) -> list[Span]:
    """The parts of a message that may be quoted: all of it where it is short, else runs of whole sentences."""
    spans, text = utterance.spans, utterance.message.text
    if len(spans) == 1 and spans[0].end - spans[0].start <= LONGEST_SENTENCE:
        return [spans[0]]
    runs = []
    for i, first in enumerate(spans):
        last = first
        for following in spans[i + 1 :]:
            is_near = not text[last.end : following.start].strip(" \t\n\r\"'”’»)(-–—•*>:;,0123456789.")
            if following.end - first.start > LONGEST_QUOTE or not is_near:
                break
            last = following
        if last.end - first.start <= LONGEST_SENTENCE:
            runs.append(Span(first.start, last.end))
    return runs[:1] if runs and runs[0].end >= spans[-1].end else runs


def is_joke(utterance: Utterance) -> bool:
    """Whether a short remark made at least two others laugh."""
    return len(utterance.laughed) >= 2 and utterance.word_count >= 2 and not utterance.is_substantial


def choose_span(utterance: Utterance, reader: Reader) -> tuple[float, Span]:
    """The best part of a message to quote, with its score; the score is 0 where there is none."""
    scored = [(round(score_span(utterance, span, reader), 6), span) for span in list_spans(utterance)]
    return max(scored, key=lambda s: (s[0], -s[1].start), default=(0.0, Span(0, 0)))


def score_span(utterance: Utterance, span: Span, reader: Reader) -> float:
    """The score of a quote before it is compared with others; 0 where it should not be quoted."""
    text = utterance.message.text[span.start : span.end]
    shape = 0.4 if is_joke(utterance) else _score_shape(text)
    if not shape or not (utterance.terms or is_joke(utterance)):
        return 0.0
    substance = min(1.0, sum([reader.measure_rarity(t) for t in utterance.stems]) / 3.2)
    drawn = 1 - 0.6**utterance.drawn_count + 0.15 * min(3, len(utterance.laughed))
    concrete = 0.12 if _DIGIT.search(text) else 0.0
    hidden = 0.12 * min(3, utterance.hidden_count)
    lines = 0.1 * text.count("\n")
    placeholders = utterance.message.placeholders
    removed = _REMOVED_COST if placeholders and any(p.startswith("[") and p in text for p in placeholders) else 0.0
    routine = _ROUTINE_COST * reader.measure_routine(utterance)
    return max(0.001, 0.4 * shape + 0.45 * substance + 0.35 * drawn + concrete - hidden - lines - removed - routine)


@lru_cache(maxsize=65536)
def _score_shape(text: str) -> float:
    """From 0 to 1, by length, by words rather than signs, and by how few of them are repeated."""
    if len(text) < _SHORTEST:
        return 0.0
    words = [w for w in WORD.findall(text) if not is_laughter(fold_word(w))]
    if len(words) < 4:
        return 0.0
    if sum(map(len, words)) < 0.55 * len(text):
        return 0.0
    variety = len({w.lower() for w in words}) / len(words)
    length = min(1.0, len(words) / 11) * (1.0 if len(text) <= 200 else 0.8)
    return length * min(1.0, variety + 0.25)
