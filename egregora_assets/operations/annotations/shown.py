"""Which annotations the site shows: those that are published, on what is shown itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from egregora_assets.database.store import DuckDBStore
from egregora_assets.services.content import MOST, Document


def list_shown(store: DuckDBStore) -> list[Document]:
    """The annotations that the next run shows, newest first: none below one that was taken off or hidden."""
    found = {one.document_id: one for one in _read(store)}
    while True:
        loose = [
            document_id
            for document_id, one in found.items()
            if one.parent and one.parent.kind == "annotation" and one.parent.identifier not in found
        ]
        if not loose:
            return list(found.values())
        for document_id in loose:
            del found[document_id]


def count_notes_below(store: DuckDBStore, identifier: str) -> int:
    """How many annotations hang on a post or annotation, and on these, so that they go with it."""
    children: dict[str, list[str]] = defaultdict(list)
    for one in list_shown(store):
        if one.parent:
            children[one.parent.identifier].append(one.document_id)
    below, count = [identifier], 0
    while below:
        found = children[below.pop()]
        below += found
        count += len(found)
    return count


def _read(store: DuckDBStore) -> Iterator[Document]:
    after = None
    while True:
        page = store.content.find(doc_type="annotation", status="published", limit=MOST, after=after)
        yield from page.documents
        after = page.after
        if after is None:
            return
