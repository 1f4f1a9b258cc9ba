"""A program of the operator's that is told of runs that failed: a mail, a message, a lamp."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence

from egregora_assets.errors import FailureCommandFailed

SECONDS = 20.0
"""How long it may take: Dagster gives a tick of a sensor a minute."""


def tell_of_failure(
    command: Sequence[str], run_id: str, job_name: str, error_class: str, seconds: float = SECONDS
) -> None:
    """Runs a program with three more arguments: the run's id, its job, the class of its error.

    No shell reads them, what the program writes is thrown away, and nothing of a chat reaches it.

    Args:
        command: the program and its first arguments.

    Raises:
        FailureCommandFailed: it cannot be started, does not end in time, or ends with another code than 0.
    """
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            [*command, run_id, job_name, error_class],
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=True,
        )
    except OSError as error:
        raise FailureCommandFailed(f"cannot be started ({type(error).__name__})") from None
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise FailureCommandFailed(f"did not end within {seconds:g} s") from None
    if code:
        raise FailureCommandFailed(f"ended with code {code}")
