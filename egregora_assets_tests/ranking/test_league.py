from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.ranking import Comparison, Post, compare_posts, rate_posts, rubric
from egregora_assets.stages.ranked.expressions import COUNTS
from egregora_assets.stages.ranked.rows import League, play_league

KEY = DeploymentKey(bytes(range(32)))
NOTHING = dict.fromkeys(COUNTS, 0)
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


def test_verdicts_of_another_judge_count_but_do_not_keep_a_pair_from_meeting() -> None:
    posts = _posts([10, 90])
    earlier = dataclasses.replace(compare_posts(posts, [], KEY)[0], judge="rubric-0", comparison_id="other")
    log = [earlier, *compare_posts(posts, [earlier], KEY)]
    assert [c.judge for c in log] == ["rubric-0", rubric.JUDGE]
    assert rate_posts(posts, log) != rate_posts(posts, [earlier])


@pytest.mark.parametrize("posts", [[], _posts([50])], ids=["no post", "one post"])
def test_without_a_pair_nothing_is_compared_and_every_post_is_in_the_middle(posts: list[Post]) -> None:
    assert _play(posts, []) == ([], {post.document_id: 1500.0 for post in posts})


@given(COUNTED)
def test_points_lie_between_nought_and_a_hundred(post: dict[str, int]) -> None:
    assert 0 <= rubric.score_post(_possible(post)) <= 100


@given(COUNTED, st.sampled_from(["author_count", "tag_count", "link_count", "quote_length", "reply_count"]))
def test_more_of_a_good_thing_never_costs_points(post: dict[str, int], name: str) -> None:
    good = _possible(post)
    assert rubric.score_post({**good, name: good[name] + 1}) >= rubric.score_post(good)


@given(COUNTED, COUNTED)
def test_a_verdict_turned_round_is_the_opposite_verdict(one: dict[str, int], other: dict[str, int]) -> None:
    first, second = rubric.score_post(_possible(one)), rubric.score_post(_possible(other))
    assert rubric.judge(first, second).margin == -rubric.judge(second, first).margin
    assert rubric.judge(first, second).is_tie == rubric.judge(second, first).is_tie


def test_the_rubric_shares_a_hundred_points_and_gives_half_at_the_half() -> None:
    half = {**NOTHING, "author_count": 3, "tag_count": 3, "link_count": 2, "message_count": 100, "reply_count": 40}
    half |= {"citation_count": 6, "author_square_sum": 18, "quote_length": 480}
    assert rubric.score_post(half) == 50
    assert rubric.score_post(NOTHING) == 0


def test_posts_within_half_a_point_are_equals() -> None:
    assert rubric.judge(50, 50.4).is_tie
    assert not rubric.judge(50, 50.5).is_tie


def _possible(post: dict[str, int]) -> dict[str, Any]:
    """Counts that can stand together: squares between the sum and its square, no more replies than messages."""
    citations = post["citation_count"]
    squares = min(max(post["author_square_sum"], citations), citations**2)
    return {**post, "author_square_sum": squares, "message_count": post["message_count"] + post["reply_count"] + 1}
