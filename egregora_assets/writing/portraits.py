"""Portraits: what a profile tells of somebody, as facts: subjects, partners, what they began, quotes, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from math import log

from egregora_assets.language.files import load_languages
from egregora_assets.language.model import Language
from egregora_assets.writing.conversation import Message, Person
from egregora_assets.writing.progress.answers import Partners, find_partners
from egregora_assets.writing.progress.notes import PersonNotes, Turn, WindowNotes, is_turn, pair_up
from egregora_assets.writing.progress.sayings import Saying, Sayings
from egregora_assets.writing.quote_ranking import MOST_CANDIDATES, rank_listed, select_varied
from egregora_assets.writing.quotes import Quote, normalize_quote
from egregora_assets.writing.reading.private_subjects import touches_private_life
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.stories.signs import is_delicate
from egregora_assets.writing.topics import Topic, choose_topics, weigh_term

LEAST_TEXTS = 20
"""Messages with text that a person needs for a profile."""
_MANY_TEXTS = 60
_MOST_TOPICS, _TOPICS_A_PERIOD = 8, 3
_MOST_QUOTES = 3
_MOST_OPENINGS = 2
_MOST_PERIODS = 3
_SHORTEST_SPAN = timedelta(days=45)
"""Of all windows that somebody wrote in; within less, nothing is told of subjects over time."""
_AT_ONCE = MOST_CANDIDATES + 20
LoadMessages = Callable[[Sequence[tuple[int, int]]], list[Message]]
"""Loads messages by their window's place and their own place in it."""


@dataclass(frozen=True)
class Period:
    """What somebody wrote about from one month to another, as people write it, the weightiest first."""

    first: datetime
    last: datetime
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Begun:
    """What somebody began, and the author_ids of the first who took it up."""

    quote: Quote
    followers: tuple[str, ...]


@dataclass(frozen=True)
class Portrait:
    """What is told of somebody: nothing of it from messages about health, faith, politics or love.

    Args:
        notes: times and links, of all windows together.
        language: the one that they write most.
        topics: shown as people write them, the weightiest first.
        periods: two or more, in order; none where the time is too short to tell them apart.
        begun: what others took up, in order of time.
        quotes: what others reacted to, or else their best lines, in order of time.
        is_noticed: whether others reacted to all of the quotes.
    """

    person: Person
    notes: PersonNotes
    language: Language
    topics: tuple[str, ...]
    periods: tuple[Period, ...]
    begun: tuple[Begun, ...]
    quotes: tuple[Quote, ...]
    is_noticed: bool
    partners: Partners

    @property
    def is_telling(self) -> bool:
        """Whether it says what somebody brings, and not only how something sounded."""
        return bool(len(self.topics) > 1 or self.periods or self.begun)


class Portrayer:
    """Portrays the people of a conversation from the notes of all its windows, in order.

    Args:
        reader: has read all of them.
        load_messages: loads the messages that may be quoted.
    """

    def __init__(self, notes: Sequence[WindowNotes], reader: Reader, load_messages: LoadMessages) -> None:
        self._reader = reader
        self._load_messages = load_messages
        self._notes = notes
        self._sayings = Sayings(notes, reader)
        self._people = _add_people(notes)
        self._turns = _add_turns(notes)
        self._answers: Counter[tuple[str, str]] = Counter()
        for one in notes:
            self._answers.update(one.answers)

    def portray(self, person: Person) -> Portrait | None:
        """A person's portrait; None with fewer than twenty messages with text, or with nothing but quotes."""
        author_id = person.author_id
        count = self._sayings.count_utterances(author_id)
        if count < LEAST_TEXTS:
            return None
        notes = self._people[author_id]
        codes = [language.code for language in self._reader.languages]
        least = 2 if count < _MANY_TEXTS else 3
        begun = self._find_begun(author_id)
        quotes, is_noticed = self._choose_quotes(author_id, {_find_id(one.quote) for one in begun})
        portrait = Portrait(
            person,
            notes,
            load_languages()[max(codes, key=lambda code: notes.clear_words[code])],
            tuple(t.shown for t in self._find_topics(author_id, least, _MOST_TOPICS)),
            self._find_periods(author_id, least),
            begun,
            quotes,
            is_noticed,
            find_partners(author_id, self._answers, self._turns),
        )
        return portrait if portrait.is_telling else None

    def _find_topics(self, author_id: str, least: int, most: int, windows: range | None = None) -> list[Topic]:
        """What somebody writes about more than others do, by single words; in some windows more than in others."""
        everywhere = self._sayings.count_stems(author_id)
        counts = everywhere if windows is None else self._sayings.count_stems(author_id, windows)
        size = max(1, self._sayings.count_terms(author_id))
        average = self._sayings.term_count / max(1, self._sayings.person_count)
        weighed = []
        for term in sorted(term for term, count in counts.items() if count >= least):
            weight = weigh_term(term, counts[term], 1, self._reader)
            weight *= (counts[term] / size) * log(1 + average / max(1, self._reader.holders[term])) * 100
            weight *= counts[term] / everywhere[term]
            if weight > 0:
                weighed.append((round(weight, 9), term))
        return choose_topics(weighed, self._reader, most)

    def _find_periods(self, author_id: str, least: int) -> tuple[Period, ...]:
        """Subjects over time: the months in which somebody wrote, in up to three parts of about the same length."""
        days = [(place, n.people[author_id]) for place, n in enumerate(self._notes) if author_id in n.people]
        if days[-1][1].last - days[0][1].first < _SHORTEST_SPAN:
            return ()
        months = [12 * did.first.year + did.first.month for _, did in days]
        count = months[-1] - months[0] + 1
        parts = min(_MOST_PERIODS, count)
        periods: list[Period] = []
        for part in range(parts):
            own = [day for day, month in zip(days, months, strict=True) if (month - months[0]) * parts // count == part]
            windows = range(own[0][0], own[-1][0] + 1) if own else range(0)
            if topics := self._find_topics(author_id, least, _TOPICS_A_PERIOD, windows):
                periods.append(Period(own[0][1].first, own[-1][1].first, tuple(topic.shown for topic in topics)))
        return tuple(periods) if len(periods) > 1 else ()

    def _find_begun(self, author_id: str) -> tuple[Begun, ...]:
        """The openings that most others took up, of those the best said; in order of time."""
        found = []
        for place, one in enumerate(self._notes):
            for opening in one.openings:
                saying = opening.author_id == author_id and self._sayings.find_part(author_id, place, opening.row)
                if saying:
                    found.append(
                        (-len(opening.followers), -saying.score, place, opening.row, saying, opening.followers)
                    )
        best = sorted(found, key=lambda one: one[:4])[: 3 * _MOST_OPENINGS]
        messages = self._load_messages([(one[2], one[3]) for one in best])
        begun = [
            Begun(Quote(self._reader.read_again(m, saying.lexicon_key), saying.span, saying.score), followers)
            for (*_, saying, followers), m in zip(best, messages, strict=True)
            if _may_be_told(m, self._reader.languages)
        ]
        return tuple(sorted(begun[:_MOST_OPENINGS], key=lambda one: one.quote.order))

    def _choose_quotes(self, author_id: str, told: Collection[str]) -> tuple[tuple[Quote, ...], bool]:
        """A few quotes, none of a message that is told of otherwise, and whether others reacted to all of them."""
        listed = [(quote, drawn) for quote, drawn in self._list_candidates(author_id) if _find_id(quote) not in told]
        noticed = [quote for quote, drawn in listed if drawn]
        is_noticed = len(noticed) >= _MOST_QUOTES
        ranked = rank_listed(noticed if is_noticed else [quote for quote, _ in listed], self._reader)
        chosen = (ranked.quotes[i] for i in select_varied(ranked, _MOST_QUOTES))
        return tuple(sorted(chosen, key=lambda quote: quote.order)), is_noticed

    def _list_candidates(self, author_id: str) -> list[tuple[Quote, int]]:
        """The best of what somebody said, by score, then by time, and how many reacted; no two that say the same."""
        sayings = self._sayings.rank_parts(author_id)
        found: dict[str, _Candidate] = {}
        held: list[_Candidate] = []
        while len(found) < MOST_CANDIDATES and (more := list(islice(sayings, _AT_ONCE))):
            messages = self._load_messages([(saying.window, saying.row) for saying in more])
            pairs = zip(more, messages, strict=True)
            held += [_Candidate(saying, m) for saying, m in pairs if _may_be_told(m, self._reader.languages)]
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
            (
                Quote(self._reader.read_again(c.message, c.saying.lexicon_key), c.saying.span, c.saying.score),
                c.saying.drawn,
            )
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


def _may_be_told(message: Message, languages: Iterable[Language]) -> bool:
    """Whether a message may stand for somebody: it tells nothing private or of a stranger, judges nobody."""
    text = message.text
    return not (message.placeholders or touches_private_life(text) or any(is_delicate(text, one) for one in languages))


def _find_id(quote: Quote) -> str:
    return quote.utterance.message.message_id


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
