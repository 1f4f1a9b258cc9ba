"""Expressions: the places of code that are mentioned, and the rows of `code_excerpts`."""

from __future__ import annotations

import ibis

from egregora_assets.contracts.enrichment import CODE_EXCERPTS
from egregora_assets.contracts.tables import name_result

EXCERPTS = name_result("result_excerpts", CODE_EXCERPTS.schema)
"""One row a place of code that a message mentions, with its lines."""
PLACE = ("repository_id", "blob_id", "line_start", "line_end")


def list_places(references: ibis.Table, kept: ibis.Table | None) -> ibis.Table:
    """One row a place of code that stored mentions mean, in order: repository_id, blob_id, line_start, line_end.

    Args:
        references: `code_references`.
        kept: the messages whose mentions stay; None = none do.
    """
    found = references.filter(references.blob_id.notnull() & references.repository_id.notnull())
    stay = found.filter(ibis.literal(False)) if kept is None else found.semi_join(kept, "message_id")
    named = stay.select(
        "repository_id", "blob_id", line_start=stay.line_start.fill_null(0), line_end=stay.line_end.fill_null(0)
    )
    return named.distinct().order_by(*PLACE)


def build_excerpts() -> ibis.Table:
    """The rows of `code_excerpts`, over `EXCERPTS`."""
    return EXCERPTS.select(*(name for name in EXCERPTS.columns if name != "run_id"))
