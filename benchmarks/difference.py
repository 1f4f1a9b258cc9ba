"""Writing by difference against a plain insert of the same rows into the same table.

    python benchmarks/difference.py [--rows 1000000] [--repeats 5] [--table messages] [--json OUT.json]

One round: a plain insert of all rows into an empty table (one transaction, as the writer would: with `run_id`, and the
checkpoint that ends a use of the file); then, through the writer, all rows new into an empty table, all rows again, and
all rows again with one in a hundred changed. Figures are processor and wall seconds of the rounds' medians, and each
round's ratio to its own plain insert.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.bundles import CONTRACTS, Bundle, list_contracts
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.model import Contract
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.schema.ddl import quote, quote_all, render_table
from egregora_assets.database.schema.migrations import migrate
from egregora_assets.database.tables.writer import write
from egregora_assets_tests.contracts.contract_rows import insert, valid_row

RUN = public_uuid("run", "1")
LATER = public_uuid("run", "2")
CHAT, AUTHOR = public_uuid("chat", "1"), public_uuid("author", "1")
PLAIN, NEW, SAME, CHANGED = "plain insert", "all new", "all unchanged", "1 % changed"


def links(count: int) -> pa.Table:
    """Rows of `links`: a UUID, an address that is unique, a few words."""
    numbers = [f"{i:012x}" for i in range(count)]
    text = pa.array(numbers, pa.string())
    return pa.table(
        {
            "link_id": pc.binary_join_element_wise("00000000-0000-8000-8000-", text, ""),
            "url": pc.binary_join_element_wise("https://example.org/notes/", text, ""),
            "host": pa.array(["example.org"] * count),
            "title": pc.binary_join_element_wise("A page about the greenhouse, number", text, " "),
            "status": pa.array(["pending"] * count),
        }
    )


def messages(count: int) -> pa.Table:
    """Rows of `messages` of one conversation and one author."""
    text = pa.array([f"{i:012x}" for i in range(count)], pa.string())
    start = 1_700_000_000_000_000_000
    sent = pa.array(range(start, start + count * 60_000_000_000, 60_000_000_000), pa.int64())
    return pa.table(
        {
            "message_id": pc.binary_join_element_wise("00000000-0000-8000-8000-", text, ""),
            "chat_id": pa.array([CHAT] * count),
            "author_id": pa.array([AUTHOR] * count),
            "sent_at": sent.cast(pa.timestamp("ns")),
            "local_time": sent.cast(pa.timestamp("ns")).cast(pa.timestamp("us")),
            "position": pa.array(range(count), pa.int64()),
            "kind": pa.array(["text"] * count),
            "text": pc.binary_join_element_wise("We agreed that the compost heap comes first, not", text, " "),
            "is_edited": pa.array([False] * count),
        }
    )


Seconds = dict[str, tuple[float, float]]
ROWS: dict[str, tuple[Callable[[int], pa.Table], str]] = {"links": (links, "title"), "messages": (messages, "text")}


def changed(rows: pa.Table, column: str) -> pa.Table:
    """The same rows, one in a hundred with other words."""
    mask = pa.array([i % 100 == 0 for i in range(rows.num_rows)])
    other = pc.binary_join_element_wise(rows[column], "after all", " ")
    place = rows.schema.get_field_index(column)
    return rows.set_column(place, column, pc.if_else(mask, other, rows[column]))


def prepared(folder: Path, contract: Contract, with_constraints: bool) -> DatabaseFile:
    """A file with that table, empty: today's whole schema and what the rows refer to, or bare tables."""
    file = DatabaseFile(folder / "some.duckdb")
    if not with_constraints:
        with file.open_writer(may_create=True) as connection:
            for each in list_contracts("main"):
                connection.execute(render_table(each)[0].partition(",\n  PRIMARY KEY")[0] + "\n)")
        return file
    migrate(file, "main")
    with file.transaction() as connection:
        for run in (RUN, LATER):
            insert(connection, "runs", {**valid_row("runs"), "run_id": run})
        if contract.name == "messages":
            insert(connection, "chats", {**valid_row("chats"), "chat_id": CHAT, "run_id": RUN})
            author = {**valid_row("authors"), "author_id": AUTHOR, "chat_id": CHAT, "run_id": RUN}
            insert(connection, "authors", author)
    return file


def plain_insert(file: DatabaseFile, contract: Contract, rows: pa.Table) -> None:
    """What a writer without any comparison does."""
    columns = quote_all(tuple(rows.column_names))
    with file.open_writer() as connection:
        connection.register("arriving", rows)
        connection.execute("BEGIN")
        connection.execute(
            f"INSERT INTO {quote(contract.name)} ({columns}, run_id) SELECT {columns}, $1 FROM arriving",
            [RUN],
        )
        connection.execute("COMMIT")
        connection.unregister("arriving")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Processor and wall seconds."""
    processor, wall = time.process_time(), time.monotonic()
    work()
    return time.process_time() - processor, time.monotonic() - wall


def one_round(contract: Contract, rows: pa.Table, other: pa.Table, with_constraints: bool) -> Seconds:
    """Seconds of each kind of write, in two files of their own."""
    bundle = Bundle("measured", "measured", (contract,))

    def by_difference(file: DatabaseFile, given: pa.Table, run_id: str) -> Callable[[], object]:
        return lambda: write(file, bundle, {contract.name: given}, run_id, lambda _connection, _written: None)

    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        plain = prepared(Path(first), contract, with_constraints)
        file = prepared(Path(second), contract, with_constraints)
        return {
            PLAIN: timed(lambda: plain_insert(plain, contract, rows)),
            NEW: timed(by_difference(file, rows, RUN)),
            SAME: timed(by_difference(file, rows, LATER)),
            CHANGED: timed(by_difference(file, other, LATER)),
        }


def report(rounds: list[Seconds]) -> dict[str, dict[str, float]]:
    """Medians over the rounds: seconds, and the ratio to the plain insert of the same round."""
    return {
        kind: {
            "cpu_s": round(statistics.median(r[kind][0] for r in rounds), 3),
            "wall_s": round(statistics.median(r[kind][1] for r in rounds), 3),
            "cpu_ratio": round(statistics.median(r[kind][0] / r[PLAIN][0] for r in rounds), 2),
            "wall_ratio": round(statistics.median(r[kind][1] / r[PLAIN][1] for r in rounds), 2),
        }
        for kind in (PLAIN, NEW, SAME, CHANGED)
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--table", choices=sorted(ROWS), default="messages")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    contract, (make, column) = CONTRACTS[given.table], ROWS[given.table]
    rows = make(given.rows)
    other = changed(rows, column)
    found = {}
    for name, with_constraints in (("constraints on", True), ("constraints off", False)):
        rounds = [one_round(contract, rows, other, with_constraints) for _ in range(given.repeats)]
        found[name] = report(rounds)
        print(f"{given.table}, {given.rows:,} rows, {name}, medians of {given.repeats}")
        for kind, figures in found[name].items():
            print(f"    {kind:<14}" + "".join(f"  {value:>8} {what}" for what, value in figures.items()), flush=True)
    if given.json:
        given.json.write_text(json.dumps({"table": given.table, "rows": given.rows, **found}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
