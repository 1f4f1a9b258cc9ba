"""The deployment's two database files over the life of a run: the lease, their preparation, its end, their copies."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import dagster as dg

from egregora_assets.contracts.instants import utc_now
from egregora_assets.contracts.model import Place
from egregora_assets.database.connection import DatabaseFile, get_database_file
from egregora_assets.database.copies.compaction import compact_if_wasteful
from egregora_assets.database.copies.reading_copy import locate_reading_copy, refresh_reading_copy
from egregora_assets.database.copies.snapshots import (
    BACKUP_FOLDER,
    SNAPSHOT_FOLDER,
    Changes,
    delete_snapshots,
    delete_withdrawn_copies,
    is_snapshot_due,
    read_failure,
    record_failure,
    record_people,
    take_snapshot,
)
from egregora_assets.database.held_deployment import HeldDeployment
from egregora_assets.database.run_log.store import RunStore
from egregora_assets.database.schema.compiled import STATEMENTS
from egregora_assets.database.schema.migrations import COPIES_FOLDER, is_current, migrate
from egregora_assets.errors import (
    DatabaseBusy,
    DatabaseMissing,
    DiskAlmostFull,
    EgregoraError,
    RunAlreadyEnded,
    RunUnknown,
)
from egregora_assets.runs.begin import mark_run
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.open_history import keep_history_open
from egregora_assets.runs.patience import repeat_when_busy
from egregora_assets.runs.pruning import Retention, prune_history
from egregora_assets.runs.reconcile import predict_end, project_runs
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.disk import private_folder
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.services.run_lease import RunLease, Waiting, get_run_lease
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import DATABASE_FILE, VAULT_DATABASE_FILE, Vault

_HELD: dict[str, HeldDeployment] = {}
"""By run of this process."""


class DeploymentFiles(Store):
    """Opens the two files, and holds the lease from before the first step of a run to after its last."""

    settings: Settings
    vault: Vault

    def file(self, place: Place) -> DatabaseFile:
        """A database file, which may not exist yet."""
        values = self.settings.values()
        path: Path = values.home / DATABASE_FILE
        if place == "vault":
            path = self.vault.directory / VAULT_DATABASE_FILE
        return get_database_file(path, values.memory_limit, values.wait_seconds)

    def _list_files(self) -> tuple[DatabaseFile, ...]:
        return self.file("vault"), self.file("main")

    @contextmanager
    def keep_open(self) -> Iterator[None]:
        """Reads inside the block share one opening of each file. See `DatabaseFile.keep_open`."""
        with ExitStack() as kept:
            for file in self._list_files():
                kept.enter_context(file.keep_open())
            yield

    def release_files(self) -> None:
        """Closes the files until the next read, so that others may write meanwhile."""
        for file in self._list_files():
            file.release()

    def prepare(self) -> None:
        """Creates the deployment's folder and migrates both files to the current schema.

        Raises:
            FolderNotWritable, FolderTooOpen: the folder or the vault cannot be used.
            KeyLost: a deployment without its key.
            DeploymentBusy: a file has to be migrated, and a run goes on.
            DatabaseBusy, DatabaseDamaged, DatabaseTooNew, MigrationChanged, CopyDiffers, DiskFull: from `migrate`.
        """
        private_folder(self.settings.values().home)
        self.vault.key()
        self.vault.check_modes()
        places: tuple[Place, ...] = ("vault", "main")
        for place in places:
            if not is_current(self.file(place), place):
                with self.lease.hold(self.settings.values().wait_seconds):
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
            STATEMENTS.load(self.settings.values().home)
            lease.done.add("begin")

    def keep_statements(self) -> None:
        """Keeps the SQL that this process compiled for later ones."""
        STATEMENTS.save(self.settings.values().home)

    def refuse_full_disk(self) -> None:
        """Requires room for a run: `minimum_free_bytes`, and twice the database (its rows, then a snapshot).

        Raises:
            DiskAlmostFull: there is less.
        """
        values, least = self.settings.values(), self.compute_least_room()
        nearest = next(folder for folder in (values.home, *values.home.parents) if folder.exists())
        free = shutil.disk_usage(nearest).free
        if free < least:
            raise DiskAlmostFull(str(values.home), free, least)

    def compute_least_room(self) -> int:
        """The bytes that must be free before a run begins."""
        values = self.settings.values()
        file = values.home / DATABASE_FILE
        twice = 2 * file.stat().st_size if file.exists() else 0
        return max(values.minimum_free_bytes, twice) if values.minimum_free_bytes else 0

    @property
    def runs(self) -> RunStore:
        """The run log."""
        return RunStore(self.file("main"))

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
            lease, files = self.lease, self._list_files()
            lease.acquire(self.settings.values().wait_seconds, run_id=run_id, on_wait=_write_log(context))
            for file in files:
                file.keep()
            held = _HELD[run_id] = HeldDeployment(lease, files, keep_history_open(context.instance))
            undo.callback(held.release)
            repeat_when_busy(self.begin, context.log)
            undo.pop_all()

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Ends the run in the run log if its steps show how it ended (else the next run), and releases the lease."""
        if context.instance is None or context.instance.is_ephemeral or context.run is None:
            return
        try:
            with Boundary("store"), suppress(DatabaseBusy):  # the next run sees how this one ended
                self._end_run(context.instance, context.run.run_id)
                self._prune_history(context.instance, context.run.run_id)
                self._refresh_reading_copy(context.run.run_id)
        finally:
            _HELD[context.run.run_id].release()

    def _end_run(self, instance: dg.DagsterInstance, run_id: str) -> None:
        """Acts once for a run, although Dagster ends a resource once for each resource that uses it."""
        done, note = self.lease.done, f"ended {run_id}"
        end = None if note in done else predict_end(instance, run_id)
        if end is None:
            return
        status, failure = end
        try:
            self.runs.end_run(run_id, status, utc_now(), failure)
            is_completed = status == "completed"
        except (DatabaseMissing, RunUnknown, RunAlreadyEnded):
            is_completed = False
        done.add(note)
        self.keep_statements()
        if is_completed:
            self.take_snapshots(run_id)

    def _refresh_reading_copy(self, run_id: str) -> None:
        """Replaces the copy for readers, once a run. A failure is recorded for `egregora doctor` and not raised."""
        home, done = self.settings.values().home, self.lease.done
        if f"copied after {run_id}" not in done:
            try:
                refresh_reading_copy(self.file("main"), home)
            except EgregoraError as failure:
                record_failure(home, failure)
            else:
                done.add(f"copied after {run_id}")

    def mend_copies(self) -> None:
        """Makes up for what an earlier run left undone, killed or without room: older states of withdrawn words, copies
        that failed, the copy for readers where it is absent or older than the file. A failure is recorded.
        """
        main, copy = self.file("main"), locate_reading_copy(self.settings.values().home)
        if read_failure(self.settings.values().home):
            self.take_snapshots()
        try:
            self._delete_withdrawn_copies()
            if not copy.exists() or copy.stat().st_mtime < main.path.stat().st_mtime:
                refresh_reading_copy(main, self.settings.values().home)
        except EgregoraError as failure:
            record_failure(self.settings.values().home, failure)

    def _delete_withdrawn_copies(self) -> None:
        main = self.file("main")
        delete_withdrawn_copies(main, (self.list_copy_folders("main")[0], main.path.parent / COPIES_FOLDER))

    def list_copy_folders(self, place: Place) -> list[Path]:
        """The folders with copies of a file: first its snapshots, then the backups."""
        home = self.settings.values().home
        return [self.file(place).path.parent / SNAPSHOT_FOLDER, home / BACKUP_FOLDER]

    def take_snapshots(self, run_id: str = "") -> None:
        """Copies what a successful run wrote; both files after a copy failed. A failure is recorded and not raised."""
        values = self.settings.values()
        try:
            written: list[Place] = ["main", "vault"]
            if not read_failure(values.home):
                written = self.runs.list_written_places(run_id)
            if "main" in written:
                self._delete_withdrawn_copies()
            for place in written if values.snapshot_count else ():
                self._take_snapshot(place, values.snapshot_count, run_id)
            for place in written:
                compact_if_wasteful(self.file(place))
        except EgregoraError as failure:
            record_failure(values.home, failure)
        else:
            record_failure(values.home, None)

    def _take_snapshot(self, place: Place, keep: int, run_id: str) -> None:
        """Copies a file; the main one only where enough changed, since a run makes its rows again from the vault's."""
        file, folder, now = self.file(place), self.list_copy_folders(place)[0], utc_now()
        people = self.compute_people_version() if place == "main" else ""

        def read_changes(since: dt.datetime, but_run: str) -> Changes:
            return Changes(*self.runs.count_changes_since(since, but_run), people)

        if place == "vault" or is_snapshot_due(folder, file.path.stem, now, read_changes):
            take_snapshot(file, folder, keep, now, run_id)
            record_people(folder, people)

    def _prune_history(self, instance: dg.DagsterInstance, run_id: str) -> None:
        """Deletes Dagster's old runs, once a run."""
        values, done = self.settings.values(), self.lease.done
        if f"pruned after {run_id}" not in done:
            prune_history(instance, self.runs, Retention(values.history_count, values.history_days), utc_now())
            done.add(f"pruned after {run_id}")

    def delete_snapshots(self) -> int:
        """Deletes every snapshot of both files and every file that a restore replaced; returns how many."""
        return delete_snapshots(self.settings.values().home, self.vault.directory)


def _write_log(context: dg.InitResourceContext) -> Callable[[Waiting], None]:
    """Writes into the run's log for whom it waits."""

    def write(waiting: Waiting) -> None:
        if context.log:
            context.log.info(str(waiting))

    return write
