"""Expressions: a conversation in order with its local weeks, its words, what the checks look for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from egregora_assets.contracts.column_types import LOCAL_TIME
from egregora_assets.contracts.instants import convert_to_local_times, normalize_timestamps
from egregora_assets.contracts.memory import EMBEDDING
from egregora_assets.contracts.vault import SPEAKING_KINDS

_NOT_WORDS = r"https?://\S+|www\.\S+|\[\p{L}[\p{L}_ -]{0,39}-[0-9]+\]"
"""Addresses and placeholders are no words of the conversation."""
# Scripts without spaces: a character is a token, since a run of them would be a whole sentence.
_WORD = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|[\p{L}\p{M}\p{N}]+"


_builtin: Callable[..., Callable[[Callable[..., object]], Callable[..., Any]]] = ibis.udf.scalar.builtin
"""Declares a function of DuckDB that Ibis lacks."""


@_builtin(name="strip_accents", signature=((dt.string,), dt.string))
def _strip_accents(text: str) -> object:
    """DuckDB: letters without their marks."""


@_builtin(name="regexp_extract_all", signature=((dt.string, dt.string), dt.Array(dt.string)))
def _all_matches(text: str, pattern: str) -> object:
    """DuckDB: every match of an RE2 pattern, in order."""


@_builtin(name="array_inner_product", signature=((EMBEDDING, EMBEDDING), dt.float32))
def _inner_product(left: list[float], right: list[float]) -> object:
    """DuckDB: the inner product of two vectors of one size."""


def list_conversation(messages: ibis.Table, authors: ibis.Table, chat_id: str, time_zone: str) -> ibis.Table:
    """A chat's messages in order, each with the local week that it falls in.

    A week runs from Monday 00:00 to the next in the chat's zone (ISO weeks). The week is decided by the instant
    alone, so equal instants are never split, also where clocks are put back at the border.

    Args:
        messages, authors: the contracts of those names.
        chat_id: the chat, as text.
        time_zone: its IANA zone.

    Returns: one row a message that is not a notice, by time, then position, then id: row (from 0), message_id, sent_at,
    week_start, week_end (instants, the end exclusive), line ("pseudonym: text"; empty where nothing was said).
    """
    own = _number_messages(messages, chat_id)
    names = authors.select("author_id", "pseudonym", "is_opted_out")
    spoken = own.left_join(names, "author_id")
    timed = spoken.mutate(monday=convert_to_local_times(spoken.sent_at, time_zone).truncate("W").cast(LOCAL_TIME))
    # Where an hour is shown twice at the border, the first pass still belongs to the week before.
    is_before = timed.sent_at < _find_day_start(timed.monday, time_zone)
    monday = ibis.ifelse(is_before, timed.monday - ibis.interval(days=7), timed.monday)
    dated = timed.mutate(monday=monday)
    line = dated.pseudonym + ibis.literal(": ") + dated.text.strip()
    return dated.select(
        "row",
        "message_id",
        "sent_at",
        week_start=_find_day_start(dated.monday, time_zone),
        week_end=_find_day_start(dated.monday + ibis.interval(days=7), time_zone),
        line=ibis.ifelse(_has_words(dated), line, ibis.literal("")),
    ).order_by("row")


def list_tokens(
    messages: ibis.Table, authors: ibis.Table, titles: ibis.Table, chat_id: str, names: Sequence[str]
) -> ibis.Table:
    """The words of a chat's messages and of the links in them, in lower case without accents.

    Args:
        titles: what `join_link_titles` gives.
        names: pseudonyms and public names of the chat: they are no words.

    Returns: one row a word an occurrence, in no order: row (as in `list_conversation`), token.
    """
    people = authors.select("author_id", "is_opted_out")
    own = _number_messages(messages, chat_id).left_join(people, "author_id")
    said = own.filter(_has_words(own)).left_join(titles, "message_id")
    text = (said.text + ibis.literal(" ") + said.title.coalesce("")).re_replace(_NOT_WORDS, " ")
    folded = _strip_accents(_remove_names(text, names).lower())
    return said.select("row", token=_all_matches(folded, _WORD).unnest())


def list_names(authors: ibis.Table, chat_id: str) -> ibis.Table:
    """Pseudonyms and public names of a chat's participants: one row a name, in order."""
    own = authors.filter(authors.chat_id == ibis.uuid(chat_id))
    return own.select(name="pseudonym").union(own.select(name="public_name"), distinct=True).order_by("name")


def join_link_titles(links: ibis.Table, message_links: ibis.Table) -> ibis.Table:
    """The titles of a message's links, where they were fetched: one row a message with such a link."""
    seen = links.filter((links.status == "fetched") & links.title.notnull()).select("link_id", "title")
    joined = message_links.join(seen, "link_id")
    return joined.group_by("message_id").aggregate(title=joined.title.group_concat(" ", order_by=joined.ordinal))


# --- what the checks look for ---------------------------------------------------------------------------------------


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


# --- parts ----------------------------------------------------------------------------------------------------------


def _find_day_start(local_midnight: ibis.Value, time_zone: str) -> ibis.Value:
    """The instant at which a local day begins; a midnight that is shown twice is the second one."""
    return normalize_timestamps(local_midnight, time_zone, "later")


def _number_messages(messages: ibis.Table, chat_id: str) -> ibis.Table:
    """A chat's messages without notices, numbered from 0 by time, position and id."""
    own = messages.filter((messages.chat_id == ibis.uuid(chat_id)) & (messages.kind != "system"))
    order = ibis.window(order_by=[own.sent_at, own.position, own.message_id])
    return own.select(
        "message_id", "author_id", "sent_at", "kind", "text", row=ibis.row_number().over(order).cast("int64")
    )


def _has_words(spoken: ibis.Table) -> ibis.Value:
    """Whether there is text of somebody who has not opted out."""
    has_text = spoken.kind.isin(SPEAKING_KINDS) & (spoken.text.strip() != "")
    return (has_text & ~spoken.is_opted_out).coalesce(False)


def _remove_names(text: ibis.StringValue, names: Sequence[str]) -> ibis.StringValue:
    """A text without the names, where they stand as whole words.

    RE2 looks neither ahead nor behind and its word border knows ASCII only. So everything between words becomes two
    spaces, of which a name takes one on each side.
    """
    spaced = sorted({"  ".join(re.findall(r"[^\W_]+", n)) for n in names} - {""}, key=lambda n: (-len(n), n))
    if not spaced:
        return text
    apart = ibis.literal(" ") + text.re_replace(r"[^\p{L}\p{M}\p{N}]+", "  ") + ibis.literal(" ")
    return apart.re_replace(f" (?:{'|'.join(spaced)}) ", " ")
