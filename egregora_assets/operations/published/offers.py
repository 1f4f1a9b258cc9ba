"""Posts for which the writer would write something else than what a person made of an earlier version."""

from __future__ import annotations

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.operations.published.posts import digest_version


def find_offers(store: DuckDBStore) -> frozenset[str]:
    """The ids of these posts."""
    offered, documents = CONTRACTS["offered_posts"].table(), CONTRACTS["documents"].table()
    told = offered.join(documents.select("document_id", "based_on"), "document_id")
    rows = read_rows(store.file("main"), told.select("document_id", "based_on", "title", "summary", "content"))
    return frozenset(
        str(row["document_id"])
        for row in rows.to_pylist()
        if digest_version(row["title"], row["summary"], row["content"]) != row["based_on"]
    )
