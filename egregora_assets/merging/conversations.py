"""Decides which conversation an export belongs to: WhatsApp's exports carry no id, and titles change.

The user's label decides; else the program's own id of the conversation, where its exports hold one; else messages in
common with a known conversation; else the title.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.language.folding import fold_name
from egregora_assets.merging.chat_rows import Rows
from egregora_assets.merging.continuing import Continuation, KeptReading, find_continuation
from egregora_assets.merging.fingerprints import MIN_SHARED_SHARE, Fingerprint, may_be_one_chat
from egregora_assets.merging.phone_clocks import align_rows
from egregora_assets.readers.exports import Export

MIN_SHARED = 2
"""Messages that two exports of one chat share at least (one, if there is only one to compare)."""
MIN_SAME_AUTHORS = 0.2
"""Share of the common messages under the same names; other phones may have other names for the same people."""
MIN_RENAMED = 50
"""Common messages that replace equal names as evidence, if each name corresponds to exactly one other."""
CONTRADICTION = 10
"""Two exports with so many messages each in the same days, and none in common, are different chats of one title."""
MOST_CONTINUED = 200
"""Of more exports in one run the vault is compared as a whole: one question to it would be too long."""
_DAY_NS = 86_400_000_000_000


@dataclass(frozen=True)
class ChatDecision:
    """The conversation that an export belongs to, and why (from a closed vocabulary)."""

    chat_id: str
    reason: str


@dataclass
class KnownChats:
    """The conversations in the vault, as candidates for the one that an export belongs to.

    Attributes:
        export_files: rows of the table, which grows.
        messages: rows of `ingested` by conversation, which grow.
    """

    key: DeploymentKey
    export_files: Sequence[Mapping[str, Any]]
    messages: Mapping[str, pa.Table]
    _fingerprints: dict[str, tuple[pa.Table, Fingerprint]] = field(default_factory=dict, repr=False)

    def decide(
        self, export: Export, label: str | None, written_title: str | None, continuation: Continuation | None = None
    ) -> ChatDecision:
        """The conversation of an export, and why: by label, the program's id, the same messages, the same title.

        Args:
            label: the user's name for the conversation.
            written_title: the title before people were removed from it; it counts unless the other one is known.
            continuation: what the export begins with, if that is all of a conversation.
        """
        if label:
            return ChatDecision(make_labelled_id(self.key, export.source, label), "label")
        if export.chat_key:
            return ChatDecision(self._make_id(export.source, "id", export.chat_key), "id")
        if continuation:
            return ChatDecision(continuation.chat_id, "same messages")
        titles = self._titles(export.source)
        title, folded = export.title, fold_name(export.title or "")
        if written_title != title and not any(folded in known for known in titles.values()):
            title, folded = written_title, fold_name(written_title or "")
        shares = self._compare(export, folded, titles)
        joined = [(-likeness.shared, chat_id) for chat_id, likeness in shares if likeness.is_same]
        if joined:
            return ChatDecision(min(joined)[1], "same messages")
        if not title:
            return ChatDecision(self._make_id(export.source, "", export.export_id), "new")
        namesakes = [(chat_id, likeness) for chat_id, likeness in shares if folded and folded in titles[chat_id]]
        for chat_id, likeness in namesakes:
            if likeness.shared or likeness.least < CONTRADICTION:
                return ChatDecision(chat_id, "same title")
        if namesakes:
            return ChatDecision(self._make_id(export.source, folded, export.export_id), "same title, other messages")
        return ChatDecision(self._make_id(export.source, folded), "title")

    def list_possible_ids(self, export: Export, label: str | None) -> list[str]:
        """The conversations that an export may belong to, first the one that it would be if none were known."""
        known = {str(row["chat_id"]) for row in self.export_files}
        own = [self._make_id(export.source, fold_name(export.title or ""))]
        if export.chat_key:
            own.insert(0, self._make_id(export.source, "id", export.chat_key))
        if label:
            own.insert(0, self._make_id(export.source, fold_name(label)))
        return [*own, *sorted(known - set(own))]

    def _make_id(self, *parts: str) -> str:
        return self.key.uuid("chat", *parts)

    def _titles(self, source: str) -> dict[str, set[str]]:
        """The folded titles of a program's conversations, by conversation; the empty one for exports without."""
        titles: dict[str, set[str]] = {}
        for row in self.export_files:
            if row["source"] == source:
                titles.setdefault(str(row["chat_id"]), set()).add(fold_name(str(row["chat_title"] or "")))
        return titles

    def _compare(self, export: Export, title: str, titles: Mapping[str, set[str]]) -> list[tuple[str, Likeness]]:
        """The conversations of the same title, or whose messages may be the export's, and how alike they are."""
        known = [(chat_id, rows) for chat_id, rows in sorted(self.messages.items()) if chat_id in titles]
        if not known:
            return []
        own = Fingerprint.compute(export.chat.messages)
        candidates = [
            (chat_id, rows)
            for chat_id, rows in known
            if (title and title in titles[chat_id]) or may_be_one_chat(self._fingerprint(chat_id, rows), own)
        ]
        messages, span = Rows(export.chat.messages), export.span
        return [(chat_id, compare_exports(Rows(_select_days(rows, *span)), messages)) for chat_id, rows in candidates]

    def _fingerprint(self, chat_id: str, rows: pa.Table) -> Fingerprint:
        """The fingerprint of a conversation; computed again when its rows were replaced."""
        cached = self._fingerprints.get(chat_id)
        if cached is None or cached[0] is not rows:
            cached = self._fingerprints[chat_id] = (rows, Fingerprint.compute(rows))
        return cached[1]


def make_labelled_id(key: DeploymentKey, source: str, label: str) -> str:
    """The id of the conversation that the user calls by a label."""
    return key.uuid("chat", source, fold_name(label))


def find_continuations(
    key: DeploymentKey, exports: Sequence[Export], kept_readings: pa.Table, label: str | None
) -> dict[str, Continuation] | None:
    """What exports continue, by export_id; None unless each only adds to a conversation of its own.

    Args:
        kept_readings: rows of the table.
        label: the user's name for the conversation; for exports that are alone in their file.
    """
    kept = [KeptReading.from_row(row) for row in kept_readings.to_pylist()]
    found: dict[str, Continuation] = {}
    for export in exports:
        one = find_continuation(key, export, kept)
        if one is None or (label and export.is_alone and make_labelled_id(key, export.source, label) != one.chat_id):
            return None
        found[export.export_id] = one
    return found if len({one.chat_id for one in found.values()}) == len(found) <= MOST_CONTINUED else None


def _select_days(rows: pa.Table, first: int, last: int) -> pa.Table:
    """The rows between two instants in nanoseconds, and a day more on both sides."""
    start, stop = (pa.scalar(at, pa.int64()).cast(pa.timestamp("ns")) for at in (first - _DAY_NS, last + _DAY_NS))
    return rows.filter(pc.and_(pc.greater_equal(rows["sent_at"], start), pc.less_equal(rows["sent_at"], stop)))


@dataclass(frozen=True)
class Likeness:
    """How alike two exports are in the days that both cover.

    Attributes:
        shared: messages of the same minute and text; same_authors: those of them under the same name.
        least: messages of the export with fewer.
        is_renaming: each name of one export corresponds to exactly one name of the other.
    """

    shared: int
    same_authors: int
    least: int
    is_renaming: bool

    @property
    def is_same(self) -> bool:
        """Whether they are exports of one chat."""
        if not self.shared or self.shared < self.least * MIN_SHARED_SHARE:
            return False
        if self.least == 1:
            return self.same_authors == 1
        is_known = self.same_authors >= max(1, self.shared * MIN_SAME_AUTHORS)
        return self.shared >= MIN_SHARED and (is_known or (self.shared >= MIN_RENAMED and self.is_renaming))


def compare_exports(known: Rows, incoming: Rows) -> Likeness:
    """Compares two exports in the days that both cover; on one clock, where those of the phones differ."""
    likeness = _compare(known, incoming)
    if likeness.is_same:
        return likeness
    moved = align_rows(known, incoming)
    return likeness if moved is incoming else _compare(known, moved)


def _compare(known: Rows, incoming: Rows) -> Likeness:
    (a, b), (c, d) = known.span, incoming.span
    start, stop = max(a, c), min(b, d)
    here, there = _index_texts(known, start, stop), _index_texts(incoming, start, stop)
    shared = same = 0
    names: dict[str, set[str]] = defaultdict(set)
    for key, mine in here.items():
        theirs = there.get(key, ())
        shared += min(len(mine), len(theirs))
        if len(mine) == len(theirs) == 1:  # nearly always: counting would cost ten times as much
            same += mine[0] == theirs[0]
            names[theirs[0]].add(mine[0])
        elif theirs:
            same += (Counter(mine) & Counter(theirs)).total()
    is_renaming = all(len(n) == 1 for n in names.values()) and len(set().union(*names.values())) == len(names)
    least = min(sum(map(len, here.values())), sum(map(len, there.values())))
    return Likeness(shared, same, least, is_renaming)


def _index_texts(rows: Rows, start: int, stop: int) -> dict[tuple[int, str], list[str]]:
    """The folded names of those who wrote each text, or sent each kind of file, in each minute of a span."""
    folded = {a: fold_name(a) for a in set(rows.authors) if a is not None}
    said: dict[tuple[int, str], list[str]] = defaultdict(list)
    for minute, author, text, kind in zip(rows.minutes, rows.authors, rows.texts, rows.kinds, strict=True):
        if author is not None and start <= minute <= stop:
            said[minute, text or kind].append(folded[author])
    return said
