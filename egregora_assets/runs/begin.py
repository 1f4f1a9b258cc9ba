"""The beginning of a run, at the first stage that it reaches: dead runs are reconciled, and its own row is written."""

from __future__ import annotations

import datetime as dt
import os
import platform

import dagster as dg

from egregora_assets import __version__
from egregora_assets.errors import DagsterHomeUnset, PartitionRefused
from egregora_assets.runs.reconcile import reconcile_runs
from egregora_assets.runs.records import RunRecord, find_process_start, find_trigger, hash_configuration, render_target
from egregora_assets.runs.run_log import RunLog


def refuse_temporary_instance(context: dg.AssetExecutionContext) -> None:
    """Refuses a run whose history would be lost: without DAGSTER_HOME, Dagster's command uses a temporary folder.

    Raises:
        DagsterHomeUnset: Dagster runs on a temporary instance.
    """
    if context.instance.is_ephemeral or not os.environ.get("DAGSTER_HOME"):
        raise DagsterHomeUnset()


def refuse_partition(context: dg.AssetExecutionContext, asset_key: str) -> None:
    """Refuses a run for a partition, or for a range of them: an asset's tables are written as a whole.

    Raises:
        PartitionRefused: the run is for a partition.
    """
    if context.has_partition_key or context.has_partition_key_range:
        raise PartitionRefused(asset_key)


def begin_run(context: dg.AssetExecutionContext, run_log: RunLog) -> RunRecord:
    """Reconciles runs that died and commits this run's row, before its first data; returns the row.

    Raises:
        DatabaseBusy, DatabaseDamaged, DiskFull: from the run log.
    """
    record = _build_record(context)
    reconcile_runs(context.instance, run_log, record.started_at, context.run.run_id)
    run_log.begin_run(record)
    return record


def _build_record(context: dg.AssetExecutionContext) -> RunRecord:
    configuration = context.resources.settings.values().configuration()
    return RunRecord(
        run_id=context.run.run_id,
        job_name=context.run.job_name,
        status="running",
        trigger=find_trigger(context.run.tags),
        target=render_target(context.run),
        config_hash=hash_configuration(context.run.run_config, configuration),
        code_version=__version__,
        started_at=dt.datetime.now(dt.UTC),
        host=context.resources.store.pseudonymize_host(platform.node()),
        process_id=os.getpid(),
        process_started_at=find_process_start(os.getpid()),
    )
