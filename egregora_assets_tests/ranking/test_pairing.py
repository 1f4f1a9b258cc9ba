from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.ranking.pairing import Pair, count_rounds, make_pair, schedule_pairs

POINTS = st.lists(st.integers(0, 40), max_size=60)


def _names(points: list[int]) -> dict[str, int]:
    return {f"post-{place:03}": earned for place, earned in enumerate(points)}


def _played(points: dict[str, int], met: dict[Pair, int] | None = None) -> list[Pair]:
    def play(one: str, other: str) -> int:
        return (points[one] > points[other]) - (points[one] < points[other])

    return schedule_pairs(sorted(points), met or {}, play)


def _outcomes(pairs: list[Pair], points: dict[str, int]) -> dict[Pair, int]:
    return {(a, b): (points[a] > points[b]) - (points[a] < points[b]) for a, b in pairs}


def test_a_newcomer_plays_the_logarithm_of_their_number_and_two_games() -> None:
    assert [count_rounds(n) for n in (1, 2, 3, 4, 5, 8, 9, 1000)] == [2, 3, 4, 4, 5, 5, 6, 12]


@given(POINTS)
def test_nobody_meets_twice_or_itself(points: list[int]) -> None:
    pairs = _played(_names(points))
    assert len(set(pairs)) == len(pairs)
    assert all(pair == make_pair(*pair) and pair[0] != pair[1] for pair in pairs)


@given(POINTS)
def test_everybody_plays_few_games_but_at_least_one(points: list[int]) -> None:
    pairs, rounds = _played(_names(points)), count_rounds(len(points))
    as_newcomer, as_host = Counter(b for _, b in pairs), Counter(a for a, _ in pairs)
    assert max(as_newcomer.values(), default=0) <= rounds
    assert max(as_host.values(), default=0) <= 2 * rounds
    assert len(points) < 2 or all(as_newcomer[name] + as_host[name] for name in _names(points))


@given(POINTS, st.integers(0, 60))
def test_the_games_of_more_posts_begin_with_those_of_fewer(points: list[int], fewer: int) -> None:
    names = _names(points)
    some = dict(list(names.items())[:fewer])
    first = _played(some)
    assert _played(names)[: len(first)] == first
    assert first + _played(names, _outcomes(first, some)) == _played(names)


@given(POINTS)
def test_a_second_run_holds_no_game(points: list[int]) -> None:
    names = _names(points)
    assert _played(names, _outcomes(_played(names), names)) == []


@pytest.mark.slow
@given(POINTS, POINTS, st.integers(0, 60))
def test_posts_that_changed_meet_nobody_again_and_stay_within_their_games(
    points: list[int], changes: list[int], removed: int
) -> None:
    names = _names(points)
    first = _played(names)
    changed = {n: changes[i] if i < len(changes) else p for i, (n, p) in enumerate(names.items()) if i != removed}
    later = _played(changed, _outcomes(first, names))
    assert not set(first) & set(later)
    as_newcomer = Counter(b for a, b in first + later if a in changed)
    assert max(as_newcomer.values(), default=0) <= count_rounds(len(points))
