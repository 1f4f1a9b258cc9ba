"""The stage decorator: what every asset has in common, so that an asset's own body is short.

A stage gets its place in the catalogue from its bundle, its description from its docstring, the error boundary, and
reuse: while code, settings, inputs and the world outside are what they were at the last success, its body is not run.
"""

import datetime as dt
import functools
import inspect
import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import dagster as dg

from egregora_assets import __version__
from egregora_assets.contracts.bundles import Bundle
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.tables import Tables
from egregora_assets.errors import DagsterHomeUnset
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.check_reuse import (
    FORCE_TAG,
    INPUTS,
    current_context,
    inputs_of,
    passed_before,
    read_assets,
)
from egregora_assets.runs.ledger import Ledger, Materialization, Outcome
from egregora_assets.runs.policies import FRESHNESS_POLICY, when_stale
from egregora_assets.runs.progress import Progress, announce
from egregora_assets.runs.reconcile import reconcile
from egregora_assets.runs.records import (
    RunRecord,
    config_hash_of,
    process_started_at,
    target_of,
    trigger_of,
)
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store

OWNER = "team:egregora"
Body = Callable[..., Any]
Outside = Callable[[Any], str]


@dataclass(frozen=True)
class Stage:
    """What freshness needs to know of an asset: its bundle, its code version, its inputs, its world outside."""

    bundle: Bundle
    code_version: str
    upstream_keys: tuple[str, ...]
    outside: Outside | None
    asset: dg.AssetsDefinition

    def version(self, resources: Any, upstream: Mapping[str, Materialization], code_version: str) -> str:
        """The input version that the asset would have if it ran now with a version of its code."""
        inputs = [f"{key}={m.data_version}" for key, m in sorted(upstream.items())]
        world = self.outside(resources) if self.outside else ""
        return input_version(code_version, resources.settings.values().canonical(), world, inputs)


STAGES: dict[str, Stage] = {}
"""Every asset by key, as its room declared it; filled when `definitions` is imported."""


def column_schema_of(bundle: Bundle) -> dg.TableSchema:
    """The columns of a bundle as Dagster shows them; `table.column` where there are several tables."""
    has_several = len(bundle.contracts) > 1
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                f"{contract.name}.{column.name}" if has_several else column.name,
                str(column.type),
                column.meaning,
                constraints=dg.TableColumnConstraints(nullable=column.is_nullable),
            )
            for contract in bundle.contracts
            for column in contract.columns
        ]
    )


def stage_asset(
    bundle: Bundle, *, code_version: str, kinds: set[str], outside: Outside | None = None
) -> Callable[[Body], dg.AssetsDefinition]:
    """Makes an asset that writes a bundle, and notes it in `STAGES`.

    The body takes upstream assets as parameters annotated `Tables`, resources by annotation, and an optional first
    parameter `context`; it returns rows by contract name.

    Args:
        outside: the state of the world outside the database, as text, from the resources; part of what reuse compares.
    """

    def decorate(body: Body) -> dg.AssetsDefinition:
        asset = dg.asset(
            name=bundle.asset_key,
            group_name=bundle.group,
            kinds=kinds,
            owners=[OWNER],
            description=inspect.getdoc(body),
            code_version=code_version,
            freshness_policy=FRESHNESS_POLICY,
            automation_condition=when_stale(),
            io_manager_key="tables",
            metadata={
                "dagster/column_schema": column_schema_of(bundle),
                "dagster/table_name": bundle.contracts[0].name,
                "tables": ", ".join(bundle.tables),
            },
        )(_staged(bundle, body, code_version, outside))
        upstream = tuple(n for n, p in inspect.signature(body).parameters.items() if p.annotation is Tables)
        STAGES[bundle.asset_key] = Stage(bundle, code_version, upstream, outside, asset)
        return asset

    return decorate


def _staged(bundle: Bundle, body: Body, code_version: str, outside: Outside | None) -> Body:
    """The body inside the boundary, with reuse, under a signature that Dagster can read."""
    signature = inspect.signature(body)
    wanted = frozenset(signature.parameters)
    upstream_keys = tuple(n for n, p in signature.parameters.items() if p.annotation is Tables)

    @functools.wraps(body)
    def staged(context: dg.AssetExecutionContext, **inputs: Any) -> Any:
        began = time.monotonic()
        with Boundary(bundle.asset_key):
            announce(Progress(bundle.asset_key))
            ledger: Ledger = context.resources.store
            refuse_forgetful(context)
            world = outside(context.resources) if outside else ""
            with ledger.session():
                config_hash = open_run(context, ledger).config_hash
                upstream = _upstream(ledger, upstream_keys)
                last = ledger.latest(bundle.asset_key)
            version = _input_version(context, code_version, upstream, world)
            if last and last.input_version == version and FORCE_TAG not in context.run.tags:
                return Outcome(None, code_version, version, upstream, began, config_hash=config_hash)
            arguments = {**inputs, "context": context}
            rows = body(**{name: value for name, value in arguments.items() if name in wanted})
            if outside:
                # A body may itself change the world that it is compared with (files it writes, refs it notes).
                version = _input_version(context, code_version, upstream, outside(context.resources))
            return Outcome(rows, code_version, version, upstream, began, config_hash=config_hash)

    own = {"settings": Settings, "store": Store}
    parameters = [p for name, p in signature.parameters.items() if name not in {"context", *own}]
    shared = [inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=a) for n, a in own.items()]
    context_parameter = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    staged.__signature__ = inspect.Signature([context_parameter, *parameters, *shared])  # type: ignore[attr-defined]
    staged.__annotations__ = {p.name: p.annotation for p in (*parameters, *shared)}
    return staged


def refuse_forgetful(context: dg.AssetExecutionContext) -> None:
    """Stops a run whose history would be thrown away: without DAGSTER_HOME Dagster's command takes a temporary folder.

    Raises:
        DagsterHomeUnset: Dagster runs on a temporary instance.
    """
    if context.instance.is_ephemeral or not os.environ.get("DAGSTER_HOME"):
        raise DagsterHomeUnset()


def open_run(context: dg.AssetExecutionContext, ledger: Ledger) -> RunRecord:
    """Settles runs that died and commits this run's row, before its first data.

    Returns: the row.
    """
    record = _record_of(context)
    reconcile(context.instance, ledger, record.started_at, context.run.run_id)
    ledger.begin_run(record)
    return record


def _record_of(context: dg.AssetExecutionContext) -> RunRecord:
    settings = context.resources.settings.values()
    now = dt.datetime.now(dt.UTC)
    return RunRecord(
        run_id=context.run.run_id,
        job_name=context.run.job_name,
        status="running",
        trigger=trigger_of(context.run.tags),
        target=target_of(context.run),
        config_hash=config_hash_of(context.run.run_config, settings.configuration()),
        code_version=__version__,
        started_at=now,
        host=context.resources.store.name_of_host(platform.node()),
        process_id=os.getpid(),
        process_started_at=process_started_at(os.getpid()),
    )


def _upstream(ledger: Ledger, keys: Iterable[str]) -> dict[str, Materialization]:
    found = {key: ledger.latest(key) for key in keys}
    return {key: m for key, m in found.items() if m is not None}


def _input_version(
    context: dg.AssetExecutionContext, code_version: str, upstream: dict[str, Materialization], world: str
) -> str:
    inputs = [f"{key}={m.data_version}" for key, m in sorted(upstream.items())]
    return input_version(code_version, context.resources.settings.values().canonical(), world, inputs)


def input_version(code_version: str, settings: str, world: str, inputs: Iterable[str]) -> str:
    """Digest of everything that decides a stage's result: equal digests mean that the last result still holds.

    Args:
        settings: the canonical settings; world: the state outside the database; inputs: `asset=data version`, sorted.
    """
    return public_uuid("input", code_version, settings, world, *inputs)


def guarded(check: Body) -> Body:
    """The error boundary around a check's body, and reuse of its last answer for the same data."""
    return _guarded(check, reads_tables_only=True)


def guarded_outside(check: Body) -> Body:
    """The error boundary around the body of a check that looks at more than tables: it always runs."""
    return _guarded(check, reads_tables_only=False)


def _guarded(check: Body, *, reads_tables_only: bool) -> Body:
    assets = read_assets(check)

    @functools.wraps(check)
    def inside(*args: Any, **kwargs: Any) -> Any:
        with Boundary(check.__name__):
            context = current_context()
            inputs = inputs_of(context, assets) if context and reads_tables_only else None
            if context and inputs and passed_before(context, inputs):
                return dg.AssetCheckResult(passed=True, metadata={INPUTS: inputs, "is_reused": True})
            result = check(*args, **kwargs)
            noted = {INPUTS: inputs} if inputs else {}
            return result._replace(metadata={**result.metadata, **noted})

    return inside
