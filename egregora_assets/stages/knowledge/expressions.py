"""Expressions: what the stage reads of conversations and of its own tables, and the rows of its tables.

Each is asked once for all conversations. `spans` (see `tell_spans`) narrow one to the conversations that changed, from
the first changed window on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import numpy as np

from egregora_assets.contracts.column_types import FLOAT64, INSTANT, INT32, INT64, TEXT, UUID
from egregora_assets.contracts.memory import EMBEDDING
from egregora_assets.contracts.vault import SPEAKING_KINDS
from egregora_assets.retrieval.vectors import MODEL

_NOT_WORDS = r"https?://\S+|www\.\S+|\[\p{L}[\p{L}_ -]{0,39}-[0-9]+\]"
"""Addresses and placeholders are no words of the conversation."""
_WORD = r"[\p{L}\p{M}\p{N}]+"


# Only DuckDB: the function below says why.
_builtin: Callable[..., Callable[[Callable[..., object]], Callable[..., Any]]] = ibis.udf.scalar.builtin
"""Declares a function of DuckDB that Ibis lacks."""


# Only DuckDB: Ibis gives one match of a pattern (`re_extract`), not all.
@_builtin(name="regexp_extract_all", signature=((dt.string, dt.string), dt.Array(dt.string)))
def _all_matches(text: str, pattern: str) -> object:
    """DuckDB: every match of an RE2 pattern, in order."""


def list_lines(
    messages: ibis.Table, authors: ibis.Table, titles: ibis.Table, spans: Mapping[str, int] | None
) -> ibis.Table:
    """The messages of the chats in order, with what a passage says of them, and their words.

    Args:
        messages, authors, titles: as for `list_weeks`.
        spans: as for `tell_spans`; None = everything.

    Returns: one row a message that is not a notice, by chat, then time, position and id: chat_id, message_id, sent_at,
    line ("pseudonym: text"; empty where nothing was said), words (of the message and of the titles of its links, as
    written).
    """
    chosen = messages
    if spans is not None:
        since = tell_spans(spans)
        joined = messages.join(since, "chat_id")
        chosen = joined.filter(joined.sent_at >= joined.since).select(*messages.columns)
    said = _tell_messages(join_people(chosen, authors, titles))
    text = said.text + ibis.literal(" ") + said.title
    may_hold_others = text.contains("://") | text.contains("www.") | text.contains("[")
    words = _all_matches(ibis.ifelse(may_hold_others, text.re_replace(_NOT_WORDS, " "), text), _WORD)
    told = said.select("chat_id", "message_id", "sent_at", "position", "line", words=words)
    return told.order_by("chat_id", *in_order(told)).drop("position")


def list_names(authors: ibis.Table) -> ibis.Table:
    """Pseudonyms and public names of the participants: one row a name a chat, in order: chat_id, name."""
    names = authors.select("chat_id", name="pseudonym").union(authors.select("chat_id", name="public_name"))
    return names.distinct().order_by("chat_id", "name")


def list_namings(messages: ibis.Table, titles: ibis.Table, patterns: Mapping[str, str]) -> ibis.Table:
    """Where a chat may say one of some words first: one row a chat that does: chat_id, sent_at.

    Args:
        patterns: by chat, a regular expression of the words.
    """
    texts = messages.left_join(titles, "message_id")
    told = texts.select("chat_id", "sent_at", text=texts.text + ibis.literal(" ") + texts.title.coalesce(""))
    says = [(told.chat_id == ibis.uuid(chat)) & told.text.re_search(words) for chat, words in sorted(patterns.items())]
    found = told.filter(ibis.or_(*says))
    return found.group_by("chat_id").aggregate(sent_at=found.sent_at.min()).order_by("chat_id")


def join_link_titles(links: ibis.Table, message_links: ibis.Table) -> ibis.Table:
    """The titles of a message's links, where they were fetched: one row a message with such a link."""
    seen = links.filter((links.status == "fetched") & links.title.notnull()).select("link_id", "title")
    joined = message_links.join(seen, "link_id")
    return joined.group_by("message_id").aggregate(title=joined.title.group_concat(" ", order_by=joined.ordinal))


# --- the rows of the tables -----------------------------------------------------------------------------------------

# What Python decided stands in them as these tables.
SINCE = ibis.table({"chat_id": UUID, "since": INSTANT}, name="result_since")
"""One row a chat that is remembered anew: from which instant on."""
BOUNDARIES = ibis.table(
    {"window_id": UUID, "chat_id": UUID, "window_start": INSTANT, "window_end": INSTANT, "signature": UUID},
    name="result_boundaries",
)
"""One row a window that is remembered anew."""
PASSAGES = ibis.table(
    {"number": INT64, "place": INT64, "window_id": UUID, "ordinal": INT32, "chunk_id": UUID, "text": TEXT,
     "first_message_id": UUID, "last_message_id": UUID, "term_count": INT32},
    name="result_passages",
)  # fmt: skip
"""One row a passage of such a window: its number among all of these, its place in its chat, both from 0."""
POSTINGS = ibis.table({"number": INT64, "term": TEXT, "term_count": INT32}, name="result_postings")
VECTORS = ibis.table({"number": INT64, "embedding": EMBEDDING}, name="result_vectors")
RELATED = ibis.table({"window_id": UUID, "place": INT64, "score": FLOAT64}, name="result_related")
"""One row a passage that a window may look back on, by its place in the chat."""


def build_tables(messages: ibis.Table, own: Mapping[str, ibis.Table]) -> dict[str, ibis.Table]:
    """The rows of every table for the windows that are remembered anew, by name.

    Args:
        own: the stage's tables, as the last run left them.
    """
    placed, ids = _place_messages(messages), PASSAGES.select("number", "chunk_id")
    return {
        "windows": placed.group_by(BOUNDARIES.columns).aggregate(message_count=placed.count()),
        "window_messages": placed.select("window_id", "message_id", is_overlap=ibis.literal(False)),
        "chunks": _date_passages(messages),
        "chunk_terms": POSTINGS.join(ids, "number").select("chunk_id", "term", "term_count"),
        "chunk_embeddings": VECTORS.join(ids, "number").select("chunk_id", "embedding", model=ibis.literal(MODEL)),
        "window_context": _rank_related(own["windows"], own["chunks"]),
    }


def _place_messages(messages: ibis.Table) -> ibis.Table:
    """Messages but notices, each in the window that is remembered anew."""
    since = messages.filter(messages.kind != "system").join(SINCE, "chat_id")
    said = since.filter(since.sent_at >= since.since).select("chat_id", "message_id", "sent_at")
    # An ASOF join, since a plain one would compare each message with every window of its chat.
    placed = said.asof_join(BOUNDARIES, on=said.sent_at >= BOUNDARIES.window_start, predicates="chat_id")
    return placed.filter(placed.sent_at < placed.window_end)


def _date_passages(messages: ibis.Table) -> ibis.Table:
    """The passages, each with its chat and the times of its first and last message."""
    first = messages.select("chat_id", first_message_id="message_id", first_sent_at="sent_at")
    last = messages.select(last_message_id="message_id", last_sent_at="sent_at")
    dated = PASSAGES.join(first, "first_message_id").join(last, "last_message_id")
    return dated.drop("number", "place", "first_message_id", "last_message_id")


def _rank_related(windows: ibis.Table, chunks: ibis.Table) -> ibis.Table:
    """The passages that windows may look back on, the highest score first, of equals the later passage."""
    frames = BOUNDARIES.select("window_id", "chat_id")
    own = PASSAGES.join(frames, "window_id").select("chat_id", "chunk_id", "place")
    every = number_past_chunks(windows, chunks, SINCE).union(own)
    found = RELATED.join(frames, "window_id").join(every, ("chat_id", "place"))
    best = ibis.window(group_by=found.window_id, order_by=[found.score.desc(), found.place.desc()])
    return found.select("window_id", "chunk_id", "score", rank=(ibis.row_number().over(best) + 1).cast(INT32))


# --- what was written earlier ---------------------------------------------------------------------------------------


def tell_spans(spans: Mapping[str, int]) -> ibis.Table:
    """Chats, each with an instant: what lies before it is left as it is. One row a chat: chat_id, since.

    One text, because a literal of many values takes a millisecond a value to compile.

    Args:
        spans: nanoseconds since 1970 by chat; at least one.
    """
    told = "\n".join(f"{chat_id} {np.datetime64(since, 'ns')}" for chat_id, since in sorted(spans.items()))
    lines = ibis.literal(told).split("\n").unnest().name("span").as_table()
    pair = lines.span.split(" ")
    return lines.select(chat_id=pair[0].cast(UUID), since=pair[1].cast(INSTANT))


def number_past_chunks(windows: ibis.Table, chunks: ibis.Table, since: ibis.Table) -> ibis.Table:
    """The stored chunks of some chats from before an instant each: chat_id, place (from 0), chunk_id.

    Args:
        since: chat_id, since.
    """
    frames = windows.select("window_id", "window_start")
    joined = chunks.join(frames, "window_id").join(since, "chat_id")
    past = joined.filter(joined.window_start < joined.since)
    order = ibis.window(group_by=past.chat_id, order_by=[past.window_start, past.ordinal])
    return past.select("chat_id", "chunk_id", place=ibis.row_number().over(order).cast(INT64))


def list_changed_rows(tables: Mapping[str, ibis.Table]) -> dict[str, ibis.Table]:
    """The keys of the stored rows of the windows that begin in a span of `SINCE`, by table."""
    joined = tables["windows"].join(SINCE, "chat_id")
    changed = joined.filter(joined.window_start >= joined.since).select("window_id")
    chunks = tables["chunks"].semi_join(changed, "window_id")
    return {
        "windows": changed,
        "window_messages": tables["window_messages"].semi_join(changed, "window_id").select("window_id", "message_id"),
        "chunks": chunks.select("chunk_id"),
        "chunk_terms": tables["chunk_terms"].semi_join(chunks, "chunk_id").select("chunk_id", "term"),
        "chunk_embeddings": tables["chunk_embeddings"].semi_join(chunks, "chunk_id").select("chunk_id", "model"),
        "window_context": tables["window_context"].semi_join(changed, "window_id").select("window_id", "chunk_id"),
    }


def list_past_chunks(
    windows: ibis.Table, chunks: ibis.Table, chunk_embeddings: ibis.Table, spans: Mapping[str, int]
) -> ibis.Table:
    """The stored chunks of the chats of some spans from before them, in order, with their vectors.

    Returns: one row a chunk, by chat, then place: chat_id, place (from 0), embedding (null where it has no terms).
    """
    numbered = number_past_chunks(windows, chunks, tell_spans(spans))
    past = numbered.left_join(chunk_embeddings, "chunk_id")
    return past.select("chat_id", "place", "embedding").order_by("chat_id", "place")


def list_past_terms(
    windows: ibis.Table, chunks: ibis.Table, chunk_terms: ibis.Table, spans: Mapping[str, int]
) -> ibis.Table:
    """The postings of the chunks that `list_past_chunks` gives, by chunk: chat_id, place, term, term_count."""
    past = number_past_chunks(windows, chunks, tell_spans(spans))
    found = chunk_terms.join(past, "chunk_id").select("chat_id", "place", "term", "term_count")
    return found.order_by("chat_id", "place")


# --- parts ----------------------------------------------------------------------------------------------------------


def in_order(said: ibis.Table) -> list[ibis.Value]:
    """What messages of one chat are ordered by."""
    return [said.sent_at, said.position, said.message_id]


def join_people(messages: ibis.Table, authors: ibis.Table, titles: ibis.Table) -> ibis.Table:
    """Messages without notices, with their authors and the titles of their links."""
    people = authors.select("author_id", "pseudonym", "is_opted_out")
    said = messages.filter(messages.kind != "system").left_join(people, "author_id").left_join(titles, "message_id")
    columns = ("chat_id", "message_id", "sent_at", "position", "kind", "text", "pseudonym", "is_opted_out")
    return said.select(*columns, title=said.title.coalesce(""))


def _tell_messages(said: ibis.Table) -> ibis.Table:
    """What `join_people` gives, as it is read: line, text and title are empty where nobody's words are read."""
    has_text = said.kind.isin(SPEAKING_KINDS) & (said.text.strip() != "")
    is_read, nothing = (has_text & ~said.is_opted_out).coalesce(False), ibis.literal("")
    line = said.pseudonym + ibis.literal(": ") + said.text.strip()
    return said.select(
        "chat_id",
        "message_id",
        "sent_at",
        "position",
        line=ibis.ifelse(is_read, line, nothing),
        text=ibis.ifelse(is_read, said.text, nothing),
        title=ibis.ifelse(is_read, said.title, nothing),
    )


def spell_out(said: ibis.Table) -> ibis.StringValue:
    """All that is read of a message as one text, as it is stored. The lengths say where it ends, whatever follows."""
    lengths = [said.text.length().cast("string"), said.title.length().cast("string")]
    about = [said.message_id.cast("string"), said.sent_at.cast("string"), said.kind, said.is_opted_out.cast("string")]
    names = [said.pseudonym.length().cast("string"), said.pseudonym]
    texts = [value.coalesce("") for value in (*about, *lengths, *names, said.text)]
    spelled: ibis.StringValue = ibis.literal(" ").join(texts) + said.title
    return spelled
