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
from egregora_assets.writing.draft_cache import name_subject
from egregora_assets.writing.drafts import Citation, Draft
from egregora_assets.writing.slugs import make_unique_slug

COLUMNS: Mapping[str, tuple[str, ...]] = {
    c.name: tuple(n for n in c.column_names if n != "run_id") for c in GENERATED_BUNDLE.contracts
}
"""The columns that the stage fills, by contract."""
Row = dict[str, Any]


@dataclass(frozen=True)
class StoredRows:
    """The rows that earlier runs wrote, in order of their keys."""

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


def read_drafts(stored: StoredRows) -> dict[str, Draft]:
    """The drafts of stored posts and profiles, by `name_subject`."""
    authors, tags = _group_by_document(stored.document_authors), _group_by_document(stored.document_tags)
    citations = _group_by_document(stored.citations)
    found = {}
    for row in stored.documents:
        about = row["window_id"] if row["doc_type"] == "post" else row["subject_author_id"]
        if row["doc_type"] in ("post", "profile") and about is not None:
            document_id = str(row["document_id"])
            quotes = sorted(citations.get(document_id, ()), key=lambda r: int(r["ordinal"]))
            found[name_subject(row["doc_type"], row["chat_id"], about)] = Draft(
                title=row["title"],
                summary=row["summary"],
                content=row["content"],
                language=row["language"],
                tags=tuple(sorted(r["tag"] for r in tags.get(document_id, ()))),
                citations=tuple(Citation(r["message_id"], r["quote"], r["section"]) for r in quotes),
                author_ids=tuple(sorted(r["author_id"] for r in authors.get(document_id, ()))),
            )
    return found


class Catalog:
    """Collects the rows of all documents, old and new.

    Args:
        key: makes document identifiers.
        writer: the value of the column of that name.
        stored: what earlier runs wrote.
    """

    def __init__(self, key: DeploymentKey, writer: str, stored: StoredRows) -> None:
        self._key = key
        self._writer = writer
        self._documents = {str(row["document_id"]): row for row in stored.documents}
        self._parts = {
            "document_authors": _group_by_document(stored.document_authors),
            "document_tags": _group_by_document(stored.document_tags),
            "citations": _group_by_document(stored.citations),
        }
        self._taken = {(row["chat_id"], row["doc_type"], row["slug"]) for row in stored.documents}
        self._added: set[str] = set()
        self.rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}

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

    def archive_missing(self, present: Present) -> None:
        """Keep stored documents that were not written again, as archived.

        Only where everything that they quote still exists and everybody in them still takes part: what was erased,
        redacted again or withdrawn by opting out disappears with the document. Documents that a person keeps published
        are not the stage's.
        """
        for document_id, row in sorted(self._documents.items()):
            is_kept_by_person = row["decided_by"] == "person" and row["status"] != "archived"
            if is_kept_by_person or document_id in self._added or not self._may_stay(document_id, row, present):
                continue
            kept = {name: row.get(name) for name in COLUMNS["documents"]}
            self.rows["documents"].append({**kept, "status": "archived"})
            for name, rows in self._parts.items():
                self.rows[name] += [{c: r.get(c) for c in COLUMNS[name]} for r in rows.get(document_id, ())]

    def _choose_slug(self, document_id: str, chat_id: str, document: Document) -> str:
        """The slug that the document was given first, else a new one."""
        if stored := self._documents.get(document_id):
            return str(stored["slug"])
        taken = {slug for chat, doc_type, slug in self._taken if chat == chat_id and doc_type == document.doc_type}
        slug = make_unique_slug(document.wanted_slug, taken)
        self._taken.add((chat_id, document.doc_type, slug))
        return slug

    def _may_stay(self, document_id: str, row: Row, present: Present) -> bool:
        people = [r["author_id"] for r in self._parts["document_authors"].get(document_id, ())]
        if row["subject_author_id"] is not None:
            people.append(row["subject_author_id"])
        quotes = self._parts["citations"].get(document_id, ())
        return (
            row["chat_id"] in present.chat_ids
            and all(person in present.author_ids for person in people)
            and all(str(q["quote"]) in present.texts.get(str(q["message_id"]), "") for q in quotes)
        )


def _group_by_document(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["document_id"]), []).append(row)
    return found
