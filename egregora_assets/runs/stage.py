"""The stage decorator: what all assets have in common, so that the body of an asset is short.

A stage gets its catalogue entry from its bundle, its description from its docstring, the error boundary, and reuse:
while code, settings, inputs and external state are those of the last success, its body does not run.
"""

import functools
import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import dagster as dg

from egregora_assets.contracts.bundles import Bundle
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.tables import Tables
from egregora_assets.contracts.vocabularies import STAGES as ORDERED_STAGES
from egregora_assets.errors import UpstreamMissing
from egregora_assets.runs.begin import begin_run, refuse_partition, refuse_temporary_instance
from egregora_assets.runs.boundary import Boundary
from egregora_assets.runs.catalogue import OWNER, build_column_schema
from egregora_assets.runs.code_references import CODE_REFERENCES, reference_body
from egregora_assets.runs.patience import retry_when_busy
from egregora_assets.runs.policies import FRESHNESS_POLICY, build_stale_condition
from egregora_assets.runs.progress import Progress, announce, tell_steps
from egregora_assets.runs.run_log import Materialization, Outcome, RunLog
from egregora_assets.runs.shown import read_kept
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store

Body = Callable[..., Any]
Cost = Literal["cheap", "model"]
ExternalState = Callable[[Any], str]
"""Renders, from the resources, the state outside the database that an asset depends on (files, repositories)."""


@dataclass(frozen=True)
class Stage:
    """What decides whether the last result of an asset is reused."""

    bundle: Bundle
    code_version: str
    upstream_keys: tuple[str, ...]
    external_state: ExternalState | None
    due_state: ExternalState | None = None

    def compute_input_version(
        self,
        resources: Any,
        upstream: Mapping[str, Materialization],
        code_version: str | None = None,
        *,
        is_settled: bool = False,
    ) -> str:
        """Digest of everything that would decide the result now: equal digests, equal results.

        Args:
            upstream: the latest writes of the inputs.
            code_version: an earlier version of the asset's code; None = the present one.
            is_settled: as after a run in which all that was due was done.
        """
        settings = resources.settings.values().canonical()
        state = self.external_state(resources) if self.external_state else ""
        state += self.due_state(resources) if self.due_state and not is_settled else ""
        inputs = [f"{key}={m.data_version}" for key, m in sorted(upstream.items())]
        return public_uuid("input", code_version or self.code_version, settings, state, *inputs)

    def find_latest_inputs(self, run_log: RunLog) -> dict[str, Materialization]:
        """The latest writes of the inputs that were ever written."""
        return {key: m for key in self.upstream_keys if (m := run_log.find_latest(key))}

    def require_inputs(self, run_log: RunLog) -> dict[str, Materialization]:
        """The latest writes of the inputs.

        Raises:
            UpstreamMissing: one was never written.
        """
        found = self.find_latest_inputs(run_log)
        if missing := set(self.upstream_keys) - found.keys():
            raise UpstreamMissing(self.bundle.asset_key, missing)
        return found


LAST_STAGE = ORDERED_STAGES[-1]
STAGES: dict[str, Stage] = {}
"""Every asset by key; filled when `definitions` is imported."""


def find_upstream(asset_key: str) -> set[str]:
    """An asset and everything upstream of it."""
    return {asset_key}.union(*(find_upstream(key) for key in STAGES[asset_key].upstream_keys))


def is_needed(asset_key: str, target: str) -> bool:
    """Whether an asset is the target of a run or upstream of it; everything leads to the last stage."""
    return target == LAST_STAGE or asset_key in find_upstream(target)


def stage_asset(
    bundle: Bundle,
    *,
    code_version: str,
    kinds: set[str],
    external_state: ExternalState | None = None,
    due_state: ExternalState | None = None,
    cost: Cost = "cheap",
) -> Callable[[Body], dg.AssetsDefinition]:
    """Makes an asset that writes a bundle, and registers it in `STAGES`.

    The body takes upstream assets as parameters annotated `Tables`, resources by annotation, and optional parameters
    `context` and `confirm_inputs` (`ConfirmInputs`); it returns rows by contract name.

    Args:
        external_state: the state outside the database that the asset depends on; part of what reuse compares.
        due_state: what it is time to do; empty when there is nothing. What a run leaves over is due in the next.
        cost: `model` where a language model takes part, if one is set up.
    """

    def decorate(body: Body) -> dg.AssetsDefinition:
        upstream = tuple(n for n, p in inspect.signature(body).parameters.items() if p.annotation is Tables)
        stage = STAGES[bundle.asset_key] = Stage(bundle, code_version, upstream, external_state, due_state)
        return dg.asset(
            name=bundle.asset_key,
            group_name=bundle.group,
            kinds=kinds,
            owners=[OWNER],
            tags={"privacy": "vault" if bundle.place == "vault" else "public", "cost": cost},
            description=inspect.getdoc(body),
            code_version=code_version,
            freshness_policy=FRESHNESS_POLICY,
            automation_condition=build_stale_condition(),
            io_manager_key="tables",
            output_required=False,
            metadata={
                "dagster/column_schema": build_column_schema(bundle.tables[bundle.main_table]),
                "dagster/table_name": f"main.{bundle.main_table}",
                "tables": ", ".join(bundle.tables),
                CODE_REFERENCES: reference_body(body),
            },
        )(_wrap_body(stage, body))

    return decorate


def _wrap_body(stage: Stage, body: Body) -> Body:
    """The body inside the boundary, with reuse, under a signature that Dagster can read."""
    wanted = frozenset(inspect.signature(body).parameters)
    asset_key = stage.bundle.asset_key

    @functools.wraps(body)
    def run_stage(context: dg.AssetExecutionContext, **inputs: Any) -> Any:
        began = time.monotonic()
        with Boundary(asset_key), retry_when_busy(context.retry_number, context.log):
            announce(Progress(asset_key))
            refuse_temporary_instance(context)
            refuse_partition(context, asset_key)
            options: RunOptions = context.resources.run_options
            if not is_needed(asset_key, options.target.value):
                return _skip()
            run_log: RunLog = context.resources.store.runs
            config_hash = begin_run(context, run_log).config_hash
            with run_log.session():
                upstream, last = stage.require_inputs(run_log), run_log.find_latest(asset_key)
            version, rows = stage.compute_input_version(context.resources, upstream), None
            if last is None or last.input_version != version or options.is_forced(context.run):
                confirm = functools.partial(run_log.refuse_changed_inputs, asset_key, upstream)
                arguments = {**inputs, "context": context, "confirm_inputs": confirm}
                with tell_steps(asset_key, context.log):
                    rows = body(**{name: value for name, value in arguments.items() if name in wanted})
                if stage.external_state or stage.due_state:
                    # A body may change the external state itself (files that it writes, refs that it records).
                    version = stage.compute_input_version(context.resources, upstream, is_settled=True)
            else:
                context.add_output_metadata(read_kept(context.instance, asset_key))
            return Outcome(rows, stage.code_version, version, upstream, began, config_hash)

    _declare_parameters(run_stage, body)
    return run_stage


def _skip() -> Iterator[Any]:
    """No output, so that Dagster skips the asset, its checks and what is downstream."""
    yield from ()


def _declare_parameters(run_stage: Any, body: Body) -> None:
    """Gives a wrapper the parameters of its body, with the context first and the resources that every stage needs."""
    shared = {"settings": Settings, "store": Store, "run_options": RunOptions}
    declared = inspect.signature(body).parameters.items()
    parameters = [
        *(p for name, p in declared if name not in {"context", "confirm_inputs", *shared}),
        *(inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=a) for n, a in shared.items()),
    ]
    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    run_stage.__signature__ = inspect.Signature([context, *parameters])
    run_stage.__annotations__ = {p.name: p.annotation for p in parameters}
