"""What a run made, in a few lines, and how to look at it."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
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
_MOST_RECORDS = 100
_UNREVIEWED = "unreviewed_names"
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


def unreviewed_note() -> str:
    """How many words look like people whom nobody judged, and what to do; empty where there are none."""
    count = unreviewed_count()
    return (
        f"{count:,} words may be names of people who take no part: `egregora review names` lists them." if count else ""
    )


def unreviewed_count() -> int:
    """The count that the last look at the conversations noted."""
    from egregora_assets.command.deployment import instance

    with instance() as dagster_instance:
        for record in dagster_instance.fetch_materializations(dg.AssetKey("anonymized"), _MOST_RECORDS).records:
            made = record.asset_materialization
            if made and _UNREVIEWED in made.metadata:
                return int(str(made.metadata[_UNREVIEWED].value))
    return 0


def print_summary(home: Path, store: DuckDBStore) -> None:
    """Counts, the site's address, and what may be published."""
    made = ", ".join(f"{count:,} {word}" for word, count in counts_of(store).items() if count)
    page = home / "site" / "index.html"
    print(f"\nMade: {made or 'an empty site: no messages yet'}.")
    if note := unreviewed_note():
        print(note)
    print(f"Site: {page}")
    print(f"Look: open {page.as_uri()} in a browser. Publish the folder site alone; vault stays private.")
