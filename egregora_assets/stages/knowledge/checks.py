"""Checks of the stage's tables, and what they look for."""

from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from egregora_assets.contracts.memory import EMBEDDING
from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import row_check

UNIT_TOLERANCE = 1e-5


@row_check("knowledge", "misplaced messages", blocking=True)
def every_message_is_in_one_window(knowledge: Tables, anonymized: Tables) -> ibis.Table:
    """Every message but notices is in exactly one window, inside its time, overlaps aside."""
    return find_misplaced_messages(anonymized["messages"], knowledge["windows"], knowledge["window_messages"])


@row_check("knowledge", "passages from later", blocking=True)
def windows_look_back_only(knowledge: Tables) -> ibis.Table:
    """What a window looks back on was said before it began, in the same chat."""
    return find_later_context(knowledge["windows"], knowledge["chunks"], knowledge["window_context"])


@row_check("knowledge", "vectors of another length")
def vectors_have_unit_length(knowledge: Tables) -> ibis.Table:
    """Every vector has length one, within the precision of its numbers."""
    return find_wrong_lengths(knowledge["chunk_embeddings"], UNIT_TOLERANCE)


@row_check("knowledge", "passages that do not add up")
def postings_add_up(knowledge: Tables) -> ibis.Table:
    """A passage's number of terms is the sum of its postings."""
    return find_miscounted_chunks(knowledge["chunks"], knowledge["chunk_terms"])


# --- what they look for ---------------------------------------------------------------------------------------------


# Only DuckDB: the function below says why.
_builtin: Callable[..., Callable[[Callable[..., object]], Callable[..., Any]]] = ibis.udf.scalar.builtin
"""Declares a function of DuckDB that Ibis lacks."""


# Only DuckDB: Ibis has no product of two arrays; unnested, a vector would be as many rows as it has numbers.
@_builtin(name="array_inner_product", signature=((EMBEDDING, EMBEDDING), dt.float32))
def _inner_product(left: list[float], right: list[float]) -> object:
    """DuckDB: the inner product of two vectors of one size."""


def find_misplaced_messages(messages: ibis.Table, windows: ibis.Table, window_messages: ibis.Table) -> ibis.Table:
    """Messages that are not in exactly one window of their own chat and time: one row a message."""
    own = window_messages.filter(~window_messages.is_overlap)
    frames = windows.select("window_id", "window_start", "window_end", window_chat_id="chat_id")
    placed = own.join(frames, "window_id").select("message_id", "window_start", "window_end", "window_chat_id")
    spoken = messages.filter(messages.kind != "system").select("message_id", "chat_id", "sent_at")
    joined = spoken.left_join(placed, "message_id")
    inside = (
        (joined.chat_id == joined.window_chat_id)
        & (joined.sent_at >= joined.window_start)
        & (joined.sent_at < joined.window_end)
    )
    counted = joined.group_by("message_id").aggregate(
        place_count=joined.window_start.count(), inside_count=inside.coalesce(False).sum()
    )
    return counted.filter((counted.place_count != 1) | (counted.inside_count != 1)).select("message_id")


def find_later_context(windows: ibis.Table, chunks: ibis.Table, window_context: ibis.Table) -> ibis.Table:
    """Context that is not from before its window's start, or from another chat: one row a window a chunk."""
    frames = windows.select("window_id", "window_start", window_chat_id="chat_id")
    passages = chunks.select("chunk_id", "chat_id", "last_sent_at")
    joined = window_context.join(frames, "window_id").join(passages, "chunk_id")
    is_wrong = (joined.last_sent_at >= joined.window_start) | (joined.chat_id != joined.window_chat_id)
    return joined.filter(is_wrong).select("window_id", "chunk_id")


def find_wrong_lengths(chunk_embeddings: ibis.Table, tolerance: float) -> ibis.Table:
    """Vectors whose length differs from one by more than the tolerance: one row a vector."""
    squared = _inner_product(chunk_embeddings.embedding, chunk_embeddings.embedding)
    return chunk_embeddings.filter((squared - 1).abs() > tolerance).select("chunk_id", "model")


def find_miscounted_chunks(chunks: ibis.Table, chunk_terms: ibis.Table) -> ibis.Table:
    """Chunks whose number of terms is not the sum of their postings: one row a chunk."""
    summed = chunk_terms.group_by("chunk_id").aggregate(posting_count=chunk_terms.term_count.sum())
    joined = chunks.select("chunk_id", "term_count").left_join(summed, "chunk_id")
    return joined.filter(joined.term_count != joined.posting_count.coalesce(0)).select("chunk_id")
