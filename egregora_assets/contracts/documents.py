"""What was written, what it stands on, and how it ranks."""

from __future__ import annotations

from dataclasses import replace

import ibis

from egregora_assets.contracts.model import (
    BOOLEAN,
    FLOAT64,
    INSTANT,
    INT32,
    INT64,
    OF_A_RUN,
    TEXT,
    UUID,
    Column,
    Contract,
    ForeignKey,
    Held,
    Rule,
    non_negative,
    references,
    written_by_a_run,
)

DOCUMENT_TYPES = ("post", "profile", "journal", "media", "annotation", "announcement")
DOCUMENT_STATUSES = ("draft", "published", "archived")
DECIDERS = ("writer", "person")
BY_PEOPLE = ("annotation", "announcement")
"""Documents that no writer makes."""


def _is_of_people(documents: ibis.Table) -> ibis.Value:
    is_shown = documents.doc_type.isin(BY_PEOPLE) | (documents.status != "archived")
    return (documents.decided_by == "person") & is_shown


OF_PEOPLE = Held("document_id", "documents", _is_of_people)
"""What people wrote or brought along: no writer touches it.

What they took off the site stays off it, but its text goes on being the writer's: what somebody withdraws by opting out
must leave archived documents too.
"""
OF_PEOPLE_OR_ARCHIVED = replace(OF_PEOPLE, kept=("status", "decided_by"), kept_when=lambda t: t.decided_by == "person")

ADDRESS = ("document_id", "chat_id", "doc_type", "slug")

DOCUMENT_ADDRESSES = Contract(
    "document_addresses",
    "One row an address that was given to a document: it never changes, whatever becomes of the text.",
    written_by_a_run(
        Column("document_id", UUID, "keyed by conversation, type and what it tells of"),
        Column("chat_id", UUID, "the conversation"),
        Column("doc_type", TEXT, "what it is", values=DOCUMENT_TYPES),
        Column("slug", TEXT, "its place in addresses"),
    ),
    ("document_id",),
    unique=(("chat_id", "doc_type", "slug"), ADDRESS, ("document_id", "doc_type")),
    foreign_keys=(references("chat_id", "chats"),),
    held=OF_PEOPLE,
)

# What others refer to is the address: DuckDB refuses every update of a referenced row whose table has a CHECK over
# several columns of which one is indexed, and a document's text must be free to change.
DOCUMENTS = Contract(
    "documents",
    "One row a document of any type.",
    written_by_a_run(
        Column("document_id", UUID, "keyed by conversation, type and what it tells of"),
        Column("chat_id", UUID, "the conversation"),
        Column("doc_type", TEXT, "what it is", values=DOCUMENT_TYPES),
        Column("slug", TEXT, "its place in addresses, fixed once given"),
        Column("title", TEXT, "its title", True),
        Column("summary", TEXT, "what it tells, in a sentence or two", True),
        Column("content", TEXT, "Markdown"),
        Column("content_hash", UUID, "digest of the content"),
        Column("status", TEXT, "whether it is shown", values=DOCUMENT_STATUSES),
        Column("decided_by", TEXT, "who decides what it says and whether it is shown", values=DECIDERS),
        Column("language", TEXT, "the language of its frame"),
        Column("created_at", INSTANT, "the end of what it tells of"),
        Column("window_start", INSTANT, "start of what it tells of", True),
        Column("window_end", INSTANT, "end of what it tells of, exclusive", True),
        Column("window_id", UUID, "the window that it tells of", True),
        Column("subject_author_id", UUID, "the person that it is about", True),
        Column("media_id", UUID, "the file that it is about", True),
        Column("writer", TEXT, "which writer, and its version"),
    ),
    ("document_id",),
    foreign_keys=(
        ForeignKey(ADDRESS, "document_addresses", ADDRESS),
        references("chat_id", "chats"),
        references("subject_author_id", "authors", "author_id"),
        references("media_id", "media_files"),
        OF_A_RUN,
    ),
    rules=(
        Rule(
            "no writer makes what people write",
            lambda t: (t.decided_by == "person") | ~t.doc_type.isin(BY_PEOPLE),
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
            lambda t: (
                (t.doc_type != "profile") | (t.title.notnull() & (t.title.length() > 0) & t.subject_author_id.notnull())
            ),
        ),
        Rule(
            "a journal entry has a window",
            lambda t: (t.doc_type != "journal") | (t.window_start.notnull() & t.window_end.notnull()),
        ),
        Rule("a window runs forward", lambda t: t.window_end >= t.window_start),
        Rule("a media document has its file", lambda t: (t.doc_type != "media") | t.media_id.notnull()),
    ),
    held=OF_PEOPLE_OR_ARCHIVED,
)

DOCUMENT_AUTHORS = Contract(
    "document_authors",
    "One row a person whose words a document holds.",
    written_by_a_run(
        Column("document_id", UUID, "the document"),
        Column("author_id", UUID, "the person"),
    ),
    ("document_id", "author_id"),
    foreign_keys=(references("document_id", "document_addresses"), references("author_id", "authors"), OF_A_RUN),
    held=OF_PEOPLE,
)

DOCUMENT_TAGS = Contract(
    "document_tags",
    "One row a tag a document.",
    written_by_a_run(
        Column("document_id", UUID, "the document"),
        Column("tag", TEXT, "the tag"),
    ),
    ("document_id", "tag"),
    foreign_keys=(references("document_id", "document_addresses"), OF_A_RUN),
    rules=(Rule("a tag is not empty", lambda t: t.tag.length() > 0),),
    held=OF_PEOPLE,
)

CITATIONS = Contract(
    "citations",
    "One row a quote: which message a sentence stands on.",
    written_by_a_run(
        Column("document_id", UUID, "the document"),
        Column("ordinal", INT32, "its place in the document, from 0"),
        Column("message_id", UUID, "the message"),
        Column("quote", TEXT, "the exact part of the message's text"),
        Column("section", TEXT, "the heading that it stands under", True),
    ),
    ("document_id", "ordinal"),
    foreign_keys=(references("document_id", "document_addresses"), references("message_id", "messages"), OF_A_RUN),
    rules=(Rule("a quote is not empty", lambda t: t.quote.length() > 0), *non_negative("ordinal")),
    held=OF_PEOPLE,
)

ELO_COMPARISONS = Contract(
    "elo_comparisons",
    "One row a pair of posts that was compared.",
    written_by_a_run(
        Column("comparison_id", UUID, "keyed by judge and pair"),
        Column("winner_id", UUID, "the post that won, or one of a tie"),
        Column("loser_id", UUID, "the other post"),
        Column("is_tie", BOOLEAN, "whether neither won"),
        Column("judge", TEXT, "which judge, and its version"),
        Column("rubric_margin", FLOAT64, "by how much"),
        Column("compared_at", INSTANT, "the later of the two documents' times"),
    ),
    ("comparison_id",),
    foreign_keys=(
        ForeignKey(("winner_id",), "document_addresses", ("document_id",)),
        ForeignKey(("loser_id",), "document_addresses", ("document_id",)),
        OF_A_RUN,
    ),
    rules=(Rule("a post is not compared with itself", lambda t: t.winner_id != t.loser_id),),
    is_append_only=True,
)

ELO_RATINGS = Contract(
    "elo_ratings",
    "One row a rated post.",
    written_by_a_run(
        Column("post_id", UUID, "the post"),
        Column("rating", FLOAT64, "on the Elo scale, 1500 in the middle"),
        Column("num_comparisons", INT32, "comparisons that it stands on"),
        Column("last_updated", INSTANT, "its latest comparison, or its own time without one"),
    ),
    ("post_id",),
    foreign_keys=(references("post_id", "document_addresses", "document_id"), OF_A_RUN),
    rules=non_negative("num_comparisons"),
)

SITE_FILES = Contract(
    "site_files",
    "One row a file of the site: its manifest.",
    written_by_a_run(
        Column("path", TEXT, "relative to the site"),
        Column("content_hash", UUID, "digest of its bytes"),
        Column("byte_count", INT64, "its size"),
        Column("document_id", UUID, "the document that it shows", True),
    ),
    ("path",),
    foreign_keys=(references("document_id", "document_addresses"), OF_A_RUN),
    rules=non_negative("byte_count"),
)

DOCUMENT_TABLES = (DOCUMENT_ADDRESSES, DOCUMENTS, DOCUMENT_AUTHORS, DOCUMENT_TAGS, CITATIONS)
RANKING_TABLES = (ELO_COMPARISONS, ELO_RATINGS)
