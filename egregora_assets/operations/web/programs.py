"""Programs that run together until one of them ends or this process is interrupted."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

_WAIT_SECONDS = 30.0
_PAUSE_SECONDS = 0.2


def run_together(
    commands: Sequence[Sequence[str]],
    environment: Mapping[str, str],
    is_ready: Callable[[], bool],
    on_ready: Callable[[], None],
) -> bool:
    """Runs programs until one of them ends or this one is interrupted; then all of them end.

    Args:
        is_ready: is asked until it says yes; then `on_ready` is called, once.

    Returns: whether it was interrupted.
    """
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, note)
    processes = [subprocess.Popen(command, env=dict(environment)) for command in commands]
    waits = True
    while not received and all(process.poll() is None for process in processes):
        if waits and is_ready():
            waits = False
            on_ready()
        time.sleep(_PAUSE_SECONDS)
    _end(processes)
    return bool(received)


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Interrupts the programs that still run, and kills those that do not end in time."""
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
