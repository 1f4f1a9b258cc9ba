"""Dagster's web interface on this machine alone: its guarded web server and its daemon, until they are interrupted."""

from __future__ import annotations

import http.client
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from egregora_assets.errors import DatabaseBusy, PortTaken
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.web.guard import LOOPBACK
from egregora_assets.operations.web.programs import run_together
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.settings import DAGSTER_VARIABLE, HOME_VARIABLE

_HOST = LOOPBACK[0]
LOCATION = ("-m", "egregora_assets.definitions")
"""Dagster names a location after its module; workspace.yaml and pyproject.toml name it the same, so that switches and
cursors are shared by everything that serves the deployment."""
_QUIET = ("--code-server-log-level", "error")  # it warns once a minute that the daemon has loaded the code anew
_WARNINGS = "PYTHONWARNINGS"
_UNSAID = "ignore:Function `fs_io_manager` is superseded"
"""As Python's own option says it: what Dagster warns of itself, with a line of its code, at each run."""
_ANSWER_SECONDS = 2.0


@dataclass(frozen=True)
class InterfaceStarting:
    """The interface starts; its pages are not there yet.

    Attributes:
        inbox: where the inbox is and how much waits there, in words.
        ended_runs: runs that had died; None where another process writes to the database, so that none was ended.
    """

    home: Path
    inbox: str
    ended_runs: tuple[RunRecord, ...] | None


@dataclass(frozen=True)
class InterfaceReady:
    """The web server answers at this address."""

    address: str


InterfaceEvent = InterfaceStarting | InterfaceReady


def serve_interface(
    context: DeploymentContext, port: int, listener: Callable[[InterfaceEvent], None] | None = None
) -> bool:
    """Runs Dagster's web server on 127.0.0.1 and its daemon. It takes over the signals of this process.

    Returns: whether they ended because this process was interrupted; False = one of them ended by itself.

    Raises:
        PortTaken: another program listens there.
        InboxMissing, InboxUnreadable: the folder that the settings name.
        SettingInvalid: a setting cannot be used.
    """
    tell = listener or (lambda _: None)
    _refuse_taken_port(port)
    with context.instance():
        pass
    ended = _end_dead_runs(context)
    tell(InterfaceStarting(context.home, context.inbox.describe(), ended))
    web = [sys.executable, "-m", "egregora_assets.operations.web.server", str(port), *LOCATION, *_QUIET]
    daemon = [sys.executable, "-m", "dagster._daemon", "run", *LOCATION, *_QUIET, "--log-level", "warning"]
    folders = {HOME_VARIABLE: str(context.home), DAGSTER_VARIABLE: str(context.dagster_home)}
    return run_together(
        (web, daemon),
        {**os.environ, **folders, _WARNINGS: ",".join(filter(None, (_UNSAID, os.environ.get(_WARNINGS))))},
        is_ready=lambda: _answers(port),
        on_ready=lambda: tell(InterfaceReady(f"http://{_HOST}:{port}")),
    )


def _refuse_taken_port(port: int) -> None:
    """Does nothing where the port is free, also where an ended server's connections still linger.

    Raises:
        PortTaken: it is not.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            raise PortTaken(port) from None


def _answers(port: int) -> bool:
    """Whether the web server answers; it opens its port once it has loaded the definitions."""
    connection = http.client.HTTPConnection(_HOST, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/server_info")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end_dead_runs(context: DeploymentContext) -> tuple[RunRecord, ...] | None:
    """Ends runs whose process is gone, so that no sensor waits for them; None while another process writes."""
    if not context.store.file("main").path.exists():
        return ()
    try:
        context.store.prepare()
        return context.reconcile_runs()
    except DatabaseBusy:
        return None
