"""Exports that only add to what their conversation holds: of those, the new messages alone are compared with it.

Where the messages of a conversation are exactly those of its last export, the vault keeps a digest of them. A longer
export that begins with the same messages can change none: each is found again at its place. What it adds is compared
with the messages of the same moments, and the result is the one of comparing all (`merge.merge_export`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.merging.chat_rows import MINUTE_US, Rows, Whole
from egregora_assets.merging.consent import mark_commands
from egregora_assets.merging.participants import to_datetime, to_nanoseconds
from egregora_assets.readers.exports import Export
from egregora_assets.readers.messages import MESSAGE_SCHEMA, values
from egregora_assets.readers.whatsapp.texts import read_offsets

_SHOWN = tuple(name for name in MESSAGE_SCHEMA.names if name != "position")
"""What an export shows of a message, besides its place."""
_TIMES: list[tuple[str, Any]] = [("sent_at", "ascending"), ("position", "ascending")]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class KeptReading:
    """The export whose messages a conversation has, all of them and no others; a row of `kept_readings`.

    Attributes:
        first_sent_at: of its first message in the file, in nanoseconds UTC.
        reading_id: keyed by its messages in their order.
    """

    chat_id: str
    export_id: str
    message_count: int
    first_sent_at: int
    reading_id: str

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> KeptReading:
        """The reading in a row."""
        begins = to_nanoseconds(row["first_sent_at"])
        return cls(str(row["chat_id"]), str(row["export_id"]), row["message_count"], begins, str(row["reading_id"]))

    def as_row(self) -> dict[str, Any]:
        """The row of a reading."""
        return {**vars(self), "first_sent_at": to_datetime(self.first_sent_at)}


def keep_reading(key: DeploymentKey, chat_id: str, export: Export) -> KeptReading | None:
    """The reading of an export whose messages the conversation has; None where its program gives messages ids.

    Args:
        export: with commands marked.
    """
    messages = export.chat.messages
    if not _is_plain(export) or not messages.num_rows:
        return None
    begins = int(messages["sent_at"][0].cast(pa.int64()).as_py())
    count = messages.num_rows
    return KeptReading(chat_id, export.export_id, count, begins, _identify(key, messages, count))


def holds_exactly(rows: pa.Table, messages: pa.Table) -> bool:
    """Whether a conversation's rows show what an export's messages show, moment for moment in the same order."""
    if rows.num_rows != messages.num_rows:
        return False
    if _shows_the_same(rows, messages):
        return True
    return _shows_the_same(rows.sort_by(_TIMES), messages.sort_by(_TIMES))


def _shows_the_same(rows: pa.Table, messages: pa.Table) -> bool:
    return all(rows[name].equals(messages[name]) for name in _SHOWN)


def _is_plain(export: Export) -> bool:
    """Whether nothing but its messages tells what an export shows: no ids, replies, reactions."""
    return export.source == "whatsapp" and export.chat.relations is None


def _identify(key: DeploymentKey, messages: pa.Table, count: int) -> str:
    """The id of the first messages of an export, keyed by all that it shows of them and by their order."""
    digest = hashlib.sha256()
    for name in MESSAGE_SCHEMA.names:
        column: Any = messages[name].slice(0, count).combine_chunks()
        digest.update(np.asarray(column.is_null(), np.bool_).tobytes())
        if column.type == pa.string():
            offsets, data = read_offsets(column.fill_null("").cast(pa.large_string()))
            digest.update(np.diff(offsets).tobytes())
            digest.update(data.tobytes())
        else:
            kind: Any = pa.int8() if column.type == pa.bool_() else pa.int64()
            digest.update(column.cast(kind).to_numpy(zero_copy_only=False).tobytes())
    return key.uuid("reading", str(count), digest.digest())


@dataclass(frozen=True)
class Moments:
    """The moments of new messages: local minutes in microseconds, instants in nanoseconds UTC; from first to last."""

    minutes: tuple[int, int]
    instants: tuple[int, int]

    def find(self, messages: pa.Table) -> npt.NDArray[np.bool_]:
        """Which messages lie in them."""
        minutes, instants = list_minutes(messages), list_instants(messages)
        is_near: npt.NDArray[np.bool_] = (minutes >= self.minutes[0]) & (minutes <= self.minutes[1])
        is_near |= (instants >= self.instants[0]) & (instants <= self.instants[1])
        return is_near

    @property
    def local(self) -> tuple[dt.datetime, dt.datetime]:
        """The first local time, and the first one behind the last."""
        start, last = self.minutes
        return to_datetime(start * 1000), to_datetime((last + MINUTE_US) * 1000)

    @property
    def utc(self) -> tuple[dt.datetime, dt.datetime]:
        """The first and the last instant."""
        return to_datetime(self.instants[0]), to_datetime(self.instants[1])


@dataclass(frozen=True)
class Continuation:
    """An export that begins with the messages of its conversation.

    Attributes:
        known: the reading that it continues.
        moments: those of the messages that it adds; None where it adds none.
    """

    known: KeptReading
    moments: Moments | None

    @property
    def chat_id(self) -> str:
        """The conversation."""
        return self.known.chat_id

    def narrow(self, known: pa.Table, messages: pa.Table) -> tuple[pa.Table, tuple[Rows, Rows]]:
        """Divides what is known: the rows of other moments, then those to compare, with the export's of the same.

        Args:
            known: the conversation's rows, at least those of the moments.
            messages: all messages of the export.
        """
        before = messages.slice(0, self.known.message_count)
        near, chosen = (pa.array(_find_near(self.moments, table)) for table in (known, messages))
        sides = Rows(known.filter(near), _describe(before)), Rows(messages.filter(chosen), _describe(messages))
        return known.filter(pc.invert(near)), sides


def find_continuation(key: DeploymentKey, export: Export, kept: Iterable[KeptReading]) -> Continuation | None:
    """What an export continues, the longest of several; None where it begins otherwise than every conversation."""
    if not _is_plain(export) or not export.chat.messages.num_rows:
        return None
    messages = mark_commands(export.chat).messages
    begins, count = int(messages["sent_at"][0].cast(pa.int64()).as_py()), messages.num_rows
    likely = [one for one in kept if one.message_count <= count and one.first_sent_at == begins]
    for one in sorted(likely, key=lambda one: (-one.message_count, one.chat_id)):
        if _identify(key, messages, one.message_count) == one.reading_id:
            return Continuation(one, _find_moments(messages.slice(one.message_count)))
    return None


def _find_moments(messages: pa.Table) -> Moments | None:
    if not messages.num_rows:
        return None
    (a, b), (c, d) = ((int(n.min()), int(n.max())) for n in (list_minutes(messages), list_instants(messages)))
    return Moments((a, b), (c, d))


def _find_near(moments: Moments | None, messages: pa.Table) -> npt.NDArray[np.bool_]:
    """Which messages lie in some moments; none where there are none."""
    return moments.find(messages) if moments else np.zeros(messages.num_rows, np.bool_)


def list_minutes(messages: pa.Table) -> Numbers:
    """The begin of each message's local minute, in microseconds since 1970."""
    local: Numbers = messages["local_time"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    return local // MINUTE_US * MINUTE_US


def list_instants(messages: pa.Table) -> Numbers:
    """When each message was sent, in nanoseconds UTC since 1970."""
    instants: Numbers = messages["sent_at"].cast(pa.int64()).to_numpy()
    return instants


def _describe(messages: pa.Table) -> Whole:
    """What comparing asks of all messages; there is at least one."""
    minutes, instants = list_minutes(messages) // MINUTE_US, list_instants(messages)
    names = frozenset(values(pc.unique(messages["author_name"].drop_null())))
    return Whole((int(minutes.min()), int(minutes.max())), (int(instants.min()), int(instants.max())), names)
