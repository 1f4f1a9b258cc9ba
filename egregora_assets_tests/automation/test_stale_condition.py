"""The condition of stale assets, over the real definitions, without a daemon: one run for a cause, none without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import dagster as dg
import pytest
from dagster._core.events import StepMaterializationData

from egregora_assets.definitions import build_resources, defs, list_stages

KEYS = sorted(list_stages())
CHECKS = [spec for definition in defs.asset_checks or [] for spec in definition.check_specs if spec.blocking]


class Watch:
    """Evaluates the condition tick by tick, and reports what a run would have reported."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance, self.defs = instance, defs
        self.cursor: dg.AssetDaemonCursor | None = None

    def tick(self) -> list[str]:
        """The assets that are requested now."""
        result = dg.evaluate_automation_conditions(defs=self.defs, instance=self.instance, cursor=self.cursor)
        self.cursor = result.cursor
        return [key for key in KEYS if result.get_num_requested(dg.AssetKey(key))]

    def made(self, keys: Iterable[str], version: str = "1", failing: Sequence[str] = (), run_id: str = "") -> None:
        """The assets were made, with a data version, in a run or in none; their checks passed but for some."""

        def report(event: dg.AssetMaterialization | dg.AssetCheckEvaluation) -> None:
            if not run_id:
                self.instance.report_runless_asset_event(event)
            elif isinstance(event, dg.AssetCheckEvaluation):
                kind = dg.DagsterEventType.ASSET_CHECK_EVALUATION.value
                self.instance.report_dagster_event(dg.DagsterEvent(kind, "", event_specific_data=event), run_id)
            else:
                kind, data = dg.DagsterEventType.ASSET_MATERIALIZATION.value, StepMaterializationData(event)
                self.instance.report_dagster_event(dg.DagsterEvent(kind, "", event_specific_data=data), run_id)

        for key in keys:
            report(dg.AssetMaterialization(key, tags={"dagster/data_version": version}))
            for check in CHECKS:
                if check.asset_key.to_user_string() == key:
                    report(
                        dg.AssetCheckEvaluation(dg.AssetKey(key), check.name, check.name not in failing, metadata={})
                    )

    def start(self, keys: Iterable[str]) -> dg.DagsterRun:
        """A run that is to make these assets begins."""
        chosen = frozenset(map(dg.AssetKey, keys))
        job = defs.resolve_implicit_global_asset_job_def().get_subset(asset_selection=chosen)
        return self.instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED, asset_selection=chosen)

    def with_code(self, key: str, version: str) -> None:
        """From now on an asset has another code version."""

        def changed(spec: dg.AssetSpec) -> dg.AssetSpec:
            is_it = spec.key.to_user_string() == key
            return spec.replace_attributes(code_version=version) if is_it else spec

        self.defs = dg.Definitions(
            assets=[a.map_asset_specs(changed) for a in defs.assets or [] if isinstance(a, dg.AssetsDefinition)],
            asset_checks=defs.asset_checks,
            resources=build_resources(),
            executor=dg.in_process_executor,
        )


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def watch(instance: dg.DagsterInstance) -> Watch:
    """Everything was made, and looked at."""
    watch = Watch(instance)
    watch.made(KEYS)
    watch.tick()
    return watch


@pytest.mark.slow
def test_what_was_never_made_is_requested_once_and_in_one_tick(instance: dg.DagsterInstance) -> None:
    watch = Watch(instance)
    assert [watch.tick() for _ in range(4)] == [KEYS, [], [], []]


@pytest.mark.slow
def test_where_nothing_changed_nothing_is_requested(watch: Watch) -> None:
    assert [watch.tick(), watch.tick()] == [[], []]
    assert Watch(watch.instance).tick() == []


@pytest.mark.slow
def test_an_input_that_came_out_the_same_requests_nothing(watch: Watch) -> None:
    watch.made(["generated"], version="1")
    assert [watch.tick(), watch.tick()] == [[], []]


@pytest.mark.slow
def test_an_input_whose_data_changed_requests_what_reads_it_once(watch: Watch) -> None:
    watch.made(["generated"], version="2")
    assert [watch.tick(), watch.tick()] == [["asset_cache", "published", "ranked"], []]


@pytest.mark.slow
def test_a_run_over_everything_leaves_nothing_to_request(watch: Watch) -> None:
    watch.made(["ingested", "anonymized", "enriched", "knowledge", "generated", "ranked", "asset_cache"], version="2")
    watch.made(["published"], version="2")
    assert [watch.tick(), watch.tick()] == [[], []]


@pytest.mark.slow
def test_changed_code_requests_the_asset_and_all_that_follows_it_in_one_run(watch: Watch) -> None:
    watch.with_code("ranked", "another")
    assert [watch.tick(), watch.tick()] == [["published", "ranked"], []]
    run = watch.start(["published", "ranked"])
    watch.made(["ranked"], version="2", run_id=run.run_id)
    assert watch.tick() == []  # published is being made in the same run
    watch.made(["published"], version="2", run_id=run.run_id)
    assert watch.tick() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "first"), [("ingested", "anonymized"), ("git_refs", "git_commits"), ("anonymized", "asset_cache")]
)
def test_an_input_far_upstream_whose_data_changed_is_one_run_to_the_site(watch: Watch, key: str, first: str) -> None:
    watch.made([key], version="2")
    requested = watch.tick()
    assert {first, "enriched", "published"} <= set(requested)
    run = watch.start(requested)
    for made in list_stages():
        if made in requested:
            watch.made([made], version="2", run_id=run.run_id)
            assert watch.tick() == []
    watch.instance.report_dagster_event(dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, ""), run.run_id)
    assert watch.tick() == []


@pytest.mark.slow
@pytest.mark.parametrize(("end", "ticks_during"), [("failed", 0), ("failed", 1), ("canceled", 1)])
def test_a_run_that_stopped_half_way_is_not_started_again(watch: Watch, end: str, ticks_during: int) -> None:
    watch.made(["ingested"], version="2")
    run = watch.start(watch.tick())
    watch.made(["anonymized", "enriched"], version="2", run_id=run.run_id)
    assert [watch.tick() for _ in range(ticks_during)] == [[]] * ticks_during
    if end == "failed":
        watch.instance.report_run_failed(run)
    else:
        watch.instance.report_run_canceled(run)
    assert [watch.tick(), watch.tick()] == [[], []]
    watch.made(["anonymized"], version="3")
    assert "knowledge" in watch.tick()  # another cause


@pytest.mark.slow
def test_what_a_run_is_about_to_make_is_not_requested(watch: Watch) -> None:
    watch.start(["ranked"])
    watch.made(["generated"], version="2")
    assert watch.tick() == ["asset_cache"]  # ranked is being made, and published reads it


@pytest.mark.slow
def test_nothing_is_built_on_an_input_whose_blocking_check_failed(watch: Watch) -> None:
    watch.made(["anonymized"], version="2", failing=["no_vault_value_in_messages"])
    assert [watch.tick(), watch.tick()] == [[], []]
    watch.made(["anonymized"], version="2")
    assert "enriched" in watch.tick()
