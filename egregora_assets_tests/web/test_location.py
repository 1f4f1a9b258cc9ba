"""One name of the code location, however it is served: Dagster keeps switches and cursors by it."""

from __future__ import annotations

import tomllib

import pytest
from dagster._core.workspace.load_target import (
    ModuleTarget,
    PyProjectFileTarget,
    WorkspaceFileTarget,
    WorkspaceLoadTarget,
)

from egregora_assets.operations.web.interface import LOCATION as SERVED
from egregora_assets_tests.web.servers import LOCATION, ROOT


def names(target: WorkspaceLoadTarget) -> list[str]:
    return [origin.location_name for origin in target.create_origins()]


def module(name: str) -> WorkspaceLoadTarget:
    """What Dagster makes of the option `-m`."""
    return ModuleTarget(name, attribute=None, working_directory=None, location_name=None)


@pytest.mark.parametrize(
    "target",
    [
        WorkspaceFileTarget([str(ROOT / "workspace.yaml")]),
        module(LOCATION),
        module(SERVED[1]),
        PyProjectFileTarget(str(ROOT / "pyproject.toml")),
    ],
    ids=["workspace.yaml", "-m", "egregora ui", "dagster dev in the checkout"],
)
def test_the_location_has_one_name(target: WorkspaceLoadTarget) -> None:
    assert names(target) == [LOCATION]


def test_dg_gives_it_the_same_name_and_loads_the_same_module() -> None:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["dg"]
    assert found["directory_type"] == "project"
    assert found["project"]["code_location_name"] == found["project"]["code_location_target_module"] == LOCATION
