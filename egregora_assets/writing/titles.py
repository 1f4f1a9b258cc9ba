"""A post's title: a decision, a question or the most central short sentence, in the members' own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from egregora_assets.language.model import Language
from egregora_assets.writing.public_lines import gives_nobody_away
from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.terms import extract_terms, split_words
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.reading.words import WORD, mask_text

_SHORTEST, LONGEST_TITLE = 16, 78
LONGEST_DECISION = 98
"""A decision may have a longer title."""
_ROUTINE_COST = 0.8
_TRAILING = re.compile(r"[^\w?!)\]»”\"%]+$")
_BRACKETS = re.compile(r"[(\[{<>*_`~|#@]")


@dataclass(frozen=True, slots=True)
class Title:
    """A title with the quote that it is part of."""

    text: str
    quote: Quote
    score: float


def states_decision(text: str, language: Language) -> bool:
    """Whether a sentence states a decision, by its language's patterns; a question never does."""
    if "?" in text:
        return False
    return any(re.search(p, text, re.IGNORECASE) for p in language.words.decisions)


def is_decision(utterance: Utterance, text: str) -> bool:
    """Whether an utterance decided something: it says so, or two others agreed to it at once."""
    return states_decision(text, utterance.language) or ("?" not in text and len(utterance.agreed) >= 2)


def _trim(text: str) -> str:
    """Remove trailing dots, signs and emoji; question and exclamation marks stay."""
    text = _TRAILING.sub("", text)
    return text if not text.endswith("!") else text.rstrip("!") + "!" * ("!" in text[-1:])


def _list_candidates(quote: Quote) -> list[str]:
    text = quote.utterance.message.text
    inside = [s for s in quote.utterance.spans if quote.span.start <= s.start and s.end <= quote.span.end]
    whole = [quote.span] if len(inside) == 2 else []
    return [_trim(text[s.start : s.end]) for s in [*inside, *whole]]


def _is_fit(text: str, quote: Quote, reader: Reader) -> bool:
    """Whether a sentence may be a title: one short line of words without names, placeholders and codes."""
    if len(text) < _SHORTEST or "\n" in text or _BRACKETS.search(text):
        return False
    if not (text[0].isalnum() or text[0] in '¿¡“"«'):
        return False
    if not gives_nobody_away(text, quote.utterance.language.code):
        return False
    blanked = mask_text(text, reader.names, quote.utterance.message.placeholders)
    return blanked == text and len(WORD.findall(text)) >= 3 and "://" not in text


def _score_sentence(text: str, quote: Quote, topics: Collection[str], reader: Reader) -> float:
    """The score of a sentence as a title."""
    own = set(extract_terms(split_words(text), reader.choose_lexicon(text)).stems)
    if not own:
        return 0.0
    topical = len(own & set(topics))
    utterance = quote.utterance
    # Laughter marks a joke, which seldom says what the others are about.
    drawn = len(utterance.agreed | utterance.nodded) - len(utterance.laughed)
    score = 0.55 * quote.score + 0.12 * min(3, topical) + 0.1 * max(-2, min(3, drawn))
    if states_decision(text, utterance.language):
        score += 0.55
    elif text.endswith("?"):
        score += 0.3
    if text[0].isupper() or text[0] in "¿¡":
        score += 0.08
    score += 0.05 * min(4, len(own)) - _ROUTINE_COST * reader.measure_routine(utterance)
    first_word = WORD.search(text)
    if first_word and first_word.group().lower() in utterance.language.words.openers:
        score -= 0.25
    return score - 0.1 * (len(text) < 22) - 0.1 * (len(text) > 64)


def choose_title(
    quotes: Sequence[Quote], topics: Collection[str], reader: Reader, *, longest: int = LONGEST_TITLE
) -> Title | None:
    """The best title among the sentences of some quotes; None where no sentence is suitable.

    Args:
        topics: stems that the window is about.
        longest: characters.
    """
    found = []
    for quote in quotes:
        for text in _list_candidates(quote):
            is_decision = longest == LONGEST_TITLE and states_decision(text, quote.utterance.language)
            room = LONGEST_DECISION if is_decision else longest
            if text and len(text) <= room and _is_fit(text, quote, reader):
                score = round(_score_sentence(text, quote, topics, reader), 6)
                found.append(Title(text, quote, score))
    return min(found, key=lambda t: (-t.score, t.quote.order, t.text), default=None)
