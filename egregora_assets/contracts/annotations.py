"""What people write on messages and documents."""

from __future__ import annotations

from dataclasses import replace

from egregora_assets.contracts.column_types import INSTANT, TEXT, UUID
from egregora_assets.contracts.model import (
    RUN_REFERENCE,
    Column,
    Contract,
    ForeignKey,
    Rule,
    references,
    require_words,
    with_run_id,
)

PARENT_TYPES = ("message", "post", "annotation")

_ITS_ADDRESS = ForeignKey(("annotation_id", "doc_type"), "document_addresses", ("document_id", "doc_type"))

ANNOTATIONS = Contract(
    "annotations",
    "One row an annotation: which message, post or annotation a document is written on. It never changes.",
    with_run_id(
        Column("annotation_id", UUID, "the document that it is"),
        Column("doc_type", TEXT, "what that document is", values=("annotation",)),
        Column("parent_type", TEXT, "what it is written on", values=PARENT_TYPES),
        Column("parent_message_id", UUID, "the message that it is written on", True),
        Column("parent_document_id", UUID, "the post or annotation that it is written on", True),
        Column("author_id", UUID, "the participant who wrote it, if one did", True),
    ),
    ("annotation_id",),
    foreign_keys=(
        _ITS_ADDRESS,
        references("parent_message_id", "messages", "message_id"),
        # With the type: what is called a post is one. Of a message's annotation the first column is null: no check.
        ForeignKey(("parent_document_id", "parent_type"), "document_addresses", ("document_id", "doc_type")),
        references("author_id", "authors"),
        RUN_REFERENCE,
    ),
    rules=(
        Rule(
            "exactly an annotation of a message names a message",
            lambda t: (t.parent_type == "message") == t.parent_message_id.notnull(),
        ),
        Rule(
            "exactly an annotation of a document names a document",
            lambda t: (t.parent_type != "message") == t.parent_document_id.notnull(),
        ),
        Rule(
            "it is not written on itself",
            lambda t: t.parent_document_id.isnull() | (t.parent_document_id != t.annotation_id),
        ),
    ),
    detached_table="detached_annotations",
)

DETACHED_ANNOTATIONS = replace(
    ANNOTATIONS,
    name="detached_annotations",
    grain="One row an annotation whose parent is not there: until it is written again, or for good.",
    foreign_keys=(_ITS_ADDRESS, RUN_REFERENCE),
    detached_table=None,
)

MESSAGE_NOTES = Contract(
    "message_notes",
    "One row a note that a participant wrote in the chat, with `/egregora note`.",
    with_run_id(
        Column("message_id", UUID, "the line of the chat that it was written in; it is no message"),
        Column("chat_id", UUID, "the conversation"),
        Column("author_id", UUID, "who wrote it"),
        Column("target_id", UUID, "the message that it is written on"),
        Column("sent_at", INSTANT, "when it was written, UTC"),
        Column("text", TEXT, "Markdown, redacted"),
    ),
    ("message_id",),
    foreign_keys=(
        references("chat_id", "chats"),
        references("author_id", "authors"),
        references("target_id", "messages", "message_id"),
        RUN_REFERENCE,
    ),
    rules=(
        *require_words("text"),
        Rule("it is not written on itself", lambda t: t.target_id != t.message_id),
    ),
)

NOMINATIONS = ("keep", "skip")

MESSAGE_NOMINATIONS = Contract(
    "message_nominations",
    "One row a message that participants asked posts to tell of, or to leave out, by `/egregora keep` or `skip`.",
    with_run_id(
        Column("message_id", UUID, "the message that is meant"),
        Column("nomination", TEXT, "`keep`: posts should quote it; `skip`: no post quotes it", values=NOMINATIONS),
    ),
    ("message_id",),
    foreign_keys=(references("message_id", "messages"), RUN_REFERENCE),
)

NOMINATION_DECISIONS = replace(
    MESSAGE_NOMINATIONS,
    name="nomination_decisions",
    grain="One row a message of which the operator decided that posts should quote it, or leave it out.",
)

ANNOTATION_TABLES = (ANNOTATIONS, DETACHED_ANNOTATIONS)
