"""Dagster's folder is renamed or moved: history, switches and cursors stay, and no other deployment is begun."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.definitions.selector import SensorSelector
from dagster._core.remote_origin import InProcessCodeLocationOrigin
from dagster._core.scheduler.instigation import SensorInstigatorData
from dagster._core.workspace.context import WorkspaceProcessContext, WorkspaceRequestContext
from dagster._core.workspace.load_target import InProcessWorkspaceLoadTarget, WorkspaceFileTarget

from egregora_assets.errors import DeploymentMissing
from egregora_assets.operations.context import open_context
from egregora_assets.services.settings.folder import find_home
from egregora_assets_tests.deployments import dagster_statuses, egregora, environment
from egregora_assets_tests.web.servers import LOCATION, ROOT, make_dagster_home

SENSOR = SensorSelector(location_name=LOCATION, repository_name="__repository__", sensor_name="inbox")


@contextmanager
def workspace(home: Path) -> Iterator[tuple[WorkspaceRequestContext, dg.DagsterInstance]]:
    """What a web server of this deployment sees."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Dagster calls what it deprecated itself
        patch.setenv("DAGSTER_HOME", str(home / "dagster"))
        patch.setenv("EGREGORA_HOME", str(home))
        (served,) = WorkspaceFileTarget([str(ROOT / "workspace.yaml")]).create_origins()
        origin = InProcessCodeLocationOrigin(served.loadable_target_origin, location_name=served.location_name)
        target = InProcessWorkspaceLoadTarget(origin)
        with dg.DagsterInstance.get() as instance, WorkspaceProcessContext(instance, target) as process:
            yield process.create_request_context(), instance


@pytest.mark.slow
def test_a_deployment_that_is_moved_keeps_history_switches_and_cursors(small_home: Path, tmp_path: Path) -> None:
    with workspace(small_home) as (context, instance):
        sensor = context.get_sensor(SENSOR)
        assert sensor is not None
        state = instance.start_sensor(sensor)
        instance.update_instigator_state(state.with_data(SensorInstigatorData(cursor="seen")))
        latest = instance.get_latest_materialization_event(dg.AssetKey("published"))
    before = dagster_statuses(small_home)

    moved = tmp_path / "elsewhere" / "renamed"
    moved.parent.mkdir()
    small_home.rename(moved)

    assert dagster_statuses(moved) == before
    with workspace(moved) as (context, instance):
        sensor = context.get_sensor(SENSOR)
        assert sensor is not None
        found = instance.get_instigator_state(sensor.get_remote_origin_id(), sensor.selector_id)
        assert found is not None
        assert (found.is_running, found.instigator_data) == (True, SensorInstigatorData(cursor="seen"))
        assert instance.get_latest_materialization_event(dg.AssetKey("published")) == latest
        running = instance.all_instigator_state(instigator_type=InstigatorType.SENSOR)
        assert [one.name for one in running if one.is_running] == ["inbox"]
    assert not small_home.exists()
    assert "10 assets: 10 fresh." in egregora("status", "--output", moved).stdout


def folders(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A Dagster home beside which a deployment was begun, and the environment that names it alone."""
    dagster_home = make_dagster_home(tmp_path / "here" / "dagster_home")
    variables = environment(DAGSTER_HOME=str(dagster_home))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("EGREGORA_HOME", raising=False)
        patch.setenv("DAGSTER_HOME", str(dagster_home))
        open_context().vault.key()
    return dagster_home, variables


def test_dagsters_folder_that_is_moved_alone_begins_no_other_deployment(tmp_path: Path) -> None:
    dagster_home, variables = folders(tmp_path)
    assert find_home(None, variables) == tmp_path / "here" / "egregora_home"
    (tmp_path / "there").mkdir()
    moved = dagster_home.rename(tmp_path / "there" / "dagster_home")
    variables["DAGSTER_HOME"] = str(moved)

    with pytest.raises(DeploymentMissing, match="set EGREGORA_HOME") as refused:
        find_home(None, variables)
    assert str(tmp_path / "here" / "egregora_home") in refused.value.detail_for_terminal
    assert not (tmp_path / "there" / "egregora_home").exists()
    assert find_home(None, {**variables, "EGREGORA_HOME": str(tmp_path / "here" / "egregora_home")}).is_dir()


@pytest.mark.parametrize("remedy", ["move", "delete"])
def test_the_remedies_for_it_help(remedy: str, tmp_path: Path) -> None:
    dagster_home, variables = folders(tmp_path)
    (tmp_path / "there").mkdir()
    moved = dagster_home.rename(tmp_path / "there" / "dagster_home")
    if remedy == "move":
        (tmp_path / "here" / "egregora_home").rename(tmp_path / "there" / "egregora_home")
    else:
        (moved / ".egregora_home").unlink()
    assert find_home(None, {**variables, "DAGSTER_HOME": str(moved)}) == tmp_path / "there" / "egregora_home"
