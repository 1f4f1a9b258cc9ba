"""Portraits: what a profile tells of somebody, as facts: numbers, subjects, quotes, partners, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import log

from egregora_assets.language.files import load_languages
from egregora_assets.language.model import Language
from egregora_assets.writing.conversation import Message, Person
from egregora_assets.writing.progress.notes import PersonNotes, Turn, WindowNotes, is_turn, pair_up
from egregora_assets.writing.progress.sayings import Saying, Sayings
from egregora_assets.writing.quote_ranking import MOST_CANDIDATES, rank_listed, select_varied
from egregora_assets.writing.quotes import Quote, normalize_quote
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.topics import Topic, choose_topics, weigh_term

LEAST_TEXTS = 20
"""Messages with text that a person needs for a profile."""
_MANY_TEXTS = 60
_MOST_TOPICS = 8
_MOST_QUOTES = 5
_AT_ONCE = MOST_CANDIDATES + 20
LoadMessages = Callable[[Sequence[tuple[int, int]]], list[Message]]
"""Loads messages by their window's place and their own place in it."""


@dataclass(frozen=True)
class Portrait:
    """What is told of somebody.

    Args:
        notes: numbers and links, of all windows together.
        language: the one that they write most.
        topics: shown as people write them, the weightiest first.
        quotes: in order of time.
        partners: how often they and each other person wrote right after one another.
    """

    person: Person
    notes: PersonNotes
    language: Language
    topics: tuple[str, ...]
    quotes: tuple[Quote, ...]
    partners: Counter[str]


class Portrayer:
    """Portrays the people of a conversation from the notes of all its windows, in order.

    Args:
        reader: has read all of them.
        load_messages: loads the messages that may be quoted.
    """

    def __init__(self, notes: Sequence[WindowNotes], reader: Reader, load_messages: LoadMessages) -> None:
        self._reader = reader
        self._load_messages = load_messages
        self._sayings = Sayings(notes, reader)
        self._people = _add_people(notes)
        self._turns = _add_turns(notes)

    def portray(self, person: Person) -> Portrait | None:
        """A person's portrait; None with fewer than twenty messages with text."""
        count = self._sayings.count_utterances(person.author_id)
        if count < LEAST_TEXTS:
            return None
        notes = self._people[person.author_id]
        codes = [language.code for language in self._reader.languages]
        language = load_languages()[max(codes, key=lambda code: notes.clear_words[code])]
        topics = self._find_topics(person.author_id, 2 if count < _MANY_TEXTS else 3)
        partners = Counter(
            {
                other: n
                for (one, two), n in self._turns.items()
                for mine, other in ((one, two), (two, one))
                if mine == person.author_id
            }
        )
        shown = tuple(topic.shown for topic in topics)
        return Portrait(person, notes, language, shown, self._choose_quotes(person.author_id), partners)

    def _find_topics(self, author_id: str, least: int) -> list[Topic]:
        """What somebody writes about more than others do, by single words."""
        counts = self._sayings.count_stems(author_id)
        size = max(1, self._sayings.count_terms(author_id))
        average = self._sayings.term_count / max(1, self._sayings.person_count)
        weighed = []
        for term in sorted(term for term, count in counts.items() if count >= least):
            weight = weigh_term(term, counts[term], 1, self._reader)
            weight *= (counts[term] / size) * log(1 + average / max(1, self._reader.holders[term])) * 100
            if weight > 0:
                weighed.append((round(weight, 9), term))
        return choose_topics(weighed, self._reader, _MOST_TOPICS)

    def _choose_quotes(self, author_id: str) -> tuple[Quote, ...]:
        ranked = rank_listed(self._list_candidates(author_id), self._reader)
        chosen = (ranked.quotes[i] for i in select_varied(ranked, _MOST_QUOTES))
        return tuple(sorted(chosen, key=lambda quote: quote.order))

    def _list_candidates(self, author_id: str) -> list[Quote]:
        """The best of what somebody said, by score, then by time; nothing that says the same as another."""
        sayings = self._sayings.rank_parts(author_id)
        found: dict[str, _Candidate] = {}
        held: list[_Candidate] = []
        while len(found) < MOST_CANDIDATES and (more := list(islice(sayings, _AT_ONCE))):
            messages = self._load_messages([(saying.window, saying.row) for saying in more])
            held += map(_Candidate, more, messages)
            held.sort(key=lambda candidate: candidate.order)
            # What comes later may score as much as the last one, and be older.
            is_last = len(more) < _AT_ONCE
            sure = [c for c in held if is_last or c.saying.score > more[-1].score]
            held = held[len(sure) :]
            for candidate in sure:
                found.setdefault(normalize_quote(candidate.text), candidate)
        for candidate in held:
            found.setdefault(normalize_quote(candidate.text), candidate)
        return [
            Quote(self._reader.read_again(c.message, c.saying.lexicon_key), c.saying.span, c.saying.score)
            for c in list(found.values())[:MOST_CANDIDATES]
        ]


@dataclass(frozen=True)
class _Candidate:
    """A saying with its message."""

    saying: Saying
    message: Message

    @property
    def text(self) -> str:
        return self.message.text[self.saying.span.start : self.saying.span.end]

    @property
    def order(self) -> tuple[float, tuple[int, int, str], int]:
        """By score, the highest first, then by its place in the conversation."""
        return (-self.saying.score, self.message.order, self.saying.span.start)


def _add_people(notes: Sequence[WindowNotes]) -> dict[str, PersonNotes]:
    people: dict[str, PersonNotes] = {}
    for one in notes:
        for author_id, did in one.people.items():
            if author_id in people:
                people[author_id].add_later(did)
            else:
                people[author_id] = replace(
                    did,
                    hours=Counter(did.hours),
                    weekdays=Counter(did.weekdays),
                    clear_words=Counter(did.clear_words),
                    links=dict(did.links),
                )
    return people


def _add_turns(notes: Sequence[WindowNotes]) -> Counter[tuple[str, str]]:
    turns: Counter[tuple[str, str]] = Counter()
    last: Turn | None = None
    for one in notes:
        turns.update(one.turns)
        if one.first and last and is_turn(last, one.first):
            turns[pair_up(last[0], one.first[0])] += 1
        last = one.last or last
    return turns
