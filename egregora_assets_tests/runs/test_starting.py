"""How runs are started: what is refused before an asset's body runs, and with which remedy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.contracts.bundles import BUNDLES
from egregora_assets.definitions import build_defs, list_stages
from egregora_assets_tests.deployments import INSTANCE, ROOT, make_empty_home, query
from egregora_assets_tests.processes import dagster, in_a_process

pytestmark = pytest.mark.slow

MATERIALIZE = ("asset", "materialize", "-m", "egregora_assets.definitions", "--select")
READERS = [key for key, stage in list_stages().items() if stage.upstream_keys]
CHATS = dg.StaticPartitionsDefinition(["one", "two", "three"])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return make_empty_home(tmp_path, monkeypatch)


@pytest.fixture
def instance(tmp_path: Path, home: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster"), INSTANCE) as made:
        yield made


def said(result: dg.ExecuteInProcessResult) -> str:
    """The errors of a run, as Dagster stores them."""
    failures = [e.event_specific_data for e in result.all_events if e.is_step_failure]
    return "\n".join(str(getattr(failure, "error", "")) for failure in failures)


def run(defs: dg.Definitions, instance: dg.DagsterInstance, key: str) -> dg.ExecuteInProcessResult:
    """A run of an asset alone."""
    job = defs.resolve_implicit_global_asset_job_def().get_subset(asset_selection={dg.AssetKey(key)})
    return job.execute_in_process(instance=instance, raise_on_error=False)


def test_every_asset_that_reads_another_needs_it_to_have_been_made(home: Path, instance: dg.DagsterInstance) -> None:
    defs = build_defs(home)
    for key in READERS:
        result = run(defs, instance, key)
        assert not result.success
        assert f"--select '+key:{key}'" in said(result)
        assert "UpstreamMissing" in said(result)
    assert run(defs, instance, "git_refs").success  # reads nothing
    assert "git_commits, which" not in said(run(defs, instance, "git_commits"))
    assert query(home, "SELECT DISTINCT asset_key FROM materializations ORDER BY 1") == [
        ("git_commits",),
        ("git_refs",),
    ]
    assert not (home / "site").exists()


@pytest.mark.process
def test_the_site_of_nothing_is_not_built(home: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "dagster_home" / "dagster.yaml", tmp_path / "dagster")
    extra = {"DAGSTER_HOME": str(tmp_path / "dagster"), "EGREGORA_HOME": str(home)}
    done = in_a_process(dagster, *MATERIALIZE, "published", extra=extra)
    assert done.returncode != 0
    assert "--select '+key:published'" in done.stdout + done.stderr
    assert not (home / "site").exists()


def partitioned(home: Path, key: str) -> dg.Definitions:
    """The definitions of somebody who cut an asset into partitions."""

    def cut(spec: dg.AssetSpec) -> dg.AssetSpec:
        is_it = spec.key.to_user_string() == key
        return spec.replace_attributes(partitions_def=CHATS) if is_it else spec

    defs = build_defs(home)
    return dg.Definitions(
        assets=[a.map_asset_specs(cut) for a in defs.assets or [] if isinstance(a, dg.AssetsDefinition)],
        resources=defs.resources,
        executor=dg.in_process_executor,
    )


def run_partitions(
    home: Path, instance: dg.DagsterInstance, key: str, partition: str | None, tags: dict[str, str]
) -> dg.ExecuteInProcessResult:
    """A run for one partition of an asset, or for the range that the tags name."""
    graph = partitioned(home, key).resolve_asset_graph()
    job = dg.define_asset_job("some", [key]).resolve(asset_graph=graph)
    return job.execute_in_process(instance=instance, raise_on_error=False, partition_key=partition, tags=tags)


@pytest.mark.parametrize("key", [bundle.asset_key for bundle in BUNDLES[:2]])
def test_a_partition_of_an_asset_is_refused_by_name(home: Path, instance: dg.DagsterInstance, key: str) -> None:
    result = run_partitions(home, instance, key, "one", {})
    assert not result.success
    assert "PartitionRefused" in said(result)
    assert f"start {key} without a partition" in said(result)
    assert query(home, "SELECT count(*) FROM materializations") == [(0,)]


def test_a_range_of_partitions_is_refused_too(home: Path, instance: dg.DagsterInstance) -> None:
    ends = {"dagster/asset_partition_range_start": "one", "dagster/asset_partition_range_end": "three"}
    result = run_partitions(home, instance, "ingested", None, ends)
    assert "PartitionRefused" in said(result)
    assert query(home, "SELECT count(*) FROM materializations") == [(0,)]


def test_the_remedy_of_a_missing_input_selects_everything_upstream() -> None:
    graph = build_defs().resolve_asset_graph()
    chosen = dg.AssetSelection.from_string("+key:ranked").resolve(graph)
    assert chosen == dg.AssetSelection.assets("ranked").upstream().resolve(graph)
