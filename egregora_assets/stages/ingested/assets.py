"""What Dagster sees of the stage."""

from collections.abc import Collection, Mapping
from typing import Any

import dagster as dg

from egregora_assets.contracts.bundles import INGESTED_BUNDLE
from egregora_assets.contracts.counting.steps import counted
from egregora_assets.contracts.inbox import FileRecord
from egregora_assets.contracts.parts import ChangedParts
from egregora_assets.contracts.tables import Rows
from egregora_assets.errors import ChatUnknown, EgregoraError
from egregora_assets.errors.reducing import locate_error
from egregora_assets.merging import MergeOptions, VaultRows, find_moving_chats, merge_exports, move_to_zone
from egregora_assets.readers import BatchReader, Export, ReadOptions
from egregora_assets.readers.ahead import read_ahead
from egregora_assets.readers.batch import reader_version
from egregora_assets.readers.parts import FolderParts
from egregora_assets.readers.refusals import ExportUnreadable
from egregora_assets.runs.shown import render_table
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.inbox.files import InboxFile, Listing
from egregora_assets.services.inbox.requests import REQUEST_TAG
from egregora_assets.services.inbox.resource import Inbox
from egregora_assets.services.person_eraser import PersonEraser
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings, SettingsValues
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.services.workers.resource import Workers
from egregora_assets.stages.ingested.rows import StoredRows, count_outcomes, list_outcomes


def _external_state(resources: Any) -> str:
    """The inbox's fingerprint, people's rights, and while files are refused the reader's version: another may not."""
    is_refusing = any(not record.is_read for record in resources.inbox.load_outcomes().by_digest.values())
    version = reader_version(_read_options(resources.settings.values())) if is_refusing else ""
    only = " ".join(sorted(resources.run_options.chats))  # what such a run leaves, the next one without it reads
    return f"{resources.inbox.compute_fingerprint()}{version}{resources.store.compute_rights_version()}{only}"


def _list_due_files(resources: Any) -> str:
    """The files of the inbox to be read: also those that came while a run read others."""
    return " ".join(resources.inbox.list_unread())


@stage_asset(
    INGESTED_BUNDLE,
    code_version="3",
    kinds={"python", "duckdb"},
    external_state=_external_state,
    due_state=_list_due_files,
)
def ingested(
    context: dg.AssetExecutionContext,
    inbox: Inbox,
    vault: Vault,
    settings: Settings,
    store: Store,
    person_eraser: PersonEraser,
    run_options: RunOptions,
    workers: Workers,
) -> Rows | ChangedParts:
    """The chat exports of the inbox, one row a message, with everybody's name: private.

    Grain: a row a message of any export, a participant, an export, a line that could not be read, an attachment, an
    answer, a reaction, a message's id in its program, an earlier form of a message that was edited or deleted. Only
    `anonymized` reads it, and the commands that serve a person's own rights. Stale when the inbox holds an export
    that has not been read, the operator decided about a participant, or `time_zone` changed: then the instants of what
    was read before are found again from what the phones' clocks showed. A file that cannot be read is left out and
    counted, and not tried again until it or the program's reading changes; one that was named fails the run.
    """
    values, known = settings.values(), StoredRows(vault.key(), store.read_own_tables, store.tables(INGESTED_BUNDLE))
    token, is_forced = context.run.tags.get(REQUEST_TAG, ""), run_options.is_forced(context.run)
    listing = inbox.list_files(token)
    reader = _read_files(listing, inbox, known, values, workers, is_forced=is_forced)
    exports = reader.sort_exports()
    erased_ids, chosen = store.list_erased_ids(), run_options.chats
    moving = find_moving_chats(known.export_files, values.time_zone)
    rows = known.load(exports, values.chat_label, must_be_all=bool(is_forced or chosen or erased_ids or moving))
    move_to_zone(rows, values.time_zone)
    rows.erased_ids, rows.hide_people = erased_ids, person_eraser.hide_people
    exports, left = _choose_exports(rows, exports, chosen, values.chat_label)
    counts = count_outcomes(reader, exports, [len(file.copies) for file in listing.files], listing.skipped)
    options = MergeOptions(inbox.now(), values.time_zone, values.locale, values.chat_label)
    counts |= {"conversations that wait": len(left), "conversations in another time zone than before": len(moving)}
    named = "" if "time_zone" in values.model_fields_set else ", since the settings name none"
    counts["time zone"] = f"{values.time_zone}{named}"
    counts |= _merge(rows, exports, options, vault)
    records = _make_records(context.run.run_id, listing, reader)
    inbox.record_outcomes(token, listing, {d: r for d, r in records.items() if left.isdisjoint(r.export_ids)})
    context.add_output_metadata({**_as_metadata(counts), "exports": render_table(*list_outcomes(counts))})
    return known.select_changes(rows)


def _read_options(values: SettingsValues) -> ReadOptions:
    return ReadOptions(values.time_zone, values.locale)


def _read_files(
    listing: Listing, inbox: Inbox, known: StoredRows, values: SettingsValues, workers: Workers, *, is_forced: bool
) -> BatchReader:
    """Reads the new exports of the files.

    Raises:
        ExportRefused: a file that the user named cannot be read.
    """
    options, store_media = _read_options(values), inbox.store_media
    reader = BatchReader(known.key, known.export_ids, listing.records, options, store_media, locate_error, is_forced)
    due = [e for file in listing.files if reader.needs(e := _as_export(file), is_named=file.is_named)]
    if values.workers > 1 and len(due) > 1:
        reader.ahead = read_ahead(due, options, workers.serve("ingested"))
    for path in listing.unreadable:
        reader.refuse(f"unreadable {path}", ExportUnreadable())
    for file in counted(listing.files, "files", len(listing.files)):
        try:
            reader.read(_as_export(file), is_named=file.is_named, is_unchanged=file.is_unchanged)
        except EgregoraError as refusal:
            refusal.detail_for_terminal = str(file.path)
            raise
    return reader


def _choose_exports(
    rows: VaultRows, exports: list[Export], chat_ids: Collection[str], label: str | None
) -> tuple[list[Export], set[str]]:
    """The exports to read, and the ids of those that wait because the run is for other conversations.

    Raises:
        ChatUnknown: an id belongs to no conversation.
    """
    if unknown := set(chat_ids) - rows.messages.keys():
        raise ChatUnknown(len(unknown))
    left = rows.list_unchosen(exports, chat_ids, label) if chat_ids else set()
    return [export for export in exports if export.export_id not in left], left


def _as_export(file: InboxFile) -> Export:
    """The file as the readers take it."""
    if file.members is None:
        return Export(file.name, file.byte_count, file.sha256, open=file.open)
    listed = ((member.name, member.byte_count) for member in file.members)
    parts = FolderParts.from_listing(listed, file.open_member, file.member_digests)
    return Export(file.name, file.byte_count, file.sha256, parts=parts)


def _merge(rows: VaultRows, exports: list[Export], options: MergeOptions, vault: Vault) -> dict[str, object]:
    """Merges exports, applies the operator's decisions, and returns counts; the list is emptied."""
    reasons = merge_exports(rows, exports, options)
    if rows.left_out_count:
        vault.remove_other_media(str(row["content_sha256"]) for row in rows.others["export_media"])
    counts = {"messages of people who were erased": rows.left_out_count}
    return {**counts, "conversations decided by": dict(sorted(reasons.items()))}


def _make_records(run_id: str, listing: Listing, reader: BatchReader) -> dict[str, FileRecord]:
    """The record of each file of the listing, by digest."""
    return {
        file.sha256: reader.make_record(file.name, file.sha256, run_id, tuple(copy.name for copy in file.copies))
        for file in listing.files
    }


def _as_metadata(counts: Mapping[str, object]) -> dict[str, object]:
    return {name: dg.MetadataValue.json(v) if isinstance(v, dict | list) else v for name, v in counts.items()}
