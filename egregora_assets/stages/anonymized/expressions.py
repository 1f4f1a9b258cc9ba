"""What the room reads of the vault, as expressions, all of it in a fixed order."""

from __future__ import annotations

import ibis


def exports(export_files: ibis.Table) -> ibis.Table:
    """The exports without what names them: file name, title, reasons."""
    return export_files.select(
        "export_id",
        "chat_id",
        "byte_count",
        "message_count",
        "new_message_count",
        "rejected_line_count",
        "first_sent_at",
        "last_sent_at",
        "date_order",
        "platform",
        "ingested_at",
    )


def raw_messages(ingested: ibis.Table) -> ibis.Table:
    """All messages but commands, chat by chat in order of sending."""
    said = ingested.filter(ingested.kind != "command")
    return said.order_by(["chat_id", "sent_at", "position", "message_id"])


def commands(ingested: ibis.Table) -> ibis.Table:
    """Ids of the messages that must never travel on."""
    return ingested.filter(ingested.kind == "command").select("message_id").order_by("message_id")


def commanders(ingested: ibis.Table) -> ibis.Table:
    """Who gave a command, by conversation and name as exported."""
    said = ingested.filter((ingested.kind == "command") & ingested.author_name.notnull())
    return said.select("chat_id", "author_name").distinct().order_by(["chat_id", "author_name"])


def identities(table: ibis.Table) -> ibis.Table:
    """Participants in order of chat and author."""
    return table.order_by(["chat_id", "author_id"])


def chat_facts(export_files: ibis.Table) -> ibis.Table:
    """Exports in order of chat and reading: the last one decides a chat's zone."""
    return export_files.select("chat_id", "export_id", "source", "time_zone", "ingested_at", "chat_title").order_by(
        ["chat_id", "ingested_at", "export_id"]
    )


def replies(table: ibis.Table) -> ibis.Table:
    """Messages that answer one that some export had."""
    return table.filter(table.reply_to_id.notnull()).select("message_id", "reply_to_id").order_by("message_id")


def reactions(table: ibis.Table) -> ibis.Table:
    """Reactions in order of message and place."""
    columns = ("message_id", "ordinal", "author_name", "emoji", "reaction_count")
    return table.select(*columns).order_by(["message_id", "ordinal"])


def files(export_media: ibis.Table) -> ibis.Table:
    """Files of all exports in order of export and name."""
    return export_media.order_by(["export_id", "file_name"])
