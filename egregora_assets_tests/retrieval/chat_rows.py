"""A small conversation as rows of the contracts, for tests of the rooms that come after `anonymized`."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa
from hypothesis import strategies as st

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.memory import MEMORY
from egregora_assets.contracts.parts import ChangedParts, Part
from egregora_assets.retrieval.plan import Rules
from egregora_assets.retrieval.postings import BM25_LENGTH_WEIGHT, BM25_SATURATION
from egregora_assets.retrieval.windows import Cut
from egregora_assets.stages.knowledge import expressions
from egregora_assets.stages.knowledge.rows import build_changes, plan_chats
from egregora_assets.stages.knowledge.stretches import expressions as stretches
from egregora_assets_tests.room_tables import RoomTables

KEY = DeploymentKey(bytes(range(32)))
CHAT_ID = KEY.uuid("chat", "test")
AUTHORS = ("Amber Heron", "Quiet Otter", "Águia Azul")
T = {name: CONTRACTS[name].table() for name in ("chats", "authors", "messages", "links", "message_links")}
TABLES = ("chats", "authors", "messages", "links", "message_links")
HOUR = 3600
WEEK = 7 * 24 * HOUR
MONDAY = 1704672000
"""Monday 8 January 2024, 00:00 UTC, in seconds."""


@dataclass(frozen=True)
class Said:
    """A message: seconds since 1970, its text, the author's number (None for a notice), its kind, its name if any."""

    at: float
    text: str
    author: int | None = 0
    kind: str = "text"
    name: str = ""


def author_id(number: int) -> str:
    """The id of one of AUTHORS."""
    return KEY.uuid("author", str(number))


def message_rows(said: Iterable[Said]) -> list[dict[str, Any]]:
    """Rows for `messages`, ids by name, or by place."""
    rows = []
    for place, one in enumerate(said):
        at = pa.scalar(int(one.at * 1000) * 1_000_000, pa.int64()).cast(pa.timestamp("ns"))
        rows.append(
            {
                "message_id": KEY.uuid("message", one.name or str(place)),
                "chat_id": CHAT_ID,
                "author_id": None if one.author is None else author_id(one.author),
                "sent_at": at,
                "local_time": at.cast(pa.timestamp("us")),
                "position": place,
                "kind": one.kind,
                "text": one.text,
                "is_edited": False,
            }
        )
    return rows


def author_rows(opted_out: Collection[int] = (), names: Sequence[str] = AUTHORS) -> list[dict[str, Any]]:
    """Rows for `authors`."""
    return [
        {
            "author_id": author_id(number),
            "chat_id": CHAT_ID,
            "pseudonym": name,
            "public_name": name,
            "is_opted_out": number in opted_out,
        }
        for number, name in enumerate(names)
    ]


def room_with(said: Iterable[Said], *, opted_out: Sequence[int] = (), time_zone: str = "UTC") -> RoomTables:
    """A database with the conversation, its people and its chat, before anything is remembered."""
    room = RoomTables(*TABLES, *(contract.name for contract in MEMORY))
    room.fill("messages", message_rows(said))
    room.fill("authors", author_rows(opted_out))
    chat = {"chat_id": CHAT_ID, "source": "whatsapp", "slug": "test", "public_title": "Test", "language": "en"}
    room.fill("chats", [{**chat, "time_zone": time_zone}])
    return room


def weeks_of(room: RoomTables) -> pa.Table:
    """Rows of `stretches.list_weeks`."""
    return room.rows(_list_weeks())


def lines_of(room: RoomTables) -> pa.Table:
    """Rows of `expressions.list_lines`."""
    return room.rows(_list_lines())


# Built once: a law asks for the same expression again with every example.
@functools.cache
def _titles() -> ibis.Table:
    return expressions.join_link_titles(T["links"], T["message_links"])


@functools.cache
def _list_weeks() -> ibis.Table:
    return stretches.list_weeks(T["messages"], T["authors"], T["chats"], _titles())


@functools.cache
def _list_lines() -> ibis.Table:
    return expressions.list_lines(T["messages"], T["authors"], _titles(), None)


def remember(
    room: RoomTables, *, minimum: int = 3, earlier: Mapping[str, Part] | None = None, cut: Cut | None = None
) -> ChangedParts:
    """What the stage makes of a room whose tables hold what `earlier` parts were noted for."""
    tables, known, cut = room.tables, earlier or {}, cut or Cut()
    plans = plan_chats(tables, tables, tables, Rules(minimum, KEY, "code", cut), known)
    return build_changes(tables, tables, tables, plans, known, cut.overlap)


def memory_from(
    said: Iterable[Said],
    *,
    minimum: int = 3,
    opted_out: Sequence[int] = (),
    cut: Cut | None = None,
    time_zone: str = "UTC",
) -> dict[str, pa.Table]:
    """Every table of the stage for the conversation; see `read_tables`."""
    room = room_with(said, opted_out=opted_out, time_zone=time_zone)
    try:
        return read_tables(room, remember(room, minimum=minimum, cut=cut))
    finally:
        room.close()


def read_tables(room: RoomTables, changes: ChangedParts) -> dict[str, pa.Table]:
    """The rows that the stage gives, windows and chunks by time, context by rank, the rest by key."""
    order = {"windows": ("chat_id", "window_start"), "chunks": ("chat_id", "first_sent_at", "window_id", "ordinal")}
    order["window_context"] = ("window_id", "rank")
    made = {}
    for contract in MEMORY:
        keys = order.get(contract.name, contract.primary_key)
        rows = contract.rows(room.derive(changes.rows[contract.name]))
        made[contract.name] = rows.sort_by([(key, "ascending") for key in keys])
    return made


def rank_chunks(chunks: ibis.Table, chunk_terms: ibis.Table, terms: Sequence[str]) -> ibis.Table:
    """Chunks that hold any of the terms, best first (Okapi BM25 over all chunks given).

    Args:
        chunks, chunk_terms: the contracts of those names, or a part of them (one chat, before a time).
        terms: folded, stemmed and without repetition, as in `chunk_terms`.

    Returns:
        One row a chunk with a hit: chunk_id, score; by score, then chunk_id.
    """
    corpus = chunks.aggregate(chunk_count=chunks.count(), mean_length=chunks.term_count.mean())
    indexed = chunk_terms.filter(chunk_terms.term.isin(list(terms)))
    hits = indexed.join(chunks.select("chunk_id", length="term_count"), "chunk_id")
    found_in = hits.group_by("term").aggregate(hit_count=hits.count())
    weighed = hits.join(found_in, "term").cross_join(corpus)
    rarity = (1 + (weighed.chunk_count - weighed.hit_count + 0.5) / (weighed.hit_count + 0.5)).ln()
    relative_length = 1 - BM25_LENGTH_WEIGHT + BM25_LENGTH_WEIGHT * weighed.length / weighed.mean_length
    frequency = weighed.term_count * (BM25_SATURATION + 1) / (weighed.term_count + BM25_SATURATION * relative_length)
    scored = weighed.mutate(part=rarity * frequency)
    ranked = scored.group_by("chunk_id").aggregate(score=scored.part.sum())
    return ranked.order_by(ranked.score.desc(), ranked.chunk_id)


WORDS = (
    "harbour",
    "lantern",
    "budget",
    "railway",
    "garden",
    "server",
    "recipe",
    "meeting",
    "puzzle",
    "winter",
    "ticket",
)


@st.composite
def conversations(draw: st.DrawFn) -> list[Said]:
    """Conversations from MONDAY on, over some weeks, by time, with notices and equal instants."""
    said, at = [], float(MONDAY)
    for _ in range(draw(st.integers(1, 40))):
        at += draw(st.sampled_from((0, 0.001, 60, 5 * HOUR, 30 * HOUR, WEEK)))
        text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=0, max_size=8)))
        author = draw(st.sampled_from((0, 1, 2, None)))
        said.append(Said(at, text, author, "system" if author is None else "text"))
    return said
