"""What the stage reads of the vault, each table in a fixed order; and what it writes, of the vault's rows and results.

A result is what redaction computed: text by message, names by participant, a clean file by content. It stands in an
expression as the table that `stand_for` gives. Of the vault, the writing expressions see ids, times and numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import ibis

from egregora_assets.contracts.bundles import CONTRACTS

RESULTS: Mapping[str, Mapping[str, str]] = {
    "chats": {"chat_id": "uuid", "slug": "string", "public_title": "string", "language": "string"},
    "authors": {"author_id": "uuid", "pseudonym": "string", "public_name": "string"},
    "senders": {"message_id": "uuid", "author_id": "uuid"},
    "hidden_notices": {"message_id": "uuid"},
    "texts": {"message_id": "uuid", "text": "string"},
    "redactions": {"message_id": "uuid", "ordinal": "int32", "pii_type": "string", "placeholder": "string"},
    "files": {"message_id": "uuid", "media_id": "uuid", "original_filename": "string"},
    "media": {
        "media_id": "uuid",
        "media_type": "string",
        "mime_type": "string",
        "byte_count": "int64",
        "width": "int32",
        "height": "int32",
        "clean_path": "string",
        "is_pii_redacted": "boolean",
    },
    "signs": {"message_id": "uuid", "ordinal": "int32", "author_id": "uuid", "emoji": "string"},
    "mentions": {"message_id": "uuid", "author_id": "uuid"},
    "notes": {
        "message_id": "uuid",
        "chat_id": "uuid",
        "author_id": "uuid",
        "target_id": "uuid",
        "sent_at": "timestamp(9)",
        "text": "string",
    },
    "nominations": {"message_id": "uuid", "nomination": "string"},
}
"""By name of a result: the types of its columns."""
MESSAGE_COLUMNS = ("message_id", "chat_id", "sent_at", "local_time", "position", "kind", "is_edited", "export_id")
"""What is written of a message as it stands in the vault."""
_REPLY = ("message_id", "reply_to_id")


def stand_for(name: str) -> ibis.Table:
    """The table that stands for a result in an expression."""
    return ibis.table(ibis.schema(RESULTS[name]), name=f"result_{name}")


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


def select_commands(ingested: ibis.Table) -> ibis.Table:
    """All commands, by chat and in order of sending."""
    said = ingested.filter(ingested.kind == "command")
    columns = ("message_id", "chat_id", "sent_at", "position", "author_name", "text")
    return said.select(*columns).order_by(["chat_id", "sent_at", "position", "message_id"])


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


def order_exports(export_files: ibis.Table) -> ibis.Table:
    """What is told of exports, and the title of each one's chat, by chat and time of reading."""
    told = CONTRACTS["exports"].filled_columns
    return export_files.select(*told, "source", "time_zone", "chat_title").order_by(
        ["chat_id", "ingested_at", "export_id"]
    )


def select_replies(table: ibis.Table) -> ibis.Table:
    """Replies to messages that some export holds, by message."""
    return table.filter(table.reply_to_id.notnull()).select(*_REPLY).order_by("message_id")


def select_reactions(reactions: ibis.Table, ingested: ibis.Table) -> ibis.Table:
    """Reactions to messages that are no commands, by message and ordinal, with the chat."""
    said = ingested.filter(ingested.kind != "command")
    found = reactions.inner_join(said, "message_id")
    columns = ("chat_id", "message_id", "ordinal", "author_name", "emoji", "reaction_count")
    return found.select(*columns).order_by(["message_id", "ordinal"])


def order_files(export_media: ibis.Table) -> ibis.Table:
    """Files of all exports, by export and name."""
    return export_media.order_by(["export_id", "file_name"])


def select_written(anonymized: Mapping[str, ibis.Table], name: str) -> ibis.Table:
    """What an earlier run wrote into `messages` or `redactions`, as far as it decides what is written anew."""
    columns = {"messages": ("message_id", "chat_id", "text"), "redactions": ("message_id", "ordinal", "placeholder")}
    return anonymized[name].select(*columns[name])


@cache
def express_tables(preserved: tuple[str, ...] = ()) -> Mapping[str, ibis.Table]:
    """The rows of the stage's tables, by contract, over tables of the vault and results.

    Args:
        preserved: contracts of which there are rows to write again, whose messages the vault no longer holds. They are
            results, too: `preserved_messages` and so on.
    """
    export_files, ingested, identities = (CONTRACTS[n].table() for n in ("export_files", "ingested", "identities"))
    visible = select_visible(ingested, identities)
    readable = visible.select("message_id")
    told = {
        "chats": describe_chats(export_files),
        "exports": select_exports(export_files),
        "authors": name_authors(identities),
        "messages": write_messages(visible),
        "redactions": stand_for("redactions").semi_join(readable, "message_id"),
        "attachments": attach_files(readable),
    }
    earlier = {name: _stand_for_preserved(name, rows) for name, rows in told.items() if name in preserved}
    hidden = [_select_hidden(people) for people in (identities, earlier.get("authors")) if people is not None]
    if "messages" in earlier:
        readable = readable.union(earlier["messages"].select("message_id"))
    related = {
        "message_replies": keep_visible(CONTRACTS["replies"].table().select(*_REPLY), readable, hidden),
        "message_reactions": count_signs(keep_visible(attribute_reactions(), readable, hidden)),
        "message_mentions": keep_visible(stand_for("mentions"), readable, hidden),
        "message_notes": keep_visible_notes(stand_for("notes"), readable, hidden),
        "message_nominations": keep_visible(stand_for("nominations"), readable, hidden),
    }
    for name, rows in related.items():
        if name in preserved:
            keep = keep_visible_notes if name == "message_notes" else keep_visible
            earlier[name] = keep(_stand_for_preserved(name, rows), readable, hidden)
    return {name: rows.union(earlier[name]) if name in earlier else rows for name, rows in (told | related).items()}


def select_visible(ingested: ibis.Table, identities: ibis.Table) -> ibis.Table:
    """The messages that may be read, with their authors, without texts.

    Left out are those of people who opted out or of whom nothing is known, since they were erased, and the notices that
    tell of such people.
    """
    said = ingested.select(*MESSAGE_COLUMNS).inner_join(stand_for("senders"), "message_id")
    by_somebody = said.filter(said.author_id.notnull() | (said.kind == "system"))
    hidden = _select_hidden(identities)
    return by_somebody.anti_join(hidden, "author_id").anti_join(stand_for("hidden_notices"), "message_id")


def keep_visible(relations: ibis.Table, readable: ibis.Table, hidden: Iterable[ibis.Table]) -> ibis.Table:
    """Relations of which every message may be read and nobody opted out.

    Args:
        relations: rows that name one or two messages, or a message and a person.
        readable: the ids of all messages that may be read.
        hidden: the ids of people who opted out.
    """
    kept = relations.semi_join(readable, "message_id")
    if "reply_to_id" in relations.columns:
        kept = kept.semi_join(readable.select(reply_to_id="message_id"), "reply_to_id")
    if "author_id" in relations.columns:
        for people in hidden:
            kept = kept.anti_join(people, "author_id")
    return kept


def keep_visible_notes(notes: ibis.Table, readable: ibis.Table, hidden: Iterable[ibis.Table]) -> ibis.Table:
    """Notes on messages that may be read, of people who did not opt out; with the arguments of `keep_visible`."""
    kept = notes.semi_join(readable.select(target_id="message_id"), "target_id")
    for people in hidden:
        kept = kept.anti_join(people, "author_id")
    return kept


def describe_chats(export_files: ibis.Table) -> ibis.Table:
    """The chats: the export that was read last decides a chat's program and time zone."""
    latest_first = [ibis.desc("ingested_at"), ibis.desc("export_id")]
    age = ibis.row_number().over(group_by="chat_id", order_by=latest_first)
    told = export_files.select("chat_id", "source", "time_zone", age=age)
    found = told.filter(told.age == 0).inner_join(stand_for("chats"), "chat_id")
    return found.select("chat_id", "source", "slug", "public_title", "time_zone", "language")


def name_authors(identities: ibis.Table) -> ibis.Table:
    """The participants under the names that they are shown by."""
    named = identities.inner_join(stand_for("authors"), "author_id")
    return named.select("author_id", "chat_id", "pseudonym", "public_name", "is_opted_out")


def write_messages(visible: ibis.Table) -> ibis.Table:
    """The messages that may be read and of which a text is given."""
    written = visible.inner_join(stand_for("texts"), "message_id")
    return written.select(*CONTRACTS["messages"].filled_columns)


def attach_files(readable: ibis.Table) -> ibis.Table:
    """The files of messages that may be read; a message names one at most."""
    found = stand_for("files").inner_join(stand_for("media"), "media_id").semi_join(readable, "message_id")
    return found.mutate(ordinal=ibis.literal(0, "int32"))


def attribute_reactions() -> ibis.Table:
    """The reactions, each with who reacted; null where only a number is known."""
    reactions = CONTRACTS["reactions"].table().select("message_id", "ordinal", "reaction_count")
    return reactions.inner_join(stand_for("signs"), ("message_id", "ordinal"))


def count_signs(reactions: ibis.Table) -> ibis.Table:
    """The rows of `message_reactions`: equal signs of unknown people become one, each message's are numbered."""
    signs = reactions.group_by("message_id", "author_id", "emoji").aggregate(people=reactions.reaction_count.sum())
    order = [signs.emoji, signs.author_id.asc(nulls_first=False)]
    return signs.select(
        "message_id",
        "author_id",
        "emoji",
        ordinal=ibis.row_number().over(group_by="message_id", order_by=order).cast("int32"),
        reaction_count=ibis.ifelse(signs.author_id.isnull(), signs.people, 1).cast("int32"),
    )


def _select_hidden(people: ibis.Table) -> ibis.Table:
    """The ids of the people who opted out."""
    return people.filter(people.is_opted_out).select("author_id")


def _stand_for_preserved(name: str, rows: ibis.Table) -> ibis.Table:
    """The table that stands for the preserved rows of a contract, of the same types as other rows of it."""
    return ibis.table(rows.schema(), name=f"preserved_{name}")
