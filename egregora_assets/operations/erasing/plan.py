"""The plan of an erasure: what is the person's, collected before it begins, while the vault still knows it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import ahocorasick_rs

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.instants import utc_now
from egregora_assets.database.people.main_erasure import list_personal_documents
from egregora_assets.database.store import DuckDBStore
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.language.own_notices import find_own_notices
from egregora_assets.merging.lost_commands import list_lost_commands
from egregora_assets.operations.people import Person
from egregora_assets.redaction.attachments import ExportedFile, FileIndex
from egregora_assets.redaction.erasure import build_erasure_scanner, collect_own_values
from egregora_assets.redaction.leaks.scanner import LeakScanner

_TELLING_LENGTH = 25


@dataclass
class Erasure:
    """An erasure as its journal keeps it. The names, values and texts go with the journal at the end.

    Attributes:
        author_ids, chat_ids, message_ids: keyed ids of the person, their conversations, their messages.
        document_ids: of documents that quote them, are about them, or stand on their words.
        names: as exported; values: what they gave away; texts: what only they wrote; remaining: who stays.
        words: what else they are called, as the operator confirmed.
        shown: conversation and name shown, in pairs.
        media: digests of files that only they sent.
        counts: what was there before.
        backups, inbox: what becomes of backups and exports: as the options say.
        done: the steps that were completed.
    """

    erasure_id: str
    begun_at: str
    author_ids: list[str]
    chat_ids: list[str]
    names: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    remaining: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    message_ids: list[str] = field(default_factory=list)
    document_ids: list[str] = field(default_factory=list)
    shown: list[list[str]] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    backups: str = "remove"
    inbox: str = "keep"
    done: list[str] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)

    def journal(self) -> dict[str, Any]:
        """What is kept of it."""
        return asdict(self)

    def scanner(self, own_text: bytes) -> LeakScanner:
        """What looks for the person."""
        return build_erasure_scanner(self.names, self.values, self.texts, self.remaining, own_text, self.words)


def plan_erasure(
    store: DuckDBStore, people: Sequence[Person], everybody: Sequence[Person], regions: Sequence[str]
) -> Erasure:
    """The erasure of one person under one or more of their ids."""
    ids = {p.author_id for p in people}
    names = sorted({str(p.display_name) for p in people if p.display_name is not None})
    remaining = sorted({str(p.display_name) for p in everybody if p.author_id not in ids and p.display_name})
    erasure = Erasure(
        str(uuid.uuid4()),
        utc_now().isoformat(timespec="seconds"),
        sorted(ids),
        sorted({p.chat_id for p in people}),
        names,
        remaining=[n for n in remaining if n not in names],
        shown=[[p.chat_id, name] for p in people for name in sorted({p.pseudonym, p.public_name} - {""})],
    )
    theirs, others = _vault_messages(store, people)
    notices, others = _split_notices(people, everybody, theirs, others)
    read_ids, read_texts, read_others = _readable(store, ids)
    gone = {*(str(row["message_id"]) for row in [*theirs, *notices]), *read_ids}
    erasure.message_ids = sorted({*gone, *_find_lost_notes(store, people, gone)})
    ids_of = {"message": erasure.message_ids, "author": erasure.author_ids}
    erasure.document_ids = list_personal_documents(store.file("main"), ids_of)
    spoken = [str(row["text"]) for row in theirs]
    told = [str(row["text"]) for row in notices]
    erasure.texts = select_own_texts(
        [*spoken, *told, *read_texts], [*(str(row["text"]) for row in others), *read_others]
    )
    erasure.values = collect_own_values(names, spoken, erasure.remaining, regions) if spoken else []
    erasure.media = _media(store, theirs, others)
    erasure.counts = _counts(store, erasure)
    return erasure


def _vault_messages(store: DuckDBStore, people: Sequence[Person]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The person's messages, and those of others in the same conversations."""
    table = CONTRACTS["ingested"].table()
    columns = ("message_id", "chat_id", "export_id", "author_name", "text", "attachment_name")
    rows = read_rows(
        store.file("vault"), table.filter(table.chat_id.isin([p.chat_id for p in people])).select(*columns)
    )
    named = {(p.chat_id, p.display_name) for p in people if p.display_name is not None}
    found: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    for row in rows.to_pylist():
        found[(str(row["chat_id"]), row["author_name"]) not in named].append(row)
    return found


def _find_lost_notes(store: DuckDBStore, people: Sequence[Person], gone: Collection[str]) -> Iterator[str]:
    """The notes that others wrote in the chat on messages of the person."""
    file, table, replies = store.file("vault"), CONTRACTS["ingested"].table(), CONTRACTS["replies"].table()
    answers = read_rows(file, replies.filter(replies.reply_to_id.notnull()).select("message_id", "reply_to_id"))
    answered = {str(row["message_id"]): str(row["reply_to_id"]) for row in answers.to_pylist()}
    for chat_id in sorted({p.chat_id for p in people}):
        own = table.filter(table.chat_id == chat_id).order_by("sent_at", "position", "message_id")
        rows = read_rows(file, own.select("message_id", "author_name", "kind", "text")).to_pylist()
        lines = [(str(r["message_id"]), r["author_name"], str(r["kind"]), str(r["text"] or "")) for r in rows]
        yield from list_lost_commands(lines, answered, gone)


def _split_notices(
    people: Sequence[Person],
    everybody: Sequence[Person],
    theirs: Sequence[dict[str, Any]],
    others: Sequence[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The notices that belong to the person, and the messages of others without them."""
    rows = [*theirs, *others]
    own: set[str] = set()
    for chat_id in sorted({p.chat_id for p in people}):
        here = [row for row in rows if str(row["chat_id"]) == chat_id]
        names = {str(p.display_name) for p in people if p.chat_id == chat_id and p.display_name}
        rest = {str(p.display_name) for p in everybody if p.chat_id == chat_id and p.display_name} - names
        texts = [str(row["text"]) for row in here]
        found = find_own_notices([row["author_name"] for row in here], texts, names, rest)
        own |= {str(here[place]["message_id"]) for place in found}
    return [r for r in others if str(r["message_id"]) in own], [r for r in others if str(r["message_id"]) not in own]


def select_own_texts(theirs: Iterable[str], others: Iterable[str]) -> list[str]:
    """The person's texts by which they can be found: long enough, in nobody else's words, without placeholders."""
    wanted = {_evened(t): t for t in theirs if len(t) >= _TELLING_LENGTH and "[" not in t}
    patterns = sorted(wanted)
    if not patterns:
        return []
    haystack = "\n".join(_evened(t) for t in others)
    found = ahocorasick_rs.AhoCorasick(patterns).find_matches_as_indexes(haystack, overlapping=True)
    said = {patterns[place] for place, _, _ in found}
    return sorted(wanted[p] for p in patterns if p not in said)


def _evened(text: str) -> str:
    """Words alone: signs and case tell no texts apart."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _readable(store: DuckDBStore, ids: Collection[str]) -> tuple[list[str], list[str], list[str]]:
    """Ids and texts of the person's messages as they may be read, also of those that the vault no longer has; and
    what others wrote."""
    rows = read_rows(
        store.file("main"), CONTRACTS["messages"].table().select("message_id", "author_id", "text")
    ).to_pylist()
    theirs = [row for row in rows if row["author_id"] is not None and str(row["author_id"]) in ids]
    others = [str(row["text"]) for row in rows if row["author_id"] is None or str(row["author_id"]) not in ids]
    return [str(row["message_id"]) for row in theirs], [str(row["text"]) for row in theirs], others


def _media(store: DuckDBStore, theirs: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> list[str]:
    """Digests of the files that the person sent and nobody else did."""
    files = read_rows(store.file("vault"), CONTRACTS["export_media"].table()).to_pylist()
    exports = read_rows(
        store.file("vault"), CONTRACTS["export_files"].table().select("export_id", "chat_id")
    ).to_pylist()
    chat_of = {str(row["export_id"]): str(row["chat_id"]) for row in exports}
    index = FileIndex(
        (ExportedFile(str(r["export_id"]), r["file_name"], r["content_sha256"], r["byte_count"]) for r in files),
        chat_of,
    )
    sent: list[set[str]] = []
    for rows in (theirs, others):
        named = (r for r in rows if r["attachment_name"] is not None)
        found = (index.find(str(r["chat_id"]), str(r["export_id"]), r["attachment_name"]) for r in named)
        sent.append({f.content_sha256 for f in found if f is not None})
    return sorted(sent[0] - sent[1])


def _counts(store: DuckDBStore, erasure: Erasure) -> dict[str, int]:
    """What is there of the person: messages, files, documents that quote them, of them, copies of the database."""
    citations, documents = CONTRACTS["citations"].table(), CONTRACTS["documents"].table()
    messages = CONTRACTS["messages"].table()
    theirs = messages.filter(messages.author_id.isin(erasure.author_ids)).select("message_id")
    quoting = citations.filter(citations.message_id.isin(theirs.message_id)).select("document_id").distinct()
    about = documents.filter(documents.subject_author_id.isin(erasure.author_ids)).select("document_id")
    main = store.file("main")
    return {
        "messages": len(erasure.message_ids),
        "files": len(erasure.media),
        "documents that quote them": read_rows(main, quoting).num_rows,
        "documents about them": read_rows(main, about).num_rows,
    }
