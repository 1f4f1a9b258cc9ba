"""The asset of the stage."""

from typing import Any

import dagster as dg

from egregora_assets.contracts.bundles import ANONYMIZED_BUNDLE
from egregora_assets.contracts.parts import ChangedParts
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.redaction.choices import build_choices
from egregora_assets.redaction.conversation import RedactionOptions
from egregora_assets.redaction.kept.known import find_kept_chats
from egregora_assets.redaction.kept.stored import EarlierRun
from egregora_assets.redaction.leaks.scanner import LeakScanner
from egregora_assets.redaction.picture_cleaning import PictureCleaner
from egregora_assets.redaction.preserved_rows import list_picture_paths
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.media_store import MediaStore
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.services.workers.resource import Workers
from egregora_assets.stages.anonymized import expressions
from egregora_assets.stages.anonymized import rows as records

UNREVIEWED = "unreviewed_names"
"""Metadata of a materialization: how many words name people who take no part and were not reviewed. Never which."""


@stage_asset(
    ANONYMIZED_BUNDLE,
    code_version="9",
    kinds={"duckdb", "python"},
    external_state=lambda resources: _read_external_state(resources),
)
def anonymized(
    context: dg.AssetExecutionContext,
    ingested: Tables,
    settings: Settings,
    vault: Vault,
    store: Store,
    media_store: MediaStore,
    run_options: RunOptions,
    workers: Workers,
) -> ChangedParts | Rows:
    """The conversations under pseudonyms, with numbered placeholders instead of personal data.

    Grain: one row a chat, an export, a participant, a message, a placeholder in a message, a file of a message, a
    reply, a reaction, a mention, a note that somebody wrote on a message by a command in the chat. Anybody may read it:
    messages, notes and reactions of people who opted out and other commands do not appear, pictures have no metadata.
    No other asset reads the vault. Stale when an export, an alias, an opt-out, the public title, or what the operator
    wants hidden changes.
    """
    rows = records.read_vault_with_opt_outs(ingested, store.read_own_table)
    options, title = read_options(settings, store), settings.values().site_title
    preserved = records.preserve_rows(store.read_own_table, rows, store.list_erased_public_names())
    before = None if preserved or run_options.is_forced(context.run) else read_earlier_run(store)
    existing, perform = store.read_own_table("authors"), workers.serve("anonymized")
    found = records.redact_vault(vault.key(), rows, existing, options, title, before, perform)
    context.add_output_metadata({UNREVIEWED: records.count_unreviewed_names(found)})
    cleaner = PictureCleaner(media_store, shows_recordings=settings.values().recordings == "show")
    media = cleaner.clean(found.attached, list_picture_paths(preserved))
    context.add_output_metadata({f"left out/{reason}": count for reason, count in sorted(cleaner.left_out.items())})
    tables = records.build_tables(found, rows, media, preserved)
    if preserved:
        return tables
    store.keep_chats({chat_id: reading.to_bytes() for chat_id, reading in found.readings.items()})
    return records.list_changes(vault.key(), found, tables, before)


def read_earlier_run(store: Store) -> EarlierRun:
    """What the run before left of each conversation: readings in the vault, rows and parts beside it."""
    stored = store.tables(ANONYMIZED_BUNDLE)
    parts = {chat_id: part.key for chat_id, part in store.read_parts(ANONYMIZED_BUNDLE.asset_key).items()}
    return EarlierRun(
        store.read_kept_chats(), parts, lambda name: stored.rows(expressions.select_written(stored, name))
    )


def build_vault_scanner(
    ingested: Tables, settings: Settings, store: Store, vault: Vault, own_text: bytes = b""
) -> LeakScanner:
    """Build the leak scanner of the vault as it is, from what the last run left wherever that still holds.

    Args:
        own_text: text that every publication holds, in which nothing is a finding.

    Raises:
        DatabaseBusy, DatabaseDamaged, DatabaseMissing: the vault cannot be read.
        KeyLost, KeyWrong, FolderTooOpen: as `Vault.key`.
    """
    rows = records.read_vault_with_opt_outs(ingested, store.read_own_table)
    options, authors = read_options(settings, store), store.read_own_table("authors")
    chats, existing = map(rows.read_chat, rows.list_chat_ids()), records.map_pseudonyms(authors)
    kept = find_kept_chats(vault.key(), chats, existing, options, read_earlier_run(store), rows.select_messages)
    return records.build_vault_scanner(rows, authors, options, own_text, kept)


def read_options(settings: Settings, store: Store) -> RedactionOptions:
    """Read what the operator wants hidden or kept, from the settings and the vault."""
    values = settings.values()
    reviewed = store.read_own_table("reviewed_names").to_pylist()
    words = (values.redact_types, values.always_redact, values.never_redact)
    choices = build_choices(*words, reviewed, third_parties=values.third_parties)
    return RedactionOptions(values.default_phone_regions, choices)


def _read_external_state(resources: Any) -> str:
    """What decides the output besides tables and settings: clean pictures, people's rights, the operator's choices.

    The choices are private, so only a keyed digest of them is in it.
    """
    choices = read_options(resources.settings, resources.store).choices
    digest = resources.vault.key().uuid("choices", choices.canonical())
    recordings = "" if resources.settings.values().recordings == "show" else " without recordings"
    return f"{resources.media_store.fingerprint()} {digest}{resources.store.compute_rights_version()}{recordings}"
