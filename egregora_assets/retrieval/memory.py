"""The memory of a chat: its windows, passages, index and vectors, and the context of each window."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from egregora_assets.contracts.memory import EMBEDDING_SIZE
from egregora_assets.retrieval.chunks import Passages, cut_passages
from egregora_assets.retrieval.context import ContextChunk, find_context
from egregora_assets.retrieval.embedding import Embedder, HashedEmbedder
from egregora_assets.retrieval.postings import Postings, join_postings
from egregora_assets.retrieval.windows import Window
from egregora_assets.retrieval.words import index_words


@dataclass(frozen=True)
class Chat:
    """A chat: its id, main language code, and the pseudonyms and public names of its people."""

    chat_id: str
    language: str | None
    names: Collection[str] = ()


@dataclass(frozen=True)
class Past:
    """What was remembered of a chat before a window: the index of its chunks in order, their vectors as stored."""

    index: Postings = field(default_factory=Postings.empty)
    vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, EMBEDDING_SIZE), dtype=np.float32))


def read_past(chunks: pa.Table, terms: pa.Table | None) -> Past:
    """What the tables remember of a chat.

    Args:
        chunks: one row a chunk, in order: embedding (null where it has no terms).
        terms: one row a term a chunk, by place: place (of its chunk, from 0), term, term_count; None = no terms.
    """
    vectors = np.zeros((chunks.num_rows, EMBEDDING_SIZE), dtype=np.float32)
    embeddings: Any = chunks["embedding"].combine_chunks()
    filled = np.flatnonzero(embeddings.is_valid().to_numpy(zero_copy_only=False))
    vectors[filled] = embeddings.drop_null().flatten().to_numpy().reshape(-1, EMBEDDING_SIZE)
    if terms is None:
        return Past(Postings.empty(chunks.num_rows), vectors)
    encoded: Any = terms["term"].combine_chunks().dictionary_encode()
    columns = (terms["place"], encoded.indices, terms["term_count"])
    place, term, count = (np.asarray(c.to_numpy()).astype(np.int64) for c in columns)
    return Past(Postings(encoded.dictionary.to_pylist(), place, term, count, chunks.num_rows), vectors)


@dataclass(frozen=True)
class Memory:
    """The memory of the last windows of a chat.

    Attributes:
        passages: their chunks, in order of time.
        index: which term occurs in which of these chunks.
        vectors: one row a chunk (float32), of length one, or zero where it has no terms.
        context: by window, then rank; chunks are numbered from the chat's first one.
        past_count: chunks of the chat before these.
    """

    windows: Sequence[Window]
    passages: Passages
    index: Postings
    vectors: np.ndarray
    context: list[ContextChunk]
    past_count: int


def build_memory(
    chat: Chat,
    conversation: pa.Table,
    windows: Sequence[Window],
    past: Past | None = None,
    embedder: Embedder | None = None,
) -> Memory:
    """Build the memory of the last windows of a chat: the same rows from whichever window it begins.

    Args:
        conversation: the messages of the windows without notices, by time: message_id, sent_at, line (`name: text`,
            empty where nothing was said), words (as written, in order).
        windows: the chat's windows from one on, in order.
        past: what is remembered of the windows before.
        embedder: makes the vectors, those of the past too; None = `HashedEmbedder`.
    """
    past, embedder = past or Past(), embedder or HashedEmbedder()
    passages = cut_passages(conversation, windows)
    count = passages.rows.num_rows
    index = index_words(conversation["words"], passages.chunk_of_row, count, chat.language, chat.names)
    sums = embedder.sum_features(index, [str(text) for text in passages.rows["text"].to_pylist()])
    vectors = embedder.normalize(sums).astype(np.float32)
    edges = np.searchsorted(passages.window_of, np.arange(len(windows) + 1)) + past.index.chunk_count
    every = join_postings(past.index, index)
    context = find_context(every, np.concatenate((past.vectors, vectors)), sums, edges, embedder)
    return Memory(windows, passages, index, vectors, context, past.index.chunk_count)
