"""Binds redaction to tables: rows of the vault in, what the stage's tables are made of out, chat by chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.parts import ChangedParts, Part, Perform, perform_here
from egregora_assets.contracts.tables import Derived, Rows, Tables
from egregora_assets.merging.chat_nominations import list_nominations
from egregora_assets.merging.chat_notes import list_notes
from egregora_assets.redaction import preserved_rows
from egregora_assets.redaction.attachments import AttachedFile, ExportedFile, FileIndex, find_attached, list_named_files
from egregora_assets.redaction.conversation import RawChat, RawMessages, RedactedChat, RedactionOptions
from egregora_assets.redaction.kept.extension import KeptChat
from egregora_assets.redaction.kept.known import collect_values, find_kept_chats
from egregora_assets.redaction.kept.reading import ChatReading
from egregora_assets.redaction.kept.stored import EarlierRun, make_reading, sign_part
from egregora_assets.redaction.leaks.containment import list_own_names, redact_chats, withhold_file_names
from egregora_assets.redaction.leaks.scanner import LeakScanner, build_leak_scanner
from egregora_assets.redaction.neutral_titles import assign_slugs, choose_neutral_title
from egregora_assets.redaction.notes.redacting import redact_notes
from egregora_assets.redaction.pseudonyms import Identity, find_author_id, index_names
from egregora_assets.redaction.relations import attribute_signs, find_senders, list_mentions
from egregora_assets.redaction.third_parties.candidates import Candidate, merge_candidates
from egregora_assets.stages.anonymized import expressions


@dataclass(frozen=True)
class VaultTables:
    """What the stage reads of the vault: every table in the order of its expression."""

    messages: pa.Table
    identities: pa.Table
    exports: pa.Table
    files: pa.Table
    replies: pa.Table
    reactions: pa.Table
    commands: pa.Table

    def list_chat_ids(self) -> list[str]:
        """The chats, sorted."""
        return sorted(set(read_texts(self.exports["chat_id"])))

    def select_messages(self, chat_id: str) -> pa.Table:
        """The rows of a chat's messages."""
        return self.messages.filter(pc.field("chat_id") == chat_id)

    def list_notes(self, raw: RawChat) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The notes of a chat, as they were written, and what people who take part nominate in it."""
        commands = self.commands.filter(pc.field("chat_id") == raw.chat_id)
        lines = (self.select_messages(raw.chat_id), commands, self.replies)
        people = [person for person in raw.identities if not person.is_opted_out]
        notes = list_notes(*lines, partial(find_author_id, index_names(raw.identities)))
        return notes, list_nominations(*lines, partial(find_author_id, index_names(people)))

    def read_chat(self, chat_id: str) -> RawChat:
        """A chat as redaction takes it."""
        rows = self.select_messages(chat_id)
        raw = RawMessages(rows["author_name"].to_pylist(), read_texts(rows["kind"]), read_texts(rows["text"]))
        people = [
            Identity(p["author_id"], p["display_name"], p["alias"], p["is_opted_out"])
            for p in self.identities.filter(pc.field("chat_id") == chat_id).to_pylist()
        ]
        titles = {str(t) for t in self.exports.filter(pc.field("chat_id") == chat_id)["chat_title"].to_pylist() if t}
        return RawChat(chat_id, raw, people, sorted(titles), read_texts(rows["attachment_name"].drop_null()))


def read_vault(ingested: Tables) -> VaultTables:
    """Read the vault, each table in a fixed order."""
    with ingested.session():
        return VaultTables(
            messages=ingested.rows(expressions.select_messages(ingested["ingested"])),
            identities=ingested.rows(expressions.order_identities(ingested["identities"])),
            exports=ingested.rows(expressions.order_exports(ingested["export_files"])),
            files=ingested.rows(expressions.order_files(ingested["export_media"])),
            replies=ingested.rows(expressions.select_replies(ingested["replies"])),
            reactions=ingested.rows(expressions.select_reactions(ingested["reactions"], ingested["ingested"])),
            commands=ingested.rows(expressions.select_commands(ingested["ingested"])),
        )


def read_vault_with_opt_outs(ingested: Tables, own: preserved_rows.ReadOwn) -> VaultTables:
    """Read the vault; who opted out before parts of it were deleted still is."""
    vault = read_vault(ingested)
    commanders = ingested.rows(expressions.select_commanders(ingested["ingested"]))
    export_ids = read_texts(vault.exports["export_id"])
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
        "export_id": read_texts(vault.exports["export_id"]),
        "chat_id": read_texts(vault.exports["chat_id"]),
        "author_id": read_texts(vault.identities["author_id"]),
        "message_id": read_texts(vault.messages["message_id"]),
        "command_id": read_texts(vault.commands["message_id"]),
        "opted_out": [*read_texts(opted_out), *preserved_rows.list_consenting(own, "opt-out")],
    }
    return preserved_rows.hide_erased_names(preserved_rows.preserve_rows(own, ids), erased)


@dataclass
class RedactedVault:
    """What was computed for all chats, as it is filled, and the scanner that found nothing in it.

    Attributes:
        results: the pieces of each result, by name.
        rewritten: ids of the messages whose stored rows are replaced, though others of their chat stay.
        readings: what is kept of each chat.
    """

    results: dict[str, list[pa.Table]] = field(default_factory=lambda: {name: [] for name in expressions.RESULTS})
    attached: list[AttachedFile] = field(default_factory=list)
    scanner: LeakScanner | None = None
    rewritten: list[str] = field(default_factory=list)
    readings: dict[str, ChatReading] = field(default_factory=dict)

    def add(self, name: str, rows: list[dict[str, Any]] | Mapping[str, Any]) -> None:
        """Add rows to a result, given row by row or column by column."""
        schema = expressions.stand_for(name).schema().to_pyarrow()
        found = pa.Table.from_pylist(rows, schema) if isinstance(rows, list) else pa.table(rows, schema)
        self.results[name].append(found)

    def add_chat(self, raw: RawChat, chat: RedactedChat, rows: pa.Table, reactions: pa.Table) -> None:
        """Add what was computed for a chat.

        Args:
            rows: of its messages.
            reactions: to its messages.
        """
        bearers, ids = index_names(raw.identities), read_texts(rows["message_id"])
        self.add("senders", {"message_id": ids, "author_id": find_senders(rows["author_name"], bearers)})
        is_notice = pc.is_null(rows["author_name"]).to_pylist()
        hidden = [i for i, *is_it in zip(ids, chat.is_hidden, is_notice, strict=True) if all(is_it)]
        self.add("hidden_notices", {"message_id": hidden})
        self.add("mentions", list_mentions(ids, raw.messages.texts, bearers))
        self.add("signs", attribute_signs(reactions.to_pylist(), bearers))
        names = {"pseudonym": chat.pseudonyms, "public_name": chat.public_names}
        people = [person.author_id for person in raw.identities]
        self.add("authors", {"author_id": people, **{n: [shown[p] for p in people] for n, shown in names.items()}})
        # A text that does not appear was not scanned for what redaction may have left in it: no statement is given it.
        given = {**chat.rewritten, **dict(enumerate(chat.texts, chat.first))}
        given = {number: text for number, text in given.items() if not chat.is_hidden[number]}
        self.add("texts", {"message_id": [ids[n] for n in given], "text": [t.text for t in given.values()]})
        numbered = ((ids[n], place, r) for n, text in given.items() for place, r in enumerate(text.redactions))
        redactions = [(i, place, r.kind, r.placeholder) for i, place, r in numbered]
        self.add("redactions", [dict(zip(expressions.RESULTS["redactions"], row, strict=True)) for row in redactions])
        self.rewritten += [ids[number] for number in chat.rewritten]

    def collect(self) -> dict[str, pa.Table]:
        """The results, by the names that stand for them."""
        found = {expressions.stand_for(name): pieces for name, pieces in self.results.items()}
        return {t.get_name(): pa.concat_tables([t.schema().to_pyarrow().empty_table(), *p]) for t, p in found.items()}


def redact_vault(
    key: DeploymentKey,
    vault: VaultTables,
    existing: pa.Table,
    options: RedactionOptions,
    title: str | None,
    before: EarlierRun | None = None,
    perform: Perform = perform_here,
) -> RedactedVault:
    """Redact every chat of the vault.

    Args:
        existing: the rows of `authors` that earlier runs wrote.
        title: the public title that the operator chose; None = a neutral one.
        before: what an earlier run left; the tables are the same without it.
        perform: what redacts new chats.
    """
    earlier = map_pseudonyms(existing)
    exports = [read_texts(vault.exports[name]) for name in ("export_id", "chat_id")]
    stored = vault.files.select(["export_id", "file_name", "content_sha256", "byte_count"])
    files = (ExportedFile(*row.values()) for row in stored.to_pylist())
    index = FileIndex(files, dict(zip(*exports, strict=True)))
    result = RedactedVault()
    chat_ids = vault.list_chat_ids()
    slugs = assign_slugs(chat_ids)
    chats = {chat_id: vault.read_chat(chat_id) for chat_id in chat_ids}
    kept = find_kept_chats(key, chats.values(), earlier, options, before, vault.select_messages) if before else {}
    redacted, result.scanner = redact_chats(key, chat_ids, chats.__getitem__, earlier, options, kept, perform)
    for chat_id, chat in zip(chat_ids, redacted, strict=True):
        raw, rows = chats[chat_id], vault.select_messages(chat_id)
        result.add_chat(raw, chat, rows, vault.reactions.filter(pc.field("chat_id") == chat_id))
        shown = {**earlier, **chat.pseudonyms}
        result.readings[chat_id] = make_reading(raw, chat, rows, result.scanner.digest, shown, options)
        named = list_named_files(chat.is_hidden, rows)
        result.attached += find_attached(key, index, chat_id, named, chat.file_names.__getitem__)
        notes, nominations = vault.list_notes(raw)
        result.add("nominations", nominations)
        result.add("notes", redact_notes(notes, raw, chat, options, result.scanner.find_in_texts))
        told = {"slug": slugs[chat_id], "public_title": title or choose_neutral_title(chat.language)}
        result.add("chats", [{"chat_id": chat_id, **told, "language": chat.language}])
    return result


def build_tables(
    result: RedactedVault, vault: VaultTables, media: list[dict[str, Any]], preserved: Mapping[str, pa.Table]
) -> dict[str, Derived]:
    """The stage's tables by contract, over the vault's rows, what was computed for them, and preserved rows.

    Args:
        media: what each attached content is, as `PictureCleaner` says.
    """
    if "attachments" in preserved and result.scanner is not None:
        preserved = {**preserved, "attachments": withhold_file_names(preserved["attachments"], result.scanner)}
    files = [(f.message_id, f.media_id, f.shown_name) for f in result.attached]
    names = tuple(expressions.RESULTS["files"])
    result.add("files", [dict(zip(names, file, strict=True)) for file in files])
    result.add("media", media)
    given = {
        "export_files": vault.exports.drop_columns("chat_title"),
        "ingested": vault.messages.select(expressions.MESSAGE_COLUMNS),
        "identities": vault.identities.select(["author_id", "chat_id", "is_opted_out"]),
        "replies": vault.replies,
        "reactions": vault.reactions.select(["message_id", "ordinal", "reaction_count"]),
        **result.collect(),
        **{f"preserved_{name}": rows for name, rows in preserved.items()},
    }
    kept = tuple(name for name, rows in preserved.items() if rows.num_rows)
    needed = given | _select_named(given, "ingested", "result_senders")
    return {name: Derived(rows, needed) for name, rows in expressions.express_tables(kept).items()}


def _select_named(given: Mapping[str, pa.Table], *names: str) -> dict[str, pa.Table]:
    """The rows of tables about messages that some other table names: of a longer export, few."""
    others = [rows for name, rows in given.items() if name not in names]
    columns = [t[c] for t in others for c in ("message_id", "reply_to_id") if c in t.column_names]
    ids = pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())
    return {name: given[name].filter(pc.is_in(given[name]["message_id"], value_set=ids)) for name in names}


def list_changes(key: DeploymentKey, result: RedactedVault, tables: Rows, before: EarlierRun | None) -> ChangedParts:
    """What is written of the stage's tables, chat by chat."""
    parts = {chat_id: Part(sign_part(key, reading)) for chat_id, reading in result.readings.items()}
    kept = frozenset(chat_id for chat_id, reading in result.readings.items() if reading.redacted.first)
    scope = before.select_replaced(kept, result.rewritten) if before and kept else {}
    return ChangedParts(tables, scope, parts)


def count_unreviewed_names(result: RedactedVault) -> int:
    """Count the words that name people who take no part and that the operator has not reviewed."""
    return len({n for r in result.readings.values() for n, count in r.redacted.state.uses.items() if count > 0})


def list_unreviewed_names(result: RedactedVault) -> list[Candidate]:
    """List these words over all chats, with what stands around them; `result` must show them."""
    chats = {chat_id: reading.redacted for chat_id, reading in sorted(result.readings.items())}
    return merge_candidates(
        (c, chat.third_parties, [t.text for t, hidden in zip(chat.texts, chat.is_hidden, strict=True) if not hidden])
        for c, chat in chats.items()
    )


def build_vault_scanner(
    vault: VaultTables,
    authors: pa.Table,
    options: RedactionOptions | None = None,
    own_text: bytes = b"",
    kept: Mapping[str, KeptChat] | None = None,
) -> LeakScanner:
    """Build the scanner for the vault's names and the values in its messages.

    Args:
        authors: `chat_id` and `pseudonym` of everybody in the deployment, also of chats that the vault no longer
            holds; what stands in a pseudonym is no finding.
        own_text: text that every publication holds, in which nothing is a finding either.
        kept: what a run left of chats; those that did not change need no reading, and the scanner is the same.
    """
    chats = (collect_values(i, vault.read_chat, options, kept or {}) for i in vault.list_chat_ids())
    own_names = list_own_names(read_texts(authors["pseudonym"]))
    return build_leak_scanner(chats, b"\n".join([own_text, own_names]), read_texts(authors["chat_id"]))


def map_pseudonyms(authors: pa.Table) -> dict[str, str]:
    """The pseudonyms of rows of `authors`, by author_id."""
    return dict(zip(read_texts(authors["author_id"]), read_texts(authors["pseudonym"]), strict=True))


def read_texts(column: pa.ChunkedArray[Any]) -> list[str]:
    """The values of a text column that has no nulls."""
    return [str(v) for v in column.to_pylist()]
