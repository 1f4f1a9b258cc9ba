"""Decorators of asset checks: the error boundary, and reuse of the last answer for unchanged data.

Dagster's check history is read through two internal calls, only here. Without a history, or outside a run, every check
runs.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import dagster as dg
import ibis
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from egregora_assets import __version__
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.boundary import Boundary

Answer = Literal["passed", "failed", "none"]
Check = Callable[..., Any]
FORCE_TAG = "egregora/force-refresh"
_INPUTS = "inputs"
_DATA_VERSION_TAG = "dagster/data_version"
_ANSWERS: Mapping[AssetCheckExecutionRecordStatus, Answer] = {
    AssetCheckExecutionRecordStatus.SUCCEEDED: "passed",
    AssetCheckExecutionRecordStatus.FAILED: "failed",
}


def guard_check(check: Check) -> Check:
    """Puts the error boundary around a check that reads only tables, and reuses its last answer for the same data."""
    assets = sorted(name for name, p in inspect.signature(check).parameters.items() if p.annotation is Tables)

    @functools.wraps(check)
    def run_check(*args: Any, **kwargs: Any) -> Any:
        with Boundary(check.__name__):
            context = _find_context()
            inputs = _hash_inputs(context, assets) if context else None
            if context and inputs and _has_passed(context, inputs):
                return dg.AssetCheckResult(passed=True, metadata={_INPUTS: inputs, "is_reused": True})
            result = check(*args, **kwargs)
            return result._replace(metadata={**result.metadata, **({_INPUTS: inputs} if inputs else {})})

    return run_check


def guard_external_check(check: Check) -> Check:
    """Puts the error boundary around a check that reads more than tables, so that it runs every time."""

    @functools.wraps(check)
    def run_check(*args: Any, **kwargs: Any) -> Any:
        with Boundary(check.__name__):
            return check(*args, **kwargs)

    return run_check


def expect_no_rows(tables: Tables, what: str, *wrong: ibis.Table) -> dg.AssetCheckResult:
    """The answer of a check that passes where expressions have no rows; the metadata counts them as `what`."""
    count = sum(int(tables.rows(rows.aggregate(count=rows.count()))["count"][0].as_py()) for rows in wrong)
    return dg.AssetCheckResult(passed=count == 0, metadata={what: count})


def read_latest_answers(
    instance: dg.DagsterInstance, keys: Sequence[dg.AssetCheckKey]
) -> dict[dg.AssetCheckKey, Answer]:
    """The latest answer of each check; `none` where it never answered, or is running."""
    records = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    return {key: _ANSWERS.get(records[key].status, "none") if key in records else "none" for key in keys}


def _find_context() -> dg.AssetCheckExecutionContext | None:
    """The check's context inside a run; None elsewhere."""
    try:
        return dg.AssetCheckExecutionContext.get()
    except dg.DagsterInvariantViolationError:
        return None


def _hash_inputs(context: dg.AssetCheckExecutionContext, assets: Iterable[str]) -> str | None:
    """Digest of the program's version and of the data versions that a check reads; None if one is unknown."""
    versions = []
    for name in assets:
        event = context.op_execution_context.instance.get_latest_materialization_event(dg.AssetKey(name))
        tags = (event.asset_materialization.tags or {}) if event and event.asset_materialization else {}
        if _DATA_VERSION_TAG not in tags:
            return None
        versions.append(f"{name}={tags[_DATA_VERSION_TAG]}")
    return public_uuid("check", __version__, *versions)


def _has_passed(context: dg.AssetCheckExecutionContext, inputs: str) -> bool:
    """Whether the check's latest answer was that these very inputs pass, and the run is not forced to check again."""
    if FORCE_TAG in context.run.tags:
        return False
    (key,) = context.op_execution_context.selected_asset_check_keys
    storage = context.op_execution_context.instance.event_log_storage
    for record in storage.get_asset_check_execution_history(key, limit=1, status=set(_ANSWERS)):
        event = record.event.dagster_event if record.event else None
        evaluation = event.asset_check_evaluation_data if event else None
        known = evaluation.metadata.get(_INPUTS) if evaluation and evaluation.passed else None
        return known is not None and known.value == inputs
    return False
