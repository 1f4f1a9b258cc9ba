"""Roles of utterances in a story: what opens it, and what ends it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

from egregora_assets.language.files import load_languages
from egregora_assets.language.folding import fold_word
from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE
from egregora_assets.writing.quotes import Quote, choose_span
from egregora_assets.writing.reading.quotable import Span
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.reading.words import WORD
from egregora_assets.writing.stories.model import Outcome, OutcomeKind
from egregora_assets.writing.stories.signs import is_delicate, shows

_OPENING_CANDIDATES, _OPENING_SHARE = 6, 0.3
_ASKS, _PROPOSES, _LINKS = 0.6, 0.7, 0.3
_ON_SUBJECT = 0.25
_PER_PLACE = 0.12
_PER_REPLY = 0.25
_AT_ONCE = 2 * NANOSECONDS_PER_MINUTE
_LEANS = 0.5
_GREETS, _DELICATE = 0.6, 0.4
_FULL = 6
"""Words of a question that is no afterthought."""
_ROUTINE = 1.0
_SETTLED = 2.3
"""Points from which an utterance is more than what was said last."""
_DECIDES, _FINISHES, _AGREED_BY_MANY, _AGREED = 2.0, 1.1, 1.0, 0.4
_THANKED = 1.0
_SHORTEST_OUTCOME = 2
"""Words."""
_THANKS = 0.9
_MANY = 2
_BY_OPENER = 0.35
_BESIDE = 0.7
"""For words that share nothing with their story."""
_LATE = 1.4
_REACTED = 0.12
_ADDRESS_SIGN = re.compile(r"\s*[:,]\s+")
_SHORTEST_REST = 8
_MOST_FOR_AGREEMENT = 4
_NEARLY = 0.8
"""What settles nearly as well as another, and comes later, is the outcome."""
_LAST_PART = 0.6
"""The last word stands in the part of a story after this share of it."""


def quote_best(utterance: Utterance, reader: Reader) -> Quote | None:
    """The best part of an utterance to quote; None where there is none."""
    score, span = choose_span(utterance, reader)
    return Quote(utterance, span, score) if score > 0 else None


def leans(utterance: Utterance, text: str) -> bool:
    """Whether words lean on what was said before: they begin with *and*, *but*, *it* …"""
    first = WORD.search(text)
    return first is not None and first.group().lower() in utterance.language.words.openers


def is_proposal(utterance: Utterance, text: str) -> bool:
    """Whether words propose something."""
    return shows(text, utterance.language, "proposals")


def find_opening(utterances: Sequence[Utterance], stems: Collection[str], reader: Reader) -> Quote | None:
    """What a story begins with: among its first utterances a question, a proposal or a link on its subject.

    Args:
        stems: what the story is about.

    Returns: None where nothing of it may be quoted.
    """
    best: tuple[float, Quote] | None = None
    most = max(_OPENING_CANDIDATES, round(_OPENING_SHARE * sum(u.is_substantial for u in utterances)))
    place = 0
    answered = Counter(u.message.reply_to for u in utterances if u.message.reply_to)
    for number, utterance in enumerate(utterances):
        quote = quote_best(utterance, reader) if utterance.is_substantial and not utterance.is_agreement else None
        if quote is None:
            continue
        value = _value_opening(quote, stems, reader) - _PER_PLACE * place
        value += _PER_REPLY * min(3, answered[utterance.message.message_id])
        if number and _comments(utterance, utterances[number - 1]):
            value += _LINKS + _PER_REPLY * min(3, answered[utterances[number - 1].message.message_id])
        if best is None or round(value, 6) > best[0]:
            best = (round(value, 6), quote)
        place += 1
        if place == most:
            break
    return best[1] if best else None


def _comments(utterance: Utterance, before: Utterance) -> bool:
    """Whether somebody says what the link or picture is that they sent right before."""
    sent, earlier = utterance.message, before.message
    is_own = sent.author_id == earlier.author_id and sent.sent_at - earlier.sent_at <= _AT_ONCE
    return is_own and bool(earlier.links or earlier.pictures) and not before.is_substantial


def find_news(utterances: Sequence[Utterance], reader: Reader) -> Quote | None:
    """The first words that tell of a death or mourn; None where none may be quoted."""
    for utterance in utterances:
        if shows(utterance.message.text, utterance.language, "laments") and (quote := quote_best(utterance, reader)):
            return quote
    return None


def find_punch_line(utterances: Sequence[Utterance], reader: Reader) -> Quote | None:
    """What made most people laugh, two at least; None where nothing did."""
    funny = [u for u in utterances if len(u.laughed) >= _MANY and u.spans and u.message.nomination != "skip"]
    best = max(funny, key=lambda u: (len(u.laughed), u.message.order), default=None)
    if best is None:
        return None
    return quote_best(best, reader) or Quote(best, Span(best.spans[0].start, best.spans[-1].end), 0.3)


def _value_opening(quote: Quote, stems: Collection[str], reader: Reader) -> float:
    utterance, text = quote.utterance, quote.text
    value = 0.3 * quote.score - _ROUTINE * reader.measure_routine(utterance)
    value += _ON_SUBJECT * min(3, len(set(utterance.stems) & set(stems)))
    if is_proposal(utterance, text):
        value += _PROPOSES
    elif utterance.is_question:
        value += _ASKS if utterance.word_count >= _FULL else _ASKS / 3
    if utterance.message.links or utterance.message.pictures:
        value += _LINKS
    value -= _GREETS * shows(text, utterance.language, "greetings") + _DELICATE * is_delicate(text, utterance.language)
    is_answer = leans(utterance, text) or shows(text, utterance.language, "objections")
    return value - _LEANS * is_answer


def find_outcome(
    utterances: Sequence[Utterance], opening: Quote, stems: Collection[str], reader: Reader
) -> Outcome | None:
    """How a story ended: what settled it, else what was said last; None where nothing came after its opening.

    What settles a matter says so (`decisions`, `endings`), was agreed to by others, or was thanked for by who asked.
    """
    later = [u for u in utterances if u.message.order > opening.utterance.message.order]
    valued = []
    for place, utterance in enumerate(later):
        if utterance.is_agreement or utterance.is_laugh or utterance.word_count < _SHORTEST_OUTCOME:
            continue
        quote = quote_best(utterance, reader) or _quote_cheered(utterance)
        if quote and not quote.is_question:
            value = _value_outcome(quote, later, place, opening) - _ROUTINE * reader.measure_routine(utterance)
            shared = len(set(utterance.stems) & {*stems, *opening.utterance.stems})
            is_own = utterance.message.author_id == opening.utterance.message.author_id
            value += 0.2 * min(3, shared) - _BESIDE * (not shared and not is_own and not utterance.drawn_count)
            valued.append((round(value, 6), place, quote))
    best = max((value for value, _, _ in valued), default=0.0)
    if best >= _SETTLED:
        settling = [v for v in valued if v[0] >= max(_SETTLED, best - _NEARLY)]
        return Outcome(settling[-1][2], _name_kind(settling[-1][2]))
    last = [v for v in valued if v[1] >= _LAST_PART * (len(later) - 1)]
    return Outcome(max(last, key=lambda v: (v[0], v[1]))[2], "last") if last else None


def _quote_cheered(utterance: Utterance) -> Quote | None:
    """All of a short utterance that tells of something done and drew something; else None."""
    text, spans = utterance.message.text, utterance.spans
    if utterance.message.nomination == "skip":
        return None
    if utterance.drawn_count and spans and "\n" not in text and shows(text, utterance.language, "endings"):
        return Quote(utterance, Span(spans[0].start, spans[-1].end), 0.3)
    return None


def _name_kind(quote: Quote) -> OutcomeKind:
    """What kind of outcome words are that stand out as one."""
    utterance = quote.utterance
    if shows(quote.text, utterance.language, "endings"):
        return "done"
    if shows(quote.text, utterance.language, "decisions"):
        return "decision"
    return "decision" if len(utterance.agreed) >= _MANY else "answer"


def _value_outcome(quote: Quote, later: Sequence[Utterance], place: int, opening: Quote) -> float:
    """How much an utterance looks like the outcome of what was opened; `later` are all utterances after the opening."""
    utterance, text = quote.utterance, quote.text
    value = _LATE * (place + 1) / len(later) + 0.4 * min(1.0, quote.score)
    if shows(text, utterance.language, "decisions"):
        value += _DECIDES
    elif shows(text, utterance.language, "endings"):
        value += _FINISHES
    agreed = len(utterance.agreed)
    value += _AGREED_BY_MANY if agreed >= _MANY else _AGREED * agreed
    value += _REACTED * min(4, utterance.drawn_count)
    asker = opening.utterance.message.author_id
    if utterance.message.author_id == asker:
        value += _BY_OPENER
        value += _THANKS * (opening.is_question and shows(text, utterance.language, "thanks"))
    elif opening.is_question and _is_thanked(later, place, asker):
        value += _THANKED
    value -= 0.5 * is_proposal(utterance, text) + _DELICATE * is_delicate(text, utterance.language)
    value -= 0.4 * shows(text, utterance.language, "objections")
    return value - 0.3 * leans(utterance, text)


def _is_thanked(later: Sequence[Utterance], place: int, asker: str) -> bool:
    """Whether whoever asked thanks within the next four utterances."""
    return any(
        u.message.author_id == asker and shows(u.message.text, u.language, "thanks")
        for u in later[place + 1 : place + 5]
    )


def skip_address(quote: Quote, reader: Reader) -> Quote:
    """A quote without the name of whom it addresses, where it begins with that."""
    text = quote.utterance.message.text
    found = reader.names.match(text, quote.span.start) if reader.names else None
    if found is None or found.start() != quote.span.start:
        return quote
    sign = _ADDRESS_SIGN.match(text, found.end())
    if sign is None or quote.span.end - sign.end() < _SHORTEST_REST:
        return quote
    return replace(quote, span=Span(sign.end(), quote.span.end))


def begins_with_agreement(quote: Quote) -> bool:
    """Whether a quote begins with words that agree, and goes on."""
    words = [fold_word(w) for w in WORD.findall(quote.text)[:_MOST_FOR_AGREEMENT]]
    known = _fold_agreements(quote.utterance.language.code)
    return any(" ".join(words[:n]) in known for n in range(1, len(words) + 1))


@cache
def _fold_agreements(code: str) -> frozenset[str]:
    return frozenset(fold_word(a) for a in load_languages()[code].words.agreements)
