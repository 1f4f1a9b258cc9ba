"""Views: joins that readers ask for again and again, declared once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.datatypes as dt

from egregora_assets.contracts.conversation import AUTHORS, CHATS, MESSAGE_REPLIES, MESSAGES, REDACTIONS
from egregora_assets.contracts.enrichment import (
    CODE_EXCERPTS,
    CODE_REFERENCES,
    LINKS,
    MESSAGE_LINKS,
    MESSAGE_MEDIA,
)
from egregora_assets.contracts.lookups import GIT_REPOSITORIES
from egregora_assets.contracts.memory import CHUNKS, WINDOW_CONTEXT, WINDOWS
from egregora_assets.contracts.model import Contract, Place
from egregora_assets.contracts.vault import EXPORT_FILES, INGESTED, REPLIES


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

    @property
    def place(self) -> Place:
        """The database file that has it."""
        return self.contracts[0].place


def _listed(value: ibis.Value, ordinal: ibis.Value, element: dt.DataType) -> ibis.Value:
    """The values of a group as a list, in order."""
    return value.collect(order_by=ordinal).cast(dt.Array(element))


def _or_empty(column: ibis.Value) -> ibis.Value:
    return ibis.coalesce(column, ibis.literal([], type=column.type()))


def _with_people(messages: ibis.Table) -> ibis.Table:
    """The messages, with the title of their conversation and the name that their author is shown under."""
    chats = CHATS.table().select("chat_id", chat="public_title")
    people = AUTHORS.table().select("author_id", author="public_name")
    placed = messages.join(chats, "chat_id")
    return placed.left_join(people, "author_id").drop("author_id_right")


def _attach(messages: ibis.Table, gathered: ibis.Table) -> ibis.Table:
    """The messages with what was gathered by message; null where there is nothing."""
    return messages.left_join(gathered, "message_id").drop("message_id_right")


_ANONYMIZED = ("message_id", "chat_id", "chat", "author_id", "author", "sent_at", "local_time", "position", "kind")


def _anonymized_messages() -> ibis.Table:
    removed, replies = REDACTIONS.table(), MESSAGE_REPLIES.table().select("message_id", "reply_to_id")
    kinds = removed.group_by("message_id").agg(redacted=_listed(removed.pii_type, removed.ordinal, dt.String()))
    joined = _attach(_attach(_with_people(MESSAGES.table()), kinds), replies)
    return joined.select(
        *_ANONYMIZED, "text", "is_edited", reply_to_id=joined.reply_to_id, redacted=_or_empty(joined.redacted)
    )


ANONYMIZED_MESSAGES = View(
    "anonymized_messages",
    "One row a message that may be read, with who wrote it as the site names them.",
    {
        "message_id": "the message",
        "chat_id": "the conversation",
        "chat": "its public title",
        "author_id": "who wrote it; null for a notice",
        "author": "the name that they are shown under; null for a notice",
        "sent_at": "when, UTC",
        "local_time": "the wall-clock time as exported",
        "position": "breaks ties of time",
        "kind": "what it is",
        "text": "its text without personal data",
        "is_edited": "whether it was changed after it was sent",
        "reply_to_id": "the message that it answers, if it says so",
        "redacted": "what kinds of personal data were taken out, in order",
    },
    (MESSAGES, CHATS, AUTHORS, REDACTIONS, MESSAGE_REPLIES),
    _anonymized_messages,
)


def _code_mentions() -> ibis.Table:
    """One row a message that mentions code: what it mentions as written, and as it was then."""
    mentions, repositories, excerpts = CODE_REFERENCES.table(), GIT_REPOSITORIES.table(), CODE_EXCERPTS.table()
    named = repositories.select("repository_id", repository="name")
    shown = excerpts.select("repository_id", "blob_id", "line_start", "line_end", excerpt="text")
    asked = mentions.mutate(first=mentions.line_start.fill_null(0), last=mentions.line_end.fill_null(0))
    known = asked.left_join(named, "repository_id").drop("repository_id_right")
    quoted = known.left_join(
        shown,
        (
            (known.repository_id == shown.repository_id)
            & (known.blob_id == shown.blob_id)
            & (known["first"] == shown.line_start)
            & (known["last"] == shown.line_end)
        ),
    )
    place = ibis.struct({name: quoted[name].cast(kind) for name, kind in _CODE.items()})
    return quoted.group_by("message_id").agg(
        code_references=_listed(quoted.text, quoted.ordinal, dt.String()),
        code=_listed(place, quoted.ordinal, dt.Struct(_CODE)),
    )


_CODE: dict[str, dt.DataType] = {
    "text": dt.String(),
    "repository": dt.String(),
    "path": dt.String(),
    "line_start": dt.Int32(),
    "line_end": dt.Int32(),
    "commit_id": dt.String(),
    "blob_id": dt.String(),
    "excerpt": dt.String(),
}


def _enriched_messages() -> ibis.Table:
    links, message_media, message_links = LINKS.table(), MESSAGE_MEDIA.table(), MESSAGE_LINKS.table()
    media = message_media.group_by("message_id").agg(
        media_ids=_listed(message_media.media_id, message_media.ordinal, dt.UUID())
    )
    named = message_links.join(links, "link_id").select("message_id", "ordinal", "url")
    urls = named.group_by("message_id").agg(urls=_listed(named.url, named.ordinal, dt.String()))
    joined = _attach(_attach(_attach(_with_people(MESSAGES.table()), media), urls), _code_mentions())
    return joined.select(
        *_ANONYMIZED,
        "text",
        "is_edited",
        **{name: _or_empty(joined[name]) for name in ("media_ids", "urls", "code_references", "code")},
    )


ENRICHED_MESSAGES = View(
    "enriched_messages",
    "One row a message with its files, links and mentions of code.",
    {
        **{name: ANONYMIZED_MESSAGES.columns[name] for name in (*_ANONYMIZED, "text", "is_edited")},
        "media_ids": "its files, in order",
        "urls": "its links, cleaned, in order",
        "code_references": "what it mentions of code, as written, in order",
        "code": "its mentions of code, each as it was when the message was sent; null fields where nothing was found",
    },
    (
        *(MESSAGES, CHATS, AUTHORS, MESSAGE_MEDIA, LINKS, MESSAGE_LINKS),
        *(CODE_REFERENCES, GIT_REPOSITORIES, CODE_EXCERPTS),
    ),
    _enriched_messages,
)


def _knowledge_context() -> ibis.Table:
    found = WINDOW_CONTEXT.table().select("window_id", "rank", "score", "chunk_id")
    windows = WINDOWS.table().select("window_id", "window_start", "window_end")
    chunks = CHUNKS.table().select("chunk_id", "chat_id", "text", "first_sent_at", "last_sent_at")
    return found.join(windows, "window_id").join(chunks, "chunk_id").select(*KNOWLEDGE_CONTEXT.columns)


KNOWLEDGE_CONTEXT = View(
    "knowledge_context",
    "One row an earlier passage that a window may look back on, with its text.",
    {
        "window_id": "the window that looks back",
        "window_start": "its start, inclusive",
        "window_end": "its end, exclusive",
        "rank": "the passage's rank, from 1",
        "score": "its fused score",
        "chunk_id": "the passage",
        "chat_id": "the conversation",
        "text": "its messages, a line each",
        "first_sent_at": "its first message",
        "last_sent_at": "its last message",
    },
    (WINDOW_CONTEXT, WINDOWS, CHUNKS),
    _knowledge_context,
)


def _ingested_messages() -> ibis.Table:
    exports = EXPORT_FILES.table().select("export_id", "source", "file_name", "chat_title")
    replies = REPLIES.table().select("message_id", "reply_to_id")
    joined = INGESTED.table().left_join(exports, "export_id").left_join(replies, "message_id")
    return joined.select(*INGESTED_MESSAGES.columns)


INGESTED_MESSAGES = View(
    "ingested_messages",
    "One row a message of any export, as it was written, with the export that first brought it. Private.",
    {
        "message_id": "the message",
        "chat_id": "the conversation",
        "chat_title": "its title, as far as that export shows it",
        "source": "the application",
        "author_name": "the author as exported; null for a notice",
        "sent_at": "when, UTC",
        "local_time": "the wall-clock time as exported",
        "position": "line number of its first line in that export, from 1",
        "kind": "what it is; `command` is an /egregora line",
        "text": "its text without markers",
        "attachment_name": "the file that it names",
        "is_edited": "whether the export marks it as edited",
        "reply_to_id": "the message that it answers, where the export says so",
        "export_id": "the export that first brought it",
        "file_name": "the name of that export's file",
    },
    (INGESTED, EXPORT_FILES, REPLIES),
    _ingested_messages,
)

VIEWS = (ANONYMIZED_MESSAGES, ENRICHED_MESSAGES, KNOWLEDGE_CONTEXT, INGESTED_MESSAGES)
