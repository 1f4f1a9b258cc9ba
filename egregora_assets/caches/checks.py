"""Checks of the caches' tables."""

import dagster as dg

from egregora_assets.caches import expressions
from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import expect_no_rows, guard_check


@dg.asset_check(asset="git_refs")
@guard_check
def every_row_of_the_log_is_a_change(git_refs: Tables) -> dg.AssetCheckResult:
    """No observation repeats the one before it."""
    return expect_no_rows(git_refs, "repeated observations", expressions.repeated_observations(git_refs["git_refs"]))


@dg.asset_check(asset="git_commits", blocking=True)
@guard_check
def chains_are_dense_and_in_order(git_commits: Tables) -> dg.AssetCheckResult:
    """The positions of a history count from 0 without a gap, and the effective times never fall."""
    return expect_no_rows(git_commits, "broken places", expressions.broken_places(git_commits["git_chain"]))


@dg.asset_check(asset="git_commits")
@guard_check
def chains_follow_first_parents(git_commits: Tables) -> dg.AssetCheckResult:
    """Each commit of a history is the first parent of the next one."""
    wrong = expressions.misplaced_commits(git_commits["git_chain"], git_commits["git_commits"])
    return expect_no_rows(git_commits, "commits on another parent", wrong)


@dg.asset_check(
    asset="asset_cache", additional_ins={"generated": dg.AssetIn("generated"), "anonymized": dg.AssetIn("anonymized")}
)
@guard_check
def every_post_has_its_card(asset_cache: Tables, generated: Tables, anonymized: Tables) -> dg.AssetCheckResult:
    """Each published post has a social card."""
    posts = expressions.published_posts(generated["documents"], anonymized["chats"])
    cache = asset_cache["asset_cache"]
    cards = cache.filter(cache.kind == "social_card").select(document_id="subject_id")
    return expect_no_rows(asset_cache, "posts without a card", posts.anti_join(cards, "document_id"))
