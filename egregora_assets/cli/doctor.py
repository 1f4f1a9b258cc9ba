"""`egregora doctor`: looks at a deployment, says what is wrong and how to mend it, settles runs that died."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from egregora_assets import __version__
from egregora_assets.cli.deployment import instance, settle_folders
from egregora_assets.cli.legacy_notice import notice_of, unimported_rankings
from egregora_assets.contracts.instants import utc_now
from egregora_assets.database.copies.snapshots import copies_in, noted_failure
from egregora_assets.database.store import DuckDBStore
from egregora_assets.errors import EgregoraError
from egregora_assets.runs.reconcile import reconcile_runs
from egregora_assets.services.erasure_records import PROOFS, refuse_during_erasure
from egregora_assets.services.vault import Vault

_LEAST_FREE_BYTES = 1 << 30


def doctor(options: argparse.Namespace) -> bool:
    """Checks folder, settings, key, databases, runs, inbox, disk.

    Returns: whether all is well; each problem is printed with its remedy.
    """
    is_own_dagster = not os.environ.get("DAGSTER_HOME")
    home = settle_folders(options)
    from egregora_assets.definitions import EXTERNAL_SERVICES, INBOX, SETTINGS, STORE, VAULT

    print(f"egregora {__version__}, Python {sys.version.split()[0]}")
    print(f"folder {home}")
    origin = " (made here: DAGSTER_HOME is not set)" if is_own_dagster else ""
    print(f"Dagster home {os.environ['DAGSTER_HOME']}{origin}")
    looks: list[tuple[str, Callable[[], str]]] = [
        ("settings", lambda: f"time zone {SETTINGS.values().time_zone}"),
        ("key", lambda: f"in place {VAULT.key()!r}"),
        ("databases", lambda: _prepared(STORE.prepare)),
        ("runs", lambda: _settle_runs(STORE)),
        ("erasures", lambda: _erasures(home)),
        ("vault", lambda: _vault_closed(VAULT)),
        ("snapshots", lambda: _snapshots(home, STORE)),
        ("inbox", lambda: INBOX.describe()),
        ("disk", lambda: _free(home)),
        ("git", lambda: shutil.which("git") or "not installed: code references stay unresolved"),
        ("leaves this machine", EXTERNAL_SERVICES.describe),
    ]
    problems = [problem for name, look in looks if (problem := _look(name, look))]
    for path in [] if problems else unimported_rankings(STORE):
        print(f"  warning  older rankings: {notice_of(path)}")
    return not problems


def _look(name: str, look: Callable[[], str]) -> str:
    """Prints one finding; returns the problem, if it is one."""
    try:
        print(f"  ok       {name}: {look()}")
    except EgregoraError as error:
        print(f"  PROBLEM  {name}: {error.problem}\n           Remedy: {error.remedy}")
        return error.problem
    return ""


def _prepared(prepare: Callable[[], None]) -> str:
    prepare()
    return "schema is today's"


def _erasures(home: Path) -> str:
    """How many erasures there were.

    Raises:
        ErasureUnfinished: one has not ended.
    """
    refuse_during_erasure(home)
    return f"{len(list((home / PROOFS).glob('*.json')))} ended, none is unfinished"


def _vault_closed(vault: Vault) -> str:
    """That nobody else can read the vault; it is not encrypted: DuckDB cannot write that without a download.

    Raises:
        FolderTooOpen: others can.
    """
    vault.check_modes()
    return "closed to others; not encrypted (DuckDB writes encrypted files with a downloaded extension only)"


def _settle_runs(store: DuckDBStore) -> str:
    with instance() as dagster_instance:
        settled = reconcile_runs(dagster_instance, store, utc_now())
    return f"{len(settled)} dead runs settled" if settled else "none left open"


def _snapshots(home: Path, store: DuckDBStore) -> str:
    """How many copies of the database there are, and how old the newest is.

    Raises:
        EgregoraError: the last one could not be made.
    """
    failure = noted_failure(home)
    if failure:
        problem, remedy = failure
        raise EgregoraError(f"No snapshot was made after the last run: {problem}", remedy)
    found = copies_in(store.copy_folders("main"), store.file("main").path.stem)
    if not found:
        return "none yet: a run that writes leaves one"
    return f"{len(found)}, the newest is {found[0].parent.name}/{found[0].name}"


def _free(home: Path) -> str:
    free = shutil.disk_usage(home).free
    if free < _LEAST_FREE_BYTES:
        raise EgregoraError(f"Only {free >> 20} MiB are free in {home}.", "free at least 1 GiB.")
    return f"{free >> 30} GiB free"
