"""Binds redaction to tables: rows of the vault in, rows of the stage's tables out, chat by chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.bundles import ANONYMIZED_BUNDLE
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.parts import ChangedParts, Part
from egregora_assets.contracts.tables import Tables
from egregora_assets.redaction import preserved_rows
from egregora_assets.redaction.attachments import AttachedFile, ExportedFile, FileIndex, MessageFile, find_attached
from egregora_assets.redaction.conversation import (
    RawChat,
    RawMessages,
    RedactedChat,
    RedactionOptions,
    collect_chat_values,
)
from egregora_assets.redaction.kept.reading import ChatReading, digest_inputs
from egregora_assets.redaction.kept.stored import EarlierRun, make_reading, sign_part
from egregora_assets.redaction.leaks.containment import list_own_names, redact_chats, withhold_file_names
from egregora_assets.redaction.leaks.scanner import LeakScanner, build_leak_scanner
from egregora_assets.redaction.neutral_titles import assign_slugs, choose_neutral_title
from egregora_assets.redaction.placeholders import RedactedText
from egregora_assets.redaction.pseudonyms import Identity
from egregora_assets.redaction.relations import VisibleRelations
from egregora_assets.redaction.third_parties.candidates import Candidate, merge_candidates
from egregora_assets.stages.anonymized import expressions

MESSAGE_COLUMNS = ("message_id", "chat_id", "sent_at", "local_time", "position", "kind", "is_edited", "export_id")


@dataclass(frozen=True)
class VaultTables:
    """What the stage reads of the vault: every table in the order of its expression."""

    messages: pa.Table
    identities: pa.Table
    chats: pa.Table
    files: pa.Table
    replies: pa.Table
    reactions: pa.Table

    def list_chat_ids(self) -> list[str]:
        """The chats, sorted."""
        return sorted(set(read_texts(self.chats["chat_id"])))

    def select_messages(self, chat_id: str) -> pa.Table:
        """The rows of a chat's messages."""
        return self.messages.filter(pc.field("chat_id") == chat_id)

    def read_chat(self, chat_id: str) -> RawChat:
        """A chat as redaction takes it."""
        rows = self.select_messages(chat_id)
        raw = RawMessages(rows["author_name"].to_pylist(), read_texts(rows["kind"]), read_texts(rows["text"]))
        people = [
            Identity(p["author_id"], p["display_name"], p["alias"], p["is_opted_out"])
            for p in self.identities.filter(pc.field("chat_id") == chat_id).to_pylist()
        ]
        titles = {str(t) for t in self.chats.filter(pc.field("chat_id") == chat_id)["chat_title"].to_pylist() if t}
        return RawChat(chat_id, raw, people, sorted(titles), read_texts(rows["attachment_name"].drop_null()))


def read_vault(ingested: Tables) -> VaultTables:
    """Read the vault, each table in a fixed order."""
    with ingested.session():
        return VaultTables(
            messages=ingested.rows(expressions.select_messages(ingested["ingested"])),
            identities=ingested.rows(expressions.order_identities(ingested["identities"])),
            chats=ingested.rows(expressions.select_chats(ingested["export_files"])),
            files=ingested.rows(expressions.order_files(ingested["export_media"])),
            replies=ingested.rows(expressions.select_replies(ingested["replies"])),
            reactions=ingested.rows(expressions.select_reactions(ingested["reactions"])),
        )


def read_vault_with_opt_outs(ingested: Tables, own: preserved_rows.ReadOwn) -> VaultTables:
    """Read the vault; who opted out before parts of it were deleted still is."""
    vault = read_vault(ingested)
    commanders = ingested.rows(expressions.select_commanders(ingested["ingested"]))
    export_ids = read_texts(vault.chats["export_id"])
    return replace(vault, identities=preserved_rows.preserve_opt_outs(own, vault.identities, export_ids, commanders))


def preserve_rows(
    own: preserved_rows.ReadOwn, vault: VaultTables, erased: Iterable[tuple[str, str]]
) -> dict[str, pa.Table]:
    """Find the earlier rows to write again, by contract, because the vault no longer holds their exports.

    Args:
        own: reads the rows that earlier runs wrote.
        erased: while a person is erased, the conversations and names under which they were shown.
    """
    opted_out = vault.identities.filter(vault.identities["is_opted_out"])["author_id"]
    ids = {
        "export_id": read_texts(vault.chats["export_id"]),
        "chat_id": read_texts(vault.chats["chat_id"]),
        "author_id": read_texts(vault.identities["author_id"]),
        "message_id": read_texts(vault.messages["message_id"]),
        "opted_out": [*read_texts(opted_out), *preserved_rows.list_consenting(own, "opt-out")],
    }
    return preserved_rows.hide_erased_names(preserved_rows.preserve_rows(own, ids), erased)


@dataclass
class RedactedVault:
    """The rows of all chats, as they are filled, and the scanner that found nothing in them.

    Attributes:
        visible: ids of all messages that appear, also of those whose rows stay as they are stored.
        rewritten: ids of the messages whose stored rows are replaced, though others of their chat stay.
        readings: what is kept of each chat.
    """

    messages: list[pa.Table] = field(default_factory=list)
    redactions: list[dict[str, Any]] = field(default_factory=list)
    authors: list[dict[str, Any]] = field(default_factory=list)
    chats: list[dict[str, Any]] = field(default_factory=list)
    attached: list[AttachedFile] = field(default_factory=list)
    relations: VisibleRelations = field(default_factory=VisibleRelations)
    scanner: LeakScanner | None = None
    third_parties: dict[str, Sequence[Candidate]] = field(default_factory=dict)
    unreviewed: set[str] = field(default_factory=set)
    visible: list[pa.ChunkedArray[Any]] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)
    readings: dict[str, ChatReading] = field(default_factory=dict)

    def add_chat(self, raw: RawChat, chat: RedactedChat, rows: pa.Table) -> list[MessageFile]:
        """Add the authors, messages, redactions and relations of a chat.

        Returns: the files that its visible messages name.
        """
        self.authors += [
            {
                "author_id": person.author_id,
                "chat_id": raw.chat_id,
                "pseudonym": chat.pseudonyms[person.author_id],
                "public_name": chat.public_names[person.author_id],
                "is_opted_out": person.is_opted_out,
            }
            for person in raw.identities
        ]
        self.third_parties[raw.chat_id] = chat.third_parties
        self.unreviewed |= {name for name, count in chat.state.uses.items() if count > 0}
        is_visible = pa.array([not hidden for hidden in chat.is_hidden], pa.bool_())
        self.visible.append(rows["message_id"].filter(is_visible))
        given = {**chat.rewritten, **dict(enumerate(chat.texts, chat.first))}
        given = {number: text for number, text in given.items() if not chat.is_hidden[number]}
        ids = read_texts(rows["message_id"])
        self.rewritten += [ids[number] for number in chat.rewritten]
        self.messages.append(_build_messages(rows, given, chat.author_ids))
        visible = [place for place, is_hidden in enumerate(chat.is_hidden) if not is_hidden]
        texts = raw.messages.texts
        self.relations.add_chat([ids[n] for n in visible], [texts[n] for n in visible], raw.identities)
        self.redactions += [
            {"message_id": ids[n], "ordinal": ordinal, "pii_type": r.kind, "placeholder": r.placeholder}
            for n, text in given.items()
            for ordinal, r in enumerate(text.redactions)
        ]
        names = rows["attachment_name"]
        if names.null_count == len(names):
            return []
        files, exports = names.to_pylist(), read_texts(rows["export_id"])
        return [MessageFile(ids[n], exports[n], str(files[n])) for n in visible if files[n] is not None]


def _build_messages(rows: pa.Table, texts: Mapping[int, RedactedText], author_ids: Sequence[str | None]) -> pa.Table:
    """The rows of `messages` for some messages of a chat, given by number."""
    chosen = rows.select(MESSAGE_COLUMNS).take(pa.array(list(texts), pa.int64()))
    authors = pa.array([author_ids[number] for number in texts], pa.string())
    written = pa.array([text.text for text in texts.values()], pa.string())
    return chosen.append_column("author_id", authors).append_column("text", written)


def redact_vault(
    key: DeploymentKey,
    vault: VaultTables,
    existing: pa.Table,
    options: RedactionOptions,
    title: str | None,
    before: EarlierRun | None = None,
) -> RedactedVault:
    """Redact every chat of the vault.

    Args:
        existing: the rows of `authors` that earlier runs wrote.
        title: the public title that the operator chose; None = a neutral one.
        before: what an earlier run left; the tables are the same without it.
    """
    earlier = dict(zip(read_texts(existing["author_id"]), read_texts(existing["pseudonym"]), strict=True))
    facts = {str(r["chat_id"]): r for r in vault.chats.to_pylist()}
    chat_of_export = {str(r["export_id"]): str(r["chat_id"]) for r in vault.chats.to_pylist()}
    files = (
        ExportedFile(r["export_id"], r["file_name"], r["content_sha256"], r["byte_count"])
        for r in vault.files.to_pylist()
    )
    index = FileIndex(files, chat_of_export)
    slugs = assign_slugs(facts)
    result = RedactedVault(relations=VisibleRelations(frozenset(read_texts(vault.reactions["message_id"]))))
    chat_ids = vault.list_chat_ids()
    chats = {chat_id: vault.read_chat(chat_id) for chat_id in chat_ids}
    inputs = {chat_id: digest_inputs(chat, earlier, options) for chat_id, chat in chats.items()}
    kept = before.find_chats(key, inputs, vault.select_messages) if before else {}
    redacted, result.scanner = redact_chats(key, chat_ids, chats.__getitem__, earlier, options, kept)
    for chat_id, chat in zip(chat_ids, redacted, strict=True):
        raw, rows = chats[chat_id], vault.select_messages(chat_id)
        named = result.add_chat(raw, chat, rows)
        shown = {**earlier, **chat.pseudonyms}
        result.readings[chat_id] = make_reading(raw, chat, rows, result.scanner.digest, shown, options)
        result.attached += find_attached(key, index, raw.chat_id, named, chat.file_names.__getitem__)
        result.chats.append(
            {
                "chat_id": raw.chat_id,
                "source": facts[raw.chat_id]["source"],
                "slug": slugs[raw.chat_id],
                "public_title": title or choose_neutral_title(chat.language),
                "time_zone": facts[raw.chat_id]["time_zone"],
                "language": chat.language,
            }
        )
    return result


def build_tables(
    result: RedactedVault,
    vault: VaultTables,
    exports: pa.Table,
    attachments: Iterable[Mapping[str, Any]],
    preserved: Mapping[str, pa.Table],
) -> dict[str, pa.Table]:
    """Build the stage's tables by contract: the rows of the vault's chats, then those that are preserved."""
    given: dict[str, Any] = {
        "chats": result.chats,
        "authors": result.authors,
        "messages": (),
        "redactions": result.redactions,
        "attachments": attachments,
        "message_replies": vault.replies,
        "message_reactions": result.relations.redact_reactions(vault.reactions.to_pylist()),
        "message_mentions": result.relations.list_mentions(),
    }
    new = {name: ANONYMIZED_BUNDLE.tables[name].rows(rows) for name, rows in given.items()} | {"exports": exports}
    if result.messages:
        new["messages"] = pa.concat_tables(result.messages)
    if "attachments" in preserved and result.scanner is not None:
        preserved = {**preserved, "attachments": withhold_file_names(preserved["attachments"], result.scanner)}
    tables = {name: preserved_rows.append_rows(rows, preserved.get(name)) for name, rows in new.items()}
    relations = {name: tables[name] for name in preserved_rows.RELATIONS}
    ids = [*result.visible, tables["messages"]["message_id"].cast(pa.string())]
    chunks = [chunk for column in ids for chunk in column.chunks]
    return tables | preserved_rows.keep_visible(relations, pa.chunked_array(chunks, pa.string()), tables["authors"])


def list_changes(
    key: DeploymentKey, result: RedactedVault, tables: Mapping[str, pa.Table], before: EarlierRun | None
) -> ChangedParts:
    """What is written of the stage's tables, chat by chat."""
    parts = {chat_id: Part(sign_part(key, reading)) for chat_id, reading in result.readings.items()}
    kept = frozenset(chat_id for chat_id, reading in result.readings.items() if reading.redacted.first)
    scope = before.select_replaced(kept, result.rewritten) if before and kept else {}
    return ChangedParts(tables, scope, parts)


def count_unreviewed_names(result: RedactedVault) -> int:
    """Count the words that name people who take no part and that the operator has not reviewed."""
    return len(result.unreviewed)


def list_unreviewed_names(result: RedactedVault) -> list[Candidate]:
    """List these words over all chats, with what stands around them; `result` must show them."""
    texts: dict[str, list[str]] = {}
    for rows in result.messages:
        for chat_id in rows["chat_id"].unique().to_pylist():
            texts.setdefault(str(chat_id), []).extend(read_texts(rows["text"]))
    return merge_candidates((c, found, texts.get(c, ())) for c, found in sorted(result.third_parties.items()))


def build_vault_scanner(
    vault: VaultTables, authors: pa.Table, options: RedactionOptions | None = None, own_text: bytes = b""
) -> LeakScanner:
    """Build the scanner for the vault's names and the values in its messages.

    Args:
        authors: `chat_id` and `pseudonym` of everybody in the deployment, also of chats that the vault no longer
            holds; what stands in a pseudonym is no finding.
        own_text: text that every publication holds, in which nothing is a finding either.
    """
    chats = (collect_chat_values(vault.read_chat(chat_id), options) for chat_id in vault.list_chat_ids())
    own_names = list_own_names(read_texts(authors["pseudonym"]))
    return build_leak_scanner(chats, b"\n".join([own_text, own_names]), read_texts(authors["chat_id"]))


def read_texts(column: pa.ChunkedArray[Any]) -> list[str]:
    """The values of a text column that has no nulls."""
    return [str(v) for v in column.to_pylist()]
