"""A database with one conversation, some people, messages and documents, for tests of the content repository."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import duckdb

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.content.repository import DuckDBContent
from egregora_assets.services.content import Document
from egregora_assets_tests.asset_bodies import KEY
from egregora_assets_tests.contracts.contract_rows import insert, insert_with_parents, valid_row
from egregora_assets_tests.database.new_database import new_database

RUN = str(valid_row("runs", "run")["run_id"])
LATER_RUN = public_uuid("test", "a later run")
MESSAGE = str(valid_row("messages")["message_id"])
CHAT = str(valid_row("chats")["chat_id"])
AUTHOR = str(valid_row("authors")["author_id"])
WINDOW = str(valid_row("windows")["window_id"])
MEDIA = str(valid_row("media_files")["media_id"])
NOON = 1_709_294_400_000_000_001
"""A moment with nanoseconds."""
STEP = 60_000_000_000

OF_A_TYPE: Mapping[str, dict[str, Any]] = {
    "post": {"title": "A title", "summary": "A summary.", "window_start": NOON, "window_end": NOON + 1},
    "profile": {"title": "A person", "subject_author_id": AUTHOR},
    "journal": {"window_start": NOON, "window_end": NOON},
    "media": {"media_id": MEDIA},
    "announcement": {},
}
"""By type, the least that the contract asks of a document. Annotations are made by `annotate`."""


def room(folder: Path) -> DuckDBContent:
    """The repository of a new database with one message, its author, a file and two runs."""
    return DuckDBContent(new_database(folder / "room.duckdb", fill=_fill), KEY)


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    insert_with_parents(connection, "messages")
    insert_with_parents(connection, "windows")
    insert(connection, "media_files", valid_row("media_files"))
    insert(connection, "runs", {**valid_row("runs"), "run_id": LATER_RUN})


def document(doc_type: str = "post", name: str = "a", **values: Any) -> Document:
    """A document that the contract accepts."""
    given: dict[str, Any] = {
        "document_id": public_uuid("test", "document", doc_type, name),
        "chat_id": CHAT,
        "doc_type": doc_type,
        "slug": f"slug-{name}",
        "content": f"content {name}",
        "language": "en",
        "created_at": NOON,
    }
    return Document(**given | OF_A_TYPE[doc_type] | values)


def posts(file: DatabaseFile, count: int, words: int = 100) -> None:
    """Adds published posts of a writer, a minute apart, each with five tags, a person and a citation."""
    identifier = "md5(concat('post ', i))::UUID"
    with file.transaction() as connection:
        connection.execute(
            f"INSERT INTO document_addresses SELECT {identifier}, '{CHAT}', 'post', concat('post-', i), '{RUN}' "
            f"FROM range({count}) AS t(i)"
        )
        connection.execute(
            f"INSERT INTO documents BY NAME SELECT {identifier} AS document_id, '{CHAT}' AS chat_id, "
            "'post' AS doc_type, concat('post-', i) AS slug, 'title' AS title, 'summary' AS summary, "
            f"repeat(concat('words of post ', i, '. '), {words}) AS content, md5(concat(i))::UUID AS content_hash, "
            "'published' AS status, 'writer' AS decided_by, 'en' AS language, "
            f"make_timestamp_ns({NOON} + i * {STEP}) AS created_at, make_timestamp_ns({NOON}) AS window_start, "
            f"make_timestamp_ns({NOON}) AS window_end, 'test' AS writer, '{RUN}' AS run_id FROM range({count}) AS t(i)"
        )
        connection.execute(
            f"INSERT INTO document_tags SELECT {identifier}, concat('tag-', (i * 7 + j * 13) % 200), '{RUN}' "
            f"FROM range({count}) AS t(i), range(5) AS u(j)"
        )
        connection.execute(
            f"INSERT INTO document_authors SELECT {identifier}, '{AUTHOR}', '{RUN}' FROM range({count}) AS t(i)"
        )
        connection.execute(
            f"INSERT INTO citations SELECT {identifier}, 0, '{MESSAGE}', 'text', NULL, NULL, '{RUN}' "
            f"FROM range({count}) AS t(i)"
        )


@dataclass
class Heard:
    """A connection that notes the statements which pass through it."""

    connection: duckdb.DuckDBPyConnection
    statements: list[tuple[str, Any]] = field(default_factory=list)

    def execute(self, statement: str, values: Any = None) -> duckdb.DuckDBPyConnection:
        self.statements.append((statement, values))
        return self.connection.execute(statement, values)


class OverheardFile(DatabaseFile):
    """A database file whose readers' statements are noted, in `statements`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.statements: list[tuple[str, Any]] = []

    @contextmanager
    def open_reader(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with super().open_reader() as connection:
            yield cast(duckdb.DuckDBPyConnection, Heard(connection, self.statements))


@dataclass(frozen=True)
class Scan:
    """How a query read a table."""

    table: str
    uses_index: bool
    row_count: int


def scans_of(file: OverheardFile, call: Callable[[], Any]) -> list[Scan]:
    """How the one query of a call read its tables, by name of the table."""
    file.statements.clear()
    call()
    ((statement, values),) = file.statements
    with file.open_reader() as connection:
        row = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values).fetchone()
    return sorted(_scans(json.loads(row[1] if row else "{}")), key=lambda scan: scan.table)


def _scans(node: Any) -> Iterator[Scan]:
    """Every scan of a table at or below a place of a plan."""
    if isinstance(node, list):
        for part in node:
            yield from _scans(part)
    elif isinstance(node, dict):
        told = node.get("extra_info")
        if isinstance(told, dict) and "Table" in told:
            table = str(told["Table"]).rpartition(".")[2]
            yield Scan(table, told.get("Type") == "Index Scan", int(node["rows_scanned"]))
        yield from _scans(list(node.values()))
