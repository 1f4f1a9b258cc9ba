"""What the caches read from tables, as expressions."""

from __future__ import annotations

import ibis

PICTURE_TYPES = ("image", "sticker")


def current_refs(refs: ibis.Table) -> ibis.Table:
    """One row a ref that exists now: its last observation, unless that is a deletion."""
    place = ibis.row_number().over(
        ibis.window(group_by=[refs.repository_id, refs.ref_name], order_by=refs.observed_at.desc())
    )
    last = refs.mutate(place=place)
    return last.filter((last.place == 0) & (last.change != "deleted")).select(
        "repository_id", "ref_name", "observed_at", "commit_id"
    )


def branch_tips(repositories: ibis.Table, refs: ibis.Table) -> ibis.Table:
    """One row a repository, by name: its branch with the commit that it was last seen at (local before origin's)."""
    joined = repositories.select("repository_id", "name", "branch", "is_shallow").join(
        current_refs(refs), "repository_id"
    )
    rank = ibis.cases(
        (joined.ref_name == "refs/heads/" + joined.branch, 0),
        (joined.ref_name == "refs/remotes/origin/" + joined.branch, 1),
        else_=2,
    )
    ranked = joined.mutate(rank=rank)
    named = ranked.filter(ranked.rank < 2)
    best = named.mutate(place=ibis.row_number().over(ibis.window(group_by=named.repository_id, order_by=named["rank"])))
    return (
        best.filter(best.place == 0)
        .select("repository_id", "name", "branch", "is_shallow", tip="commit_id")
        .order_by("name")
    )


def opted_out_authors(authors: ibis.Table) -> ibis.Table:
    """One author who opted out of the publication, if there is one."""
    return authors.filter(authors.is_opted_out).select("author_id").limit(1)


def clean_pictures(attachments: ibis.Table, media_files: ibis.Table) -> ibis.Table:
    """One row a picture with a clean copy, by media_id: media_id, clean_path."""
    pictures = attachments.filter(attachments.clean_path.notnull() & attachments.media_type.isin(PICTURE_TYPES))
    known = pictures.semi_join(media_files, "media_id")
    return known.group_by("media_id").agg(clean_path=known.clean_path.min()).order_by("media_id")


def published_posts(documents: ibis.Table, chats: ibis.Table) -> ibis.Table:
    """One row a published post with the columns that its social card shows, by document_id."""
    posts = documents.filter((documents.doc_type == "post") & (documents.status == "published"))
    joined = posts.select("document_id", "chat_id", "title", "language", "window_start", "window_end").join(
        chats.select("chat_id", "public_title", "time_zone"), "chat_id"
    )
    return joined.drop("chat_id").order_by("document_id")


def repeated_observations(refs: ibis.Table) -> ibis.Table:
    """The observations that repeat the one before. None = the log holds changes only."""
    by_time = ibis.window(group_by=[refs.repository_id, refs.ref_name], order_by=refs.observed_at)
    before = refs.mutate(
        earlier_commit=refs.commit_id.lag().over(by_time), earlier_change=refs.change.lag().over(by_time)
    )
    both_there = (before.change != "deleted") & (before.earlier_change != "deleted")
    both_gone = (before.change == "deleted") & (before.earlier_change == "deleted")
    return before.filter(((before.commit_id == before.earlier_commit) & both_there) | both_gone)


def broken_places(chain: ibis.Table) -> ibis.Table:
    """The positions that do not follow the one before, or whose effective time falls. None = histories are whole."""
    by_place = ibis.window(group_by=chain.chain_id, order_by=chain.position)
    before = chain.mutate(
        expected=ibis.coalesce(chain.position.lag().over(by_place) + 1, 0),
        earlier=ibis.coalesce(chain.effective_at.lag().over(by_place), chain.effective_at),
    )
    return before.filter((before.position != before.expected) | (before.effective_at < before.earlier))


def misplaced_commits(chain: ibis.Table, commits: ibis.Table) -> ibis.Table:
    """The positions whose commit has another first parent than the commit before. None = first parents are followed."""
    joined = chain.select("chain_id", "position", "repository_id", "commit_id").join(
        commits.select("repository_id", "commit_id", "parents"), ("repository_id", "commit_id")
    )
    by_place = ibis.window(group_by=joined.chain_id, order_by=joined.position)
    before = joined.mutate(earlier=joined.commit_id.lag().over(by_place))
    return before.filter(before.earlier.notnull() & (before.parents.split(" ")[0] != before.earlier))
