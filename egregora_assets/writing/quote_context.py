"""What stands around a quote: the message that it answers, and the reply that it got."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE
from egregora_assets.writing.quotes import Quote, is_joke, score_quotable
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance

_ANSWER_SPAN = 30 * NANOSECONDS_PER_MINUTE
_ANSWER_DISTANCE = 9
_LEAD_SPAN = 5 * NANOSECONDS_PER_MINUTE
_LEAD_DISTANCE = 4


def find_lead_in(quote: Quote, utterances: Sequence[Utterance], reader: Reader) -> Quote | None:
    """What a quote answers: what it replies to, else a question of somebody else or words that it takes up.

    Without a recorded reply, at most five minutes and four messages before it; None where there is no such message.
    """
    place = _find_place(quote.utterance, utterances)
    said = {t for t in quote.utterance.terms if " " not in t}
    message = quote.utterance.message
    if answered := _find_answered(quote, utterances[:place]):
        return Quote(answered, answered.quotable[0].span, 0.3)
    for other in reversed(utterances[max(0, place - _LEAD_DISTANCE) : place]):
        if message.sent_at - other.message.sent_at > _LEAD_SPAN:
            return None
        if other.message.author_id == message.author_id or not other.spans or other.is_laugh or other.is_agreement:
            continue
        shared = said & set(other.terms)
        parts = other.quotable
        if other.word_count >= 3 and parts and (other.is_question or shared or is_joke(quote.utterance)):
            return Quote(other, parts[0].span, round(0.62 * score_quotable(other, parts[0], reader), 6))
    return None


def find_reply(question: Quote, utterances: Sequence[Utterance], reader: Reader) -> Quote | None:
    """What somebody else replied to a question: the closest in words and time, within half an hour, else None."""
    place = _find_place(question.utterance, utterances)
    asked = {t for t in question.utterance.terms if " " not in t}
    best: tuple[float, Quote] | None = None
    for distance, other in enumerate(utterances[place + 1 : place + 1 + _ANSWER_DISTANCE], start=1):
        if other.message.sent_at - question.utterance.message.sent_at > _ANSWER_SPAN:
            break
        is_mine = other.message.author_id == question.utterance.message.author_id
        if is_mine or other.is_laugh or other.is_agreement or other.is_question or other.word_count < 2:
            continue
        shared = sum(reader.measure_rarity(t) for t in sorted(asked & set(other.terms)))
        if not other.spans or (not shared and distance > 2):
            continue
        value = round(shared + 1 / (1 + distance) + 0.1 * min(5, other.word_count) / 5, 6)
        if other.quotable and (best is None or value > best[0]):
            best = (value, Quote(other, other.quotable[0].span, 0.3))
    return best[1] if best else None


def _find_answered(quote: Quote, before: Sequence[Utterance]) -> Utterance | None:
    """What a quote's message replies to, if it was said before and may be quoted."""
    reply_to = quote.utterance.message.reply_to
    found = next((u for u in reversed(before) if u.message.message_id == reply_to), None) if reply_to else None
    return found if found and found.quotable else None


def _find_place(utterance: Utterance, utterances: Sequence[Utterance]) -> int:
    """The index of an utterance among others in order."""
    return bisect_left(utterances, utterance.message.order, key=lambda u: u.message.order)
