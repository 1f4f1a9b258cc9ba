from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.ranking import PERSON, Comparison, Post, compare_posts, rate_posts, rubric
from egregora_assets.stages.ranked.expressions import COUNTS
from egregora_assets.stages.ranked.rows import League, play_league

KEY = DeploymentKey(bytes(range(32)))
NOTHING = dict.fromkeys(COUNTS, 0)
Counts = dict[str, int]
COUNTED = st.fixed_dictionaries({name: st.integers(0, 500) for name in COUNTS})


def _posts(points: list[float], chat_id: str = "c") -> list[Post]:
    return [Post(KEY.uuid("document", chat_id, str(n)), chat_id, n, earned) for n, earned in enumerate(points)]


POSTS = st.lists(st.floats(0, 100).map(lambda x: round(x, 1)), max_size=25).map(_posts)


def _play(posts: list[Post], log: list[Comparison]) -> tuple[list[Comparison], dict[str, float]]:
    """The whole log, and the ratings."""
    league: League = play_league(posts, log, KEY)
    return [*log, *league.new], league.ratings


@pytest.mark.slow
@given(POSTS)
def test_a_second_run_adds_nothing_and_changes_nothing(posts: list[Post]) -> None:
    log, ratings = _play(posts, [])
    assert _play(posts, log) == (log, ratings)


@pytest.mark.slow
@given(POSTS, st.integers(0, 25))
def test_in_two_runs_or_in_one_the_league_is_the_same(posts: list[Post], earlier: int) -> None:
    log = compare_posts(posts[:earlier], [], KEY)
    assert _play(posts, log) == _play(posts, [])


@pytest.mark.slow
@given(POSTS, st.integers(0, 24), st.floats(0, 100))
def test_a_post_that_is_written_again_keeps_its_old_comparisons_and_meets_nobody_again(
    posts: list[Post], place: int, earned: float
) -> None:
    log = compare_posts(posts, [], KEY)
    rewritten = [dataclasses.replace(p, points=earned) if n == place else p for n, p in enumerate(posts)]
    after, _ = _play(rewritten, log)
    assert after[: len(log)] == log
    pairs = [frozenset((c.winner_id, c.loser_id)) for c in after]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.slow
@given(POSTS)
def test_every_post_has_a_rating(posts: list[Post]) -> None:
    assert list(_play(posts, [])[1]) == sorted(post.document_id for post in posts)


def test_ratings_follow_the_points_although_few_pairs_meet() -> None:
    posts = _posts([(n * 37 % 101) * 0.9 for n in range(100)])
    log = compare_posts(posts, [], KEY)
    assert len(log) < 9 * len(posts)
    rated = rate_posts(posts, log)
    by_points = sorted(posts, key=lambda post: post.points)
    by_rating = {name: place for place, name in enumerate(sorted(rated, key=lambda name: rated[name]))}
    squares = sum((place - by_rating[post.document_id]) ** 2 for place, post in enumerate(by_points))
    assert 1 - 6 * squares / (100 * (100**2 - 1)) > 0.97  # Spearman's rank correlation


def test_a_comparison_is_keyed_by_judge_and_pair() -> None:
    posts = _posts([10, 90])
    comparison = compare_posts(posts, [], KEY)[0]
    assert comparison.winner_id == posts[1].document_id
    assert comparison.comparison_id == KEY.uuid("comparison", rubric.JUDGE, *sorted(post.document_id for post in posts))
    assert comparison.rubric_margin == 80


def test_posts_meet_inside_their_own_conversation() -> None:
    one, other = _posts([10, 90, 30], "one"), _posts([5, 6, 7], "other")
    homes = {post.document_id: post.chat_id for post in one + other}
    log = compare_posts(one + other, [], KEY)
    assert log
    assert all(homes[c.winner_id] == homes[c.loser_id] for c in log)


def _turn(comparison: Comparison, judge: str) -> Comparison:
    """The opposite verdict of another judge."""
    winner, loser = comparison.loser_id, comparison.winner_id
    return dataclasses.replace(comparison, winner_id=winner, loser_id=loser, judge=judge, comparison_id=judge)


def test_imported_verdicts_count_but_do_not_keep_a_pair_from_meeting() -> None:
    posts = _posts([10, 90])
    earlier = _turn(compare_posts(posts, [], KEY)[0], "legacy")
    log = [earlier, *compare_posts(posts, [earlier], KEY)]
    assert [c.judge for c in log] == ["legacy", rubric.JUDGE]
    assert set(rate_posts(posts, log).values()) == {1500.0}


def test_what_an_earlier_rubric_said_counts_no_longer() -> None:
    posts = _posts([10, 90])
    log = compare_posts(posts, [], KEY)
    assert rate_posts(posts, [_turn(log[0], "rubric-1"), *log]) == rate_posts(posts, log)


def test_the_word_of_a_person_stands_against_the_rubric() -> None:
    worse, better = posts = _posts([10, 90])
    log = compare_posts(posts, [], KEY)
    vote = _turn(log[0], PERSON)
    ratings = rate_posts(posts, [*log, vote])
    assert ratings[worse.document_id] > 1500 > ratings[better.document_id]
    assert compare_posts(posts, [*log, vote], KEY) == []


@pytest.mark.parametrize("posts", [[], _posts([50])], ids=["no post", "one post"])
def test_without_a_pair_nothing_is_compared_and_every_post_is_in_the_middle(posts: list[Post]) -> None:
    assert _play(posts, []) == ([], {post.document_id: 1500.0 for post in posts})


def _seen(others: Counts) -> Counts:
    """A post with 10 quotes in 5 sections, as far as nothing else is said."""
    return {**NOTHING, "quote_count": 10, "section_count": 5, "step_count": 5, **others}


@given(COUNTED)
def test_points_lie_between_nought_and_a_hundred(post: Counts) -> None:
    assert 0 <= rubric.score_post(post) <= 100


@pytest.mark.parametrize("name", ["outcome", "opening", "pair", "voice", "picture"])
@given(COUNTED)
def test_more_of_a_good_thing_never_costs_points(name: str, post: Counts) -> None:
    more = {**post, f"{name}_count": post[f"{name}_count"] + 1}
    assert rubric.score_post(more) >= rubric.score_post(post)
    assert rubric.score_post(_seen({f"{name}_count": 1})) > rubric.score_post(_seen({}))


@pytest.mark.parametrize("name", ["lone", "repeat", "break", "list"])
@given(COUNTED)
def test_more_of_a_bad_thing_never_earns_points(name: str, post: Counts) -> None:
    more = {**post, f"{name}_count": post[f"{name}_count"] + 1}
    assert rubric.score_post(more) <= rubric.score_post(post)
    assert rubric.score_post(_seen({f"{name}_count": 1})) < rubric.score_post(_seen({}))


@given(COUNTED, st.integers(1, 500))
def test_what_is_written_longer_and_says_no_more_earns_nothing(post: Counts, letters: int) -> None:
    assert rubric.score_post({**post, "letter_count": post["letter_count"] + letters}) <= rubric.score_post(post)
    assert rubric.score_post(_seen({"letter_count": 900})) < rubric.score_post(_seen({"letter_count": 600}))


@given(COUNTED, COUNTED)
def test_a_verdict_turned_round_is_the_opposite_verdict(one: dict[str, int], other: dict[str, int]) -> None:
    first, second = rubric.score_post(one), rubric.score_post(other)
    assert rubric.judge(first, second).margin == -rubric.judge(second, first).margin
    assert rubric.judge(first, second).is_tie == rubric.judge(second, first).is_tie


def test_the_best_post_that_there_can_be_has_nearly_a_hundred_points() -> None:
    best = _seen(
        {"outcome_count": 5, "opening_count": 5, "pair_count": 9_999, "voice_count": 9_999, "picture_count": 1}
    )
    assert rubric.score_post(best) == pytest.approx(100, abs=0.1)
    assert rubric.score_post(NOTHING) == 0


def test_posts_within_half_a_point_are_equals() -> None:
    assert rubric.judge(50, 50.4).is_tie
    assert not rubric.judge(50, 50.5).is_tie
