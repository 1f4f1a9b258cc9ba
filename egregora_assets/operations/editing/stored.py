"""What is stored of posts and of the conversations that they tell of, read when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.services.content import Document


@dataclass(frozen=True)
class Offer:
    """What the writer would write in the place of a person's version."""

    title: str
    summary: str
    content: str


@dataclass
class StoredPosts:
    """Posts, what is offered for them, and what was said in their conversations."""

    store: DuckDBStore
    _messages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def get(self, document_id: str) -> Document | None:
        """A post; None where there is no such one."""
        found = self.store.content.get(document_id)
        return found if found is not None and found.doc_type == "post" else None

    def get_offer(self, document_id: str) -> Offer | None:
        """What the writer would write; None where nobody edited the post, or no run ended since."""
        offered = CONTRACTS["offered_posts"].table()
        told = offered.filter(offered.document_id == document_id).select("title", "summary", "content")
        rows = read_rows(self.store.file("main"), told).to_pylist()
        return Offer(**rows[0]) if rows else None

    def list_messages(self, chat_id: str) -> list[dict[str, Any]]:
        """`message_id`, `author_id`, `text` of everything that was said, in order."""
        if chat_id not in self._messages:
            messages = CONTRACTS["messages"].table()
            told = messages.filter(messages.chat_id == chat_id).order_by("sent_at", "position", "message_id")
            rows = read_rows(self.store.file("main"), told.select("message_id", "author_id", "text"))
            self._messages[chat_id] = rows.to_pylist()
        return self._messages[chat_id]

    def list_people(self, chat_id: str) -> list[dict[str, Any]]:
        """`author_id`, `pseudonym`, `public_name` of everybody in the conversation."""
        authors = CONTRACTS["authors"].table()
        told = authors.filter(authors.chat_id == chat_id).select("author_id", "pseudonym", "public_name")
        return [dict(row) for row in read_rows(self.store.file("main"), told.order_by("author_id")).to_pylist()]
