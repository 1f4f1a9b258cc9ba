"""What an annotation is written on, as people point to it: an id, or the address of a page of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator

import ibis

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import AnnotationTargetUnclear
from egregora_assets.operations.annotations.shown import list_shown
from egregora_assets.services.content import Parent

_MESSAGE = re.compile(r"(?:(?:^|/)([^/#?]*)(?:\?[^#]*)?)#m-([0-9a-f]{8,32})$")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})\.html")
_POST = re.compile(r"(?:^|/)(posts/[^/#?]+\.html)(?:[#?].*)?$")
_ID = re.compile(r"[0-9a-f]{8}[0-9a-f-]*", re.IGNORECASE)
_KINDS = ("post", "annotation")


def find_target(store: DuckDBStore, text: str) -> Parent:
    """The one message, post or annotation that is meant, of those that the site shows.

    Args:
        text: its id or the first eight digits, the address of a post's page, or of a message on its day's page.

    Raises:
        AnnotationTargetUnclear: none is meant, or several.
    """
    found = list(_find(store, text.strip()))
    if len(found) != 1:
        raise AnnotationTargetUnclear(len(found))
    return found[0]


def _find(store: DuckDBStore, text: str) -> Iterator[Parent]:
    file = store.file("main")
    messages, documents, files = (CONTRACTS[name].table() for name in ("messages", "documents", "site_files"))
    hidden = CONTRACTS["authors"].table().filter(lambda t: t.is_opted_out)
    said = messages.anti_join(hidden, "author_id").select(
        identifier=messages.message_id, day=messages.local_time.date()
    )
    written = documents.filter((documents.status == "published") & documents.doc_type.isin(_KINDS))
    anchor, page = _MESSAGE.search(text), _POST.search(text)
    if anchor:
        told = said if text.startswith("#") else _select_on_page(said, anchor[1])
        yield from _read(store, told.mutate(kind=ibis.literal("message")), anchor[2])
    elif page:
        shown = files.filter(files.path == page[1]).inner_join(written, "document_id")
        for row in read_rows(file, shown.select("document_id", "doc_type")).to_pylist():
            yield Parent(str(row["doc_type"]), str(row["document_id"]))
    elif _ID.fullmatch(text):
        digits = text.lower().replace("-", "")
        yield from _read(store, said.mutate(kind=ibis.literal("message")), digits)
        found = list(_read(store, written.select(identifier=written.document_id, kind=written.doc_type), digits))
        noted = any(one.kind == "annotation" for one in found)
        shown = {one.document_id for one in list_shown(store)} if noted else set()
        yield from (one for one in found if one.kind != "annotation" or one.identifier in shown)


def _select_on_page(messages: ibis.Table, page: str) -> ibis.Table:
    """The messages that a page shows, given by its name: those of its day."""
    day = _DAY.fullmatch(page)
    return messages.filter(messages.day.cast("string") == day[1] if day else False)


def _read(store: DuckDBStore, things: ibis.Table, digits: str) -> Iterator[Parent]:
    """Those whose id begins with some hexadecimal digits, in order."""
    begun = things.filter(things.identifier.cast("string").replace("-", "").startswith(digits))
    for row in read_rows(store.file("main"), begun.select("identifier", "kind").order_by("identifier")).to_pylist():
        yield Parent(str(row["kind"]), str(row["identifier"]))
