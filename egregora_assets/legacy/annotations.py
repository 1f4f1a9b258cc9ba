"""Older annotations: a document each, and what it is written on."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.legacy.documents import STATUSES
from egregora_assets.legacy.import_plan import ImportPlan, to_microseconds
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.outcomes import Refused
from egregora_assets.legacy.texts import Parts, screen_parts, strip_bookkeeping

_OF_THE_PROGRAM = frozenset({"egregora"})


def take_annotations(plan: ImportPlan, rows: Iterable[OlderRow]) -> None:
    """Plan every annotation, parents before those that are written on them."""
    waiting = list(rows)
    while waiting:
        ids = {(row.file, read_id(row)) for row in waiting}
        ready = [row for row in waiting if not _is_behind(row, ids)]
        if not ready:
            # Each waits for another of these: they are written on each other.
            for row in waiting:
                plan.record("annotation", row, "refused", ("parent_refused",))
            return
        for row in ready:
            _take_or_refuse(plan, row)
        settled = {id(row) for row in ready}
        waiting = [row for row in waiting if id(row) not in settled]


def _is_behind(row: OlderRow, ids: Collection[tuple[int, str]]) -> bool:
    """Whether what an annotation is written on is another that is still waiting."""
    parent = (row.file, read_parent_id(row))
    return read_parent_type(row) == "annotation" and parent in ids and parent != (row.file, read_id(row))


def _take_or_refuse(plan: ImportPlan, row: OlderRow) -> None:
    try:
        _take(plan, row)
    except Refused as refusal:
        plan.record("annotation", row, "refused", (refusal.reason,))


def read_id(row: OlderRow) -> str:
    """The annotation's older id."""
    return row.text("id", "annotation_id", "document_id") or ""


def read_parent_id(row: OlderRow) -> str:
    """The older id of what it is written on."""
    return row.text("parent_id") or str(row.mapping("extensions").get("parent_id") or "")


def read_parent_type(row: OlderRow) -> str:
    """The older word for what it is written on."""
    return (row.text("parent_type") or str(row.mapping("extensions").get("parent_type") or "")).lower()


def _take(plan: ImportPlan, row: OlderRow) -> None:
    content = strip_bookkeeping(row.text("content", "commentary", "text") or "")
    created = row.moment("created_at", "date")
    if not content:
        raise Refused("text_missing")
    if created is None:
        raise Refused("date_missing")
    # Numbers count from 1 in every older deployment, so an id alone does not tell one annotation from another.
    document_id = plan.make_id("document", "annotation", read_id(row), public_uuid("older-text", content))
    if plan.is_known(document_id, content):
        plan.annotations_by_id[row.file, read_id(row)] = document_id
        plan.record("annotation", row, "known")
        return
    parent = _parent(plan, row)
    author_id, changes = _author(plan, row)
    parts = screen_parts(Parts(content, changes=changes), plan.tools, plan.pseudonyms)
    status = STATUSES.get((row.text("status") or "").lower())
    if status is None:
        parts.changes.append("status_assumed")
    slug, _ = plan.address(document_id, "annotation", f"annotation-{document_id[:8]}")
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
    plan.note_text(document_id, content)
    plan.record("annotation", row, "taken", parts.changes)


def _parent(plan: ImportPlan, row: OlderRow) -> dict[str, str | None]:
    """The columns of what it is written on.

    Raises:
        Refused: nothing of today, or something that was refused.
    """
    kind, parent = read_parent_type(row), read_parent_id(row)
    if kind == "message" and parent.lower() in plan.present.message_ids:
        return {"parent_type": kind, "parent_message_id": parent.lower(), "parent_document_id": None}
    if kind not in ("post", "annotation"):
        raise Refused("parent_unknown")
    found = plan.find_post(parent) if kind == "post" else plan.annotations_by_id.get((row.file, parent))
    if found is None or found not in plan.known:
        raise Refused("parent_refused")
    return {"parent_type": kind, "parent_message_id": None, "parent_document_id": found}


def _author(plan: ImportPlan, row: OlderRow) -> tuple[str | None, list[str]]:
    """The participant who wrote it, if that is somebody of today, and what was changed.

    Raises:
        Refused: they opted out.
    """
    named = (row.text("author_id", "author") or "").lower()
    is_opted_out = plan.present.authors.get(named)
    if is_opted_out:
        raise Refused("opted_out")
    if is_opted_out is None:
        return None, ["author_unknown"] if named and named not in _OF_THE_PROGRAM else []
    return named, []
