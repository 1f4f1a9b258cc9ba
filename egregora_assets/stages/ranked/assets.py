"""The asset of the stage."""

from typing import Any

import dagster as dg

from egregora_assets.contracts.bundles import RANKED_BUNDLE
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.runs.shown import SHOWN_COLUMNS, render_posts
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.leak_guard import LeakGuard
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.stages.ranked import expressions
from egregora_assets.stages.ranked.rows import build_tables, play_league, read_comparisons, read_posts, read_starts


@stage_asset(
    RANKED_BUNDLE,
    code_version="3",
    kinds={"duckdb", "python"},
    cost="model",
    external_state=lambda resources: _read_decisions(resources),
)
def ranked(
    context: dg.AssetExecutionContext,
    generated: Tables,
    anonymized: Tables,
    store: Store,
    vault: Vault,
    leak_guard: LeakGuard,
) -> Rows:
    """Which posts are best, by comparing them in pairs.

    Grain: a row a comparison (a log that only grows), a row a published post with its rating. Anybody may read it.
    Stale when a post or what it cites changes, when somebody votes, or when a person takes a post off the site or puts
    it back; an earlier verdict stays as it was given.
    """
    said, replies = anonymized["messages"], anonymized["message_replies"]
    quotes = expressions.list_quotes(generated["citations"], generated["documents"], said, replies)
    posts = expressions.list_posts(generated["documents"], quotes)
    own = store.tables(RANKED_BUNDLE)
    log = expressions.list_comparisons(own["elo_comparisons"], generated["documents"])
    starts = read_starts(generated.rows(own["starting_ratings"]))
    compared = read_comparisons(generated.rows(log))
    league = play_league(read_posts(generated.rows(posts)), compared, vault.key(), starts)
    titles = generated.rows(generated["documents"].select(*SHOWN_COLUMNS))
    context.add_output_metadata({"posts": render_posts(titles, leak_guard, league.ratings)})
    return build_tables(league)


def _read_decisions(resources: Any) -> str:
    """What people decided of documents: one that is put back is rated again."""
    version: str = resources.store.compute_people_version()
    return version
