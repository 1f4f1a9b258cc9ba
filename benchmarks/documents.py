"""The queries of the content repository: their plans, their time, and what secondary indexes would change.

    python benchmarks/documents.py [--posts 10000,100000]

Time is processor time of this process, the median of many calls on an open file; an index is tried one at a time.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from egregora_assets.database.content.repository import DuckDBContent
from egregora_assets_tests.asset_bodies import KEY
from egregora_assets_tests.database.content_room import AUTHOR, NOON, STEP, OverheardFile, posts, room, scans_of

CANDIDATES = {
    "documents (slug)": 'CREATE INDEX tried ON documents ("slug")',
    "documents (doc_type)": 'CREATE INDEX tried ON documents ("doc_type")',
    "documents (created_at)": 'CREATE INDEX tried ON documents ("created_at")',
    "document_tags (tag)": 'CREATE INDEX tried ON document_tags ("tag")',
}
CALLS = 15


def queries(content: DuckDBContent, count: int) -> Mapping[str, Callable[[], Any]]:
    """What readers ask for, by name."""
    middle = content.find(since=NOON + count // 2 * STEP, limit=1).documents[0]
    day = NOON + count // 2 * STEP
    return {
        "get": lambda: content.get(middle.document_id),
        "find by slug": lambda: content.find(slug=middle.slug),
        "newest of a type": lambda: content.find(doc_type="post", status="published"),
        "a later page": lambda: content.find(doc_type="post", after=middle.place),
        "find by date": lambda: content.find(since=day, until=day + 60 * STEP),
        "find by person": lambda: content.find(author_id=AUTHOR),
        "find by tag": lambda: content.find(tag="tag-7"),
    }


def cost_of(call: Callable[[], Any]) -> float:
    """Median milliseconds of processor time of a call."""
    call()
    times = []
    for _ in range(CALLS):
        began = time.process_time()
        call()
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000


def plan_of(file: OverheardFile, call: Callable[[], Any]) -> str:
    """How the tables of a call's query are read, and how many rows of each."""
    scans = [s for s in scans_of(file, call) if s.row_count]
    return ", ".join(f"{s.table} {'index' if s.uses_index else 'scan'} {s.row_count}" for s in scans)


def measure(count: int) -> None:
    """Prints a row a query: the plan, the time without more indexes, the ratio with each."""
    with tempfile.TemporaryDirectory() as folder:
        posts(room(Path(folder))._file, count)
        file = OverheardFile(Path(folder) / "room.duckdb")
        content = DuckDBContent(file, KEY)
        with file.open_writer() as connection:
            asked = queries(content, count)
            plain = {name: cost_of(call) for name, call in asked.items()}
            plans = {name: plan_of(file, call) for name, call in asked.items()}
            tried: dict[str, dict[str, tuple[float, str]]] = {}
            for index, statement in CANDIDATES.items():
                connection.execute(statement)
                tried[index] = {name: (cost_of(call), plan_of(file, call)) for name, call in asked.items()}
                connection.execute("DROP INDEX tried")
        print(f"\n{count} posts: median; how tables are read, and how many rows;")
        print("    with an index on …: time divided by time without; how tables are read, if otherwise")
        for name in asked:
            print(f"{name}: {plain[name]:.1f} ms; {plans[name]}")
            for index, found in tried.items():
                cost, plan = found[name]
                print(f"    {index}: {cost / plain[name]:.2f}{'' if plan == plans[name] else '; ' + plan}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", default="10000,100000")
    for count in parser.parse_args().posts.split(","):
        measure(int(count))


if __name__ == "__main__":
    main()
