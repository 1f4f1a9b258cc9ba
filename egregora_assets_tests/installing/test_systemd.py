"""The units for systemd: understood by it, closed, and calling what exists."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from egregora_assets.services.settings import DAGSTER_VARIABLE, HOME_VARIABLE
from egregora_assets_tests.deployments import understand
from egregora_assets_tests.installing.dagster_commands import read_options

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))
LOCATION = "egregora_assets.definitions"
MOST_EXPOSED = 20
"""Tenths; systemd calls up to 20 well protected, and a service without any such line has 96."""


def values(unit: Path) -> dict[str, list[str]]:
    """What a unit sets, in the order of its lines."""
    found = defaultdict(list)
    for line in unit.read_text("utf-8").split("\n"):
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found[name].append(value)
    return found


def judged(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """What systemd's own program says of units."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not here")
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)


@pytest.mark.process
def test_systemd_understands_them(tmp_path: Path) -> None:
    for unit in UNITS:
        text = re.sub(r"/opt/egregora/bin/\S+", "/bin/true", unit.read_text("utf-8"))  # it looks whether programs exist
        (tmp_path / unit.name).write_text(text)
    done = judged("verify", *sorted(tmp_path.iterdir()))
    assert (done.returncode, [line for line in done.stderr.split("\n") if "egregora" in line]) == (0, [])


@pytest.mark.process
@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.stem)
def test_systemd_calls_them_well_protected(unit: Path) -> None:
    done = judged("security", "--offline=yes", f"--threshold={MOST_EXPOSED}", unit)
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd judges no files")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.stem)
def test_they_do_not_run_as_root_and_write_to_the_deployment_alone(unit: Path) -> None:
    found = values(unit)
    assert found["User"] == ["egregora"]
    assert found["ProtectSystem"] == ["strict"]
    assert found["StateDirectory"] == ["egregora"]
    assert "ReadWritePaths" not in found
    assert found["NoNewPrivileges"] == ["yes"]
    assert found["CapabilityBoundingSet"] == [""]


@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.stem)
def test_they_serve_the_deployment_and_its_own_history(unit: Path) -> None:
    given = dict(pair.split("=", 1) for pair in shlex.split(values(unit)["Environment"][0]))
    assert given == {HOME_VARIABLE: "/var/lib/egregora", DAGSTER_VARIABLE: "/var/lib/egregora/dagster"}
    assert values(unit)["AssertPathExists"] == [f"{given[DAGSTER_VARIABLE]}/dagster.yaml"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.stem)
def test_dagster_has_their_commands(unit: Path) -> None:
    (command,) = values(unit)["ExecStart"]
    assert command.startswith("/opt/egregora/bin/")
    options = read_options(shlex.split(command))
    assert options["module_name"] == (LOCATION,)
    assert options.get("host", "127.0.0.1") == "127.0.0.1"


def test_nothing_that_runs_the_pipeline_reaches_a_network() -> None:
    assert values(FOLDER / "egregora-daemon.service")["PrivateNetwork"] == ["yes"]
    assert values(FOLDER / "egregora-ui.service")["IPAddressDeny"] == ["any"]
    assert values(FOLDER / "egregora-ui.service")["IPAddressAllow"] == ["localhost"]


def test_the_web_interface_can_end_a_run_of_the_daemon() -> None:
    interface, daemon = (values(FOLDER / f"egregora-{name}.service") for name in ("ui", "daemon"))
    assert interface["JoinsNamespaceOf"] == ["egregora-daemon.service"]
    assert interface["PrivateTmp"] == daemon["PrivateTmp"] == ["yes"]


def test_what_the_docs_say_of_them_is_understood() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("## With systemd")[2].partition("\n## ")[0]
    called = re.findall(r"/opt/egregora/bin/(egregora .*)", page)
    assert called
    for line in called:
        understand(shlex.split(line)[1:])
    assert all(unit.name in page or f"{FOLDER.relative_to(ROOT)}/*.service" in page for unit in UNITS)
