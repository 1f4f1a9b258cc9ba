"""Clauses: people's own words cut short enough for a title or a line."""

from __future__ import annotations

import re

from egregora_assets.language.model import Language
from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.terms import extract_terms, split_words
from egregora_assets.writing.reading.words import WORD

_LEAST_WORDS = 2
_END = re.compile(r"[^\w?!)\]»”\"%]+$")
_CUT = re.compile(r"\s*(?:[;–—(]|\.{2,}|…| - |: (?=\S)|, (?=\S)|\n)")
LABEL = re.compile(r"^[^:,.?!]{2,28}: (?=\S)")
"""A word or two with a colon, with which a line begins."""
_GREETING = re.compile(r"^(?:[^\W\d_]+,? ){0,1}[^\W\d_]+[,!.:] (?=\S)")


def trim(text: str) -> str:
    """Remove trailing dots, signs and emoji; question and exclamation marks stay."""
    text = _END.sub("", text.strip())
    return text if not text.endswith("!") else text.rstrip("!") + "!" * ("!" in text[-1:])


def list_clauses(quote: Quote, *, longest: int, shortest: int = 16) -> list[str]:
    """What of a quote may stand alone, by where it begins: its sentences, whole or up to where a clause ends.

    Args:
        longest, shortest: characters.
    """
    text, language = quote.utterance.message.text, quote.utterance.language
    inside = [s for s in quote.utterance.spans if quote.span.start <= s.start and s.end <= quote.span.end]
    found: list[str] = []
    for span in inside or [quote.span]:
        for begun in _list_beginnings(text[span.start : span.end]):
            found += [c for c in _list_cuts(begun, language) if shortest <= len(c) <= longest]
    return list(dict.fromkeys(found))


def _list_beginnings(sentence: str) -> list[str]:
    """A sentence, and what is left of it without a label or a call in front."""
    matches = (pattern.match(sentence) for pattern in (LABEL, _GREETING))
    return [sentence, *(sentence[match.end() :] for match in matches if match)]


def _list_cuts(sentence: str, language: Language) -> list[str]:
    """A sentence whole, and cut where its clauses end; before a link word only where no word is left that leads on."""
    whole = [trim(sentence), *(trim(sentence[: m.start()]) for m in _CUT.finditer(sentence))]
    links = language.words.openers - language.words.joints
    matches = list(WORD.finditer(sentence))[:-1]
    cuts = [trim(sentence[: m.start()]) for m in matches if m.group().lower() in links]
    return [*(c for c in whole if _is_balanced(c)), *(c for c in cuts if _is_balanced(c) and _is_closed(c, language))]


def _is_balanced(clause: str) -> bool:
    is_long = len(WORD.findall(clause)) >= _LEAST_WORDS
    return is_long and not clause.count('"') % 2 and clause.count("(") == clause.count(")")


def _is_closed(clause: str, language: Language) -> bool:
    """Whether a clause does not end with a word that leads on."""
    leading = language.words.articles | language.words.joints | language.words.verb_markers | language.words.openers
    return WORD.findall(clause.lower())[-1] not in leading or clause.endswith("?")


def find_sentence(clause: str, quote: Quote) -> str:
    """The sentence of a quote that a clause of it is from."""
    text = quote.utterance.message.text
    start = text.find(clause, quote.span.start)
    span = next((s for s in quote.utterance.spans if s.start <= start < s.end), quote.span)
    return text[span.start : span.end]


def find_stems(clause: str, reader: Reader) -> set[str]:
    """The words of a clause that carry a meaning of their own, stemmed."""
    return set(extract_terms(split_words(clause), reader.choose_lexicon(clause)).stems)
