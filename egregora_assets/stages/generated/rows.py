"""Binds the writer to its tables: rows to conversations, documents to rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.annotations import NOMINATION_DECISIONS
from egregora_assets.contracts.bundles import GENERATED_BUNDLE
from egregora_assets.contracts.documents import CITATIONS, DOCUMENT_TAGS, DOCUMENTS
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.parts import ChangedParts, Part, Perform, perform_here
from egregora_assets.contracts.tables import Derived, Tables
from egregora_assets.stages.generated import expressions
from egregora_assets.writing.catalog import Catalog
from egregora_assets.writing.documents import list_documents
from egregora_assets.writing.progress.stored import Sources
from egregora_assets.writing.progress.telling import PutOff, write_at_once
from egregora_assets.writing.progress.telling_all import TellingTask, tell_all
from egregora_assets.writing.progress.windows import Writer
from egregora_assets.writing.slugs import SaidWords


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

    def list_withdrawn(self) -> list[str]:
        """Posts that people edited and that cannot stay so; in order."""
        rows = self.anonymized.rows(expressions.find_withdrawn(self.generated, self.anonymized))
        return [str(document_id) for document_id in rows["document_id"].to_pylist()]

    def list_archivable(self, gone: Sequence[str]) -> list[str]:
        """Of stored documents that are gone, those that may be kept as archived; in order."""
        if not gone:
            return []
        own = self.knowledge["window_messages"]
        expression = expressions.list_archivable(expressions.GONE, self.generated, self.anonymized, own)
        rows = self.anonymized.rows(Derived(expression, {"result_gone": _list_ids(gone)}))
        return [str(document_id) for document_id in rows["document_id"].to_pylist()]


def read_sources(anonymized: Tables, enriched: Tables, knowledge: Tables, language_code: str | None) -> Sources:
    """Read the rows that the writer needs."""
    windows, own = knowledge["windows"], knowledge["window_messages"]
    links = expressions.list_message_links(own, enriched["message_links"], enriched["links"])
    media = expressions.list_message_media(own, enriched["message_media"], enriched["media_files"])
    earlier = expressions.list_earlier_passages(knowledge["window_context"], knowledge["chunks"])
    messages = expressions.list_window_messages(windows, own, anonymized, NOMINATION_DECISIONS.table())
    with anonymized.session():
        return Sources(
            chats=anonymized.rows(anonymized["chats"].order_by("chat_id")),
            authors=anonymized.rows(anonymized["authors"].order_by("author_id")),
            windows=knowledge.rows(windows.order_by("chat_id", "window_start", "window_id")),
            messages=knowledge.rows(messages),
            redactions=anonymized.rows(expressions.list_redactions(own, anonymized["redactions"])),
            reactions=anonymized.rows(expressions.list_message_reactions(own, anonymized["message_reactions"])),
            links=enriched.rows(links),
            media=enriched.rows(media),
            passages=knowledge.rows(earlier),
            language_code=language_code,
        )


def build_tables(
    sources: Sources,
    writer: Writer,
    key: DeploymentKey,
    stored: Stored,
    put_off: PutOff = write_at_once,
    perform: Perform = perform_here,
) -> tuple[ChangedParts, pa.Table]:
    """Write what changed of every conversation, and keep of earlier runs what may stay.

    Args:
        put_off: lets profiles be written that have to be.
        perform: what computes new conversations.

    Returns: the rows of the documents that changed, without run_id, which stored rows they replace, and all parts; and
    all documents as they are then, without their text.
    """
    known_rows = stored.read_known()
    known = known_rows.drop_columns(["window_start"]).to_pylist()
    silent = sources.authors.filter(sources.authors["is_opted_out"])
    said = SaidWords(sources.messages, {str(chat_id) for chat_id in silent["chat_id"].to_pylist()})
    catalog = Catalog(key, writer.name, known, said)
    parts: dict[str, Part] = {}
    kept: set[tuple[str, str]] = set()
    task = TellingTask(sources, writer, stored.parts, _list_decisions(known))
    for frame, told in tell_all(task, put_off, perform):
        for document in list_documents(told, frame, writer.minimum):
            catalog.add(frame.chat_id, document)
        kept |= told.kept
        parts |= told.parts
    gone = catalog.list_gone(kept)
    replaced = sorted({*gone, *catalog.replaced})
    results = _collect_results(catalog, stored.list_archivable(gone), replaced)
    tables = expressions.build_rows(stored.generated, stored.anonymized, stored.knowledge["windows"])
    rows = {name: Derived(table, results) for name, table in tables.items()}
    scope = _select_scope(results) if stored.parts else {}
    return ChangedParts(rows, scope, parts), _list_shown(catalog, known_rows, replaced)


def _collect_results(catalog: Catalog, archived: Sequence[str], replaced: Sequence[str]) -> dict[str, pa.Table]:
    """What was written and decided, by the names under which expressions know it."""
    columns = list(expressions.TEXTS)
    return {
        "result_documents": DOCUMENTS.rows(catalog.documents).select(columns),
        "result_tags": DOCUMENT_TAGS.rows(catalog.tags),
        "result_citations": CITATIONS.rows(catalog.citations),
        "result_archived": _list_ids(archived),
        "result_replaced": _list_ids(replaced),
    }


def _select_scope(results: Mapping[str, pa.Table]) -> dict[str, Derived]:
    """The keys of the stored rows of documents that are replaced, by contract."""
    return {
        name: Derived(expressions.select_replaced(contract.table(), contract.primary_key), results)
        for name, contract in GENERATED_BUNDLE.tables.items()
    }


def _list_shown(catalog: Catalog, known: pa.Table, replaced: Sequence[str]) -> pa.Table:
    """What Dagster shows: the documents that were written, and the stored ones that stay, without their text."""
    left = known.filter(pc.invert(pc.is_in(known["document_id"], pa.array(replaced, pa.string()))))
    documents = DOCUMENTS.rows({**row, "status": "published"} for row in catalog.documents)
    written = documents.select(left.column_names)
    return pa.concat_tables([written, left.cast(written.schema)])


def _list_ids(document_ids: Sequence[str]) -> pa.Table:
    return pa.table({"document_id": pa.array(document_ids, pa.string())})


def _list_decisions(known: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What people decided of stored documents, by the window or person that they are about."""
    found: dict[str, list[str]] = {}
    for row in known:
        about = row["window_id"] or row["subject_author_id"]
        if row["decided_by"] == "person" and about is not None:
            found.setdefault(str(about), []).append(f"{row['doc_type']} {row['status']}")
    return {about: ", ".join(sorted(decisions)) for about, decisions in found.items()}
