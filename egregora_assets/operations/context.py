"""An open deployment: its folder, Dagster's folder, and the definitions and services bound to both."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Concatenate, ParamSpec, TypeVar

import dagster as dg
import sqlalchemy.exc

from egregora_assets.database.store import DuckDBStore
from egregora_assets.definitions import build_defs, build_resources
from egregora_assets.errors import HistoryUnwritable
from egregora_assets.operations.dagster_home import OWN_FOLDER, make_dagster_home, renew_settings
from egregora_assets.runs.history_storage import refuse_other_storage
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.disk import private_folder
from egregora_assets.services.external_services import ExternalServices
from egregora_assets.services.inbox.resource import Inbox
from egregora_assets.services.leak_guard import LeakGuard
from egregora_assets.services.name_review import NameReview
from egregora_assets.services.run_lease import Waiting
from egregora_assets.services.settings import DAGSTER_VARIABLE, Settings, SettingsValues
from egregora_assets.services.settings.folder import find_home, require_deployment
from egregora_assets.services.system.locks import lock_file
from egregora_assets.services.system.support import require_posix
from egregora_assets.services.vault import Vault

P = ParamSpec("P")
R = TypeVar("R")

_NO_SPACE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
"""SQLite's codes for a full disk: for a file, and for the memory that it shares between processes."""
_SERVICES = ("store", "vault", "inbox", "external_services", "leak_guard", "name_review")


@dataclass(frozen=True)
class DeploymentContext:
    """An open deployment.

    Attributes:
        home: the deployment's folder.
        dagster_home: the folder of Dagster's configuration and history.
        is_own_dagster: whether that folder is the deployment's own, also where `DAGSTER_HOME` names it.
        defs: Dagster's definitions, whose services work in `home`; those that operations use follow.
        is_usual: whether it has the usual services, and none instead of them.
        on_wait: is called now and then while another holds the lease.
    """

    home: Path
    dagster_home: Path
    is_own_dagster: bool
    defs: dg.Definitions
    store: DuckDBStore
    vault: Vault
    inbox: Inbox
    external_services: ExternalServices
    leak_guard: LeakGuard
    name_review: NameReview
    services: SimpleNamespace = field(compare=False)
    is_usual: bool = True
    on_wait: Callable[[Waiting], None] | None = field(default=None, compare=False)
    _open: list[dg.DagsterInstance] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def settings(self) -> SettingsValues:
        """The settings as they are now.

        Raises:
            SettingInvalid: one cannot be used.
        """
        source: Settings = self.services.settings
        return source.values()

    @contextmanager
    def instance(self) -> Iterator[dg.DagsterInstance]:
        """Dagster's instance of this deployment; `DAGSTER_HOME` names its folder inside the block, and only there.

        It is opened under a lock: several processes at once would break a fresh folder. Inner blocks share the outer
        block's, since opening its storages takes a third of a second.

        Raises:
            HistoryUnwritable: its storage fails, also inside the block: the disk is full, or a file is damaged.
            StorageRefused: its history is not in files below its folder.
        """
        if self._open:
            yield self._open[0]
            return
        with _environment(DAGSTER_VARIABLE, str(self.dagster_home)):
            try:
                lock = os.open(self.dagster_home / ".initialise.lock", os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    lock_file(lock, "write", waits=True)
                    made = dg.DagsterInstance.get()
                    made.get_runs_count()
                finally:
                    os.close(lock)
                with made:
                    refuse_other_storage(made)
                    self._open.append(made)
                    yield made
            except sqlalchemy.exc.DatabaseError as refusal:
                is_full = getattr(refusal.orig, "sqlite_errorcode", None) in _NO_SPACE
                raise HistoryUnwritable(str(self.dagster_home), is_full=is_full) from None
            finally:
                self._open.clear()

    @contextmanager
    def lease(self, command: str) -> Iterator[None]:
        """Holds the deployment's lease inside the block, under which alone it may be changed.

        Args:
            command: tells others who holds it.

        Raises:
            DeploymentBusy: another still holds it after `wait_seconds`.
        """
        with self.store.lease.hold(self.settings.wait_seconds, command=command, on_wait=self.on_wait):
            yield

    def reconcile_runs(self) -> tuple[RunRecord, ...]:
        """Brings the run log to what Dagster's history says, and ends runs whose process is gone.

        Returns: the runs that were found to be lost, oldest first.

        Raises:
            HistoryUnwritable, DatabaseBusy: Dagster's history or the database cannot be written.
        """
        with self.instance() as instance:
            return tuple(run for run in self.store.project_runs(instance) if run.status == "lost")


def under_lease(
    command: str,
) -> Callable[[Callable[Concatenate[DeploymentContext, P], R]], Callable[Concatenate[DeploymentContext, P], R]]:
    """Makes an operation hold the lease from beginning to end: one that changes the deployment.

    Args:
        command: tells others who holds it.
    """

    def decorate(
        operation: Callable[Concatenate[DeploymentContext, P], R],
    ) -> Callable[Concatenate[DeploymentContext, P], R]:
        @wraps(operation)
        def held(context: DeploymentContext, /, *args: P.args, **options: P.kwargs) -> R:
            with context.lease(command):
                return operation(context, *args, **options)

        return held

    return decorate


def open_context(
    home: Path | str | None = None,
    overrides: Mapping[str, object] | None = None,
    on_wait: Callable[[Waiting], None] | None = None,
    *,
    must_exist: bool = False,
) -> DeploymentContext:
    """Opens a deployment; its folder, and Dagster's in it, are made if absent.

    Args:
        home, overrides, on_wait, must_exist: as for `Deployment`.

    Raises:
        DeploymentAbsent: the deployment must exist, and does not.
        FolderNotWritable, FolderTooOpen: the folder cannot be used.
        SystemUnsupported: this system cannot keep what the program promises.
    """
    require_posix()
    named_home = find_home(home, os.environ)
    if must_exist:
        require_deployment(named_home)
    folder = private_folder(named_home)
    named = os.environ.get(DAGSTER_VARIABLE)
    dagster_home = Path(named).expanduser().resolve() if named else folder / OWN_FOLDER
    is_own = dagster_home == folder / OWN_FOLDER
    if is_own:
        make_dagster_home(folder)
    renew_settings(dagster_home)
    services = build_resources(folder, overrides)
    defs, named_services = build_defs(overrides=services), {name: services[name] for name in _SERVICES}
    every = SimpleNamespace(**services)
    return DeploymentContext(
        folder,
        dagster_home,
        is_own,
        defs,
        **named_services,
        services=every,
        is_usual=not overrides,
        on_wait=on_wait,
    )


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """Sets a variable of this process's environment inside the block."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
