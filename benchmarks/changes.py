"""What a change costs: processor time of whole runs against their first run, and of that against reading alone.

    python benchmarks/changes.py [--messages 100000] [--chats 50] [--rounds 1] [--only WORK …] [--json OUT.json]

Every run is a process of its own, so start-up counts. The conversations are made up, the same for the same numbers. The
works:

    first    one conversation, read for the first time (against reading its export alone)
    again    the same export once more: nothing to do
    longer   the export with one message in a hundred added at its end
    many     as many messages in conversations of equal size, read for the first time (against `first`)
    one      one message added to one of these conversations (against `many`)
    forced   `longer` again with `--force-refresh`: everything is computed, and nothing may be written
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from anonymising import draw_chat
from pipeline import PARSE, stages_of, timed

PROCESS = (sys.executable, "-m", "egregora_assets.cli", "process", "--time-zone", "UTC", "--output")
PEOPLE = 12
A_DAY = 300
"""Messages."""
Run = dict[str, Any]


def write_export(path: Path, count: int, seed: int, title: str, base: int = 0) -> None:
    """Write the first messages of a conversation as a phone exports them.

    Args:
        base: a count of the same conversation: of two exports with the same base the longer begins with the shorter.
    """
    names, messages = draw_chat(largest(base or count), PEOPLE, seed)
    started = datetime(2023, 1, 2, 7, tzinfo=UTC)
    lines = []
    for place in range(count):
        day, in_day = divmod(place, A_DAY)
        when = started + timedelta(days=day, minutes=in_day * 3)
        author = messages.authors[place] or names[0]
        lines.append(f"{when:%d/%m/%Y, %H:%M} - {author}: {messages.texts[place]}\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"WhatsApp Chat with {title}.txt", "".join(lines))


def largest(count: int) -> int:
    """How many messages are drawn for a base: some more than a hundredth beyond it."""
    return -(-(count + count // 100 + 1) // 10_000) * 10_000


def write_chats(folder: Path, chats: int, count: int, extra: int = 0) -> list[Path]:
    """Write conversations of equal size; the first has some messages more."""
    paths = [folder / f"WhatsApp Chat with Group {n:03}.zip" for n in range(chats)]
    for number, path in enumerate(paths):
        title = path.stem.removeprefix("WhatsApp Chat with ")
        write_export(path, count + (extra if number == 0 else 0), 100 + number, title, count)
    return paths


def process(home: Path, exports: Sequence[Path], *options: str) -> Run:
    """A run over exports, with what each asset wrote."""
    run = timed([*PROCESS, str(home), *options, *map(str, exports)])
    stages = stages_of(home)
    return {**run, "stages": stages, "written": sum(stage["written"] for stage in stages)}


def measure(folder: Path, messages: int, chats: int, only: Sequence[str]) -> Iterator[tuple[str, Run]]:
    """The works in order, each with its processor time; `only` some, or all."""

    def wanted(name: str) -> bool:
        return not only or name in only

    title = "Group"
    export, longer = (folder / place / f"WhatsApp Chat with {title}.zip" for place in ("shorter", "longer"))
    write_export(export, messages, 7, title, messages)
    yield "reading alone", timed([sys.executable, "-c", PARSE, str(export), "UTC"])
    home = folder / "home"
    if wanted("first"):
        yield "first", process(home, [export])
        if wanted("again"):
            yield "again", {**timed([*PROCESS, str(home), str(export)]), "written": 0}
        if wanted("longer"):
            write_export(longer, messages + messages // 100, 7, title, messages)
            yield "longer", process(home, [longer])
            if wanted("forced"):
                yield "forced", process(home, [longer], "--force-refresh")
    if wanted("many"):
        size = messages // chats
        home = folder / "many"
        yield "many", process(home, write_chats(folder / "chats", chats, size))
        if wanted("one"):
            yield "one", process(home, write_chats(folder / "one more", chats, size, extra=1)[:1])


BASELINES = {
    "first": "reading alone",
    "again": "first",
    "longer": "first",
    "forced": "first",
    "many": "first",
    "one": "many",
}


def report(rounds: Sequence[dict[str, Run]]) -> None:
    """Print the medians with their ratios, and the stages of the last round."""
    for name in rounds[0]:
        runs = [one[name] for one in rounds]
        processor = statistics.median(run["cpu_s"] for run in runs)
        base = BASELINES.get(name)
        base = base if base in rounds[0] else None
        against = f"{processor / statistics.median(one[base]['cpu_s'] for one in rounds):.3f} x {base}" if base else ""
        written = f"{runs[-1]['written']:,} rows written" if "written" in runs[-1] else ""
        print(f"{name:<14} {processor:>8.2f} s  {max(r['peak_mb'] for r in runs):>6} MB  {against:<22} {written}")
        for stage in runs[-1].get("stages", []):
            print(f"    {stage['asset']:<12} {stage['ms'] / 1000:>8.2f} s  {stage['written']:>9,} written")


def main() -> None:
    """Measures and prints a table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--messages", type=int, default=100_000)
    options.add_argument("--chats", type=int, default=50)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--only", nargs="*", default=[])
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    rounds = []
    for _ in range(given.rounds):
        with tempfile.TemporaryDirectory() as folder:
            rounds.append(dict(measure(Path(folder), given.messages, given.chats, given.only)))
    report(rounds)
    if given.json:
        given.json.write_text(json.dumps(rounds, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
