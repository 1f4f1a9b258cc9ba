"""From drafts to rows: identities, addresses that never change, what is kept of documents whose subject is gone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.bundles import GENERATED_BUNDLE
from egregora_assets.contracts.identifiers import DeploymentKey, public_uuid
from egregora_assets.writing.conversation import Conversation, Window
from egregora_assets.writing.drafts import Citation, Draft, Manuscript
from egregora_assets.writing.journals import journal_of
from egregora_assets.writing.reuse import subject_of
from egregora_assets.writing.slugs import dated_slug, slug_words, unique_slug

INSTANT = pa.timestamp("ns")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    c.name: tuple(n for n in c.column_names if n != "run_id") for c in GENERATED_BUNDLE.contracts
}
"""The columns that the stage fills, by contract."""
_TYPES: Mapping[str, pa.DataType] = {
    "created_at": INSTANT,
    "window_start": INSTANT,
    "window_end": INSTANT,
    "ordinal": pa.int32(),
}
Row = dict[str, Any]


def rows_table(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as Arrow, with all the contract's columns but run_id; what is left out of a row is null."""
    schema = pa.schema([pa.field(column, _TYPES.get(column, pa.string())) for column in COLUMNS[name]])
    return pa.Table.from_pylist(list(rows), schema=schema)


@dataclass(frozen=True)
class Issue:
    """A draft with what it is about: everything that a document's row needs but its slug.

    Args:
        subject: the window's or the person's identifier.
        created_at, window_start, window_end: nanoseconds since 1970, UTC; the window is None for a profile.
        wanted_slug: the address that it gets unless it has one.
    """

    doc_type: str
    subject: str
    draft: Draft
    created_at: int
    wanted_slug: str
    window_start: int | None = None
    window_end: int | None = None


@dataclass(frozen=True)
class Earlier:
    """What the stage wrote in earlier runs: rows of its own tables, in order of their keys."""

    documents: Sequence[Row] = ()
    document_authors: Sequence[Row] = ()
    document_tags: Sequence[Row] = ()
    citations: Sequence[Row] = ()


def drafts_of(earlier: Earlier) -> dict[str, Draft]:
    """The drafts that stored posts and profiles hold, by what they are about (see `subject_of`)."""
    authors, tags, citations = map(_by_document, (earlier.document_authors, earlier.document_tags, earlier.citations))
    found = {}
    for row in earlier.documents:
        about = row["window_id"] if row["doc_type"] == "post" else row["subject_author_id"]
        if row["doc_type"] in ("post", "profile") and about is not None:
            document_id = str(row["document_id"])
            quotes = sorted(citations.get(document_id, ()), key=lambda r: int(r["ordinal"]))
            found[subject_of(row["doc_type"], row["chat_id"], about)] = Draft(
                title=row["title"],
                summary=row["summary"],
                content=row["content"],
                language=row["language"],
                tags=tuple(sorted(r["tag"] for r in tags.get(document_id, ()))),
                citations=tuple(Citation(r["message_id"], r["quote"], r["section"]) for r in quotes),
                author_ids=tuple(sorted(r["author_id"] for r in authors.get(document_id, ()))),
            )
    return found


@dataclass(frozen=True)
class Present:
    """What there is today: texts by message_id, people who did not opt out, conversations."""

    texts: Mapping[str, str]
    author_ids: Collection[str]
    chat_ids: Collection[str]


def issues_of(conversation: Conversation, manuscript: Manuscript, minimum: int) -> list[Issue]:
    """Everything to be issued of a conversation: posts and journal entries in order of windows, then profiles."""
    issues = []
    for window, told in zip(conversation.windows, manuscript.told, strict=True):
        first, last = window.messages[0], window.messages[-1]
        journal = journal_of(window, told, minimum)
        for doc_type, draft, slug in (
            ("post", told.post, dated_slug(first.local_time, told.post.title if told.post else "")),
            ("journal", journal, dated_slug(first.local_time, "")),
        ):
            if draft is not None:
                issues.append(Issue(doc_type, window.window_id, draft, last.sent_at, slug, window.start, window.end))
    latest = _latest_of_authors(conversation.windows)
    for author_id, draft in manuscript.portraits.items():
        slug = slug_words(conversation.people[author_id].pseudonym) or "profile"
        issues.append(Issue("profile", author_id, draft, latest[author_id], slug))
    return issues


def _latest_of_authors(windows: Sequence[Window]) -> dict[str, int]:
    """By author_id, when they last wrote."""
    return {m.author_id: m.sent_at for window in windows for m in window.messages}


class Register:
    """The rows of all documents, old and new: keeps addresses, archives what is not told any more.

    Args:
        key: makes document identifiers.
        writer: the value of the column of that name.
        earlier: what the stage wrote before.
    """

    def __init__(self, key: DeploymentKey, writer: str, earlier: Earlier) -> None:
        self._key = key
        self._writer = writer
        self._earlier = earlier
        self._old = {str(row["document_id"]): row for row in earlier.documents}
        self._taken = {(row["chat_id"], row["doc_type"], row["slug"]) for row in earlier.documents}
        self._rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self._issued: set[str] = set()

    def _slug(self, document_id: str, chat_id: str, issue: Issue) -> str:
        """The slug that the document was given first, else a new one."""
        if old := self._old.get(document_id):
            return str(old["slug"])
        taken = {slug for chat, doc_type, slug in self._taken if chat == chat_id and doc_type == issue.doc_type}
        slug = unique_slug(issue.wanted_slug, taken)
        self._taken.add((chat_id, issue.doc_type, slug))
        return slug

    def issue(self, chat_id: str, issue: Issue) -> str:
        """Add a document; returns its identifier."""
        draft = issue.draft
        document_id = self._key.uuid("document", chat_id, issue.doc_type, issue.subject)
        is_profile = issue.doc_type == "profile"
        self._issued.add(document_id)
        self._rows["documents"].append(
            {
                "document_id": document_id,
                "chat_id": chat_id,
                "doc_type": issue.doc_type,
                "slug": self._slug(document_id, chat_id, issue),
                "title": draft.title,
                "summary": draft.summary,
                "content": draft.content,
                "content_hash": public_uuid("content", draft.content),
                "status": "published",
                "decided_by": "writer",
                "language": draft.language,
                "created_at": issue.created_at,
                "window_start": issue.window_start,
                "window_end": issue.window_end,
                "window_id": None if is_profile else issue.subject,
                "subject_author_id": issue.subject if is_profile else None,
                "media_id": None,
                "writer": self._writer,
            }
        )
        self._rows["document_authors"] += [{"document_id": document_id, "author_id": a} for a in draft.author_ids]
        self._rows["document_tags"] += [{"document_id": document_id, "tag": t} for t in draft.tags]
        self._rows["citations"] += [
            {"document_id": document_id, "ordinal": i, **asdict(citation)} for i, citation in enumerate(draft.citations)
        ]
        return document_id

    def archive_others(self, present: Present) -> None:
        """Keep, as archived, what was written earlier and is not told any more.

        Only where all that it quotes is still there and everybody in it still takes part: what was erased, redacted
        anew or withdrawn by opting out leaves with the document.
        """
        earlier = self._earlier
        parts = {
            "document_authors": _by_document(earlier.document_authors),
            "document_tags": _by_document(earlier.document_tags),
            "citations": _by_document(earlier.citations),
        }
        for document_id, row in sorted(self._old.items()):
            if (
                (row["decided_by"] == "person" and row["status"] != "archived")
                or document_id in self._issued
                or not self._may_stay(document_id, row, parts, present)
            ):
                continue
            kept = {name: row.get(name) for name in COLUMNS["documents"]}
            self._rows["documents"].append({**kept, "status": "archived"})
            for name, rows in parts.items():
                self._rows[name] += [{c: r.get(c) for c in COLUMNS[name]} for r in rows.get(document_id, ())]

    def _may_stay(
        self, document_id: str, row: Row, parts: Mapping[str, Mapping[str, Sequence[Row]]], present: Present
    ) -> bool:
        people = [r["author_id"] for r in parts["document_authors"].get(document_id, ())]
        if row["subject_author_id"] is not None:
            people.append(row["subject_author_id"])
        quotes = parts["citations"].get(document_id, ())
        return (
            row["chat_id"] in present.chat_ids
            and all(person in present.author_ids for person in people)
            and all(str(q["quote"]) in present.texts.get(str(q["message_id"]), "") for q in quotes)
        )

    def tables(self) -> dict[str, pa.Table]:
        """The rows by contract."""
        return {name: rows_table(name, rows) for name, rows in self._rows.items()}


def _by_document(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["document_id"]), []).append(row)
    return found
