"""A program of the operator's that is told of runs that failed: a mail, a message, a lamp."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from egregora_assets.errors import FailureCommandFailed
from egregora_assets.services.system.processes import end_group, start_in_group

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
    try:
        process = start_in_group([*command, run_id, job_name, error_class])
    except OSError as error:
        raise FailureCommandFailed(f"cannot be started ({type(error).__name__})") from None
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        end_group(process)
        raise FailureCommandFailed(f"did not end within {seconds:g} s") from None
    if code:
        raise FailureCommandFailed(f"ended with code {code}")
