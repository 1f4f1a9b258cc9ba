"""The content repository on the main database file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Unpack

import duckdb

from egregora_assets import errors
from egregora_assets.contracts.documents import (
    ADDRESS,
    CITATIONS,
    DOCUMENT_AUTHORS,
    DOCUMENT_TAGS,
    DOCUMENTS,
    IMPORTED,
)
from egregora_assets.contracts.identifiers import DeploymentKey, public_uuid
from egregora_assets.contracts.model import Contract
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.content.queries import (
    AFTER,
    COLUMNS,
    CONDITIONS,
    NOMINATE,
    RELEASE,
    build_document,
    render_document_query,
    render_manual_digest,
    render_page_query,
    render_upsert,
)
from egregora_assets.database.error_translation import translate_errors
from egregora_assets.database.run_log.records import require_run
from egregora_assets.services.content import MOST, PERSON, Conditions, Document, Page, Parent, Place

_DEFAULT_LANGUAGE = "en"


class DuckDBContent:
    """The implementation of `ContentRepository`.

    Args:
        key: makes the identifiers of annotations.
    """

    def __init__(self, file: DatabaseFile, key: DeploymentKey) -> None:
        self._file = file
        self._key = key

    def get(self, document_id: str) -> Document | None:
        """The document of an id; None if there is none, or none that is shown.

        Raises:
            DatabaseBusy, DatabaseMissing, DatabaseDamaged: the database cannot be read.
        """
        with self._file.open_reader() as connection:
            rows = connection.execute(render_document_query(), {"document_id": document_id}).fetchall()
        return build_document(rows[0]) if rows else None

    def find(self, *, limit: int = 20, after: Place | None = None, **conditions: Unpack[Conditions]) -> Page:
        """A page of the documents that match all conditions given, newest first, then by id.

        Raises:
            ValueError: the limit is not 1 to `MOST`.
            DatabaseBusy, DatabaseMissing, DatabaseDamaged: the database cannot be read.
        """
        if not 1 <= limit <= MOST:
            raise ValueError(f"a page has 1 to {MOST} documents")
        values: dict[str, Any] = {name: value for name, value in conditions.items() if value is not None}
        tests = [CONDITIONS[name] for name in values]
        if after:
            tests.append(AFTER)
            values |= {"after_at": after.created_at, "after_id": after.document_id}
        with self._file.open_reader() as connection:
            rows = connection.execute(render_page_query(tests, limit + 1), values).fetchall()
        documents = tuple(map(build_document, rows[:limit]))
        return Page(documents, documents[-1].place if len(rows) > limit else None)

    def save(self, document: Document, run_id: str) -> Document:
        """Store a document of a person, which no writer changes from then on; a post is theirs by its `writer` too.

        Raises:
            RunUnknown: the run is not recorded.
            DocumentRefused: its address is taken or fixed, or it refers to something that does not exist.
            RowsRefused: it breaks a constraint.
        """
        if document.based_on is not None and document.doc_type != "post":
            raise errors.DocumentRefused("only a post is made from a writer's version")
        is_edited = document.doc_type == "post" and not document.writer.startswith(IMPORTED)
        stored = replace(
            document,
            decided_by=PERSON,
            writer=PERSON if is_edited else document.writer,
            content_hash=public_uuid("content", document.content),
            tags=tuple(sorted(set(document.tags))),
            author_ids=tuple(sorted(set(document.author_ids))),
        )
        with self._file.transaction() as connection, translate_errors(self._file.path, "documents"):
            require_run(connection, run_id)
            _save_address(connection, stored, run_id)
            row = {c: v for c, v in asdict(stored).items() if c in COLUMNS}
            connection.execute(render_upsert(DOCUMENTS, (*COLUMNS, "run_id")), {**row, "run_id": run_id})
            _save_parts(connection, stored, run_id)
            _save_parent(connection, stored, run_id)
        return stored

    def annotate(self, parent: Parent, content: str, author_id: str | None, created_at: int, run_id: str) -> Document:
        """Annotate a message, a post or an annotation; the same annotation again changes nothing.

        Raises:
            RunUnknown: the run is not recorded.
            DocumentRefused: its address is taken or fixed, or it refers to something that does not exist.
            RowsRefused: it breaks a constraint.
        """
        with self._file.transaction() as connection:
            require_run(connection, run_id)
            chat_id, language = _find_parent(connection, parent)
            document_id = self._key.uuid("annotation", parent.identifier, author_id or "", content)
            known = connection.execute(render_document_query(), {"document_id": document_id}).fetchone()
        if known:
            return build_document(known)
        authors = (author_id,) if author_id else ()
        return self.save(
            Document(
                document_id, chat_id, "annotation", document_id, content, language, created_at,
                author_ids=authors, parent=parent,
            ),
            run_id,
        )  # fmt: skip

    def announce(self, chat_id: str, slug: str, title: str, content: str, created_at: int, run_id: str) -> Document:
        """Write an announcement in a conversation; the same announcement again changes nothing.

        Args:
            slug: what its address begins with.

        Raises:
            RunUnknown: the run is not recorded.
            DocumentRefused: there is no such conversation.
            RowsRefused: it breaks a constraint.
        """
        document_id = self._key.uuid("announcement", chat_id, title, content)
        with self._file.transaction() as connection:
            require_run(connection, run_id)
            chat = connection.execute("SELECT language FROM chats WHERE chat_id = $1", [chat_id]).fetchone()
            known = connection.execute(render_document_query(), {"document_id": document_id}).fetchone()
        if chat is None:
            raise errors.DocumentRefused("there is no such conversation")
        if known:
            return build_document(known)
        address = f"{slug}-{document_id[:8]}"
        language = chat[0] or _DEFAULT_LANGUAGE
        document = Document(document_id, chat_id, "announcement", address, content, language, created_at, title)
        return self.save(document, run_id)

    def archive(self, document_id: str, run_id: str) -> None:
        """Take a document off the site: no later run publishes it again.

        Raises:
            RunUnknown, DocumentUnknown: the run is not recorded, or there is no such document.
        """
        self._decide(document_id, "archived", f"'{PERSON}'", run_id)

    def restore(self, document_id: str, run_id: str) -> None:
        """Put a document back on the site; what a writer wrote is the writer's again.

        Raises:
            RunUnknown, DocumentUnknown: the run is not recorded, or there is no such document.
        """
        self._decide(document_id, "published", f"CASE writer WHEN '{PERSON}' THEN '{PERSON}' ELSE 'writer' END", run_id)

    def decide(self, document_id: str, status: str, run_id: str) -> None:
        """Make a document a draft, published or archived, as a person decides.

        Raises:
            RunUnknown, DocumentUnknown: the run is not recorded, or there is no such document.
        """
        if status == "published":
            self.restore(document_id, run_id)
        else:
            self._decide(document_id, status, f"'{PERSON}'", run_id)

    def release(self, document_ids: Sequence[str], run_id: str) -> None:
        """Give posts that people edited back to the writer; hidden ones stay hidden.

        Raises:
            RunUnknown: the run is not recorded.
        """
        with self._file.transaction() as connection:
            require_run(connection, run_id)
            connection.execute(RELEASE, [list(document_ids), run_id])

    def nominate(self, message_id: str, nomination: str | None, run_id: str) -> None:
        """Record that posts should quote a message, or never do; None withdraws that.

        Raises:
            RunUnknown, RowsRefused: the run is not recorded, or there is no such message.
        """
        with self._file.transaction() as connection, translate_errors(self._file.path, "nomination_decisions"):
            require_run(connection, run_id)
            connection.execute("DELETE FROM nomination_decisions WHERE message_id = $1", [message_id])
            if nomination is not None:
                connection.execute(NOMINATE, [message_id, nomination, run_id])

    def _decide(self, document_id: str, status: str, decider: str, run_id: str) -> None:
        with self._file.transaction() as connection:
            require_run(connection, run_id)
            if not connection.execute("SELECT 1 FROM documents WHERE document_id = $1", [document_id]).fetchone():
                raise errors.DocumentUnknown(document_id)
            connection.execute(
                f"UPDATE documents SET status = $2, decided_by = {decider}, run_id = $3 "
                f"WHERE document_id = $1 AND (status <> $2 OR decided_by <> {decider})",
                [document_id, status, run_id],
            )

    def compute_people_version(self) -> str:
        """Digest of all that people decided: documents, their parts, annotations.

        Raises:
            DatabaseBusy, DatabaseMissing, DatabaseDamaged: the database cannot be read.
        """
        with self._file.open_reader() as connection:
            rows = connection.execute(render_manual_digest()).fetchall()  # a row left unread would bar the connection
        return public_uuid("people-version", *(str(number) for row in rows for number in row))


def _save_address(connection: duckdb.DuckDBPyConnection, document: Document, run_id: str) -> None:
    """Record the document's address, unless it has that one already.

    Raises:
        DocumentRefused: another document has the address, or this one has another.
    """
    wanted = tuple(getattr(document, c) for c in ADDRESS)
    listed = ", ".join(f"CAST({c} AS VARCHAR)" for c in ADDRESS)
    found = connection.execute(
        f"SELECT {listed} FROM document_addresses WHERE document_id = $1 "
        "OR (chat_id = $2 AND doc_type = $3 AND slug = $4)",
        list(wanted),
    ).fetchall()
    if any(address != wanted for address in found):
        is_own = any(address[0] == document.document_id for address in found)
        raise errors.DocumentRefused(
            "its conversation, type and slug are fixed once given" if is_own else "another document has its address"
        )
    if not found:
        connection.execute(
            "INSERT INTO document_addresses (document_id, chat_id, doc_type, slug, run_id) VALUES ($1, $2, $3, $4, $5)",
            [*wanted, run_id],
        )


def _save_parts(connection: duckdb.DuckDBPyConnection, document: Document, run_id: str) -> None:
    """Make the stored tags, authors and citations those of the document."""
    _save_rows(connection, DOCUMENT_TAGS, document.document_id, [{"tag": tag} for tag in document.tags], run_id)
    authors = [{"author_id": author_id} for author_id in document.author_ids]
    _save_rows(connection, DOCUMENT_AUTHORS, document.document_id, authors, run_id)
    quotes = [{"ordinal": place, **asdict(citation)} for place, citation in enumerate(document.citations)]
    _save_rows(connection, CITATIONS, document.document_id, quotes, run_id)


def _save_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, document_id: str, rows: list[dict[str, Any]], run_id: str
) -> None:
    (within,) = (c for c in contract.primary_key if c != "document_id")
    connection.execute(
        f"DELETE FROM {contract.name} WHERE document_id = $1 AND NOT list_contains($2, CAST({within} AS VARCHAR))",
        [document_id, [str(row[within]) for row in rows]],
    )
    for row in rows:
        values = {"document_id": document_id, **row, "run_id": run_id}
        connection.execute(render_upsert(contract, tuple(values)), values)


def _find_parent(connection: duckdb.DuckDBPyConnection, parent: Parent) -> tuple[str, str]:
    """Find the conversation and the language of what is annotated.

    Raises:
        DocumentRefused: it does not exist, or is of another kind.
    """
    if parent.kind == "message":
        query = (
            "SELECT CAST(chat_id AS VARCHAR), language FROM messages JOIN chats USING (chat_id) WHERE message_id = $1"
        )
        values = [parent.identifier]
    else:
        query = "SELECT CAST(chat_id AS VARCHAR), language FROM documents WHERE document_id = $1 AND doc_type = $2"
        values = [parent.identifier, parent.kind]
    row = connection.execute(query, values).fetchone()
    if row is None:
        raise errors.DocumentRefused("what it annotates does not exist, or is of another kind")
    return row[0], row[1] or _DEFAULT_LANGUAGE


def _save_parent(connection: duckdb.DuckDBPyConnection, document: Document, run_id: str) -> None:
    """Record what an annotation is about; that never changes.

    Raises:
        DocumentRefused: it has no parent, or another than before.
    """
    parent = document.parent
    if (parent is not None) != (document.doc_type == "annotation"):
        raise errors.DocumentRefused("an annotation, and nothing else, has a parent")
    if parent is None:
        return
    _find_parent(connection, parent)
    row = connection.execute(
        "SELECT parent_type, CAST(coalesce(parent_message_id, parent_document_id) AS VARCHAR) FROM "
        "(FROM annotations UNION ALL FROM detached_annotations) WHERE annotation_id = $1",
        [document.document_id],
    ).fetchone()
    if row and row != (parent.kind, parent.identifier):
        raise errors.DocumentRefused("the parent of an annotation is fixed")
    if row:
        return
    message, other = (parent.identifier, None) if parent.kind == "message" else (None, parent.identifier)
    connection.execute(
        "INSERT INTO annotations (annotation_id, doc_type, parent_type, parent_message_id, parent_document_id, "
        "author_id, run_id) VALUES ($1, 'annotation', $2, $3, $4, $5, $6)",
        [document.document_id, parent.kind, message, other, next(iter(document.author_ids), None), run_id],
    )
