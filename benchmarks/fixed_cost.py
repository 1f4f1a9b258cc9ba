"""What a run costs however little there is to do: nothing to do, status, the sample forced, a step, openings of files.

    python benchmarks/fixed_cost.py [--times 5] [--json OUT.json]

Processor time of processes of their own, medians; each beside `import dagster` of the same run, since machines differ.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "egregora_assets.cli")
OPENINGS = """
import sys
import duckdb
from egregora_assets.cli import main
connect, opened = duckdb.connect, []
def note(path=":memory:", *given, **named):
    opened.append(str(path))
    return connect(path, *given, **named)
duckdb.connect = note
main(sys.argv[1:])
print(sum("egregora.duckdb" in path or "vault.duckdb" in path for path in opened), file=sys.stderr)
"""
SLOPE = """
def slope(run, few, many):
    run(many)
    pairs = [(run(few), run(many)) for _ in range(5)]
    (less, fewer), (more, count) = (min(side) for side in zip(*pairs))
    print((more - less) / (count - fewer), count - fewer, sep=",")
def timed(job, instance, **options):
    began = time.process_time()
    done = job.execute_in_process(instance=instance, **options)
    return time.process_time() - began, sum(e.event_type_value == "STEP_SUCCESS" for e in done.all_events)
"""
"""What a further step of a run costs, so that what a run costs however many steps it has is left out."""
OUR_STEPS = f"""
import sys, time
import dagster as dg
from egregora_assets import Deployment
from egregora_assets.services.run_options import FORCE_TAG
{SLOPE}
context = Deployment(sys.argv[1]).context
everything = context.defs.resolve_implicit_global_asset_job_def()
def choose(*keys):
    return everything.get_subset(asset_selection={{dg.AssetKey(key) for key in keys}})
with context.instance() as instance:
    run = lambda job: timed(job, instance, tags={{FORCE_TAG: "true"}})
    slope(run, choose("git_refs"), choose("git_refs", "git_commits"))
"""
PLAIN_STEPS = f"""
import sys, time
import dagster as dg
{SLOPE}
def make_check(number):
    @dg.asset_check(asset="second", name=f"check_{{number}}")
    def check(second):
        return dg.AssetCheckResult(passed=True)
    return check
@dg.asset
def first():
    return 1
@dg.asset
def second(first):
    return first
checks = [make_check(number) for number in range(int(sys.argv[2]) - 1)]
defs = dg.Definitions([first, second], asset_checks=checks, executor=dg.in_process_executor)
everything = defs.resolve_implicit_global_asset_job_def()
quiet = {{"loggers": {{"console": {{"config": {{"log_level": "CRITICAL"}}}}}}}}
with dg.DagsterInstance.local_temp(sys.argv[1], {{"telemetry": {{"enabled": False}}}}) as instance:
    run = lambda job: timed(job, instance, run_config=quiet)
    slope(run, everything.get_subset(asset_selection={{dg.AssetKey("first")}}), everything)
"""


def measure(command: tuple[str | Path, ...]) -> float:
    """Processor seconds of a command."""
    with subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def ask(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """What a program prints."""
    words = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=True)


def measure_step(program: str, *arguments: object) -> tuple[float, int]:
    """Processor seconds a step, and how many steps there were."""
    seconds, count = ask(program, *arguments).stdout.split()[-1].split(",")
    return float(seconds), int(count)


def main() -> None:
    """Measures and prints a table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        first = measure((*COMMAND, "process", "--sample", "--output", home))
        commands: dict[str, tuple[str | Path, ...]] = {
            "import dagster": (sys.executable, "-c", "import dagster"),
            "nothing to do": (*COMMAND, "process", "--output", home),
            "status": (*COMMAND, "status", "--output", home),
            "sample, forced": (*COMMAND, "process", "--force-refresh", "--output", home),
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(given.times):
            for name, command in commands.items():
                seconds[name].append(measure(command))
        openings = int(ask(OPENINGS, "process", "--force-refresh", "--output", home).stderr.split()[-1])
        ours, count = measure_step(OUR_STEPS, home)
        plain, _ = measure_step(PLAIN_STEPS, Path(folder), count)
    found: dict[str, Any] = {name: round(statistics.median(values), 3) for name, values in seconds.items()}
    found |= {"sample, first run": round(first, 3), "openings, sample forced": openings}
    found |= {
        "a step of ours": round(ours, 4),
        "a plain Dagster step": round(plain, 4),
        "ratio": round(ours / plain, 2),
    }
    for name, value in found.items():
        print(f"{name:<26} {value}")
    if given.json:
        given.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
