"""The vault: raw messages and identities, in a file of its own that only `ingested` writes and `anonymized` reads.

Whatever belongs to a message has its `message_id`; wherever a name stands that tells who did something, the column is
`author_name`: so whoever erases finds every row by these two.
"""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

from egregora_assets.contracts.column_types import BOOLEAN, BYTES, INSTANT, INT32, INT64, LOCAL_TIME, MOMENT, TEXT, UUID
from egregora_assets.contracts.model import Column, Contract, Rule, require_non_negative, with_run_id

SOURCES = (
    *"whatsapp telegram discord slack signal messenger instagram google_chat matrix imessage kakaotalk line".split(),
    *("table", "other"),
)
"""The applications; `table` is the documented CSV, JSON lines or Parquet, `other` what an installed adapter reads."""
DATE_ORDERS = ("DMY", "MDY", "YMD")
PLATFORMS = ("android", "ios", "other")
MESSAGE_KINDS = ("text", "media", "location", "contact", "poll", "call", "deleted", "system")
SPEAKING_KINDS = ("text", "media", "poll")
"""Kinds of message whose text a person wrote: a shared place is not a link, a call is counted and not read."""
RAW_KINDS = (*MESSAGE_KINDS, "command")

INGESTED = Contract(
    "ingested",
    "One row a message of any export, as it was written. Private.",
    with_run_id(
        Column("message_id", UUID, "keyed by what the message is, not by where it stands in a file"),
        Column("chat_id", UUID, "the conversation"),
        Column("export_id", UUID, "the export that first brought it"),
        Column("position", INT64, "line number of its first line in that export, from 1"),
        Column("sent_at", INSTANT, "when it was sent, UTC"),
        Column("local_time", LOCAL_TIME, "the wall-clock time as exported"),
        Column("has_seconds", BOOLEAN, "whether the export gives seconds"),
        Column("author_name", TEXT, "the author as exported; null for a notice of the application", True),
        Column("kind", TEXT, "what the message is; `command` is an /egregora line", values=RAW_KINDS),
        Column("text", TEXT, "its text without markers"),
        Column("attachment_name", TEXT, "the file that it names", True),
        Column("is_edited", BOOLEAN, "whether the export marks it as edited"),
    ),
    ("message_id",),
    rules=(
        Rule("exactly the notices have no author", lambda t: t.author_name.isnull() == (t.kind == "system")),
        *require_non_negative("position"),
    ),
    place="vault",
    is_append_only=True,
)

IDENTITIES = Contract(
    "identities",
    "One row a participant a conversation. Private.",
    with_run_id(
        Column("author_id", UUID, "keyed by conversation and folded display name"),
        Column("chat_id", UUID, "the conversation"),
        Column("display_name", TEXT, "the name as exported"),
        Column("first_seen_at", INSTANT, "their first message"),
        Column("alias", TEXT, "the public name that they asked for", True),
        Column("is_opted_out", BOOLEAN, "whether they asked to be left out"),
    ),
    ("author_id",),
    place="vault",
)

EXPORT_FILES = Contract(
    "export_files",
    "One row an export that was read, with what was decided about it. Private.",
    with_run_id(
        Column("export_id", UUID, "keyed by the file's bytes"),
        Column("chat_id", UUID, "the conversation"),
        Column("source", TEXT, "the application", values=SOURCES),
        Column("file_name", TEXT, "the file's name"),
        Column("chat_title", TEXT, "the conversation's title, as far as the export shows it", True),
        Column("byte_count", INT64, "the file's size"),
        Column("message_count", INT64, "messages in it"),
        Column("new_message_count", INT64, "messages that no earlier export had"),
        Column("rejected_line_count", INT64, "lines kept as rejected"),
        Column("first_sent_at", INSTANT, "its first message", True),
        Column("last_sent_at", INSTANT, "its last message", True),
        Column("date_order", TEXT, "order of day, month and year", values=DATE_ORDERS),
        Column("date_order_evidence", TEXT, "why that order"),
        Column("platform", TEXT, "the kind of phone; `other` where no phone wrote the export", values=PLATFORMS),
        Column("time_zone", TEXT, "the zone that its times were read in"),
        Column("locale", TEXT, "the locale that decided what the file left open", True),
        Column("ingested_at", MOMENT, "when it was read", is_bookkeeping=True),
    ),
    ("export_id",),
    rules=(
        Rule("an export is not empty", lambda t: t.byte_count > 0),
        *require_non_negative("message_count", "new_message_count", "rejected_line_count"),
        Rule("an export's span runs forward", lambda t: t.first_sent_at <= t.last_sent_at),
    ),
    place="vault",
)

REJECTED_LINES = Contract(
    "rejected_lines",
    "One row a line of an export that could not be read. Private.",
    with_run_id(
        Column("export_id", UUID, "the export"),
        Column("line_number", INT64, "the line, from 1"),
        Column("text", TEXT, "the line"),
        Column("reason", TEXT, "why it was not read"),
    ),
    ("export_id", "line_number"),
    rules=(Rule("lines count from 1", lambda t: t.line_number >= 1),),
    place="vault",
)

EXPORT_MEDIA = Contract(
    "export_media",
    "One row a file that an export brought. Private.",
    with_run_id(
        Column("export_id", UUID, "the export"),
        Column("file_name", TEXT, "the file's name in the export"),
        Column("content_sha256", TEXT, "digest of its bytes, and its name in the vault's media folder"),
        Column("byte_count", INT64, "its size"),
    ),
    ("export_id", "file_name"),
    rules=require_non_negative("byte_count"),
    place="vault",
)

MESSAGE_VERSIONS = Contract(
    "message_versions",
    "One row a form in which exports show a message that was edited or deleted, the present one last. Private.",
    with_run_id(
        Column("message_id", UUID, "the message; its present form is what `ingested` has"),
        Column("ordinal", INT32, "its place among the message's forms, from 0"),
        Column("export_id", UUID, "of the exports that show this form, the one that ends last", is_bookkeeping=True),
        Column("shown_at", INSTANT, "until when an export shows this form: the last message of that export, UTC"),
        Column("edited_at", INSTANT, "when it took this form, where the program says so, UTC", True),
        Column("kind", TEXT, "what the message was", values=RAW_KINDS),
        Column("text", TEXT, "its text without markers"),
        Column("attachment_name", TEXT, "the file that it named", True),
        Column("is_edited", BOOLEAN, "whether the export marks it as edited"),
    ),
    ("message_id", "ordinal"),
    rules=require_non_negative("ordinal"),
    place="vault",
)

MESSAGE_KEYS = Contract(
    "message_keys",
    "One row a message that its program gives an id of its own. Private.",
    with_run_id(
        Column("message_id", UUID, "the message"),
        Column("chat_id", UUID, "the conversation"),
        Column("source_key", TEXT, "the id that the program gives it"),
    ),
    ("message_id",),
    unique=(("chat_id", "source_key"),),
    place="vault",
)

REPLIES = Contract(
    "replies",
    "One row a message that answers another. Private.",
    with_run_id(
        Column("message_id", UUID, "the message"),
        Column("reply_to_key", TEXT, "the id that the program gives the message that it answers", True),
        Column("reply_to_id", UUID, "the message that it answers, if an export had it", True),
    ),
    ("message_id",),
    rules=(
        Rule("an answer says what it answers", lambda t: t.reply_to_key.notnull() | t.reply_to_id.notnull()),
        Rule("no message answers itself", lambda t: t.reply_to_id != t.message_id),
    ),
    place="vault",
)

REACTIONS = Contract(
    "reactions",
    "One row a sign that somebody put to a message, as the export that ends last shows it. Private.",
    with_run_id(
        Column("message_id", UUID, "the message"),
        Column("ordinal", INT32, "its place among the message's reactions, from 0"),
        Column("export_id", UUID, "the export that shows it", is_bookkeeping=True),
        Column("author_name", TEXT, "who reacted; null where only a number is known", True),
        Column("emoji", TEXT, "the sign, or the name that the program gives it"),
        Column("reaction_count", INT32, "how many people"),
    ),
    ("message_id", "ordinal"),
    rules=(
        *require_non_negative("ordinal"),
        Rule("somebody reacted", lambda t: t.reaction_count > 0),
        Rule("a person counts once", lambda t: t.author_name.isnull() | (t.reaction_count == 1)),
    ),
    place="vault",
)

KEPT_READINGS = Contract(
    "kept_readings",
    "One row a conversation that one export holds as a whole, so that of a longer one only the rest is compared. "
    "Private.",
    with_run_id(
        Column("chat_id", UUID, "the conversation"),
        Column("export_id", UUID, "the export"),
        Column("message_count", INT64, "messages in it"),
        Column("first_sent_at", INSTANT, "when the message in its first line was sent"),
        Column("reading_id", UUID, "keyed by all its messages, in their order"),
    ),
    ("chat_id",),
    rules=(Rule("a kept reading has messages", lambda t: t.message_count > 0),),
    place="vault",
)

VAULT = (
    INGESTED,
    IDENTITIES,
    EXPORT_FILES,
    REJECTED_LINES,
    EXPORT_MEDIA,
    MESSAGE_VERSIONS,
    MESSAGE_KEYS,
    REPLIES,
    REACTIONS,
    KEPT_READINGS,
)

CONSENT_DECISION_VALUES = ("opt-out", "opt-in")

CONSENT_DECISIONS = Contract(
    "consent_decisions",
    "One row a participant for whom the operator decided whether they are published. Private.",
    (
        Column("author_id", UUID, "the participant"),
        Column("decision", TEXT, "what was decided", values=CONSENT_DECISION_VALUES),
        Column("decided_at", MOMENT, "when it was decided", is_bookkeeping=True),
    ),
    ("author_id",),
    place="vault",
)

ERASED_AUTHORS = Contract(
    "erased_authors",
    "One row a participant who was erased: what exports hold of them is not read again. It names nobody.",
    (
        Column("author_id", UUID, "the participant, as a keyed id alone"),
        Column("erased_at", MOMENT, "when the erasure began", is_bookkeeping=True),
    ),
    ("author_id",),
    place="vault",
)

RIGHTS = (CONSENT_DECISIONS, ERASED_AUTHORS)
"""Written by the commands that serve a person's rights, row by row."""

KEPT_CHATS = Contract(
    "kept_chats",
    "One row a conversation: what its messages tell together, so that a longer export is not redacted anew. Private.",
    (
        Column("chat_id", UUID, "the conversation"),
        Column("reading", BYTES, "names, values and counts that redaction goes on from", is_bookkeeping=True),
    ),
    ("chat_id",),
    place="vault",
)
"""It can be deleted at any time: then every conversation is redacted as a whole. An erasure deletes all of it."""

DECISIONS = ("person", "not_a_person")

REVIEWED_NAMES = Contract(
    "reviewed_names",
    "One row a word that the operator judged: whether it names somebody, in one conversation or in all. Private.",
    (
        Column("scope", TEXT, "the conversation's id, or `all`"),
        Column("name", TEXT, "the word, folded: small letters without accents"),
        Column("spelled", TEXT, "the word as it was judged"),
        Column("decision", TEXT, "whether it names a person", values=DECISIONS),
        Column("decided_at", MOMENT, "when it was judged", is_bookkeeping=True),
    ),
    ("scope", "name"),
    rules=(Rule("a name has letters", lambda t: t.name.length() > 0),),
    place="vault",
)
