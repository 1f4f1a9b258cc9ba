"""Chunks: passages of a window, on message boundaries, long enough to be found and short enough to be read.

A passage ends when another line would make it too long, after so many messages, and at a pause once it has some
length. Passages are cut from the front of their window, so later messages change only the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.retrieval.windows import Window, read_instants

FULL_LENGTH = 1200
"""Characters after which no further line is added; a single longer message is a passage of its own."""
FULL_COUNT = 25
PAUSE_NS = 2 * 3600 * 10**9
"""Two hours: a new conversation begins."""
LENGTH_BEFORE_PAUSE = 200
"""A passage shorter than this goes on across a pause."""


@dataclass(frozen=True)
class Passages:
    """The chunks of one chat, in order of time.

    Attributes:
        rows: one a chunk: window_id, ordinal, chunk_id, text, first_message_id, last_message_id.
        window_of: for each chunk the index of its window.
        chunk_of_row: for each row of the conversation its chunk's index, -1 where nothing was said.
    """

    rows: pa.Table
    window_of: np.ndarray
    chunk_of_row: np.ndarray


def find_first_lines(lengths: Sequence[int], sent_at: Sequence[int], window_of: Sequence[int]) -> list[int]:
    """Find where passages begin.

    Args:
        lengths: characters of each line.
        sent_at: its instant in nanoseconds, ascending.
        window_of: its window's index, ascending.

    Returns: indexes of first lines, ascending, the first of all included.
    """
    begins: list[int] = []
    count = size = last_at = 0
    last_window = -1
    for line, (length, at, window) in enumerate(zip(lengths, sent_at, window_of, strict=True)):
        is_full = count == FULL_COUNT or size + length > FULL_LENGTH
        is_pause = size >= LENGTH_BEFORE_PAUSE and at - last_at > PAUSE_NS
        if window != last_window or is_full or is_pause:
            begins.append(line)
            count = size = 0
        count, size = count + 1, size + length + 1
        last_at, last_window = at, window
    return begins


def cut_passages(conversation: pa.Table, windows: Sequence[Window]) -> Passages:
    """Cut a chat into passages.

    Args:
        conversation: the messages in order, with message_id, sent_at and line (empty where nothing was said).
        windows: of the same rows.
    """
    lines: Any = conversation["line"].combine_chunks()
    lengths = pc.utf8_length(lines).to_numpy(zero_copy_only=False)
    said = np.flatnonzero(lengths)
    window_of_row = np.repeat(np.arange(len(windows)), [w.message_count for w in windows])
    at = read_instants(conversation, "sent_at")[said]
    begins = np.array(
        find_first_lines(lengths[said].tolist(), at.tolist(), window_of_row[said].tolist()), dtype=np.int64
    )
    ends = np.append(begins[1:], len(said))[: len(begins)]
    chunk_of_row = np.full(len(lines), -1, dtype=np.int64)
    chunk_of_row[said] = np.repeat(np.arange(len(begins)), ends - begins)
    window_of = window_of_row[said[begins]]
    texts = _join_lines(lines.take(said), begins, ends)
    rows = _build_rows(texts, window_of, [w.window_id for w in windows])
    ids: Any = conversation["message_id"].combine_chunks()
    for name, place in (("first_message_id", said[begins]), ("last_message_id", said[ends - 1])):
        rows = rows.append_column(name, ids.take(pa.array(place, pa.int64())))
    return Passages(rows, window_of, chunk_of_row)


def _join_lines(lines: pa.Array[Any], begins: np.ndarray, ends: np.ndarray) -> list[str]:
    told: list[Any] = lines.to_pylist()
    return ["\n".join(told[first:end]) for first, end in zip(begins.tolist(), ends.tolist(), strict=True)]


def _build_rows(texts: list[str], window_of: np.ndarray, window_ids: list[str]) -> pa.Table:
    owners = [window_ids[w] for w in window_of.tolist()]
    ordinals = np.arange(len(texts)) - np.searchsorted(window_of, window_of)
    ids = [
        public_uuid("chunk", owner, str(ordinal), text)
        for owner, ordinal, text in zip(owners, ordinals.tolist(), texts, strict=True)
    ]
    return pa.table(
        {
            "chunk_id": pa.array(ids, pa.string()),
            "window_id": pa.array(owners, pa.string()),
            "ordinal": pa.array(ordinals, pa.int32()),
            "text": pa.array(texts, pa.string()),
        }
    )
