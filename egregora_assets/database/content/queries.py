"""The statements of the content repository: a page of documents with all their parts is one query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from egregora_assets.contracts.annotations import ANNOTATION_TABLES, NOMINATION_DECISIONS
from egregora_assets.contracts.documents import CITATIONS, DOCUMENT_AUTHORS, DOCUMENT_TAGS, DOCUMENTS
from egregora_assets.contracts.model import Contract
from egregora_assets.database.schema.ddl import quote
from egregora_assets.services.content import Citation, Document, Parent

_PEOPLE_ALONE = (*ANNOTATION_TABLES, NOMINATION_DECISIONS)
"""Tables in which every row is a person's decision."""
INSTANTS = ("created_at", "window_start", "window_end")
COLUMNS = DOCUMENTS.filled_columns

# Detached annotations, those of people who opted out, and all that annotates either. They are few.
_HIDDEN = """hidden(annotation_id) AS (
  SELECT annotation_id FROM detached_annotations
  UNION SELECT a.annotation_id FROM annotations AS a JOIN authors AS u USING (author_id) WHERE u.is_opted_out
  UNION SELECT a.annotation_id FROM annotations AS a JOIN hidden AS h ON a.parent_document_id = h.annotation_id
)"""
_SHOWN = "(d.doc_type <> 'annotation' OR d.document_id NOT IN (SELECT annotation_id FROM hidden))"
_PARTS = {
    "tags": ("document_tags", "list(p.tag ORDER BY p.tag)"),
    "author_ids": ("document_authors", "list(CAST(p.author_id AS VARCHAR) ORDER BY p.author_id)"),
    "citations": (
        "citations",
        "list(struct_pack(m := CAST(p.message_id AS VARCHAR), q := p.quote, s := p.section, r := p.role) "
        "ORDER BY p.ordinal)",
    ),
    "parent": (
        "annotations",
        "list(struct_pack(k := p.parent_type, i := CAST(coalesce(p.parent_message_id, p.parent_document_id) AS "
        "VARCHAR)))",
    ),
}


CONDITIONS = {
    **{c: f"d.{c} = ${c}" for c in ("doc_type", "slug", "chat_id", "status")},
    "since": "d.created_at >= make_timestamp_ns($since)",
    "until": "d.created_at < make_timestamp_ns($until)",
    "author_id": "d.document_id IN (SELECT document_id FROM document_authors WHERE author_id = $author_id)",
    "tag": "d.document_id IN (SELECT document_id FROM document_tags WHERE tag = $tag)",
    "parent_id": "d.document_id IN (SELECT annotation_id FROM annotations WHERE parent_message_id = $parent_id "
    "OR parent_document_id = $parent_id)",
}
"""The conditions of `find` by name; each has a parameter of that name."""
AFTER = (
    "(d.created_at < make_timestamp_ns($after_at) OR (d.created_at = make_timestamp_ns($after_at) "
    "AND d.document_id > CAST($after_id AS UUID)))"
)


RELEASE = (
    "UPDATE documents SET writer = 'released', based_on = NULL, run_id = $2, "
    "decided_by = CASE status WHEN 'published' THEN 'writer' ELSE 'person' END "
    "WHERE list_contains($1, CAST(document_id AS VARCHAR)) AND writer = 'person' AND doc_type = 'post'"
)
"""Give posts that people edited back; parameters: ids, run."""
NOMINATE = "INSERT INTO nomination_decisions (message_id, nomination, run_id) VALUES ($1, $2, $3)"


def _render_column(column: str) -> str:
    if column in INSTANTS:
        return f"epoch_ns(d.{quote(column)})"
    return f"CAST(d.{quote(column)} AS VARCHAR)" if DOCUMENTS.column(column).type.is_uuid() else f"d.{quote(column)}"


_LISTED = ", ".join(map(_render_column, COLUMNS))


def _name_key(table: str) -> str:
    return "annotation_id" if table == "annotations" else "document_id"


def render_document_query() -> str:
    """Select one document by `$document_id`: every table is filtered by that key itself, so that its index is used."""
    parts = ", ".join(
        f"(SELECT {made} FROM {table} AS p WHERE p.{_name_key(table)} = $document_id)"
        for table, made in _PARTS.values()
    )
    return (
        f"WITH RECURSIVE {_HIDDEN} SELECT {_LISTED}, {parts} "
        f"FROM documents AS d WHERE d.document_id = $document_id AND {_SHOWN}"
    )


def render_page_query(conditions: Sequence[str], limit: int) -> str:
    """Select documents in the order of `find`: first the page, then the parts of that page alone."""
    joins = " ".join(
        f"LEFT JOIN (SELECT p.{_name_key(table)} AS document_id, {made} AS made FROM {table} AS p "
        f"WHERE p.{_name_key(table)} IN (SELECT document_id FROM page) GROUP BY ALL) AS {name} "
        f"ON {name}.document_id = d.document_id"
        for name, (table, made) in _PARTS.items()
    )
    chosen = " AND ".join([*conditions, _SHOWN])
    return (
        f"WITH RECURSIVE {_HIDDEN}, page AS MATERIALIZED (SELECT d.* FROM documents AS d WHERE {chosen} "
        f"ORDER BY d.created_at DESC, d.document_id LIMIT {limit:d}) "
        f"SELECT {_LISTED}, {', '.join(f'{name}.made' for name in _PARTS)} FROM page AS d {joins} "
        "ORDER BY d.created_at DESC, d.document_id"
    )


def build_document(row: Sequence[Any]) -> Document:
    """Build the document from a row of either query."""
    values = dict(zip(COLUMNS, row, strict=False))
    tags, author_ids, citations, parents = row[len(COLUMNS) :]
    return Document(
        **values,
        tags=tuple(tags or ()),
        author_ids=tuple(author_ids or ()),
        citations=tuple(Citation(c["m"], c["q"], c["s"], c["r"]) for c in citations or ()),
        parent=next((Parent(p["k"], p["i"]) for p in parents or ()), None),
    )


def render_upsert(contract: Contract, columns: Sequence[str]) -> str:
    """Add a row, or update the one with its key where it differs. Parameters are named after the columns."""
    values = ", ".join(f"make_timestamp_ns(${c})" if c in INSTANTS else f"${c}" for c in columns)
    free = [c for c in columns if c not in (*contract.primary_key, "run_id")]
    change = "DO NOTHING"
    if free:
        differs = " OR ".join(f"{contract.name}.{quote(c)} IS DISTINCT FROM excluded.{quote(c)}" for c in free)
        assigned = ", ".join(f"{quote(c)} = excluded.{quote(c)}" for c in (*free, "run_id"))
        change = f"DO UPDATE SET {assigned} WHERE {differs}"
    listed = ", ".join(map(quote, columns))
    key = ", ".join(map(quote, contract.primary_key))
    return f"INSERT INTO {quote(contract.name)} ({listed}) VALUES ({values}) ON CONFLICT ({key}) {change}"


def render_manual_digest() -> str:
    """Select a digest of what people decide for each table, which does not depend on the order of rows."""
    manual = "IN (SELECT document_id FROM documents WHERE decided_by = 'person')"
    numbers = [
        f"(SELECT concat(count(*), ' ', bit_xor(md5_number(concat_ws(chr(31), {_render_texts(c)})))) "
        f"FROM {quote(c.name)} AS o{'' if c in _PEOPLE_ALONE else f' WHERE o.document_id {manual}'})"
        for c in (DOCUMENTS, DOCUMENT_AUTHORS, DOCUMENT_TAGS, CITATIONS, *_PEOPLE_ALONE)
    ]
    return f"SELECT {', '.join(numbers)}"


def _render_texts(contract: Contract) -> str:
    return ", ".join(f"coalesce(CAST(o.{quote(c)} AS VARCHAR), chr(30))" for c in contract.content_columns)
