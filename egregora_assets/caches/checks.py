"""Checks of the caches' tables."""

import ibis

from egregora_assets.caches import expressions
from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import row_check


@row_check("git_refs", "repeated observations")
def every_row_of_the_log_is_a_change(git_refs: Tables) -> ibis.Table:
    """No observation repeats the one before it."""
    return expressions.repeated_observations(git_refs["git_refs"])


@row_check("git_commits", "broken places", blocking=True)
def chains_are_dense_and_in_order(git_commits: Tables) -> ibis.Table:
    """The positions of a history count from 0 without a gap, and the effective times never fall."""
    return expressions.broken_places(git_commits["git_chain"])


@row_check("git_commits", "commits on another parent")
def chains_follow_first_parents(git_commits: Tables) -> ibis.Table:
    """Each commit of a history is the first parent of the next one."""
    return expressions.misplaced_commits(git_commits["git_chain"], git_commits["git_commits"])


@row_check("asset_cache", "posts without a card")
def every_post_has_its_card(asset_cache: Tables, generated: Tables, anonymized: Tables) -> ibis.Table:
    """Each published post has a social card."""
    posts = expressions.published_posts(generated["documents"], anonymized["chats"])
    cache = asset_cache["asset_cache"]
    cards = cache.filter(cache.kind == "social_card").select(document_id="subject_id")
    return posts.anti_join(cards, "document_id")
