"""The memory of a chat: its windows, passages, index and vectors, and the context of each window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.retrieval.chunks import Passages, cut_passages
from egregora_assets.retrieval.context import ContextChunk, find_context
from egregora_assets.retrieval.postings import Postings, index_terms
from egregora_assets.retrieval.vectors import normalize_sums, sum_grams
from egregora_assets.retrieval.windows import Window, split_windows


@dataclass(frozen=True)
class Chat:
    """A chat: its id, IANA time zone and main language code."""

    chat_id: str
    time_zone: str
    language: str | None


@dataclass(frozen=True)
class Memory:
    """The memory of one chat.

    Args:
        windows: in order of time.
        passages: the chunks, in order of time.
        index: which term occurs in which chunk.
        vectors: one row a chunk, of length one, or zero where it has no terms.
        context: by window, then rank.
    """

    windows: list[Window]
    passages: Passages
    index: Postings
    vectors: np.ndarray
    context: list[ContextChunk]


def build_memory(chat: Chat, conversation: pa.Table, tokens: pa.Table, minimum: int, key: DeploymentKey) -> Memory:
    """Build the memory of a chat.

    Args:
        conversation: its messages without notices, by time: message_id, sent_at, week_start, week_end (instants, the
            end exclusive), line (`name: text`, empty where nothing was said).
        tokens: the words of the messages, folded, in any order: row (of the conversation, from 0), token.
        minimum: messages that close a window.
        key: makes the windows' identifiers.
    """
    windows = split_windows(conversation, chat.chat_id, minimum, key)
    passages = cut_passages(conversation, windows, chat.chat_id)
    index = index_terms(tokens, passages.chunk_of_row, passages.rows.num_rows, chat.language)
    sums = sum_grams(index)
    context = find_context(index, sums, passages.window_of, len(windows))
    return Memory(windows, passages, index, normalize_sums(sums), context)
