"""Documents, the messages that they cite, their ranking, and the files of the site."""

from __future__ import annotations

from dataclasses import replace

import ibis

from egregora_assets.contracts.column_types import BOOLEAN, FLOAT64, INSTANT, INT32, INT64, TEXT, UUID
from egregora_assets.contracts.model import (
    RUN_REFERENCE,
    Column,
    Contract,
    ForeignKey,
    ManualRows,
    Rule,
    references,
    require_non_negative,
    require_words,
    with_run_id,
)

DOCUMENT_TYPES = ("post", "profile", "journal", "media", "annotation", "announcement")
DOCUMENT_STATUSES = ("draft", "published", "archived")
DECIDERS = ("writer", "person")
STORY_FORMS = ("meeting", "question", "plan", "argument", "joke", "picture", "speaker", "quiet", "grief")
QUOTE_ROLES = ("opening", "proposal", "objection", "support", "answer", "outcome", "reaction")
PERSON = "person"
"""The value of `decided_by` and `writer` for what people wrote."""
IMPORTED = "legacy"
"""How the value of `writer` begins for documents of the predecessor."""
MANUAL_DOCUMENT_TYPES = ("annotation", "announcement")
"""Types of documents that no writer makes."""


def is_manual(documents: ibis.Table) -> ibis.Value:
    """Whether a person decides the text of a row of `documents`, not only whether it is shown."""
    is_imported = documents.writer.startswith(IMPORTED) & (documents.status != "archived")
    is_text_theirs = documents.doc_type.isin(MANUAL_DOCUMENT_TYPES) | (documents.writer == PERSON) | is_imported
    return (documents.decided_by == PERSON) & is_text_theirs


MANUAL_DOCUMENTS = ManualRows("document_id", "documents", is_manual)
"""Documents that people wrote, edited or imported: no writer changes them.

What people only archived or made a draft of stays so, but its text remains the writer's.
"""
MANUAL_OR_ARCHIVED_DOCUMENTS = replace(
    MANUAL_DOCUMENTS, preserved_columns=("status", "decided_by"), preserve_when=lambda t: t.decided_by == PERSON
)

ADDRESS = ("document_id", "chat_id", "doc_type", "slug")

DOCUMENT_ADDRESSES = Contract(
    "document_addresses",
    "One row an address of a document: it never changes, even if the text does.",
    with_run_id(
        Column("document_id", UUID, "keyed by conversation, type and subject"),
        Column("chat_id", UUID, "the conversation"),
        Column("doc_type", TEXT, "what it is", values=DOCUMENT_TYPES),
        Column("slug", TEXT, "its place in addresses"),
    ),
    ("document_id",),
    unique=(("chat_id", "doc_type", "slug"), ADDRESS, ("document_id", "doc_type")),
    foreign_keys=(references("chat_id", "chats"),),
    rules=require_words("slug"),
    manual_rows=MANUAL_DOCUMENTS,
)

# Other tables refer to the address, not to the document: DuckDB refuses every update of a referenced row whose table
# has a CHECK over several columns of which one is indexed, and a document's text must be able to change.
DOCUMENTS = Contract(
    "documents",
    "One row a document of any type.",
    with_run_id(
        Column("document_id", UUID, "keyed by conversation, type and subject"),
        Column("chat_id", UUID, "the conversation"),
        Column("doc_type", TEXT, "what it is", values=DOCUMENT_TYPES),
        Column("slug", TEXT, "its place in addresses, fixed once given"),
        Column("title", TEXT, "its title", True),
        Column("summary", TEXT, "its content in a sentence or two", True),
        Column("content", TEXT, "Markdown"),
        Column("content_hash", UUID, "digest of the content"),
        Column("status", TEXT, "whether it is shown", values=DOCUMENT_STATUSES),
        Column("decided_by", TEXT, "who decides its text and whether it is shown", values=DECIDERS),
        Column("language", TEXT, "the language of its frame"),
        Column("created_at", INSTANT, "the end of the time that it covers"),
        Column("window_start", INSTANT, "start of the time that it covers", True),
        Column("window_end", INSTANT, "end of the time that it covers, exclusive", True),
        Column("window_id", UUID, "the window that it covers", True),
        Column("subject_author_id", UUID, "the person that it is about", True),
        Column("media_id", UUID, "the file that it is about", True),
        Column("writer", TEXT, "which writer, and its version; `person` for what people wrote"),
        Column("form", TEXT, "which form the writer gave its story; null where it chose none", True, STORY_FORMS),
        Column("based_on", UUID, "digest of the writer's version that a person's text was made from", True),
    ),
    ("document_id",),
    foreign_keys=(
        ForeignKey(ADDRESS, "document_addresses", ADDRESS),
        references("chat_id", "chats"),
        references("subject_author_id", "authors", "author_id"),
        references("media_id", "media_files"),
        # Archived documents outlive the window that they were told from.
        references("window_id", "windows", is_released=True),
        RUN_REFERENCE,
    ),
    rules=(
        *require_words("slug", "title", "summary"),
        Rule(
            "no writer makes what people write",
            lambda t: (t.decided_by == "person") | ~t.doc_type.isin(MANUAL_DOCUMENT_TYPES),
        ),
        Rule(
            "a post has title, summary and window",
            lambda t: (
                (t.doc_type != "post")
                | (t.title.notnull() & t.summary.notnull() & t.window_start.notnull() & t.window_end.notnull())
            ),
        ),
        Rule(
            "a profile has a title and a subject",
            lambda t: (t.doc_type != "profile") | (t.title.notnull() & t.subject_author_id.notnull()),
        ),
        Rule(
            "a journal entry has a window",
            lambda t: (t.doc_type != "journal") | (t.window_start.notnull() & t.window_end.notnull()),
        ),
        Rule("a window runs forward", lambda t: t.window_end >= t.window_start),
        Rule("a media document has its file", lambda t: (t.doc_type != "media") | t.media_id.notnull()),
    ),
    manual_rows=MANUAL_OR_ARCHIVED_DOCUMENTS,
)

DOCUMENT_AUTHORS = Contract(
    "document_authors",
    "One row a person whose words a document holds.",
    with_run_id(Column("document_id", UUID, "the document"), Column("author_id", UUID, "the person")),
    ("document_id", "author_id"),
    foreign_keys=(references("document_id", "document_addresses"), references("author_id", "authors"), RUN_REFERENCE),
    manual_rows=MANUAL_DOCUMENTS,
)

DOCUMENT_TAGS = Contract(
    "document_tags",
    "One row a tag a document.",
    with_run_id(Column("document_id", UUID, "the document"), Column("tag", TEXT, "the tag")),
    ("document_id", "tag"),
    foreign_keys=(references("document_id", "document_addresses"), RUN_REFERENCE),
    rules=(Rule("a tag is not empty", lambda t: t.tag.length() > 0),),
    manual_rows=MANUAL_DOCUMENTS,
)

CITATIONS = Contract(
    "citations",
    "One row a quote: the message that a sentence is based on.",
    with_run_id(
        Column("document_id", UUID, "the document"),
        Column("ordinal", INT32, "its place in the document, from 0"),
        Column("message_id", UUID, "the message"),
        Column("quote", TEXT, "the exact part of the message's text"),
        Column("section", TEXT, "the heading that it stands under", True),
        Column("role", TEXT, "what part it plays in the story; null where that is not known", True, QUOTE_ROLES),
    ),
    ("document_id", "ordinal"),
    foreign_keys=(references("document_id", "document_addresses"), references("message_id", "messages"), RUN_REFERENCE),
    rules=(Rule("a quote is not empty", lambda t: t.quote.length() > 0), *require_non_negative("ordinal")),
    manual_rows=MANUAL_DOCUMENTS,
)

ELO_COMPARISONS = Contract(
    "elo_comparisons",
    "One row a pair of posts that was compared.",
    with_run_id(
        Column("comparison_id", UUID, "keyed by judge and pair"),
        Column("winner_id", UUID, "the post that won, or one of a tie"),
        Column("loser_id", UUID, "the other post"),
        Column("is_tie", BOOLEAN, "whether neither won"),
        Column("judge", TEXT, "which judge, and its version"),
        Column("rubric_margin", FLOAT64, "by how much; 0 where a person voted"),
        Column("compared_at", INSTANT, "the later of the two documents' times, or when a person voted"),
    ),
    ("comparison_id",),
    foreign_keys=(
        ForeignKey(("winner_id",), "document_addresses", ("document_id",)),
        ForeignKey(("loser_id",), "document_addresses", ("document_id",)),
        RUN_REFERENCE,
    ),
    rules=(Rule("a post is not compared with itself", lambda t: t.winner_id != t.loser_id),),
    is_append_only=True,
)

_RATED_POST = ForeignKey(("post_id", "doc_type"), "document_addresses", ("document_id", "doc_type"))

STARTING_RATINGS = Contract(
    "starting_ratings",
    "One row a post whose rating was brought without the comparisons behind it: where its rating starts.",
    with_run_id(
        Column("post_id", UUID, "the post"),
        Column("doc_type", TEXT, "what that document is", values=("post",)),
        Column("rating", FLOAT64, "on the Elo scale, 1500 in the middle"),
        Column("num_comparisons", INT32, "comparisons that it was based on, none of which is known"),
        Column("origin", TEXT, "where it comes from", values=("legacy",)),
    ),
    ("post_id",),
    foreign_keys=(_RATED_POST, RUN_REFERENCE),
    rules=require_non_negative("num_comparisons"),
    is_append_only=True,
)

ELO_RATINGS = Contract(
    "elo_ratings",
    "One row a rated post.",
    with_run_id(
        Column("post_id", UUID, "the post"),
        Column("doc_type", TEXT, "what that document is", values=("post",)),
        Column("rating", FLOAT64, "on the Elo scale, 1500 in the middle"),
        Column("num_comparisons", INT32, "comparisons that it is based on"),
        Column("last_updated", INSTANT, "its latest comparison, or its own time without one"),
    ),
    ("post_id",),
    foreign_keys=(_RATED_POST, RUN_REFERENCE),
    rules=require_non_negative("num_comparisons"),
)

SITE_FILES = Contract(
    "site_files",
    "One row a file of the site: its manifest.",
    with_run_id(
        Column("path", TEXT, "relative to the site"),
        Column("content_hash", UUID, "digest of its bytes"),
        Column("byte_count", INT64, "its size"),
        Column("document_id", UUID, "the document that it shows", True),
    ),
    ("path",),
    foreign_keys=(references("document_id", "document_addresses"), RUN_REFERENCE),
    rules=require_non_negative("byte_count"),
)

OFFERED_POSTS = Contract(
    "offered_posts",
    "One row a post that a person edited: what the writer would write in its place now.",
    with_run_id(
        Column("document_id", UUID, "the post"),
        Column("title", TEXT, "its title"),
        Column("summary", TEXT, "its content in a sentence or two"),
        Column("content", TEXT, "Markdown"),
        Column("language", TEXT, "the language of its frame"),
        Column("writer", TEXT, "which writer, and its version"),
    ),
    ("document_id",),
    foreign_keys=(references("document_id", "document_addresses"), RUN_REFERENCE),
    rules=require_words("title", "summary"),
)

DOCUMENT_TABLES = (DOCUMENT_ADDRESSES, DOCUMENTS, DOCUMENT_AUTHORS, DOCUMENT_TAGS, CITATIONS, OFFERED_POSTS)
RANKING_TABLES = (ELO_COMPARISONS, STARTING_RATINGS, ELO_RATINGS)
