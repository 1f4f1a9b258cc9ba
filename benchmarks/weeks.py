"""Two years of a small chat: an export a week, each the whole chat so far. What does each week take, and what is left?

    python benchmarks/weeks.py [--weeks 104] [--messages 60] [--kept-runs 50] [--json OUT.json]

Every run is a process of its own. Between two runs a week passes as far as anything depends on it: snapshots become a
week older, and the whole site is scanned again. Of 104 weekly runs, Dagster's history keeps the last fifty; fewer show
sooner what that does. What a run takes, and what lies on the disk after it, may grow with the chat, which grows by the
same every week: where the number of weeks doubles, each may double at most, which is an exponent of 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import re
import statistics
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from anonymising import draw_chat
from changes import PEOPLE, PROCESS
from pipeline import timed

TITLE = "Garden"
BEGIN = dt.datetime(2023, 1, 2, 7, tzinfo=dt.UTC)
SETTINGS = "history_count = {}\nhistory_days = 0\n"
"""All runs are of one day here, and of 104 weekly ones the last fifty are more than those of ninety days."""
PLACES = {
    "database": ("egregora.duckdb", "read_only/egregora.duckdb"),
    "vault": ("vault/vault.duckdb",),
    "history": ("dagster/**/*",),
    "snapshots": ("snapshots/*", "vault/snapshots/*"),
    "site": ("site/**/*",),
    "cache": ("cache/**/*",),
}
LAG = {"snapshots": 3}
"""The seven copies are of the last seven weeks, in the middle of three weeks ago."""
Week = dict[str, Any]


def draw_lines(weeks: int, messages: int) -> list[str]:
    """The lines of a chat of so many weeks, as a phone exports them."""
    names, drawn = draw_chat(weeks * messages, PEOPLE, 7)
    lines = []
    for place in range(weeks * messages):
        week, in_week = divmod(place, messages)
        when = BEGIN + dt.timedelta(weeks=week, minutes=in_week * (6 * 24 * 60 // messages))
        lines.append(f"{when:%d/%m/%Y, %H:%M} - {drawn.authors[place] or names[0]}: {drawn.texts[place]}\n")
    return lines


def write_export(folder: Path, lines: Sequence[str]) -> Path:
    """An export of these lines, always under the same name."""
    path = folder / f"WhatsApp Chat with {TITLE}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"WhatsApp Chat with {TITLE}.txt", "".join(lines))
    return path


def let_a_week_pass(home: Path) -> None:
    """Makes what was left as old as it would be a week later."""

    def set_back(found: re.Match[str]) -> str:
        earlier = dt.datetime.strptime(found[0], "%Y%m%dT%H%M%S%z") - dt.timedelta(weeks=1)
        return f"{earlier:%Y%m%dT%H%M%SZ}"

    for folder in (home / "snapshots", home / "vault" / "snapshots"):
        for copy in sorted(folder.glob("*.duckdb*")):
            copy.rename(copy.with_name(re.sub(r"\d{8}T\d{6}Z", set_back, copy.name)))
    (home / "cache" / "site_scan.json").unlink(missing_ok=True)


def sizes_of(home: Path) -> dict[str, int]:
    """The bytes of the files of each kind."""
    return {
        name: sum(path.stat().st_size for pattern in patterns for path in home.glob(pattern) if path.is_file())
        for name, patterns in PLACES.items()
    }


def measure(folder: Path, weeks: int, messages: int, kept_runs: int) -> Iterator[Week]:
    """A row a week: processor seconds, and bytes by kind."""
    home, lines = folder / "home", draw_lines(weeks, messages)
    home.mkdir(mode=0o700)
    (home / "egregora.toml").write_text(SETTINGS.format(kept_runs))
    for week in range(1, weeks + 1):
        export = write_export(folder, lines[: week * messages])
        run = timed([*PROCESS, str(home), str(export)])
        yield {"week": week, "cpu_s": run["cpu_s"], "peak_mb": run["peak_mb"], **sizes_of(home)}
        let_a_week_pass(home)


def exponent(values: Sequence[float], lag: int = 0) -> float:
    """How something grew while the number of weeks doubled last: 0 = not at all, 1 = as much as the chat.

    Medians of some weeks each, since a run's time depends on what else the machine does, and files grow in steps.

    Args:
        lag: of how many weeks ago it tells.
    """
    half, few = len(values) // 2, max(1, len(values) // 8)
    spans = slice(half - few, half), slice(-few, None)
    weeks = range(1 - lag, len(values) + 1 - lag)
    grown, passed = (
        statistics.median(of[spans[1]]) / max(statistics.median(of[spans[0]]), 1) for of in (values, weeks)
    )
    return math.log(grown) / math.log(passed)


def report(found: Sequence[Week]) -> None:
    """Prints a table: first week, half, last week, and how each grew."""
    half = len(found) // 2
    print(f"{'':<12} {'week 1':>10} {f'week {half}':>10} {f'week {len(found)}':>10}  exponent, at most linear")
    for name in ("cpu_s", *PLACES):
        values = [float(week[name]) for week in found]
        shown = [values[0], values[half - 1], values[-1]]
        cells = [f"{v:.2f} s" if name == "cpu_s" else f"{v / 1e6:.2f} MB" for v in shown]
        power = exponent(values, LAG.get(name, 0))
        verdict = "yes" if power <= 1 else "NO"
        print(f"{name:<12} {cells[0]:>10} {cells[1]:>10} {cells[2]:>10}  {power:>8.2f}, {verdict}")


def main() -> None:
    """Measures and prints a table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--weeks", type=int, default=104)
    options.add_argument("--messages", type=int, default=60, help="a week")
    options.add_argument("--kept-runs", type=int, default=50, help="runs that Dagster's history keeps")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    if given.weeks < 16:
        options.error("--weeks: 16 at least, of which half are enough for seven snapshots")
    found: list[Week] = []
    with tempfile.TemporaryDirectory() as folder:
        for week in measure(Path(folder), given.weeks, given.messages, given.kept_runs):
            found.append(week)
            print(f"week {week['week']}: {week['cpu_s']} s", file=sys.stderr)
            if given.json:
                given.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    report(found)


if __name__ == "__main__":
    main()
