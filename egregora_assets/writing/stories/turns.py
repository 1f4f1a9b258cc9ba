"""Which words of a story are quoted: its opening, its outcome, and between them pairs of turns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from egregora_assets.writing.quote_context import find_lead_in, find_reply
from egregora_assets.writing.quote_ranking import RankedQuotes, select_varied
from egregora_assets.writing.quotes import Quote, normalize_quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.stories.model import Outcome, Role, Turn
from egregora_assets.writing.stories.roles import begins_with_agreement, is_proposal, leans, skip_address
from egregora_assets.writing.stories.signs import begins_with, is_delicate, shows

MOST_TURNS = 12
_LEAST_LAUGHS = 2
_DRAWN = 2
_SPARE = 6
"""Quotes that are looked at besides those that are wanted, since some are beside the subject."""


def count_turns(substance: int) -> int:
    """How many quotes a story gets by its size, besides those that they answer."""
    return 2 if substance < 6 else 4 if substance < 12 else 5 if substance < 25 else 6


def choose_turns(
    ranked: RankedQuotes,
    opening: Quote,
    outcome: Outcome | None,
    utterances: Sequence[Utterance],
    reader: Reader,
    taken: set[str],
    stems: Collection[str],
    punch_line: Quote | None = None,
) -> tuple[Turn, ...]:
    """Choose the quotes of a story, in order of time, at most twelve; what they say is added to `taken`.

    The opening is the first and the outcome the last of them. Words that answer something stand with what they answer,
    a question with its reply; nothing that leans on words before it stands without them.
    Between the two, nothing judges people or tells what is nobody's business.

    Args:
        ranked: what may be quoted of the story, best first.
        taken: quotes (see `normalize_quote`) that are told elsewhere.
        stems: what the story is about.
        punch_line: what must be told too, with what it answers.
    """
    fixed = [opening, *([outcome.quote] if outcome else []), *([punch_line] if punch_line else [])]
    chosen: dict[str, Quote] = {}
    told: list[str] = []
    for quote in fixed:
        _take(quote, chosen, told, taken)
    pinned = [i for i, q in enumerate(ranked.quotes) if q.utterance.message.message_id in chosen]
    wanted = count_turns(sum(u.is_substantial for u in utterances))
    places = select_varied(ranked, wanted + len(fixed) + _SPARE, pinned)
    fit = [q for q in ranked.quotes if _is_fit(q)]
    others = (ranked.quotes[i] for i in places if i not in pinned and _is_fit(ranked.quotes[i]))
    close = [q for q in others if _is_on_subject(q, fixed, stems, utterances)][:wanted]
    kept = [q for q in fit if q.utterance.message.nomination == "keep"]
    steps = [q for q in fit if _is_step(q) and _is_between(q, opening, outcome) and q not in kept][: -(-wanted // 2)]
    for quote in [*fixed, *kept, *steps, *close]:
        if len(chosen) < MOST_TURNS:
            _take_with_context(quote, utterances, reader, chosen, told, taken)
    ends = [outcome.quote, *([punch_line] if punch_line else [])] if outcome else list(chosen.values())
    until = max(q.order for q in ends)
    within = [skip_address(q, reader) for q in chosen.values() if opening.order <= q.order <= until]
    quotes = sorted(within, key=lambda q: q.order)
    return tuple(_find_role(q, quotes, opening, outcome) for q in quotes)


def _is_on_subject(
    quote: Quote, fixed: Sequence[Quote], stems: Collection[str], utterances: Sequence[Utterance]
) -> bool:
    """Whether a quote shares a word with what its story is about, or drew or is a recorded reply within it."""
    own = set(quote.utterance.stems)
    if own & set(stems) or any(own & set(q.utterance.stems) for q in fixed):
        return True
    message = quote.utterance.message
    return quote.utterance.drawn_count > 1 or any(
        u.message.reply_to == message.message_id or u.message.message_id == message.reply_to for u in utterances
    )


def _is_fit(quote: Quote) -> bool:
    """Whether words may stand between an opening and its end: they judge nobody, and tell nothing delicate."""
    return not is_delicate(quote.text, quote.utterance.language)


def _is_step(quote: Quote) -> bool:
    """Whether words tell of something decided or done, or drew more than one reaction."""
    text, language = quote.text, quote.utterance.language
    return (
        quote.utterance.drawn_count >= _DRAWN or shows(text, language, "decisions") or shows(text, language, "endings")
    )


def _is_between(quote: Quote, opening: Quote, outcome: Outcome | None) -> bool:
    return opening.order < quote.order and (outcome is None or quote.order < outcome.quote.order)


def _take(quote: Quote, chosen: dict[str, Quote], told: list[str], taken: set[str]) -> bool:
    """Add a quote unless its message is quoted already or its words are told somewhere."""
    key, message_id = normalize_quote(quote.text), quote.utterance.message.message_id
    if message_id in chosen or key in taken or any(key in said or said in key for said in told):
        return False
    chosen[message_id] = quote
    told.append(key)
    taken.add(key)
    return True


def _take_with_context(
    quote: Quote,
    utterances: Sequence[Utterance],
    reader: Reader,
    chosen: dict[str, Quote],
    told: list[str],
    taken: set[str],
) -> None:
    """Add a quote with what it answers and, for a question, the reply; not at all where what it leans on is missing."""
    is_new = quote.utterance.message.message_id not in chosen
    before = find_lead_in(quote, utterances, reader)
    if is_new and leans(quote.utterance, quote.text) and before is None:
        return
    if is_new and not _take(quote, chosen, told, taken):
        return
    if before and not _is_fit(before):
        before = None
    if before and (is_new or leans(quote.utterance, quote.text) or quote.utterance.message.reply_to):
        _take(before, chosen, told, taken)
    if quote.is_question and (reply := find_reply(quote, utterances, reader)) and _is_fit(reply):
        _take(reply, chosen, told, taken)


def _find_role(quote: Quote, quotes: Sequence[Quote], opening: Quote, outcome: Outcome | None) -> Turn:
    """What a quote does among those that are told."""
    utterance = quote.utterance
    if utterance is opening.utterance:
        return Turn(quote, "opening")
    if outcome and utterance is outcome.quote.utterance:
        return Turn(quote, "outcome")
    return Turn(quote, _find_middle_role(quote, quotes))


def _find_middle_role(quote: Quote, quotes: Sequence[Quote]) -> Role:
    utterance = quote.utterance
    before = quotes[quotes.index(quote) - 1]
    is_other = before.utterance.message.author_id != utterance.message.author_id
    if len(utterance.laughed) >= _LEAST_LAUGHS:
        return "punch line"
    if is_other and before.is_question and not quote.is_question:
        return "answer"
    if is_other and not quote.is_question and is_proposal(before.utterance, before.text):
        if begins_with(quote.text, utterance.language, "objections"):
            return "objection"
        return "support" if begins_with_agreement(quote) else "turn"
    return "turn"
