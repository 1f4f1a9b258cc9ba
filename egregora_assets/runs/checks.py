"""Asset checks: declared one by one, asked together in one step an asset, and not asked again about unchanged data.

Each check has the error boundary. Dagster's check history is read through two internal calls, only here. Without a
history, or outside a run, every check runs.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import dagster as dg
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)

from egregora_assets import __version__
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.tables import Tables
from egregora_assets.errors import EgregoraError
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.patience import retry_when_busy
from egregora_assets.services.run_options import RunOptions

Answer = Literal["passed", "warned", "failed", "none"]
FindVersion = Callable[[str], str | None]
"""The version of an asset's data."""
_INPUTS = "inputs"
_DATA_VERSION_TAG = "dagster/data_version"
_ANSWERED = {AssetCheckExecutionRecordStatus.SUCCEEDED, AssetCheckExecutionRecordStatus.FAILED}


@dataclass(frozen=True)
class TableCheck:
    """A check of an asset; calling it asks it.

    Attributes:
        ask: its function. Parameters of type `Tables` name the assets to read, the others services; `context` is
            Dagster's.
        is_external: it looks at more than tables.
    """

    asset: str
    ask: Callable[..., dg.AssetCheckResult]
    is_blocking: bool
    is_external: bool

    def __call__(self, *inputs: Any, **services: Any) -> dg.AssetCheckResult:
        """The answer about given tables and services, of now."""
        return self.ask(*inputs, **services)

    @property
    def name(self) -> str:
        """The function's."""
        return self.ask.__name__

    @property
    def key(self) -> dg.AssetCheckKey:
        """The check as Dagster names it."""
        return dg.AssetCheckKey(dg.AssetKey(self.asset), self.name)

    @functools.cached_property
    def parameters(self) -> dict[str, inspect.Parameter]:
        """What its function asks for, by name."""
        return dict(inspect.signature(self.ask, eval_str=True).parameters)

    @property
    def inputs(self) -> list[str]:
        """The assets whose tables it reads."""
        return sorted(name for name, parameter in self.parameters.items() if parameter.annotation is Tables)

    @property
    def spec(self) -> dg.AssetCheckSpec:
        """What Dagster shows of it; the description is the function's docstring."""
        return dg.AssetCheckSpec(
            self.name,
            asset=self.asset,
            description=inspect.getdoc(self.ask),
            blocking=self.is_blocking,
            additional_deps=[name for name in self.inputs if name != self.asset],
        )


CHECKS: dict[str, list[TableCheck]] = {}
"""The checks of each asset, in the order of their declaration; one that is declared again replaces the earlier one."""


def table_check(
    asset: str, *, blocking: bool = False, is_external: bool = False
) -> Callable[[Callable[..., dg.AssetCheckResult]], TableCheck]:
    """Declares a check of an asset.

    Args:
        blocking: where it fails, nothing is made of the asset.
        is_external: it looks at more than tables, and runs every time; of others the last answer for the same data is
            reused.
    """

    def declare(ask: Callable[..., dg.AssetCheckResult]) -> TableCheck:
        check = TableCheck(asset, ask, blocking, is_external)
        CHECKS[asset] = [*(one for one in CHECKS.get(asset, ()) if one.name != check.name), check]
        return check

    return declare


def row_check(
    asset: str, what: str, *, blocking: bool = False, is_external: bool = False
) -> Callable[[Callable[..., Any]], TableCheck]:
    """Declares a check that passes where the expressions that it returns have no rows; the metadata count them.

    Args:
        what: what the rows are, as the metadata call them.
        blocking, is_external: as for `table_check`.
    """

    def declare(find: Callable[..., Any]) -> TableCheck:
        signature = inspect.signature(find)

        @functools.wraps(find)
        def count_rows(*args: Any, **kwargs: Any) -> dg.AssetCheckResult:
            tables, wrong = signature.bind(*args, **kwargs).arguments[asset], find(*args, **kwargs)
            found = wrong if isinstance(wrong, tuple) else (wrong,)
            with tables.session():
                count = sum(int(tables.rows(rows.aggregate(count=rows.count()))["count"][0].as_py()) for rows in found)
            return dg.AssetCheckResult(passed=count == 0, metadata={what: count})

        return table_check(asset, blocking=blocking, is_external=is_external)(count_rows)

    return declare


def build_check_steps(checks: Mapping[str, Sequence[TableCheck]]) -> list[dg.AssetChecksDefinition]:
    """One step an asset, which asks the chosen ones of its checks: a step each would cost more than most answers.

    Args:
        checks: of each asset, at least one.
    """
    return [_build_step(asset, found) for asset, found in checks.items()]


def _build_step(asset: str, checks: Sequence[TableCheck]) -> dg.AssetChecksDefinition:
    kinds = {name: parameter.annotation for check in checks for name, parameter in check.parameters.items()}
    kinds |= {"context": dg.AssetCheckExecutionContext, "run_options": RunOptions}

    def ask_checks(
        context: dg.AssetCheckExecutionContext, *, run_options: RunOptions, **given: Any
    ) -> Iterator[dg.AssetCheckResult]:
        chosen = context.op_execution_context.selected_asset_check_keys
        is_forced, failure = run_options.is_forced(context.run), None
        find_version = functools.cache(functools.partial(_find_data_version, context.op_execution_context.instance))
        for check in checks:
            if check.key not in chosen:
                continue
            services = {name: context if name == "context" else given[name] for name in check.parameters}
            try:
                answer = _answer(check, context, services, find_version, is_forced=is_forced)
            except (EgregoraError, dg.RetryRequested) as error:
                if check.is_blocking:
                    failure = failure or error
                    continue
                answer = _tell_failure(error)
            yield answer._replace(asset_key=check.key.asset_key, check_name=check.name)
        if failure is not None:
            raise failure

    step: Any = ask_checks
    names = ["context", *sorted(kinds.keys() - {"context"})]
    step.__annotations__ = kinds
    step.__signature__ = inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=kinds[name]) for name in names]
    )
    inputs = sorted({name for check in checks for name in check.inputs})
    return dg.multi_asset_check(
        name=f"{asset}_checks",
        description=f"Asks the checks of {asset}.",
        specs=[check.spec for check in checks],
        ins={name: dg.AssetIn(name) for name in inputs},
        can_subset=True,
    )(step)


def _tell_failure(error: Exception) -> dg.AssetCheckResult:
    """The answer of a check that could not be asked, and that must not stop what is downstream."""
    return dg.AssetCheckResult(passed=False, metadata={"error": type(error).__name__, "what": str(error)})


def _answer(
    check: TableCheck,
    context: dg.AssetCheckExecutionContext,
    services: Mapping[str, Any],
    find_version: FindVersion,
    *,
    is_forced: bool,
) -> dg.AssetCheckResult:
    """Asks a check inside the error boundary, or reuses its last answer for the same data.

    Raises:
        EgregoraError: from `Boundary`.
        RetryRequested: the database is in use.
    """
    op = context.op_execution_context
    with Boundary(check.name), retry_when_busy(op.retry_number, op.log):
        inputs = None if check.is_external else _hash_inputs(find_version, check.inputs)
        if inputs and not is_forced and _has_passed(op.instance, check.key, inputs):
            return dg.AssetCheckResult(passed=True, metadata={_INPUTS: inputs, "is_reused": True})
        result = check(**services)
        known: dict[str, Any] = {_INPUTS: inputs} if inputs else {}
        return result._replace(metadata={**result.metadata, **known})


def warn_of(count: int, remedy: str, **metadata: object) -> dg.AssetCheckResult:
    """The answer of a check that warns: it passes where there is nothing to warn of, and stops nothing.

    Args:
        count: of what it warns of.
        remedy: what to do about it; shown where the check does not pass.
        metadata: what else is shown: counts and words of ours, never a name.
    """
    shown: dict[str, Any] = {"count": count, **metadata, **({"remedy": remedy} if count else {})}
    return dg.AssetCheckResult(passed=not count, severity=dg.AssetCheckSeverity.WARN, metadata=shown)


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


def _find_data_version(instance: dg.DagsterInstance, asset: str) -> str | None:
    """The version of an asset's data as it was last written; None if that is unknown."""
    event = instance.get_latest_materialization_event(dg.AssetKey(asset))
    tags = event.asset_materialization.tags if event and event.asset_materialization else None
    return (tags or {}).get(_DATA_VERSION_TAG)


def _hash_inputs(find_version: FindVersion, assets: Iterable[str]) -> str | None:
    """Digest of the program's version and of the data versions that a check reads; None if one is unknown."""
    versions = {name: find_version(name) for name in assets}
    if None in versions.values():
        return None
    return public_uuid("check", __version__, *(f"{name}={version}" for name, version in versions.items()))


def _has_passed(instance: dg.DagsterInstance, key: dg.AssetCheckKey, inputs: str) -> bool:
    """Whether the check's latest answer was that these very inputs pass."""
    for record in instance.event_log_storage.get_asset_check_execution_history(key, limit=1, status=_ANSWERED):
        event = record.event.dagster_event if record.event else None
        evaluation = event.asset_check_evaluation_data if event else None
        known = evaluation.metadata.get(_INPUTS) if evaluation and evaluation.passed else None
        return known is not None and known.value == inputs
    return False
