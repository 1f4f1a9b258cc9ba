"""The beginning of a run: it marks itself in Dagster's storage, and at the first stage its row is written."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import dagster as dg

from egregora_assets import __version__
from egregora_assets.errors import DagsterHomeUnset, EgregoraError, PartitionRefused, RunUnknown
from egregora_assets.runs.configuration import hash_configuration
from egregora_assets.runs.history_storage import refuse_other_storage
from egregora_assets.runs.marks import RUN_TAG, RunMark, find_mark
from egregora_assets.runs.processes import find_process_start
from egregora_assets.runs.reconcile import project_runs
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault

if TYPE_CHECKING:
    from egregora_assets.runs.run_log import RunLog

CI_VARIABLE = "CI"
"""Is set by continuous integration."""
_IS_OFF = ("", "0", "false")


def refuse_temporary_instance(context: dg.AssetExecutionContext) -> None:
    """Refuses a run whose history would be lost: without DAGSTER_HOME, Dagster's command uses a temporary folder.

    Raises:
        DagsterHomeUnset: Dagster runs on a temporary instance.
        StorageRefused: the history is not in files below Dagster's folder.
    """
    if context.instance.is_ephemeral or not os.environ.get("DAGSTER_HOME"):
        raise DagsterHomeUnset()
    refuse_other_storage(context.instance)


def refuse_partition(context: dg.AssetExecutionContext, asset_key: str) -> None:
    """Refuses a run for a partition, or for a range of them: an asset's tables are written as a whole.

    Raises:
        PartitionRefused: the run is for a partition.
    """
    if context.has_partition_key or context.has_partition_key_range:
        raise PartitionRefused(asset_key)


def make_mark(run_id: str, run_config: Mapping[str, object], settings: Settings, vault: Vault) -> RunMark:
    """What this process knows of a run that it is in; what cannot be read (settings, key) is left out."""
    deployment = _read(vault.find_deployment_id)
    return RunMark(
        run_id=run_id,
        program_version=__version__,
        is_ci=os.environ.get(CI_VARIABLE, "").lower() not in _IS_OFF,
        process_id=os.getpid(),
        process_started_at=find_process_start(os.getpid()),
        deployment=deployment,
        config_hash=_read(lambda: hash_configuration(run_config, settings.values().configuration())),
        host=_read(lambda: vault.pseudonymize_host(platform.node())) if deployment else None,
    )


def _read(find: Callable[[], str | None]) -> str | None:
    try:
        return find()
    except EgregoraError:
        return None


def mark_run(instance: dg.DagsterInstance, run_id: str, settings: Settings, vault: Vault) -> None:
    """Records in Dagster's storage what this process knows of a run that it is in, before anything of it can fail."""
    run = instance.get_run_by_id(run_id)
    if run is None:
        return
    mark = make_mark(run_id, run.run_config, settings, vault)
    if find_mark(run.tags, run_id) != mark:
        instance.add_run_tags(run_id, {RUN_TAG: mark.render()})


def begin_run(context: dg.AssetExecutionContext, run_log: RunLog) -> RunRecord:
    """The row of this run, before its first data; with the first stage, every row that differs from Dagster's is
    written.

    Raises:
        DatabaseBusy, DatabaseDamaged, DiskFull: from the run log.
        RunUnknown: Dagster does not have the run.
    """
    run_id = context.run.run_id
    found = run_log.get_run(run_id)
    if found is None or found.status != "running":
        settings, vault = context.resources.settings, context.resources.store.vault
        mark_run(context.instance, run_id, settings, vault)
        project_runs(context.instance, run_log, vault.find_deployment_id(), current_run_id=run_id)
        found = run_log.get_run(run_id)
    if found is None:
        raise RunUnknown(run_id)
    return found
