"""What people say of posts: which of two is better. Each vote is a row of the log from which ratings follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import ibis

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.instants import count_nanoseconds, utc_now
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.additions import add_rows
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import PostUnclear
from egregora_assets.operations.command_runs import record_run
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.published.reading import find_post
from egregora_assets.ranking import NEVER_COMPARED, PERSON
from egregora_assets.ranking.pairing import make_pair
from egregora_assets.services.erasure_records import refuse_during_erasure

JOB_NAME = "compare_posts"
STALE = ("ranked", "published")
"""Assets that show what was voted, although no asset's data version tells of it."""

Better = Literal["first", "second", "tie"]


@dataclass(frozen=True)
class Vote:
    """A comparison by a person: the ids of the two posts as they were named, and which of them is better."""

    comparison_id: str
    first: str
    second: str
    better: Better


@under_lease("compare")
def compare_posts(context: DeploymentContext, first: str, second: str, better: Better) -> Vote:
    """Writes down which of two posts a person finds better; the next run rates them by it.

    Every vote counts, also several on one pair; where a person voted, the rubric's verdict on the pair does not.

    Args:
        first, second: slug, address on the site, id or the first eight digits.
        better: which one is; `tie` = neither.

    Raises:
        PostUnclear: no post that is compared is meant, several are, or both are the same.
        ErasureUnfinished: an erasure was cut off.
    """
    refuse_during_erasure(context.home)
    context.store.prepare()
    store = context.store
    posts = _list_posts(store)
    one, other = (str(find_post(posts, text)["document_id"]) for text in (first, second))
    if one == other:
        raise PostUnclear(1)
    pair = make_pair(one, other)
    with store.runs.writing_session():
        comparison_id = context.vault.key().uuid("comparison", PERSON, *pair, str(_count_votes(store, pair)))
        winner, loser = (other, one) if better == "second" else (one, other)
        row = {
            "comparison_id": comparison_id,
            "winner_id": winner,
            "loser_id": loser,
            "is_tie": better == "tie",
            "judge": PERSON,
            "rubric_margin": 0.0,
            "compared_at": count_nanoseconds(utc_now()) // 1_000,
        }
        with record_run(store, JOB_NAME, comparison_id) as run_id:
            add_rows(store.file("main"), {"elo_comparisons": [row]}, run_id, STALE)
    return Vote(comparison_id, one, other, better)


def _list_posts(store: DuckDBStore) -> list[dict[str, Any]]:
    """Published posts as `find_post` takes them, without those of grief."""
    documents, files = (CONTRACTS[name].table() for name in ("documents", "site_files"))
    own = documents.filter((documents.status == "published") & (documents.doc_type == "post"))
    posts = own.filter(own.form.isnull() | (own.form != NEVER_COMPARED))
    pages = files.filter(files.document_id.notnull() & files.path.endswith(".html"))
    paths = pages.group_by("document_id").aggregate(page=pages.path.min())
    found = posts.left_join(paths, "document_id").select("document_id", "slug", "page").order_by("document_id")
    rows: list[dict[str, Any]] = read_rows(store.file("main"), found).to_pylist()
    return [{**row, "document_id": str(row["document_id"])} for row in rows]


def _count_votes(store: DuckDBStore, pair: tuple[str, str]) -> int:
    """How often people compared a pair."""
    log = CONTRACTS["elo_comparisons"].table()
    first, second = ibis.least(log.winner_id, log.loser_id), ibis.greatest(log.winner_id, log.loser_id)
    votes = log.filter((log.judge == PERSON) & (first.cast("string") == pair[0]) & (second.cast("string") == pair[1]))
    return int(read_rows(store.file("main"), votes.select("comparison_id")).num_rows)
