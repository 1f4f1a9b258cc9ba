"""The examples do what they say, on the sample's published deployment."""

from __future__ import annotations

import importlib.util
import runpy
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import dagster as dg
import pytest

from egregora_assets_tests.built_once import BuiltOnce, Deployment
from egregora_assets_tests.deployments import query

EXAMPLES = Path(__file__).parent.parent / "examples"
OWN = ("hours", "tag_counts", "hosts", "busy_hours", "report")


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"examples_{name}", EXAMPLES / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def example() -> ModuleType:
    return load("own_assets")


@pytest.fixture(scope="module")
def materialised(
    example: ModuleType, small_deployment: Deployment, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A copy of the deployment with the example's tables, and the metadata of their materializations."""
    home = tmp_path_factory.mktemp("examples") / "home"
    shutil.copytree(small_deployment.home, home)
    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as instance:
        patch.setenv("EGREGORA_HOME", str(home))
        job = example.defs.resolve_implicit_global_asset_job_def()
        result = job.execute_in_process(instance=instance, asset_selection=[dg.AssetKey(name) for name in OWN])
        events = result.get_asset_materialization_events()
        yield home, {e.asset_key.to_user_string(): e.materialization.metadata for e in events if e.asset_key}


def test_the_example_stores_a_frame_of_pandas(materialised: tuple[Path, dict[str, Any]]) -> None:
    expected = "SELECT date_part('hour', local_time) AS hour, count(*) FROM messages GROUP BY ALL ORDER BY 1"
    assert query(materialised[0], "FROM own.hours ORDER BY 1") == query(materialised[0], expected)


def test_the_example_stores_a_frame_of_polars(materialised: tuple[Path, dict[str, Any]]) -> None:
    expected = "SELECT tag, count(*) FROM document_tags GROUP BY 1 ORDER BY 1"
    assert query(materialised[0], "FROM own.tag_counts ORDER BY 1") == query(materialised[0], expected)


def test_the_example_stores_an_expression(materialised: tuple[Path, dict[str, Any]]) -> None:
    expected = "SELECT host, count(*) FROM links GROUP BY 1 ORDER BY 1"
    assert query(materialised[0], "FROM own.hosts ORDER BY 1") == query(materialised[0], expected)
    assert "links" in materialised[1]["hosts"]["sql"].value


def test_the_example_builds_on_a_table_of_its_own(materialised: tuple[Path, dict[str, Any]]) -> None:
    home, metadata = materialised
    busy = query(home, "FROM own.hours WHERE message_count > (SELECT avg(message_count) FROM own.hours) ORDER BY 1")
    assert query(home, "FROM own.busy_hours ORDER BY 1") == busy
    assert metadata["busy_hours"]["dagster/table_name"].value == "own.busy_hours"
    assert metadata["busy_hours"]["dagster/row_count"].value == len(busy)


def test_the_example_asks_the_stock_resource(materialised: tuple[Path, dict[str, Any]]) -> None:
    home, metadata = materialised
    assert metadata["report"]["posts"].value == len(list((home / "site" / "posts").glob("*")))


def test_the_script_reads_the_database(built_once: BuiltOnce, small_deployment: Deployment, capsys: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["query.py", str(small_deployment.home)])
        runpy.run_path(str(EXAMPLES / "query.py"))
    counts = [int(line.split()[1].replace(",", "")) for line in capsys.readouterr().out.strip().split("\n")]
    assert sum(counts) == query(small_deployment.home, "SELECT count(*) FROM messages")[0][0]
