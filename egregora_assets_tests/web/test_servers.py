"""Dagster's own web servers: as safe against other pages of the browser as `egregora ui`, with the same switches."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from egregora_assets_tests.web.servers import (
    LOCATION,
    ROOT,
    SENSOR,
    START_SENSOR,
    WebServer,
    free_port,
    make_dagster_home,
    running_server,
    write_mutation,
)

EVIL = {"Origin": "http://evil.example"}
PICTURE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
           "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "graphql-ws"}  # fmt: skip


def attack(server: WebServer) -> list[int]:
    """Tries to switch the sensor on as other pages of the same browser can; returns the answers' statuses."""
    address = f"/graphql?query={quote(write_mutation())}"
    body = json.dumps({"query": START_SENSOR, "variables": {"sensor": SENSOR}})
    plain, proper = {"Content-Type": "text/plain"}, {"Content-Type": "application/json"}
    tried = [
        ("GET", address, PICTURE, ""),
        ("GET", address, {}, ""),
        ("GET", address.replace("g", "%67", 1), {}, ""),
        ("HEAD", address, EVIL, ""),
        ("POST", "/graphql", {**EVIL, **plain}, body),
        ("POST", "/graphql", {**EVIL, **proper}, body),
        ("POST", "/graphql", {"Host": f"evil.example:{server.port}", **proper}, body),
        ("POST", "/graphql", {"Sec-Fetch-Site": "same-site", **proper}, body),
        ("OPTIONS", "/graphql", EVIL, ""),
        ("GET", "/graphql", {**EVIL, **UPGRADE}, ""),
    ]
    return [server.send(method, path, headers, content)[0] for method, path, headers, content in tried]


@pytest.mark.process
@pytest.mark.slow
def test_plain_servers_refuse_other_pages_and_share_their_switches(tmp_path: Path) -> None:
    dagster_home, port = make_dagster_home(tmp_path / "dagster_home"), free_port()
    given = (port, dagster_home, tmp_path / "home", tmp_path)
    plain = [sys.executable, "-m", "dagster_webserver", "-w", str(ROOT / "workspace.yaml"), "-p", str(port)]
    dev = [sys.executable, "-m", "dagster", "dev", "-m", LOCATION, "-p", str(port)]

    with running_server(plain, *given) as server:
        assert server.send("GET", "/locations")[0] == 200
        assert (attack(server), server.switch()) == ([403] * 10, "STOPPED")
        server.ask(START_SENSOR, sensor=SENSOR)
    with running_server(dev, *given) as server:
        assert (attack(server), server.switch()) == ([403] * 10, "RUNNING")
