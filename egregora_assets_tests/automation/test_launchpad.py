"""The launchpad: a run's configuration holds what a person may choose, described, and nothing of this machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster_graphql.test.utils import execute_dagster_graphql

from egregora_assets.contracts.vocabularies import STAGES
from egregora_assets.definitions import build_defs
from egregora_assets.services.run_options import FORCE_TAG, RunOptions, Target
from egregora_assets_tests.deployments import make_empty_home, query
from egregora_assets_tests.guard import GUARD

OPTIONS = set(RunOptions.model_fields)
SCHEMA = """
query Launchpad($selector: PipelineSelector!) {
  runConfigSchemaOrError(selector: $selector) {
    ... on RunConfigSchema {
      rootDefaultYaml
      rootConfigType { key }
      allConfigTypes { key ... on CompositeConfigType { fields { name description configType { key } } } }
    }
  }
}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return make_empty_home(tmp_path, monkeypatch)


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.get() as made:
        yield made


class Launchpad:
    """What Dagster's server answers to the launchpad about a job's configuration."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.scaffold = str(schema["rootDefaultYaml"])
        self._types = {made["key"]: made.get("fields", ()) for made in schema["allConfigTypes"]}
        self._root = str(schema["rootConfigType"]["key"])

    def fields(self, *path: str) -> dict[str, str]:
        """The fields below a path, with their descriptions."""
        key = self._root
        for name in path:
            (key,) = (field["configType"]["key"] for field in self._types[key] if field["name"] == name)
        return {field["name"]: field["description"] or "" for field in self._types[key]}


@pytest.mark.process
@pytest.mark.slow
def test_the_launchpad_offers_the_options_of_a_run_and_nothing_else(instance: dg.DagsterInstance) -> None:
    GUARD.require("process")
    module = ModuleTarget("egregora_assets.definitions", None, str(Path.cwd()), "egregora")
    shown = {}
    with WorkspaceProcessContext(instance, module) as context:
        for job in ("everything", "to_anonymized", "__ASSET_JOB"):
            place = {"repositoryName": "__repository__", "repositoryLocationName": "egregora", "pipelineName": job}
            answer = execute_dagster_graphql(context.create_request_context(), SCHEMA, {"selector": place})
            shown[job] = Launchpad(answer.data["runConfigSchemaOrError"])
    for job in ("everything", "to_anonymized"):
        assert set(shown[job].fields()) == OPTIONS
        assert all(len(description.split()) > 5 for description in shown[job].fields().values())
    selected = shown["__ASSET_JOB"]  # what "Materialize selected" opens
    assert set(selected.fields()) == {"execution", "loggers", "ops", "resources"}  # Dagster's own sections
    assert set(selected.fields("resources")) == {"run_options"}
    assert set(selected.fields("resources", "run_options", "config")) == OPTIONS
    told = "".join(pad.scaffold for pad in shown.values())
    assert not [word for word in ("token", "path", "home", "clock", "stands_at", "base_dir") if word in told]


def test_a_run_can_stop_at_every_stage() -> None:
    assert tuple(target.value for target in Target) == STAGES


def launch(home: Path, instance: dg.DagsterInstance, **options: object) -> dg.ExecuteInProcessResult:
    """A run of the job for everything with options, as the launchpad starts it."""
    job = build_defs(home).resolve_job_def("everything")
    return job.execute_in_process(run_config=options, instance=instance, raise_on_error=False)


def made_by(home: Path, result: dg.ExecuteInProcessResult) -> list[str]:
    """The assets that a run made or reused."""
    sql = f"SELECT asset_key FROM materializations WHERE run_id = '{result.run_id}' ORDER BY 1"
    return [str(key) for (key,) in query(home, sql)]


@pytest.mark.slow
def test_a_run_stops_at_its_target_and_skips_what_that_does_not_need(home: Path, instance: dg.DagsterInstance) -> None:
    result = launch(home, instance, target="anonymized")
    assert result.success
    assert made_by(home, result) == ["anonymized", "ingested"]
    assert not (home / "site").exists()
    with dg.DagsterInstance.get() as reading:
        assert reading.get_latest_materialization_event(dg.AssetKey("published")) is None


@pytest.mark.slow
def test_a_forced_run_computes_again_what_would_be_reused(home: Path, instance: dg.DagsterInstance) -> None:
    def is_reused(**options: object) -> bool:
        result = launch(home, instance, target="ingested", **options)
        events = result.asset_materializations_for_node("ingested")
        (made,) = (event for event in events if event.asset_key == dg.AssetKey("ingested"))
        return bool(made.metadata["is_reused"].value)

    assert [is_reused(), is_reused(), is_reused(force_refresh=True)] == [False, True, False]
    assert RunOptions().is_forced(dg.DagsterRun("everything", tags={FORCE_TAG: "true"}))


@pytest.mark.slow
@pytest.mark.parametrize(
    "config", [{"resources": {"clock": {"config": {"stands_at": "2024-01-01"}}}}, {"target": "nowhere"}, {"token": ""}]
)
def test_what_is_no_option_is_refused(home: Path, config: dict[str, object]) -> None:
    job = build_defs(home).resolve_job_def("everything")
    with pytest.raises(dg.DagsterInvalidConfigError):
        job.execute_in_process(run_config=config)
