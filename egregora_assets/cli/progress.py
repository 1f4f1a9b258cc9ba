"""Progress of a run: a line a stage, or a bar with rate and remaining time on a terminal."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from egregora_assets.cli.console import is_terminal, print_to_stderr
from egregora_assets.cli.options import print_waiting
from egregora_assets.errors import EgregoraError

if TYPE_CHECKING:
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


class ProgressLines:
    """Prints a line a stage; warnings alone if it is quiet."""

    def __init__(self, is_quiet: bool = False) -> None:
        self._is_quiet = is_quiet
        self._total = self._count = 0
        self._is_interrupted = False

    def __call__(self, event: ProcessEvent) -> None:
        """Takes a `ProcessEvent`."""
        match type(event).__name__:
            case "RunPlanned":
                self._plan(event)
            case "Progress":
                self._stage(event)  # type: ignore[arg-type]
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

    def close(self) -> None:
        """Ends whatever is drawn."""

    def _print_transmission(self, event: Any) -> None:
        text = f"Leaves this machine, as the settings say: {event.description}."
        print_to_stderr(text) if self._is_quiet else print(text)

    def _print_zone(self, event: Any) -> None:
        self._print(f"Time zone: {event.time_zone}, as this machine has it. Another: egregora process --time-zone ZONE")

    def _plan(self, event: Any) -> None:
        self._total, self._count = len(event.stage_seconds), 0

    def _stage(self, progress: Progress) -> None:
        if progress.seconds is None:
            self._count += 1
            self._print(f"[{self._count}/{self._total}] {DOING[progress.asset_key]} … ", end="")
        else:
            self._print(f"({describe_end(progress)})")

    def _break_line(self) -> None:
        """An error ends the line of its stage, once."""
        if not self._is_interrupted:
            self._print("")
        self._is_interrupted = True

    def _print(self, text: str, *, end: str = "\n") -> None:
        if not self._is_quiet:
            print(text, end=end, flush=True)


class ProgressBar(ProgressLines):
    """Draws a bar over all stages below the lines of those that ended: rows a second, time passed, time left.

    The time left comes from how long each stage took when it last ran.
    """

    def __init__(self) -> None:
        super().__init__()
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
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        super()._plan(event)
        self._seconds = {k: s if s is not None else _UNKNOWN_SECONDS for k, s in event.stage_seconds.items()}
        columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
        self._bar = Progress(*columns, TimeElapsedColumn(), TextColumn("{task.fields[left]}"), transient=True)
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

    def _break_line(self) -> None:
        self.close()


def make_progress(quiet: bool) -> ProgressLines:
    """What shows progress here: a bar on a terminal, lines elsewhere, neither where quiet is asked for."""
    return ProgressBar() if is_terminal() and not quiet else ProgressLines(quiet)


def print_settled(run: Any) -> None:
    """A run of a dead process that was ended."""
    print_to_stderr(f"Run {run.run_id[:8]} is settled as {run.status}.")


def describe_end(progress: Progress) -> str:
    """How a stage ended."""
    if progress.is_reused:
        return f"nothing to do, {progress.row_count:,} rows"
    return f"{progress.seconds:.1f} s, {progress.row_count:,} rows, {progress.changed_count:,} written"
