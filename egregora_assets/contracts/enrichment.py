"""What messages point to: media, links, code."""

from __future__ import annotations

from egregora_assets.contracts.column_types import BOOLEAN, INT32, INT64, MOMENT, TEXT, UUID
from egregora_assets.contracts.conversation import MEDIA_TYPES
from egregora_assets.contracts.model import (
    RUN_REFERENCE,
    Column,
    Contract,
    Rule,
    references,
    require_non_negative,
    with_run_id,
)

LINK_STATUSES = ("pending", "fetched", "refused", "failed", "skipped")
REFERENCE_KINDS = ("path", "commit", "ref", "url", "issue")
EXCERPT_REASONS = ("binary", "too large", "no such line", "not at hand", "withheld")

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
        Column(
            "phash",
            TEXT,
            "what it looks like: dHash (64 bits), the 9 x 8 grey values that it compares, the mean colour; hexadecimal",
            True,
        ),
        Column("original_filename", TEXT, "anonymised", True),
        Column("site_relative_path", TEXT, "its address on the site"),
        Column(
            "description",
            TEXT,
            "what people said of it: its caption, else up to two lines that speak of it; empty where nobody did",
        ),
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
        Column("revision", TEXT, "the branch, tag, commit or `HEAD~3` that it is asked at, as written", True),
        Column("number", INT32, "the number of the issue or request", True),
        Column("repository_name", TEXT, "the repository that the text names, `owner/name`", True),
        Column("commit_id", TEXT, "the commit that last changed it at that time", True),
        Column("blob_id", TEXT, "its content at that time", True),
        Column("is_resolved", BOOLEAN, "whether a repository knows it"),
        Column(
            "reason", TEXT, "why it is not resolved, or which of several was taken and why; null = it is plain", True
        ),
    ),
    ("message_id", "ordinal"),
    foreign_keys=(references("message_id", "messages"), references("repository_id", "git_repositories")),
    rules=(
        Rule("lines run forward", lambda t: t.line_start <= t.line_end),
        Rule("what is resolved names its commit", lambda t: ~t.is_resolved | t.commit_id.notnull()),
        *require_non_negative("ordinal", "number"),
    ),
)

CODE_EXCERPTS = Contract(
    "code_excerpts",
    "One row a place of code that messages mention: its lines as they were then.",
    with_run_id(
        Column("repository_id", UUID, "the repository"),
        Column("blob_id", TEXT, "the content that it is of"),
        Column("line_start", INT32, "first line that is mentioned, from 1; 0 where none is"),
        Column("line_end", INT32, "last line that is mentioned; 0 where none is"),
        Column("first_line", INT32, "the line that the text begins with, from 1", True),
        Column("text", TEXT, "the lines", True),
        Column("reason", TEXT, "why there is no text", True, values=EXCERPT_REASONS),
    ),
    ("repository_id", "blob_id", "line_start", "line_end"),
    foreign_keys=(references("repository_id", "git_repositories"), RUN_REFERENCE),
    rules=(
        Rule("it has its lines or a reason", lambda t: t.text.notnull() != t.reason.notnull()),
        Rule("lines say where they begin", lambda t: t.text.isnull() | t.first_line.notnull()),
        *require_non_negative("line_start", "line_end", "first_line"),
    ),
)

ENRICHMENT = (MEDIA_FILES, MESSAGE_MEDIA, LINKS, MESSAGE_LINKS, CODE_REFERENCES, CODE_EXCERPTS)
