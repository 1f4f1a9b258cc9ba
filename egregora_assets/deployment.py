"""The Python API of a deployment. The `egregora` command is a shell over it, and a notebook can use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from egregora_assets.database.tables.canonical import write_canonical
from egregora_assets.operations import backup as copies
from egregora_assets.operations import doctor as diagnosis
from egregora_assets.operations import legacy_import, vault_and_key
from egregora_assets.operations import process as processing
from egregora_assets.operations.inbox_report import InboxReport, read_inbox
from egregora_assets.operations.leak_scan import LeakReport, scan_for_leaks
from egregora_assets.operations.participants import ParticipantMethods
from egregora_assets.operations.running import Listener
from egregora_assets.operations.status import Status, read_status
from egregora_assets.operations.tracing import Trace, find_trace
from egregora_assets.operations.web import interface
from egregora_assets.services.settings import write_settings


class Deployment(ParticipantMethods):
    """One deployment: a folder with its databases, its vault and its site.

    Methods return values and print nothing; those about participants are inherited. Each raises an `EgregoraError`
    where something is wrong that a person can mend: `problem` says what, `remedy` how. Settings come from
    `egregora.toml` in the folder, overridden by environment variables `EGREGORA_<NAME>`. Several deployments can be
    used in one process, one after the other.

    Args:
        home: the folder, made on first use; None = `EGREGORA_HOME`, else `egregora_home` beside `DAGSTER_HOME` or in
            the working directory.
        overrides: services to use instead of the usual ones, by name (`definitions.build_resources`).
    """

    def configure(self, **settings: str | None) -> None:
        """Writes settings into the deployment's file (docs/settings.md); None leaves one as it is.

        Raises:
            SettingInvalid: the file is not TOML.
        """
        write_settings(self.home, settings)

    def process(
        self,
        exports: Sequence[Path | str] = (),
        *,
        target_stage: processing.Stage = "published",
        force_refresh: bool = False,
        progress: Listener | None = None,
        check: bool = True,
    ) -> processing.ProcessResult:
        """Reads exports and brings everything up to a stage up to date.

        Args:
            exports: files and folders; none = what lies in the inbox.
            force_refresh: compute everything again, even where nothing changed.
            progress: is called with each `ProcessEvent`.
            check: raise the error of a run that failed; False = return it in the result.

        Raises:
            ErasureUnfinished, DiskAlmostFull, ExportUnusable, InboxMissing: no run was begun.
            EgregoraError: why the run failed; the last good tables are kept.
        """
        result = processing.process(
            self.context, exports, target_stage=target_stage, force_refresh=force_refresh, progress=progress
        )
        if check and result.error:
            raise result.error
        return result

    def run_stage(self, asset: str, *, force_refresh: bool = False, progress: Listener | None = None) -> None:
        """Runs one asset over the tables that are there.

        Raises:
            EgregoraError: why the run failed; the last good tables are kept.
        """
        processing.run_stage(self.context, asset, force_refresh=force_refresh, progress=progress)

    def status(self) -> Status:
        """What is fresh, stale or missing, and why: one an asset, inputs before what reads them.

        Raises:
            EgregoraError: the deployment cannot be opened (settings, key, databases).
            HistoryUnwritable: Dagster's history cannot be read.
        """
        return read_status(self.context)

    def inbox(self) -> InboxReport:
        """What lies in the inbox and what became of each file; it names files.

        Raises:
            InboxMissing, InboxUnreadable: the folder cannot be read.
        """
        return read_inbox(self.context)

    def doctor(self) -> diagnosis.Diagnosis:
        """Checks everything that a deployment stands on, and ends runs whose process is gone."""
        return diagnosis.examine(self.context)

    def trace(self, identifier: str) -> Trace:
        """Which runs made a row, by which code and from which inputs, back to the export.

        Args:
            identifier: a key (UUID or its first eight digits), `document_id:ordinal` for a citation, a slug, or a path
                of the site.

        Raises:
            RowUnknown, RowAmbiguous: no row has it, or several have.
        """
        return find_trace(self.context, identifier)

    def export_tables(self, folder: Path | str) -> list[Path]:
        """Writes the readable tables as JSON lines, one file a table; the vault is not exported.

        Returns: the files, by table.

        Raises:
            EgregoraError: the deployment cannot be opened (settings, key, databases).
        """
        self.context.store.prepare()
        return write_canonical(self.context.store.file("main"), "main", Path(folder))

    def delete_vault(self) -> vault_and_key.VaultDeletion:
        """Removes every name, raw message and attachment; the site and the key stay.

        Raises:
            ErasureUnfinished, DatabaseBusy: nothing was changed.
        """
        return vault_and_key.delete_vault(self.context)

    def export_key(self, file: Path | str) -> Path:
        """Copies the deployment key into a new file of mode 0600.

        Raises:
            KeyLost, KeyWrong, KeyRefused: there is no key, or the file cannot be written.
        """
        return vault_and_key.export_key(self.context, file)

    def import_key(self, file: Path | str) -> bool:
        """Puts a key in place where there is none. Returns: whether it is new.

        Raises:
            KeyRefused: it cannot be used here; nothing was changed.
        """
        return vault_and_key.import_key(self.context, file)

    def backup(self, folder: Path | str | None = None, *, with_vault: bool = False) -> tuple[copies.BackupCopy, ...]:
        """Writes verified copies of the databases into a folder (None = `backups` in the deployment).

        Raises:
            ErasureUnfinished, FolderNotWritable, FolderTooOpen, DiskAlmostFull, DatabaseBusy: no copy was made.
        """
        return copies.back_up(self.context, folder, with_vault=with_vault)

    def restore(self, source: Path | str | None = None, *, with_vault: bool = False) -> copies.RestoreResult:
        """Puts a copy (None = the newest sound one) in the place of the database and keeps what was there.

        Raises:
            ErasureUnfinished, NothingToRestore, BackupUnusable, DatabaseBusy: nothing was changed.
        """
        return copies.restore(self.context, source, with_vault=with_vault)

    def leak_scan(self, paths: Sequence[Path | str] = ()) -> LeakReport:
        """Looks through files (none = the deployment) for anything that the vault holds.

        Raises:
            VaultEmpty: there is nothing to look for.
        """
        return scan_for_leaks(self.context, paths)

    def import_legacy(
        self, paths: Sequence[Path | str], *, chat: str | None = None, is_dry_run: bool = False
    ) -> legacy_import.ImportReport:
        """Takes over what an older deployment of the predecessor holds.

        Raises:
            OlderFileRefused, ConversationUnclear: nothing was imported.
        """
        return legacy_import.import_legacy(self.context, paths, chat=chat, is_dry_run=is_dry_run)

    def serve_interface(
        self, port: int = 3000, on_start: Callable[[interface.InterfaceStarted], None] | None = None
    ) -> bool:
        """Serves Dagster's web interface on 127.0.0.1 until interrupted; False if it ended by itself.

        Raises:
            InboxMissing, InboxUnreadable, SettingInvalid: it was not started.
        """
        return interface.serve_interface(self.context, port, on_start)
