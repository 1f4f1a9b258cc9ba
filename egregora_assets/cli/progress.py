"""Progress of a run: a line a stage, and how far a long one is; on a terminal a bar with rate and remaining time."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from egregora_assets.cli.console import is_terminal, print_to_stderr
from egregora_assets.cli.options import print_waiting
from egregora_assets.errors import EgregoraError

if TYPE_CHECKING:
    from egregora_assets.contracts.counting.steps import Step
    from egregora_assets.operations.running import ProcessEvent, Progress

DOING = {
    "git_refs": "Looking at repositories",
    "git_commits": "Reading histories",
    "ingested": "Ingesting messages",
    "anonymized": "Replacing names and personal data",
    "enriched": "Finding links, media and code",
    "knowledge": "Building windows and the index",
    "generated": "Writing posts and profiles",
    "ranked": "Comparing posts",
    "asset_cache": "Making cards and thumbnails",
    "published": "Publishing the site",
}
_UNKNOWN_SECONDS = 1.0
"""What a stage that was never run before counts for in the bar."""
_LINE_EVERY_SECONDS = 30.0


class StepRate:
    """Describes how far a stage is, with its rate and the time that it will take at that rate."""

    def __init__(self) -> None:
        self._unit = ""
        self._began = self._last = time.monotonic()

    def describe(self, step: Step) -> str:
        """A step in words: `1,200 of 5,000 messages, 400 a second, about 10 s left`."""
        now = time.monotonic()
        if step.unit != self._unit:
            self._unit, self._began = step.unit, self._last  # it began after the one before was last told
        self._last = now
        rate = step.done / max(now - self._began, 0.001)
        left = f", about {(step.total - step.done) / rate:,.0f} s left" if step.total and rate else ""
        return f"{step.describe()}, {rate:,.0f} a second{left}"


class ProgressLines:
    """Prints a line a stage, and one now and then while a stage goes on; warnings alone if it is quiet.

    Args:
        as_json: the answer will be a document on standard output, so progress goes to standard error.

    Attributes:
        ended_stages: the ends of the stages so far.
    """

    def __init__(self, is_quiet: bool = False, *, as_json: bool = False) -> None:
        self.is_quiet, self.as_json = is_quiet, as_json
        self.ended_stages: list[Progress] = []
        self._total = self._count = 0
        self._is_interrupted = False
        self._rate, self._line_due, self._opened = StepRate(), 0.0, ""

    def __call__(self, event: ProcessEvent) -> None:
        """Takes a `ProcessEvent`."""
        match type(event).__name__:
            case "RunPlanned":
                self._plan(event)
            case "Progress":
                self._take(event)  # type: ignore[arg-type]
            case "StageStep":
                self._step(event)
            case "SendsAway":
                self._print_transmission(event)
            case "ZoneGuessed":
                self._print_zone(event)
            case "Waiting":
                print_waiting(event)
            case "RunRecord":
                print_settled(event)
            case _ if isinstance(event, EgregoraError):
                self._break_line()

    def begin(self) -> None:
        """Says at once that something goes on: what is imported next takes seconds."""
        self._print("Starting …")

    def close(self) -> None:
        """Ends whatever is drawn."""

    def _print_transmission(self, event: Any) -> None:
        text = f"Leaves this machine, as the settings say: {event.description}."
        print_to_stderr(text) if self.is_quiet else self._print(text)

    def _print_zone(self, event: Any) -> None:
        known = f"{event.time_zone}, as this machine has it" if event.time_zone else "UTC, since none was named"
        self._print(f"Time zone: {known}. Another: egregora process --time-zone ZONE")

    def _plan(self, event: Any) -> None:
        self._total, self._count = len(event.stage_seconds), 0

    def _take(self, progress: Progress) -> None:
        if progress.seconds is None:
            self._rate, self._line_due = StepRate(), time.monotonic() + _LINE_EVERY_SECONDS
        else:
            self.ended_stages.append(progress)
        self._stage(progress)

    def _stage(self, progress: Progress) -> None:
        if progress.seconds is None:
            self._count += 1
            self._opened = self._name(progress)
            self._print(self._opened, end="")
        else:
            self._print(f"{'' if self._opened else self._name(progress)}({describe_end(progress)})")

    def _step(self, event: Any) -> None:
        """A line of its own every half minute; the stage is named again at its end."""
        text = self._rate.describe(event.step)
        if time.monotonic() >= self._line_due:
            self._line_due = time.monotonic() + _LINE_EVERY_SECONDS
            self._print(f"\n    {text}" if self._opened else f"    {text}")
            self._opened = ""

    def _name(self, progress: Progress) -> str:
        return f"[{self._count}/{self._total}] {DOING[progress.asset_key]} … "

    def _break_line(self) -> None:
        """An error ends the line of its stage, once."""
        if not self._is_interrupted and self._opened:
            self._print("")
        self._is_interrupted = True

    def _print(self, text: str, *, end: str = "\n") -> None:
        if not self.is_quiet:
            print(text, end=end, flush=True, file=sys.stderr if self.as_json else sys.stdout)


class ProgressBar(ProgressLines):
    """Draws a bar over all stages below the lines of those that ended: rows a second, time passed, time left.

    The time left comes from how long each stage took when it last ran.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        super().__init__(as_json=as_json)
        self._bar: Any = None
        self._task: Any = None
        self._seconds: dict[str, float] = {}
        self._rows = 0
        self._began = time.monotonic()

    def close(self) -> None:
        """Removes the bar."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _plan(self, event: Any) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        super()._plan(event)
        self._seconds = {k: s if s is not None else _UNKNOWN_SECONDS for k, s in event.stage_seconds.items()}
        columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
        shown = (*columns, TimeElapsedColumn(), TextColumn("{task.fields[left]}"))
        self._bar = Progress(*shown, console=Console(stderr=self.as_json), transient=True)
        self._task = self._bar.add_task("Starting", total=self._total, rate="", left="")
        self._bar.start()

    def _stage(self, progress: Progress) -> None:
        key, doing = progress.asset_key, DOING[progress.asset_key]
        if progress.seconds is None:
            self._count += 1
            left = sum(self._seconds.values())
            self._bar.update(self._task, description=doing, left=f"about {left:.0f} s left" if left >= 1 else "")
            return
        self._bar.print(f"[{self._count}/{self._total}] {doing} … ({describe_end(progress)})", highlight=False)
        self._seconds.pop(key, None)
        self._rows += progress.row_count
        rate = self._rows / max(time.monotonic() - self._began, 0.001)
        self._bar.update(self._task, advance=1, rate=f"{rate:,.0f} rows/s")

    def _step(self, event: Any) -> None:
        text = f"{DOING[event.asset_key]}: {self._rate.describe(event.step)}"
        self._bar.update(self._task, description=text, left="")

    def _break_line(self) -> None:
        self.close()


def make_progress(quiet: bool, *, as_json: bool = False) -> ProgressLines:
    """What shows progress here: a bar on a terminal, lines elsewhere, neither where quiet is asked for.

    Args:
        as_json: on standard error, since the answer is a document on standard output.
    """
    if is_terminal(sys.stderr if as_json else sys.stdout) and not quiet:
        return ProgressBar(as_json=as_json)
    return ProgressLines(quiet, as_json=as_json)


def print_settled(run: Any) -> None:
    """A run of a dead process that was ended."""
    print_to_stderr(f"Run {run.run_id[:8]} is settled as {run.status}.")


def describe_end(progress: Progress) -> str:
    """How a stage ended."""
    if progress.is_reused:
        return f"nothing to do, {progress.row_count:,} rows"
    return f"{progress.seconds:.1f} s, {progress.row_count:,} rows, {progress.changed_count:,} written"
