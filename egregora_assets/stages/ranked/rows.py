"""Binds the league to its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.documents import ELO_COMPARISONS, ELO_RATINGS, STARTING_RATINGS
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.tables import Derived, Source
from egregora_assets.ranking import Comparison, Post, compare_posts, rate_posts, score_post
from egregora_assets.stages.ranked import expressions
from egregora_assets.stages.ranked.expressions import COUNTS, NEW_COMPARISONS, RATED_POSTS


@dataclass(frozen=True)
class League:
    """What was computed: the comparisons that were still missing, and the rating of every post by its identifier."""

    new: Sequence[Comparison]
    ratings: dict[str, float]


def read_posts(rows: pa.Table) -> list[Post]:
    """Posts from rows of `expressions.list_posts`, in their order."""
    instants: list[Any] = rows["created_at"].cast(pa.timestamp("ns")).cast(pa.int64()).to_pylist()
    # DuckDB's sums are wider than 64 bits and arrive as decimals.
    return [
        Post(row["document_id"], row["chat_id"], at, score_post({name: int(row[name]) for name in COUNTS}))
        for row, at in zip(rows.drop_columns(["created_at"]).to_pylist(), instants, strict=True)
    ]


def read_comparisons(rows: pa.Table) -> list[Comparison]:
    """The log from rows of `expressions.list_comparisons`, in their order."""
    return [Comparison(**row) for row in rows.to_pylist()]


def read_starts(rows: pa.Table) -> dict[str, float]:
    """Where ratings start, by post, from rows of `starting_ratings`."""
    return {str(row["post_id"]): float(row["rating"]) for row in rows.to_pylist()}


def play_league(
    posts: Sequence[Post], log: Sequence[Comparison], key: DeploymentKey, starts: Mapping[str, float] | None = None
) -> League:
    """Compares the pairs that have not met, and rates every post from the whole log.

    Args:
        starts: what `read_starts` gives.
    """
    new = compare_posts(posts, log, key)
    return League(new, rate_posts(posts, [*log, *new], starts))


def build_tables(league: League) -> dict[str, Source]:
    """The tables: what the log of comparisons gains, no starting ratings, the ratings of all posts."""
    documents, log = CONTRACTS["documents"].table(), ELO_COMPARISONS.table()
    compared = ELO_COMPARISONS.rows(vars(c) for c in league.new).drop_columns(["compared_at"])
    ratings = ELO_RATINGS.rows({"post_id": list(league.ratings), "rating": list(league.ratings.values())})
    results = {NEW_COMPARISONS: compared, RATED_POSTS: ratings.select(["post_id", "rating"])}
    new = expressions.date_comparisons(expressions.new_comparisons(), documents)
    rated = expressions.count_games(expressions.rated_posts(), log, new, documents)
    return {
        "elo_comparisons": Derived(new, results),
        "starting_ratings": STARTING_RATINGS.rows(),
        "elo_ratings": Derived(rated, results),
    }
