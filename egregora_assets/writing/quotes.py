"""Quotes: which parts of a message may be quoted, and what speaks for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from egregora_assets.writing.reading.quotable import Quotable, Span
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.reading.words import WORD, describe_word

HIDDEN_COST = 0.12
"""Of each name or placeholder, up to three."""
LINE_COST = 0.1
REMOVED_COST = 0.4
"""Where personal data were removed, something was not meant for everybody: such words are quoted last."""
ROUTINE_COST = 0.5
"""What was written in the same words at other times is quoted last."""


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
    return " ".join([word.folded for word in map(describe_word, WORD.findall(text)) if not word.is_laughter])


def is_joke(utterance: Utterance) -> bool:
    """Whether a short remark made at least two others laugh."""
    return len(utterance.laughed) >= 2 and utterance.word_count >= 2 and not utterance.is_substantial


def choose_span(utterance: Utterance, reader: Reader) -> tuple[float, Span]:
    """The best part of a message to quote, with its score; the score is 0 where there is none."""
    if not utterance.quotable:
        return 0.0, Span(0, 0)
    if len(utterance.quotable) == 1:
        part = utterance.quotable[0]
        return round(score_quotable(utterance, part, reader), 6), part.span
    scored = [(round(score_quotable(utterance, part, reader), 6), part.span) for part in utterance.quotable]
    return max(scored, key=lambda s: (s[0], -s[1].start))


def score_quotable(utterance: Utterance, part: Quotable, reader: Reader) -> float:
    """The score of a quote before it is compared with others; 0 where it should not be quoted."""
    is_funny = is_joke(utterance)
    shape = 0.4 if is_funny else part.shape
    if not shape or not (utterance.terms or is_funny):
        return 0.0
    substance = min(1.0, reader.sum_rarities(utterance) / 3.2)
    drawn = 1 - 0.6**utterance.drawn_count + 0.15 * min(3, len(utterance.laughed))
    concrete = 0.12 if part.holds_digit else 0.0
    hidden = HIDDEN_COST * min(3, utterance.hidden_count)
    lines = LINE_COST * part.line_count
    removed = REMOVED_COST if part.holds_removed else 0.0
    routine = ROUTINE_COST * reader.measure_routine(utterance)
    return max(0.001, 0.4 * shape + 0.45 * substance + 0.35 * drawn + concrete - hidden - lines - removed - routine)
