"""Hosted CI: it tries every Python that the package names, and calls what there is."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from egregora_assets_tests.deployments import understand

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CI: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PYTHONS: list[str] = CI["jobs"]["ci"]["strategy"]["matrix"]["python"]


def lines_of(workflow: Path) -> Iterator[str]:
    """The commands of a workflow, line by line."""
    jobs = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
    for step in (step for job in jobs.values() for step in job["steps"]):
        yield from step.get("run", "").split("\n")


def test_every_python_that_the_package_names_is_tried() -> None:
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert named
    assert set(named) <= set(PYTHONS)


def test_every_python_runs_the_tests_and_the_oldest_all_that_a_contributor_runs() -> None:
    steps = {step["run"]: step.get("if", "") for step in CI["jobs"]["ci"]["steps"] if "run" in step}
    oldest = PYTHONS[0]
    assert steps["bash .ci/run"] == f"matrix.python == '{oldest}'"
    assert steps["make deployment test"] == f"matrix.python != '{oldest}'"
    assert steps["make archives"] == ""


def test_the_oldest_python_that_is_tried_is_the_oldest_that_it_installs_on() -> None:
    oldest = PYTHONS[0]
    assert PROJECT["project"]["requires-python"] == f">={oldest}"
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert PROJECT["tool"]["mypy"]["python_version"] == oldest
    assert f"--python-version {oldest} " in (ROOT / "Makefile").read_text("utf-8")


def test_the_image_has_a_python_that_is_tried() -> None:
    base = re.search(
        r"^FROM python:(3\.\d+)-", (ROOT / "examples/container/Dockerfile").read_text("utf-8"), re.MULTILINE
    )
    assert base
    assert base[1] in PYTHONS


def test_it_looks_at_other_systems_as_the_docs_say() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("## Linux, macOS, Windows")[2]
    for system, job in (("macOS", "macos"), ("Windows", "windows"), ("Linux", "ci")):
        assert f"\n| {system} |" in page
        assert CI["jobs"][job]["steps"]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.stem)
def test_what_it_calls_exists(workflow: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    lines = list(lines_of(workflow))
    assert {word for line in lines if line.startswith("make ") for word in line.split()[1:]} <= targets
    assert all((ROOT / line.split()[1]).is_file() for line in lines if line.startswith("bash "))
    for line in lines:
        if " pipeline egregora " in line:
            understand(shlex.split(line.partition(" pipeline egregora ")[2]))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.stem)
def test_it_may_only_read_unless_it_makes_a_release(workflow: Path) -> None:
    described = yaml.safe_load(workflow.read_text("utf-8"))
    assert described["permissions"] == {"contents": "read"}
    assert [name for name, job in described["jobs"].items() if "permissions" in job] in ([], ["release"])
