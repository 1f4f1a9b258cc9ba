"""Decorators of asset checks: the error boundary, and reuse of the last answer for unchanged data.

Dagster's check history is read through two internal calls, only here. Without a history, or outside a run, every check
runs.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import Any, Literal

import dagster as dg
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)

from egregora_assets import __version__
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.patience import retry_when_busy
from egregora_assets.services.run_options import RunOptions

Answer = Literal["passed", "warned", "failed", "none"]
Check = Callable[..., Any]
_INPUTS = "inputs"
_DATA_VERSION_TAG = "dagster/data_version"
_ANSWERED = {AssetCheckExecutionRecordStatus.SUCCEEDED, AssetCheckExecutionRecordStatus.FAILED}


def table_check(
    asset: str, *, is_external: bool = False, **options: Any
) -> Callable[[Check], dg.AssetChecksDefinition]:
    """Makes a check of an asset, inside the error boundary. Its parameters of type `Tables` name the assets to read.

    Args:
        is_external: it looks at more than tables, and runs every time; of others the last answer for the same data is
            reused.
        options: of Dagster's `asset_check`.
    """

    def decorate(check: Check) -> dg.AssetChecksDefinition:
        assets = sorted(name for name, p in inspect.signature(check).parameters.items() if p.annotation is Tables)
        others = {name: dg.AssetIn(name) for name in assets if name != asset}
        guarded = _guard_check(check, [] if is_external else assets)
        return dg.asset_check(asset=asset, additional_ins=others, **options)(guarded)

    return decorate


def row_check(asset: str, what: str, **options: Any) -> Callable[[Check], dg.AssetChecksDefinition]:
    """Makes a check that passes where the expressions that it returns have no rows; the metadata counts them as `what`.

    Args:
        options: as for `table_check`.
    """

    def decorate(check: Check) -> dg.AssetChecksDefinition:
        signature = inspect.signature(check)

        @functools.wraps(check)
        def count_rows(*args: Any, **kwargs: Any) -> dg.AssetCheckResult:
            tables, wrong = signature.bind(*args, **kwargs).arguments[asset], check(*args, **kwargs)
            found = wrong if isinstance(wrong, tuple) else (wrong,)
            with tables.session():
                count = sum(int(tables.rows(rows.aggregate(count=rows.count()))["count"][0].as_py()) for rows in found)
            return dg.AssetCheckResult(passed=count == 0, metadata={what: count})

        count_rows.__annotations__["return"] = dg.AssetCheckResult
        return table_check(asset, **options)(count_rows)

    return decorate


def warn_of(count: int, remedy: str, **metadata: object) -> dg.AssetCheckResult:
    """The answer of a check that warns: it passes where there is nothing to warn of, and stops nothing.

    Args:
        count: of what it warns of.
        remedy: what to do about it; shown where the check does not pass.
        metadata: what else is shown: counts and words of ours, never a name.
    """
    shown: dict[str, Any] = {"count": count, **metadata, **({"remedy": remedy} if count else {})}
    return dg.AssetCheckResult(passed=not count, severity=dg.AssetCheckSeverity.WARN, metadata=shown)


def _guard_check(check: Check, assets: Sequence[str]) -> Check:
    """Puts the error boundary around a check; the last answer for the same data of some assets, if any, is reused."""

    @functools.wraps(check)
    def run_check(*args: Any, run_options: RunOptions | None = None, **kwargs: Any) -> Any:
        found = _find_context()
        op = found.op_execution_context if found else None
        with Boundary(check.__name__), retry_when_busy(op.retry_number, op.log) if op else nullcontext():
            context = found if assets else None
            inputs = _hash_inputs(context, assets) if context else None
            is_forced = context is not None and run_options is not None and run_options.is_forced(context.run)
            if context and inputs and not is_forced and _has_passed(context, inputs):
                return dg.AssetCheckResult(passed=True, metadata={_INPUTS: inputs, "is_reused": True})
            result = check(*args, **kwargs)
            return result._replace(metadata={**result.metadata, **({_INPUTS: inputs} if inputs else {})})

    _declare_options(run_check, check)
    return run_check


def _declare_options(run_check: Any, check: Check) -> None:
    """Gives a guarded check the parameters of the check, and the options of the run."""
    declared = inspect.signature(check)
    options = inspect.Parameter("run_options", inspect.Parameter.KEYWORD_ONLY, annotation=RunOptions)
    run_check.__signature__ = declared.replace(parameters=[*declared.parameters.values(), options])
    run_check.__annotations__ = {**check.__annotations__, "run_options": RunOptions}


def read_latest_answers(
    instance: dg.DagsterInstance, keys: Sequence[dg.AssetCheckKey]
) -> dict[dg.AssetCheckKey, Answer]:
    """The latest answer of each check about what its asset holds now; `none` where there is none.

    A run that ended before its checks leaves each of them without an answer, and changes nothing about the last one,
    unless it wrote the asset.
    """
    latest = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    return {key: _read_answer(instance, key, latest.get(key)) for key in keys}


def _read_answer(
    instance: dg.DagsterInstance, key: dg.AssetCheckKey, latest: AssetCheckExecutionRecord | None
) -> Answer:
    if latest is not None and latest.status not in _ANSWERED:
        earlier = instance.event_log_storage.get_asset_check_execution_history(key, limit=1, status=_ANSWERED)
        written = instance.get_latest_materialization_event(key.asset_key)
        latest = next(iter(earlier), None)
        if latest and latest.event and written and latest.event.timestamp < written.timestamp:
            return "none"
    event = latest.event.dagster_event if latest and latest.event else None
    evaluation = event.asset_check_evaluation_data if event else None
    if evaluation is None:
        return "none"
    is_warning = evaluation.severity == dg.AssetCheckSeverity.WARN
    return "passed" if evaluation.passed else "warned" if is_warning else "failed"


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
    """Whether the check's latest answer was that these very inputs pass."""
    (key,) = context.op_execution_context.selected_asset_check_keys
    storage = context.op_execution_context.instance.event_log_storage
    for record in storage.get_asset_check_execution_history(key, limit=1, status=_ANSWERED):
        event = record.event.dagster_event if record.event else None
        evaluation = event.asset_check_evaluation_data if event else None
        known = evaluation.metadata.get(_INPUTS) if evaluation and evaluation.passed else None
        return known is not None and known.value == inputs
    return False
