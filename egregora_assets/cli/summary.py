"""What a run made, in a few lines, and how to look at it."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import ibis
from ibis import _

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.writer import read

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


def sent_in_latest_run(store: DuckDBStore) -> list[dict[str, object]]:
    """What the latest run sent to services outside: one row a service; none if nothing left this machine."""
    runs, sent = CONTRACTS["runs"].table(), CONTRACTS["transmissions"].table()
    latest = runs.order_by(ibis.desc("started_at"), ibis.desc("run_id")).limit(1)
    found = sent.semi_join(latest, "run_id").group_by("service")
    totals = found.aggregate(requests=_.request_count.sum(), sent=_.sent_bytes.sum(), rows=_.row_count.sum())
    return read(store.file("main"), totals.order_by("service")).to_pylist()


def unreviewed_note() -> str:
    """How many words look like people whom nobody judged, and what to do; empty where there are none."""
    count = unreviewed_count()
    return (
        f"{count:,} words may be names of people who take no part: `egregora review names` lists them." if count else ""
    )


def unreviewed_count() -> int:
    """The count that the last look at the conversations noted."""
    from egregora_assets.cli.deployment import instance

    with instance() as dagster_instance:
        for record in dagster_instance.fetch_materializations(dg.AssetKey("anonymized"), _MOST_RECORDS).records:
            made = record.asset_materialization
            if made and _UNREVIEWED in made.metadata:
                return int(str(made.metadata[_UNREVIEWED].value))
    return 0


def print_summary(home: Path, store: DuckDBStore) -> None:
    """Counts, what left this machine, the site's address, and what may be published."""
    made = ", ".join(f"{count:,} {word}" for word, count in counts_of(store).items() if count)
    page = home / "site" / "index.html"
    print(f"\nMade: {made or 'an empty site: no messages yet'}.")
    for one in sent_in_latest_run(store):
        amount = "not counted, since the run died" if one["sent"] is None else f"{one['requests']:,} requests"
        size = "" if one["sent"] is None else f", {one['sent']:,} bytes"
        print(f"Left this machine for {one['service']}: {amount}{size}.")
    if note := unreviewed_note():
        print(note)
    print(f"Site: {page}")
    print(f"Look: open {page.as_uri()} in a browser. Publish the folder site alone; vault stays private.")
