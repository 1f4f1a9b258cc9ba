"""Expressions: what the writer reads, and what the checks look for."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

_ATTACHED = ("window_id", "message_id", "ordinal")


def list_window_messages(windows: ibis.Table, window_messages: ibis.Table, messages: ibis.Table) -> ibis.Table:
    """One row a message of a window, without those that only overlap from a neighbour; by window, then time.

    Ties of time are broken by the exported position, then by message_id.
    """
    own = window_messages.filter(~window_messages.is_overlap)
    joined = own.join(windows, "window_id").join(messages, "message_id")
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
    ).order_by("chat_id", "window_start", "window_id", "sent_at", "position", "message_id")


def list_redactions(window_messages: ibis.Table, redactions: ibis.Table) -> ibis.Table:
    """One row a redaction of a window's own messages: its placeholder; by window, message and place in it."""
    own = window_messages.filter(~window_messages.is_overlap)
    joined = own.join(redactions, "message_id")
    return joined.select(own.window_id, own.message_id, redactions.ordinal, redactions.placeholder).order_by(*_ATTACHED)


def list_message_links(window_messages: ibis.Table, message_links: ibis.Table, links: ibis.Table) -> ibis.Table:
    """One row a link a window's own message: address, host, title; by window, message and place in it."""
    own = window_messages.filter(~window_messages.is_overlap)
    joined = own.join(message_links, "message_id").join(links, "link_id")
    columns = (message_links.ordinal, links.url, links.host, links.title)
    return joined.select(own.window_id, own.message_id, *columns).order_by(*_ATTACHED)


def list_message_media(window_messages: ibis.Table, message_media: ibis.Table, media_files: ibis.Table) -> ibis.Table:
    """One row a file a window's own message: its kind and description; by window, message and place in it."""
    own = window_messages.filter(~window_messages.is_overlap)
    joined = own.join(message_media, "message_id").join(media_files, "media_id")
    columns = (message_media.ordinal, media_files.media_id, media_files.media_type, media_files.description)
    return joined.select(own.window_id, own.message_id, *columns).order_by(*_ATTACHED)


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


def select_documents(rows: ibis.Table, document_ids: Sequence[str]) -> ibis.Table:
    """The rows of some documents, in a table that has a column of their identifiers; in order of it."""
    return rows.filter(rows.document_id.cast("string").isin(list(document_ids))).order_by("document_id")


def select_texts(messages: ibis.Table, window_messages: ibis.Table, message_ids: Sequence[str]) -> ibis.Table:
    """One row a message of some, where it is in a window: its text."""
    told = messages.semi_join(window_messages.filter(~window_messages.is_overlap), "message_id")
    return told.filter(told.message_id.cast("string").isin(list(message_ids))).select("message_id", "text")


def find_misquotes(citations: ibis.Table, messages: ibis.Table) -> ibis.Table:
    """Citations whose quote is not an exact part of their message's text: there should be none."""
    joined = citations.join(messages, "message_id", how="left")
    return joined.filter(messages.text.isnull() | ~messages.text.contains(citations.quote)).select(
        citations.document_id, citations.ordinal
    )


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
