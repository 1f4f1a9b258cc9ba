"""Programs that are ended together with all that they started."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence


def start_in_group(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Starts a program in a group of its own, with nothing to read, and what it writes thrown away.

    Raises:
        OSError: it cannot be started.
    """
    nothing = subprocess.DEVNULL
    return subprocess.Popen([*command], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends a program that was started in a group of its own, with all that it started, and waits for it."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
