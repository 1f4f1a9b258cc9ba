"""Binds the league to its tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.documents import ELO_COMPARISONS, ELO_RATINGS
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.ranking import Comparison, Post, compare_posts, rate_posts, score_post
from egregora_assets.stages.ranked.expressions import COUNTS


def read_posts(rows: pa.Table) -> list[Post]:
    """Posts from rows of `expressions.list_posts`, in their order."""
    instants = _read_instants(rows, "created_at")
    # DuckDB's sums are wider than 64 bits and arrive as decimals.
    return [
        Post(row["document_id"], row["chat_id"], at, score_post({name: int(row[name]) for name in COUNTS}))
        for row, at in zip(rows.drop_columns(["created_at"]).to_pylist(), instants, strict=True)
    ]


def read_comparisons(rows: pa.Table, document_ids: Collection[str]) -> list[Comparison]:
    """The log from rows of `elo_comparisons`, without comparisons of documents that were erased."""
    names = [name for name in ELO_COMPARISONS.column_names if name not in ("run_id", "compared_at")]
    log = [
        Comparison(**row, compared_at=at)
        for row, at in zip(rows.select(names).to_pylist(), _read_instants(rows, "compared_at"), strict=True)
    ]
    return [c for c in log if c.winner_id in document_ids and c.loser_id in document_ids]


def build_tables(posts: Sequence[Post], log: Sequence[Comparison], key: DeploymentKey) -> dict[str, pa.Table]:
    """The rows of both tables: the log with the new comparisons, and the ratings."""
    whole = [*log, *compare_posts(posts, log, key)]
    return {
        "elo_comparisons": ELO_COMPARISONS.rows(vars(c) for c in whole),
        "elo_ratings": ELO_RATINGS.rows(vars(r) for r in rate_posts(posts, whole)),
    }


def _read_instants(rows: pa.Table, column: str) -> list[int]:
    """A column's instants as nanoseconds since 1970."""
    instants: list[Any] = rows[column].cast(pa.timestamp("ns")).cast(pa.int64()).to_pylist()
    return instants
