"""The memory of one chat, put together: from its messages in order to the rows of every table of the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.memory import MEMORY
from egregora_assets.retrieval import chunks, postings, vectors, windows
from egregora_assets.retrieval import context as retrieval


@dataclass(frozen=True)
class Chat:
    """What has to be known of a conversation: its id, IANA zone and main language code."""

    chat_id: str
    time_zone: str
    language: str | None


def memory_of(
    chat: Chat, conversation: pa.Table, tokens: pa.Table, minimum: int, key: DeploymentKey
) -> dict[str, pa.Table]:
    """The rows of every table of the room for one chat.

    Args:
        conversation, tokens: rows of the expressions of those names for this chat.
        minimum: messages that close a window.
        key: the deployment's, for window ids.
    """
    spans = windows.windows_of(conversation, chat.chat_id, minimum, key)
    passages = chunks.passages_of(conversation, spans, chat.chat_id)
    index = postings.postings_of(tokens, passages.chunk_of_row, passages.rows.num_rows, chat.language)
    sums = vectors.chunk_sums(index)
    recollections = retrieval.look_back(index, sums, passages.window_of, len(spans))
    chunk_ids = passages.rows["chunk_id"].combine_chunks()
    message_ids = [str(message_id) for message_id in conversation["message_id"].to_pylist()]
    return {
        "windows": windows.window_rows(spans, chat.chat_id, message_ids),
        "window_messages": windows.window_message_rows(spans, conversation["message_id"]),
        "chunks": passages.rows.append_column("term_count", pa.array(index.lengths, pa.int32())),
        "chunk_terms": postings.posting_rows(index, chunk_ids),
        "chunk_embeddings": vectors.embedding_rows(vectors.unit_vectors(sums), chunk_ids),
        "window_context": _context_rows(recollections, spans, chunk_ids),
    }


def together(memories: Sequence[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """The tables of several chats as one set, complete also where there is no chat."""
    if not memories:
        return {c.name: c.rows() for c in MEMORY}
    return {c.name: pa.concat_tables([memory[c.name] for memory in memories]) for c in MEMORY}


def _context_rows(
    recollections: Sequence[retrieval.Recollection], spans: Sequence[windows.Window], chunk_ids: pa.Array[Any]
) -> pa.Table:
    return pa.table(
        {
            "window_id": pa.array([spans[r.window].window_id for r in recollections], pa.string()),
            "chunk_id": chunk_ids.take(pa.array([r.chunk for r in recollections], pa.int64())),
            "rank": pa.array([r.rank for r in recollections], pa.int32()),
            "score": pa.array([r.score for r in recollections], pa.float64()),
        }
    )
