"""Dagster's history during an erasure: it shows titles of posts, which are members' own words.

Dagster has no call that deletes some of a run's events, so internal names of it are used, only here. Runs and
their failures stay: the run log is made from them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable

from egregora_assets.errors import HistoryUnwritable

_WAIT_SECONDS = 30.0
_NO_RUN = ""
"""The run of events that were reported without one."""
_TELLING = [
    event.value
    for event in (
        dg.DagsterEventType.ASSET_MATERIALIZATION,
        dg.DagsterEventType.ASSET_OBSERVATION,
        dg.DagsterEventType.HANDLED_OUTPUT,
        dg.DagsterEventType.STEP_OUTPUT,
    )
]
"""The events that repeat what an asset recorded of itself."""


def forget_what_assets_showed(instance: dg.DagsterInstance) -> None:
    """Deletes what runs recorded of their assets, also runs that were killed: whoever calls this holds the lease."""
    storage: Any = instance.event_log_storage
    table = SqlEventLogStorageTable
    for run_id in (_NO_RUN, *(run.run_id for run in instance.get_runs())):
        telling = table.delete().where(table.c.run_id == run_id).where(table.c.dagster_event_type.in_(_TELLING))
        for opened in (storage.run_connection(run_id), storage.index_connection()):
            with opened as connection:
                connection.execute(telling)
    if known := instance.all_asset_keys():
        instance.wipe_assets(list(known))


def rewrite_history(dagster_home: Path) -> None:
    """Rewrites each of Dagster's database files, so that free parts hold nothing.

    Raises:
        HistoryUnwritable: one cannot be written; another program uses it, or the disk is full.
    """
    for path in sorted(dagster_home.rglob("*.db")):
        try:
            with closing(sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.DatabaseError:
            raise HistoryUnwritable(str(dagster_home)) from None
