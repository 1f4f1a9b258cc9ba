"""What Dagster sees of the room."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Any

import dagster as dg

from egregora_assets.contracts.bundles import INGESTED_BUNDLE
from egregora_assets.contracts.tables import Rows
from egregora_assets.errors import EgregoraError
from egregora_assets.merging.vault_rows import VaultRows
from egregora_assets.readers.exports import ReadExport
from egregora_assets.readers.intake import Intake, reader_version
from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.outcomes import Told, is_passing
from egregora_assets.readers.refusals import ExportUnreadable
from egregora_assets.runs.boundary import locate_error
from egregora_assets.runs.checks import FORCE_TAG
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.inbox import Inbox
from egregora_assets.services.inbox_files import Listing
from egregora_assets.services.inbox_notes import Outcome, PartOutcome
from egregora_assets.services.person_eraser import PersonEraser
from egregora_assets.services.settings import Settings, SettingsValues
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault


class Request(dg.Config):
    """Which exports a run reads: those that the token stands for; empty for the whole inbox."""

    token: str = ""


def _world(resources: Any) -> str:
    """What lies in the inbox; and the reader's version, while it refuses something: another may not."""
    is_refusing = any(not outcome.is_read for outcome in resources.inbox.notes().outcomes().by_digest.values())
    version = reader_version(_options(resources.settings.values())) if is_refusing else ""
    return f"{resources.inbox.signature()}{version}{resources.store.rights_version()}"


@stage_asset(INGESTED_BUNDLE, code_version="2", kinds={"python", "duckdb"}, external_state=_world)
def ingested(
    context: dg.AssetExecutionContext,
    config: Request,
    inbox: Inbox,
    vault: Vault,
    settings: Settings,
    store: Store,
    person_eraser: PersonEraser,
) -> Rows:
    """The chat exports of the inbox, one row a message, with everybody's name: private.

    Grain: a row a message of any export, a participant, an export, a line that could not be read, an attachment, an
    answer, a reaction, a message's id in its program, an earlier form of a message that was edited or deleted. Only
    `anonymized` reads it, and the commands that serve a person's own rights. Stale when the inbox holds an export
    that has not been read, or the operator decided about a participant. A file that cannot be read is left out and
    counted, and not tried again until it or the program's reading changes; one that was named fails the run.
    """
    listing = inbox.listing(config.token)
    rows = VaultRows.of(vault.key(), {name: store.own(name) for name in INGESTED_BUNDLE.tables})
    rows.erased_ids, rows.hidden = store.erased_ids(), person_eraser.hidden
    values = settings.values()
    intake = _taken_in(context, listing, inbox, rows, values)
    exports = intake.in_order()
    counts = _counts(exports, intake, listing)
    reasons: Counter[str] = Counter()
    while exports:  # each is let go when its rows are made: together they may be many
        export = exports.pop(0)
        label, zone = values.chat_label if export.is_alone else None, export.time_zone or values.time_zone
        reasons[rows.add(export, label, values.locale, zone, inbox.now()).reason] += 1
    if rows.left_out_count:
        vault.keep_media_of(str(row["content_sha256"]) for row in rows.others["export_media"])
    rows.obey_operator(store.own("consent_decisions"))
    inbox.settle(config.token, listing, _outcomes(context.run.run_id, listing, intake, inbox))
    decided = dg.MetadataValue.json(dict(sorted(reasons.items())))
    erased = {"messages of people who were erased": rows.left_out_count}
    context.add_output_metadata({**counts, **erased, "conversations decided by": decided})
    return rows.tables()


def _options(values: SettingsValues) -> ReadOptions:
    return ReadOptions(values.time_zone, values.locale)


def _taken_in(
    context: dg.AssetExecutionContext, listing: Listing, inbox: Inbox, rows: VaultRows, values: SettingsValues
) -> Intake:
    """The new exports of a listing.

    Raises:
        ExportRefused: a file that the user named cannot be read.
    """
    options = _options(values)
    noted = inbox.notes().outcomes().by_digest
    before = {d: [Told(**dataclasses.asdict(part)) for part in outcome.parts] for d, outcome in noted.items()}
    version = reader_version(options)
    again = FORCE_TAG in context.run.tags
    told = {d: parts for d, parts in before.items() if noted[d].is_read or (noted[d].reader == version and not again)}
    intake = Intake(rows.key, rows.export_ids, told, options, inbox.keep_media, locate_error)
    intake.know({d: outcome.file_name for d, outcome in noted.items()}, before)
    for path in listing.unreadable:
        intake.refuse(f"unreadable {path}", ExportUnreadable())
    for file in listing.exports:
        try:
            intake.take(file)
        except EgregoraError as refusal:
            refusal.detail_for_terminal = str(file.path)
            raise
    return intake


def _outcomes(run_id: str, listing: Listing, intake: Intake, inbox: Inbox) -> dict[str, Outcome]:
    """What is noted of each file, by digest; under no version, if its refusal passes by itself: it is tried again."""
    version = reader_version(intake.options)
    files = {file.sha256: file for file in listing.exports}
    fresh = {
        digest: Outcome(
            files[digest].name,
            "" if any(is_passing(part) for part in told) else version,
            run_id,
            tuple(PartOutcome(**dataclasses.asdict(part)) for part in told),
            tuple(copy.name for copy in files[digest].copies),
        )
        for digest, told in intake.outcomes.items()
        if digest in files and digest not in intake.held
    }
    noted = inbox.notes().outcomes().by_digest
    return {**{digest: noted[digest] for digest in intake.held}, **fresh}


def _counts(exports: Sequence[ReadExport], intake: Intake, listing: Listing) -> dict[str, object]:
    """What the run did, in numbers and closed words."""
    reports = [
        {k: v for k, v in dataclasses.asdict(e.chat.report).items() if v not in (0, None, {})}
        | {"export": e.export_id[:8]}
        for e in exports
    ]
    parts = [part for told in intake.outcomes.values() for part in told]
    copies = sum(len(file.copies) for file in listing.exports)
    refused = [part.reason for part in parts if part.reason]
    return {
        "files found": len(listing.exports) + copies,
        "exports found": len(parts),
        "exports read": sum(e.is_first for e in exports),
        "conversations read": len(exports),
        "exports of the same content": copies + sum(bool(part.same_as) for part in parts),
        "exports refused": len(refused),
        "files refused before": sum(any(part.reason for part in intake.outcomes[d]) for d in intake.held),
        "refusals": dg.MetadataValue.json(dict(sorted(Counter(refused).items()))),
        "left alone": dg.MetadataValue.json(dict(listing.left)),
        "parse reports": dg.MetadataValue.json(reports),
        "attachments": sum(len(e.media) for e in exports),
        "conversations without a person": sum(e.left_out_count for e in exports),
    }


ASSETS = [ingested]
