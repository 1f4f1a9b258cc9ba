"""The league: from posts and the log of earlier comparisons to the new log and everybody's rating."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.documents import ELO_COMPARISONS, ELO_RATINGS
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.ranking import rubric
from egregora_assets.ranking.bradley_terry import Game, ratings
from egregora_assets.ranking.pairing import Pair, Play, meetings, pair_of
from egregora_assets.stages.ranked.expressions import COUNTS


@dataclass(frozen=True)
class Post:
    """A published post as the judge sees it; `created_at` in nanoseconds since 1970."""

    document_id: str
    chat_id: str
    created_at: int
    points: float


@dataclass(frozen=True)
class Comparison:
    """One row of the log; `compared_at` in nanoseconds since 1970."""

    comparison_id: str
    winner_id: str
    loser_id: str
    is_tie: bool
    judge: str
    rubric_margin: float
    compared_at: int


def posts_from(rows: pa.Table) -> list[Post]:
    """Posts from rows of `expressions.posts`, in their order."""
    instants = _nanoseconds(rows, "created_at")
    # DuckDB's sums are wider than 64 bits and arrive as decimals.
    return [
        Post(row["document_id"], row["chat_id"], at, rubric.points({name: int(row[name]) for name in COUNTS}))
        for row, at in zip(rows.drop_columns(["created_at"]).to_pylist(), instants, strict=True)
    ]


def comparisons_from(rows: pa.Table, document_ids: Collection[str]) -> list[Comparison]:
    """The log from rows of `elo_comparisons`, without meetings of documents that are gone (somebody was erased)."""
    names = [name for name in ELO_COMPARISONS.column_names if name not in ("run_id", "compared_at")]
    log = [
        Comparison(**row, compared_at=at)
        for row, at in zip(rows.select(names).to_pylist(), _nanoseconds(rows, "compared_at"), strict=True)
    ]
    return [c for c in log if c.winner_id in document_ids and c.loser_id in document_ids]


def season(posts: Sequence[Post], log: Sequence[Comparison], key: DeploymentKey) -> list[Comparison]:
    """The comparisons that are still missing.

    Args:
        posts: every published post.
        log: all earlier comparisons; those of this judge are not held again.
        key: the deployment's, for ids.

    Returns:
        New comparisons, conversation by conversation.
    """
    met = {pair_of(c.winner_id, c.loser_id): _outcome_of(c) for c in log if c.judge == rubric.JUDGE}
    by_id = {post.document_id: post for post in posts}
    held: list[Comparison] = []
    for chat_id in sorted({post.chat_id for post in posts}):
        ordered = sorted((p.created_at, p.document_id) for p in posts if p.chat_id == chat_id)
        pairs = meetings([document_id for _, document_id in ordered], met, _judge_of(by_id))
        held += [_comparison(by_id[one], by_id[other], key) for one, other in pairs]
    return held


def ratings_of(posts: Sequence[Post], log: Sequence[Comparison]) -> list[dict[str, Any]]:
    """Rows for `elo_ratings`, from the whole log: one a published post, by id."""
    points = ratings([post.document_id for post in posts], [Game(c.winner_id, c.loser_id, c.is_tie) for c in log])
    counts: dict[str, int] = {}
    latest: dict[str, int] = {}
    for comparison in log:
        for document_id in (comparison.winner_id, comparison.loser_id):
            counts[document_id] = counts.get(document_id, 0) + 1
            latest[document_id] = max(latest.get(document_id, comparison.compared_at), comparison.compared_at)
    return [
        {
            "post_id": post.document_id,
            "rating": points[post.document_id],
            "num_comparisons": counts.get(post.document_id, 0),
            "last_updated": latest.get(post.document_id, post.created_at),
        }
        for post in sorted(posts, key=lambda post: post.document_id)
    ]


def league(posts: Sequence[Post], log: Sequence[Comparison], key: DeploymentKey) -> dict[str, pa.Table]:
    """The rows of both tables of the room: the log with what is new, and the ratings."""
    whole = [*log, *season(posts, log, key)]
    return {
        "elo_comparisons": ELO_COMPARISONS.rows(vars(c) for c in whole),
        "elo_ratings": ELO_RATINGS.rows(ratings_of(posts, whole)),
    }


def _outcome_of(comparison: Comparison) -> int:
    """For the pair's first post."""
    if comparison.is_tie:
        return 0
    return 1 if comparison.winner_id < comparison.loser_id else -1


def _judge_of(posts: Mapping[str, Post]) -> Play:
    def play(one: str, other: str) -> int:
        verdict = rubric.judged(posts[one].points, posts[other].points)
        return 0 if verdict.is_tie else (1 if verdict.margin > 0 else -1)

    return play


def _comparison(one: Post, other: Post, key: DeploymentKey) -> Comparison:
    """The log's row for a pair in its order; of a tie the first in points, then in id, stands as winner."""
    verdict = rubric.judged(one.points, other.points)
    winner, loser = (one, other) if verdict.margin >= 0 else (other, one)
    pair: Pair = pair_of(one.document_id, other.document_id)
    return Comparison(
        comparison_id=key.uuid("comparison", rubric.JUDGE, *pair),
        winner_id=winner.document_id,
        loser_id=loser.document_id,
        is_tie=verdict.is_tie,
        judge=rubric.JUDGE,
        rubric_margin=abs(verdict.margin),
        compared_at=max(one.created_at, other.created_at),
    )


def _nanoseconds(rows: pa.Table, column: str) -> list[int]:
    instants: list[Any] = rows[column].cast(pa.timestamp("ns")).cast(pa.int64()).to_pylist()
    return instants
