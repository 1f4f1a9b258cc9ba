"""`egregora import-legacy`: takes over what an older deployment of the predecessor holds, in one transaction."""

from __future__ import annotations

import argparse
import os
import platform
import uuid
from collections.abc import Callable, Sequence

from egregora_assets import __version__
from egregora_assets.cli.deployment import settle_folders
from egregora_assets.cli.legacy_present import present_of
from egregora_assets.cli.legacy_report import Report, print_report, print_report_json
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.instants import utc_now
from egregora_assets.database.legacy.files import OlderFile, read_older_file
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.additions import add_rows
from egregora_assets.errors import EgregoraError
from egregora_assets.legacy.import_plan import ImportPlan
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.planning import OLDER_TABLES, planned
from egregora_assets.legacy.present import Present, Tools
from egregora_assets.redaction.redactor import redact_texts
from egregora_assets.runs.records import RunRecord, find_process_start, hash_configuration
from egregora_assets.writing.slugs import make_slug

JOB_NAME = "import_legacy"
STALE = ("generated", "ranked", "asset_cache", "published")
"""Assets that show what was imported, although no asset's data version tells of it."""


def import_legacy(options: argparse.Namespace) -> bool:
    """Imports older files; what was taken, changed and refused is printed.

    Returns: True; rows that are refused fail nothing.

    Raises:
        OlderFileRefused: a file cannot be read; nothing was imported.
        ConversationUnclear: it is not clear into which conversation it is to come.
    """
    settle_folders(options)
    from egregora_assets.definitions import LEAK_GUARD, SETTINGS, STORE, VAULT

    STORE.prepare()
    private = VAULT.directory
    paths = [path.expanduser().absolute() for path in options.paths]
    files = [read_older_file(path, place, private, OLDER_TABLES) for place, path in enumerate(paths, 1)]
    rows = rows_of(files)
    digests = sorted({legacy_digest(VAULT.key(), file.digest) for file in files})
    regions = SETTINGS.values().default_phone_regions
    with STORE.file("main").reading() if options.dry_run else STORE.session():
        present = present_of(STORE, options.chat, rows)
        tools = _tools(
            VAULT.key(),
            present,
            regions,
            lambda text: bool(LEAK_GUARD.findings(text.encode("utf-8", "replace"), "legacy")),
        )
        plan = planned(rows, present, tools)
        is_new = bool(plan.rows) or not imported_digests(STORE) >= set(digests)
        if is_new and not options.dry_run:
            _write(STORE, plan, digests)
    report = Report(tuple(path.name for path in paths), tuple(plan.outcomes), options.dry_run)
    print_report_json(report) if options.json else print_report(report)
    return True


def rows_of(files: Sequence[OlderFile]) -> list[OlderRow]:
    """The older rows of all files, in their order."""
    return [
        OlderRow(place, table, number, cells)
        for place, file in enumerate(files, 1)
        for table in OLDER_TABLES
        for number, cells in file.tables.get(table, ())
    ]


def legacy_digest(key: DeploymentKey, digest: bytes) -> str:
    """How a run's target names a file that it imported."""
    return key.uuid("legacy-file", digest)


def imported_digests(store: DuckDBStore) -> set[str]:
    """The files of which an import was completed."""
    done = [r for r in store.runs.all_runs() if r.job_name == JOB_NAME and r.status == "completed"]
    return {digest for r in done for digest in r.target.split(",")}


def _tools(key: DeploymentKey, present: Present, regions: Sequence[str], is_leak: Callable[[str], bool]) -> Tools:
    def without_personal_data(texts: Sequence[str]) -> tuple[list[str], bool]:
        found = redact_texts(texts, [], language=present.language, regions=regions)
        # Texts without a finding stay as they are: only a redacted text tells its placeholders from others.
        after = [f.text if f.redactions else t for t, f in zip(texts, found, strict=True)]
        return after, any(f.redactions for f in found)

    return Tools(key, without_personal_data, is_leak, make_slug)


def _write(store: DuckDBStore, plan: ImportPlan, digests: Sequence[str]) -> None:
    """One run: its row first, then all rows in one transaction.

    Raises:
        EgregoraError: nothing was written; the run is recorded as failed.
    """
    run_id = str(uuid.uuid4())
    store.begin_run(
        RunRecord(
            run_id=run_id,
            job_name=JOB_NAME,
            status="running",
            trigger="command",
            target=",".join(digests),
            config_hash=hash_configuration({}, store.settings.values().configuration()),
            code_version=__version__,
            started_at=utc_now(),
            host=store.name_of_host(platform.node()),
            process_id=os.getpid(),
            process_started_at=find_process_start(os.getpid()),
        )
    )
    try:
        add_rows(store.file("main"), plan.rows, run_id, STALE)
    except EgregoraError as error:
        store.end_run(run_id, "failed", utc_now(), f"{type(error).__name__}: {error.remedy}")
        raise
    store.end_run(run_id, "completed", utc_now())
