from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.ranking.bradley_terry import MIDDLE, PRIOR_SPREAD, Game, compute_ratings

NAMES = tuple("abcdefghij")
GAMES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans())
    .filter(lambda g: g[0] != g[1])
    .map(lambda g: Game(*g)),
    max_size=60,
)


@pytest.mark.slow
@given(GAMES, st.randoms(use_true_random=False))
def test_the_order_of_games_and_posts_does_not_matter(games: list[Game], chance: object) -> None:
    shuffled, names = list(games), list(NAMES)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(names)  # type: ignore[attr-defined]
    assert compute_ratings(names, shuffled) == compute_ratings(NAMES, games)


@pytest.mark.slow
@given(GAMES)
def test_ratings_average_the_middle_of_the_scale(games: list[Game]) -> None:
    found = compute_ratings(NAMES, games)
    assert sum(found.values()) == pytest.approx(MIDDLE * len(found), abs=1e-4)


@pytest.mark.slow
@given(GAMES)
def test_turning_every_game_round_turns_the_scale_round(games: list[Game]) -> None:
    turned = compute_ratings(NAMES, [Game(g.loser, g.winner, g.is_tie) for g in games])
    for name, rating in compute_ratings(NAMES, games).items():
        assert turned[name] == pytest.approx(2 * MIDDLE - rating, abs=1e-5)


@pytest.mark.slow
@given(GAMES)
def test_the_two_of_a_tie_can_be_swapped(games: list[Game]) -> None:
    swapped = [Game(g.loser, g.winner, True) if g.is_tie else g for g in games]
    assert compute_ratings(NAMES, swapped) == pytest.approx(compute_ratings(NAMES, games), abs=1e-5)


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from(NAMES[1:]), st.sampled_from(NAMES[1:])), max_size=40))
def test_who_beat_everybody_is_first(others: list[tuple[str, str]]) -> None:
    # Each pair meets at most once, as in the log of one judge.
    pairs = {frozenset(pair): pair for pair in others if pair[0] != pair[1]}
    games = [Game("a", name) for name in NAMES[1:]] + [Game(*pair) for pair in pairs.values()]
    found = compute_ratings(NAMES, games)
    assert found["a"] > max(rating for name, rating in found.items() if name != "a")


@pytest.mark.slow
@given(GAMES)
def test_ratings_are_the_most_likely_ones(games: list[Game]) -> None:
    found = compute_ratings(NAMES, games)
    unit = 400 / math.log(10)
    for name in NAMES:
        pull = -(found[name] - MIDDLE) / unit * (unit / PRIOR_SPREAD) ** 2
        for game in games:
            if name in (game.winner, game.loser):
                other = game.loser if name == game.winner else game.winner
                score = 0.5 if game.is_tie else float(name == game.winner)
                pull += score - 1 / (1 + math.exp((found[other] - found[name]) / unit))
        assert abs(pull) < 1e-6


@pytest.mark.slow
@given(GAMES, st.sampled_from(list(itertools.permutations("ab"))))
def test_another_win_never_lowers_the_winner(games: list[Game], pair: tuple[str, str]) -> None:
    before, after = compute_ratings(NAMES, games), compute_ratings(NAMES, [*games, Game(*pair)])
    assert after[pair[0]] > before[pair[0]]
    assert after[pair[1]] < before[pair[1]]


def test_without_games_everybody_stands_in_the_middle() -> None:
    assert compute_ratings(["b", "a"], []) == {"a": MIDDLE, "b": MIDDLE}
    assert compute_ratings([], []) == {}


def test_a_thousand_who_never_lost_to_those_below_keep_finite_ratings() -> None:
    names = [f"{n:04}" for n in range(1000)]
    games = [Game(names[i], names[i + step]) for step in (1, 2, 7) for i in range(1000 - step)]
    found = list(compute_ratings(names, games).values())
    assert found == sorted(found, reverse=True)
    assert found[0] < 6000


STARTS = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 3_000).map(lambda p: round(p, 3)))


@pytest.mark.slow
@given(GAMES, STARTS)
def test_without_games_a_post_stays_where_it_starts_and_the_rest_averages_where_all_start(
    games: list[Game], starts: dict[str, float]
) -> None:
    found = compute_ratings(NAMES, games, starts)
    played = {name for game in games for name in (game.winner, game.loser)}
    assert all(found[name] == starts.get(name, MIDDLE) for name in NAMES if name not in played)
    assert sum(found.values()) == pytest.approx(sum(starts.get(name, MIDDLE) for name in NAMES), abs=1e-3)


@pytest.mark.slow
@given(GAMES)
def test_to_start_in_the_middle_is_not_to_start_anywhere(games: list[Game]) -> None:
    assert compute_ratings(NAMES, games, dict.fromkeys(NAMES, MIDDLE)) == compute_ratings(NAMES, games)
