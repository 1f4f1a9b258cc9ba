"""Minutes: what a meeting decided, who does what, and what was left open, from the facts that its lines state."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from egregora_assets.language.formats import join_items
from egregora_assets.language.model import Language
from egregora_assets.writing.bots import Action, Decision, Fact, Vote, find_bots, gather_facts
from egregora_assets.writing.conversation import Message
from egregora_assets.writing.quotes import Quote
from egregora_assets.writing.reading.quotable import Span
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.stories.discretion import holds_removed
from egregora_assets.writing.stories.signs import is_delicate


@dataclass(frozen=True, slots=True)
class Line:
    """A line of minutes in plain text, and the message that states it first."""

    text: str
    message: Message


@dataclass(frozen=True)
class Minutes:
    """What a window's meetings state, each thing once, in order. All empty where there was none.

    Attributes:
        decided: decisions, and votes with their results.
        to_do: who does what.
        left_open: votes that nobody counted.
        stated: the messages that state any of it, or that a program wrote.
        sources: decisions, then votes, as quotes for title and lede.
    """

    decided: tuple[Line, ...]
    to_do: tuple[Line, ...]
    left_open: tuple[Line, ...]
    stated: frozenset[str]
    sources: tuple[Quote, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines."""
        return (*self.decided, *self.to_do, *self.left_open)


def take_minutes(
    messages: Sequence[Message], utterances: Sequence[Utterance], names: Collection[str], language: Language
) -> Minutes:
    """Read what meetings state among the messages of a window.

    Args:
        messages: in order; `utterances` are those with text, as they were read.
        names: everybody's.
        language: of the words that the minutes add.
    """
    messages = [m for m in messages if m.nomination != "skip"]
    facts = gather_facts(messages, names)
    by_id = {m.message_id: m for m in messages}
    decided: list[Line] = []
    to_do: list[Line] = []
    left_open: list[Line] = []
    for fact in facts:
        message, statement = by_id[fact.message_ids[0]], fact.statement
        if holds_removed(message.text) or is_delicate(message.text, language):
            continue
        if isinstance(statement, Decision):
            decided.append(Line(statement.what, message))
        elif isinstance(statement, Action):
            to_do.append(Line(_name_doers(statement, language), message))
        elif isinstance(statement, Vote):
            if not statement.is_final:
                left_open.append(Line(_tell_vote(statement, language), message))
            elif is_told(statement):
                decided.append(Line(_tell_vote(statement, language), message))
    stated = {i for fact in facts for i in fact.message_ids} if decided or to_do else set()
    programs = find_bots(messages, names)
    stated |= {m.message_id for m in messages if m.author_id in programs}
    sources = tuple(_find_sources(facts, {u.message.message_id: u for u in utterances}))
    return Minutes(tuple(decided), tuple(to_do), tuple(left_open), frozenset(stated), sources)


def is_told(vote: Vote) -> bool:
    """Whether the result of a vote can be told: by its counts, or because what was asked was carried."""
    return bool(vote.options) or vote.for_count is not None or vote.result == "carried"


def is_carried(vote: Vote) -> bool:
    """Whether a vote decided what it asked."""
    if vote.result:
        return vote.result == "carried"
    return vote.for_count is not None and vote.for_count > (vote.against_count or 0)


def _name_doers(action: Action, language: Language) -> str:
    """What is to be done behind who does it, unless the words say so themselves."""
    if not action.who or all(who in action.what for who in action.who):
        return action.what
    return f"{join_items(action.who, language)}: {action.what}"


def _tell_vote(vote: Vote, language: Language) -> str:
    """What was voted on, with the counts as they were stated."""
    story = language.story
    if vote.options:
        counts = join_items([f"{o.option} {o.number}" for o in vote.options], language)
    elif vote.for_count is None:
        return vote.what
    else:
        form = story.vote_with_rest if vote.abstained_count else story.vote
        counts = form.format(pros=vote.for_count, cons=vote.against_count or 0, rest=vote.abstained_count or 0)
    if not vote.what:
        return counts
    return f"{vote.what} {counts}" if vote.what.endswith("?") else f"{vote.what}: {counts}"


def _find_sources(facts: Sequence[Fact], utterances: dict[str, Utterance]) -> Iterator[Quote]:
    """The words of decisions where they stand in a message, then those of votes."""
    for fact in sorted(facts, key=lambda f: not isinstance(f.statement, Decision)):
        statement = fact.statement
        if isinstance(statement, Decision) or (
            isinstance(statement, Vote) and statement.is_final and is_carried(statement)
        ):
            utterance = utterances.get(fact.message_ids[0])
            place = utterance.message.text.find(statement.what) if utterance and statement.what else -1
            if utterance and place >= 0 and not holds_removed(utterance.message.text):
                yield Quote(utterance, Span(place, place + len(statement.what)), 1.0)
