"""Expressions: what the site asks of notes and of messages that no post shows, by commands and from the chat."""

from __future__ import annotations

import ibis
from ibis import _


def list_annotations(annotations: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """One row an annotation with the id of the message, post or annotation that it is written on."""
    hidden = authors.filter(_.is_opted_out).select("author_id")
    shown = annotations.anti_join(hidden, "author_id")
    target_id = ibis.coalesce(shown.parent_message_id, shown.parent_document_id)
    return shown.select("annotation_id", target_id=target_id).order_by("annotation_id")


def list_chat_notes(message_notes: ibis.Table, chats: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """One row a note that somebody wrote in the chat, with the id of the message that it stands on, oldest first."""
    shown = message_notes.anti_join(authors.filter(_.is_opted_out), "author_id")
    told = shown.inner_join(chats.select("chat_id", "language"), "chat_id")
    return told.select(
        "chat_id",
        "target_id",
        "author_id",
        document_id=_.message_id,
        content=_.text,
        language=_.language.fill_null("en"),
        created_at=_.sent_at.cast("timestamp(6)"),
    ).order_by("created_at", "document_id")


def list_skipped(decisions: ibis.Table, nominations: ibis.Table) -> ibis.Table:
    """One row a message that no post shows, because the operator or somebody in the chat said so; the first decides."""
    said = ((decisions, 0), (nominations, 1))
    ranked = ibis.union(
        *(t.select("message_id", nomination=t.nomination.cast("string"), rank=ibis.literal(n)) for t, n in said)
    )
    decided = ranked.group_by("message_id").aggregate(nomination=ranked.nomination.argmin(ranked["rank"]))
    return decided.filter(_.nomination == "skip").select("message_id").order_by("message_id")
