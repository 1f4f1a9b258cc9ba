"""What the stage reads of the vault, each table in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping

import ibis


def select_exports(export_files: ibis.Table) -> ibis.Table:
    """The exports without what may hold a name: file name, title, reasons."""
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


def select_messages(ingested: ibis.Table) -> ibis.Table:
    """All messages except commands, by chat and in order of sending."""
    said = ingested.filter(ingested.kind != "command")
    return said.order_by(["chat_id", "sent_at", "position", "message_id"])


def messages_with_placeholders(messages: ibis.Table, redactions: ibis.Table) -> ibis.Table:
    """The messages in whose text something was replaced, or may be taken for it: about one in twenty."""
    redacted = messages.message_id.isin(redactions.message_id)
    return messages.filter(redacted | messages.text.contains("[")).select("message_id", "text")


def select_commanders(ingested: ibis.Table) -> ibis.Table:
    """Who gave a command: chat and name as exported, each once."""
    said = ingested.filter((ingested.kind == "command") & ingested.author_name.notnull())
    return said.select("chat_id", "author_name").distinct().order_by(["chat_id", "author_name"])


def order_identities(table: ibis.Table) -> ibis.Table:
    """Participants, by chat and author."""
    return table.order_by(["chat_id", "author_id"])


def select_chats(export_files: ibis.Table) -> ibis.Table:
    """Facts about chats, one row an export, by chat and time of reading: the last one decides a chat's time zone."""
    return export_files.select("chat_id", "export_id", "source", "time_zone", "ingested_at", "chat_title").order_by(
        ["chat_id", "ingested_at", "export_id"]
    )


def select_replies(table: ibis.Table) -> ibis.Table:
    """Replies to messages that some export holds, by message."""
    return table.filter(table.reply_to_id.notnull()).select("message_id", "reply_to_id").order_by("message_id")


def select_reactions(table: ibis.Table) -> ibis.Table:
    """Reactions by message and ordinal."""
    columns = ("message_id", "ordinal", "author_name", "emoji", "reaction_count")
    return table.select(*columns).order_by(["message_id", "ordinal"])


def order_files(export_media: ibis.Table) -> ibis.Table:
    """Files of all exports, by export and name."""
    return export_media.order_by(["export_id", "file_name"])


def select_written(anonymized: Mapping[str, ibis.Table], name: str) -> ibis.Table:
    """What an earlier run wrote into `messages` or `redactions`, as far as it decides what is written anew."""
    columns = {"messages": ("message_id", "chat_id", "text"), "redactions": ("message_id", "ordinal", "placeholder")}
    return anonymized[name].select(*columns[name])
