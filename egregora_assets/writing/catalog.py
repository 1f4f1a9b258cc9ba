"""The catalogue of documents: identifiers, addresses that never change, and documents whose subject is gone.

Its rows are plain dictionaries; binding them to tables, and what follows from other tables, is not done here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from egregora_assets.contracts.identifiers import DeploymentKey, public_uuid
from egregora_assets.writing.documents import Document
from egregora_assets.writing.slugs import SaidWords, make_unique_slug

Row = dict[str, Any]


class Catalog:
    """Collects the rows of the documents that are written, and says which stored ones are gone.

    Args:
        key: makes document identifiers.
        writer: the value of the column of that name.
        known: every document that earlier runs stored, without its text.
        said: what is said in each window.

    Attributes:
        documents, tags, citations: rows of what was written.
    """

    def __init__(self, key: DeploymentKey, writer: str, known: Sequence[Row], said: SaidWords) -> None:
        self._key = key
        self._writer = writer
        self._said = said
        self._known = {str(row["document_id"]): row for row in known}
        self._taken: dict[tuple[str, str], set[str]] = {}
        for row in known:
            self._taken.setdefault((row["chat_id"], row["doc_type"]), set()).add(row["slug"])
        self._added: set[str] = set()
        self.documents: list[Row] = []
        self.tags: list[Row] = []
        self.citations: list[Row] = []

    @property
    def replaced(self) -> set[str]:
        """The stored documents that were written again."""
        return self._added & self._known.keys()

    def add(self, chat_id: str, document: Document) -> str:
        """Add a document; returns its identifier."""
        draft = document.draft
        document_id = self._key.uuid("document", chat_id, document.doc_type, document.subject)
        is_profile = document.doc_type == "profile"
        self._added.add(document_id)
        self.documents.append(
            {
                "document_id": document_id,
                "doc_type": document.doc_type,
                "slug": self._choose_slug(document_id, chat_id, document),
                "title": draft.title,
                "summary": draft.summary,
                "content": draft.content,
                "content_hash": public_uuid("content", draft.content),
                "language": draft.language,
                "created_at": document.created_at,
                "window_start": document.window_start,
                "window_id": None if is_profile else document.subject,
                "subject_author_id": document.subject if is_profile else None,
                "writer": self._writer,
                "form": draft.form,
            }
        )
        self.tags += [{"document_id": document_id, "tag": t} for t in draft.tags]
        self.citations += [
            {"document_id": document_id, "ordinal": i, **asdict(citation)} for i, citation in enumerate(draft.citations)
        ]
        return document_id

    def list_gone(self, kept: Collection[tuple[str, str]]) -> list[str]:
        """The stored documents that were neither written nor kept, nor are a person's; in order.

        Args:
            kept: documents that say what they said, by type and by the window or person that they are about.
        """
        return sorted(
            document_id
            for document_id, row in self._known.items()
            if document_id not in self._added
            and not (row["decided_by"] == "person" and row["status"] != "archived")
            and not (row["status"] == "published" and (row["doc_type"], _find_subject(row)) in kept)
        )

    def _choose_slug(self, document_id: str, chat_id: str, document: Document) -> str:
        """The slug that the document was given first, else a new one.

        A post whose title changed gets a new one where its slug may hold words that are withdrawn: of somebody who
        opted out, or that are hidden since.
        """
        if (known := self._known.get(document_id)) and self._may_stay(str(known["slug"]), chat_id, document):
            return str(known["slug"])
        taken = self._taken.setdefault((chat_id, document.doc_type), set())
        slug = make_unique_slug(document.wanted_slug, taken)
        taken.add(slug)
        return slug

    def _may_stay(self, slug: str, chat_id: str, document: Document) -> bool:
        is_post = document.doc_type == "post"
        return not is_post or slug == document.wanted_slug or self._said.hold(chat_id, document.subject, slug)


def _find_subject(row: Row) -> str:
    """The window or person that a document is about; empty for any other document."""
    return str(row["window_id"] or row["subject_author_id"] or "")
