"""Texts as the writer reads them: what is masked, the words, the sentences, and what kind of text it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

from egregora_assets.language.detection import find_function_words
from egregora_assets.language.folding import fold_word
from egregora_assets.writing.reading.terms import Terms
from egregora_assets.writing.reading.utterances import Span
from egregora_assets.writing.reading.words import BARRIER, HIDDEN, LAUGHING_EMOJI, WORD, is_laughter, mask_text

PHRASE_TABLE_SIZE = 2**22
_SENTENCE_END = re.compile(rf"[.!?…]+[\"'”’»)\]]*(?=\s|$)|\n+|{BARRIER}+")
_BREAKS = "\n" + BARRIER
_ENDING = frozenset(f":;,–—|>•-{BARRIER}")
_TRAILING = re.compile(rf"[\s:;,–—|>•{BARRIER}-]+$")
_LEADING = re.compile(r"(?:[\s>•–—|:;,.-]+|\*\s+|\d{1,2}[.)]\s+)+")
_HIDDEN_RUN = re.compile(f"{HIDDEN}+")


@dataclass(slots=True, eq=False)
class ReadText:
    """A text without its author and time. It is kept, because chats repeat themselves."""

    masked: str
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
    terms: dict[tuple[str, ...], Terms] = field(default_factory=dict)
    """By lexicon."""


def read_text(text: str, names: re.Pattern[str] | None, placeholders: Sequence[str]) -> ReadText:
    """Mask a text and find its words and sentences."""
    masked = mask_text(text, names, placeholders)
    words = tuple([fold_word(w) for w in WORD.findall(masked)])
    spans = split_sentences(masked)
    return ReadText(
        masked,
        words,
        spans,
        word_count=sum([not is_laughter(w) for w in words]),
        is_laugh=_only_laughs(text, words),
        is_question="?" in text and any(text[s.start : s.end].rstrip("\"'”’»)").endswith("?") for s in spans),
        hidden_count=len(_HIDDEN_RUN.findall(masked)) if HIDDEN in masked else 0,
        phrases=_hash_phrases(words),
        marks=find_function_words(masked),
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


def _only_laughs(text: str, words: Sequence[str]) -> bool:
    if words:
        return all(is_laughter(w) for w in words)
    return any(c in LAUGHING_EMOJI for c in text)


def _hash_phrases(words: Sequence[str]) -> tuple[int, ...]:
    """Runs of three words, each once, as places in a table of `PHRASE_TABLE_SIZE`. Digits are no words."""
    runs = zip(words, words[1:], words[2:], strict=False)
    return tuple({crc32(" ".join(run).encode()) % PHRASE_TABLE_SIZE: None for run in runs})
