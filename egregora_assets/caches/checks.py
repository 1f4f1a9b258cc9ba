"""Checks of the caches' tables."""

import dagster as dg
import ibis

from egregora_assets.caches import expressions
from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import guard_check


def _count(tables: Tables, expression: ibis.Table) -> int:
    return int(tables.rows(expression.aggregate(row_count=expression.count()))["row_count"][0].as_py())


@dg.asset_check(asset="git_refs")
@guard_check
def every_row_of_the_log_is_a_change(git_refs: Tables) -> dg.AssetCheckResult:
    """No observation repeats the one before it."""
    repeated = expressions.repeated_observations(git_refs["git_refs"])
    count = _count(git_refs, repeated)
    return dg.AssetCheckResult(passed=count == 0, metadata={"repeated observations": count})


@dg.asset_check(asset="git_commits", blocking=True)
@guard_check
def chains_are_dense_and_in_order(git_commits: Tables) -> dg.AssetCheckResult:
    """The positions of a history count from 0 without a gap, and the effective times never fall."""
    count = _count(git_commits, expressions.broken_places(git_commits["git_chain"]))
    return dg.AssetCheckResult(passed=count == 0, metadata={"broken places": count})


@dg.asset_check(asset="git_commits")
@guard_check
def chains_follow_first_parents(git_commits: Tables) -> dg.AssetCheckResult:
    """Each commit of a history is the first parent of the next one."""
    count = _count(git_commits, expressions.misplaced_commits(git_commits["git_chain"], git_commits["git_commits"]))
    return dg.AssetCheckResult(passed=count == 0, metadata={"commits on another parent": count})


@dg.asset_check(
    asset="asset_cache",
    additional_ins={"generated": dg.AssetIn("generated"), "anonymized": dg.AssetIn("anonymized")},
)
@guard_check
def every_post_has_its_card(asset_cache: Tables, generated: Tables, anonymized: Tables) -> dg.AssetCheckResult:
    """Each published post has a social card."""
    posts = expressions.published_posts(generated["documents"], anonymized["chats"])
    cache = asset_cache["asset_cache"]
    cards = cache.filter(cache.kind == "social_card").select(document_id="subject_id")
    count = _count(asset_cache, posts.anti_join(cards, "document_id"))
    return dg.AssetCheckResult(passed=count == 0, metadata={"posts without a card": count})


CHECKS = [
    every_row_of_the_log_is_a_change,
    chains_are_dense_and_in_order,
    chains_follow_first_parents,
    every_post_has_its_card,
]
