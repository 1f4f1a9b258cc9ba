"""Binds the writer to its tables: rows to conversations, documents to rows."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.bundles import GENERATED_BUNDLE
from egregora_assets.contracts.documents import ADDRESS
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.parts import ChangedParts, Part
from egregora_assets.contracts.tables import Tables
from egregora_assets.stages.generated import expressions
from egregora_assets.writing.catalog import Catalog, Present, StoredRows
from egregora_assets.writing.documents import list_documents
from egregora_assets.writing.progress.stored import Sources, read_conversations
from egregora_assets.writing.progress.telling import PutOff, tell, write_at_once
from egregora_assets.writing.progress.windows import Writer

_SATELLITES = ("document_authors", "document_tags", "citations")


@dataclass
class Stored:
    """What earlier runs wrote, read as it is needed.

    Args:
        generated, anonymized, knowledge: the tables of the stage itself, of the messages and of the windows.
        parts: of the last run; none where everything is to be written anew.
    """

    generated: Tables
    anonymized: Tables
    knowledge: Tables
    parts: Mapping[str, Part] = field(default_factory=dict)

    def read_known(self) -> pa.Table:
        """Every document that was stored, without its text, in order of its identifier."""
        return self.generated.rows(expressions.list_known(self.generated["documents"]))

    def read(self, document_ids: Sequence[str]) -> StoredRows:
        """All rows of some documents."""
        if not document_ids:
            return StoredRows()
        tables = (expressions.select_documents(self.generated[n], document_ids) for n in ("documents", *_SATELLITES))
        return StoredRows(*(self.generated.rows(table).to_pylist() for table in tables))

    def read_texts(self, message_ids: Sequence[str]) -> dict[str, str]:
        """The texts of some messages, by identifier: of those that are in windows."""
        if not message_ids:
            return {}
        messages, own = self.anonymized["messages"], self.knowledge["window_messages"]
        rows = self.anonymized.rows(expressions.select_texts(messages, own, message_ids))
        return {str(row["message_id"]): str(row["text"]) for row in rows.to_pylist()}


def read_sources(anonymized: Tables, enriched: Tables, knowledge: Tables, language_code: str | None) -> Sources:
    """Read the rows that the writer needs."""
    windows, own = knowledge["windows"], knowledge["window_messages"]
    links = expressions.list_message_links(own, enriched["message_links"], enriched["links"])
    media = expressions.list_message_media(own, enriched["message_media"], enriched["media_files"])
    earlier = expressions.list_earlier_passages(knowledge["window_context"], knowledge["chunks"])
    messages = expressions.list_window_messages(windows, own, anonymized["messages"])
    with anonymized.session():
        return Sources(
            chats=anonymized.rows(anonymized["chats"].order_by("chat_id")),
            authors=anonymized.rows(anonymized["authors"].order_by("author_id")),
            windows=knowledge.rows(windows.order_by("chat_id", "window_start", "window_id")),
            messages=knowledge.rows(messages),
            redactions=anonymized.rows(expressions.list_redactions(own, anonymized["redactions"])),
            links=enriched.rows(links),
            media=enriched.rows(media),
            passages=knowledge.rows(earlier),
            language_code=language_code,
        )


def build_tables(
    sources: Sources, writer: Writer, key: DeploymentKey, stored: Stored, put_off: PutOff = write_at_once
) -> tuple[ChangedParts, pa.Table]:
    """Write what changed of every conversation, and keep of earlier runs what may stay.

    Args:
        put_off: lets profiles be written that have to be.

    Returns: the rows of the documents that changed, without run_id, which stored rows they replace, and all parts; and
    all documents as they are then, without their text.
    """
    known_rows = stored.read_known()
    known = known_rows.drop_columns(["window_start"]).to_pylist()
    catalog = Catalog(key, writer.name, known)
    parts: dict[str, Part] = {}
    kept: set[tuple[str, str]] = set()
    with _garbage_collection_off():
        for source, language in read_conversations(sources, stored.parts):
            told = tell(source, writer, stored.parts, _list_decisions(known), put_off)
            for document in list_documents(told, source.frame, writer.minimum):
                catalog.add(source.frame.chat_id, document)
            kept |= told.kept
            parts |= {**told.parts, **language}
    gone = catalog.list_gone(kept)
    rows = stored.read(gone)
    texts = stored.read_texts(sorted({str(row["message_id"]) for row in rows.citations}))
    catalog.archive(rows, _read_present(sources, texts))
    tables = {name: GENERATED_BUNDLE.tables[name].rows(found) for name, found in catalog.rows.items()}
    tables |= {"document_addresses": tables["documents"].select(ADDRESS)}
    replaced = sorted({*gone, *catalog.replaced})
    left = known_rows.filter(pc.invert(pc.is_in(known_rows["document_id"], pa.array(replaced, pa.string()))))
    shown = pa.concat_tables([tables["documents"].select(left.column_names), left.cast(_schema_of(tables, left))])
    return ChangedParts(tables, _select_scope(replaced) if stored.parts else {}, parts), shown


def _schema_of(tables: Mapping[str, pa.Table], rows: pa.Table) -> pa.Schema:
    """The types of new documents, for the columns of stored ones."""
    return pa.schema([tables["documents"].schema.field(name) for name in rows.column_names])


def _select_scope(document_ids: Sequence[str]) -> dict[str, ibis.Table]:
    """The keys of the stored rows of some documents, by contract."""
    return {
        name: expressions.select_documents(contract.table(), document_ids).select(*contract.primary_key)
        for name, contract in GENERATED_BUNDLE.tables.items()
    }


def _list_decisions(known: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What people decided of stored documents, by the window or person that they are about."""
    found: dict[str, list[str]] = {}
    for row in known:
        about = row["window_id"] or row["subject_author_id"]
        if row["decided_by"] == "person" and about is not None:
            found.setdefault(str(about), []).append(f"{row['doc_type']} {row['status']}")
    return {about: ", ".join(sorted(decisions)) for about, decisions in found.items()}


def _read_present(sources: Sources, texts: Mapping[str, str]) -> Present:
    return Present(
        texts=texts,
        author_ids=frozenset(str(r["author_id"]) for r in sources.authors.to_pylist() if not r["is_opted_out"]),
        chat_ids=frozenset(r["chat_id"] for r in sources.chats.to_pylist()),
    )


@contextmanager
def _garbage_collection_off() -> Iterator[None]:
    """Reading makes a great many values that stay: at 100,000 messages the collector took a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
