"""Imports older annotations, each as a document with a parent."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.legacy.documents import STATUSES
from egregora_assets.legacy.import_plan import ImportPlan, to_microseconds
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.outcomes import RowRefused
from egregora_assets.legacy.texts import Parts, screen_parts, strip_bookkeeping

_PROGRAM_NAMES = frozenset({"egregora"})


def import_annotations(plan: ImportPlan, rows: Iterable[OlderRow]) -> None:
    """Plan every annotation, parents first."""
    remaining = list(rows)
    while remaining:
        ids = {(row.file, read_id(row)) for row in remaining}
        ready = [row for row in remaining if not _has_parent_in(row, ids)]
        # Without any, the remaining annotations annotate each other in a circle, so that no parent is ever found.
        for row in ready or remaining:
            plan.import_row("annotation", row, _import_annotation if ready else _refuse)
        done = {id(row) for row in ready or remaining}
        remaining = [row for row in remaining if id(row) not in done]


def _has_parent_in(row: OlderRow, ids: Collection[tuple[int, str]]) -> bool:
    """Whether the parent of an annotation is another annotation among these ids."""
    parent = (row.file, read_parent_id(row))
    return read_parent_type(row) == "annotation" and parent in ids and parent != (row.file, read_id(row))


def _refuse(plan: ImportPlan, row: OlderRow) -> list[str] | None:  # noqa: ARG001 - the signature of `import_row`
    raise RowRefused("parent_refused")


def read_id(row: OlderRow) -> str:
    """The older id of an annotation."""
    return row.read_text("id", "annotation_id", "document_id") or ""


def read_parent_id(row: OlderRow) -> str:
    """The older id of its parent."""
    return row.read_text("parent_id") or str(row.read_mapping("extensions").get("parent_id") or "")


def read_parent_type(row: OlderRow) -> str:
    """The older type of its parent."""
    return (row.read_text("parent_type") or str(row.read_mapping("extensions").get("parent_type") or "")).lower()


def _import_annotation(plan: ImportPlan, row: OlderRow) -> list[str] | None:
    content = strip_bookkeeping(row.read_text("content", "commentary", "text") or "")
    created = row.read_moment("created_at", "date")
    if not content:
        raise RowRefused("text_missing")
    if created is None:
        raise RowRefused("date_missing")
    # Ids count from 1 in every older deployment, so that the id alone does not identify an annotation.
    document_id = plan.make_id("document", "annotation", read_id(row), public_uuid("older-text", content))
    if plan.is_known(document_id, content):
        plan.annotations_by_id[row.file, read_id(row)] = document_id
        return None
    parent = _find_parent(plan, row)
    author_id, changes = _find_author(plan, row)
    parts = screen_parts(Parts(content, changes=changes), plan.tools, plan.pseudonyms)
    status = STATUSES.get((row.read_text("status") or "").lower())
    if status is None:
        parts.changes.append("status_assumed")
    slug, _ = plan.assign_address(document_id, "annotation", f"annotation-{document_id[:8]}")
    plan.add_document(
        {
            "document_id": document_id,
            "doc_type": "annotation",
            "slug": slug,
            "title": None,
            "summary": None,
            "content": parts.content + "\n",
            "status": status or "draft",
            "writer": "legacy-v3" if row.table == "documents" else "legacy",
            "created_at": to_microseconds(created.at),
        }
    )
    own = {"annotation_id": document_id, "doc_type": "annotation", "author_id": author_id}
    plan.add("annotations", {**own, **parent})
    plan.annotations_by_id[row.file, read_id(row)] = document_id
    plan.record_text(document_id, content)
    return parts.changes


def _find_parent(plan: ImportPlan, row: OlderRow) -> dict[str, str | None]:
    """The parent's columns.

    Raises:
        RowRefused: the parent does not exist or was refused.
    """
    kind, parent = read_parent_type(row), read_parent_id(row)
    if kind == "message" and parent.lower() in plan.current.message_ids:
        return {"parent_type": kind, "parent_message_id": parent.lower(), "parent_document_id": None}
    if kind not in ("post", "annotation"):
        raise RowRefused("parent_unknown")
    found = plan.find_post(parent) if kind == "post" else plan.annotations_by_id.get((row.file, parent))
    if found is None or found not in plan.known:
        raise RowRefused("parent_refused")
    return {"parent_type": kind, "parent_message_id": None, "parent_document_id": found}


def _find_author(plan: ImportPlan, row: OlderRow) -> tuple[str | None, list[str]]:
    """The author, if in the conversation, and the changes.

    Raises:
        RowRefused: the author opted out.
    """
    named = (row.read_text("author_id", "author") or "").lower()
    is_opted_out = plan.current.authors.get(named)
    if is_opted_out:
        raise RowRefused("opted_out")
    if is_opted_out is None:
        return None, ["author_unknown"] if named and named not in _PROGRAM_NAMES else []
    return named, []
