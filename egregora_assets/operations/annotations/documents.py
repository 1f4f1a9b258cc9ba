"""Documents of the site, decided by a person: listed, taken off the site, put back, announced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import ibis

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.documents import PERSON
from egregora_assets.contracts.instants import count_nanoseconds, read_nanoseconds, to_aware_utc, utc_now
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import AnnotationRefused, DocumentUnclear
from egregora_assets.operations.annotations.redacting import redact_text
from egregora_assets.operations.annotations.shown import count_notes_below
from egregora_assets.operations.command_runs import record_run
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.inbox_report import find_chat
from egregora_assets.operations.published.offers import find_offers
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.site.printable import make_slug, one_line

JOB_NAME = "decide_documents"
KINDS = ("post", "profile", "journal", "announcement")
_DIGITS = 8
"""How many hexadecimal digits of an id are enough to look it up."""


@dataclass(frozen=True)
class PublishedDocument:
    """A document of the site, or one that was taken off it.

    Attributes:
        kind: `post`, `profile`, `journal` or `announcement`.
        created_at: UTC.
        address: its page, relative to the site; None where it has none of its own, or none yet.
        note_count: of the annotations that were taken off the site with it, or are back.
        status: `draft`, `published` or `archived`.
        is_edited: whether a person edited the text; has_offer: the writer would write something else by now, which
            `export_posts` writes beside it.
    """

    document_id: str
    kind: str
    title: str
    created_at: dt.datetime
    is_archived: bool
    address: str | None
    note_count: int = 0
    status: str = "published"
    is_edited: bool = False
    has_offer: bool = False


def list_documents(
    context: DeploymentContext, *, archived: bool = False, drafts: bool = False
) -> list[PublishedDocument]:
    """The documents of the site, newest first; or those that somebody took off it, or the drafts."""
    context.store.prepare()
    wanted = ("archived",) if archived else ("draft",) if drafts else ("published",)
    offered = find_offers(context.store)
    found = (one for one, _ in _read(context.store, wanted) if one.is_archived == archived)
    return [replace(one, has_offer=one.document_id in offered) for one in found]


@under_lease("documents archive")
def archive(context: DeploymentContext, target: str) -> PublishedDocument:
    """Takes a document off the site with the next run; it stays off until somebody puts it back.

    Args:
        target: its id or the first eight digits, or its address on the site.

    Raises:
        DocumentUnclear: no document of the site is meant, or several are.
        ErasureUnfinished: an erasure was cut off.
    """
    return _decide(context, target, "archived", ("published", "draft"))


@under_lease("documents unarchive")
def unarchive(context: DeploymentContext, target: str) -> PublishedDocument:
    """Puts a document back on the site with the next run; what a writer wrote is the writer's again.

    Args:
        target: its id or the first eight digits, or the address that it had.

    Raises:
        DocumentUnclear: no document that was taken off is meant, or several are.
        ErasureUnfinished: an erasure was cut off.
    """
    return _decide(context, target, "published", ("archived",))


@under_lease("documents draft")
def make_draft(context: DeploymentContext, target: str) -> PublishedDocument:
    """Takes a document off the site with the next run until it is finished: a draft, which no run publishes.

    Args:
        target: its id or the first eight digits, or its address on the site.

    Raises:
        DocumentUnclear: no document of the site is meant, or several are.
        ErasureUnfinished: an erasure was cut off.
    """
    return _decide(context, target, "draft", ("published",))


@under_lease("documents publish")
def publish_draft(context: DeploymentContext, target: str) -> PublishedDocument:
    """Publishes a draft with the next run; what a writer wrote is the writer's again.

    Args:
        target: its id or the first eight digits, or the address that it had.

    Raises:
        DocumentUnclear: no draft is meant, or several are.
        ErasureUnfinished: an erasure was cut off.
    """
    return _decide(context, target, "published", ("draft",))


@under_lease("documents announce")
def announce(context: DeploymentContext, title: str, text: str, chat: str | None = None) -> PublishedDocument:
    """Writes an announcement: a page of its own, found by search and in the feeds. The same again changes nothing.

    Args:
        title: a line; text: Markdown. Names of the conversation become pseudonyms, personal data placeholders.
        chat: the conversation that it belongs to: its slug or id; None = the first by title.

    Raises:
        AnnotationRefused: title or text is empty, or something of the vault is left in it; or there is no such
            conversation.
        ErasureUnfinished: an erasure was cut off.
    """
    refuse_during_erasure(context.home)
    context.store.prepare()
    store = context.store
    chat_id = _find_chat(store, chat)
    headline = one_line(redact_text(context, one_line(title), chat_id)[0])
    shown, _ = redact_text(context, text, chat_id)
    with store.runs.writing_session(), record_run(store, JOB_NAME, chat_id) as run_id:
        slug = make_slug(headline) or "announcement"
        written = count_nanoseconds(utc_now())
        saved = store.content.announce(chat_id, slug, headline, shown, written, run_id)
        if saved.status != "published":
            store.content.restore(saved.document_id, run_id)
    created_at = read_nanoseconds(saved.created_at)
    return PublishedDocument(saved.document_id, saved.doc_type, saved.title or "", created_at, False, None)


def _decide(context: DeploymentContext, target: str, status: str, before: tuple[str, ...]) -> PublishedDocument:
    refuse_during_erasure(context.home)
    context.store.prepare()
    store = context.store
    found = [d for d, slug in _read(store, before) if _is_meant(d, slug, target.strip())]
    if len(found) != 1:
        raise DocumentUnclear(len(found), before[0])
    document_id = found[0].document_id
    with store.runs.writing_session(), record_run(store, JOB_NAME, document_id) as run_id:
        store.content.decide(document_id, status, run_id)
    notes = count_notes_below(store, document_id)
    return replace(found[0], is_archived=status == "archived", status=status, note_count=notes)


def _is_meant(document: PublishedDocument, slug: str, text: str) -> bool:
    """Whether a document has that id, or that address now; or had it, as its slug tells, if it has none."""
    digits = text.lower().replace("-", "")
    if len(digits) >= _DIGITS and document.document_id.replace("-", "").startswith(digits):
        return True
    path = text.partition("#")[0].partition("?")[0]
    if document.address:
        return path == document.address or path.endswith(f"/{document.address}")
    return path.rpartition("/")[2] == f"{slug}.html"


def _read(store: DuckDBStore, statuses: tuple[str, ...]) -> Iterator[tuple[PublishedDocument, str]]:
    """The documents of some statuses with their slugs, newest first."""
    documents, files, authors = (CONTRACTS[name].table() for name in ("documents", "site_files", "authors"))
    hidden = authors.filter(authors.is_opted_out).select(subject_author_id=authors.author_id)
    wanted = documents.filter(documents.status.isin(statuses) & documents.doc_type.isin(KINDS))
    wanted = wanted.anti_join(hidden, "subject_author_id")
    pages = files.filter(files.document_id.notnull() & files.path.endswith(".html"))
    paths = pages.group_by("document_id").aggregate(path=pages.path.min())
    found = wanted.left_join(paths, "document_id").order_by(ibis.desc("created_at"), "document_id")
    columns = ("document_id", "doc_type", "title", "slug", "path", "status", "writer")
    rows = found.select(*columns, written_at=found.created_at.cast("timestamp(6)"))
    for row in read_rows(store.file("main"), rows).to_pylist():
        i, kind, title, written_at = (row[c] for c in ("document_id", "doc_type", "title", "written_at"))
        shown = PublishedDocument(
            str(i), str(kind), str(title or ""), to_aware_utc(written_at), row["status"] == "archived", row["path"],
            status=row["status"], is_edited=kind == "post" and row["writer"] == PERSON,
        )  # fmt: skip
        yield shown, str(row["slug"])


def _find_chat(store: DuckDBStore, chat: str | None) -> str:
    """The id of a conversation.

    Raises:
        AnnotationRefused: there is none, or none is called that.
    """
    chats = CONTRACTS["chats"].table().order_by("public_title", "chat_id")
    slugs = {str(row["chat_id"]): str(row["slug"]) for row in read_rows(store.file("main"), chats).to_pylist()}
    found = next(iter(slugs), None) if chat is None else find_chat(slugs, chat)
    if found is None:
        listed = ", ".join(slugs.values())
        remedy = f"name one of {listed}." if listed else "`egregora process EXPORT` reads a conversation."
        raise AnnotationRefused("there is no such conversation", remedy)
    return found
