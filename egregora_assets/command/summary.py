"""What a run made, in a few lines, and how to look at it."""

from __future__ import annotations

from pathlib import Path

import ibis

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.writer import read

_COUNTED = (
    ("messages", "messages"),
    ("people", "authors"),
    ("redactions", "redactions"),
    ("pictures and files", "media_files"),
    ("links", "links"),
    ("code references", "code_references"),
    ("citations", "citations"),
)
_DOCUMENTS = (("posts", "post"), ("profiles", "profile"), ("journal entries", "journal"))


def counts_of(store: DuckDBStore) -> dict[str, int]:
    """How many of each thing the database holds, by the word for it."""
    documents = CONTRACTS["documents"].table()
    shown = documents.filter(documents.status == "published")
    with store.file("main").reading():
        found = {word: _count(store, CONTRACTS[table].table()) for word, table in _COUNTED}
        by_type = read(store.file("main"), shown.group_by("doc_type").aggregate(n=shown.count())).to_pylist()
    counts = {row["doc_type"]: int(row["n"]) for row in by_type}
    return found | {word: counts.get(doc_type, 0) for word, doc_type in _DOCUMENTS}


def _count(store: DuckDBStore, table: ibis.Table) -> int:
    rows = read(store.file("main"), table.aggregate(n=table.count()))
    return int(rows["n"][0].as_py())


def print_summary(home: Path, store: DuckDBStore) -> None:
    """Counts, the site's address, and what may be published."""
    made = ", ".join(f"{count:,} {word}" for word, count in counts_of(store).items() if count)
    page = home / "site" / "index.html"
    print(f"\nMade: {made or 'an empty site: no messages yet'}.")
    print(f"Site: {page}")
    print(f"Look: open {page.as_uri()} in a browser. Publish the folder site alone; vault stays private.")
