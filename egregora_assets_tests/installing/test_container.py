"""The container: what its image is made from, who it runs as, and that what it calls exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from egregora_assets.automation.inbox_sensor import inbox_sensor
from egregora_assets.operations.web.guard import own_hosts
from egregora_assets.services.settings import DAGSTER_VARIABLE, HOME_VARIABLE, SettingsValues
from egregora_assets_tests.deployments import understand
from egregora_assets_tests.installing.dagster_commands import read_options
from egregora_assets_tests.installing.dockerfiles import is_kept_out, list_sources, read_dockerfile, read_rules

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "container"
IMAGE = read_dockerfile(FOLDER / "Dockerfile")
FINAL = IMAGE[max(n for n, one in enumerate(IMAGE) if one.word == "FROM") :]
KEPT_OUT = read_rules(FOLDER / "Dockerfile.dockerignore")
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
WORKSPACE = "/etc/egregora/workspace.yaml"
LOCATION = "egregora_assets.definitions"


def words(word: str) -> list[str]:
    return [one.rest for one in FINAL if one.word == word]


def variables() -> dict[str, str]:
    return dict(pair.split("=", 1) for rest in words("ENV") for pair in shlex.split(rest))


def image_command(word: str) -> list[str]:
    (found,) = [one for one in FINAL if one.word == word]
    return found.listed()


def health(service: str) -> list[str]:
    tested: list[str] = SERVICES[service].get("healthcheck", {}).get("test", ["CMD", *image_command("HEALTHCHECK")])
    assert tested[0] == "CMD"
    return tested[1:]


COMMANDS = [
    image_command("CMD"),
    image_command("HEALTHCHECK"),
    *(service["command"] for service in SERVICES.values() if "command" in service),
    *(health(name) for name in SERVICES if health(name)[0] != "python"),
]


def parse(command: Sequence[str]) -> dict[str, Any]:
    """The options of a command, with the workspace of the source tree."""
    return read_options([str(FOLDER / Path(word).name) if word == WORKSPACE else word for word in command])


def test_the_dependencies_are_the_locked_ones_each_compared_with_its_hash() -> None:
    installs = [one.rest for one in IMAGE if one.word == "RUN" and "pip install" in one.rest]
    assert "--require-hashes" in installs[0]
    assert "requirements.lock" in installs[0]
    assert all("--no-index --no-deps" in rest for rest in installs[1:])
    assert list_sources(IMAGE)[0] == ".ci/requirements.lock"


def test_the_base_is_named_by_its_version() -> None:
    bases = {one.rest.split()[0] for one in IMAGE if one.word == "FROM"}
    assert [re.fullmatch(r"python:3\.\d+-slim-\w+", base) is not None for base in bases] == [True]


def test_it_does_not_run_as_root() -> None:
    (user,) = words("USER")
    assert user == "1000:1000"
    assert all("1000:1000" in service["user"] for service in SERVICES.values())


@pytest.mark.parametrize("source", list_sources(IMAGE))
def test_what_is_copied_exists_and_reaches_the_builder(source: str) -> None:
    place = ROOT / source
    assert place.exists()
    files = (
        [place] if place.is_file() else [p for p in place.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    )
    assert [f for f in files if is_kept_out(f.relative_to(ROOT).as_posix(), KEPT_OUT)] == []


@pytest.mark.parametrize(
    "private",
    [
        "my_group/vault/vault.duckdb",
        "egregora_home/inbox/chat.zip",
        "WhatsApp Chat with Us.zip",
        "examples/container/inbox/chat.zip",
        "examples/container/deployment/vault/deployment.key",
        ".git/config",
        ".venv/bin/python",
        "dagster_home/history/runs.db",
        "egregora_assets/__pycache__/a.pyc",
    ],
)
def test_nothing_private_reaches_the_builder(private: str) -> None:
    assert is_kept_out(private, KEPT_OUT)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c[:3]))
def test_every_command_is_one_that_dagster_has(command: list[str]) -> None:
    assert parse(command) is not None


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_a_health_check_that_ends(service: str) -> None:
    assert health(service)
    given = SERVICES[service].get(
        "healthcheck", {"timeout": "30s" if "--timeout=30s" in words("HEALTHCHECK")[0] else ""}
    )
    assert re.fullmatch(r"[1-3]0s", given["timeout"])


def test_all_three_meet_at_one_socket_and_one_location() -> None:
    server = parse(image_command("CMD"))
    (location,) = yaml.safe_load((FOLDER / "workspace.yaml").read_text("utf-8"))["load_from"]
    assert location == {"grpc_server": {"socket": server["socket"], "location_name": LOCATION}}
    assert server["location_name"] == LOCATION
    assert parse(image_command("HEALTHCHECK"))["socket"] == server["socket"]
    placed = {words[-1] for one in FINAL if one.word == "COPY" and (words := one.rest.split())}
    for name in ("daemon", "ui"):
        assert SERVICES[name]["command"][-1] == WORKSPACE
    assert WORKSPACE in placed
    for service in SERVICES.values():
        assert Path(server["socket"]).parent.as_posix() in [v["target"] for v in service["volumes"]]


def test_deployment_inbox_and_site_are_folders_of_the_machine() -> None:
    binds = {v["target"]: v for v in SERVICES["pipeline"]["volumes"] if v["type"] == "bind"}
    assert {v["source"] for v in binds.values()} == {"./deployment", "./inbox", "./site"}
    assert variables()[HOME_VARIABLE] in binds
    assert variables()["EGREGORA_INBOX"] in binds
    assert variables()[DAGSTER_VARIABLE] == f"{variables()[HOME_VARIABLE]}/dagster"
    assert "inbox" in SettingsValues.model_fields


def test_only_the_web_interface_has_a_network_and_only_this_machine_reaches_it() -> None:
    ui = SERVICES["ui"]
    assert [name for name, service in SERVICES.items() if service.get("network_mode") != "none"] == ["ui"]
    (port,) = ui["ports"]
    address, outside, inside = port.split(":")
    assert (address, outside, inside) == ("127.0.0.1", inside, str(parse(ui["command"])["port"]))
    assert f"{address}:{outside}" in own_hosts(int(inside))
    assert f"http://{address}:{inside}/server_info" in health("ui")[-1]


def test_every_service_is_closed() -> None:
    for service in SERVICES.values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["read_only"] is True


def test_what_the_docs_say_of_it_is_understood() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("## In a container")[2].partition("\n## ")[0]
    lines = [line for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) for line in block.split("\n")]
    called = [line.partition(" pipeline ")[2] for line in lines if " pipeline " in line]
    assert [line for line in called if not line.startswith("egregora ")] == []
    for line in called:
        understand(shlex.split(line)[1:])
    assert inbox_sensor.name in page
    assert f"COMPOSE_FILE={FOLDER.relative_to(ROOT)}/compose.yaml" in page
    for folder in ("deployment", "inbox", "site"):
        assert f"{FOLDER.relative_to(ROOT)}/{folder}" in page
