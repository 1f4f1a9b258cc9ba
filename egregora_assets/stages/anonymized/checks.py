"""The checks of the stage's tables."""

from functools import partial

import dagster as dg

from egregora_assets.contracts.tables import Tables
from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.redaction.leaks.scanner import scan_columns
from egregora_assets.redaction.placeholders import count_placeholder_mismatches
from egregora_assets.runs.checks import table_check, warn_of
from egregora_assets.runs.latest_metadata import find_latest_number
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.stages.anonymized import expressions
from egregora_assets.stages.anonymized import rows as records
from egregora_assets.stages.anonymized.assets import UNREVIEWED, build_vault_scanner

BATCH_ROWS = 20_000
"""Texts that are Python values at one time."""
MOST_SHOWN = 20
"""Messages that a warning names."""
TEXT_COLUMNS = (
    ("authors", "pseudonym"),
    ("authors", "public_name"),
    ("redactions", "placeholder"),
    ("message_reactions", "emoji"),
    ("attachments", "original_filename"),
    ("chats", "slug"),
)
"""Columns that hold text made from the vault, beside those of messages (a public title is the operator's own word)."""


@table_check("anonymized", blocking=True, is_external=True)
def no_vault_value_in_messages(
    anonymized: Tables, ingested: Tables, settings: Settings, store: Store, vault: Vault
) -> dg.AssetCheckResult:
    """No name and no personal datum of the vault stands in any text that the asset wrote."""
    scanner = build_vault_scanner(ingested, settings, store, vault)
    chat_ids = records.read_texts(ingested.rows(ingested["export_files"].select("chat_id").distinct())["chat_id"])
    columns = (
        (f"{table}.{column}", records.read_texts(batch[column].drop_null()))
        for table, column in TEXT_COLUMNS
        for batch in anonymized.batches(anonymized[table].select(column), BATCH_ROWS, column)
    )
    found = scan_columns(columns, scanner.findings)
    for chat_id in sorted(chat_ids):
        for table in ("messages", "message_notes"):
            texts = anonymized[table].filter(anonymized[table].chat_id == chat_id).select("text")
            parts = (
                (f"{table}.text", records.read_texts(b["text"])) for b in anonymized.batches(texts, BATCH_ROWS, "text")
            )
            found += scan_columns(parts, partial(scanner.findings, chat_id=chat_id))
    return dg.AssetCheckResult(
        passed=not found,
        metadata={"columns": len(TEXT_COLUMNS) + 2, "findings": len(found), **{f.place: f.kind for f in found}},
    )


@table_check("anonymized")
def no_text_is_withheld(anonymized: Tables) -> dg.AssetCheckResult:
    """No message's text had to be withheld as a whole, because something of the vault was left in it; a warning."""
    redactions = anonymized["redactions"]
    rows = anonymized.rows(redactions.filter(redactions.placeholder == WITHHELD).order_by("message_id"))
    messages = dict(zip(records.read_texts(rows["message_id"]), records.read_texts(rows["pii_type"]), strict=True))
    shown = dict(list(messages.items())[:MOST_SHOWN])
    return warn_of(len(messages), "`egregora review leaks` shows each text and what to do about it.", **shown)


@table_check("anonymized", blocking=True)
def each_placeholder_has_its_row(anonymized: Tables) -> dg.AssetCheckResult:
    """Each placeholder in a text has its row in `redactions`, each row its placeholder, in the same order."""
    messages = anonymized["messages"]
    texts = expressions.messages_with_placeholders(messages, anonymized["redactions"])
    redactions = anonymized.rows(anonymized["redactions"].order_by(["message_id", "ordinal"]))
    rows: dict[str, list[str]] = {}
    ids, placeholders = records.read_texts(redactions["message_id"]), records.read_texts(redactions["placeholder"])
    for message_id, placeholder in zip(ids, placeholders, strict=True):
        rows.setdefault(message_id, []).append(placeholder)
    wrong = 0
    for batch in anonymized.batches(texts, BATCH_ROWS, "message_id"):
        redacted = dict(zip(records.read_texts(batch["message_id"]), records.read_texts(batch["text"]), strict=True))
        wrong += count_placeholder_mismatches(redacted, {i: rows.pop(i) for i in redacted if i in rows})
    wrong += len(rows)  # what is left belongs to no message
    count = anonymized.rows(messages.aggregate(count=messages.count()))["count"][0].as_py()
    return dg.AssetCheckResult(
        passed=not wrong, metadata={"messages": count, "redactions": redactions.num_rows, "wrong": wrong}
    )


@table_check("anonymized", is_external=True)
def nothing_waits_for_review(
    context: dg.AssetCheckExecutionContext,
    anonymized: Tables,  # noqa: ARG001 - names what the check is about
) -> dg.AssetCheckResult:
    """No word that may be the name of a person who takes no part waits to be judged; a warning."""
    waiting = find_latest_number(context.op_execution_context.instance, "anonymized", UNREVIEWED) or 0
    return warn_of(waiting, "`egregora review names` lists the words and hides those that you name.")
