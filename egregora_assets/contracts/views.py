"""Views: joins that readers ask for again and again, declared once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.datatypes as dt

from egregora_assets.contracts.conversation import MESSAGES
from egregora_assets.contracts.enrichment import CODE_REFERENCES, LINKS, MESSAGE_LINKS, MESSAGE_MEDIA
from egregora_assets.contracts.memory import CHUNKS, WINDOW_CONTEXT
from egregora_assets.contracts.model import Contract


@dataclass(frozen=True)
class View:
    """A named query over contracts.

    Args:
        columns: what each column means, in the order of the query's columns.
        contracts: what it reads.
    """

    name: str
    grain: str
    columns: dict[str, str]
    contracts: tuple[Contract, ...]
    expression: Callable[[], ibis.Table]


def _listed(value: ibis.Value, ordinal: ibis.Value, element: dt.DataType) -> ibis.Value:
    """The values of a group as a list, in order."""
    return value.collect(order_by=ordinal).cast(dt.Array(element))


def _or_empty(column: ibis.Value) -> ibis.Value:
    return ibis.coalesce(column, ibis.literal([], type=column.type()))


def _enriched_messages() -> ibis.Table:
    messages, links, references = MESSAGES.table(), LINKS.table(), CODE_REFERENCES.table()
    message_media, message_links = MESSAGE_MEDIA.table(), MESSAGE_LINKS.table()
    media = message_media.group_by("message_id").agg(
        media_ids=_listed(message_media.media_id, message_media.ordinal, dt.UUID())
    )
    named = message_links.join(links, "link_id").select("message_id", "ordinal", "url")
    urls = named.group_by("message_id").agg(urls=_listed(named.url, named.ordinal, dt.String()))
    code = references.group_by("message_id").agg(
        code_references=_listed(references.text, references.ordinal, dt.String())
    )
    joined = (
        messages.select("message_id", "chat_id", "author_id", "sent_at", "kind", "text", "is_edited")
        .left_join(media, "message_id")
        .drop("message_id_right")
        .left_join(urls, "message_id")
        .drop("message_id_right")
        .left_join(code, "message_id")
        .drop("message_id_right")
    )
    return joined.mutate(
        media_ids=_or_empty(joined.media_ids),
        urls=_or_empty(joined.urls),
        code_references=_or_empty(joined.code_references),
    )


ENRICHED_MESSAGES = View(
    "enriched_messages",
    "One row a message with its files, links and mentions of code.",
    {
        "message_id": "the message",
        "chat_id": "the conversation",
        "author_id": "who wrote it; null for a notice",
        "sent_at": "when, UTC",
        "kind": "what it is",
        "text": "its text without personal data",
        "is_edited": "whether it was changed after it was sent",
        "media_ids": "its files, in order",
        "urls": "its links, cleaned, in order",
        "code_references": "what it mentions of code, as written, in order",
    },
    (MESSAGES, MESSAGE_MEDIA, LINKS, MESSAGE_LINKS, CODE_REFERENCES),
    _enriched_messages,
)


def _knowledge_context() -> ibis.Table:
    found = WINDOW_CONTEXT.table().select("window_id", "rank", "score", "chunk_id")
    chunks = CHUNKS.table().select("chunk_id", "chat_id", "text", "first_sent_at", "last_sent_at")
    return found.join(chunks, "chunk_id").select(
        "window_id", "rank", "score", "chunk_id", "chat_id", "text", "first_sent_at", "last_sent_at"
    )


KNOWLEDGE_CONTEXT = View(
    "knowledge_context",
    "One row an earlier passage that a window may look back on, with its text.",
    {
        "window_id": "the window that looks back",
        "rank": "the passage's rank, from 1",
        "score": "its fused score",
        "chunk_id": "the passage",
        "chat_id": "the conversation",
        "text": "its messages, a line each",
        "first_sent_at": "its first message",
        "last_sent_at": "its last message",
    },
    (WINDOW_CONTEXT, CHUNKS),
    _knowledge_context,
)

VIEWS = (ENRICHED_MESSAGES, KNOWLEDGE_CONTEXT)
