"""What `egregora ui` says and when: a taken port is named, the address is told once it answers, a browser is opened."""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from egregora_assets import Deployment
from egregora_assets.operations.web import interface
from egregora_assets.operations.web.interface import InterfaceEvent, InterfaceReady, InterfaceStarting
from egregora_assets.operations.web.programs import run_together
from egregora_assets_tests.deployments import egregora
from egregora_assets_tests.web.servers import free_port

TWO_WARNINGS = """
import warnings
for name in ("fs_io_manager", "another"):
    warnings.warn(f"Function `{name}` is superseded")
"""


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which a program listens that is no web server of Dagster's."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers as Dagster's web server does once it is there."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/server_info" else 404)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def test_a_taken_port_is_named_with_another_one(tmp_path: Path, taken_port: int) -> None:
    done = egregora("ui", "--output", tmp_path / "home", "--port", str(taken_port), check=False)
    assert done.returncode == 1
    assert f"Another program listens on port {taken_port} of 127.0.0.1." in done.stderr
    assert f"egregora ui --port {taken_port + 1}" in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
@pytest.mark.process
def test_the_address_is_told_when_the_port_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    port, told, answers = free_port(), list[InterfaceEvent](), list[bool]()

    def run(
        commands: Sequence[Sequence[str]],
        environment: Mapping[str, str],
        is_ready: Callable[[], bool],
        on_ready: Callable[[], None],
    ) -> bool:
        answers.append(is_ready())
        command = [sys.executable, "-c", TWO_WARNINGS]
        done = subprocess.run(command, env={**environment}, capture_output=True, text=True, check=True)
        assert done.stderr.count("superseded") == 1
        assert [type(event) for event in told] == [InterfaceStarting]
        with http.server.HTTPServer(("127.0.0.1", port), Answering) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            answers.append(is_ready())
            server.shutdown()
        on_ready()
        return True

    monkeypatch.setattr(interface, "run_together", run)
    assert Deployment(tmp_path / "home").serve_interface(port, told.append)
    assert answers == [False, True]
    assert told[-1] == InterfaceReady(f"http://127.0.0.1:{port}")


@pytest.mark.slow
@pytest.mark.parametrize("opens", [True, False])
def test_a_browser_is_opened_on_request(opens: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, is_called = list[str](), threading.Event()

    def open_address(address: str) -> bool:
        opened.append(address)
        is_called.set()
        return False

    def run(*_: object, on_ready: Callable[[], None], **__: object) -> bool:
        on_ready()
        is_called.wait(10 if opens else 0)
        return True

    monkeypatch.setattr(interface, "run_together", run)
    monkeypatch.setattr("egregora_assets.cli.published.open.webbrowser.open", open_address)
    port = free_port()
    done = egregora("ui", "--output", tmp_path / "home", "--port", str(port), *(["--open"] if opens else []))
    assert f"Dagster at http://127.0.0.1:{port} (Ctrl-C ends it)" in done.stdout
    assert opened == ([f"http://127.0.0.1:{port}"] if opens else [])


@pytest.mark.process
def test_programs_that_end_before_they_are_ready_are_not_called_ready() -> None:
    told: list[str] = []
    quick, slow = [sys.executable, "-c", ""], [sys.executable, "-c", "import time; time.sleep(60)"]
    was_interrupted = run_together((quick, slow), {}, is_ready=lambda: False, on_ready=lambda: told.append("ready"))
    assert (was_interrupted, told) == (False, [])
