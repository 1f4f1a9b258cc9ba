"""Finds out which chats an earlier run left as they are now, or with fewer messages, from readings and stored rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.redaction.conversation import RawChat, RedactedChat, RedactionOptions
from egregora_assets.redaction.kept.extension import KeptChat
from egregora_assets.redaction.kept.reading import ChatReading, digest_inputs, read_reading

_COLUMNS = (
    *("message_id", "sent_at", "local_time", "position", "kind", "is_edited", "export_id"),
    *("author_name", "text", "attachment_name"),
)
"""All that is read of a message."""


@dataclass(frozen=True)
class EarlierRun:
    """What an earlier run left.

    Args:
        readings: of chats, by id, as bytes.
        part_keys: under which the chats' rows were written, by id.
        read_stored: reads stored columns of `messages` (`message_id`, `chat_id`, `text`) or `redactions` (`message_id`,
            `ordinal`, `placeholder`), by contract.
    """

    readings: Mapping[str, bytes]
    part_keys: Mapping[str, str]
    read_stored: Callable[[str], pa.Table]

    @cached_property
    def messages(self) -> pa.Table:
        """The stored messages."""
        return self.read_stored("messages")

    @cached_property
    def redactions(self) -> pa.Table:
        """The stored redactions, by message and ordinal."""
        return self.read_stored("redactions").sort_by([("message_id", "ascending"), ("ordinal", "ascending")])

    def find_chats(
        self, key: DeploymentKey, inputs: Mapping[str, str], select_messages: Callable[[str], pa.Table]
    ) -> dict[str, KeptChat]:
        """What is left of chats, by id; those that must be redacted as a whole are left out.

        Args:
            inputs: digest of each chat's inputs, by id.
            select_messages: gives the rows of a chat's messages in order.
        """
        found = ((chat_id, self._find_chat(key, chat_id, i, select_messages(chat_id))) for chat_id, i in inputs.items())
        return {chat_id: kept for chat_id, kept in found if kept is not None}

    def _find_chat(self, key: DeploymentKey, chat_id: str, inputs: str, rows: pa.Table) -> KeptChat | None:
        data = self.readings.get(chat_id)
        reading = read_reading(data) if data is not None else None
        if reading is None or reading.inputs != inputs or not 0 < reading.row_count <= rows.num_rows:
            return None
        if sign_part(key, reading) != self.part_keys.get(chat_id):
            return None
        before = rows.slice(0, reading.row_count)
        if digest_rows(before) != reading.rows:
            return None
        ids, is_same = before["message_id"], reading.row_count == rows.num_rows
        return KeptChat(reading, is_same, lambda: self._read_texts(ids), lambda n: self._read_placeholders(ids, n))

    def _read_texts(self, ids: pa.ChunkedArray[Any]) -> dict[int, str]:
        places = pc.index_in(self.messages["message_id"], value_set=ids.combine_chunks())
        texts = self.messages["text"].to_pylist()
        return {place: str(texts[row]) for row, place in enumerate(places.to_pylist()) if place is not None}

    def _read_placeholders(self, ids: pa.ChunkedArray[Any], numbers: Sequence[int]) -> list[list[str]]:
        wanted = ids.take(pa.array(numbers, pa.int64())).to_pylist()
        rows = self.redactions.filter(pc.is_in(self.redactions["message_id"], value_set=pa.array(wanted, pa.string())))
        found: dict[str, list[str]] = {}
        for row in rows.to_pylist():
            found.setdefault(str(row["message_id"]), []).append(str(row["placeholder"]))
        return [found.get(str(message_id), []) for message_id in wanted]

    def select_replaced(self, kept: frozenset[str], rewritten: Sequence[str]) -> dict[str, pa.Table]:
        """The keys of the stored rows that are written anew, by contract.

        Args:
            kept: the chats of which rows stay.
            rewritten: ids of the messages of these chats whose rows are given nevertheless.
        """
        stays = pc.and_(
            pc.is_in(self.messages["chat_id"], value_set=pa.array(sorted(kept), pa.string())),
            pc.invert(pc.is_in(self.messages["message_id"], value_set=pa.array(rewritten, pa.string()))),
        )
        messages = self.messages.filter(pc.invert(stays)).select(["message_id"])
        ids = messages["message_id"].combine_chunks()
        redactions = self.redactions.filter(pc.is_in(self.redactions["message_id"], value_set=ids))
        return {"messages": messages, "redactions": redactions.select(["message_id", "ordinal"])}


def make_reading(
    chat: RawChat,
    redacted: RedactedChat,
    rows: pa.Table,
    scanner: str,
    existing: Mapping[str, str],
    options: RedactionOptions,
) -> ChatReading:
    """What is kept of a chat.

    Args:
        rows: of its messages.
        scanner: digest of the leak scanner.
        existing: the pseudonyms that its participants have from now on, by author_id.
    """
    return ChatReading(digest_inputs(chat, existing, options), digest_rows(rows), rows.num_rows, scanner, redacted)


def sign_part(key: DeploymentKey, reading: ChatReading) -> str:
    """The key of the part that a chat's rows are; it tells nothing of the chat to whoever has no key."""
    return key.uuid("redacted chat", reading.digest())


def digest_rows(rows: pa.Table) -> str:
    """A digest of the rows of messages in order, the same however they are held in memory."""
    digest = hashlib.sha256()
    for name in _COLUMNS:
        column: Any = rows[name].combine_chunks()
        is_null = np.packbits(column.is_null().to_numpy(zero_copy_only=False))
        digest.update(f"{name} {column.type} {len(column)} ".encode() + is_null.tobytes())
        if pa.types.is_string(column.type):
            text = column.fill_null("").cast(pa.large_string())
            offsets = np.frombuffer(text.buffers()[1], np.int64)[text.offset : text.offset + len(text) + 1]
            digest.update(np.diff(offsets).tobytes())
            if len(offsets) and offsets[-1] > offsets[0]:
                digest.update(memoryview(text.buffers()[2])[int(offsets[0]) : int(offsets[-1])])
        else:
            digest.update(_pack(column))
    return digest.hexdigest()


def _pack(column: Any) -> bytes:
    """The values of a column of numbers, instants or truths; nulls as zero."""
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    elif pa.types.is_temporal(column.type):
        column = column.cast(pa.int64())
    packed: bytes = column.fill_null(0).to_numpy(zero_copy_only=False).tobytes()
    return packed
