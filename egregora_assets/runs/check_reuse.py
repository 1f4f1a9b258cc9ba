"""Checks over unchanged data are not run again: the last answer for the same data versions still holds.

Dagster's check history is read through two internal calls, kept here; without a history, or outside a run, every check
runs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import dagster as dg
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from egregora_assets import __version__
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.tables import Tables

Answer = Literal["passed", "failed", "none"]
INPUTS = "inputs"
FORCE_TAG = "egregora/force-refresh"
_DATA_VERSION_TAG = "dagster/data_version"
_ANSWERS: Mapping[AssetCheckExecutionRecordStatus, Answer] = {
    AssetCheckExecutionRecordStatus.SUCCEEDED: "passed",
    AssetCheckExecutionRecordStatus.FAILED: "failed",
}
_ENDED = set(_ANSWERS)


def read_assets(check: Callable[..., Any]) -> list[str]:
    """The assets whose tables a check reads, sorted."""
    return sorted(name for name, p in inspect.signature(check).parameters.items() if p.annotation is Tables)


def current_context() -> dg.AssetCheckExecutionContext | None:
    """The check's context inside a run; None elsewhere."""
    try:
        return dg.AssetCheckExecutionContext.get()
    except dg.DagsterInvariantViolationError:
        return None


def inputs_of(context: dg.AssetCheckExecutionContext, assets: Iterable[str]) -> str | None:
    """Digest of the program's version and of the data versions that a check would read; None if one is unknown."""
    versions = []
    for name in assets:
        event = context.op_execution_context.instance.get_latest_materialization_event(dg.AssetKey(name))
        tags = (event.asset_materialization.tags or {}) if event and event.asset_materialization else {}
        if _DATA_VERSION_TAG not in tags:
            return None
        versions.append(f"{name}={tags[_DATA_VERSION_TAG]}")
    return public_uuid("check", __version__, *versions)


def answers_of(instance: dg.DagsterInstance, keys: Sequence[dg.AssetCheckKey]) -> dict[dg.AssetCheckKey, Answer]:
    """What each check said when it was last asked; `none` where it never answered, or is being asked."""
    records = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    return {key: _ANSWERS.get(records[key].status, "none") if key in records else "none" for key in keys}


def passed_before(context: dg.AssetCheckExecutionContext, inputs: str) -> bool:
    """Whether the check's latest answer was that these very inputs pass, and nobody forces it to look again."""
    if FORCE_TAG in context.run.tags:
        return False
    (key,) = context.op_execution_context.selected_asset_check_keys
    storage = context.op_execution_context.instance.event_log_storage
    for record in storage.get_asset_check_execution_history(key, limit=1, status=_ENDED):
        event = record.event.dagster_event if record.event else None
        evaluation = event.asset_check_evaluation_data if event else None
        known = evaluation.metadata.get(INPUTS) if evaluation and evaluation.passed else None
        return known is not None and known.value == inputs
    return False
