"""Whoever ends a run with Ctrl-C or a signal is told that, and nothing is called a failure."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import dagster as dg
import pytest

from egregora_assets.errors import StageFailed
from egregora_assets.runs.boundary import Boundary
from egregora_assets_tests.deployments import egregora
from egregora_assets_tests.processes import command, started


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_interrupted_says_so_and_is_canceled(small_home: Path, number: signal.Signals) -> None:
    running = started(command, "process", "--force-refresh", "--output", str(small_home))
    running.says("Replacing names")
    os.kill(running.pid, number)
    done = running.ended()
    assert done.returncode == 130
    assert "was interrupted before its end" in done.stderr
    assert "run the same command again" in done.stderr
    status = egregora("status", "--output", small_home).stdout
    assert "was canceled" in status
    assert "failed" not in status
    assert egregora("process", "--output", small_home).returncode == 0


def test_a_query_that_an_interruption_met_is_no_failure() -> None:
    with pytest.raises(dg.DagsterExecutionInterruptedError), Boundary("enriched"):
        raise RuntimeError("Query interrupted")
    with pytest.raises(StageFailed), Boundary("enriched"):
        raise RuntimeError("anything else")
