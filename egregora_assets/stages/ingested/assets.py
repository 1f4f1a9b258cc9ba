"""What Dagster sees of the room."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

import dagster as dg

from egregora_assets.contracts.bundles import INGESTED_BUNDLE
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.tables import Rows
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.inbox import ExportFile, Inbox, Refusal
from egregora_assets.services.person_eraser import PersonEraser
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.stages.ingested.reading import read_export
from egregora_assets.stages.ingested.refusals import ExportChanged, ExportRefused, NobodySpeaks
from egregora_assets.stages.ingested.vault_rows import ReadExport, VaultRows
from egregora_assets.stages.ingested.whatsapp import ReadOptions, with_hint


class Request(dg.Config):
    """Which exports a run reads: those that the token stands for; empty for the whole inbox."""

    token: str = ""


@stage_asset(
    INGESTED_BUNDLE,
    code_version="1",
    kinds={"python", "duckdb"},
    outside=lambda resources: resources.inbox.signature() + resources.store.rights_version(),
)
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

    Grain: a row a message of any export, a participant, an export, a line that could not be read, an attachment. Only
    `anonymized` reads it, and the commands that serve a person's own rights. Stale when the inbox holds an export
    that has not been read, or the operator decided about a participant. A file that cannot be read is left out and
    counted; one that was named fails the run.
    """
    listing = inbox.listing(config.token)
    rows = VaultRows.of(vault.key(), {name: store.own(name) for name in INGESTED_BUNDLE.tables})
    rows.erased_ids, rows.hidden = store.erased_ids(), person_eraser.hidden
    exports, refusals = _read_new(listing.exports, inbox, rows, settings)
    values = settings.values()
    reasons: Counter[str] = Counter()
    for export in exports:
        label, zone = values.chat_label if export.is_alone else None, export.time_zone or values.time_zone
        reasons[rows.add(export, label, values.locale, zone, inbox.now()).reason] += 1
    if rows.left_out_count:
        vault.keep_media_of(str(row["content_sha256"]) for row in rows.others["export_media"])
    rows.obey_operator(store.own("wishes"))
    inbox.settle(config.token, refusals)
    counts = _counts(exports, refusals, reasons, listing.left, len(listing.exports))
    context.add_output_metadata({**counts, "messages of people who were erased": rows.left_out_count})
    return rows.tables()


def _read_new(
    files: Sequence[ExportFile], inbox: Inbox, rows: VaultRows, settings: Settings
) -> tuple[list[ReadExport], list[Refusal]]:
    """The exports that have not been read before, by first message; and those that cannot be.

    Raises:
        ExportRefused: a file that the user named cannot be read.
    """
    values = settings.values()
    options = ReadOptions(values.time_zone, values.locale)
    exports: list[tuple[ExportFile, ReadExport]] = []
    refusals: list[Refusal] = []
    for file in files:
        if rows.key.uuid("export", file.sha256) in rows.export_ids:
            continue
        try:
            exports += [(file, export) for export in _read(file, inbox, rows.key, options)]
        except ExportRefused as refusal:
            refusal.detail_for_terminal = str(file.path)
            if file.is_named:
                raise
            refusals.append(Refusal(file.path.name, type(refusal).__name__, str(refusal)))
    hinted = with_hint(options, (e.chat.report for _, e in exports))
    if hinted != options:
        exports = [
            (f, _read(f, inbox, rows.key, hinted)[0] if e.chat.report.is_date_order_open else e) for f, e in exports
        ]
    return sorted((e for _, e in exports), key=lambda e: (e.first_sent_at, e.export_id)), refusals


def _read(file: ExportFile, inbox: Inbox, key: DeploymentKey, options: ReadOptions) -> list[ReadExport]:
    """The conversations of one export, understood; their attachments are in the vault when this returns.

    Conversations in which no person speaks are left out, and counted.
    """
    with file.opened() as stream:
        found = read_export(stream, file.byte_count, file.path.name, options)
        spoken = [c for c in found.chats if c.chat.report.author_count]
        if not spoken:
            raise NobodySpeaks
        kept = [
            tuple((name, *inbox.keep_media(chunks)) for name, chunks in found.media_chunks(chat)) for chat in spoken
        ]
    if not file.is_unchanged():
        raise ExportChanged
    is_alone = len(spoken) == 1
    return [
        ReadExport(
            # The first bears the id of the file itself, by which the file is known to have been read.
            key.uuid("export", file.sha256, *([str(place)] if place else [])),
            file.path.name,
            chat.chat.title,
            file.byte_count,
            chat.chat,
            media,
            source=found.source,
            chat_key=chat.key,
            time_zone=chat.time_zone,
            is_alone=is_alone,
            is_first=not place,
            left_out_count=0 if place else len(found.chats) - len(spoken),
        )
        for place, (chat, media) in enumerate(zip(spoken, kept, strict=True))
    ]


def _counts(
    exports: Sequence[ReadExport],
    refusals: Sequence[Refusal],
    reasons: Counter[str],
    left: Mapping[str, int],
    file_count: int,
) -> dict[str, object]:
    """What the run did, in numbers and closed words."""
    reports = [
        {k: v for k, v in dataclasses.asdict(e.chat.report).items() if v not in (0, None, {})}
        | {"export": e.export_id[:8]}
        for e in exports
    ]
    return {
        "exports found": file_count,
        "exports read": sum(e.is_first for e in exports),
        "conversations read": len(exports),
        "exports refused": len(refusals),
        "refusals": dg.MetadataValue.json(dict(sorted(Counter(r.reason for r in refusals).items()))),
        "left alone": dg.MetadataValue.json(dict(left)),
        "conversations decided by": dg.MetadataValue.json(dict(sorted(reasons.items()))),
        "parse reports": dg.MetadataValue.json(reports),
        "attachments": sum(len(e.media) for e in exports),
        "conversations without a person": sum(e.left_out_count for e in exports),
    }


ASSETS = [ingested]
