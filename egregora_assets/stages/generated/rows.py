"""Binds the writer to its tables: rows to conversations, documents to rows."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.bundles import GENERATED_BUNDLE
from egregora_assets.contracts.documents import ADDRESS
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.tables import Tables
from egregora_assets.language import detection
from egregora_assets.language.files import find_language
from egregora_assets.language.model import Language
from egregora_assets.stages.generated import expressions
from egregora_assets.writing.catalog import Catalog, Present, StoredRows
from egregora_assets.writing.conversation import Conversation, Link, Message, Person, Picture, Window
from egregora_assets.writing.documents import Writer, write_documents
from egregora_assets.writing.draft_cache import DraftCache

_LANGUAGE_SAMPLE = 3000
"""Messages, the earliest ones, that decide a conversation's language where nothing names it."""
_INSTANT = pa.timestamp("ns")


@dataclass(frozen=True)
class Sources:
    """The rows that conversations are read from, in order.

    Args:
        chats, authors, windows, redactions: rows of these contracts.
        messages, links, media, passages: rows of the expressions `window_messages_in_order`, `list_message_links`,
            `list_message_media` and `list_earlier_passages`.
        language_code: the language that the operator chose for the site, if any.
    """

    chats: pa.Table
    authors: pa.Table
    windows: pa.Table
    messages: pa.Table
    redactions: pa.Table
    links: pa.Table
    media: pa.Table
    passages: pa.Table
    language_code: str | None = None


def read_sources(anonymized: Tables, enriched: Tables, knowledge: Tables, language_code: str | None) -> Sources:
    """Read the rows that the writer needs."""
    windows = knowledge["windows"]
    earlier = expressions.list_earlier_passages(knowledge["window_context"], knowledge["chunks"])
    messages = expressions.list_window_messages(windows, knowledge["window_messages"], anonymized["messages"])
    with anonymized.session():
        return Sources(
            chats=anonymized.rows(anonymized["chats"].order_by("chat_id")),
            authors=anonymized.rows(anonymized["authors"].order_by("author_id")),
            windows=knowledge.rows(windows.order_by("window_start", "window_id")),
            messages=knowledge.rows(messages),
            redactions=anonymized.rows(anonymized["redactions"].order_by("message_id", "ordinal")),
            links=enriched.rows(expressions.list_message_links(enriched["message_links"], enriched["links"])),
            media=enriched.rows(expressions.list_message_media(enriched["message_media"], enriched["media_files"])),
            passages=knowledge.rows(earlier),
            language_code=language_code,
        )


def read_stored(own: Callable[[Sequence[str]], Mapping[str, pa.Table]]) -> StoredRows:
    """Read the rows that the stage wrote in earlier runs; `own` reads tables of the stage by their names."""
    names = ("documents", "document_authors", "document_tags", "citations")
    tables = own(names)
    return StoredRows(*(tables[name].to_pylist() for name in names))


def build_tables(
    sources: Sources, writer: Writer, key: DeploymentKey, stored: StoredRows, cache: DraftCache | None = None
) -> dict[str, pa.Table]:
    """Write every conversation, and keep of earlier runs what may stay.

    Args:
        cache: drafts of an earlier run; it saves time and never changes the rows.

    Returns: the tables of the stage by contract name, without run_id.
    """
    catalog = Catalog(key, writer.name, stored)
    with _garbage_collection_off():
        for conversation in read_conversations(sources):
            for document in write_documents(conversation, writer, cache):
                catalog.add(conversation.chat_id, document)
    catalog.archive_missing(_read_present(sources))
    tables = {name: GENERATED_BUNDLE.tables[name].rows(rows) for name, rows in catalog.rows.items()}
    return {**tables, "document_addresses": tables["documents"].select(ADDRESS)}


def read_conversations(sources: Sources) -> list[Conversation]:
    """Every conversation that has windows, in order of chat_id; windows in order of their start."""
    messages = _read_messages(sources)
    passages = _read_passages(sources, messages)
    people: dict[str, dict[str, Person]] = {}
    for row in sources.authors.to_pylist():
        name = str(row.get("public_name") or row["pseudonym"])
        person = Person(str(row["author_id"]), name, str(row["pseudonym"]), bool(row["is_opted_out"]))
        people.setdefault(str(row["chat_id"]), {})[person.author_id] = person
    starts, ends = _read_instants(sources.windows, "window_start"), _read_instants(sources.windows, "window_end")
    chat_ids, window_ids = (_read_column(sources.windows, name) for name in ("chat_id", "window_id"))
    codes = {str(row["chat_id"]): row.get("language") for row in sources.chats.to_pylist()}
    found = []
    for chat_id, group in groupby(sorted(zip(chat_ids, starts, window_ids, ends, strict=True)), key=lambda w: w[0]):
        windows = tuple(
            Window(window_id, chat_id, start, end, tuple(messages[window_id]), tuple(passages.get(window_id, ())))
            for _, start, window_id, end in group
            if messages.get(window_id)
        )
        texts = [m.text for w in windows for m in w.messages if m.author_id][:_LANGUAGE_SAMPLE]
        language = choose_language(codes.get(chat_id), sources.language_code, texts)
        found.append(Conversation(chat_id, language, people.get(chat_id, {}), windows))
    return found


def choose_language(code: str | None, chosen: str | None, texts: Iterable[str]) -> Language:
    """A conversation's language: as the operator chose, as the chat is marked, else as it is written."""
    return find_language(chosen) or find_language(code) or detection.choose_language(texts, None)


def _read_messages(sources: Sources) -> dict[str, list[Message]]:
    """By window, its messages in order with everything attached to them."""
    table = sources.messages
    redactions = _group_rows(sources.redactions, "message_id")
    placeholders = {k: tuple(str(r["placeholder"]) for r in rows) for k, rows in redactions.items()}
    links = {
        k: tuple(Link(r["url"], r["host"], r["title"]) for r in rows)
        for k, rows in _group_rows(sources.links, "message_id").items()
    }
    pictures = {
        k: tuple(Picture(r["media_id"], r["media_type"], r["description"] or "") for r in rows)
        for k, rows in _group_rows(sources.media, "message_id").items()
    }
    local_times = table["local_time"].cast(pa.timestamp("us")).to_pylist()
    columns = (_read_column(table, n) for n in ("window_id", "message_id", "author_id", "position", "kind", "text"))
    messages: dict[str, list[Message]] = {}
    for window, message, author, position, kind, text, sent_at, local in zip(
        *columns, _read_instants(table, "sent_at"), local_times, strict=True
    ):
        messages.setdefault(window, []).append(
            Message(
                message,
                author or "",
                sent_at,
                local,
                position,
                kind,
                text or "",
                placeholders.get(message, ()),
                links.get(message, ()),
                pictures.get(message, ()),
            )
        )
    for written in messages.values():
        written.sort(key=lambda m: m.order)
    return messages


def _read_passages(sources: Sources, messages: Mapping[str, Sequence[Message]]) -> dict[str, list[tuple[Message, ...]]]:
    """By window, the earlier passages that retrieval found, best first."""
    rows = sources.passages
    first, last = _read_instants(rows, "first_sent_at"), _read_instants(rows, "last_sent_at")
    windows, ranks, owners = (_read_column(rows, name) for name in ("window_id", "rank", "passage_window_id"))
    found: dict[str, list[tuple[Message, ...]]] = {}
    for window, _, start, end, owner in sorted(zip(windows, ranks, first, last, owners, strict=True)):
        passage = tuple(m for m in messages.get(owner, ()) if start <= m.sent_at <= end)
        if passage:
            found.setdefault(window, []).append(passage)
    return found


def _read_present(sources: Sources) -> Present:
    return Present(
        texts={r["message_id"]: r["text"] for r in sources.messages.select(["message_id", "text"]).to_pylist()},
        author_ids=frozenset(str(r["author_id"]) for r in sources.authors.to_pylist() if not r["is_opted_out"]),
        chat_ids=frozenset(r["chat_id"] for r in sources.chats.to_pylist()),
    )


def _group_rows(table: pa.Table, key: str) -> dict[str, list[dict[str, Any]]]:
    """Rows by the value of a column, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        found.setdefault(str(row[key]), []).append(row)
    return found


def _read_column(table: pa.Table, column: str) -> list[Any]:
    values: list[Any] = table[column].to_pylist()
    return values


def _read_instants(table: pa.Table, column: str) -> list[int]:
    """A column's instants as nanoseconds since 1970."""
    instants: list[Any] = table[column].cast(_INSTANT).cast(pa.int64()).to_pylist()
    return instants


@contextmanager
def _garbage_collection_off() -> Iterator[None]:
    """Reading makes a great many values that stay: at 100,000 messages the collector took a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
