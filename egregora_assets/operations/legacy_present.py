"""What there is today, as far as older rows can refer to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import pyarrow as pa

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import ConversationUnclear
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.planning import named_messages
from egregora_assets.legacy.present import Address, Present

_LANGUAGE = "en"


def read_present(store: DuckDBStore, slug: str | None, rows: Sequence[OlderRow]) -> Present:
    """Today's deployment for the import of older rows.

    Args:
        slug: the conversation's; None = the only one.

    Raises:
        ConversationUnclear: there is none, or several and none was named.
    """

    def rows_of(expression: ibis.Table) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = read_rows(store.file("main"), expression).to_pylist()
        return found

    table = {name: CONTRACTS[name].table() for name in _TABLES}
    chat = choose_chat(rows_of(table["chats"].order_by("slug")), slug)
    chat_id = str(chat["chat_id"])
    authors = table["authors"].filter(table["authors"].chat_id == chat_id).select("author_id", "is_opted_out")
    told = rows_of(_select_documents(table["documents"], chat_id))
    addresses = table["document_addresses"]
    given = rows_of(addresses.filter(addresses.chat_id == chat_id).order_by("document_id"))
    return Present(
        chat_id=chat_id,
        time_zone=str(chat["time_zone"]),
        language=str(chat["language"] or _LANGUAGE),
        authors={str(r["author_id"]): bool(r["is_opted_out"]) for r in rows_of(authors)},
        profiled={
            str(r["subject_author_id"]) for r in told if r["doc_type"] == "profile" and r["status"] == "published"
        },
        media_ids={str(r["media_id"]) for r in rows_of(table["media_files"].select("media_id"))},
        message_ids=_messages(store, chat_id, named_messages(rows)),
        addresses=_list_addresses(told, given),
        times={str(r["document_id"]): int(r["created_at"]) for r in told if r["doc_type"] == "post"},
        other_ids={
            str(r["id"])
            for name, key in (("elo_comparisons", "comparison_id"), ("tasks", "task_id"))
            for r in rows_of(table[name].select(id=key))
        },
    )


_TABLES = (
    "chats",
    "authors",
    "documents",
    "document_addresses",
    "media_files",
    "messages",
    "elo_comparisons",
    "tasks",
)


def _select_documents(documents: ibis.Table, chat_id: str) -> ibis.Table:
    """A chat's documents by id; `created_at` in microseconds since 1970."""
    return (
        documents.filter(documents.chat_id == chat_id)
        .select(
            *("document_id", "doc_type", "slug", "status", "decided_by", "writer", "subject_author_id"),
            created_at=documents.created_at.cast("timestamp(6)").epoch_seconds() * 1_000_000,
        )
        .order_by("document_id")
    )


def _list_addresses(documents: Sequence[dict[str, Any]], given: Sequence[dict[str, Any]]) -> list[Address]:
    """The addresses of documents, then those that were given to documents that are no longer there."""
    known = {str(row["document_id"]) for row in documents}
    return [
        *(_address(row, str(row["writer"]).startswith("legacy")) for row in documents),
        *(_address(row, False) for row in given if str(row["document_id"]) not in known),
    ]


def _address(row: dict[str, Any], is_legacy: bool) -> Address:
    return Address(str(row["document_id"]), row["doc_type"], row["slug"], is_legacy)


def choose_chat(chats: Sequence[dict[str, Any]], slug: str | None) -> dict[str, Any]:
    """The conversation that is meant: the one of that address, else the only one.

    Raises:
        ConversationUnclear: there is none, or several and none was named.
    """
    slugs = [str(c["slug"]) for c in chats]
    if not chats:
        raise ConversationUnclear(
            "There is no conversation yet that an older deployment could come into",
            "read its export first: `egregora process EXPORT`; then import again.",
        )
    found = [c for c in chats if slug is None or c["slug"] == slug]
    if not found:
        raise ConversationUnclear("There is no conversation of that address", "correct --chat.", slugs)
    if len(found) > 1:
        raise ConversationUnclear(
            "There are several conversations", "name the one that it is of: `--chat SLUG`.", slugs
        )
    return found[0]


def _messages(store: DuckDBStore, chat_id: str, wanted: Sequence[str]) -> set[str]:
    """Which of these messages there are."""
    if not wanted:
        return set()
    messages = CONTRACTS["messages"].table()
    own = messages.filter(messages.chat_id == chat_id)
    ids = own.select(message_id=own.message_id.cast("string"))
    found: pa.Table = read_rows(store.file("main"), ids.filter(ids.message_id.isin(list(wanted))))
    return {str(i) for i in found["message_id"].to_pylist()}
