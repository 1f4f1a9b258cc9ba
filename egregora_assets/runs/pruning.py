"""Deletes old runs from Dagster's history, which would otherwise grow by more than a megabyte a run for ever.

Our own `runs` and lineage keep everything. What Dagster alone knows of the present stays: the runs in which an asset
was last made or computed, or a check last answered.

Dagster's own deletion leaves a run's file, its tags and the answers of its checks, so internal names of it are used,
only here.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy as sa
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import (
    AssetCheckExecutionsTable,
    AssetEventTagsTable,
    SqlEventLogStorageTable,
)
from dagster._core.storage.runs.schema import RunsTable, RunTagsTable

from egregora_assets.contracts.bookkeeping import FINISHED_STATUSES
from egregora_assets.contracts.vocabularies import ASSETS
from egregora_assets.runs.latest_metadata import find_last_computed
from egregora_assets.runs.run_log import RunLog

_BATCH = 100
_WASTE_SHARE = 0.25
_LEAST_WASTE_PAGES = 1024
"""Empty pages of an SQLite file, 4 KiB each, below which rewriting it saves nobody anything."""
_WAIT_SECONDS = 1.0


@dataclass(frozen=True)
class Retention:
    """What Dagster's history keeps: so many of the last runs, and all that are younger than so many days."""

    count: int
    days: int


def prune_history(instance: dg.DagsterInstance, run_log: RunLog, retention: Retention, now: dt.datetime) -> int | None:
    """Deletes the runs that are neither kept nor needed; whoever calls this holds the lease.

    A run goes only once the run log has its end. What a kill leaves of a run is deleted the next time.

    Args:
        now: in UTC.

    Returns: how many runs were deleted; None where Dagster's storage failed, and the next call deletes what is left.
    """
    storage: Any = instance.event_log_storage
    if type(storage) is not SqliteEventLogStorage:
        return 0
    with suppress(sa.exc.DatabaseError, OSError):  # a history that cannot be written fails the run elsewhere
        return _prune(instance, storage, run_log, retention, now)
    return None


def _prune(instance: dg.DagsterInstance, storage: Any, run_log: RunLog, retention: Retention, now: dt.datetime) -> int:
    # Files first: a run that begins meanwhile has its row before it has a file.
    on_disk = set(storage.get_all_run_ids())
    records = instance.get_run_records()
    rest = on_disk - {record.dagster_run.run_id for record in records}
    old = _list_old(records, retention, now)
    recorded = run_log.get_runs(old)
    old = [run_id for run_id in old if run_id in recorded and recorded[run_id].status in FINISHED_STATUSES]
    needed = _find_needed(instance, run_log) if old else frozenset()
    old = [run_id for run_id in old if run_id not in needed]
    for batch in _cut((*sorted(rest), *old)):
        _delete(instance, batch)
    _give_back_space(Path(storage._base_dir))
    return len(old)


def _list_old(records: Sequence[dg.RunRecord], retention: Retention, now: dt.datetime) -> list[str]:
    """The finished runs that are beyond both limits, newest first."""
    newest = sorted(records, key=lambda record: (record.create_timestamp, record.storage_id), reverse=True)
    since = now - dt.timedelta(days=retention.days)
    return [
        record.dagster_run.run_id
        for record in newest[retention.count :]
        if record.dagster_run.is_finished and record.create_timestamp < since
    ]


def _find_needed(instance: dg.DagsterInstance, run_log: RunLog) -> frozenset[str]:
    """The runs that tell something of the present."""
    with run_log.session():
        made = [latest.run_id for asset in ASSETS if (latest := run_log.find_latest(asset))]
    computed = [run_id for asset in ASSETS if (run_id := find_last_computed(instance, asset))]
    events, answers = SqlEventLogStorageTable.c, AssetCheckExecutionsTable.c
    of_asset = (events.asset_key, events.dagster_event_type, events.partition)
    of_check = (answers.asset_key, answers.check_name, answers.partition, answers.execution_status == "PLANNED")
    newest = (
        (events, sa.select(sa.func.max(events.id)).where(events.asset_key.is_not(None)).group_by(*of_asset)),
        (answers, sa.select(sa.func.max(answers.id)).group_by(*of_check)),
    )
    storage: Any = instance.event_log_storage
    with storage.index_connection() as connection:
        told = [
            row[0]
            for columns, ids in newest
            for row in connection.execute(sa.select(columns.run_id).where(columns.id.in_(ids)).distinct())
        ]
    return frozenset((*made, *computed, *told))


def _cut(run_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (run_ids[start : start + _BATCH] for start in range(0, len(run_ids), _BATCH))


def _delete(instance: dg.DagsterInstance, run_ids: Collection[str]) -> None:
    """Deletes all that there is of some runs.

    The row comes first, so that nobody meets half of a run; the file comes last, by which the next call finds the rest.
    """
    storage: Any = instance.event_log_storage
    runs: Any = instance.run_storage
    with runs.connect() as connection:
        for table in (RunTagsTable, RunsTable):
            connection.execute(table.delete().where(table.c.run_id.in_(run_ids)))
    events, tags, answers = SqlEventLogStorageTable, AssetEventTagsTable, AssetCheckExecutionsTable
    with storage.index_connection() as connection:
        gone = sa.select(events.c.id).where(events.c.run_id.in_(run_ids))
        connection.execute(tags.delete().where(tags.c.event_id.in_(gone)))
        connection.execute(answers.delete().where(answers.c.run_id.in_(run_ids)))
        connection.execute(events.delete().where(events.c.run_id.in_(run_ids)))
    for run_id in run_ids:
        instance.compute_log_manager.delete_logs(prefix=[run_id])
        path = Path(storage.path_for_shard(run_id))
        for suffix in ("-wal", "-shm", ""):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        storage._initialized_dbs.discard(run_id)


def _give_back_space(folder: Path) -> None:
    """Rewrites Dagster's files of which much is empty; one that is in use waits for the next time."""
    history = folder.parent
    for path in (folder / "index.db", history / "runs.db", history.parent / "schedules" / "schedules.db"):
        if not path.is_file():
            continue
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)) as connection,
        ):
            pages, empty = (connection.execute(f"PRAGMA {of}").fetchone()[0] for of in ("page_count", "freelist_count"))
            if empty >= _LEAST_WASTE_PAGES and empty > pages * _WASTE_SHARE:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
