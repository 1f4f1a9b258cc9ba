"""From the rows of older files to everything that an import adds and says."""

from __future__ import annotations

from collections.abc import Sequence

from egregora_assets.legacy.annotations import read_parent_id, read_parent_type, take_annotations
from egregora_assets.legacy.current_state import CurrentState, ImportTools
from egregora_assets.legacy.documents import KINDS_BY_TABLE, read_kind, take_document
from egregora_assets.legacy.import_plan import ImportPlan
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.rankings import Comparisons, record_rating
from egregora_assets.legacy.tasks import take_task
from egregora_assets.legacy.texts import compile_pseudonyms

DOCUMENT_TABLES = ("documents", *KINDS_BY_TABLE)
COMPARISON_TABLES = ("comparison_history", "elo_history", "elo_comparisons", "comparisons")
RATING_TABLES = ("elo_ratings",)
ANNOTATION_TABLES = ("annotations",)
TASK_TABLES = ("tasks",)
OLDER_TABLES = (*DOCUMENT_TABLES, *ANNOTATION_TABLES, *TASK_TABLES, *COMPARISON_TABLES, *RATING_TABLES)
"""Every table of the predecessor that is looked for."""


def plan_import(rows: Sequence[OlderRow], present: CurrentState, tools: ImportTools) -> ImportPlan:
    """Everything that older rows add: documents first, because the others refer to them."""
    plan = ImportPlan(present, tools, compile_pseudonyms(rows, present.authors))
    annotations = []
    for row in _select(rows, DOCUMENT_TABLES):
        if read_kind(row) == "annotation":
            annotations.append(row)
        else:
            take_document(plan, row)
    take_annotations(plan, [*_select(rows, ANNOTATION_TABLES), *annotations])
    for row in _select(rows, TASK_TABLES):
        take_task(plan, row)
    comparisons = Comparisons(plan)
    for row in _select(rows, COMPARISON_TABLES):
        comparisons.take(row)
    for row in _select(rows, RATING_TABLES):
        record_rating(plan, row, comparisons.compared)
    return plan


def list_named_messages(rows: Sequence[OlderRow]) -> list[str]:
    """Older ids of messages that annotations are written on, sorted: which of them are there has to be looked up."""
    notes = [r for r in rows if r.table in ANNOTATION_TABLES or read_kind(r) == "annotation"]
    return sorted({read_parent_id(r).lower() for r in notes if read_parent_type(r) == "message"} - {""})


def _select(rows: Sequence[OlderRow], tables: Sequence[str]) -> list[OlderRow]:
    return [row for row in rows if row.table in tables]
