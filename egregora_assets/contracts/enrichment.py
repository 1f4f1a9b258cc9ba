"""What messages point to: media, links, code."""

from __future__ import annotations

from egregora_assets.contracts.column_types import BOOLEAN, INT32, INT64, MOMENT, TEXT, UUID
from egregora_assets.contracts.conversation import MEDIA_TYPES
from egregora_assets.contracts.model import Column, Contract, Rule, references, require_non_negative, with_run_id

LINK_STATUSES = ("pending", "fetched", "refused", "failed", "skipped")
REFERENCE_KINDS = ("path", "commit", "ref", "url")

MEDIA_FILES = Contract(
    "media_files",
    "One row a file, however often it was sent.",
    with_run_id(
        Column("media_id", UUID, "keyed by content"),
        Column("media_type", TEXT, "the kind of medium", values=MEDIA_TYPES),
        Column("mime_type", TEXT, "its type"),
        Column("byte_count", INT64, "its size"),
        Column("width", INT32, "in pixels", True),
        Column("height", INT32, "in pixels", True),
        Column("phash", TEXT, "perceptual hash (dHash, 64 bits, hexadecimal)", True),
        Column("original_filename", TEXT, "anonymised", True),
        Column("site_relative_path", TEXT, "its address on the site"),
        Column("description", TEXT, "what is known of it without looking"),
        Column("is_pii_redacted", BOOLEAN, "whether the published copy was re-encoded without metadata"),
    ),
    ("media_id",),
    unique=(("site_relative_path",),),
    rules=require_non_negative("byte_count", "width", "height"),
)

MESSAGE_MEDIA = Contract(
    "message_media",
    "One row a file a message.",
    with_run_id(
        Column("message_id", UUID, "the message"),
        Column("ordinal", INT32, "its place among the message's files"),
        Column("media_id", UUID, "the file"),
    ),
    ("message_id", "ordinal"),
    foreign_keys=(references("message_id", "messages"), references("media_id", "media_files")),
    rules=require_non_negative("ordinal"),
)

LINKS = Contract(
    "links",
    "One row an address that was shared, cleaned of secrets and trackers.",
    with_run_id(
        Column("link_id", UUID, "keyed by the address"),
        Column("url", TEXT, "the clean address"),
        Column("host", TEXT, "its host"),
        Column("title", TEXT, "the page's title", True),
        Column("summary", TEXT, "the page's description", True),
        Column("site_name", TEXT, "the site's name", True),
        Column("fetched_at", MOMENT, "when it was looked at", True, is_bookkeeping=True),
        Column("status", TEXT, "whether it was looked at", values=LINK_STATUSES),
        Column("reason", TEXT, "why it was not", True),
    ),
    ("link_id",),
    unique=(("url",),),
)

MESSAGE_LINKS = Contract(
    "message_links",
    "One row a link a message.",
    with_run_id(
        Column("message_id", UUID, "the message"),
        Column("ordinal", INT32, "its place among the message's links"),
        Column("link_id", UUID, "the link"),
    ),
    ("message_id", "ordinal"),
    foreign_keys=(references("message_id", "messages"), references("link_id", "links")),
    rules=require_non_negative("ordinal"),
)

CODE_REFERENCES = Contract(
    "code_references",
    "One row a mention of code in a message, resolved as of the message's time.",
    with_run_id(
        Column("message_id", UUID, "the message"),
        Column("ordinal", INT32, "its place among the message's references"),
        Column("reference_kind", TEXT, "what is mentioned", values=REFERENCE_KINDS),
        Column("text", TEXT, "as written"),
        Column("repository_id", UUID, "the repository that it was found in", True),
        Column("path", TEXT, "the file", True),
        Column("line_start", INT32, "first line, from 1", True),
        Column("line_end", INT32, "last line", True),
        Column("commit_id", TEXT, "the commit that last changed it at that time", True),
        Column("blob_id", TEXT, "its content at that time", True),
        Column("is_resolved", BOOLEAN, "whether a repository knows it"),
    ),
    ("message_id", "ordinal"),
    foreign_keys=(references("message_id", "messages"), references("repository_id", "git_repositories")),
    rules=(
        Rule("lines run forward", lambda t: t.line_start <= t.line_end),
        Rule("what is resolved names its commit", lambda t: ~t.is_resolved | t.commit_id.notnull()),
        *require_non_negative("ordinal"),
    ),
)

ENRICHMENT = (MEDIA_FILES, MESSAGE_MEDIA, LINKS, MESSAGE_LINKS, CODE_REFERENCES)
