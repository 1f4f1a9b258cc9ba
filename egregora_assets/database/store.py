"""The deployment's two database files, as the resource that stages and the run log use."""

import datetime as dt
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

import dagster as dg
import pyarrow as pa

from egregora_assets.contracts.bundles import CONTRACTS, Bundle
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Place
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.database.connection import DatabaseFile, get_database_file
from egregora_assets.database.content.repository import DuckDBContent
from egregora_assets.database.copies.snapshots import (
    BACKUP_FOLDER,
    SNAPSHOT_FOLDER,
    delete_snapshots,
    delete_withdrawn_copies,
    record_failure,
    take_snapshot,
)
from egregora_assets.database.people import consent as rights
from egregora_assets.database.run_log import transmissions as journal
from egregora_assets.database.run_log.store import RunStore
from egregora_assets.database.schema.migrations import COPIES_FOLDER, migrate
from egregora_assets.database.tables import writer
from egregora_assets.database.tables.batches import spool_rows
from egregora_assets.database.tables.difference import WriteResult
from egregora_assets.database.tables.reading import read_rows, read_table
from egregora_assets.database.tables.writer import RecordWrite
from egregora_assets.errors import DatabaseMissing, DiskAlmostFull, EgregoraError
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.reconcile import predict_status
from egregora_assets.runs.records import RunRecord
from egregora_assets.runs.run_log import Materialization
from egregora_assets.services.content import ContentRepository
from egregora_assets.services.disk import private_folder
from egregora_assets.services.erasure_records import read_erased_ids, read_journal, refuse_during_erasure
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import DATABASE_FILE, VAULT_DATABASE_FILE, Vault


class DuckDBStore(Store):
    """`egregora.duckdb` and `vault/vault.duckdb` of a deployment; the implementation of `Store` and `Ledger`."""

    settings: Settings
    vault: Vault

    def file(self, place: Place) -> DatabaseFile:
        """A database file, which may not exist yet."""
        values = self.settings.values()
        path: Path = values.home / DATABASE_FILE
        if place == "vault":
            path = self.vault.directory / VAULT_DATABASE_FILE
        return get_database_file(path, values.memory_limit, values.wait_seconds)

    def prepare(self) -> None:
        """Makes the deployment's folder and brings both files to today's schema.

        Raises:
            FolderNotWritable, FolderTooOpen, DatabaseTooNew, KeyLost: with the remedy.
        """
        private_folder(self.settings.values().home)
        self.vault.key()
        self.vault.check_modes()
        for place in ("vault", "main"):
            migrate(self.file(place), place, self.settings.values().migration_copy_count)

    def refuse_full_disk(self) -> None:
        """Nothing, if there is room for a run: `minimum_free_bytes`, and twice the database (rows, then a snapshot).

        Raises:
            DiskAlmostFull: there is not.
        """
        values = self.settings.values()
        file = values.home / DATABASE_FILE
        twice = 2 * file.stat().st_size if file.exists() else 0
        least = max(values.minimum_free_bytes, twice) if values.minimum_free_bytes else 0
        nearest = next(folder for folder in (values.home, *values.home.parents) if folder.exists())
        free = shutil.disk_usage(nearest).free
        if free < least:
            raise DiskAlmostFull(str(values.home), free, least)

    @property
    def runs(self) -> RunStore:
        """The run log."""
        return RunStore(self.file("main"))

    @property
    def content(self) -> ContentRepository:
        """The documents."""
        return DuckDBContent(self.file("main"), self.vault.key())

    def people_version(self) -> str:
        """Digest of all that people decide."""
        return self.content.people_version()

    def rights_version(self) -> str:
        """Digest of the operator's decisions and of who was erased; empty where nothing was decided."""
        vault = self.file("vault")
        decisions = rights.read_consent_decisions(vault) if vault.path.exists() else {}
        decided = [f"{author_id} {made.decision} {made.decided_at}" for author_id, made in sorted(decisions.items())]
        decided += [f"{author_id} erased" for author_id in sorted(self.erased_ids())]
        return public_uuid("rights", *decided) if decided else ""

    def erased_names_shown(self) -> list[tuple[str, str]]:
        """While a person is being erased: the conversations and the names under which the person was shown."""
        journal = read_journal(self.settings.values().home) or {}
        return [(chat_id, name) for chat_id, name in journal.get("shown", ())]

    def erased_ids(self) -> frozenset[str]:
        """The participants who were erased: as the vault says, and as the proofs of erasures do."""
        vault = self.file("vault")
        known = rights.read_erased_authors(vault) if vault.path.exists() else frozenset()
        return known | read_erased_ids(self.settings.values().home)

    def own(self, contract_name: str) -> pa.Table:
        """All rows of a table, in order of its key."""
        contract = CONTRACTS[contract_name]
        return read_table(self.file(contract.place), contract)

    def begin_transmission(self, run_id: str, service: str, row_count: int) -> int:
        """Commits that a run is about to ask a service outside."""
        return journal.begin_transmission(self.file("main"), run_id, service, row_count)

    def end_transmission(self, run_id: str, ordinal: int, request_count: int, sent_bytes: int) -> None:
        """Commits what left this machine."""
        journal.end_transmission(self.file("main"), run_id, ordinal, request_count, sent_bytes)

    def tables(self, bundle: Bundle) -> Tables:
        """The tables of an asset, to build on."""
        return Tables(
            bundle.tables,
            lambda expression: read_rows(self.file(bundle.place), expression),
            lambda expression: spool_rows(self.file(bundle.place), expression),
        )

    def write(self, bundle: Bundle, rows: Rows, run_id: str, seal: RecordWrite) -> WriteResult:
        """Writes a bundle by difference. `seal` runs in the main file: one transaction with a bundle that is there."""
        if bundle.place == "main":
            return writer.write(self.file("main"), bundle, rows, run_id, seal)
        written = writer.write(self.file(bundle.place), bundle, rows, run_id, lambda _connection, _written: None)
        self.seal(seal, written)
        return written

    def seal(self, seal: RecordWrite, written: WriteResult) -> None:
        """Records a write that changed nothing, or whose rows lie in the other file."""
        with self.file("main").transaction() as connection:
            seal(connection, written)

    def session(self) -> AbstractContextManager[object]:
        """Several uses of the main file on one opening of it."""
        return self.file("main").writing()

    def name_of_host(self, host: str) -> str:
        """A keyed name of a machine: runs can be told apart by it, and nobody can guess it."""
        return self.vault.key().uuid("host", host)

    def begin_run(self, record: RunRecord) -> None:
        """Commits the row of a run, unless it is there."""
        self.runs.start_run(record)

    def end_run(self, run_id: str, status: str, finished_at: dt.datetime, error: str | None = None) -> None:
        """Settles a run."""
        self.runs.end_run(run_id, status, finished_at, error)

    def get_run(self, run_id: str) -> RunRecord | None:
        """The row of a run, if there is one."""
        return self.runs.get_run(run_id)

    def unfinished_runs(self) -> list[RunRecord]:
        """The runs that are queued or running, oldest first."""
        return self.runs.unfinished_runs()

    def latest(self, asset_key: str) -> Materialization | None:
        """The latest successful write of an asset."""
        return self.runs.latest(asset_key)

    def inputs(self, run_id: str, asset_key: str) -> dict[str, str]:
        """The data versions that an asset read in a run, by upstream asset."""
        return self.runs.inputs(run_id, asset_key)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Prepares the files before a run's first step."""
        if context.instance is not None and not context.instance.is_ephemeral:
            with Boundary("store"):
                refuse_during_erasure(self.settings.values().home)
                self.refuse_full_disk()
                self.prepare()

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Settles the run, as far as its steps already tell; the next run settles the rest."""
        run = context.run
        if run is None or context.instance is None or context.instance.is_ephemeral:
            return
        with Boundary("store"):
            self._settle(context.instance, run.run_id)

    def _settle(self, instance: dg.DagsterInstance, run_id: str) -> None:
        """Once for a run, although Dagster ends a resource once for each resource that uses it."""
        status = predict_status(instance, run_id)
        if status is None:
            return
        try:
            record = self.runs.get_run(run_id)
            if record is None or record.finished_at is not None:
                return
            error = "RunFailed: see the run's events in Dagster. Remedy: mend the cause and run again."
            self.end_run(run_id, status, utc_now(), error if status == "failed" else None)
        except DatabaseMissing:
            return
        if status == "completed":
            self.keep_snapshots(run_id)

    def copy_folders(self, place: Place) -> list[Path]:
        """Where copies of a file lie: its snapshots, and the backups that were asked for."""
        home = self.settings.values().home
        return [self.file(place).path.parent / SNAPSHOT_FOLDER, home / BACKUP_FOLDER]

    def keep_snapshots(self, run_id: str) -> None:
        """Copies the files that a successful run wrote; a copy that fails is noted and fails nothing."""
        values = self.settings.values()
        try:
            written = self.runs.written_places(run_id)
            if "main" in written:
                main = self.file("main")
                delete_withdrawn_copies(main, (self.copy_folders("main")[0], main.path.parent / COPIES_FOLDER))
            for place in written if values.snapshot_count else ():
                file = self.file(place)
                take_snapshot(file, self.copy_folders(place)[0], values.snapshot_count, utc_now(), run_id)
        except EgregoraError as failure:
            record_failure(values.home, failure)
        else:
            record_failure(values.home, None)

    def delete_snapshots(self) -> int:
        """Removes every snapshot of both files, and what restoring kept: nothing that was erased can be read there.

        Returns: how many files went.
        """
        return delete_snapshots(self.settings.values().home, self.vault.directory)
