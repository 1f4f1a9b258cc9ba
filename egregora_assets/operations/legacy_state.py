"""What a deployment holds, as far as older rows can refer to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import pyarrow as pa

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import ConversationUnclear
from egregora_assets.legacy.current_state import Address, CurrentState
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.planning import list_named_messages

_LANGUAGE = "en"


def read_current_state(store: DuckDBStore, slug: str | None, rows: Sequence[OlderRow]) -> CurrentState:
    """Today's deployment for the import of older rows.

    Args:
        slug: the conversation's; None = the only one.

    Raises:
        ConversationUnclear: there is none, or several and none was named.
    """

    def fetch(expression: ibis.Table) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = read_rows(store.file("main"), expression).to_pylist()
        return found

    table = {name: contract.table() for name, contract in CONTRACTS.items()}
    chat = choose_chat(fetch(table["chats"].order_by("slug")), slug)
    chat_id = str(chat["chat_id"])
    own = {n: table[n].filter(table[n].chat_id == chat_id) for n in ("authors", "documents", "document_addresses")}
    documents = fetch(_select_documents(own["documents"]))
    addresses = fetch(own["document_addresses"].order_by("document_id"))
    ids = {"elo_comparisons": "comparison_id", "tasks": "task_id", "starting_ratings": "post_id"}
    profiles = [r for r in documents if r["doc_type"] == "profile" and r["status"] == "published"]
    return CurrentState(
        chat_id=chat_id,
        time_zone=str(chat["time_zone"]),
        language=str(chat["language"] or _LANGUAGE),
        authors={str(r["author_id"]): bool(r["is_opted_out"]) for r in fetch(own["authors"])},
        profiled={str(r["subject_author_id"]) for r in profiles},
        media_ids={str(r["media_id"]) for r in fetch(table["media_files"].select("media_id"))},
        message_ids=_find_messages(store, chat_id, list_named_messages(rows)),
        addresses=_merge_addresses(documents, addresses),
        times={str(r["document_id"]): int(r["created_at"]) for r in documents if r["doc_type"] == "post"},
        other_ids={str(r["id"]) for name, key in ids.items() for r in fetch(table[name].select(id=key))},
    )


def _select_documents(documents: ibis.Table) -> ibis.Table:
    """A conversation's documents by id, with the time of each in microseconds since 1970."""
    columns = ("document_id", "doc_type", "slug", "status", "decided_by", "writer", "subject_author_id")
    microseconds = documents.created_at.cast("timestamp(6)").epoch_seconds() * 1_000_000
    return documents.select(*columns, created_at=microseconds).order_by("document_id")


def _merge_addresses(documents: Sequence[dict[str, Any]], addresses: Sequence[dict[str, Any]]) -> list[Address]:
    """The addresses of all documents, then those of documents that are gone."""
    known = {str(r["document_id"]) for r in documents}
    gone = [r for r in addresses if str(r["document_id"]) not in known]
    rows = [*((r, str(r["writer"]).startswith("legacy")) for r in documents), *((r, False) for r in gone)]
    return [Address(str(r["document_id"]), r["doc_type"], r["slug"], is_legacy) for r, is_legacy in rows]


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


def _find_messages(store: DuckDBStore, chat_id: str, wanted: Sequence[str]) -> set[str]:
    """Which of these messages there are."""
    if not wanted:
        return set()
    messages = CONTRACTS["messages"].table()
    own = messages.filter(messages.chat_id == chat_id)
    ids = own.select(message_id=own.message_id.cast("string"))
    found: pa.Table = read_rows(store.file("main"), ids.filter(ids.message_id.isin(list(wanted))))
    return {str(i) for i in found["message_id"].to_pylist()}
