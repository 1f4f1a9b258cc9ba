"""From the rows of older files to everything that an import adds and says."""

from __future__ import annotations

from collections.abc import Sequence

from egregora_assets.legacy.annotations import parent_of, parent_type_of, take_annotations
from egregora_assets.legacy.documents import KIND_OF_TABLE, kind_of, take_document
from egregora_assets.legacy.import_plan import ImportPlan
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.present import Present, Tools
from egregora_assets.legacy.rankings import Comparisons, settle_rating
from egregora_assets.legacy.tasks import take_task
from egregora_assets.legacy.texts import older_pseudonyms

DOCUMENT_TABLES = ("documents", *KIND_OF_TABLE)
COMPARISON_TABLES = ("comparison_history", "elo_history", "elo_comparisons", "comparisons")
RATING_TABLES = ("elo_ratings",)
ANNOTATION_TABLES = ("annotations",)
TASK_TABLES = ("tasks",)
OLDER_TABLES = (*DOCUMENT_TABLES, *ANNOTATION_TABLES, *TASK_TABLES, *COMPARISON_TABLES, *RATING_TABLES)
"""Every table of the predecessor that is looked for."""


def planned(rows: Sequence[OlderRow], present: Present, tools: Tools) -> ImportPlan:
    """Everything that older rows add: documents first, because the others refer to them."""
    plan = ImportPlan(present, tools, older_pseudonyms(rows, present.authors))
    annotations = []
    for row in _of(rows, DOCUMENT_TABLES):
        if kind_of(row) == "annotation":
            annotations.append(row)
        else:
            take_document(plan, row)
    take_annotations(plan, [*_of(rows, ANNOTATION_TABLES), *annotations])
    for row in _of(rows, TASK_TABLES):
        take_task(plan, row)
    comparisons = Comparisons(plan)
    for row in _of(rows, COMPARISON_TABLES):
        comparisons.take(row)
    for row in _of(rows, RATING_TABLES):
        settle_rating(plan, row, comparisons.compared)
    return plan


def named_messages(rows: Sequence[OlderRow]) -> list[str]:
    """Older ids of messages that annotations are written on, sorted: which of them are there has to be looked up."""
    notes = [r for r in rows if r.table in ANNOTATION_TABLES or kind_of(r) == "annotation"]
    return sorted({parent_of(r).lower() for r in notes if parent_type_of(r) == "message"} - {""})


def _of(rows: Sequence[OlderRow], tables: Sequence[str]) -> list[OlderRow]:
    return [row for row in rows if row.table in tables]
