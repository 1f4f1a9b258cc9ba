"""Builds a conversation's rows from the messages of any program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from egregora_assets.contracts.instants import normalize_timestamps, to_local_time
from egregora_assets.contracts.time_zones import resolve_local_times
from egregora_assets.contracts.vault import MESSAGE_KINDS
from egregora_assets.readers.messages import (
    MESSAGE_SCHEMA,
    REJECTED_SCHEMA,
    UNREAD,
    ParsedChat,
    ParseReport,
    count_kinds,
)
from egregora_assets.readers.programs.json_text import Unreadable, replace_unreadable, show_record
from egregora_assets.readers.programs.moments import Moment
from egregora_assets.readers.programs.people import People, find_mentioned_names, short_digest
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.relations import EarlierForm, Reaction, Relations, make_file_key

_SECOND = 1_000_000
_STEP = 900 * _SECOND
"""Clocks change at quarter hours only."""
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC by contract
_LONGEST_STEM, _LONGEST_ENDING = 80, 8


@dataclass(frozen=True)
class Message:
    """One message of a program.

    Attributes:
        moment: when it was sent.
        author: name that `People.add` returned; None for a notice of the program.
        text: its text, with marks for mentions.
        kind: one of the contract's kinds; notices always become `system`.
        attachments: names of its files, in order.
        is_edited: the program says that it was edited.
        message_id: the program's permanent id of it; empty where it has none.
        reply_to: the answered message: its id in the program, or the number that `ChatRows.add` returned for it.
        reactions: the reactions to it; authors as `People.add` returned them.
        edited_at: when it was edited last; earlier: its forms before, oldest first.
    """

    moment: Moment
    author: str | None
    text: str
    kind: str = "text"
    attachments: Sequence[str] = ()
    is_edited: bool = False
    message_id: str = ""
    reply_to: str | int | None = None
    reactions: Sequence[Reaction] = ()
    edited_at: Moment | None = None
    earlier: Sequence[EarlierForm] = ()


def attachment_name(original: str, file_id: str) -> str:
    """A file name that is unique in the conversation and the same in every export of it.

    Args:
        original: name of the file, with or without folders.
        file_id: distinguishes files of the same name.
    """
    base = replace_unreadable(original).replace("\\", "/").rsplit("/", 1)[-1].strip() or "file"
    stem, dot, ending = base.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = base, "", ""
    return f"{stem[:_LONGEST_STEM]}-{short_digest(file_id)}{dot}{ending}"


@dataclass
class ChatRows:
    """A conversation that is being read.

    Attributes:
        people: the people of it; several conversations of one export may share them.
        time_zone: zone of the conversation's clock.
        has_seconds: whether the export gives seconds.
    """

    people: People
    time_zone: str
    has_seconds: bool = True
    _messages: list[Message] = field(default_factory=list)
    _rejected: list[tuple[int, str, str]] = field(default_factory=list)
    _media: dict[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _known: dict[str, None] = field(default_factory=dict)
    _record_count: int = 0

    def begin(self, number: int | None = None) -> None:
        """Counts a record; call it for each one before adding or rejecting it.

        Args:
            number: of its first line, where records are lines; None = one more than the last record.
        """
        self._record_count = self._record_count + 1 if number is None else number

    def read_each(self, records: Iterable[object], read: Callable[[object], str | None]) -> None:
        """Reads records one after the other; broken ones, and those for which `read` returns a reason, are rejected."""
        for record in records:
            self.begin()
            reason = f"its JSON is broken in line {record.line}" if isinstance(record, Unreadable) else read(record)
            if reason:
                self.reject(record, reason)

    def is_new(self, record_id: str) -> bool:
        """Whether no earlier record had the id; an empty one is always new."""
        if not record_id:
            return True
        if record_id in self._seen:
            return False
        self._seen.add(record_id)
        return True

    def add(self, message: Message) -> int:
        """Adds a message, and returns its number, for `Message.reply_to`."""
        self._messages.append(message)
        return len(self._messages) - 1

    def reject(self, record: object, reason: str) -> None:
        """Keeps the current record as one that could not be read."""
        self._rejected.append((max(1, self._record_count), show_record(record), reason))

    def attach(self, name: str, part: str) -> None:
        """Records which part of the export holds the file of that name."""
        self._media.setdefault(name, part)

    def know(self, name: str) -> None:
        """Adds a participant who may never write, so that their name is redacted too."""
        if name:
            self._known.setdefault(name)

    def __len__(self) -> int:
        return len(self._messages)

    def finish(self, title: str | None = None, key: str | None = None) -> SourceChat:
        """The conversation, messages by time and then in the order added.

        Args:
            title: of the conversation; key: the program's id of it.

        Raises:
            TimeZoneUnknown, InstantOutOfRange: local times cannot be resolved.
        """
        order, local, utc, changes = self._resolve_times()
        mentioned = dict(self._known)
        rows: list[tuple[object, ...]] = []
        relations = RelationsBuilder()
        for place in order:
            message = self._messages[place]
            text = _strip_text(self.people.resolve_marks(message.text))
            mentioned.update(dict.fromkeys(find_mentioned_names(text)))
            kind = _classify(message, text)
            names: Sequence[str | None] = message.attachments or (None,)
            times = local[place], utc[place], message.author
            relations.add(place, message, len(names), self.people)
            mentioned.update((r.author, None) for r in message.reactions if r.author is not None)
            rows.append((*times, kind, text, names[0], message.is_edited))
            rows += [(*times, "media", "", name, False) for name in names[1:]]
        messages = _build_table(rows, has_seconds=self.has_seconds)
        columns = [list(c) for c in zip(*self._rejected, strict=True)] or [[], [], []]
        rejected = pa.table(columns, schema=REJECTED_SCHEMA)
        report = _make_report(messages, rejected.num_rows, changes, has_seconds=self.has_seconds)
        chat = ParsedChat(messages, rejected, report, title or None, tuple(mentioned), relations.build())
        return SourceChat(chat, key or None, dict(sorted(self._media.items())), self.time_zone)

    def _resolve_times(self) -> tuple[list[int], list[int], list[int], tuple[int, int]]:
        """Order by time, local and UTC microseconds by message, and how many lay in a gap or an overlap."""
        local = [m.moment.microseconds for m in self._messages]
        utc = list(local)
        clocks = [i for i, m in enumerate(self._messages) if m.moment.is_local]
        seconds = np.array([local[i] // _SECOND for i in clocks], np.int64)
        resolved = resolve_local_times(seconds, self.time_zone, overlap="order")
        for i, second in zip(clocks, resolved.utc_seconds.tolist(), strict=True):
            utc[i] = second * _SECOND + local[i] % _SECOND
        offsets: dict[int, int] = {}
        for i, message in enumerate(self._messages):
            if not message.moment.is_local:
                step = utc[i] // _STEP
                if step not in offsets:
                    instant = _EPOCH + dt.timedelta(microseconds=step * _STEP)
                    offsets[step] = (to_local_time(instant, self.time_zone) - instant) // dt.timedelta(microseconds=1)
                local[i] = utc[i] + offsets[step]
        order = sorted(range(len(utc)), key=lambda i: utc[i])
        return order, local, utc, (resolved.gap_count, resolved.overlap_count)


@dataclass
class RelationsBuilder:
    """The relations of messages, while their rows are built."""

    _keys: list[str | None] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _rows: dict[int, int] = field(default_factory=dict)
    _answers: dict[int, int] = field(default_factory=dict)
    _reply_keys: dict[int, str] = field(default_factory=dict)
    _edited_at: dict[int, int] = field(default_factory=dict)
    _earlier: dict[int, Sequence[EarlierForm]] = field(default_factory=dict)
    _reactions: dict[int, Sequence[Reaction]] = field(default_factory=dict)

    def add(self, place: int, message: Message, row_count: int, people: People) -> None:
        """Adds a message whose rows come next.

        Args:
            place: its number in the export; row_count: its rows: one, and one more for each further file.
        """
        row = len(self._keys)
        self._rows[place] = row
        key = "" if message.message_id in self._seen else message.message_id
        self._seen.add(key)
        self._keys.append(key or None)
        self._keys += [make_file_key(key, n) or None for n in range(1, row_count)]
        if isinstance(message.reply_to, int):
            self._answers[row] = message.reply_to
        elif message.reply_to and message.reply_to != message.message_id:
            self._reply_keys[row] = message.reply_to
        if message.edited_at is not None and message.is_edited:
            self._edited_at[row] = message.edited_at.microseconds * 1000
        if message.earlier:
            self._earlier[row] = [replace(e, text=_strip_text(people.resolve_marks(e.text))) for e in message.earlier]
        if message.reactions:
            self._reactions[row] = tuple(message.reactions)

    def build(self) -> Relations:
        """The relations of all rows."""
        answers = {row: self._rows[place] for row, place in self._answers.items() if place in self._rows}
        answers = {row: answered for row, answered in answers.items() if row != answered}
        return Relations(self._keys, self._reply_keys, answers, self._edited_at, self._earlier, self._reactions)


def _strip_text(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip(" \t\r\n")


def _classify(message: Message, text: str) -> str:
    """The kind of a message: `system` where it has no author, `media` where it is nothing but a file."""
    if message.author is None:
        return "system"
    if message.kind not in MESSAGE_KINDS or message.kind == "system":
        return "text"
    return "media" if message.attachments and message.kind == "text" and not text else message.kind


def _build_table(rows: Sequence[tuple[object, ...]], *, has_seconds: bool) -> pa.Table:
    local, utc, authors, kinds, texts, names, edited = zip(*rows, strict=True) if rows else ((),) * 7
    return pa.Table.from_arrays(
        [
            pa.array(range(1, len(rows) + 1), pa.int64()),
            pa.array(local, pa.int64()).cast(pa.timestamp("us")),
            pa.array([has_seconds] * len(rows), pa.bool_()),
            normalize_timestamps(pa.array(utc, pa.int64()).cast(pa.timestamp("us"))),
            pa.array(authors, pa.string()),
            pa.array(kinds, pa.string()),
            pa.array(texts, pa.string()),
            pa.array(names, pa.string()),
            pa.array(edited, pa.bool_()),
        ],
        schema=MESSAGE_SCHEMA,
    )


def _make_report(
    messages: pa.Table, rejected_count: int, changes: tuple[int, int], *, has_seconds: bool
) -> ParseReport:
    return replace(
        UNREAD.report,
        platform="other",
        date_order="YMD",
        date_order_evidence="written by a program",
        is_date_order_open=False,
        has_seconds=has_seconds,
        message_count=messages.num_rows,
        kind_counts=count_kinds(messages),
        author_count=len(set(messages["author_name"].to_pylist()) - {None}),
        rejected_line_count=rejected_count,
        dst_gap_count=changes[0],
        dst_overlap_count=changes[1],
    )
