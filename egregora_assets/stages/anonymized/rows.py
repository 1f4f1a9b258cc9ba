"""The vault's rows in, the rows of the room's tables out, chat by chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.conversation import AUTHORS, CHATS, MESSAGES, REDACTIONS
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.tables import Tables
from egregora_assets.redaction import preserved_rows as keeping
from egregora_assets.redaction.attachments import ExportedFile, FileIndex
from egregora_assets.redaction.choices import Choices
from egregora_assets.redaction.conversation import (
    RawChat,
    RawMessages,
    RedactedChat,
    RedactionOptions,
    assign_slugs,
    choose_neutral_title,
    collect_chat_values,
    redact_chat,
)
from egregora_assets.redaction.leak_scan import LeakScanner, build_leak_scanner
from egregora_assets.redaction.preserved_rows import ReadOwn
from egregora_assets.redaction.pseudonyms import Identity
from egregora_assets.redaction.relations import VisibleRelations
from egregora_assets.redaction.unreviewed_names import find_unreviewed_names
from egregora_assets.stages.anonymized import expressions

MESSAGE_COLUMNS = ("message_id", "chat_id", "sent_at", "local_time", "position", "kind", "is_edited", "export_id")


@dataclass(frozen=True)
class VaultTables:
    """What the room read: every table in the order of its expression."""

    messages: pa.Table
    identities: pa.Table
    chats: pa.Table
    files: pa.Table
    replies: pa.Table
    reactions: pa.Table


def read_vault(ingested: Tables) -> VaultTables:
    """The vault's rows, each table in a fixed order."""
    return VaultTables(
        messages=ingested.rows(expressions.raw_messages(ingested["ingested"])),
        identities=ingested.rows(expressions.identities(ingested["identities"])),
        chats=ingested.rows(expressions.chat_facts(ingested["export_files"])),
        files=ingested.rows(expressions.files(ingested["export_media"])),
        replies=ingested.rows(expressions.replies(ingested["replies"])),
        reactions=ingested.rows(expressions.reactions(ingested["reactions"])),
    )


def preserve_opt_outs(vault: VaultTables, ingested: Tables, own: ReadOwn) -> VaultTables:
    """The vault's rows; who opted out before parts of the vault were thrown away still is."""
    commanders = ingested.rows(expressions.commanders(ingested["ingested"]))
    export_ids = read_texts(vault.chats["export_id"])
    return replace(vault, identities=keeping.preserve_opt_outs(own, vault.identities, export_ids, commanders))


def list_vault_ids(vault: VaultTables) -> dict[str, list[str]]:
    """The ids that the vault has, by column, and those of authors who opted out."""
    hidden = vault.identities.filter(vault.identities["is_opted_out"])
    return {
        "export_id": read_texts(vault.chats["export_id"]),
        "chat_id": read_texts(vault.chats["chat_id"]),
        "author_id": read_texts(vault.identities["author_id"]),
        "message_id": read_texts(vault.messages["message_id"]),
        "opted_out": read_texts(hidden["author_id"]),
    }


@dataclass(frozen=True)
class AttachedFile:
    """A file that a message that may be read brought: its row as far as it is known without opening it."""

    message_id: str
    media_id: str
    file: ExportedFile
    shown_name: str


@dataclass
class RedactedVault:
    """The rows of all chats, as they are filled."""

    messages: list[pa.Table] = field(default_factory=list)
    redactions: list[dict[str, object]] = field(default_factory=list)
    authors: list[dict[str, object]] = field(default_factory=list)
    chats: list[dict[str, object]] = field(default_factory=list)
    attached: list[AttachedFile] = field(default_factory=list)
    shown: VisibleRelations = field(default_factory=VisibleRelations)


def redact_vault(
    key: DeploymentKey,
    vault: VaultTables,
    existing: pa.Table,
    *,
    title: str | None = None,
    regions: Sequence[str] = (),
    choices: Choices | None = None,
) -> RedactedVault:
    """Every chat of the vault as it may be read.

    Args:
        existing: the rows of `authors` that earlier runs wrote.
        title: the public title that the operator chose; None = a neutral one.
        regions: telephone regions; empty = derived from each chat.
        choices: what the operator wants hidden or kept.
    """
    shown_before = dict(zip(read_texts(existing["author_id"]), read_texts(existing["pseudonym"]), strict=True))
    facts = {str(r["chat_id"]): r for r in vault.chats.to_pylist()}
    chat_of_export = {str(r["export_id"]): str(r["chat_id"]) for r in vault.chats.to_pylist()}
    index = FileIndex((_file(r) for r in vault.files.to_pylist()), chat_of_export)
    addresses = assign_slugs(facts)
    result = RedactedVault(shown=VisibleRelations(frozenset(read_texts(vault.reactions["message_id"]))))
    for chat_id in sorted(facts):
        rows = vault.messages.filter(pc.equal(vault.messages["chat_id"], pa.scalar(chat_id)))
        people = list(_identities(vault.identities, chat_id))
        raw = _raw(rows)
        chat = redact_chat(
            key,
            RawChat(chat_id, raw, people, _titles(vault, chat_id)),
            shown_before,
            RedactionOptions(regions, choices or Choices()),
        )
        _add_chat(result, chat_id, chat, people, rows)
        _add_attached(result, key, chat, rows, index)
        result.chats.append(
            {
                "chat_id": chat_id,
                "source": facts[chat_id]["source"],
                "slug": addresses[chat_id],
                "public_title": title or choose_neutral_title(chat.language),
                "time_zone": facts[chat_id]["time_zone"],
                "language": chat.language,
            }
        )
    return result


def _file(row: Mapping[str, Any]) -> ExportedFile:
    return ExportedFile(row["export_id"], row["file_name"], row["content_sha256"], row["byte_count"])


def _raw(rows: pa.Table) -> RawMessages:
    return RawMessages(rows["author_name"].to_pylist(), read_texts(rows["kind"]), read_texts(rows["text"]))


def read_texts(column: pa.ChunkedArray[Any]) -> list[str]:
    """The values of a text column that has no nulls."""
    return [str(v) for v in column.to_pylist()]


def _titles(vault: VaultTables, chat_id: str) -> list[str]:
    rows = vault.chats.filter(pc.equal(vault.chats["chat_id"], pa.scalar(chat_id)))
    return sorted({str(title) for title in rows["chat_title"].to_pylist() if title})


def _identities(table: pa.Table, chat_id: str) -> Iterator[Identity]:
    for row in table.filter(pc.equal(table["chat_id"], pa.scalar(chat_id))).to_pylist():
        yield Identity(row["author_id"], row["display_name"], row["alias"], row["is_opted_out"])


def _add_chat(
    result: RedactedVault, chat_id: str, chat: RedactedChat, people: Sequence[Identity], rows: pa.Table
) -> None:
    result.authors += [
        {
            "author_id": p.author_id,
            "chat_id": chat_id,
            "pseudonym": chat.pseudonyms[p.author_id],
            "public_name": chat.public_names[p.author_id],
            "is_opted_out": p.is_opted_out,
        }
        for p in people
    ]
    columns: dict[str, Any] = {name: rows[name] for name in MESSAGE_COLUMNS}
    columns["author_id"] = pa.array(chat.author_ids, pa.string())
    columns["text"] = pa.array([t.text for t in chat.texts], pa.string())
    result.messages.append(pa.table(columns).filter(pa.array([not h for h in chat.is_hidden], pa.bool_())))
    result.shown.add(rows, chat.is_hidden, people)
    for message_id, text, hidden in zip(read_texts(rows["message_id"]), chat.texts, chat.is_hidden, strict=True):
        if text.redactions and not hidden:
            result.redactions += [
                {"message_id": message_id, "ordinal": n, "pii_type": r.kind, "placeholder": r.placeholder}
                for n, r in enumerate(text.redactions)
            ]


def _add_attached(
    result: RedactedVault, key: DeploymentKey, chat: RedactedChat, rows: pa.Table, index: FileIndex
) -> None:
    names = rows["attachment_name"]
    if names.null_count == len(names):
        return
    shown: dict[str, str] = {}
    exports, ids, chats = read_texts(rows["export_id"]), read_texts(rows["message_id"]), read_texts(rows["chat_id"])
    for place, name in enumerate(names.to_pylist()):
        if name is None or chat.is_hidden[place]:
            continue
        file = index.find(chats[place], exports[place], name)
        if file is not None:
            if name not in shown:
                shown[name] = chat.redactor.redact_file_name(name)
            media_id = key.uuid("media", file.content_sha256)
            result.attached.append(AttachedFile(ids[place], media_id, file, shown[name]))


def count_unreviewed_names(result: RedactedVault, choices: Choices) -> int:
    """How many words of the readable texts look like people of whom the operator has not said whether they are."""
    languages = {str(chat["chat_id"]): chat["language"] for chat in result.chats}
    texts: dict[str, list[str]] = {chat_id: [] for chat_id in languages}
    for rows in result.messages:
        for chat_id in rows["chat_id"].unique().to_pylist():
            texts[str(chat_id)] += read_texts(rows["text"])
    chats = {c: (str(lang) if lang else None, texts[c]) for c, lang in languages.items()}
    shown = {str(row[column]) for row in result.authors for column in ("pseudonym", "public_name")}
    return len(find_unreviewed_names(chats, choices.list_reviewed(), shown))


def message_table(result: RedactedVault) -> pa.Table:
    """The rows of `messages`."""
    if result.messages:
        return pa.concat_tables(result.messages)
    return MESSAGES.rows()


def redaction_table(result: RedactedVault) -> pa.Table:
    """The rows of `redactions`."""
    return REDACTIONS.rows(result.redactions)


def author_table(result: RedactedVault) -> pa.Table:
    """The rows of `authors`."""
    return AUTHORS.rows(result.authors)


def chat_table(result: RedactedVault) -> pa.Table:
    """The rows of `chats`."""
    return CHATS.rows(result.chats)


TEXT_COLUMNS = (
    ("messages", "text"),
    ("authors", "pseudonym"),
    ("authors", "public_name"),
    ("redactions", "placeholder"),
    ("message_reactions", "emoji"),
    ("attachments", "original_filename"),
    ("chats", "slug"),
)
"""Every column that holds text made from the vault (a public title is the operator's own word)."""


def build_vault_scanner(
    vault: VaultTables, regions: Sequence[str] = (), own_text: bytes = b"", choices: Choices | None = None
) -> LeakScanner:
    """What finds the vault's names and values in bytes: built from the identities and from the raw messages.

    Args:
        own_text: text of our own that every publication holds (see `LeakScanner`).
        choices: what the operator wants hidden or kept.
    """
    chats = []
    for chat_id in sorted({str(c) for c in vault.chats["chat_id"].to_pylist()}):
        rows = vault.messages.filter(pc.equal(vault.messages["chat_id"], pa.scalar(chat_id)))
        chats.append(
            collect_chat_values(
                RawChat(chat_id, _raw(rows), list(_identities(vault.identities, chat_id))),
                RedactionOptions(regions, choices or Choices()),
            )
        )
    return build_leak_scanner(chats, own_text)


leak_scanner = build_vault_scanner
