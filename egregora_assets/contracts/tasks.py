"""Work that is done later, and what became of it."""

from __future__ import annotations

from egregora_assets.contracts.column_types import INT32, JSON, MOMENT, TEXT, UUID
from egregora_assets.contracts.model import RUN_REFERENCE, Column, Contract, Rule, require_non_negative, with_run_id

TASK_TYPES = ("generate_banner", "update_profile", "enrich_media", "enrich_url")
TASK_STATUSES = ("pending", "processing", "completed", "failed", "superseded")
DONE_STATUSES = ("completed", "failed", "superseded")

TASKS = Contract(
    "tasks",
    "One row a piece of work that was put off.",
    with_run_id(
        Column("task_id", UUID, "keyed by what is to be done", is_bookkeeping=True),
        Column("task_type", TEXT, "what is to be done", values=TASK_TYPES, is_bookkeeping=True),
        Column("status", TEXT, "how far it is", values=TASK_STATUSES, is_bookkeeping=True),
        Column("payload", JSON, "what it needs: identifiers, never text of a message", is_bookkeeping=True),
        Column("attempts", INT32, "how often it was tried", is_bookkeeping=True),
        Column("not_before", MOMENT, "when it may be tried", True, is_bookkeeping=True),
        Column("created_at", MOMENT, "when it was put off", is_bookkeeping=True),
        Column("processed_at", MOMENT, "when it was done with", True, is_bookkeeping=True),
        Column("error", TEXT, "class and remedy of the last failure, never data", True, is_bookkeeping=True),
    ),
    ("task_id",),
    foreign_keys=(RUN_REFERENCE,),
    rules=(
        Rule("it is not done before it is put off", lambda t: t.processed_at >= t.created_at),
        Rule(
            "exactly what is done with has a time of it",
            lambda t: t.status.isin(DONE_STATUSES) == t.processed_at.notnull(),
        ),
        *require_non_negative("attempts"),
    ),
)
