"""How far each conversation is told: stages are written as a whole, so this says what a partition a chat would say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg
import ibis
import pyarrow as pa
from ibis import _

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.runs.shown import render_table

_HEADINGS = ("chat", "messages", "not told of yet", "last message", "last export read")


@dataclass(frozen=True)
class ChatProgress:
    """A conversation, under its public address.

    Attributes:
        message_count: of people; notices of the program do not count.
        waiting_count: those that no journal entry accounts for yet: the conversation is behind.
        last_message_at: naive UTC; last_export_at: UTC. None where there is none.
    """

    chat_id: str
    slug: str
    message_count: int
    waiting_count: int
    last_message_at: dt.datetime | None
    last_export_at: dt.datetime | None


def ask_for_progress() -> ibis.Table:
    """The conversations, those that are furthest behind first."""
    names = ("chats", "messages", "exports", "window_messages", "documents")
    chats, messages, exports, placed, documents = (CONTRACTS[name].table() for name in names)
    journals = documents.filter((documents.doc_type == "journal") & (documents.status == "published"))
    told = placed.semi_join(journals, "window_id").select("message_id").distinct()
    spoken = messages.filter(messages.kind != "system")
    said = spoken.group_by("chat_id").agg(message_count=_.count(), last_message_at=_.sent_at.max())
    waiting = spoken.anti_join(told, "message_id").group_by("chat_id").agg(waiting_count=_.count())
    read = exports.group_by("chat_id").agg(last_export_at=_.ingested_at.max())
    joined = chats.select("chat_id", "slug")
    for part in (said, waiting, read):
        joined = joined.left_join(part, "chat_id").drop("chat_id_right")
    counted = joined.mutate(message_count=_.message_count.fill_null(0), waiting_count=_.waiting_count.fill_null(0))
    return counted.order_by(ibis.desc("waiting_count"), "slug")


def read_progress(rows: pa.Table) -> tuple[ChatProgress, ...]:
    """The answer to `ask_for_progress`."""
    return tuple(ChatProgress(**{**row, "chat_id": str(row["chat_id"])}) for row in rows.to_pylist())


def render_progress(chats: Sequence[ChatProgress]) -> dg.MarkdownMetadataValue:
    """The conversations as a table for the page of an asset."""
    rows = [
        (
            chat.slug,
            f"{chat.message_count:,}",
            f"{chat.waiting_count:,}",
            *(f"{at:%Y-%m-%d %H:%M}" if at else "" for at in (chat.last_message_at, chat.last_export_at)),
        )
        for chat in chats
    ]
    return render_table(_HEADINGS, rows)
