"""The content repository on the main database file."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import duckdb

from egregora_assets import errors
from egregora_assets.contracts.documents import ADDRESS, CITATIONS, DOCUMENT_AUTHORS, DOCUMENT_TAGS, DOCUMENTS
from egregora_assets.contracts.identifiers import DeploymentKey, public_uuid
from egregora_assets.contracts.model import Contract
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.content.queries import (
    COLUMNS,
    document_of,
    document_query,
    page_query,
    people_query,
    put_statement,
)
from egregora_assets.database.refusals import translated
from egregora_assets.database.run_log.records import require_run
from egregora_assets.services.content import MOST, PERSON, Document, Page, Parent, Place

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
        """The document of an id; None if there is none, or none that is shown."""
        with self._file.reading() as connection:
            row = connection.execute(document_query(), {"document_id": document_id}).fetchone()
        return document_of(row) if row else None

    def find(
        self,
        *,
        doc_type: str | None = None,
        slug: str | None = None,
        chat_id: str | None = None,
        since: int | None = None,
        until: int | None = None,
        author_id: str | None = None,
        tag: str | None = None,
        status: str | None = None,
        parent_id: str | None = None,
        limit: int = 20,
        after: Place | None = None,
    ) -> Page:
        """A page of the documents to which all that is given applies, newest first, then by id.

        Raises:
            ValueError: a limit that is not 1 to `MOST`.
        """
        if not 1 <= limit <= MOST:
            raise ValueError(f"a page has 1 to {MOST} documents")
        wanted = {
            "d.doc_type = $doc_type": doc_type,
            "d.slug = $slug": slug,
            "d.chat_id = $chat_id": chat_id,
            "d.status = $status": status,
            "d.created_at >= make_timestamp_ns($since)": since,
            "d.created_at < make_timestamp_ns($until)": until,
            "d.document_id IN (SELECT document_id FROM document_authors WHERE author_id = $author_id)": author_id,
            "d.document_id IN (SELECT document_id FROM document_tags WHERE tag = $tag)": tag,
            "d.document_id IN (SELECT annotation_id FROM annotations WHERE parent_message_id = $parent_id "
            "OR parent_document_id = $parent_id)": parent_id,
        }
        conditions = {text: value for text, value in wanted.items() if value is not None}
        values = {text.rpartition("$")[2].rstrip(")"): value for text, value in conditions.items()}
        chosen = list(conditions)
        if after:
            chosen.append(
                "(d.created_at < make_timestamp_ns($after_at) OR (d.created_at = make_timestamp_ns($after_at) "
                "AND d.document_id > CAST($after_id AS UUID)))"
            )
            values |= {"after_at": after.created_at, "after_id": after.document_id}
        with self._file.reading() as connection:
            rows = connection.execute(page_query(chosen, limit + 1), values).fetchall()
        documents = tuple(map(document_of, rows[:limit]))
        return Page(documents, documents[-1].place if len(rows) > limit else None)

    def save(self, document: Document, run_id: str) -> Document:
        """Stores what a person wrote or changed: from now on no writer touches it.

        Raises:
            RunUnknown, DocumentRefused, RowsRefused.
        """
        stored = replace(
            document,
            decided_by=PERSON,
            content_hash=public_uuid("content", document.content),
            tags=tuple(sorted(set(document.tags))),
            author_ids=tuple(sorted(set(document.author_ids))),
        )
        with self._file.transaction() as connection, translated(self._file.path, "documents"):
            require_run(connection, run_id)
            _give_address(connection, stored, run_id)
            row = {c: v for c, v in asdict(stored).items() if c in COLUMNS}
            connection.execute(put_statement(DOCUMENTS, (*COLUMNS, "run_id")), {**row, "run_id": run_id})
            _put_parts(connection, stored, run_id)
            _put_parent(connection, stored, run_id)
        return stored

    def annotate(self, parent: Parent, content: str, author_id: str | None, created_at: int, run_id: str) -> Document:
        """Writes on a message, a post or an annotation; the same words of the same person again change nothing.

        Raises:
            RunUnknown, DocumentRefused, RowsRefused.
        """
        with self._file.transaction() as connection:
            require_run(connection, run_id)
            chat_id, language = _home_of(connection, parent)
            document_id = self._key.uuid("annotation", parent.identifier, author_id or "", content)
            known = connection.execute(document_query(), {"document_id": document_id}).fetchone()
        if known:
            return document_of(known)
        authors = (author_id,) if author_id else ()
        return self.save(
            Document(
                document_id, chat_id, "annotation", document_id, content, language, created_at,
                author_ids=authors, parent=parent,
            ),
            run_id,
        )  # fmt: skip

    def archive(self, document_id: str, run_id: str) -> None:
        """Takes a document off the site: no later run publishes it again.

        Raises:
            RunUnknown, DocumentUnknown.
        """
        self._decide(document_id, "archived", f"'{PERSON}'", run_id)

    def restore(self, document_id: str, run_id: str) -> None:
        """Puts a document back on the site; what a writer wrote is the writer's again.

        Raises:
            RunUnknown, DocumentUnknown.
        """
        self._decide(document_id, "published", f"CASE writer WHEN '{PERSON}' THEN '{PERSON}' ELSE 'writer' END", run_id)

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

    def people_version(self) -> str:
        """Digest of all that people decide: documents, what hangs on them, annotations."""
        with self._file.reading() as connection:
            row = connection.execute(people_query()).fetchone()
        return public_uuid("people-version", *(str(number) for number in row or ()))


def _give_address(connection: duckdb.DuckDBPyConnection, document: Document, run_id: str) -> None:
    """Records the document's address, unless it has that one already."""
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


def _put_parts(connection: duckdb.DuckDBPyConnection, document: Document, run_id: str) -> None:
    """Makes tags, authors and citations what the document says."""
    _put_rows(connection, DOCUMENT_TAGS, document.document_id, [{"tag": tag} for tag in document.tags], run_id)
    authors = [{"author_id": author_id} for author_id in document.author_ids]
    _put_rows(connection, DOCUMENT_AUTHORS, document.document_id, authors, run_id)
    quotes = [{"ordinal": place, **asdict(citation)} for place, citation in enumerate(document.citations)]
    _put_rows(connection, CITATIONS, document.document_id, quotes, run_id)


def _put_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, document_id: str, rows: list[dict[str, Any]], run_id: str
) -> None:
    (within,) = (c for c in contract.primary_key if c != "document_id")
    connection.execute(
        f"DELETE FROM {contract.name} WHERE document_id = $1 AND NOT list_contains($2, CAST({within} AS VARCHAR))",
        [document_id, [str(row[within]) for row in rows]],
    )
    for row in rows:
        values = {"document_id": document_id, **row, "run_id": run_id}
        connection.execute(put_statement(contract, tuple(values)), values)


def _home_of(connection: duckdb.DuckDBPyConnection, parent: Parent) -> tuple[str, str]:
    """The conversation and the language of what is annotated.

    Raises:
        DocumentRefused: it is not there, or is not what it is said to be.
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
        raise errors.DocumentRefused("what it is written on is not there, or is of another kind")
    return row[0], row[1] or _DEFAULT_LANGUAGE


def _put_parent(connection: duckdb.DuckDBPyConnection, document: Document, run_id: str) -> None:
    """Records what an annotation is written on; it never changes."""
    parent = document.parent
    if (parent is not None) != (document.doc_type == "annotation"):
        raise errors.DocumentRefused("exactly an annotation is written on something")
    if parent is None:
        return
    _home_of(connection, parent)
    row = connection.execute(
        "SELECT parent_type, CAST(coalesce(parent_message_id, parent_document_id) AS VARCHAR) FROM "
        "(FROM annotations UNION ALL FROM detached_annotations) WHERE annotation_id = $1",
        [document.document_id],
    ).fetchone()
    if row and row != (parent.kind, parent.identifier):
        raise errors.DocumentRefused("what an annotation is written on is fixed")
    if row:
        return
    message, other = (parent.identifier, None) if parent.kind == "message" else (None, parent.identifier)
    connection.execute(
        "INSERT INTO annotations (annotation_id, doc_type, parent_type, parent_message_id, parent_document_id, "
        "author_id, run_id) VALUES ($1, 'annotation', $2, $3, $4, $5, $6)",
        [document.document_id, parent.kind, message, other, next(iter(document.author_ids), None), run_id],
    )
