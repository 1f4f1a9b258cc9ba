"""What the caches read from tables, as expressions."""

from __future__ import annotations

import ibis

from egregora_assets.contracts.lookups import ASSET_CACHE, GIT_CHAIN, GIT_COMMITS, GIT_FILE_VERSIONS, GIT_REPOSITORIES
from egregora_assets.contracts.tables import name_result

PICTURE_TYPES = ("image", "sticker", "video")

_PLACE = ("chain_id", "position", "repository_id", "commit_id", "committed_at")

SEEN_REPOSITORIES = name_result("result_repositories", GIT_REPOSITORIES.schema)
"""The configured repositories as they are now."""
NEW_COMMITS = name_result("result_commits", {**GIT_CHAIN.schema, **GIT_COMMITS.schema})
"""The commits that were read from git now, each with its place in a history."""
NEW_VERSIONS = name_result("result_versions", GIT_FILE_VERSIONS.schema)
"""The files that those commits changed."""
KEPT_HISTORIES = name_result("result_histories", {n: GIT_CHAIN.schema[n] for n in ("chain_id", "repository_id")})
"""The stored histories that stay, whether they got new commits or not."""

_KEY = ("kind", "cache_key")
_USE = ("last_accessed_at", "expires_at", "subject_id")
"""What changes of a cached file while it stays."""
MADE_FILES = name_result("result_made", {n: t for n, t in ASSET_CACHE.schema.items() if n not in _USE})
"""The files that were made now."""
KEPT_FILES = name_result("result_kept", {n: ASSET_CACHE.schema[n] for n in (*_KEY, *_USE[:2])})
"""The files that stay, stored or made now: when each was last wanted, and when it may go."""
WANTED_FILES = name_result("result_wanted", {n: ASSET_CACHE.schema[n] for n in (*_KEY, "subject_id")})
"""The files that are wanted now, and what for."""


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
    columns = ("repository_id", "name", "branch", "is_shallow")
    told = repositories.select(*columns, is_readable=repositories.problem.isnull())
    joined = told.join(current_refs(refs), "repository_id")
    rank = ibis.cases(
        (joined.ref_name == "refs/heads/" + joined.branch, 0),
        (joined.ref_name == "refs/remotes/origin/" + joined.branch, 1),
        else_=2,
    )
    ranked = joined.mutate(rank=rank)
    named = ranked.filter(ranked.rank < 2)
    best = named.mutate(place=ibis.row_number().over(ibis.window(group_by=named.repository_id, order_by=named["rank"])))
    return best.filter(best.place == 0).select(*columns, "is_readable", tip="commit_id").order_by("name")


def unread_branches(repositories: ibis.Table, refs: ibis.Table, chain: ibis.Table) -> ibis.Table:
    """One row a repository, by name, whose stored history does not end where its branch was seen last: name, tip."""
    ends = chain.group_by("repository_id").agg(read_to=chain.commit_id.argmax(chain.position))
    tips = branch_tips(repositories, refs).left_join(ends, "repository_id")
    return tips.filter(tips.read_to.isnull() | (tips.tip != tips.read_to)).select("name", "tip").order_by("name")


def unreadable_repositories(repositories: ibis.Table) -> ibis.Table:
    """One row a repository, by name, that could not be read, or only in part: name, problem; `shallow` is one."""
    problem = repositories.problem.coalesce(repositories.is_shallow.ifelse("shallow", ibis.null("string")))
    told = repositories.select("name", problem=problem)
    return told.filter(told.problem.notnull()).order_by("name")


def opted_out_authors(authors: ibis.Table) -> ibis.Table:
    """One author who opted out of the publication, if there is one."""
    return authors.filter(authors.is_opted_out).select("author_id").limit(1)


def list_cached_files(asset_cache: ibis.Table) -> ibis.Table:
    """Rows of `asset_cache`: what was stored or made, where it stays; unwanted files have no subject.

    A stored row whose file was lost and made again is the new one's.
    """
    columns = [name for name in ASSET_CACHE.filled_columns if name not in _USE]
    files = asset_cache.anti_join(MADE_FILES, _KEY).select(*columns).union(MADE_FILES.select(*columns))
    return files.inner_join(KEPT_FILES, _KEY).left_join(WANTED_FILES, _KEY).select(*columns, *_USE)


def clean_pictures(attachments: ibis.Table, media_files: ibis.Table) -> ibis.Table:
    """One row a picture with a clean copy, or a video's first picture, by media_id: media_id, clean_path."""
    shown = attachments.filter(attachments.clean_path.notnull() & attachments.media_type.isin(PICTURE_TYPES))
    pictures = shown.mutate(clean_path=shown.clean_path.replace(".mp4", ".poster.jpg"))
    known = pictures.semi_join(media_files, "media_id")
    return known.group_by("media_id").agg(clean_path=known.clean_path.min()).order_by("media_id")


def published_posts(documents: ibis.Table, chats: ibis.Table) -> ibis.Table:
    """One row a published post with the columns that its social card shows, by document_id."""
    posts = documents.filter((documents.doc_type == "post") & (documents.status == "published"))
    joined = posts.select("document_id", "chat_id", "title", "language", "window_start", "window_end").join(
        chats.select("chat_id", "public_title", "time_zone"), "chat_id"
    )
    return joined.drop("chat_id").order_by("document_id")


def list_repositories(repositories: ibis.Table) -> ibis.Table:
    """Rows of `git_repositories`: those that were looked at now, and stored ones that are no longer configured.

    Nobody tries to read the latter, so they have no problem.
    """
    columns = GIT_REPOSITORIES.filled_columns
    unasked = repositories.anti_join(SEEN_REPOSITORIES, "repository_id")
    stored = unasked.mutate(problem=ibis.null("string")).select(*columns)
    return stored.union(SEEN_REPOSITORIES.select(*columns))


def list_histories(chain: ibis.Table, commits: ibis.Table) -> ibis.Table:
    """One row a repository of which exactly one history is stored, and that whole: its root, tip and length."""
    last = chain.position.max().over(ibis.window(group_by=chain.chain_id))
    placed = chain.mutate(is_root=chain.position == 0, is_tip=chain.position == last)
    told = placed.group_by("repository_id").aggregate(
        history_count=placed.chain_id.nunique(),
        chain_id=placed.chain_id.min(),
        root=placed.commit_id.max(where=placed.is_root),
        tip=placed.commit_id.max(where=placed.is_tip),
        first=placed.position.min(),
        last=placed.position.max(),
        length=placed.count(),
    )
    counts = commits.group_by("repository_id").aggregate(commit_count=commits.count())
    known = told.inner_join(counts, "repository_id")
    is_whole = (known["first"] == 0) & (known["last"] == known.length - 1) & (known.commit_count == known.length)
    whole = known.filter((known.history_count == 1) & is_whole)
    return whole.select("repository_id", "chain_id", "root", "tip", "length").order_by("repository_id")


def list_commits(commits: ibis.Table) -> ibis.Table:
    """Rows of `git_commits`: those of stored histories that stay, and new ones."""
    columns = GIT_COMMITS.filled_columns
    return commits.semi_join(KEPT_HISTORIES, "repository_id").select(*columns).union(NEW_COMMITS.select(*columns))


def list_places(chain: ibis.Table) -> ibis.Table:
    """Rows of `git_chain`: every place of every history, with the smallest committer date from there to the tip."""
    kept = chain.semi_join(KEPT_HISTORIES, "chain_id").select(*_PLACE)
    places = kept.union(NEW_COMMITS.select(*_PLACE))
    from_the_tip = ibis.cumulative_window(group_by=places.chain_id, order_by=places.position.desc())
    return places.mutate(effective_at=places.committed_at.min().over(from_the_tip))


def list_file_versions(versions: ibis.Table) -> ibis.Table:
    """Rows of `git_file_versions`: those of stored histories that stay, and those of new commits."""
    columns = GIT_FILE_VERSIONS.filled_columns
    return versions.semi_join(KEPT_HISTORIES, "chain_id").select(*columns).union(NEW_VERSIONS.select(*columns))


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
