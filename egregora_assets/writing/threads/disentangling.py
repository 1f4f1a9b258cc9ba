"""Takes conversations apart that go on at the same time in one chat.

Each utterance goes on from an earlier one, or opens a thread. What is certain counts most: a reply, then whom it
addresses; then who spoke to its author, its author's own last words, rare words that both hold, and how close they are.
Source: Elsner and Charniak 2008 (features of chat disentanglement). The weights were chosen on the first half of a
labelled channel and measured on its second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.utterances import Utterance
from egregora_assets.writing.threads.addressing import Address

_MOST_BACK = 60
"""Utterances before one among which it is looked for what it goes on from."""
_LONGEST_GAP = 100
"""Minutes."""
_REPLIED = 100.0
_ADDRESSED = 3.75
_SAME_ADDRESS = 1.3
_NAMED = 0.4
_SPOKEN_TO = 0.5
_SAME_SPEAKER = 2.0
_ANSWERS = 0.5
_NOT_LAST = -0.15
"""The earlier one is not the last of its author."""
_PER_RARITY, _MOST_FOR_WORDS, _RARE = 1.75, 4.0, 0.27
_PER_GAP, _PER_DISTANCE = 0.35, 0.18
"""For each factor of e, of the minutes (and one) and of the utterances between them."""
_LEAST = 1.25
"""An utterance opens a thread where nothing before it reaches this."""
_CERTAIN, _CERTAIN_OF_FEW, _FEW = 3.0, 1.6, 200
"""What surely goes on from an earlier one reaches the first, in a session of at most so many utterances the second."""
_SHORT, _LESS_FOR_SHORT = 3, 0.35
_LEAST_UTTERANCES = 40
_LEAST_DIRECT = 0.12
_LEAST_CROSSING = 0.3


@dataclass(frozen=True)
class Thread:
    """A conversation of its own, as far as it can be told.

    Attributes:
        utterances: all of it, in order, never empty.
        strands: its parts in which each utterance surely goes on from another one, by their first ones; together they
            hold every utterance once, each in order.
    """

    utterances: tuple[Utterance, ...]
    strands: tuple[tuple[Utterance, ...], ...]


@dataclass(frozen=True)
class _Columns:
    """What is known of each utterance, as numbers; 0 is nobody."""

    minutes: np.ndarray
    authors: np.ndarray
    direct: np.ndarray
    named: np.ndarray
    asks: np.ndarray


def is_interleaved(utterances: Sequence[Utterance], addresses: Sequence[Address]) -> bool:
    """Whether several conversations go on at once.

    Enough of the utterances say whom they speak to, and enough of those speak to somebody else than who wrote right
    before. Where people take turns, taking apart what belongs together would only do harm.
    """
    direct = crossing = 0
    last = before = ""
    for utterance, address in zip(utterances, addresses, strict=True):
        author = utterance.message.author_id
        if author != last:
            last, before = author, last
        if address.direct and address.direct != author:
            direct += 1
            crossing += address.direct != before
    is_told = len(utterances) >= _LEAST_UTTERANCES and direct >= _LEAST_DIRECT * len(utterances)
    return is_told and crossing >= _LEAST_CROSSING * direct


def split_threads(utterances: Sequence[Utterance], addresses: Sequence[Address], reader: Reader) -> list[Thread]:
    """The threads of some utterances, by their first ones; together they hold every utterance once."""
    columns = _make_columns(utterances, addresses)
    holders: dict[str, list[int]] = {}
    certain = _CERTAIN_OF_FEW if len(utterances) <= _FEW else _CERTAIN
    threads: list[int] = []
    strands: list[int] = []
    for place, utterance in enumerate(utterances):
        shared = _measure_shared(place, utterance, holders, reader)
        origin, score = _find_origin(place, addresses[place], columns, shared)
        is_brief = utterance.word_count <= _SHORT and not addresses[place].direct
        goes_on = score > _LEAST - _LESS_FOR_SHORT * is_brief
        threads.append(threads[origin] if goes_on else place)
        strands.append(strands[origin] if goes_on and score > certain else place)
    return [
        Thread(tuple(utterances[i] for i in places), tuple(_group(utterances, places, strands)))
        for places in _list_groups(range(len(utterances)), threads)
    ]


def _list_groups(places: Iterable[int], numbers: Sequence[int]) -> list[list[int]]:
    """Places with the same number, by the first of each."""
    groups: dict[int, list[int]] = {}
    for place in places:
        groups.setdefault(numbers[place], []).append(place)
    return list(groups.values())


def _group(
    utterances: Sequence[Utterance], places: Iterable[int], numbers: Sequence[int]
) -> Iterator[tuple[Utterance, ...]]:
    for group in _list_groups(places, numbers):
        yield tuple(utterances[i] for i in group)


def _make_columns(utterances: Sequence[Utterance], addresses: Sequence[Address]) -> _Columns:
    numbers = {"": 0}

    def number(author_ids: Sequence[str]) -> np.ndarray:
        return np.array([numbers.setdefault(a, len(numbers)) for a in author_ids])

    times = np.array([u.message.sent_at for u in utterances], np.int64)
    return _Columns(
        minutes=(times - times[:1]) / NANOSECONDS_PER_MINUTE,
        authors=number([u.message.author_id for u in utterances]),
        direct=number([a.direct for a in addresses]),
        named=number([a.named for a in addresses]),
        asks=np.array([u.is_question for u in utterances]),
    )


def _measure_shared(
    place: int, utterance: Utterance, holders: dict[str, list[int]], reader: Reader
) -> dict[int, float]:
    """By place, the rarities of the rare words that earlier utterances share with one, summed; it is noted itself."""
    shared: dict[int, float] = {}
    for stem in utterance.stems:
        rarity = reader.measure_rarity(stem)
        if rarity <= _RARE:
            continue
        earlier = holders.setdefault(stem, [])
        for other in reversed(earlier):
            if other < place - _MOST_BACK:
                break
            shared[other] = shared.get(other, 0.0) + rarity
        earlier.append(place)
    return shared


def _find_origin(place: int, address: Address, columns: _Columns, shared: dict[int, float]) -> tuple[int, float]:
    """The place of what an utterance most likely goes on from, and what speaks for it."""
    start = max(0, place - _MOST_BACK)
    gaps = columns.minutes[place] - columns.minutes[start:place]
    if not len(gaps):
        return -1, -np.inf
    scores = _score_people(start, place, columns)
    for other, rarity in shared.items():
        scores[other - start] += min(_MOST_FOR_WORDS, _PER_RARITY * rarity)
    if address.reply >= start:
        scores[address.reply - start] += _REPLIED
    scores -= _PER_GAP * np.log1p(gaps) + _PER_DISTANCE * np.log(np.arange(len(gaps), 0, -1))
    scores = np.where(gaps <= _LONGEST_GAP, scores, -np.inf).round(6)
    best = len(scores) - 1 - int(np.argmax(scores[::-1]))
    return start + best, float(scores[best])


def _score_people(start: int, place: int, columns: _Columns) -> np.ndarray:
    """What speaks for each of the utterances before one by who speaks to whom."""
    author, direct, named = columns.authors[place], columns.direct[place], columns.named[place]
    authors, addressed, asks = (c[start:place] for c in (columns.authors, columns.direct, columns.asks))
    is_own, speaks_to_author = authors == author, addressed == author
    scores = _SAME_SPEAKER * is_own + _SPOKEN_TO * speaks_to_author
    if direct:
        same_address = is_own & (addressed == direct)
        fits = authors == direct
        scores += np.where(fits, _ADDRESSED, np.where(same_address, _SAME_ADDRESS, 0.0))
    else:
        scores += _ANSWERS * (asks & ~is_own)
        if named:
            scores += _NAMED * (authors == named)
    newest_first = authors[::-1]
    _, firsts = np.unique(newest_first, return_index=True)
    is_last = np.zeros(len(authors), bool)
    is_last[len(authors) - 1 - firsts] = True
    scores += _NOT_LAST * ~is_last
    return np.asarray(scores, float)
