"""Exports of other programs read, joined and anonymised in memory, for tests."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from egregora_assets.contracts.vault import INGESTED
from egregora_assets.merging import MergeOptions, VaultRows
from egregora_assets.readers import Export, ReadOptions, find_exports, read_export
from egregora_assets.redaction.conversation import RawChat, RawMessages, RedactedChat, redact_chat
from egregora_assets.redaction.pseudonyms import Identity
from egregora_assets.stages.anonymized.rows import read_texts
from egregora_assets_tests.asset_bodies import KEY, StoreInMemory

NOW = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
TABLES = ("ingested", "identities", "export_files", "rejected_lines", "export_media")


@dataclass(frozen=True)
class ReadFile:
    """The conversations of a file."""

    chats: list[Export]

    @property
    def source(self) -> str:
        return self.chats[0].source if self.chats else ""


class OpenBytes(io.BytesIO):
    """A file that stays open, so that attachments can be read later."""

    def close(self) -> None:
        pass


def read(data: bytes, name: str = "export.json", zone: str = "UTC") -> ReadFile:
    file = Export(name, len(data), open=lambda: OpenBytes(data))
    return ReadFile([chat for found in find_exports(file) for chat in read_export(found, ReadOptions(zone))])


def rows_of(file: ReadFile, place: int = 0) -> list[dict[str, Any]]:
    return file.chats[place].chat.messages.to_pylist()


def spoken(file: ReadFile, place: int = 0) -> list[tuple[str | None, str, str]]:
    return [(r["author_name"], r["kind"], r["text"]) for r in rows_of(file, place)]


def vault_of(*files: ReadFile) -> VaultRows:
    """The vault after reading files one after the other."""
    store = StoreInMemory()
    empty = {n: store.read_own_table(n) for n in TABLES} | {"ingested": INGESTED.rows()}
    vault = VaultRows.load(KEY, empty)
    for number, file in enumerate(files):
        for place, chat in enumerate(file.chats):
            if chat.chat.report.author_count:
                export_id = KEY.uuid("export", str(number), str(place))
                media = tuple((name, "0" * 64, 1) for name in chat.media)
                vault.add(
                    replace(chat, export_id=export_id, file_name="x", attachments=media, time_zone=None),
                    MergeOptions(NOW),
                )
    return vault


def anonymised(file: ReadFile, place: int = 0) -> tuple[RedactedChat, Sequence[str]]:
    """A conversation as it may be read, and its texts."""
    vault = vault_of(file)
    chat_id = sorted(vault.messages, key=lambda c: -len(vault.messages[c]))[place]
    rows = vault.messages[chat_id]
    said = rows.filter(pa.compute.not_equal(rows["kind"], pa.scalar("command")))
    people = [
        Identity(r["author_id"], r["display_name"], r["alias"], r["is_opted_out"])
        for r in vault.identities.values()
        if r["chat_id"] == chat_id
    ]
    raw = RawMessages(said["author_name"].to_pylist(), read_texts(said["kind"]), read_texts(said["text"]))
    titles = sorted({r["chat_title"] for r in vault.others["export_files"] if r["chat_title"]})
    chat = redact_chat(KEY, RawChat(chat_id, raw, people, titles))
    return chat, [t.text for t in chat.texts]
