"""Dagster's web interface on this machine alone: its guarded web server and its daemon, until they are interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from egregora_assets.errors import DatabaseBusy
from egregora_assets.operations.context import DAGSTER_VARIABLE, DeploymentContext
from egregora_assets.runs.records import RunRecord
from egregora_assets.services.settings import HOME_VARIABLE

_WAIT_SECONDS = 30.0


@dataclass(frozen=True)
class InterfaceStarted:
    """The interface starts.

    Attributes:
        inbox: where the inbox is and how much waits there, in words.
        ended_runs: runs that had died; None where another process writes to the database, so that none was ended.
    """

    home: Path
    inbox: str
    address: str
    ended_runs: tuple[RunRecord, ...] | None


def serve_interface(
    context: DeploymentContext, port: int, on_start: Callable[[InterfaceStarted], None] | None = None
) -> bool:
    """Runs Dagster's web server on 127.0.0.1 and its daemon. It takes over the signals of this process.

    Returns: whether they ended because this process was interrupted; False = one of them ended by itself.

    Raises:
        InboxMissing, InboxUnreadable: the folder that the settings name.
        SettingInvalid: a setting cannot be used.
    """
    with context.instance():
        pass
    ended = _end_dead_runs(context)
    started = InterfaceStarted(context.home, context.inbox.describe(), f"http://127.0.0.1:{port}", ended)
    if on_start:
        on_start(started)
    web = [sys.executable, "-m", "egregora_assets.operations.web.server", str(port)]
    daemon = [sys.executable, "-m", "dagster._daemon", "run", "-m", "egregora_assets.definitions"]
    folders = {HOME_VARIABLE: str(context.home), DAGSTER_VARIABLE: str(context.dagster_home)}
    return _run_together((web, daemon), {**os.environ, **folders})


def _run_together(commands: Sequence[Sequence[str]], environment: Mapping[str, str]) -> bool:
    """Runs programs until one of them ends or this one is interrupted; then all of them end.

    Returns: whether it was interrupted.
    """
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, note)
    processes = [subprocess.Popen(command, env=dict(environment)) for command in commands]
    while not received and all(process.poll() is None for process in processes):
        time.sleep(0.2)
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    deadline = time.monotonic() + _WAIT_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return bool(received)


def _end_dead_runs(context: DeploymentContext) -> tuple[RunRecord, ...] | None:
    """Ends runs whose process is gone, so that no sensor waits for them; None while another process writes."""
    if not context.store.file("main").path.exists():
        return ()
    try:
        context.store.prepare()
        return context.reconcile_runs()
    except DatabaseBusy:
        return None
