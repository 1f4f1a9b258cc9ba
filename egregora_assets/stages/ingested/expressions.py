"""What new messages are compared with, and what must hold of the vault's tables, as expressions over them."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Sequence

import ibis

from egregora_assets.readers.whatsapp.dates import LEFT_OPEN

_DAY_AND_MONTH = ("DMY", "MDY")
Stretch = tuple[dt.datetime, dt.datetime]


def messages_to_compare(ingested: ibis.Table, near: Sequence[tuple[str, Stretch, Stretch]]) -> ibis.Table:
    """The messages that new ones are compared with, and all commands, of which the latest counts.

    Args:
        near: conversations with the local times (without the last) and the instants (with it) of their new messages.
    """
    conditions = [ingested.kind == "command"]
    for chat_id, (first, stop), (begin, end) in near:
        is_local = (ingested.local_time >= first) & (ingested.local_time < stop)
        is_near = is_local | ingested.sent_at.between(begin, end)
        conditions.append((ingested.chat_id == ibis.uuid(chat_id)) & is_near)
    return ingested.filter(functools.reduce(operator.or_, conditions))


def messages_shown(ingested: ibis.Table, chat_ids: Sequence[str]) -> ibis.Table:
    """All messages of some conversations, and all commands."""
    is_shown = ingested.chat_id.isin([ibis.uuid(chat_id) for chat_id in chat_ids])
    return ingested.filter((ingested.kind == "command") | is_shown)


def forms_of(message_versions: ibis.Table, messages: ibis.Table) -> ibis.Table:
    """The forms of some messages."""
    return message_versions.semi_join(messages, "message_id")


def messages_outside_their_export(ingested: ibis.Table, export_files: ibis.Table) -> ibis.Table:
    """Messages outside the span of the export that brought them, by more than the minute that it may round to."""
    spans = export_files.select("export_id", "first_sent_at", "last_sent_at")
    joined = ingested.join(spans, "export_id", how="left")
    minute = ibis.interval(minutes=1)
    is_inside = (joined.sent_at >= joined.first_sent_at - minute) & (joined.sent_at <= joined.last_sent_at + minute)
    return joined.filter(~is_inside | joined.first_sent_at.isnull()).select("message_id")


def exports_in_another_order(export_files: ibis.Table, order: str) -> ibis.Table:
    """Exports whose dates leave open whether the day or the month comes first, and that were read otherwise."""
    is_open = export_files.date_order_evidence.endswith(LEFT_OPEN)
    is_other = export_files.date_order.isin(_DAY_AND_MONTH) & (export_files.date_order != order)
    return export_files.filter(is_open & is_other & (order in _DAY_AND_MONTH)).select("export_id")


def authors_without_identity(ingested: ibis.Table, identities: ibis.Table) -> ibis.Table:
    """Names of authors that no identity of the same conversation bears: nobody would give them a pseudonym."""
    authors = ingested.filter(ingested.author_name.notnull()).select("chat_id", "author_name").distinct()
    known = identities.select("chat_id", author_name=identities.display_name)
    return authors.anti_join(known, ["chat_id", "author_name"])


def chats_without_authors(ingested: ibis.Table) -> ibis.Table:
    """Conversations in which nobody speaks."""
    counted = ingested.group_by("chat_id").aggregate(author_count=ingested.author_name.nunique())
    return counted.filter(counted.author_count == 0).select("chat_id")


def exports_with_wrong_counts(ingested: ibis.Table, export_files: ibis.Table) -> ibis.Table:
    """Exports that are said to have brought fewer messages than they did, or more new ones than they hold."""
    brought = ingested.group_by("export_id").aggregate(brought_count=ingested.message_id.count())
    joined = export_files.left_join(brought, "export_id")
    is_wrong = (joined.brought_count.coalesce(0) > joined.new_message_count) | (
        joined.new_message_count > joined.message_count
    )
    return joined.filter(is_wrong).select("export_id")
