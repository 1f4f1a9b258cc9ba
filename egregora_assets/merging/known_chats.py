"""The conversations in the vault, as candidates for the one that an export belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.language.folding import fold_name
from egregora_assets.merging.chat_rows import Rows
from egregora_assets.merging.conversations import ChatDecision, KnownChat, Origin, decide_chat
from egregora_assets.merging.fingerprints import Fingerprint, may_be_one_chat
from egregora_assets.readers.exports import Export

_DAY_NS = 86_400_000_000_000


@dataclass
class KnownChats:
    """Decides which conversation an export belongs to.

    Attributes:
        export_files: rows of the table, which grows.
        messages: rows of `ingested` by conversation, which grow.
    """

    key: DeploymentKey
    export_files: Sequence[Mapping[str, Any]]
    messages: Mapping[str, pa.Table]
    _fingerprints: dict[str, tuple[pa.Table, Fingerprint]] = field(default_factory=dict, repr=False)

    def decide(self, export: Export, label: str | None) -> ChatDecision:
        """The conversation of an export, and why.

        Args:
            label: the user's name for the conversation.
        """
        origin = Origin(export.export_id, export.source, export.chat_key)
        messages = export.chat.messages
        if label or export.chat_key:
            return decide_chat(self.key, label, None, origin, Rows(messages.slice(0, 0)), ())
        return decide_chat(self.key, None, export.title, origin, Rows(messages), self._find_candidates(export))

    def list_possible_ids(self, export: Export, label: str | None) -> list[str]:
        """The conversations that an export may belong to, first the one that it would be if none were known."""
        known = {str(row["chat_id"]) for row in self.export_files}
        own = [self.key.uuid("chat", export.source, fold_name(export.title or ""))]
        if export.chat_key:
            own.insert(0, self.key.uuid("chat", export.source, "id", export.chat_key))
        if label:
            own.insert(0, self.key.uuid("chat", export.source, fold_name(label)))
        return [*own, *sorted(known - set(own))]

    def has_title(self, title: str | None, source: str) -> bool:
        """Whether a conversation of that program is known by a title."""
        titles = self._titles(source).values()
        return title is not None and any(fold_name(title) in known for known in titles)

    def _titles(self, source: str) -> dict[str, set[str]]:
        """The folded titles of a program's conversations, by conversation; the empty one for exports without."""
        titles: dict[str, set[str]] = {}
        for row in self.export_files:
            if row["source"] == source:
                titles.setdefault(str(row["chat_id"]), set()).add(fold_name(str(row["chat_title"] or "")))
        return titles

    def _find_candidates(self, export: Export) -> list[KnownChat]:
        """Conversations of the same title, or whose messages may be the export's."""
        titles = self._titles(export.source)
        title, own = fold_name(export.title or ""), Fingerprint.compute(export.chat.messages)
        span = export.span
        return [
            KnownChat(chat_id, frozenset(titles[chat_id] - {""}), Rows(_select_days(rows, *span)))
            for chat_id, rows in sorted(self.messages.items())
            if chat_id in titles
            and ((title and title in titles[chat_id]) or may_be_one_chat(self._fingerprint(chat_id, rows), own))
        ]

    def _fingerprint(self, chat_id: str, rows: pa.Table) -> Fingerprint:
        """The fingerprint of a conversation; computed again when its rows were replaced."""
        cached = self._fingerprints.get(chat_id)
        if cached is None or cached[0] is not rows:
            cached = self._fingerprints[chat_id] = (rows, Fingerprint.compute(rows))
        return cached[1]


def _select_days(rows: pa.Table, first: int, last: int) -> pa.Table:
    """The rows between two instants in nanoseconds, and a day more on both sides."""
    start, stop = (pa.scalar(at, pa.int64()).cast(pa.timestamp("ns")) for at in (first - _DAY_NS, last + _DAY_NS))
    return rows.filter(pc.and_(pc.greater_equal(rows["sent_at"], start), pc.less_equal(rows["sent_at"], stop)))
