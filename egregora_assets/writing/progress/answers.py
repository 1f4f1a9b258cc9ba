"""Who answers whom in a window, and what somebody began that others took up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE, Message
from egregora_assets.writing.reading.utterances import Utterance

_PAUSE = 30 * NANOSECONDS_PER_MINUTE
"""A session begins after a pause of at least this."""
_BEGINNING = 3
"""Messages of a session among which its opening is."""
_LEAST_FOLLOWERS = 2
_MOST_FOLLOWERS = 3
_MOST_PARTNERS = 3
_LEAST_ANSWERS, _LEAST_TURNS = 3, 5
_SPOKEN_TO = re.compile(r"@?(?P<name>[^:,\n@]{2,40})[:,]\s")


@dataclass(frozen=True)
class Opening:
    """A message that others took up: its author, its place in the window, and the first who followed, in order."""

    author_id: str
    row: int
    followers: tuple[str, ...]


@dataclass(frozen=True)
class Partners:
    """With whom somebody talks, as author_ids, the most frequent first.

    Args:
        answered: whom they answer, and `answering`: who answers them; where it is known of enough messages.
        beside: who writes right before or after them, where it is not.
    """

    answered: tuple[str, ...] = ()
    answering: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def count_answers(mine: Sequence[Message], names: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """How often somebody answered somebody: by a reply of the application, or by their name at the beginning.

    Args:
        mine: messages in order.
        names: author_id by name.
    """
    authors = {m.message_id: m.author_id for m in mine}
    found: Counter[tuple[str, str]] = Counter()
    for message in mine:
        answered = authors.get(message.reply_to, "")
        if not answered and (match := _SPOKEN_TO.match(message.text)):
            answered = names.get(match["name"].strip(), "")
        if message.author_id and answered and answered != message.author_id:
            found[message.author_id, answered] += 1
    return dict(found)


def find_openings(
    messages: Sequence[Message], mine: Sequence[Message], utterances: Sequence[Utterance]
) -> list[Opening]:
    """What began a session that at least two others joined; what at least two others replied to; in order.

    Args:
        messages: all of the window, whose places are noted.
        mine: those that count; `utterances` are those of them with text.
    """
    rows = {m.message_id: row for row, m in enumerate(messages)}
    telling = {u.message.message_id for u in utterances if u.is_substantial}
    found: dict[str, tuple[str, ...]] = {}
    written = [m for m in mine if m.author_id]
    breaks = [i for i, (a, b) in enumerate(pairwise(written), start=1) if b.sent_at - a.sent_at >= _PAUSE]
    for start, stop in pairwise([0, *breaks, len(written)]):
        session = written[start:stop]
        opening = next((m for m in session[:_BEGINNING] if m.message_id in telling), None)
        if opening:
            later = session[session.index(opening) + 1 :]
            found[opening.message_id] = _list_others(opening, later)
    replies: dict[str, list[Message]] = {}
    for message in written:
        if message.reply_to in telling:
            replies.setdefault(message.reply_to, []).append(message)
    by_id = {m.message_id: m for m in written}
    for message_id, answers in replies.items():
        if message_id in by_id:
            found.setdefault(message_id, ())
            found[message_id] = max(found[message_id], _list_others(by_id[message_id], answers), key=len)
    return [
        Opening(by_id[i].author_id, rows[i], followers[:_MOST_FOLLOWERS])
        for i, followers in sorted(found.items(), key=lambda item: rows[item[0]])
        if len(followers) >= _LEAST_FOLLOWERS
    ]


def _list_others(opening: Message, later: Sequence[Message]) -> tuple[str, ...]:
    """Who else wrote, in order, each once."""
    return tuple(dict.fromkeys(m.author_id for m in later if m.author_id != opening.author_id))


def find_partners(
    author_id: str, answers: Mapping[tuple[str, str], int], turns: Mapping[tuple[str, str], int]
) -> Partners:
    """With whom somebody talks most.

    Args:
        answers: how often the first of two answered the second.
        turns: how often two wrote right after one another.
    """
    answered = Counter({other: n for (one, other), n in answers.items() if one == author_id})
    answering = Counter({one: n for (one, other), n in answers.items() if other == author_id})
    known = Partners(_choose_most(answered, _LEAST_ANSWERS), _choose_most(answering, _LEAST_ANSWERS))
    if known.answered or known.answering:
        return known
    beside: Counter[str] = Counter()
    for pair, n in turns.items():
        if author_id in pair:
            beside[pair[1] if pair[0] == author_id else pair[0]] += n
    return Partners(beside=_choose_most(beside, _LEAST_TURNS))


def _choose_most(counts: Counter[str], least: int) -> tuple[str, ...]:
    """The most frequent few, each at least so often, and half as often as the first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    floor = max(least, ordered[0][1] / 2) if ordered else least
    return tuple(author_id for author_id, n in ordered[:_MOST_PARTNERS] if n >= floor)
