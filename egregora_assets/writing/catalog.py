"""The catalogue of documents: identifiers, addresses that never change, and documents whose subject is gone.

Its rows are plain dictionaries by contract, without `run_id`; binding them to tables is not done here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from egregora_assets.contracts.bundles import GENERATED_BUNDLE
from egregora_assets.contracts.identifiers import DeploymentKey, public_uuid
from egregora_assets.writing.documents import Document
from egregora_assets.writing.slugs import make_unique_slug

COLUMNS: Mapping[str, tuple[str, ...]] = {
    c.name: tuple(n for n in c.column_names if n != "run_id") for c in GENERATED_BUNDLE.contracts
}
"""The columns that the stage fills, by contract."""
Row = dict[str, Any]


@dataclass(frozen=True)
class StoredRows:
    """All rows of some documents that earlier runs wrote, in order of their keys."""

    documents: Sequence[Row] = ()
    document_authors: Sequence[Row] = ()
    document_tags: Sequence[Row] = ()
    citations: Sequence[Row] = ()


@dataclass(frozen=True)
class Present:
    """What exists today: texts by message_id, people who did not opt out, conversations."""

    texts: Mapping[str, str]
    author_ids: Collection[str]
    chat_ids: Collection[str]


class Catalog:
    """Collects the rows of the documents that are written, and of those that are kept as archived.

    Args:
        key: makes document identifiers.
        writer: the value of the column of that name.
        known: every document that earlier runs stored, without its text.
    """

    def __init__(self, key: DeploymentKey, writer: str, known: Sequence[Row]) -> None:
        self._key = key
        self._writer = writer
        self._known = {str(row["document_id"]): row for row in known}
        self._taken: dict[tuple[str, str], set[str]] = {}
        for row in known:
            self._taken.setdefault((row["chat_id"], row["doc_type"]), set()).add(row["slug"])
        self._added: set[str] = set()
        self.rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}

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
        self.rows["documents"].append(
            {
                "document_id": document_id,
                "chat_id": chat_id,
                "doc_type": document.doc_type,
                "slug": self._choose_slug(document_id, chat_id, document),
                "title": draft.title,
                "summary": draft.summary,
                "content": draft.content,
                "content_hash": public_uuid("content", draft.content),
                "status": "published",
                "decided_by": "writer",
                "language": draft.language,
                "created_at": document.created_at,
                "window_start": document.window_start,
                "window_end": document.window_end,
                "window_id": None if is_profile else document.subject,
                "subject_author_id": document.subject if is_profile else None,
                "media_id": None,
                "writer": self._writer,
            }
        )
        self.rows["document_authors"] += [{"document_id": document_id, "author_id": a} for a in draft.author_ids]
        self.rows["document_tags"] += [{"document_id": document_id, "tag": t} for t in draft.tags]
        self.rows["citations"] += [
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

    def archive(self, stored: StoredRows, present: Present) -> None:
        """Keep stored documents that are gone, as archived.

        Only where everything that they quote still exists and everybody in them still takes part: what was erased,
        redacted again or withdrawn by opting out disappears with the document.

        Args:
            stored: all their rows.
        """
        parts = {
            "document_authors": _group_by_document(stored.document_authors),
            "document_tags": _group_by_document(stored.document_tags),
            "citations": _group_by_document(stored.citations),
        }
        for row in stored.documents:
            own = {name: rows.get(str(row["document_id"]), []) for name, rows in parts.items()}
            if not _may_stay(row, own, present):
                continue
            kept = {name: row.get(name) for name in COLUMNS["documents"]}
            self.rows["documents"].append({**kept, "status": "archived"})
            for name, rows in own.items():
                self.rows[name] += [{c: r.get(c) for c in COLUMNS[name]} for r in rows]

    def _choose_slug(self, document_id: str, chat_id: str, document: Document) -> str:
        """The slug that the document was given first, else a new one."""
        if known := self._known.get(document_id):
            return str(known["slug"])
        taken = self._taken.setdefault((chat_id, document.doc_type), set())
        slug = make_unique_slug(document.wanted_slug, taken)
        taken.add(slug)
        return slug


def _find_subject(row: Row) -> str:
    """The window or person that a document is about; empty for any other document."""
    return str(row["window_id"] or row["subject_author_id"] or "")


def _may_stay(row: Row, parts: Mapping[str, Sequence[Row]], present: Present) -> bool:
    people = [r["author_id"] for r in parts["document_authors"]]
    if row["subject_author_id"] is not None:
        people.append(row["subject_author_id"])
    return (
        row["chat_id"] in present.chat_ids
        and all(person in present.author_ids for person in people)
        and all(str(q["quote"]) in present.texts.get(str(q["message_id"]), "") for q in parts["citations"])
    )


def _group_by_document(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["document_id"]), []).append(row)
    return found
