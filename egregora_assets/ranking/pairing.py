"""Pairing, Swiss style: no pair meets twice, and each post plays few games, against posts of similar rank.

Posts enter in order of time. A newcomer that makes n posts plays at most ceil(log2 n) + 2 games: it looks for its place
on the ladder of those before it, each game halving what is left, and then meets its neighbours there. A post takes at
most twice that number of newcomers, so that nobody is everybody's measure.

A meeting that is in the log is not played again: its outcome is read. So the games of a longer conversation begin with
those of a shorter one, in however many runs they are played.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Pair = tuple[str, str]
Play = Callable[[str, str], int]
"""Decides a meeting: 1 where the first is better, -1 where the second is, 0 for a tie."""
_NEIGHBOUR_GAMES = 2
_HOSTED_PER_ROUND = 2


def make_pair(one: str, other: str) -> Pair:
    """A pair of posts, in the order in which it is stored."""
    return (one, other) if one < other else (other, one)


def count_rounds(post_count: int) -> int:
    """Games that the newest of so many posts may play: ceil(log2 n) + 2."""
    return max(post_count - 1, 0).bit_length() + _NEIGHBOUR_GAMES


def schedule_pairs(posts: Iterable[str], met: Mapping[Pair, int], play: Play) -> list[Pair]:
    """Choose the pairs that still have to meet, so that every post has a place.

    Args:
        posts: ids of one conversation's posts, in order of time.
        met: outcomes of earlier meetings before the same judge, for the pair's first post.
        play: decides a meeting that is not among them.

    Returns: new pairs in the order in which they met, none of them in `met`.
    """
    ladder = _Ladder(met, play)
    for post in posts:
        ladder.enter(post)
    return ladder.new


@dataclass
class _Entry:
    """A newcomer: the posts of the ladder that it met in earlier runs, and those that it has met in this one."""

    newcomer: str
    rounds: int
    known: frozenset[str]
    games: list[str] = field(default_factory=list)

    def may_meet(self, post: str) -> bool:
        """Whether it may play that post: a game in the log does not count."""
        played = len(self.known) + sum(game not in self.known for game in self.games)
        return post not in self.games and (post in self.known or played < self.rounds)


class _Ladder:
    """The posts so far, the best first, with the number of newcomers that each has met."""

    def __init__(self, met: Mapping[Pair, int], play: Play) -> None:
        self.new: list[Pair] = []
        self._met = dict(met)
        self._play = play
        self._order: list[str] = []
        self._hosted: dict[str, int] = {}

    def enter(self, newcomer: str) -> None:
        """Place one more post."""
        known = frozenset(post for post in self._order if make_pair(newcomer, post) in self._met)
        entry = _Entry(newcomer, count_rounds(len(self._order) + 1), known)
        place = self._search(entry)
        while len(entry.games) < entry.rounds:
            near = self._nearest(entry, place, range(len(self._order)))
            if near is None:
                break
            self._meet(entry, self._order[near])
        self._order.insert(place, newcomer)
        self._hosted[newcomer] = 0

    def _search(self, entry: _Entry) -> int:
        """The newcomer's place, by halving what is left."""
        low, high = 0, len(self._order)
        while low < high and len(entry.games) < entry.rounds - _NEIGHBOUR_GAMES:
            place = self._nearest(entry, (low + high) // 2, range(low, high))
            if place is None:
                break
            outcome = self._meet(entry, self._order[place])
            low, high = (low if outcome > 0 else place + (outcome < 0)), (high if outcome < 0 else place)
        return (low + high) // 2

    def _nearest(self, entry: _Entry, target: int, places: range) -> int | None:
        """The place nearest to the target whose post may still be met; of two, the better one's."""
        most = _HOSTED_PER_ROUND * entry.rounds
        for distance in range(len(self._order) + 1):
            for place in (target - distance, target + distance)[: 1 + (distance > 0)]:
                if place not in places:
                    continue
                post = self._order[place]
                if self._hosted[post] < most and entry.may_meet(post):
                    return place
        return None

    def _meet(self, entry: _Entry, post: str) -> int:
        """The outcome for the newcomer, from the log or by a new game."""
        pair = make_pair(entry.newcomer, post)
        if pair not in self._met:
            self._met[pair] = self._play(*pair)
            self.new.append(pair)
        entry.games.append(post)
        self._hosted[post] += 1
        return self._met[pair] if pair[0] == entry.newcomer else -self._met[pair]
