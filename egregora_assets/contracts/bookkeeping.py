"""Runs, what each of them wrote, work that was put off, and the version of the schema itself."""

from __future__ import annotations

from egregora_assets.contracts.column_types import BYTES, INT32, INT64, JSON, MOMENT, TEXT, UUID
from egregora_assets.contracts.external_services import TRANSMISSIONS
from egregora_assets.contracts.model import (
    RUN_REFERENCE,
    Column,
    Contract,
    Rule,
    references,
    require_non_negative,
    with_run_id,
)

RUN_STATUSES = ("queued", "running", "completed", "failed", "canceled", "lost")
FINISHED_STATUSES = ("completed", "failed", "canceled", "lost")
FAILED_STATUSES = ("failed", "lost")
TASK_TYPES = ("generate_banner", "update_profile", "enrich_media", "enrich_url")
TASK_STATUSES = ("pending", "processing", "completed", "failed", "superseded")
DONE_STATUSES = ("completed", "failed", "superseded")
TRIGGERS = ("manual", "command", "ci", "schedule", "sensor", "backfill", "automation")

RUNS = Contract(
    "runs",
    "One row a Dagster run that touches the deployment, as Dagster's run storage has it.",
    (
        Column("run_id", UUID, "Dagster's id of the run", is_bookkeeping=True),
        Column("job_name", TEXT, "the job that ran", is_bookkeeping=True),
        Column("status", TEXT, "where the run stands", values=RUN_STATUSES, is_bookkeeping=True),
        Column("trigger", TEXT, "what started it", values=TRIGGERS, is_bookkeeping=True),
        Column("target", TEXT, "the assets selected, comma-separated", is_bookkeeping=True),
        Column("config_hash", UUID, "digest of settings and run configuration, without secrets", is_bookkeeping=True),
        Column("code_version", TEXT, "the version of the program", is_bookkeeping=True),
        Column("host", TEXT, "a keyed name of the machine", True, is_bookkeeping=True),
        Column("process_id", INT64, "the process that runs it", True, is_bookkeeping=True),
        Column(
            "process_started_at",
            MOMENT,
            "when that process began: tells it from a later one",
            True,
            is_bookkeeping=True,
        ),
        Column("created_at", MOMENT, "when the run was requested", is_bookkeeping=True),
        Column("started_at", MOMENT, "when it began; null if it has not", True, is_bookkeeping=True),
        Column("finished_at", MOMENT, "when it ended", True, is_bookkeeping=True),
        Column("error_class", TEXT, "the class of the error that ended it", True, is_bookkeeping=True),
        Column("remedy", TEXT, "what to do about that error, never data", True, is_bookkeeping=True),
        Column(
            "updated_at",
            MOMENT,
            "Dagster's time of the run's last change that this row has; null if it has none",
            True,
            is_bookkeeping=True,
        ),
    ),
    ("run_id",),
    rules=(
        Rule("a run does not end before it begins", lambda t: t.finished_at >= t.started_at),
        Rule(
            "exactly the finished runs have an end",
            lambda t: t.finished_at.notnull() == t.status.isin(FINISHED_STATUSES),
        ),
        Rule(
            "exactly the failed and the lost runs have an error",
            lambda t: t.error_class.notnull() == t.status.isin(FAILED_STATUSES),
        ),
        Rule("an error has a remedy", lambda t: t.remedy.notnull() == t.error_class.notnull()),
    ),
)

MATERIALIZATIONS = Contract(
    "materializations",
    "One row an asset a run: what was written, by which code, and what content came out.",
    (
        Column("run_id", UUID, "the run", is_bookkeeping=True),
        Column("asset_key", TEXT, "the asset", is_bookkeeping=True),
        Column("materialized_at", MOMENT, "when its tables were committed", is_bookkeeping=True),
        Column("row_count", INT64, "rows of all its tables", is_bookkeeping=True),
        Column("inserted_count", INT64, "rows that are new", is_bookkeeping=True),
        Column("updated_count", INT64, "rows that changed", is_bookkeeping=True),
        Column("deleted_count", INT64, "rows that went", is_bookkeeping=True),
        Column("duration_ms", INT64, "wall time of computing and writing, in milliseconds", is_bookkeeping=True),
        Column("code_version", TEXT, "the asset's code version", is_bookkeeping=True),
        Column("data_version", UUID, "digest of the content of its tables", is_bookkeeping=True),
        Column("input_version", UUID, "digest of code, settings, inputs and the world outside", is_bookkeeping=True),
    ),
    ("run_id", "asset_key"),
    foreign_keys=(references("run_id", "runs"),),
    rules=require_non_negative("row_count", "inserted_count", "updated_count", "deleted_count", "duration_ms"),
)

MATERIALIZATION_INPUTS = Contract(
    "materialization_inputs",
    "One row an asset a run an upstream asset: which run's output was read.",
    (
        Column("run_id", UUID, "the run that read", is_bookkeeping=True),
        Column("asset_key", TEXT, "the asset that read", is_bookkeeping=True),
        Column("upstream_key", TEXT, "the asset that was read", is_bookkeeping=True),
        Column("upstream_run_id", UUID, "the run that made what was read", True, is_bookkeeping=True),
        Column("upstream_data_version", UUID, "the content that was read", True, is_bookkeeping=True),
    ),
    ("run_id", "asset_key", "upstream_key"),
    foreign_keys=(references("run_id", "runs"),),
)

SCHEMA_VERSION = Contract(
    "schema_version",
    "One row an applied migration.",
    (
        Column("version", INT64, "number of the migration, from 1", is_bookkeeping=True),
        Column("applied_at", MOMENT, "when it was applied", is_bookkeeping=True),
        Column("description", TEXT, "its name", is_bookkeeping=True),
        Column("checksum", UUID, "digest of its SQL", is_bookkeeping=True),
    ),
    ("version",),
    rules=(Rule("versions count from 1", lambda t: t.version >= 1),),
)

PARTS = Contract(
    "parts",
    "One row a part of an asset's tables, such as a window: what decided its rows when they were computed.",
    (
        Column("asset_key", TEXT, "the asset", is_bookkeeping=True),
        Column("part_id", TEXT, "the part: the id of a window, a conversation, a page", is_bookkeeping=True),
        Column("part_key", TEXT, "digest of everything that decides the part's rows", is_bookkeeping=True),
        Column("state", BYTES, "what a later run goes on from; redacted at most", True, is_bookkeeping=True),
    ),
    ("asset_key", "part_id"),
)

TABLE_DIGESTS = Contract(
    "table_digests",
    "One row a table that is written in parts: a digest of all its rows, kept up to date by what each write changes.",
    (
        Column("table_name", TEXT, "the table", is_bookkeeping=True),
        Column("row_count", INT64, "its rows", is_bookkeeping=True),
        Column("content_digest", TEXT, "digest of its rows in no order, as a number", is_bookkeeping=True),
    ),
    ("table_name",),
    rules=require_non_negative("row_count"),
)

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

BOOKKEEPING = (RUNS, MATERIALIZATIONS, MATERIALIZATION_INPUTS, SCHEMA_VERSION, TRANSMISSIONS, PARTS, TABLE_DIGESTS)
