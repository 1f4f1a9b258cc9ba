"""The Python API of a deployment. The `egregora` command is a shell over it, and a notebook can use it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import pyarrow as pa

from egregora_assets.database.copies.reading_copy import query_reading_copy
from egregora_assets.database.tables.canonical import write_canonical
from egregora_assets.errors import DeploymentExists
from egregora_assets.operations import consent, legacy_import, people, review, similar_words, vault_and_key
from egregora_assets.operations import process as processing
from egregora_assets.operations.annotations import annotating
from egregora_assets.operations.annotations import documents as deciding
from egregora_assets.operations.context import DeploymentContext, open_context
from egregora_assets.operations.copies.backup import back_up
from egregora_assets.operations.copies.restore import restore
from egregora_assets.operations.editing import importing, nominating
from egregora_assets.operations.erasing import erase as erasing
from egregora_assets.operations.examining.doctor import examine
from egregora_assets.operations.git_history.resolver import GitHistoryResolver
from egregora_assets.operations.inbox_report import read_inbox
from egregora_assets.operations.leak_scan import scan_for_leaks
from egregora_assets.operations.made_files import cache
from egregora_assets.operations.published import exporting, preview, publishing, reading, searching, site, voting
from egregora_assets.operations.running import Listener
from egregora_assets.operations.status import read_status
from egregora_assets.operations.tracing import find_trace
from egregora_assets.operations.web import interface
from egregora_assets.operations.withheld import list_withheld_texts
from egregora_assets.services.disk import private_folder, write_private
from egregora_assets.services.erasure_records import journal_path, refuse_during_erasure
from egregora_assets.services.inbox.requests import refuse_missing
from egregora_assets.services.run_lease import Waiting
from egregora_assets.services.settings import SETTINGS_FILE, write_settings
from egregora_assets.services.settings.folder import find_home, is_deployment
from egregora_assets.services.settings.machine_zone import guess_time_zone
from egregora_assets.services.settings.shown import ShownSetting, list_settings, render_template
from egregora_assets.services.settings.writing import refuse_invalid

P = ParamSpec("P")
R = TypeVar("R")


def _bind(operation: Callable[Concatenate[DeploymentContext, P], R]) -> Callable[Concatenate[Deployment, P], R]:
    """An operation as a method: it works on the deployment's context, and its docstring is the method's."""

    @wraps(operation)
    def method(self: Deployment, /, *args: P.args, **options: P.kwargs) -> R:
        return operation(self.context, *args, **options)

    return method


class Deployment:
    """One deployment: a folder with its databases, its vault and its site.

    Methods return values and print nothing. Each raises an `EgregoraError` where something is wrong that a person can
    mend: `problem` says what, `remedy` how. One run or one change goes on at a time, in whatever process: a method that
    changes the deployment waits for `wait_seconds`, then raises `DeploymentBusy`. Settings come from `egregora.toml` in
    the folder, overridden by environment variables `EGREGORA_<NAME>`. Several deployments can be used in one process,
    one after the other.

    Args:
        home: the folder, made on first use; None = `EGREGORA_HOME`, else `egregora_home` beside `DAGSTER_HOME` or in
            the working directory.
        overrides: services to use instead of the usual ones, by name (`definitions.build_resources`).
        on_wait: is called now and then while a method waits for another run or command that changes the deployment.
        must_exist: refuse a folder in which no deployment is (`DeploymentAbsent`), instead of making one.
    """

    def __init__(
        self,
        home: Path | str | None = None,
        *,
        overrides: Mapping[str, object] | None = None,
        on_wait: Callable[[Waiting], None] | None = None,
        must_exist: bool = False,
    ) -> None:
        self._home, self._overrides, self._on_wait, self._must_exist = home, overrides, on_wait, must_exist

    @cached_property
    def context(self) -> DeploymentContext:
        """Folders, definitions and services, for what this class does not do.

        Raises:
            DeploymentAbsent: the deployment must exist, and does not.
            FolderNotWritable, FolderTooOpen: the folder cannot be used.
        """
        return open_context(self._home, self._overrides, self._on_wait, must_exist=self._must_exist)

    @property
    def home(self) -> Path:
        """The deployment's folder."""
        return self.context.home

    def configure(self, **settings: str | None) -> None:
        """Writes settings into the deployment's file (docs/settings.md); None leaves one as it is.

        Raises:
            SettingInvalid: the file is not TOML, or a value cannot be used. Nothing was written.
        """
        if any(value is not None for value in settings.values()):
            refuse_invalid(find_home(self._home, os.environ), settings)
            with self.context.lease("configure"):
                write_settings(self.home, settings)

    def initialize(self, settings: Mapping[str, str], *, key: Path | str | None = None) -> None:
        """Makes a deployment: its folders, a file of settings with a comment for each, the key, empty databases, the
        inbox.

        Args:
            settings: those to be set, by name; a file of settings that is there already keeps all others.
            key: a copy of the key of an earlier deployment, for the same pseudonyms; None = a new key.

        Raises:
            DeploymentExists: there is one in that folder already.
            SettingInvalid: a setting cannot be used. Nothing was made.
            KeyRefused: the key cannot be read, or is none.
            FolderNotWritable, FolderTooOpen: the folder cannot be used.
        """
        self.refuse_existing()
        refuse_invalid(find_home(self._home, os.environ), settings)
        if not (self.home / SETTINGS_FILE).exists():
            write_private(self.home / SETTINGS_FILE, render_template(settings).encode())
        self.configure(**settings)
        if key is not None:
            self.import_key(key)
        self.context.store.prepare()
        private_folder(self.context.settings.inbox)

    def refuse_existing(self) -> None:
        """Does nothing where `initialize` can make a deployment.

        Raises:
            DeploymentExists: there is one in that folder already.
        """
        home = find_home(self._home, os.environ)
        if is_deployment(home):
            raise DeploymentExists(str(home))

    @staticmethod
    def guess_time_zone() -> str | None:
        """The IANA zone that this machine's clock shows; None where it shows none, or UTC as servers do."""
        return guess_time_zone()

    def list_settings(self) -> list[ShownSetting]:
        """All settings, with their values, where these come from and what they mean.

        Raises:
            SettingInvalid: one cannot be used.
        """
        return list_settings(self.home, os.environ)

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
            ErasureUnfinished, DiskAlmostFull, ExportUnusable, InboxMissing: no run was begun. Where exports do not
                exist (`ExportsMissing`), nothing was made either.
            EgregoraError: why the run failed; the last good tables are kept.
        """
        refuse_missing(map(Path, exports))
        result = processing.process(
            self.context, exports, target_stage=target_stage, force_refresh=force_refresh, progress=progress
        )
        if check and result.error:
            raise result.error
        return result

    def export_tables(self, folder: Path | str) -> list[Path]:
        """Writes the readable tables as JSON lines, one file a table; the vault is not exported.

        Returns: the files, by table.

        Raises:
            EgregoraError: the deployment cannot be opened (settings, key, databases).
        """
        self.context.store.prepare()
        return write_canonical(self.context.store.file("main"), "main", Path(folder))

    def query(self, statement: str) -> pa.Table:
        """The rows of one SELECT over the tables as the last run left them; it waits for nobody and keeps nobody out.

        Returns: Arrow; docs/schema.md describes the tables.

        Raises:
            CopyMissing: no run has ended yet.
            QueryRefused: it is no query, or DuckDB refuses it.
        """
        return query_reading_copy(self.home, statement, self.context.settings.memory_limit)

    @property
    def git_history(self) -> GitHistoryResolver:
        """What files of the configured repositories were at a time."""
        self.context.store.prepare()
        return GitHistoryResolver(self.context.store, self.context.services.git)

    run_stage = _bind(processing.run_stage)
    status = _bind(read_status)
    inbox = _bind(read_inbox)
    doctor = _bind(examine)
    trace = _bind(find_trace)
    delete_vault = _bind(vault_and_key.delete_vault)
    export_key = _bind(vault_and_key.export_key)
    import_key = _bind(vault_and_key.import_key)
    backup = _bind(back_up)
    restore = _bind(restore)
    leak_scan = _bind(scan_for_leaks)
    import_legacy = _bind(legacy_import.import_legacy)
    serve_interface = _bind(interface.serve_interface)
    locate_site = _bind(site.locate_site)
    serve_site = _bind(preview.serve_site)
    search = _bind(searching.search)
    best_posts = _bind(reading.list_best_posts)
    read_post = _bind(reading.read_post)
    pairs_to_compare = _bind(reading.list_open_pairs)
    compare_posts = _bind(voting.compare_posts)
    export_posts = _bind(exporting.export_posts)
    export_shown_tables = _bind(exporting.export_shown_tables)
    publish = _bind(publishing.publish)

    find_person = _bind(people.find_person)
    who = _bind(people.find_names)
    opt_out = _bind(consent.opt_out)
    opt_in = _bind(consent.opt_in)
    unreviewed_names = _bind(review.list_unreviewed_names)
    reviewed_names = _bind(review.list_reviewed_names)
    review_names = _bind(review.review_names)
    withheld_texts = _bind(list_withheld_texts)

    annotate = _bind(annotating.annotate)
    annotations = _bind(annotating.list_annotations)
    remove_annotation = _bind(annotating.remove_annotation)
    documents = _bind(deciding.list_documents)
    archive = _bind(deciding.archive)
    unarchive = _bind(deciding.unarchive)
    make_draft = _bind(deciding.make_draft)
    publish_draft = _bind(deciding.publish_draft)
    import_posts = _bind(importing.import_posts)
    nominate = _bind(nominating.nominate)
    announce = _bind(deciding.announce)
    cache_status = _bind(cache.read_cache_status)
    prune_cache = _bind(cache.prune_cache)

    find_similar_words = _bind(similar_words.list_similar_words)
    erase = _bind(erasing.erase)
    resume_erasure = _bind(erasing.resume_erasure)

    @property
    def has_unfinished_erasure(self) -> bool:
        """Whether an erasure was cut off: `resume_erasure` ends it, and most else is refused until then."""
        return journal_path(find_home(self._home, os.environ)).is_file()

    def refuse_unfinished_erasure(self) -> None:
        """Does nothing, unless an erasure was cut off.

        Raises:
            ErasureUnfinished: one was.
        """
        refuse_during_erasure(self.home)
