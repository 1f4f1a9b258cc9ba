"""Binds notes to their tables: rows to documents, and what each is written on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa

from egregora_assets.contracts.instants import to_local_time
from egregora_assets.site.site_model import Document


def read_notes(
    annotations: Iterable[Document], targets: pa.Table, chat_notes: pa.Table, zones: Mapping[str, str]
) -> tuple[list[Document], dict[str, str]]:
    """All notes, and by the id of each that of what it is written on.

    Args:
        targets: of annotations; chat_notes: of the chat, as the expressions of the same names give them.
        zones: by chat_id.
    """
    pairs = ((targets, "annotation_id"), (chat_notes, "document_id"))
    found = {str(row[name]): str(row["target_id"]) for table, name in pairs for row in table.to_pylist()}
    return [*annotations, *_read_chat_notes(chat_notes, zones)], found


def _read_chat_notes(rows: pa.Table, zones: Mapping[str, str]) -> list[Document]:
    """The notes that people wrote in the chat, as documents."""
    return [
        Document(
            document_id=row["document_id"],
            chat_id=row["chat_id"],
            slug=row["document_id"],
            title="",
            content=row["content"],
            language=row["language"],
            created_at=row["created_at"],
            day=to_local_time(row["created_at"], zones[row["chat_id"]]).date(),
            writer="person",
            text_version="",
            person_ids=(row["author_id"],),
        )
        for row in rows.to_pylist()
    ]
