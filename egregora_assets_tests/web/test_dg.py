"""The checkout is a project of `dg`: its commands work here, and say nothing to anybody."""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.contracts.vocabularies import ASSETS
from egregora_assets_tests.deployments import Done, dagster_statuses
from egregora_assets_tests.processes import in_a_process
from egregora_assets_tests.web.servers import ROOT, make_dagster_home

pytestmark = pytest.mark.process


def call_dg(*arguments: str) -> int:
    """The command `dg` in the checkout, to be called in a process of its own."""
    os.chdir(ROOT)
    sys.argv = ["dg", *arguments]
    runpy.run_module("dagster_dg_cli.cli", run_name="__main__", alter_sys=True)
    return 0


def events_of_latest_run(home: Path) -> set[dg.DagsterEventType]:
    """The types of the events that Dagster's event log keeps of the newest run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(home / "dagster"))
        with dg.DagsterInstance.get() as instance:
            logs = instance.all_logs(instance.get_runs(limit=1)[0].run_id)
            return {entry.dagster_event.event_type for entry in logs if entry.dagster_event}


def call(tmp_path: Path, *arguments: str, dagster_home: Path | None = None, home: Path | None = None) -> Done:
    """Calls `dg` as somebody whose own folder is empty; nothing may be written there, where usage would be noted."""
    person = tmp_path / "person"
    person.mkdir()
    folders = {
        "HOME": str(person),
        "XDG_CONFIG_HOME": str(person / ".config"),
        "DAGSTER_HOME": str(dagster_home or make_dagster_home(tmp_path / "dagster_home")),
        "EGREGORA_HOME": str(home or tmp_path / "home"),
    }
    done = in_a_process(call_dg, *arguments, extra=folders)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(person.rglob("*")) == []
    assert list(Path(folders["DAGSTER_HOME"]).rglob("event.log")) == []
    return done


def test_dg_check_defs_accepts_the_project(tmp_path: Path) -> None:
    assert "All definitions loaded successfully." in call(tmp_path, "check", "defs").stdout
    assert not (tmp_path / "home").exists()


def test_dg_check_toml_accepts_the_project(tmp_path: Path) -> None:
    assert "All TOML configuration files are valid." in call(tmp_path, "check", "toml").stdout


def test_dg_list_defs_lists_every_asset(tmp_path: Path) -> None:
    listed = json.loads(call(tmp_path, "list", "defs", "--json").stdout)
    assert {one["asset_key"] for one in listed["assets"]} >= set(ASSETS)


@pytest.mark.slow
def test_dg_launch_runs_an_asset_quietly_and_keeps_every_event(tmp_path: Path, small_home: Path) -> None:
    before = dagster_statuses(small_home)
    done = call(tmp_path, "launch", "--assets", "git_refs", dagster_home=small_home / "dagster", home=small_home)
    assert dagster_statuses(small_home) == sorted([*before, "SUCCESS"])
    assert "DEBUG" not in done.stdout + done.stderr
    assert {dg.DagsterEventType.STEP_START, dg.DagsterEventType.RUN_SUCCESS} <= events_of_latest_run(small_home)
