"""Expressions: what the writer reads, and what the checks look for."""

from __future__ import annotations

import ibis


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


def list_message_links(message_links: ibis.Table, links: ibis.Table) -> ibis.Table:
    """One row a link a message: address, host, title; by message and place in it."""
    joined = message_links.join(links, "link_id")
    return joined.select(message_links.message_id, message_links.ordinal, links.url, links.host, links.title).order_by(
        "message_id", "ordinal"
    )


def list_message_media(message_media: ibis.Table, media_files: ibis.Table) -> ibis.Table:
    """One row a file a message: its kind and description; by message and place in it."""
    joined = message_media.join(media_files, "media_id")
    columns = (media_files.media_id, media_files.media_type, media_files.description)
    return joined.select(message_media.message_id, message_media.ordinal, *columns).order_by("message_id", "ordinal")


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
