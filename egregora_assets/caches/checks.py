"""Checks of the caches' tables."""

import dagster as dg
import ibis

from egregora_assets.caches import expressions
from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import row_check, table_check, warn_of
from egregora_assets.services.settings import Settings


@row_check("git_refs", "repeated observations")
def every_row_of_the_log_is_a_change(git_refs: Tables) -> ibis.Table:
    """No observation repeats the one before it."""
    return expressions.repeated_observations(git_refs["git_refs"])


@table_check("git_refs", is_external=True)
def every_repository_was_read(git_refs: Tables, settings: Settings) -> dg.AssetCheckResult:
    """Each configured repository could be read, and its history is whole."""
    names = {setting.name for setting in settings.values().repositories}
    found = git_refs.rows(expressions.unreadable_repositories(git_refs["git_repositories"])).to_pylist()
    problems = {row["name"]: row["problem"] for row in found if row["name"] in names}
    remedy = "`egregora status` says of each repository what to do; what was read of it before stays."
    return warn_of(len(problems), remedy, repositories=problems)


@table_check("git_commits", is_external=True)
def every_branch_was_read_to_its_end(git_commits: Tables, git_refs: Tables, settings: Settings) -> dg.AssetCheckResult:
    """The history of each configured branch ends where the branch was seen last."""
    names = {setting.name for setting in settings.values().repositories}
    tables = (git_refs["git_repositories"], git_refs["git_refs"], git_commits["git_chain"])
    found = [row["name"] for row in git_commits.rows(expressions.unread_branches(*tables)).to_pylist()]
    unread = [name for name in found if name in names]
    remedy = "`git fsck` in the repository says what is damaged; the next run tries again, and what was read stays."
    return warn_of(len(unread), remedy, repositories=unread)


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
