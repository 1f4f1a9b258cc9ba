"""What the conversation knows of itself: windows, chunks, postings, vectors, and what each window may look back on."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from egregora_assets.contracts.column_types import BOOLEAN, FLOAT64, INSTANT, INT32, INT64, TEXT, UUID
from egregora_assets.contracts.model import Column, Contract, Rule, references, require_non_negative, with_run_id

EMBEDDING_SIZE = 256
EMBEDDING = dt.Array(dt.Float32(nullable=False), length=EMBEDDING_SIZE)

WINDOWS = Contract(
    "windows",
    "One row a stretch of a conversation that is told together.",
    with_run_id(
        Column("window_id", UUID, "keyed by conversation and start"),
        Column("chat_id", UUID, "the conversation"),
        Column("window_start", INSTANT, "its start, inclusive"),
        Column("window_end", INSTANT, "its end, exclusive"),
        Column("message_count", INT64, "its messages"),
        Column("signature", UUID, "digest of its message ids"),
    ),
    ("window_id",),
    foreign_keys=(references("chat_id", "chats"),),
    rules=(
        Rule("a window has a length", lambda t: t.window_start < t.window_end),
        Rule("a window is not empty", lambda t: t.message_count > 0),
    ),
)

WINDOW_MESSAGES = Contract(
    "window_messages",
    "One row a message a window.",
    with_run_id(
        Column("window_id", UUID, "the window"),
        Column("message_id", UUID, "the message"),
        Column("is_overlap", BOOLEAN, "whether it belongs to a neighbour and is here for context"),
    ),
    ("window_id", "message_id"),
    foreign_keys=(references("window_id", "windows"), references("message_id", "messages")),
)

CHUNKS = Contract(
    "chunks",
    "One row a passage of a window, on message boundaries: the unit of retrieval.",
    with_run_id(
        Column("chunk_id", UUID, "digest of its text and place"),
        Column("chat_id", UUID, "the conversation"),
        Column("window_id", UUID, "the window"),
        Column("ordinal", INT32, "its place in the window, from 0"),
        Column("text", TEXT, "its messages, a line each"),
        Column("first_sent_at", INSTANT, "its first message"),
        Column("last_sent_at", INSTANT, "its last message"),
        Column("term_count", INT32, "indexed terms"),
    ),
    ("chunk_id",),
    foreign_keys=(references("chat_id", "chats"), references("window_id", "windows")),
    rules=(
        Rule("a chunk's span runs forward", lambda t: t.first_sent_at <= t.last_sent_at),
        *require_non_negative("ordinal", "term_count"),
    ),
)

CHUNK_TERMS = Contract(
    "chunk_terms",
    "One row a term a chunk: the postings of the search index.",
    with_run_id(
        Column("chunk_id", UUID, "the chunk"),
        Column("term", TEXT, "folded and stemmed"),
        Column("term_count", INT32, "how often it stands there"),
    ),
    ("chunk_id", "term"),
    foreign_keys=(references("chunk_id", "chunks"),),
    rules=(Rule("a posting counts at least one", lambda t: t.term_count >= 1),),
)

CHUNK_EMBEDDINGS = Contract(
    "chunk_embeddings",
    "One row a chunk a model: its vector, of unit length.",
    with_run_id(
        Column("chunk_id", UUID, "the chunk"),
        Column("model", TEXT, "the model and its version"),
        Column("embedding", EMBEDDING, "the vector"),
    ),
    ("chunk_id", "model"),
    foreign_keys=(references("chunk_id", "chunks"),),
)

WINDOW_CONTEXT = Contract(
    "window_context",
    "One row an earlier chunk that a window may look back on.",
    with_run_id(
        Column("window_id", UUID, "the window"),
        Column("chunk_id", UUID, "the earlier chunk"),
        Column("rank", INT32, "its rank, from 1"),
        Column("score", FLOAT64, "its fused score"),
    ),
    ("window_id", "chunk_id"),
    foreign_keys=(references("window_id", "windows"), references("chunk_id", "chunks")),
    rules=(Rule("ranks count from 1", lambda t: t.rank >= 1),),
)

MEMORY = (WINDOWS, WINDOW_MESSAGES, CHUNKS, CHUNK_TERMS, CHUNK_EMBEDDINGS, WINDOW_CONTEXT)
