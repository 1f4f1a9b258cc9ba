"""Caches: everything here can be thrown away and computed again."""

from __future__ import annotations

from egregora_assets.contracts.column_types import BOOLEAN, BYTES, INT32, INT64, MOMENT, TEXT, UUID
from egregora_assets.contracts.model import (
    RUN_REFERENCE,
    Column,
    Contract,
    ForeignKey,
    Rule,
    references,
    require_non_negative,
    with_run_id,
)

REF_CHANGES = ("created", "fast_forward", "forced", "deleted", "seen")
FILE_STATUSES = ("A", "M", "D", "T")
PROBLEMS = (
    *("missing", "not a repository", "empty", "no such branch", "locked", "damaged", "too slow"),
    "not startable",
)
LOOKUP_STATUSES = (
    *("present", "deleted", "absent", "before history", "directory", "submodule", "symlink", "shallow"),
    "unknown commit",
)
CACHE_KINDS = ("social_card", "thumbnail", "link_preview", "completion", "embedding", "media_description")

GIT_REPOSITORIES = Contract(
    "git_repositories",
    "One row a configured repository.",
    with_run_id(
        Column("repository_id", UUID, "keyed by its name"),
        Column("name", TEXT, "as configured"),
        Column("branch", TEXT, "the branch that questions are asked of"),
        Column("is_shallow", BOOLEAN, "whether its history is cut"),
        Column("floor_at", MOMENT, "before it every answer is unknown", True),
        Column("problem", TEXT, "why the last run could not read it; null = it was read", True, values=PROBLEMS),
    ),
    ("repository_id",),
    unique=(("name",),),
)

GIT_REFS = Contract(
    "git_refs",
    "One row a change of a ref that was observed.",
    with_run_id(
        Column("repository_id", UUID, "the repository"),
        Column("ref_name", TEXT, "the full name of the ref"),
        Column("observed_at", MOMENT, "when it was seen", is_bookkeeping=True),
        Column("commit_id", TEXT, "what it points to"),
        Column("change", TEXT, "how it moved", values=REF_CHANGES),
    ),
    ("repository_id", "ref_name", "observed_at"),
    foreign_keys=(references("repository_id", "git_repositories"),),
    is_append_only=True,
)

GIT_COMMITS = Contract(
    "git_commits",
    "One row a commit of a chain.",
    with_run_id(
        Column("repository_id", UUID, "the repository"),
        Column("commit_id", TEXT, "the commit"),
        Column("parents", TEXT, "its parents, separated by spaces"),
        Column("authored_at", MOMENT, "author date"),
        Column("committed_at", MOMENT, "committer date"),
        Column("subject", TEXT, "first line of its message"),
        Column("pull_request_number", INT32, "the pull request that it merged, where the subject says so", True),
    ),
    ("repository_id", "commit_id"),
    foreign_keys=(references("repository_id", "git_repositories"),),
)

GIT_CHAIN = Contract(
    "git_chain",
    "One row a place in a branch's chain of first parents, counted from the root.",
    with_run_id(
        Column("chain_id", UUID, "the branch's chain; a forced branch gets a new one"),
        Column("position", INT64, "from 0 at the root"),
        Column("repository_id", UUID, "the repository"),
        Column("commit_id", TEXT, "the commit"),
        Column("committed_at", MOMENT, "committer date"),
        Column("effective_at", MOMENT, "running minimum of the dates from the tip"),
    ),
    ("chain_id", "position"),
    unique=(("chain_id", "commit_id"),),
    foreign_keys=(ForeignKey(("repository_id", "commit_id"), "git_commits", ("repository_id", "commit_id")),),
    rules=(
        Rule("the effective time is not after the committer's", lambda t: t.effective_at <= t.committed_at),
        *require_non_negative("position"),
    ),
)

GIT_FILE_VERSIONS = Contract(
    "git_file_versions",
    "One row a change of a file along a chain.",
    with_run_id(
        Column("chain_id", UUID, "the chain"),
        Column("path", TEXT, "the file; bytes that are not UTF-8 are replaced"),
        Column("position", INT64, "the place in the chain"),
        Column("status", TEXT, "what happened to it", values=FILE_STATUSES),
        Column("mode", TEXT, "its mode after the change", True),
        Column("blob_id", TEXT, "its content after the change", True),
        Column("path_raw", BYTES, "its name's bytes where they are not UTF-8", True),
    ),
    ("chain_id", "path", "position"),
    foreign_keys=(ForeignKey(("chain_id", "position"), "git_chain", ("chain_id", "position")),),
    rules=(Rule("exactly the deleted have no content", lambda t: (t.status == "D") == t.blob_id.isnull()),),
    indexes=(("path",),),
)

ASSET_CACHE = Contract(
    "asset_cache",
    "One row a thing that was dear to make, by the content of everything that went into it.",
    with_run_id(
        Column("kind", TEXT, "what it is", values=CACHE_KINDS),
        Column("cache_key", UUID, "digest of every input, template, font and maker version"),
        Column("content", TEXT, "small text, in the row", True),
        Column("relative_path", TEXT, "a file, relative to the deployment folder", True),
        Column("content_type", TEXT, "its media type"),
        Column("byte_count", INT64, "its size"),
        Column("maker", TEXT, "what made it"),
        Column("maker_version", TEXT, "in which version"),
        Column("created_at", MOMENT, "when it was made", is_bookkeeping=True),
        Column("last_accessed_at", MOMENT, "when it was last wanted", is_bookkeeping=True),
        Column("expires_at", MOMENT, "when it may go", True, is_bookkeeping=True),
        Column("is_pinned", BOOLEAN, "whether it may not go"),
        Column("subject_id", UUID, "the file or document that it was made for", True),
    ),
    ("kind", "cache_key"),
    foreign_keys=(RUN_REFERENCE,),
    rules=(
        Rule("either text or a file", lambda t: t.content.isnull() != t.relative_path.isnull()),
        Rule("it is not empty", lambda t: t.byte_count > 0),
        Rule("it is not used before it is made", lambda t: t.created_at <= t.last_accessed_at),
    ),
)

GIT_LOOKUP_CACHE = Contract(
    "git_lookup_cache",
    "One row a question about a path at a time that was answered from a branch.",
    with_run_id(
        Column("repository_id", UUID, "the repository"),
        Column("ref_name", TEXT, "the branch, tag or commit that was asked"),
        Column("path", TEXT, "the path that was asked for"),
        Column("asked_at", MOMENT, "the time that was asked for"),
        Column("tip_id", TEXT, "where the branch pointed when it was answered", True),
        Column("commit_id", TEXT, "the branch's commit at that time", True),
        Column("last_change_id", TEXT, "the commit that last changed the path by then", True),
        Column("blob_id", TEXT, "the path's content at that time", True),
        Column("status", TEXT, "what the path was", values=LOOKUP_STATUSES),
        Column("is_clock_disputed", BOOLEAN, "whether a clock that ran backwards decides the answer"),
        Column("is_provisional", BOOLEAN, "whether a later commit of the branch may change the answer"),
        Column("is_cited", BOOLEAN, "whether a published document shows it, so that it is kept"),
        Column("last_accessed_at", MOMENT, "when it was last wanted", is_bookkeeping=True),
    ),
    ("repository_id", "ref_name", "path", "asked_at"),
    foreign_keys=(references("repository_id", "git_repositories"), RUN_REFERENCE),
)

GIT_REF_TABLES = (GIT_REPOSITORIES, GIT_REFS)
GIT_COMMIT_TABLES = (GIT_COMMITS, GIT_CHAIN, GIT_FILE_VERSIONS)
