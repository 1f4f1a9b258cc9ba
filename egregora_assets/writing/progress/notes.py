"""What stays known of a window once it was read: enough to portray everybody without reading it again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE, Message
from egregora_assets.writing.progress.answers import Opening, count_answers, find_openings
from egregora_assets.writing.quotes import is_joke
from egregora_assets.writing.reading.packing import PackedColumns, pack_columns
from egregora_assets.writing.reading.private_subjects import list_private
from egregora_assets.writing.reading.utterances import Utterance

MOST_LINKS = 10
_NEVER = datetime(1970, 1, 1)  # noqa: DTZ001 local times have no zone
_TURN = 10 * NANOSECONDS_PER_MINUTE
Turn = tuple[str, int]
"""Who wrote, and when (nanoseconds since 1970)."""


@dataclass
class PersonNotes:
    """What somebody did in a window, or in several: numbers of messages, and the latest links, the newest first."""

    message_count: int = 0
    first: datetime = _NEVER
    last: datetime = _NEVER
    last_sent_at: int = 0
    hours: Counter[int] = field(default_factory=Counter)
    weekdays: Counter[int] = field(default_factory=Counter)
    clear_words: Counter[str] = field(default_factory=Counter)
    """By language, the words that are function words of it alone."""
    links: dict[str, str | None] = field(default_factory=dict)
    """By address, the title of the page."""

    def add_later(self, later: PersonNotes) -> None:
        """Add what they did in the next window."""
        if not self.message_count:
            self.first = later.first
        self.message_count += later.message_count
        self.last, self.last_sent_at = later.last, later.last_sent_at
        for mine, theirs in ((self.hours, later.hours), (self.weekdays, later.weekdays)):
            mine.update(theirs)
        self.clear_words.update(later.clear_words)
        links = {**later.links, **{url: title for url, title in self.links.items() if url not in later.links}}
        self.links = dict(list(links.items())[:MOST_LINKS])


@dataclass(frozen=True)
class WindowNotes:
    """What stays known of a window.

    Args:
        words: folded, read for the first time in the conversation; sorted.
        stems: held by an utterance for the first time; in order. Stems are numbered through the conversation.
        people: who did not opt out and wrote, by author_id.
        turns: how often two people, in order of their ids, wrote right after one another.
        answers: how often somebody answered somebody, where the application or the words say so.
        openings: what somebody began and others took up, in order.
        first, last: the first and the last message of somebody.
        author_ids, lexicons: what the columns of these names in `said` refer to.
        said: columns of numbers, see `list_said`.
    """

    words: Sequence[str]
    stems: Sequence[str]
    people: Mapping[str, PersonNotes]
    turns: Mapping[tuple[str, str], int]
    answers: Mapping[tuple[str, str], int]
    openings: Sequence[Opening]
    first: Turn | None
    last: Turn | None
    author_ids: Sequence[str]
    lexicons: Sequence[tuple[str, ...]]
    said: Mapping[str, np.ndarray]


SAID = {
    "author": np.int32, "term_count": np.int32, "stem_count": np.int32, "phrase_count": np.int32,
    "lexicon": np.int32, "drawn": np.int32, "laughed": np.int32, "hidden": np.int32, "is_joke": np.bool_,
    "is_private": np.bool_,
}  # fmt: skip
"""One value an utterance."""
FLAT = {"stem": np.int32, "phrase": np.int32}
"""The stems and phrases of one utterance after the other."""
PARTS = {
    "utterance": np.int32, "row": np.int32, "start": np.int32, "end": np.int32, "shape": np.float64,
    "holds_digit": np.bool_, "line_count": np.int32, "holds_removed": np.bool_,
}  # fmt: skip
"""One value a part of an utterance that may be quoted; `row` is its message's place in the window."""


def is_turn(before: Turn | None, message: Turn) -> bool:
    """Whether somebody wrote right after somebody else, within ten minutes."""
    return before is not None and before[0] != message[0] and message[1] - before[1] <= _TURN


def take_notes(
    messages: Sequence[Message],
    mine: Sequence[Message],
    utterances: Sequence[Utterance],
    words: Collection[str],
    stem_numbers: dict[str, int],
    names: Mapping[str, str],
) -> WindowNotes:
    """Note what stays known of a window that was just read.

    Args:
        messages: all of the window, in order.
        mine: those of people who did not opt out, without those of programs; `utterances` likewise.
        words: folded, read for the first time.
        stem_numbers: of the stems of earlier windows; new ones are added.
        names: author_id by name.
    """
    written: dict[str, list[Message]] = {}
    turns: Counter[tuple[str, str]] = Counter()
    first: Turn | None = None
    last: Turn | None = None
    for message in mine:
        if not message.author_id:
            continue
        written.setdefault(message.author_id, []).append(message)
        turn = (message.author_id, message.sent_at)
        if last and is_turn(last, turn):
            turns[pair_up(last[0], turn[0])] += 1
        first, last = first or turn, turn
    people = {author_id: _note_person(messages) for author_id, messages in written.items()}
    _add_links(mine, people)
    for utterance in utterances:
        if utterance.message.author_id:
            people[utterance.message.author_id].clear_words.update(utterance.clear_words)
    known = len(stem_numbers)
    said, author_ids, lexicons = list_said(messages, utterances, stem_numbers)
    stems = list(stem_numbers)[known:]
    answers, openings = count_answers(mine, names), find_openings(messages, mine, utterances)
    return WindowNotes(
        sorted(words), stems, people, dict(turns), answers, openings, first, last, author_ids, lexicons, said
    )


def pair_up(one: str, other: str) -> tuple[str, str]:
    """Two people in order of their ids."""
    return (one, other) if one <= other else (other, one)


def _note_person(messages: Sequence[Message]) -> PersonNotes:
    """What somebody's messages tell of them, without what they say."""
    times = [m.local_time for m in messages]
    hours, weekdays = Counter(t.hour for t in times), Counter(t.weekday() for t in times)
    return PersonNotes(len(messages), times[0], times[-1], messages[-1].sent_at, hours, weekdays)


def _add_links(mine: Sequence[Message], people: Mapping[str, PersonNotes]) -> None:
    for message in reversed(mine):
        for found in message.links if message.author_id else ():
            links = people[message.author_id].links
            if found.url not in links and len(links) < MOST_LINKS:
                links[found.url] = found.title


def list_said(
    messages: Sequence[Message], utterances: Sequence[Utterance], stem_numbers: dict[str, int]
) -> tuple[dict[str, np.ndarray], list[str], list[tuple[str, ...]]]:
    """The columns of `SAID`, `FLAT` and `PARTS`, with the authors and lexicons that they refer to."""
    rows = {m.message_id: row for row, m in enumerate(messages)}
    authors: dict[str, int] = {}
    lexicons: dict[tuple[str, ...], int] = {}
    stems: list[int] = []
    phrases: list[int] = []
    said: list[tuple[Any, ...]] = []
    parts: list[tuple[Any, ...]] = []
    for (number, u), is_private in zip(enumerate(utterances), list_private(utterances), strict=True):
        stems += [stem_numbers.setdefault(stem, len(stem_numbers)) for stem in u.stems]
        phrases += u.phrases
        joke = is_joke(u)
        author = authors.setdefault(u.message.author_id, len(authors))
        lexicon = lexicons.setdefault(u.lexicon_key, len(lexicons))
        counts = (len(u.unique_terms), len(u.stems), len(u.phrases))
        said.append((author, *counts, lexicon, u.drawn_count, len(u.laughed), u.hidden_count, joke, is_private))
        if not u.is_agreement and (u.is_substantial or joke) and (u.terms or joke):
            row = rows[u.message.message_id]
            parts += [
                (number, row, *part.span, part.shape, part.holds_digit, part.line_count, part.holds_removed)
                for part in u.quotable
                if part.shape or joke
            ]
    columns: dict[str, np.ndarray] = {
        name: np.array(values, kind)
        for kinds, table in ((SAID, said), (PARTS, parts))
        for (name, kind), values in zip(
            kinds.items(), zip(*table, strict=True) if table else ((),) * len(kinds), strict=True
        )
    }
    return (
        columns | {"stem": np.array(stems, np.int32), "phrase": np.array(phrases, np.int32)},
        list(authors),
        list(lexicons),
    )


def pack_notes(notes: WindowNotes) -> bytes:
    """Notes as bytes."""
    people = {author_id: _pack_person(p) for author_id, p in notes.people.items()}
    turns = [[*pair, count] for pair, count in notes.turns.items()]
    answers = [[*pair, count] for pair, count in notes.answers.items()]
    openings = [[o.author_id, o.row, o.followers] for o in notes.openings]
    header = [people, turns, answers, openings, notes.first, notes.last, notes.author_ids, notes.lexicons]
    columns = {"words": notes.words, "stems": notes.stems, "header": [json.dumps(header)]}
    return pack_columns(columns | dict(notes.said))


def _pack_person(person: PersonNotes) -> list[object]:
    times = (person.first.isoformat(), person.last.isoformat(), person.last_sent_at)
    counts = (person.hours, person.weekdays, person.clear_words)
    return [person.message_count, *times, *counts, list(person.links.items())]


def unpack_notes(state: bytes) -> WindowNotes:
    """The notes that `pack_notes` packed."""
    packed = PackedColumns(state)
    people, turns, answers, openings, first, last, author_ids, lexicons = json.loads(packed.texts("header")[0])
    return WindowNotes(
        packed.texts("words"),
        packed.texts("stems"),
        {author_id: _unpack_person(*values) for author_id, values in people.items()},
        {(one, other): count for one, other, count in turns},
        {(one, other): count for one, other, count in answers},
        [Opening(author_id, row, tuple(followers)) for author_id, row, followers in openings],
        tuple(first) if first else None,
        tuple(last) if last else None,
        author_ids,
        [tuple(lexicon) for lexicon in lexicons],
        {name: packed.numbers(name) for name in (*SAID, *FLAT, *PARTS)},
    )


def _unpack_person(
    message_count: int,
    first: str,
    last: str,
    last_sent_at: int,
    hours: Mapping[str, int],
    weekdays: Mapping[str, int],
    clear_words: Mapping[str, int],
    links: Sequence[tuple[str, str | None]],
) -> PersonNotes:
    return PersonNotes(
        message_count,
        datetime.fromisoformat(first),
        datetime.fromisoformat(last),
        last_sent_at,
        Counter({int(hour): count for hour, count in hours.items()}),
        Counter({int(day): count for day, count in weekdays.items()}),
        Counter(clear_words),
        dict(links),
    )
