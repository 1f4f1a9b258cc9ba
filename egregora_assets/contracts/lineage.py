"""From which columns of which earlier tables a column is made: declared once, for the catalogue and its tests.

A foreign key needs no word here: its values are its parent's. What is copied is said as copied, and a test compares the
values; what Python makes names every column that goes into it; what comes from settings, files or git names nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.relations import ASSETS_BY_TABLE

Column = tuple[str, str]
"""Table and column."""
Columns = Mapping[str, tuple[Column, ...]]


def _sources(*names: str) -> tuple[Column, ...]:
    """`table.column` names, several in a text, as pairs."""
    pairs = (name.partition(".") for name in " ".join(names).split())
    return tuple((table, column) for table, _, column in pairs)


def _made(columns: str, *names: str) -> Columns:
    """Columns that are all made of the same sources."""
    return {column: _sources(*names) for column in columns.split()}


_COPIED: Mapping[str, tuple[str, str]] = {
    "chats": ("export_files", "chat_id source time_zone"),
    "exports": (
        "export_files",
        "export_id chat_id byte_count message_count new_message_count rejected_line_count first_sent_at last_sent_at "
        "date_order platform ingested_at",
    ),
    "authors": ("identities", "author_id chat_id"),
    "messages": ("ingested", "message_id chat_id sent_at local_time position kind is_edited export_id"),
    "message_replies": ("replies", "message_id reply_to_id"),
    "message_reactions": ("reactions", "message_id"),
    "media_files": (
        "attachments",
        "media_id media_type mime_type byte_count width height original_filename is_pii_redacted",
    ),
    "message_media": ("attachments", "message_id ordinal media_id"),
}
"""By table: the table that columns are copied from, under the same names and unchanged."""

_RAW_TEXT = "ingested.text ingested.kind identities.display_name"
_SHARED_TEXT = "messages.text messages.kind"
_TOLD = "messages.text messages.kind messages.sent_at chats.time_zone"
_WINDOW = "messages.chat_id messages.sent_at chats.time_zone"
_INDEXED = f"{_SHARED_TEXT} messages.author_id authors.is_opted_out links.title"
_READ_BY_THE_WRITER = (
    "messages.text messages.sent_at messages.local_time messages.author_id authors.public_name redactions.placeholder "
    "message_nominations.nomination message_reactions.emoji links.url media_files.phash chunks.window_id "
    "window_context.rank chats.language"
)
_JUDGED = (
    "documents.title documents.content documents.form citations.quote citations.section citations.ordinal "
    "citations.role citations.message_id "
    "messages.author_id messages.sent_at message_replies.reply_to_id"
)
_DRAWN = (
    "attachments.clean_path media_files.media_id documents.document_id documents.title documents.language "
    "documents.window_start documents.window_end chats.public_title chats.time_zone"
)
_SHOWN = (
    "documents.title documents.summary documents.content document_tags.tag citations.message_id citations.role "
    "elo_ratings.rating "
    "elo_comparisons.winner_id elo_comparisons.loser_id authors.pseudonym "
    "messages.text messages.local_time message_replies.reply_to_id message_reactions.emoji message_notes.text "
    "message_reactions.reaction_count authors.public_name chats.public_title links.title "
    "media_files.site_relative_path media_files.description media_files.phash window_context.rank "
    "asset_cache.relative_path"
)

_MADE: Mapping[str, Columns] = {
    "chats": {**_made("slug", "export_files.chat_id"), **_made("language public_title", "ingested.text")},
    "authors": {
        **_made("pseudonym", "identities.author_id"),
        **_made("public_name", "identities.author_id", "identities.alias", "identities.display_name"),
        **_made("is_opted_out", "identities.is_opted_out"),
    },
    "messages": {
        **_made("author_id", "ingested.author_name", "identities.author_id", "identities.display_name"),
        **_made("text", _RAW_TEXT),
    },
    "redactions": _made("ordinal pii_type placeholder", _RAW_TEXT),
    "attachments": {
        **_made("ordinal", "ingested.attachment_name"),
        **_made("media_id width height clean_path is_pii_redacted", "export_media.content_sha256"),
        **_made("media_type mime_type", "export_media.file_name", "export_media.content_sha256"),
        **_made("byte_count", "export_media.byte_count", "export_media.content_sha256"),
        **_made("original_filename", "ingested.attachment_name", "identities.display_name"),
    },
    "message_reactions": {
        **_made("ordinal", "reactions.ordinal", "reactions.author_name"),
        **_made("emoji", "reactions.emoji"),
        **_made("reaction_count", "reactions.reaction_count"),
    },
    "message_notes": {
        **_made("message_id", "ingested.message_id"),
        **_made("chat_id", "ingested.chat_id"),
        **_made("author_id", "ingested.author_name", "identities.author_id", "identities.display_name"),
        **_made("target_id", "replies.reply_to_id", "ingested.message_id", "ingested.position"),
        **_made("sent_at", "ingested.sent_at"),
        **_made("text", _RAW_TEXT),
    },
    "message_nominations": _made("message_id nomination", "ingested.message_id ingested.text replies.reply_to_id"),
    "git_chain": _made("chain_id", "git_repositories.repository_id", "git_repositories.branch", "git_refs.commit_id"),
    "media_files": {
        **_made("phash", "attachments.clean_path"),
        **_made("site_relative_path", "attachments.media_id", "attachments.mime_type", "attachments.clean_path"),
        **_made("description", "messages.text messages.sent_at messages.author_id message_replies.reply_to_id"),
    },
    "links": _made("link_id url host", _SHARED_TEXT),
    "message_links": _made("ordinal", _SHARED_TEXT),
    "code_references": {
        **_made(
            "ordinal reference_kind text line_start line_end revision number repository_name",
            _SHARED_TEXT,
            "git_refs.ref_name",
        ),
        **_made(
            "reason",
            _SHARED_TEXT,
            "messages.sent_at git_repositories.name git_refs.ref_name git_commits.commit_id git_file_versions.path",
        ),
        **_made("path", _SHARED_TEXT, "git_file_versions.path"),
        **_made(
            "commit_id is_resolved",
            _SHARED_TEXT,
            "messages.sent_at git_refs.commit_id git_commits.commit_id git_chain.commit_id git_chain.effective_at",
        ),
        **_made("blob_id", _SHARED_TEXT, "messages.sent_at", "git_file_versions.blob_id"),
    },
    "code_excerpts": {
        **_made("line_start line_end", _SHARED_TEXT),
        **_made("blob_id first_line text reason", _SHARED_TEXT, "git_file_versions.blob_id"),
    },
    "windows": {
        **_made("window_id window_start window_end", _WINDOW),
        **_made("message_count signature", "messages.message_id", _WINDOW),
    },
    "window_messages": _made("is_overlap", _WINDOW),
    "chunks": {
        **_made("text", "messages.text", "authors.pseudonym"),
        **_made("chunk_id ordinal", "authors.pseudonym", "authors.is_opted_out", _TOLD),
        **_made("first_sent_at last_sent_at", "messages.sent_at"),
        **_made("term_count", _INDEXED),
    },
    "chunk_terms": _made("term term_count", _INDEXED),
    "chunk_embeddings": _made("embedding", _INDEXED),
    "window_context": _made("rank score", _INDEXED),
    "document_addresses": {
        **_made("document_id", "chats.chat_id", "windows.window_id", "authors.author_id"),
        **_made("slug", _READ_BY_THE_WRITER),
    },
    "documents": {
        **_made("title summary content content_hash", _READ_BY_THE_WRITER),
        **_made("language", "chats.language", "messages.text"),
        **_made("created_at", "messages.sent_at"),
        **_made("window_start", "windows.window_start"),
        **_made("window_end", "windows.window_end"),
        **_made("window_id", "windows.window_id"),
        **_made("form", _READ_BY_THE_WRITER),
        **_made("based_on"),
    },
    "offered_posts": {
        **_made("title summary content", _READ_BY_THE_WRITER),
        **_made("language", "chats.language", "messages.text"),
    },
    "document_tags": _made("tag", _READ_BY_THE_WRITER),
    "citations": {**_made("quote", "messages.text"), **_made("ordinal section role", _READ_BY_THE_WRITER)},
    "elo_comparisons": {
        **_made("comparison_id winner_id loser_id", "documents.document_id"),
        **_made("is_tie rubric_margin", _JUDGED),
        **_made("compared_at", "documents.created_at"),
    },
    "starting_ratings": _made("post_id doc_type"),
    "elo_ratings": {
        **_made("post_id", "documents.document_id"),
        **_made("doc_type", "documents.doc_type"),
        **_made("rating", _JUDGED),
        **_made("num_comparisons", "documents.document_id", "documents.status", "documents.form"),
        **_made("last_updated", "documents.created_at"),
    },
    "asset_cache": {
        **_made("subject_id", "media_files.media_id", "documents.document_id"),
        **_made("cache_key relative_path byte_count", _DRAWN),
    },
    "git_lookup_cache": {
        **_made("repository_id ref_name path", "code_references.path", "git_repositories.branch"),
        **_made("last_change_id blob_id", "code_references.commit_id", "code_references.blob_id"),
        **_made("asked_at", "messages.sent_at"),
        **_made("tip_id commit_id is_clock_disputed is_provisional", "git_chain.commit_id", "git_chain.effective_at"),
        **_made("status", "git_file_versions.mode"),
    },
    "site_files": {
        **_made("document_id", "documents.document_id"),
        **_made(
            "path",
            "documents.slug document_tags.tag messages.local_time media_files.site_relative_path",
            "asset_cache.relative_path",
        ),
        **_made("content_hash byte_count", _SHOWN),
    },
}
"""By table and column: what it is made of, as tables of earlier assets."""


def list_copied_columns() -> dict[Column, Column]:
    """Every column that is copied unchanged, with the column that it is copied from."""
    return {(table, name): (source, name) for table, (source, names) in _COPIED.items() for name in names.split()}


def list_declared_columns() -> tuple[Column, ...]:
    """Every column that has a word here: for the test that they all exist."""
    return (*list_copied_columns(), *((table, column) for table, columns in _MADE.items() for column in columns))


@cache
def list_sources(table: str, column: str) -> tuple[Column, ...]:
    """The columns of other assets' tables that a column is made of, sorted; none = settings, files, git, or unknown.

    What refers to a table of the same asset has that table's sources.
    """
    if source := list_copied_columns().get((table, column)):
        return (source,)
    if column in _MADE.get(table, {}):
        return tuple(sorted(_MADE[table][column]))
    found: set[Column] = set()
    for key in CONTRACTS[table].foreign_keys:
        for here, there in zip(key.columns, key.parent_columns, strict=True):
            if here == column and ASSETS_BY_TABLE.get(key.parent) == ASSETS_BY_TABLE[table]:
                found.update(list_sources(key.parent, there))
            elif here == column:
                found.add((key.parent, there))
    return tuple(sorted(found))
