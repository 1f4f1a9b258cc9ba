"""Texts as the writer reads them: what is masked, the words, the sentences, and what kind of text it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

from egregora_assets.language.detection import find_function_words
from egregora_assets.language.model import Language
from egregora_assets.writing.reading.quotable import Quotable, Span, list_quotable
from egregora_assets.writing.reading.terms import Terms, split_words
from egregora_assets.writing.reading.words import BARRIER, HIDDEN, LAUGHING_EMOJI, WORD, Word, describe_word, mask_text

PHRASE_TABLE_SIZE = 2**22
_NO_TITLE = "".join(rf"(?<!\b{title})" for title in ("Mr", "Mrs", "Ms", "Dr", "Dra", "Sr", "Sra", "St", "Mme", "Fr"))
"""What stands before a full stop that ends a sentence: no title before a name."""
_SENTENCE_END = re.compile(rf"{_NO_TITLE}[.!?…]+[\"'”’»)\]]*(?=\s|$)|\n+|{BARRIER}+")
_BREAKS = "\n" + BARRIER
_ENDING = frozenset(f":;,–—|>•-{BARRIER}")
_TRAILING = re.compile(rf"[\s:;,–—|>•{BARRIER}-]+$")
_LEADING = re.compile(r"(?:[\s>•–—|:;,.-]+|\*\s+|\d{1,2}[.)]\s+)+")
_HIDDEN_RUN = re.compile(f"{HIDDEN}+")


@dataclass(slots=True, eq=False)
class ReadText:
    """A text without its author and time. It is kept, because chats repeat themselves."""

    masked: str
    pieces: list[str]
    """What `split_words` makes of it, until it was read in a language: kept for all texts, they fill the memory."""
    words: tuple[str, ...]
    """Folded."""
    spans: tuple[Span, ...]
    word_count: int
    is_laugh: bool
    is_question: bool
    hidden_count: int
    phrases: tuple[int, ...]
    marks: tuple[tuple[str, ...], ...]
    """See `find_function_words`."""
    clear_words: tuple[str, ...]
    """The languages of its words, names included, that are function words of one language alone."""
    quotable: tuple[Quotable, ...]
    """What may be quoted of it."""
    readings: dict[tuple[str, ...], Reading] = field(default_factory=dict)
    """By lexicon."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in a language: its terms, and whether it only agrees, or says something by itself."""

    said: Terms
    language: Language
    is_agreement: bool
    is_substantial: bool


def read_text(text: str, names: re.Pattern[str] | None, placeholders: Sequence[str]) -> ReadText:
    """Mask a text and find its words and sentences."""
    masked = mask_text(text, names, placeholders)
    pieces = split_words(masked)
    found = [describe_word(surface) for surface in pieces[1::2]]
    words = tuple([word.folded for word in found])
    spans = split_sentences(masked)
    marks = _list_marks(masked, found)
    return ReadText(
        masked,
        pieces,
        words,
        spans,
        word_count=sum([not word.is_laughter for word in found]),
        is_laugh=_only_laughs(text, found),
        is_question="?" in text and any(text[s.start : s.end].rstrip("\"'”’»)").endswith("?") for s in spans),
        hidden_count=len(_HIDDEN_RUN.findall(masked)) if HIDDEN in masked else 0,
        phrases=_hash_phrases(words),
        marks=marks,
        clear_words=tuple([m[0] for m in (marks if masked == text else find_function_words(text)) if len(m) == 1]),
        quotable=list_quotable(text, spans, placeholders),
    )


def split_sentences(masked: str) -> tuple[Span, ...]:
    """The sentences of what `mask_text` returns, in order, without bullets, dashes and web addresses around them."""
    spans = []
    start = 0
    breaks = _SENTENCE_END.finditer(masked)
    ends = [(m.start() if m.group()[0] in _BREAKS else m.end(), m.end()) for m in breaks]
    for end, following in [*ends, (len(masked), len(masked))]:
        lead = _LEADING.match(masked, start, end)
        first = lead.end() if lead else start
        has_tail = end > first and (masked[end - 1] in _ENDING or masked[end - 1].isspace())
        tail = _TRAILING.search(masked, first, end) if has_tail else None
        last = tail.start() if tail else end
        if last - first >= 2 and WORD.search(masked, first, last):
            spans.append(Span(first, last))
        start = following
    return tuple(spans)


def _only_laughs(text: str, words: Sequence[Word]) -> bool:
    if words:
        return all(word.is_laughter for word in words)
    return not LAUGHING_EMOJI.isdisjoint(text)


def _list_marks(masked: str, words: Sequence[Word]) -> tuple[tuple[str, ...], ...]:
    """What `find_function_words` finds in a text, from its words; a small sigma alone depends on its neighbours."""
    if "Σ" in masked:
        return find_function_words(masked)
    return tuple([mark for word in words if word.marks for mark in word.marks])


def _hash_phrases(words: Sequence[str]) -> tuple[int, ...]:
    """Runs of three words, each once, as places in a table of `PHRASE_TABLE_SIZE`. Digits are no words."""
    runs = zip(words, words[1:], words[2:], strict=False)
    return tuple({crc32(" ".join(run).encode()) % PHRASE_TABLE_SIZE: None for run in runs})
