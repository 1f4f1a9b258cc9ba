"""Rows in batches: processor time against two ways of asking for one batch after the other, growth, and peak memory.

    python benchmarks/batches.py [--rows 10000,100000,1000000] [--batch 10000] [--json OUT.json]

All ways read the same made-up messages in the same total order, in turn, in one process; memory is that of a process of
its own for each way. Every row is seen once, or the run stops.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from egregora_assets.contracts.batches import order_totally, split_into_batches
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.migrations import migrate
from egregora_assets.database.tables.reading import read_rows, spool_rows

MESSAGES = CONTRACTS["ingested"].table().select("message_id", "sent_at", "author_name", "text")
ORDER = "message_id"
"""Identifiers come from content, so the order has nothing to do with that of the rows on the disk."""


def filled(folder: Path, row_count: int) -> DatabaseFile:
    """A vault with so many messages of about a hundred characters, three a minute."""
    file = DatabaseFile(folder / f"{row_count}.duckdb")
    migrate(file, "vault")
    with file.transaction() as connection:
        connection.execute(
            "INSERT INTO ingested BY NAME SELECT md5(i::VARCHAR)::UUID AS message_id, md5('chat')::UUID AS chat_id, "
            "md5('export')::UUID AS export_id, i + 1 AS position, false AS has_seconds, 'text' AS kind, "
            "make_timestamp_ns(1700000000000000000 + i // 3 * 60000000000) AS sent_at, "
            "make_timestamp(1700000000000000 + i // 3 * 60000000) AS local_time, 'Ann ' || i % 40 AS author_name, "
            "md5('run')::UUID AS run_id, "
            "repeat('lorem ipsum ', 2 + (i % 13)::INTEGER) || i AS text, false AS is_edited "
            f"FROM range({row_count}) numbers(i)"
        )
    return file


def by_batch_table(file: DatabaseFile, size: int) -> Iterator[pa.Table]:
    return split_into_batches(MESSAGES, size, ORDER, lambda expression: spool_rows(file, expression))


def by_limit_and_offset(file: DatabaseFile, size: int) -> Iterator[pa.Table]:
    ordered, offset = order_totally(MESSAGES, ORDER), 0
    while (rows := read_rows(file, ordered.limit(size, offset=offset))).num_rows:
        yield rows
        offset += size


def by_key(file: DatabaseFile, size: int) -> Iterator[pa.Table]:
    ordered, rest = order_totally(MESSAGES, ORDER), MESSAGES
    while (rows := read_rows(file, ordered.limit(size))).num_rows:
        yield rows
        rest = MESSAGES.filter(MESSAGES.message_id > ibis.uuid(str(rows["message_id"][-1])))
        ordered = order_totally(rest, ORDER)


def whole(file: DatabaseFile, size: int) -> Iterator[pa.Table]:  # noqa: ARG001 - as the others
    yield read_rows(file, order_totally(MESSAGES, ORDER))


WAYS: dict[str, Callable[[DatabaseFile, int], Iterator[pa.Table]]] = {
    "batch_table": by_batch_table,
    "limit/offset": by_limit_and_offset,
    "by key": by_key,
}


def seconds_of(
    way: Callable[[DatabaseFile, int], Iterator[pa.Table]], file: DatabaseFile, size: int, count: int
) -> float:
    """Processor seconds of all threads to see every row once."""
    started = time.process_time()
    seen, last = 0, ""
    for batch in way(file, size):
        first = str(batch["message_id"][0])
        if first <= last:
            sys.exit("rows came twice or out of order")
        seen, last = seen + batch.num_rows, str(batch["message_id"][-1])
    if seen != count:
        sys.exit(f"{seen} rows of {count} were seen")
    return time.process_time() - started


def walk(file: Path, name: str, size: int) -> None:
    """Makes Python values of every row, a batch at a time, as a stage does; the process is measured from outside."""
    kept = [] if name == "whole" else None
    for batch in {"batch_table": by_batch_table, "whole": whole}[name](DatabaseFile(file), size):
        rows = batch.to_pylist()
        if kept is not None:
            kept += rows


def peak_mb(file: Path, name: str, size: int) -> int:
    """Peak memory of a process that goes through the rows."""
    command = [sys.executable, __file__, "--walk", str(file), "--way", name, "--batch", str(size)]
    with subprocess.Popen(command) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{name} ended with {process.returncode}")
    return round(usage.ru_maxrss / 1024)


def measured(counts: list[int], size: int, folder: Path) -> dict[str, Any]:
    """Seconds by number of rows and way, and peak memory at the largest number."""
    runs: list[dict[str, Any]] = []
    for count in counts:
        file = filled(folder, count)
        seconds_of(by_batch_table, file, size, count)  # the file's pages are known to all ways alike
        runs.append({"rows": count, **{name: round(seconds_of(w, file, size, count), 3) for name, w in WAYS.items()}})
        print(f"{count:>10,} rows measured", file=sys.stderr)
    largest = folder / f"{counts[-1]}.duckdb"
    memory = {name: peak_mb(largest, name, size) for name in ("whole", "batch_table")}
    return {"batch_rows": size, "processor_seconds": runs, "peak_mb_at_most_rows": memory}


def report(found: dict[str, Any]) -> None:
    """Prints the figures, each with its ratio to `split_into_batches` and to the row above."""
    print(f"processor seconds, batches of {found['batch_rows']:,} rows (x batch_table; growth per row)")
    print(f"{'rows':>10}  " + "  ".join(f"{name:>24}" for name in WAYS))
    earlier: dict[str, Any] | None = None
    for run in found["processor_seconds"]:
        cells = []
        for name in WAYS:
            growth = run[name] / earlier[name] / (run["rows"] / earlier["rows"]) if earlier else 1.0
            cells.append(f"{run[name]:>9.2f} ({run[name] / run['batch_table']:>5.1f}; {growth:>4.2f})")
        print(f"{run['rows']:>10,}  " + "  ".join(f"{cell:>24}" for cell in cells))
        earlier = run
    memory = found["peak_mb_at_most_rows"]
    print(f"peak memory, all rows as Python values: {memory['whole']} MB; in batches: {memory['batch_table']} MB")


def main() -> None:
    """Measures and prints a table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--rows", default="10000,100000,1000000")
    options.add_argument("--batch", type=int, default=10_000)
    options.add_argument("--json", type=Path)
    options.add_argument("--walk", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--way", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.walk:
        walk(given.walk, given.way, given.batch)
        return
    with tempfile.TemporaryDirectory() as folder:
        found = measured([int(n) for n in given.rows.split(",")], given.batch, Path(folder))
    report(found)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
