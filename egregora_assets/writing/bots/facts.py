"""What a meeting states, each thing once: a command and its echo, a question and its result are put together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from egregora_assets.writing.bots.reading_lines import read_statements
from egregora_assets.writing.bots.statements import (
    Action,
    Ballot,
    Build,
    Decision,
    Idea,
    Meeting,
    Question,
    Reference,
    Statement,
    Topic,
    Vote,
)
from egregora_assets.writing.conversation import Message

_ONCE = (Topic, Decision, Action, Idea, Reference)
_Said = tuple[type[Statement], str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing that was stated, and all messages that state it, in order. The first one is where it is said first."""

    statement: Statement
    message_ids: tuple[str, ...]


@dataclass
class _Gatherer:
    facts: list[Fact] = field(default_factory=list)
    places: dict[_Said, int] = field(default_factory=dict)
    """Where what was said in this meeting stands."""
    open_vote: int | None = None
    """Where the vote stands that goes on, or just ended."""

    def add(self, statement: Statement) -> None:
        if isinstance(statement, Meeting):
            self.places, self.open_vote = {}, None
            self._append(statement)
        elif isinstance(statement, _ONCE):
            self._add_once(statement, statement.what)
        elif isinstance(statement, Question):
            self._open(statement)
        elif isinstance(statement, Vote):
            self._count(statement)
        elif isinstance(statement, Build):
            self._append(statement)

    def _append(self, statement: Statement) -> int:
        self.facts.append(Fact(statement, (statement.message_id,)))
        return len(self.facts) - 1

    def _add_once(self, statement: Statement, what: str) -> int:
        said = (type(statement), " ".join(what.casefold().strip(" .!?").split()))
        if said in self.places:
            place = self.places[said]
            self._join(place, self.facts[place].statement, statement.message_id)
            return place
        self.places[said] = self._append(statement)
        return self.places[said]

    def _join(self, place: int, statement: Statement, message_id: str) -> None:
        cited = self.facts[place].message_ids
        self.facts[place] = Fact(statement, cited if message_id in cited else (*cited, message_id))

    def _open(self, question: Question) -> None:
        vote = Vote(question.message_id, question.what, is_final=False)
        self.open_vote = self._add_once(vote, question.what)

    def _count(self, vote: Vote) -> None:
        """Put a count or a result to the vote that it is of; a running count gives way to a later one."""
        if vote.what:
            self.open_vote = self._add_once(replace(vote, is_final=False), vote.what)
        place = self.open_vote
        if place is None:
            self.open_vote = self._append(vote)
            return
        known = self.facts[place].statement
        assert isinstance(known, Vote)
        has_counts = vote.for_count is not None
        merged = replace(
            vote if has_counts else known,
            message_id=known.message_id,
            what=known.what or vote.what,
            options=vote.options or known.options,
            is_final=vote.is_final or known.is_final,
            result=vote.result or known.result,
        )
        if vote.is_final or not known.is_final:
            self._join(place, merged, vote.message_id)


def gather_facts(messages: Iterable[Message], names: Collection[str] = ()) -> tuple[Fact, ...]:
    """What messages state, in order of where each thing is said first; every vote with its last count.

    A vote that nobody counted stays with `is_final` false. Ballots are in the counts and are no facts of their own.

    Args:
        messages: in order; a meeting's, or all of a window.
        names: as for `read_statements`.
    """
    gatherer = _Gatherer()
    for message in messages:
        for statement in read_statements(message, names):
            if not isinstance(statement, Ballot):
                gatherer.add(statement)
    return tuple(gatherer.facts)
