"""The league of a deployment's posts: which pairs are still to be compared, and everybody's rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.ranking.bradley_terry import Game, compute_ratings
from egregora_assets.ranking.pairing import Play, make_pair, schedule_pairs
from egregora_assets.ranking.rubric import JUDGE, JUDGE_FAMILY, judge

PERSON = "person"
"""The judge of comparisons that people made."""
NEVER_COMPARED = "grief"
"""The form of posts that are neither compared nor praised."""


@dataclass(frozen=True)
class Post:
    """A published post as the judge sees it; `created_at` in nanoseconds since 1970."""

    document_id: str
    chat_id: str
    created_at: int
    points: float


@dataclass(frozen=True)
class Comparison:
    """A comparison in the log. Of a tie the order means nothing."""

    comparison_id: str
    winner_id: str
    loser_id: str
    is_tie: bool
    judge: str
    rubric_margin: float


def compare_posts(posts: Sequence[Post], log: Sequence[Comparison], key: DeploymentKey) -> list[Comparison]:
    """Make the comparisons that are still missing, inside each conversation.

    Args:
        posts: every published post.
        log: all earlier comparisons; no pair is compared again by the same judge.
        key: makes the comparisons' identifiers.

    Returns: new comparisons, conversation by conversation.
    """
    known = {make_pair(c.winner_id, c.loser_id): _read_outcome(c) for c in log if c.judge == JUDGE}
    by_id = {post.document_id: post for post in posts}
    new: list[Comparison] = []
    for chat_id in sorted({post.chat_id for post in posts}):
        ordered = sorted((p.created_at, p.document_id) for p in posts if p.chat_id == chat_id)
        pairs = schedule_pairs([document_id for _, document_id in ordered], known, _make_play(by_id))
        new += [_compare(by_id[one], by_id[other], key) for one, other in pairs]
    return new


def rate_posts(
    posts: Sequence[Post], log: Sequence[Comparison], starts: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Rate every post from the whole log.

    Verdicts of earlier rubrics do not count, and those of the rubric not on pairs that a person compared.

    Args:
        starts: by id, where ratings start that do not start in the middle.

    Returns: the rating of each published post on the Elo scale, by id, in order of it.
    """
    games = [Game(c.winner_id, c.loser_id, c.is_tie) for c in _select_counted(log)]
    points = compute_ratings([post.document_id for post in posts], games, starts)
    return {document_id: points[document_id] for document_id in sorted(post.document_id for post in posts)}


def _select_counted(log: Sequence[Comparison]) -> list[Comparison]:
    voted = {make_pair(c.winner_id, c.loser_id) for c in log if c.judge == PERSON}

    def counts(one: Comparison) -> bool:
        is_of_rubric = one.judge.startswith(JUDGE_FAMILY)
        return not is_of_rubric or (one.judge == JUDGE and make_pair(one.winner_id, one.loser_id) not in voted)

    return [one for one in log if counts(one)]


def _read_outcome(comparison: Comparison) -> int:
    """The outcome for the first post of the pair."""
    if comparison.is_tie:
        return 0
    return 1 if comparison.winner_id < comparison.loser_id else -1


def _make_play(posts: Mapping[str, Post]) -> Play:
    def play(one: str, other: str) -> int:
        verdict = judge(posts[one].points, posts[other].points)
        return 0 if verdict.is_tie else (1 if verdict.margin > 0 else -1)

    return play


def _compare(one: Post, other: Post, key: DeploymentKey) -> Comparison:
    """The comparison of a pair; of a tie the first in points, then in id, counts as winner."""
    verdict = judge(one.points, other.points)
    winner, loser = (one, other) if verdict.margin >= 0 else (other, one)
    return Comparison(
        comparison_id=key.uuid("comparison", JUDGE, *make_pair(one.document_id, other.document_id)),
        winner_id=winner.document_id,
        loser_id=loser.document_id,
        is_tie=verdict.is_tie,
        judge=JUDGE,
        rubric_margin=abs(verdict.margin),
    )
