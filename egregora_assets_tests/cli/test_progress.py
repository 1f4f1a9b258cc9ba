"""What a run shows while it goes on: a first line at once, a line a stage, and how far a long stage is."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from egregora_assets.cli import progress
from egregora_assets.cli.progress import ProgressLines, StepRate
from egregora_assets.contracts.counting import steps
from egregora_assets.contracts.counting.steps import Step, counted, telling_steps
from egregora_assets.operations.running import Progress, RunPlanned, StageStep
from egregora_assets.runs.progress import tell_steps
from egregora_assets_tests.deployments import environment

EVENTS = (
    RunPlanned({"anonymized": 2.0}),
    Progress("anonymized"),
    StageStep("anonymized", Step("messages written", 100, 400)),
    Progress("anonymized", 1.25, 400, 3),
)
FIRST_LINE = """
import sys
from egregora_assets.cli import main, progress

def begin(self):
    heavy = {"dagster", "duckdb", "ibis", "numpy", "pyarrow", "pydantic", "rich"}
    sys.exit(" ".join(sorted(heavy & set(sys.modules))) or 0)

progress.ProgressLines.begin = begin
main(["process", "--output", sys.argv[1]])
"""


def test_a_long_stage_says_now_and_then_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_LINE_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(StepRate, "describe", lambda _self, step: f"{step.done} {step.unit}")
    lines = ProgressLines()
    for event in EVENTS:
        lines(event)
    assert capsys.readouterr().out.splitlines() == [
        "[1/1] Replacing names and personal data … ",
        "    100 messages written",
        "[1/1] Replacing names and personal data … (1.2 s, 400 rows, 3 written)",
    ]


def test_a_short_stage_has_one_line_and_quiet_none(capsys: pytest.CaptureFixture[str]) -> None:
    for lines in (ProgressLines(), ProgressLines(is_quiet=True)):
        lines.begin()
        for event in EVENTS:
            lines(event)
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "Starting …",
        "[1/1] Replacing names and personal data … (1.2 s, 400 rows, 3 written)",
    ]
    assert shown.err == ""


def test_rate_and_remaining_time_are_those_of_what_is_counted_now(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("egregora_assets.cli.progress.time.monotonic", lambda: now[0])
    rate, said = StepRate(), []
    for seconds, step in ((10, Step("windows", 50, 200)), (20, Step("cards", 1000, 4000)), (40, Step("links", 10, 0))):
        now[0] = seconds
        said.append(rate.describe(step))
    assert said == [
        "50 of 200 windows, 5 a second, about 30 s left",
        "1,000 of 4,000 cards, 100 a second, about 30 s left",
        "10 links, 0 a second",
    ]


def test_what_is_counted_is_told_as_numbers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_TOLD_EVERY_SECONDS", 0.0)
    told: list[Step] = []
    with telling_steps(told.append):
        assert list(counted("abc", "letters", 3)) == ["a", "b", "c"]
    assert told == [Step("letters", done, 3) for done in range(3)]
    assert list(counted("abc", "letters", 3)) == ["a", "b", "c"]
    assert len(told) == 3


def test_the_log_of_a_run_that_no_command_watches_is_told_of_a_long_stage_sparsely(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(steps, "_TOLD_EVERY_SECONDS", 0.0)
    caplog.set_level(logging.INFO)
    for seconds in (60.0, 0.0):
        monkeypatch.setattr("egregora_assets.runs.progress._LOGGED_EVERY_SECONDS", seconds)
        with tell_steps("ranked", logging.getLogger("run")):
            list(counted("abc", "letters", 3))
    assert caplog.messages == [f"ranked: {done} of 3 letters." for done in range(3)]


@pytest.mark.process
def test_the_first_line_comes_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    """What makes it quick: the processor needs a quarter of a second, and several for what is imported then."""
    command = [sys.executable, "-c", FIRST_LINE, str(tmp_path / "home")]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
