"""Where a command works: the deployment's folder, Dagster's home, the resources bound to them."""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import sqlalchemy.exc

from egregora_assets.errors import HistoryUnwritable, SettingInvalid
from egregora_assets.runs.reconcile import reconcile_runs
from egregora_assets.services.disk import private_folder, write_private
from egregora_assets.services.erasure_records import journal_path
from egregora_assets.services.settings import HOME_VARIABLE
from egregora_assets.services.vault import KEY_FILE

if TYPE_CHECKING:
    from egregora_assets.database.store import DuckDBStore

DEFAULT_FOLDER = "egregora_home"


def settle_folders(options: argparse.Namespace) -> Path:
    """Decides the deployment's folder and Dagster's home and puts both into the environment of this process.

    Returns: the deployment's folder, made if absent.
    """
    home: Path | None = options.output
    if home is None and os.environ.get(HOME_VARIABLE):
        home = Path(os.environ[HOME_VARIABLE])
    if home is None and os.environ.get("DAGSTER_HOME"):
        home = Path(os.environ["DAGSTER_HOME"]).parent / DEFAULT_FOLDER
    home = (home or Path.cwd() / DEFAULT_FOLDER).expanduser().resolve()
    private_folder(home)
    os.environ[HOME_VARIABLE] = str(home)
    if getattr(options, "command", "") != "erase" and journal_path(home).is_file():
        print("Warning: the erasure of a person has not ended; run `egregora erase --resume`.", file=sys.stderr)
    if not os.environ.get("DAGSTER_HOME"):
        os.environ["DAGSTER_HOME"] = str(_own_dagster_home(home))
    return home


def _own_dagster_home(home: Path) -> Path:
    """A Dagster home inside the deployment, with the configuration that is shipped."""
    folder = private_folder(home / "dagster")
    configuration = folder / "dagster.yaml"
    if not configuration.exists():
        shipped = resources.files("egregora_assets.cli").joinpath("dagster.yaml").read_bytes()
        configuration.write_bytes(shipped)
    return folder


@contextmanager
def instance() -> Iterator[dg.DagsterInstance]:
    """Dagster's instance of DAGSTER_HOME; made once, under a lock: several at once would break a fresh home.

    Raises:
        HistoryUnwritable: its storage fails, also inside the block: the disk is full, or a file is damaged.
    """
    home = Path(os.environ["DAGSTER_HOME"])
    try:
        lock = os.open(home / ".initialise.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            made = dg.DagsterInstance.get()
            made.get_runs_count()
        finally:
            os.close(lock)
        with made:
            yield made
    except sqlalchemy.exc.DatabaseError:
        raise HistoryUnwritable(str(home)) from None


def settle_runs(store: DuckDBStore) -> None:
    """Settles the runs that died, and says which."""
    from egregora_assets.contracts.instants import utc_now

    with instance() as dagster_instance:
        for settled in reconcile_runs(dagster_instance, store, utc_now()):
            print(f"Run {settled.run_id[:8]} is settled as {settled.status}.", file=sys.stderr)


def adopt_key(home: Path, key_file: Path) -> None:
    """Puts the key of another folder in place, before the first run.

    Raises:
        SettingInvalid: the file cannot be read, or another key is already in use.
    """
    try:
        secret = key_file.read_bytes()
    except OSError:
        raise SettingInvalid("--key", "the file cannot be read") from None
    place = private_folder(home / "vault") / KEY_FILE
    if place.exists() and place.read_bytes() != secret:
        raise SettingInvalid("--key", "this folder already has another key")
    write_private(place, secret)
