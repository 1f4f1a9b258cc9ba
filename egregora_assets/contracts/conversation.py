"""What may be read of a conversation: chats, exports, authors under pseudonyms, messages, redactions, attachments."""

from __future__ import annotations

from egregora_assets.contracts.column_types import BOOLEAN, INSTANT, INT32, INT64, LOCAL_TIME, MOMENT, TEXT, UUID
from egregora_assets.contracts.model import (
    RUN_REFERENCE,
    Column,
    Contract,
    Rule,
    references,
    require_non_negative,
    with_run_id,
)
from egregora_assets.contracts.vault import DATE_ORDERS, MESSAGE_KINDS, PLATFORMS, SOURCES
from egregora_assets.contracts.vocabularies import PII_TYPES

MEDIA_TYPES = ("image", "video", "audio", "document", "sticker")

CHATS = Contract(
    "chats",
    "One row a conversation.",
    with_run_id(
        Column("chat_id", UUID, "keyed by source and label"),
        Column("source", TEXT, "the application", values=SOURCES),
        Column("slug", TEXT, "its place in addresses"),
        Column("public_title", TEXT, "chosen by the operator, else a neutral name"),
        Column("time_zone", TEXT, "the zone of its local times"),
        Column("language", TEXT, "the language most of it is written in", True),
    ),
    ("chat_id",),
    unique=(("slug",),),
)

EXPORTS = Contract(
    "exports",
    "One row an export that was read.",
    with_run_id(
        Column("export_id", UUID, "keyed by the file's bytes"),
        Column("chat_id", UUID, "the conversation"),
        Column("byte_count", INT64, "the file's size"),
        Column("message_count", INT64, "messages in it"),
        Column("new_message_count", INT64, "messages that no earlier export had"),
        Column("rejected_line_count", INT64, "lines kept as rejected, in the vault"),
        Column("first_sent_at", INSTANT, "its first message", True),
        Column("last_sent_at", INSTANT, "its last message", True),
        Column("date_order", TEXT, "order of day, month and year", values=DATE_ORDERS),
        Column("platform", TEXT, "the kind of phone; `other` where no phone wrote the export", values=PLATFORMS),
        Column("ingested_at", MOMENT, "when it was read", is_bookkeeping=True),
    ),
    ("export_id",),
    foreign_keys=(references("chat_id", "chats"), RUN_REFERENCE),
    rules=(
        Rule("an export is not empty", lambda t: t.byte_count > 0),
        *require_non_negative("message_count", "new_message_count", "rejected_line_count"),
        Rule("an export's span runs forward", lambda t: t.first_sent_at <= t.last_sent_at),
    ),
)

AUTHORS = Contract(
    "authors",
    "One row a participant a conversation, under a pseudonym.",
    with_run_id(
        Column("author_id", UUID, "keyed by conversation and name"),
        Column("chat_id", UUID, "the conversation"),
        Column("pseudonym", TEXT, "the keyed name, for ever"),
        Column("public_name", TEXT, "the name shown: the alias that they chose, else the pseudonym"),
        Column("is_opted_out", BOOLEAN, "whether they asked to be left out"),
    ),
    ("author_id",),
    unique=(("chat_id", "pseudonym"),),
    foreign_keys=(references("chat_id", "chats"),),
)

MESSAGES = Contract(
    "messages",
    "One row a message that may be read: names are pseudonyms, personal data are placeholders.",
    with_run_id(
        Column("message_id", UUID, "the same as in the vault"),
        Column("chat_id", UUID, "the conversation"),
        Column("author_id", UUID, "its author; null for a notice", True),
        Column("sent_at", INSTANT, "when it was sent, UTC"),
        Column("local_time", LOCAL_TIME, "the wall-clock time as exported"),
        Column("position", INT64, "line number in the export that first brought it: breaks ties of time"),
        Column("kind", TEXT, "what the message is", values=MESSAGE_KINDS),
        Column("text", TEXT, "its text, redacted"),
        Column("is_edited", BOOLEAN, "whether the export marks it as edited"),
        Column("export_id", UUID, "the export that first brought it, where it was noted", True, is_bookkeeping=True),
    ),
    ("message_id",),
    foreign_keys=(references("chat_id", "chats"), references("author_id", "authors")),
    rules=(Rule("exactly the notices have no author", lambda t: t.author_id.isnull() == (t.kind == "system")),),
)

REDACTIONS = Contract(
    "redactions",
    "One row a placeholder in a message: nothing is removed silently.",
    with_run_id(
        Column("message_id", UUID, "the message"),
        Column("ordinal", INT32, "its place among the message's placeholders, from 0"),
        Column("pii_type", TEXT, "what was removed", values=PII_TYPES),
        Column("placeholder", TEXT, "what stands in its place, exactly"),
    ),
    ("message_id", "ordinal"),
    foreign_keys=(references("message_id", "messages"), RUN_REFERENCE),
    rules=require_non_negative("ordinal"),
)

ATTACHMENTS = Contract(
    "attachments",
    "One row a file that a message brought, with its clean copy where one may be published.",
    with_run_id(
        Column("message_id", UUID, "the message"),
        Column("ordinal", INT32, "its place among the message's files, from 0"),
        Column("media_id", UUID, "keyed by the file's content: the same file gives the same id"),
        Column("media_type", TEXT, "the kind of medium", values=MEDIA_TYPES),
        Column("mime_type", TEXT, "the type of the clean copy, else of the file"),
        Column("byte_count", INT64, "the size of the clean copy, else of the file"),
        Column("width", INT32, "in pixels", True),
        Column("height", INT32, "in pixels", True),
        Column("original_filename", TEXT, "the file's name, anonymised", True),
        Column("clean_path", TEXT, "the clean copy, relative to the deployment folder; null = not publishable", True),
        Column("is_pii_redacted", BOOLEAN, "whether it was re-encoded without its metadata"),
    ),
    ("message_id", "ordinal"),
    foreign_keys=(references("message_id", "messages"), RUN_REFERENCE),
    rules=(
        *require_non_negative("ordinal", "byte_count"),
        Rule("only a re-encoded file may be published", lambda t: t.clean_path.isnull() | t.is_pii_redacted),
    ),
)

MESSAGE_REPLIES = Contract(
    "message_replies",
    "One row a message that answers another one that may be read.",
    with_run_id(Column("message_id", UUID, "the message"), Column("reply_to_id", UUID, "the message that it answers")),
    ("message_id",),
    foreign_keys=(
        references("message_id", "messages"),
        references("reply_to_id", "messages", "message_id"),
        RUN_REFERENCE,
    ),
    rules=(Rule("no message answers itself", lambda t: t.reply_to_id != t.message_id),),
)

MESSAGE_REACTIONS = Contract(
    "message_reactions",
    "One row a sign that somebody put to a message, or several people of whom only the number is known.",
    with_run_id(
        Column("message_id", UUID, "the message"),
        Column("ordinal", INT32, "its place among the message's reactions, from 0"),
        Column("author_id", UUID, "who reacted; null where only a number is known", True),
        Column("emoji", TEXT, "the sign; a neutral one in place of signs that people made themselves"),
        Column("reaction_count", INT32, "how many people"),
    ),
    ("message_id", "ordinal"),
    foreign_keys=(references("message_id", "messages"), references("author_id", "authors"), RUN_REFERENCE),
    rules=(
        *require_non_negative("ordinal"),
        Rule("somebody reacted", lambda t: t.reaction_count > 0),
        Rule("a person counts once", lambda t: t.author_id.isnull() | (t.reaction_count == 1)),
    ),
)

MESSAGE_MENTIONS = Contract(
    "message_mentions",
    "One row a participant whom a message mentions.",
    with_run_id(Column("message_id", UUID, "the message"), Column("author_id", UUID, "who is mentioned")),
    ("message_id", "author_id"),
    foreign_keys=(references("message_id", "messages"), references("author_id", "authors"), RUN_REFERENCE),
)

CONVERSATION = (
    CHATS,
    EXPORTS,
    AUTHORS,
    MESSAGES,
    REDACTIONS,
    ATTACHMENTS,
    MESSAGE_REPLIES,
    MESSAGE_REACTIONS,
    MESSAGE_MENTIONS,
)
