"""Binds the memory of chats to its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey, public_uuid
from egregora_assets.contracts.memory import EMBEDDING_SIZE, MEMORY
from egregora_assets.contracts.tables import Tables
from egregora_assets.retrieval import Chat, Memory, Window, build_memory
from egregora_assets.retrieval.vectors import MODEL
from egregora_assets.stages.knowledge import expressions

Rows = dict[str, pa.Table]


def build_tables(anonymized: Tables, enriched: Tables, minimum: int, key: DeploymentKey) -> Rows:
    """The tables of the stage by contract name, without run_id; `minimum` and `key` are as for `build_memory`."""
    memories = [
        build_chat_tables(chat, conversation, tokens, minimum, key)
        for chat, conversation, tokens in _read_chats(anonymized, enriched)
    ]
    return join_tables(memories)


def build_chat_tables(chat: Chat, conversation: pa.Table, tokens: pa.Table, minimum: int, key: DeploymentKey) -> Rows:
    """The rows of every table for one chat; see `build_memory` for the arguments."""
    memory = build_memory(chat, conversation, tokens, minimum, key)
    chunk_ids = memory.passages.rows["chunk_id"].combine_chunks()
    return {
        "windows": _build_windows(memory.windows, chat.chat_id, conversation["message_id"].to_pylist()),
        "window_messages": _build_window_messages(memory.windows, conversation["message_id"]),
        "chunks": memory.passages.rows.append_column("term_count", pa.array(memory.index.lengths, pa.int32())),
        "chunk_terms": _build_chunk_terms(memory, chunk_ids),
        "chunk_embeddings": _build_embeddings(memory.vectors, chunk_ids),
        "window_context": _build_context(memory, chunk_ids),
    }


def join_tables(tables: Sequence[Mapping[str, pa.Table]]) -> Rows:
    """The tables of several chats as one set, complete also where there is no chat."""
    if not tables:
        return {c.name: c.rows() for c in MEMORY}
    return {c.name: pa.concat_tables([one[c.name] for one in tables]) for c in MEMORY}


def _read_chats(anonymized: Tables, enriched: Tables) -> Iterator[tuple[Chat, pa.Table, pa.Table]]:
    """Each chat with its conversation and its tokens, by id."""
    messages, authors = anonymized["messages"], anonymized["authors"]
    titles = expressions.join_link_titles(enriched["links"], enriched["message_links"])
    chats = anonymized["chats"].select("chat_id", "time_zone", "language").order_by("chat_id")
    for chat in (Chat(**row) for row in anonymized.rows(chats).to_pylist()):
        conversation = expressions.list_conversation(messages, authors, chat.chat_id, chat.time_zone)
        with anonymized.session():
            names = anonymized.rows(expressions.list_names(authors, chat.chat_id))["name"].to_pylist()
            tokens = expressions.list_tokens(messages, authors, titles, chat.chat_id, [str(name) for name in names])
            rows = anonymized.rows(conversation), anonymized.rows(tokens)
        yield chat, *rows


def _build_windows(windows: Sequence[Window], chat_id: str, message_ids: Sequence[object]) -> pa.Table:
    """The signature is a digest of the window's message ids in sorted order."""
    ids = [str(message_id) for message_id in message_ids]
    signatures = [public_uuid("window", *sorted(ids[w.first_row : w.end_row])) for w in windows]
    return pa.table(
        {
            "window_id": pa.array([w.window_id for w in windows], pa.string()),
            "chat_id": pa.array([chat_id] * len(windows), pa.string()),
            "window_start": pa.array([w.start for w in windows], pa.int64()).cast(pa.timestamp("ns")),
            "window_end": pa.array([w.end for w in windows], pa.int64()).cast(pa.timestamp("ns")),
            "message_count": pa.array([w.end_row - w.first_row for w in windows], pa.int64()),
            "signature": pa.array(signatures, pa.string()),
        }
    )


def _build_window_messages(windows: Sequence[Window], message_ids: pa.ChunkedArray[Any]) -> pa.Table:
    """Each message once, none as overlap."""
    names = pa.array([w.window_id for w in windows], pa.string())
    places = np.repeat(np.arange(len(windows)), [w.end_row - w.first_row for w in windows])
    return pa.table(
        {
            "window_id": names.take(places),
            "message_id": message_ids,
            "is_overlap": pa.array(np.zeros(len(places), dtype=bool)),
        }
    )


def _build_chunk_terms(memory: Memory, chunk_ids: pa.Array[Any]) -> pa.Table:
    return pa.table(
        {
            "chunk_id": chunk_ids.take(memory.index.chunk),
            "term": pa.array(memory.index.terms, pa.string()).take(memory.index.term),
            "term_count": pa.array(memory.index.count, pa.int32()),
        }
    )


def _build_embeddings(vectors: np.ndarray, chunk_ids: pa.Array[Any]) -> pa.Table:
    """Chunks without terms have no vector and no row."""
    filled = np.flatnonzero(np.any(vectors != 0, axis=1))
    flat = pa.array(vectors[filled].astype(np.float32).ravel(), pa.float32())
    return pa.table(
        {
            "chunk_id": chunk_ids.take(filled),
            "model": pa.array([MODEL] * len(filled), pa.string()),
            "embedding": pa.FixedSizeListArray.from_arrays(flat, EMBEDDING_SIZE),
        }
    )


def _build_context(memory: Memory, chunk_ids: pa.Array[Any]) -> pa.Table:
    context, windows = memory.context, memory.windows
    return pa.table(
        {
            "window_id": pa.array([windows[c.window].window_id for c in context], pa.string()),
            "chunk_id": chunk_ids.take(pa.array([c.chunk for c in context], pa.int64())),
            "rank": pa.array([c.rank for c in context], pa.int32()),
            "score": pa.array([c.score for c in context], pa.float64()),
        }
    )
