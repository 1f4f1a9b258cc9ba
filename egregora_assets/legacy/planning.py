"""Plans an import from the rows of older files."""

from __future__ import annotations

from collections.abc import Sequence

from egregora_assets.legacy.annotations import import_annotations, read_parent_id, read_parent_type
from egregora_assets.legacy.current_state import CurrentState, ImportTools
from egregora_assets.legacy.documents import KEPT_KINDS, KINDS_BY_TABLE, import_document, read_kind
from egregora_assets.legacy.import_plan import ImportPlan
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.rankings import ComparisonImport
from egregora_assets.legacy.tasks import import_task
from egregora_assets.legacy.texts import compile_pseudonyms

DOCUMENT_TABLES = ("documents", *KINDS_BY_TABLE)
COMPARISON_TABLES = ("comparison_history", "elo_history", "elo_comparisons", "comparisons")
RATING_TABLES = ("elo_ratings",)
ANNOTATION_TABLES = ("annotations",)
TASK_TABLES = ("tasks",)
OLDER_TABLES = (*DOCUMENT_TABLES, *ANNOTATION_TABLES, *TASK_TABLES, *COMPARISON_TABLES, *RATING_TABLES)
"""The tables of the predecessor that are read."""


def plan_import(rows: Sequence[OlderRow], current: CurrentState, tools: ImportTools) -> ImportPlan:
    """Plan all rows: documents first, because the others refer to them."""
    plan = ImportPlan(current, tools, compile_pseudonyms(rows, current.authors))
    annotations = []
    for row in _select(rows, DOCUMENT_TABLES):
        kind = read_kind(row)
        if kind == "annotation":
            annotations.append(row)
        else:
            plan.import_row(kind if kind in KEPT_KINDS else "other", row, import_document)
    import_annotations(plan, [*_select(rows, ANNOTATION_TABLES), *annotations])
    for row in _select(rows, TASK_TABLES):
        plan.import_row("task", row, import_task)
    comparisons = ComparisonImport()
    for row in _select(rows, COMPARISON_TABLES):
        plan.import_row("comparison", row, comparisons.import_comparison)
    for row in _select(rows, RATING_TABLES):
        plan.import_row("rating", row, comparisons.import_rating)
    return plan


def list_named_messages(rows: Sequence[OlderRow]) -> list[str]:
    """The older ids of messages with annotations, sorted; the caller looks up which exist."""
    notes = [r for r in rows if r.table in ANNOTATION_TABLES or read_kind(r) == "annotation"]
    return sorted({read_parent_id(r).lower() for r in notes if read_parent_type(r) == "message"} - {""})


def _select(rows: Sequence[OlderRow], tables: Sequence[str]) -> list[OlderRow]:
    return [row for row in rows if row.table in tables]
