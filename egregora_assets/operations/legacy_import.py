"""Imports what an older deployment of the predecessor holds, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.database.legacy.files import OlderFile, hash_database, read_older_file
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.additions import add_rows
from egregora_assets.legacy.current_state import CurrentState, ImportTools
from egregora_assets.legacy.import_plan import ImportPlan
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.outcomes import ImportReport
from egregora_assets.legacy.planning import OLDER_TABLES, plan_import
from egregora_assets.operations.command_runs import record_run
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.legacy_state import read_current_state
from egregora_assets.redaction.redactor import redact_texts
from egregora_assets.writing.slugs import make_slug

__all__ = ["ImportReport", "OlderRow", "find_unimported_rankings", "import_legacy", "legacy_digest"]

JOB_NAME = "import_legacy"
STALE = ("generated", "ranked", "asset_cache", "published")
"""Assets that show what was imported, although no asset's data version tells of it."""
OLDER_RANKINGS = "rankings.duckdb"


@under_lease("import-legacy")
def import_legacy(
    context: DeploymentContext, paths: Sequence[Path | str], *, chat: str | None = None, is_dry_run: bool = False
) -> ImportReport:
    """Takes over what an older deployment of the predecessor holds; rows that are refused fail nothing.

    Args:
        chat: the conversation that they are of, by its slug; None = the only one.

    Raises:
        OlderFileRefused: a file cannot be read; nothing was imported.
        ConversationUnclear: there is no such conversation, or several and none was named.
    """
    store, key = context.store, context.vault.key()
    store.prepare()
    places = [Path(path).expanduser().absolute() for path in paths]
    files = [read_older_file(path, n, context.vault.directory, OLDER_TABLES) for n, path in enumerate(places, 1)]
    rows = read_older_rows(files)
    digests = sorted({legacy_digest(key, file.digest) for file in files})
    with store.file("main").open_reader() if is_dry_run else store.runs.writing_session():
        present = read_current_state(store, chat, rows)
        plan = plan_import(rows, present, _tools(context, present))
        is_new = bool(plan.rows) or not read_imported_digests(store) >= set(digests)
        if is_new and not is_dry_run:
            _write(store, plan, digests)
    return ImportReport(tuple(path.name for path in places), tuple(plan.outcomes), is_dry_run)


def read_older_rows(files: Sequence[OlderFile]) -> list[OlderRow]:
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


def read_imported_digests(store: DuckDBStore) -> set[str]:
    """The files of which an import was completed."""
    done = [r for r in store.runs.list_runs() if r.job_name == JOB_NAME and r.status == "completed"]
    return {digest for r in done for digest in r.target.split(",")}


def find_unimported_rankings(store: DuckDBStore, exports: Iterable[Path] = ()) -> list[Path]:
    """Older rankings in the deployment's folder, in its inbox, beside an export, or in `rankings/` there, that no
    completed import read as they are now. A file that cannot be read is left out.
    """
    values = store.settings.values()
    folders = [values.home, values.inbox, *(e.expanduser().absolute().parent for e in exports)]
    places = [f / OLDER_RANKINGS for folder in folders for f in (folder, folder / "rankings")]
    found = [p for p in dict.fromkeys(places) if p.is_file()]
    if not found:
        return []
    imported = read_imported_digests(store)
    return [p for p in found if (digest := _digest(store, p)) and digest not in imported]


def _digest(store: DuckDBStore, path: Path) -> str | None:
    try:
        return legacy_digest(store.vault.key(), hash_database(path))
    except OSError:
        return None


def _tools(context: DeploymentContext, present: CurrentState) -> ImportTools:
    regions, guard = context.settings.default_phone_regions, context.leak_guard

    def without_personal_data(texts: Sequence[str]) -> tuple[list[str], bool]:
        found = redact_texts(texts, [], language=present.language, regions=regions)
        # Texts without a finding stay as they are: only a redacted text tells its placeholders from others.
        after = [f.text if f.redactions else t for t, f in zip(texts, found, strict=True)]
        return after, any(f.redactions for f in found)

    def is_leak(text: str) -> bool:
        return bool(guard.findings(text.encode("utf-8", "replace"), "legacy"))

    return ImportTools(context.vault.key(), without_personal_data, is_leak, make_slug)


def _write(store: DuckDBStore, plan: ImportPlan, digests: Sequence[str]) -> None:
    """One run: its row first, then all rows in one transaction.

    Raises:
        EgregoraError: nothing was written; the run is recorded as failed.
    """
    with record_run(store, JOB_NAME, ",".join(digests)) as run_id:
        add_rows(store.file("main"), plan.rows, run_id, STALE)
