"""Expressions: what the site asks of code, once for every page."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis import _

TableMap = Mapping[str, ibis.Table]


def list_mentions(enriched: TableMap, git_refs: TableMap, git_commits: TableMap, shown: ibis.Table) -> ibis.Table:
    """One row a mention of code in a shown message, with its repository, commit and lines, by message and place.

    Args:
        shown: the messages that are shown, with their local day.
    """
    said = shown.select("message_id", "day", person_id=_.author_id)
    mentions = enriched["code_references"].inner_join(said, "message_id")
    repositories = git_refs["git_repositories"].select("repository_id", repository=_.name)
    commits = git_commits["git_commits"].select("repository_id", "commit_id", "subject", committed_at=_.committed_at)
    named = mentions.left_join(repositories, "repository_id").drop("repository_id_right")
    dated = named.left_join(commits, ["repository_id", "commit_id"])
    asked = dated.mutate(first=dated.line_start.fill_null(0), last=dated.line_end.fill_null(0))
    lines = enriched["code_excerpts"].select(
        excerpt=_.text, no_lines=_.reason, first_line=_.first_line,
        of_repository=_.repository_id, of_blob=_.blob_id, first=_.line_start, last=_.line_end,
    )  # fmt: skip
    found = asked.left_join(
        lines,
        [
            asked.repository_id == lines.of_repository,
            asked.blob_id == lines.of_blob,
            asked["first"] == lines["first"],
            asked["last"] == lines["last"],
        ],
    )
    columns = ("message_id", "day", "person_id", "text", "path", "line_start", "line_end", "commit_id", "blob_id")
    more = ("repository_id", "repository", "subject", "committed_at", "first_line", "excerpt", "no_lines", "reason")
    return found.order_by("message_id", "ordinal").select(*columns, *more, kind=_.reference_kind)


def list_changes(enriched: TableMap, git_commits: TableMap, shown: ibis.Table) -> ibis.Table:
    """One row a change of a file that a shown message speaks of, newest first for each."""
    references = enriched["code_references"].semi_join(shown, "message_id")
    files = references.filter(_.path.notnull() & _.is_resolved).select("repository_id", "path").distinct()
    places = git_commits["git_chain"].select("chain_id", "position", "repository_id", "commit_id")
    versions = git_commits["git_file_versions"].select("chain_id", "position", "path", "status", "blob_id")
    placed = versions.semi_join(files, "path").inner_join(places, ["chain_id", "position"])
    commits = git_commits["git_commits"].select("repository_id", "commit_id", "subject", "committed_at")
    changes = placed.semi_join(files, ["repository_id", "path"]).inner_join(commits, ["repository_id", "commit_id"])
    columns = ("repository_id", "path", "commit_id", "status", "blob_id", "subject", "committed_at")
    return changes.order_by("repository_id", "path", ibis.desc("position")).select(*columns)


def list_repositories(repositories: ibis.Table) -> ibis.Table:
    """One row a repository that is configured, by name."""
    return repositories.select("repository_id", "name").order_by("name")
