"""Dagster's web servers as processes of their own, each in a Dagster home made from the one that is shipped."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from egregora_assets_tests.deployments import environment

ROOT = Path(__file__).parents[2]
LOCATION = "egregora_assets.definitions"
EGREGORA = (sys.executable, "-c", "import sys; from egregora_assets.cli import main; sys.exit(main())")
START_SECONDS = 300
"""Generous: nothing here depends on a quiet machine."""
SENSOR = {"repositoryLocationName": LOCATION, "repositoryName": "__repository__", "sensorName": "inbox"}
START_SENSOR = "mutation ($sensor: SensorSelector!) { startSensor(sensorSelector: $sensor) { __typename } }"
_SWITCH = """query ($sensor: SensorSelector!) {
    sensorOrError(sensorSelector: $sensor) { ... on Sensor { sensorState { status } } } }"""
_LOADED = "{ workspaceOrError { ... on Workspace { locationEntries { name loadStatus } } } }"


@dataclass(frozen=True)
class WebServer:
    """A running web server: its port, what it and what it started have written, its process."""

    port: int
    log: Path
    process: psutil.Process

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: str = ""
    ) -> tuple[int, bytes]:
        """Status and body of the answer to a request that says what its headers say and nothing else."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            sent = {"Host": f"127.0.0.1:{self.port}", "Content-Length": str(len(body)), **(headers or {})}
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(body.encode())
            answer = connection.getresponse()
            return answer.status, answer.read()

    def ask(self, query: str, **variables: object) -> Any:
        """What its GraphQL answers."""
        body = json.dumps({"query": query, "variables": variables})
        status, answer = self.send("POST", "/graphql", {"Content-Type": "application/json"}, body)
        assert status == 200, answer
        return json.loads(answer)["data"]

    def switch(self) -> str:
        """Whether the sensor of the inbox is on: RUNNING or STOPPED."""
        return str(self.ask(_SWITCH, sensor=SENSOR)["sensorOrError"]["sensorState"]["status"])

    def is_running(self) -> bool:
        """Whether it is there and is more than an entry that nobody has read."""
        return self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE

    def words(self) -> str:
        """What it has written to its terminal."""
        return self.log.read_text("utf-8", "replace")


def make_dagster_home(folder: Path) -> Path:
    """A folder with the Dagster settings of the checkout."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "dagster_home" / "dagster.yaml", folder / "dagster.yaml")
    return folder


def write_mutation() -> str:
    """The mutation that switches the sensor on, with its arguments in its text."""
    written = ", ".join(f"{name}: {json.dumps(value)}" for name, value in SENSOR.items())
    return f"mutation {{ startSensor(sensorSelector: {{{written}}}) {{ __typename }} }}"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def running_server(
    command: Sequence[str], port: int, dagster_home: Path, home: Path, folder: Path, **variables: str
) -> Iterator[WebServer]:
    """A web server once it has loaded the code location; it and all its processes end afterwards.

    Args:
        folder: where it runs and where its log is written.
    """
    log = folder / f"{port}.log"
    with log.open("wb") as out, tempfile.TemporaryDirectory(prefix="ui-") as scratch:  # short: sockets are made in it
        folders = {"DAGSTER_HOME": str(dagster_home), "EGREGORA_HOME": str(home), "TMPDIR": scratch}
        process = psutil.Popen(
            [*command], cwd=folder, env=environment(**folders, **variables), stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
        server = WebServer(port, log, process)
        try:
            _wait_until_loaded(server)
            yield server
        finally:
            end_with_children(process)


def end_with_children(process: psutil.Process) -> None:
    """Ends a process and all that it started, each by its id: Dagster's code server outlives its parent by 45 s."""
    family = [*process.children(recursive=True), process]
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.terminate()
    _, alive = psutil.wait_procs(family, timeout=5)
    for member in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    psutil.wait_procs(alive, timeout=5)


def _wait_until_loaded(server: WebServer) -> None:
    """Returns when the code location is loaded; fails with the end of the log when it dies or is too slow."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.is_running():
        with contextlib.suppress(OSError, http.client.HTTPException):
            if '"LOADED"' in json.dumps(server.ask(_LOADED)):
                return
        time.sleep(0.5)
    pytest.fail(f"the web server did not start:\n{server.words()[-3000:]}")


def copy_sample(inbox: Path, name: str = "chat.zip") -> Path:
    """The sample export in an inbox, as a file that has long stopped growing."""
    (sample,) = (ROOT / "egregora_assets" / "sample").glob("*.zip")
    inbox.mkdir(parents=True, exist_ok=True)
    export = inbox / name
    shutil.copyfile(sample, export)
    old = time.time() - 3600
    os.utime(export, (old, old))
    return export
