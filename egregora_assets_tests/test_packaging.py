"""What a fresh machine gets: locked dependencies, Dagster's settings, commands that the README names."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from egregora_assets_tests.ci_scripts import load_ci_script
from egregora_assets_tests.deployments import understand
from egregora_assets_tests.source_trees import parse_source

ROOT = Path(__file__).parents[1]
LOCKS = (ROOT / ".ci" / "requirements.lock", ROOT / ".ci" / "requirements-dev.lock")
ENTRY = re.compile(r"^([A-Za-z0-9._-]+)(\[[^\]]*\])?==([^\s;\\]+)([^\\]*)", re.MULTILINE)

# A distribution and the module that it brings, where the two are called differently.
MODULES = {
    "ibis-framework": "ibis", "pillow": "PIL", "markdown-it-py": "markdown_it", "phonenumberslite": "phonenumbers",
    "pyyaml": "yaml", "google-re2": "re2",
}  # fmt: skip
# Declared, and used otherwise than by an import of ours.
NOT_IMPORTED = {
    "dagster-webserver": "a program that `egregora ui` and `dagster dev` start",
    "dagster-dg-cli": "a program",
    "tzdata": "data that zoneinfo reads",
    "hatchling": "builds the wheel",
    "mypy": "a program", "ruff": "a program", "vulture": "a program", "pytest-xdist": "a plug-in of pytest",
    "pyarrow-stubs": "types", "types-psutil": "types",
}  # fmt: skip


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def names_of(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[=<>~! ]", requirement, maxsplit=1)[0] for requirement in requirements}


def imported_modules(*folders: str) -> set[str]:
    """Every top-level module that files of these folders import, but for the standard library and ourselves."""
    found = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(parse_source(path)):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    ours = {path.stem for path in (ROOT / "egregora_assets_tests").iterdir()} | {
        "egregora_assets",
        "egregora_assets_tests",
    }
    return found - set(sys.stdlib_module_names) - ours


def entries(lock: Path) -> Iterator[tuple[str, str, set[str]]]:
    """Name, version with its marker, and hashes of every entry of a lock file."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock.read_text("utf-8")):
        named = ENTRY.match(block)
        assert named, block[:60]
        yield named[1], named[3] + named[4].strip(), set(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))


@pytest.mark.parametrize("lock", LOCKS, ids=[lock.name for lock in LOCKS])
def test_every_locked_dependency_has_its_version_and_hashes(lock: Path) -> None:
    assert all(version and hashes for _, version, hashes in entries(lock))


@pytest.mark.parametrize("lock", LOCKS, ids=[lock.name for lock in LOCKS])
def test_no_lock_file_names_a_registry_or_a_place_on_a_disk(lock: Path) -> None:
    found = re.findall(r"https?://|file:|--(?:extra-)?index-url|--find-links|@ ", lock.read_text("utf-8"))

    assert found == []


def test_the_tests_run_with_the_versions_that_are_shipped() -> None:
    runtime = {(name, version): hashes for name, version, hashes in entries(LOCKS[0])}
    dev = {(name, version): hashes for name, version, hashes in entries(LOCKS[1])}

    assert {key: dev.get(key) for key in runtime} == runtime


def test_every_declared_dependency_is_locked() -> None:
    runtime, dev = ({name for name, _, _ in entries(lock)} for lock in LOCKS)
    extras = project()["optional-dependencies"]

    wanted = {name.replace("_", "-") for name in names_of(project()["dependencies"]) | names_of(extras["build"])}
    assert wanted - runtime == set()
    assert names_of(extras["dev"]) - dev == set()


@pytest.mark.slow
def test_every_import_is_declared() -> None:
    declared = {MODULES.get(name, name.replace("-", "_")) for name in names_of(project()["dependencies"])}
    extras = {MODULES.get(name, name.replace("-", "_")) for name in names_of(project()["optional-dependencies"]["dev"])}

    assert imported_modules("egregora_assets") - declared == set()
    assert imported_modules("egregora_assets_tests", ".ci") - declared - extras == set()


@pytest.mark.slow
def test_every_declared_dependency_is_used() -> None:
    used = imported_modules("egregora_assets", "egregora_assets_tests", ".ci")
    extras = project()["optional-dependencies"]
    declared = names_of(project()["dependencies"]) | names_of(extras["dev"]) | names_of(extras["build"])

    assert {n for n in declared - set(NOT_IMPORTED) if MODULES.get(n, n.replace("-", "_")) not in used} == set()


def test_every_dependency_has_a_licence_that_we_accept(capsys: pytest.CaptureFixture[str]) -> None:
    assert load_ci_script("licences").main([]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", "permissive"),
        ("GPL-3.0-only", "refused"),
        ("MPL-2.0", "file copyleft"),
        ("LGPLv2 or MIT", "refused"),
        ("", "refused"),
    ],
    ids=["mit", "gpl", "mpl", "lgpl", "nothing"],
)
def test_the_licence_gate_tells_licences_apart(licence: str, expected: str) -> None:
    assert load_ci_script("licences").verdict(licence) == expected


def readme_commands() -> list[str]:
    blocks = re.findall(r"```(?:sh|bash|console)\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    lines = [line.removeprefix("$ ").split("  #")[0].strip() for block in blocks for line in block.split("\n")]
    return [line for line in lines if line and not line.startswith("#")]


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = {line.split()[1] for line in readme_commands() if line.startswith("make ")}
    assert named
    assert named <= targets


def test_every_egregora_command_of_the_readme_is_understood() -> None:
    lines = [line for line in readme_commands() if re.match(r"(\S*/)?egregora ", line)]
    assert lines
    for line in lines:
        understand(shlex.split(line)[1:])


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / "README.md").read_text("utf-8"))

    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_a_deployment_gets_the_dagster_settings_of_the_checkout() -> None:
    ours = (ROOT / "dagster_home" / "dagster.yaml").read_bytes()

    assert (ROOT / "egregora_assets" / "operations" / "dagster.yaml").read_bytes() == ours


@pytest.mark.process
def test_dagster_accepts_its_settings(tmp_path: Path) -> None:
    script = (
        "import dagster as dg\n"
        "with dg.DagsterInstance.get() as instance:\n"
        "    print(instance.telemetry_enabled, instance.nux_enabled, instance.run_retries_enabled,\n"
        "          instance.run_monitoring_enabled, type(instance.compute_log_manager).__name__,\n"
        "          instance.get_concurrency_config().run_queue_config.max_concurrent_runs,\n"
        "          type(instance.run_storage).__name__)\n"
    )
    (tmp_path / "dagster.yaml").write_bytes((ROOT / "dagster_home" / "dagster.yaml").read_bytes())

    answer = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:dagster", "-c", script],
        env={**os.environ, "DAGSTER_HOME": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert answer.stdout.split() == [
        "False",
        "False",
        "False",
        "True",
        "NoOpComputeLogManager",
        "1",
        "SqliteRunStorage",
    ]


def test_the_workspace_names_one_code_location() -> None:
    located = re.findall(r"module_name: (\S+)", (ROOT / "workspace.yaml").read_text("utf-8"))
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["dagster"]

    assert located == ["egregora_assets.definitions"]
    assert tool["module_name"] == "egregora_assets.definitions"
