"""The deployment's two database files, as the resource that stages and the run log use."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import dagster as dg
import duckdb
import pyarrow as pa
from dagster_duckdb import DuckDBResource

from egregora_assets.contracts.bundles import CONTRACTS, Bundle
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Place
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.database.connection import DatabaseFile, get_database_file
from egregora_assets.database.content.repository import DuckDBContent
from egregora_assets.database.copies.reading_copy import refresh_reading_copy
from egregora_assets.database.copies.snapshots import (
    BACKUP_FOLDER,
    SNAPSHOT_FOLDER,
    delete_snapshots,
    delete_withdrawn_copies,
    record_failure,
    take_snapshot,
)
from egregora_assets.database.people.decisions import read_consent_decisions, read_erased_authors
from egregora_assets.database.run_log import transmissions
from egregora_assets.database.run_log.store import RunStore
from egregora_assets.database.schema.migrations import COPIES_FOLDER, migrate
from egregora_assets.database.tables import writer
from egregora_assets.database.tables.difference import WriteResult, render_count
from egregora_assets.database.tables.reading import read_rows, read_table, spool_rows
from egregora_assets.database.tables.writer import RecordWrite
from egregora_assets.database.tasks.queue import DuckDBTasks
from egregora_assets.errors import (
    DatabaseBusy,
    DatabaseMissing,
    DiskAlmostFull,
    EgregoraError,
    OwnQueryRefused,
    RunAlreadyEnded,
    RunUnknown,
    SettingInvalid,
)
from egregora_assets.runs.begin import mark_run
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.patience import repeat_when_busy
from egregora_assets.runs.reconcile import predict_end, project_runs
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.content import ContentRepository
from egregora_assets.services.disk import private_folder
from egregora_assets.services.erasure_records import read_erased_ids, read_journal, refuse_during_erasure
from egregora_assets.services.run_lease import RunLease, Waiting, get_run_lease
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import DATABASE_FILE, VAULT_DATABASE_FILE, Vault


class DuckDBStore(DuckDBResource, Store):
    """`egregora.duckdb` and `vault/vault.duckdb` of a deployment.

    As Dagster's `DuckDBResource` it reads the former: `get_connection`. The path follows from the settings, and how a
    connection is hardened is not for others to decide, so `database` and `connection_config` stay empty.
    """

    database: str = ""
    settings: Settings
    vault: Vault

    @contextmanager
    def get_connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that reads `egregora.duckdb`, closed at the end of the block whatever happens in it.

        Raises:
            DatabaseBusy, DatabaseMissing, DatabaseDamaged: the file cannot be opened; it was waited for.
            OwnQueryRefused: a query in the block is wrong, or writes.
            SettingInvalid: the resource was given a path or a configuration.
            EgregoraError: any other error of DuckDB in the block, without its text.
        """
        if self.database or self.connection_config:
            raise SettingInvalid(
                "of the resource `duckdb`", "its path and its configuration follow from the deployment"
            )
        with self.file("main").open_reader() as connection:
            try:
                yield connection
            except (duckdb.ProgrammingError, duckdb.DataError, duckdb.NotSupportedError) as error:
                raise OwnQueryRefused(type(error).__name__) from None

    def file(self, place: Place) -> DatabaseFile:
        """A database file, which may not exist yet."""
        values = self.settings.values()
        path: Path = values.home / DATABASE_FILE
        if place == "vault":
            path = self.vault.directory / VAULT_DATABASE_FILE
        return get_database_file(path, values.memory_limit, values.wait_seconds)

    def prepare(self) -> None:
        """Creates the deployment's folder and migrates both files to the current schema.

        Raises:
            FolderNotWritable, FolderTooOpen: the folder or the vault cannot be used.
            KeyLost: a deployment without its key.
            DatabaseBusy, DatabaseDamaged, DatabaseTooNew, MigrationChanged, CopyDiffers, DiskFull: from `migrate`.
        """
        private_folder(self.settings.values().home)
        self.vault.key()
        self.vault.check_modes()
        for place in ("vault", "main"):
            migrate(self.file(place), place, self.settings.values().migration_copy_count)

    @property
    def lease(self) -> RunLease:
        """The lease that whoever changes the deployment holds."""
        return get_run_lease(private_folder(self.settings.values().home))

    def begin(self) -> None:
        """Makes sure that a run can begin, once while the lease is held: no erasure, room on the disk, files as today.

        Raises:
            ErasureUnfinished, DiskAlmostFull: nothing was changed.
            EgregoraError: from `prepare`.
        """
        lease = self.lease
        if "begin" not in lease.done:
            refuse_during_erasure(self.settings.values().home)
            self.refuse_full_disk()
            self.prepare()
            lease.done.add("begin")

    def refuse_full_disk(self) -> None:
        """Requires room for a run: `minimum_free_bytes`, and twice the database (its rows, then a snapshot).

        Raises:
            DiskAlmostFull: there is less.
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
    def task_queue(self) -> DuckDBTasks:
        """The queue of work that is put off."""
        return DuckDBTasks(self.file("main"), self.vault.key())

    @property
    def content(self) -> ContentRepository:
        """The documents."""
        return DuckDBContent(self.file("main"), self.vault.key())

    def compute_people_version(self) -> str:
        """Digest of what people decided about documents."""
        return self.content.compute_people_version()

    def compute_rights_version(self) -> str:
        """Digest of consent decisions and erasures; empty where there are none."""
        vault = self.file("vault")
        decisions = read_consent_decisions(vault) if vault.path.exists() else {}
        decided = [f"{author_id} {made.decision} {made.decided_at}" for author_id, made in sorted(decisions.items())]
        decided += [f"{author_id} erased" for author_id in sorted(self.list_erased_ids())]
        return public_uuid("rights", *decided) if decided else ""

    def list_erased_public_names(self) -> list[tuple[str, str]]:
        """While a person is being erased: conversation and public name, for each conversation of the person."""
        journal = read_journal(self.settings.values().home) or {}
        return [(chat_id, name) for chat_id, name in journal.get("shown", ())]

    def list_erased_ids(self) -> frozenset[str]:
        """The ids of the participants who were erased, from the vault and from the proofs of erasures."""
        vault = self.file("vault")
        known = read_erased_authors(vault) if vault.path.exists() else frozenset()
        return known | read_erased_ids(self.settings.values().home)

    def read_own_table(self, contract_name: str) -> pa.Table:
        """All rows of a table, in order of its key."""
        contract = CONTRACTS[contract_name]
        return read_table(self.file(contract.place), contract)

    def read_own_tables(self, contract_names: Iterable[str]) -> dict[str, pa.Table]:
        """All rows of several tables, each in order of its key, of one moment."""
        names = list(contract_names)
        with ExitStack() as sessions:
            for place in sorted({CONTRACTS[name].place for name in names}):
                sessions.enter_context(self.file(place).open_reader())
            return {name: self.read_own_table(name) for name in names}

    def begin_transmission(self, run_id: str, service: str, row_count: int) -> int:
        """Commits that a run is about to ask an external service."""
        return transmissions.begin_transmission(self.file("main"), run_id, service, row_count)

    def end_transmission(self, run_id: str, ordinal: int, request_count: int, sent_bytes: int) -> None:
        """Commits how much was sent."""
        transmissions.end_transmission(self.file("main"), run_id, ordinal, request_count, sent_bytes)

    def tables(self, bundle: Bundle) -> Tables:
        """The tables of an asset, unbound, with their rows on demand."""
        return Tables(
            bundle.tables,
            lambda expression: read_rows(self.file(bundle.place), expression),
            lambda expression: spool_rows(self.file(bundle.place), expression),
            self.file(bundle.place).open_reader,
        )

    def count_rows(self, bundle: Bundle) -> dict[str, int]:
        """The number of rows of each table that its asset decides; not of what people wrote."""
        with self.file(bundle.place).open_reader() as connection:
            found = {c.name: connection.execute(render_count(c)).fetchone() for c in bundle.contracts}
        return {name: int(row[0]) if row else 0 for name, row in found.items()}

    def write(self, bundle: Bundle, rows: Rows, run_id: str, record: RecordWrite) -> WriteResult:
        """Writes a bundle by difference.

        Args:
            record: records the write in the main file: for a bundle of that file, in the same transaction.

        Raises:
            RowsMalformed, RowsRefused, RunUnknown: nothing was written.
            CommitUncertain, DatabaseBusy, DatabaseInvalidated, DiskFull, MemoryExceeded, WriteConflict: as `write`.
        """
        if bundle.place == "main":
            return writer.write(self.file("main"), bundle, rows, run_id, record)
        written = writer.write(self.file(bundle.place), bundle, rows, run_id, lambda _connection, _written: None)
        self.record_write(record, written)
        return written

    def record_write(self, record: RecordWrite, written: WriteResult) -> None:
        """Records a write that changed nothing, or whose rows are in the other file."""
        with self.file("main").transaction() as connection:
            record(connection, written)

    def project_runs(self, instance: dg.DagsterInstance, *, is_complete: bool = False) -> list[RunRecord]:
        """Brings the run log to what Dagster's run storage says; returns the rows that were written.

        Args:
            is_complete: compare all of Dagster's history, not only what changed since.
        """
        return project_runs(instance, self.runs, self.vault.find_deployment_id(), is_complete=is_complete)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Takes the lease for the whole run and prepares the files, before its first step.

        Dagster sets a resource up once for each resource that uses it, and ends it as often.

        Raises:
            DeploymentBusy: another run still holds the lease after `wait_seconds`.
            ErasureUnfinished, DiskAlmostFull: nothing was changed.
            EgregoraError: from `prepare`.
        """
        if context.instance is None or context.instance.is_ephemeral or context.run is None:  # a sensor has no run
            return
        run_id = context.run.run_id
        with Boundary("store"), ExitStack() as undo:
            mark_run(context.instance, run_id, self.settings, self.vault)
            lease = self.lease
            lease.acquire(self.settings.values().wait_seconds, run_id=run_id, on_wait=_write_log(context))
            undo.callback(lease.release)
            repeat_when_busy(self.begin, context.log)
            undo.pop_all()

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Ends the run in the run log if its steps show how it ended, and releases the lease.

        Otherwise the next run reconciles it.
        """
        if context.instance is None or context.instance.is_ephemeral or context.run is None:
            return
        try:
            with Boundary("store"), suppress(DatabaseBusy):  # the next run sees how this one ended
                self._end_run(context.instance, context.run.run_id)
                self._refresh_reading_copy(context.run.run_id)
        finally:
            self.lease.release()

    def _end_run(self, instance: dg.DagsterInstance, run_id: str) -> None:
        """Acts once for a run, although Dagster ends a resource once for each resource that uses it."""
        end = predict_end(instance, run_id)
        if end is None:
            return
        status, failure = end
        if f"ended {run_id}" in self.lease.done:
            return
        try:
            self.runs.end_run(run_id, status, utc_now(), failure)
        except (DatabaseMissing, RunUnknown, RunAlreadyEnded):
            return
        finally:
            self.lease.done.add(f"ended {run_id}")
        if status == "completed":
            self.take_snapshots(run_id)

    def _refresh_reading_copy(self, run_id: str) -> None:
        """Replaces the copy for readers, once a run. A failure is recorded for `egregora doctor` and not raised."""
        home, done = self.settings.values().home, self.lease.done
        if f"copied after {run_id}" not in done:
            done.add(f"copied after {run_id}")
            try:
                refresh_reading_copy(self.file("main"), home)
            except EgregoraError as failure:
                record_failure(home, failure)

    def list_copy_folders(self, place: Place) -> list[Path]:
        """The folders with copies of a file: first its snapshots, then the backups."""
        home = self.settings.values().home
        return [self.file(place).path.parent / SNAPSHOT_FOLDER, home / BACKUP_FOLDER]

    def take_snapshots(self, run_id: str) -> None:
        """Copies the files that a successful run wrote. A failure is recorded for `egregora doctor` and not raised."""
        values = self.settings.values()
        try:
            written = self.runs.list_written_places(run_id)
            if "main" in written:
                main = self.file("main")
                delete_withdrawn_copies(main, (self.list_copy_folders("main")[0], main.path.parent / COPIES_FOLDER))
            for place in written if values.snapshot_count else ():
                file = self.file(place)
                take_snapshot(file, self.list_copy_folders(place)[0], values.snapshot_count, utc_now(), run_id)
        except EgregoraError as failure:
            record_failure(values.home, failure)
        else:
            record_failure(values.home, None)

    def delete_snapshots(self) -> int:
        """Deletes every snapshot of both files and every file that a restore replaced; returns how many."""
        return delete_snapshots(self.settings.values().home, self.vault.directory)


def _write_log(context: dg.InitResourceContext) -> Callable[[Waiting], None]:
    """Writes into the run's log for whom it waits."""

    def write(waiting: Waiting) -> None:
        if context.log:
            context.log.info(str(waiting))

    return write
