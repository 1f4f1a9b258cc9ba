"""The whole pipeline, stage by stage: time, peak memory, second run, longer export; ratios to parsing alone.

    python benchmarks/pipeline.py EXPORT [--longer EXPORT2] [--time-zone ZONE] [--json OUT.json]

Every run is a process of its own; its times come from the run log, its peak memory from the operating system.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from egregora_assets.database.hardening import BLOCK_BYTES

PARSE = (
    "import sys; from pathlib import Path; from egregora_assets.merging.preview import read_chat;"
    "print(read_chat([Path(sys.argv[1])], time_zone=sys.argv[2]).messages.num_rows)"
)


def timed(command: list[str]) -> dict[str, Any]:
    """Runs a command; wall and processor seconds, and the peak memory of its largest process in MB."""
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}\n{output}")
    return {
        "wall_s": round(wall, 2),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mb": round(usage.ru_maxrss / 1024),
        "output": output,
    }


def stages_of(home: Path) -> list[dict[str, Any]]:
    """What the latest run wrote, asset by asset."""
    program = (
        "import duckdb, json, sys\n"
        "c = duckdb.connect(sys.argv[1], read_only=True)\n"
        "q = 'SELECT asset_key, duration_ms, row_count, inserted_count + updated_count + deleted_count '\\\n"
        "    'FROM materializations "
        "WHERE run_id = (SELECT run_id FROM runs ORDER BY started_at DESC LIMIT 1) ORDER BY materialized_at'\n"
        "print(json.dumps(c.execute(q).fetchall()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(home / "egregora.duckdb")], capture_output=True, text=True, check=True
    )
    names = ("asset", "ms", "rows", "written")
    return [dict(zip(names, row, strict=True)) for row in json.loads(done.stdout)]


def bytes_a_message(home: Path, folder: Path) -> dict[str, int]:
    """Size of the main file a message: as it lies there, written anew, and that without the search index."""
    source, whole, slim = home / "egregora.duckdb", folder / "whole.duckdb", folder / "slim.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{source}' AS stored (READ_ONLY)")
        row = connection.execute("SELECT count(*) FROM stored.messages").fetchone()
        for name, path, copied in (("whole", whole, "stored"), ("slim", slim, "whole")):
            connection.execute(f"ATTACH '{path}' AS {name} (BLOCK_SIZE {BLOCK_BYTES})")
            connection.execute(f"COPY FROM DATABASE {copied} TO {name}")
            connection.execute(f"CHECKPOINT {name}")
            if name == "whole":
                sizes = {"as it lies there": source.stat().st_size, "written anew": whole.stat().st_size}
                for table in ("chunk_terms", "chunk_embeddings"):
                    connection.execute(f"DROP TABLE whole.{table}")
        sizes["without the search index"] = slim.stat().st_size
    whole.unlink()
    slim.unlink()
    return {name: round(size / row[0]) for name, size in sizes.items()} if row and row[0] else {}


def main() -> None:
    """Measures and prints a table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("export", type=Path)
    options.add_argument("--longer", type=Path)
    options.add_argument("--time-zone", default="UTC")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        command = [
            sys.executable,
            "-m",
            "egregora_assets.cli",
            "process",
            "--output",
            str(home),
            "--time-zone",
            given.time_zone,
        ]
        parse = timed([sys.executable, "-c", PARSE, str(given.export), given.time_zone])
        runs = {"parse alone": parse}
        for name, export in (
            ("first run", given.export),
            ("second run", given.export),
            ("longer export", given.longer),
        ):
            if export:
                runs[name] = timed([*command, str(export)])
                runs[name]["stages"] = stages_of(home)
                runs[name]["database_mb"] = round((home / "egregora.duckdb").stat().st_size / 1e6, 1)
                runs[name]["bytes_a_message"] = bytes_a_message(home, Path(folder))
    report(runs)
    if given.json:
        given.json.write_text(json.dumps(runs, indent=1), encoding="utf-8")


def report(runs: dict[str, dict[str, Any]]) -> None:
    """Prints the figures, each run with its ratio to parsing alone and to the first run."""
    parse, first = runs["parse alone"]["wall_s"], runs["first run"]["wall_s"]
    for name, run in runs.items():
        ratio = f"{run['wall_s'] / parse:.1f} x parse, {100 * run['wall_s'] / first:.0f} % of the first run"
        print(f"{name}: {run['wall_s']} s wall, {run['cpu_s']} s processor, {run['peak_mb']} MB peak ({ratio})")
        if "bytes_a_message" in run:
            sizes = ", ".join(f"{size} {kind}" for kind, size in run["bytes_a_message"].items())
            print(f"    egregora.duckdb, bytes a message: {sizes}")
        for stage in run.get("stages", []):
            print(
                f"    {stage['asset']:<12} {stage['ms'] / 1000:>8.2f} s  "
                f"{stage['rows']:>9,} rows  {stage['written']:>9,} written"
            )


if __name__ == "__main__":
    main()
