"""Expressions: what the writer reads, the rows of the tables, and what the checks look for."""

from __future__ import annotations

from collections.abc import Mapping

import ibis

from egregora_assets.contracts.documents import (
    ADDRESS,
    CITATIONS,
    DOCUMENT_TAGS,
    DOCUMENTS,
    OFFERED_POSTS,
    PERSON,
    is_manual,
)
from egregora_assets.contracts.model import Contract
from egregora_assets.contracts.tables import name_result

TableMap = Mapping[str, ibis.Table]
_ATTACHED = ("window_id", "message_id", "ordinal")


STARS = ("⭐", "🌟", "📌")
"""Signs by which people ask that a message be kept."""


def nominate_messages(anonymized: TableMap, decisions: ibis.Table) -> ibis.Table:
    """One row a message that was nominated, and for what: the operator decides, then commands, then reactions."""
    sign = anonymized["message_reactions"].emoji.replace("\ufe0f", "")
    starred = anonymized["message_reactions"].filter(sign.isin(STARS)).select("message_id").distinct()
    said = ((decisions, 0), (anonymized["message_nominations"], 1))
    ranked = ibis.union(
        *(t.select("message_id", nomination=t.nomination.cast("string"), rank=ibis.literal(n)) for t, n in said),
        starred.select("message_id", nomination=ibis.literal("keep").cast("string"), rank=ibis.literal(2)),
    )
    return ranked.group_by("message_id").aggregate(nomination=ranked.nomination.argmin(ranked["rank"]))


def list_window_messages(
    windows: ibis.Table, window_messages: ibis.Table, anonymized: TableMap, decisions: ibis.Table
) -> ibis.Table:
    """One row a message of a window, without those that only overlap from a neighbour, with the message that it
    answers and what it is nominated for; by window, then time.

    Ties of time are broken by the exported position, then by message_id.
    """
    own = window_messages.filter(~window_messages.is_overlap)
    messages, message_replies = anonymized["messages"], anonymized["message_replies"]
    nominated = nominate_messages(anonymized, decisions)
    joined = own.join(windows, "window_id").join(messages, "message_id").left_join(message_replies, "message_id")
    joined = joined.left_join(nominated, "message_id")
    return joined.select(
        windows.chat_id,
        windows.window_start,
        own.window_id,
        own.message_id,
        messages.author_id,
        messages.sent_at,
        messages.local_time,
        messages.position,
        messages.kind,
        messages.text,
        message_replies.reply_to_id,
        nominated.nomination,
    ).order_by("chat_id", "window_start", "window_id", "sent_at", "position", "message_id")


def list_redactions(window_messages: ibis.Table, redactions: ibis.Table) -> ibis.Table:
    """One row a redaction of a window's own messages: its placeholder; by window, message and place in it."""
    own = window_messages.filter(~window_messages.is_overlap)
    joined = own.join(redactions, "message_id")
    return joined.select(own.window_id, own.message_id, redactions.ordinal, redactions.placeholder).order_by(*_ATTACHED)


def list_message_reactions(window_messages: ibis.Table, message_reactions: ibis.Table) -> ibis.Table:
    """One row a sign put to a window's own message: by whom, and by how many; by window, message and place in it."""
    own = window_messages.filter(~window_messages.is_overlap)
    joined = own.join(message_reactions, "message_id")
    columns = ("ordinal", "author_id", "emoji", "reaction_count")
    return joined.select(own.window_id, own.message_id, *(message_reactions[c] for c in columns)).order_by(*_ATTACHED)


def list_message_links(window_messages: ibis.Table, message_links: ibis.Table, links: ibis.Table) -> ibis.Table:
    """One row a link a window's own message: address, host, title; by window, message and place in it."""
    own = window_messages.filter(~window_messages.is_overlap)
    joined = own.join(message_links, "message_id").join(links, "link_id")
    columns = (message_links.ordinal, links.url, links.host, links.title)
    return joined.select(own.window_id, own.message_id, *columns).order_by(*_ATTACHED)


def list_message_media(window_messages: ibis.Table, message_media: ibis.Table, media_files: ibis.Table) -> ibis.Table:
    """One row a file a window's own message: its kind, look and size; by window, message and place in it."""
    own = window_messages.filter(~window_messages.is_overlap)
    joined = own.join(message_media, "message_id").join(media_files, "media_id")
    columns = ("ordinal", "media_id", "media_type", "width", "height")
    selected = joined.select(own.window_id, own.message_id, *columns, look=media_files.phash)
    return selected.order_by(*_ATTACHED)


def list_earlier_passages(window_context: ibis.Table, chunks: ibis.Table) -> ibis.Table:
    """One row an earlier passage that retrieval found for a window: its window and its span; by window and rank."""
    joined = window_context.join(chunks, "chunk_id")
    return joined.select(
        window_context.window_id,
        window_context.rank,
        passage_window_id=chunks.window_id,
        first_sent_at=chunks.first_sent_at,
        last_sent_at=chunks.last_sent_at,
    ).order_by("window_id", "rank")


def list_known(documents: ibis.Table) -> ibis.Table:
    """One row a document, without its text; by its identifier."""
    columns = (
        "document_id",
        "chat_id",
        "doc_type",
        "slug",
        "title",
        "status",
        "decided_by",
        "window_start",
        "window_id",
    )
    return documents.select(*columns, "subject_author_id").order_by("document_id")


def list_archivable(
    gone: ibis.Table,
    generated: TableMap,
    anonymized: TableMap,
    window_messages: ibis.Table,
) -> ibis.Table:
    """One row a document, of those that are gone, that may be kept as archived; by its identifier.

    Only where everything that it quotes still exists in a window and everybody in it still takes part: what was erased,
    redacted again or withdrawn by opting out disappears with the document.
    """
    messages, documents = anonymized["messages"], generated["documents"]
    present = anonymized["authors"].filter(~anonymized["authors"].is_opted_out).select("author_id")
    told = messages.semi_join(window_messages.filter(~window_messages.is_overlap), "message_id")
    lost = find_misquotes(generated["citations"].semi_join(gone, "document_id"), told)
    silent = generated["document_authors"].anti_join(present, "author_id")
    about = documents.select("document_id", author_id=documents.subject_author_id)
    portraits = about.filter(about.author_id.notnull()).anti_join(present, "author_id")
    stored = documents.semi_join(gone, "document_id").semi_join(anonymized["chats"], "chat_id").select("document_id")
    for unfit in (lost, silent, portraits):
        stored = stored.anti_join(unfit.select("document_id"), "document_id")
    return stored.order_by("document_id")


# --- what the stage writes: what was written, and what is kept of documents whose subject is gone ---------------------


def _name_result(name: str, contract: Contract, *columns: str) -> ibis.Table:
    """A result with some columns of a contract; without any, with all of them."""
    return name_result(name, {column: contract.schema[column] for column in columns or contract.schema})


TEXTS = (
    *("document_id", "doc_type", "slug", "title", "summary", "content", "content_hash", "language", "created_at"),
    *("window_id", "subject_author_id", "writer", "form"),
)
"""The columns of `documents` that a writer fills."""
WRITTEN = _name_result("result_documents", DOCUMENTS, *TEXTS)
WRITTEN_TAGS = _name_result("result_tags", DOCUMENT_TAGS)
WRITTEN_CITATIONS = _name_result("result_citations", CITATIONS)
GONE = _name_result("result_gone", DOCUMENTS, "document_id")
"""Stored documents that are not written any more."""
ARCHIVED = _name_result("result_archived", DOCUMENTS, "document_id")
"""What `list_archivable` gives."""
REPLACED = _name_result("result_replaced", DOCUMENTS, "document_id")
"""Stored documents that were written again or are gone."""


def build_rows(generated: TableMap, anonymized: TableMap, windows: ibis.Table) -> dict[str, ibis.Table]:
    """The rows of every table of documents that are written or kept, by contract: nothing of those that stay."""
    messages, authors = anonymized["messages"], anonymized["authors"]
    documents = build_documents(generated["documents"], windows, authors)
    return {
        "document_addresses": documents.select(*ADDRESS),
        "documents": documents,
        "document_authors": list_quoted_authors(generated["document_authors"], messages, authors),
        "document_tags": keep_rows(WRITTEN_TAGS, generated["document_tags"]),
        "citations": keep_rows(WRITTEN_CITATIONS, generated["citations"]),
        "offered_posts": list_offered(generated["documents"]),
    }


def build_documents(documents: ibis.Table, windows: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """Rows of `documents`: what was written of a window or of a person, in its time and its conversation.

    Args:
        documents: stored; of them those that are kept as archived.
    """
    spans = windows.select("window_id", "window_start", "window_end", told_in=windows.chat_id)
    people = authors.select(subject_author_id=authors.author_id, lives_in=authors.chat_id)
    placed = WRITTEN.left_join(spans, "window_id").left_join(people, "subject_author_id")
    written = placed.select(
        *TEXTS,
        chat_id=placed.told_in.coalesce(placed.lives_in),
        status=ibis.literal("published"),
        decided_by=ibis.literal("writer"),
        window_start=placed.window_start,
        window_end=placed.window_end,
        media_id=ibis.null("uuid"),
        based_on=ibis.null("uuid"),
    )
    kept = documents.semi_join(ARCHIVED, "document_id").mutate(status=ibis.literal("archived"))
    return written.union(kept.select(*written.columns))


def list_quoted_authors(document_authors: ibis.Table, messages: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """Rows of `document_authors`: who said what a document quotes, and whom it portrays."""
    said = WRITTEN_CITATIONS.inner_join(messages.select("message_id", "author_id"), "message_id")
    portrayed = WRITTEN.inner_join(authors.select("author_id"), WRITTEN.subject_author_id == authors.author_id)
    kept = document_authors.semi_join(ARCHIVED, "document_id")
    return ibis.union(
        said.select("document_id", "author_id"),
        portrayed.select("document_id", "author_id"),
        kept.select("document_id", "author_id"),
        distinct=True,
    )


def keep_rows(written: ibis.Table, stored: ibis.Table) -> ibis.Table:
    """Rows of a table: what was written, and the stored rows of documents that are kept as archived."""
    columns = [name for name in stored.columns if name != "run_id"]
    return written.select(*columns).union(stored.semi_join(ARCHIVED, "document_id").select(*columns))


def list_offered(documents: ibis.Table) -> ibis.Table:
    """Rows of `offered_posts`: of what was written, what stands in no post since a person's version does."""
    edited = documents.filter(is_manual(documents) & (documents.doc_type == "post"))
    return WRITTEN.semi_join(edited, "document_id").select(*OFFERED_POSTS.filled_columns)


def find_withdrawn(generated: TableMap, anonymized: TableMap) -> ibis.Table:
    """One row a post that people edited and that cannot stay so, by its identifier: it tells of somebody who opted out
    since, or quotes words that are hidden since.
    """
    documents = generated["documents"]
    edited = documents.filter((documents.writer == PERSON) & (documents.doc_type == "post")).select("document_id")
    silent = anonymized["authors"].filter(anonymized["authors"].is_opted_out)
    telling = generated["document_authors"].semi_join(silent, "author_id").select("document_id")
    lost = find_misquotes(generated["citations"].semi_join(edited, "document_id"), anonymized["messages"])
    unfit = telling.union(lost.select("document_id"), distinct=True)
    return edited.semi_join(unfit, "document_id").order_by("document_id")


def select_replaced(stored: ibis.Table, key: tuple[str, ...]) -> ibis.Table:
    """The keys of the stored rows of documents that were written again or are gone."""
    return stored.semi_join(REPLACED, "document_id").select(*key)


# --- what the checks look for ---------------------------------------------------------------------------------------


def find_misquotes(citations: ibis.Table, messages: ibis.Table) -> ibis.Table:
    """Citations whose quote is not an exact part of their message's text: there should be none."""
    joined = citations.join(messages, "message_id", how="left")
    return joined.filter(joined.text.isnull() | ~joined.text.contains(joined.quote)).select("document_id", "ordinal")


def find_uncited_posts(documents: ibis.Table, citations: ibis.Table) -> ibis.Table:
    """Published posts of a writer that cite nothing: there should be none. Imported posts may."""
    posts = documents.filter(
        (documents.doc_type == "post") & (documents.status == "published") & (documents.decided_by == "writer")
    )
    return posts.anti_join(citations, "document_id").select("document_id")


def find_quotes_of_left_out(
    citations: ibis.Table, messages: ibis.Table, authors: ibis.Table, documents: ibis.Table
) -> ibis.Table:
    """Documents that quote somebody who opted out, or portray them: there should be none."""
    silent = authors.filter(authors.is_opted_out)
    said = messages.semi_join(silent, "author_id")
    quoting = citations.semi_join(said, "message_id").select("document_id")
    portraits = documents.semi_join(silent, documents.subject_author_id == silent.author_id).select("document_id")
    return quoting.union(portraits, distinct=True)


def find_windows_without_journal(windows: ibis.Table, documents: ibis.Table) -> ibis.Table:
    """Windows without a journal entry: there should be none."""
    journals = documents.filter((documents.doc_type == "journal") & (documents.status == "published"))
    return windows.anti_join(journals, "window_id").select("window_id")
