"""A post's title: a decision, a question or the most central short sentence, in the members' own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from egregora_assets.language.frames.model import Language
from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.reading import Reader, Utterance
from egregora_assets.writing.words import WORD, Forms, masked, read_terms

_SHORTEST, LONGEST_TITLE = 16, 78
LONGEST_DECISION = 98
"""What was settled is worth a longer title."""
_ROUTINE_COST = 0.8
_TRAILING = re.compile(r"[^\w?!)\]»”\"%]+$")
_BRACKETS = re.compile(r"[(\[{<>*_`~|#@]")


@dataclass(frozen=True, slots=True)
class Title:
    """A title with the quote that it is part of."""

    text: str
    quote: Quote
    score: float


def is_settling(text: str, language: Language) -> bool:
    """Whether a sentence states a decision, by its language's patterns; a question never does."""
    if "?" in text:
        return False
    return any(re.search(p, text, re.IGNORECASE) for p in language.vocabulary.settling)


def is_settled(utterance: Utterance, text: str) -> bool:
    """Whether something was settled with it: it says so, or two others agreed to it at once."""
    return is_settling(text, utterance.language) or ("?" not in text and len(utterance.agreed) >= 2)


def _trimmed(text: str) -> str:
    """A sentence without the dots, signs and emoji behind it; question and exclamation marks stay."""
    text = _TRAILING.sub("", text)
    return text if not text.endswith("!") else text.rstrip("!") + "!" * ("!" in text[-1:])


def _sentence_titles(quote: Quote) -> list[str]:
    text = quote.utterance.message.text
    inside = [s for s in quote.utterance.spans if quote.span.start <= s.start and s.end <= quote.span.end]
    whole = [quote.span] if len(inside) == 2 else []
    return [_trimmed(text[s.start : s.end]) for s in [*inside, *whole]]


def _is_fit(text: str, quote: Quote, reader: Reader) -> bool:
    """Whether a sentence may be a title: short, of words, nobody's name or placeholder in it, one line."""
    if len(text) < _SHORTEST or "\n" in text or _BRACKETS.search(text):
        return False
    if not (text[0].isalnum() or text[0] in '¿¡“"«'):
        return False
    blanked = masked(text, reader.names, quote.utterance.message.placeholders)
    return blanked == text and len(WORD.findall(text)) >= 3 and "://" not in text


def _sentence_score(text: str, quote: Quote, topics: Collection[str], reader: Reader) -> float:
    """What speaks for a sentence as a title."""
    own = {t for t in read_terms(text, reader.lexicon_for(text), Forms()) if " " not in t}
    if not own:
        return 0.0
    topical = len(own & set(topics))
    utterance = quote.utterance
    # Laughter marks a joke, which seldom says what the others are about.
    drawn = len(utterance.agreed | utterance.nodded) - len(utterance.laughed)
    score = 0.55 * quote.score + 0.12 * min(3, topical) + 0.1 * max(-2, min(3, drawn))
    if is_settling(text, utterance.language):
        score += 0.55
    elif text.endswith("?"):
        score += 0.3
    if text[0].isupper() or text[0] in "¿¡":
        score += 0.08
    score += 0.05 * min(4, len(own)) - _ROUTINE_COST * reader.routine(utterance)
    first_word = WORD.search(text)
    if first_word and first_word.group().lower() in utterance.language.vocabulary.openers:
        score -= 0.25
    return score - 0.1 * (len(text) < 22) - 0.1 * (len(text) > 64)


def best_title(
    quotes: Sequence[Quote], topics: Collection[str], reader: Reader, *, longest: int = LONGEST_TITLE
) -> Title | None:
    """The best title among the sentences of some quotes; None where no sentence is fit.

    Args:
        topics: stems that the window is about.
        longest: characters.
    """
    found = []
    for quote in quotes:
        for text in _sentence_titles(quote):
            is_decision = longest == LONGEST_TITLE and is_settling(text, quote.utterance.language)
            room = LONGEST_DECISION if is_decision else longest
            if text and len(text) <= room and _is_fit(text, quote, reader):
                score = round(_sentence_score(text, quote, topics, reader), 6)
                found.append(Title(text, quote, score))
    return min(found, key=lambda t: (-t.score, t.quote.order, t.text), default=None)
