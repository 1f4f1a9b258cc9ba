"""The vault's tables of message ids, replies, reactions and earlier forms, while exports are merged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.vault import MESSAGE_KEYS
from egregora_assets.merging.history import (
    FORM_COLUMNS,
    MINUTE_NS,
    ChatContext,
    Forms,
    Span,
    Spans,
    add_form,
    pick_current,
    read_forms,
)
from egregora_assets.merging.merge import Merged
from egregora_assets.merging.pairing import Edges
from egregora_assets.readers.messages import ParsedChat, values
from egregora_assets.readers.relations import Reaction, Relations

Reply = tuple[str | None, str | None]
"""The program's id of the answered message, and its id in the vault."""
FindName = Callable[[str], str]
"""From a name in an export to the name of the identity."""


@dataclass
class VaultRelations:
    """The tables as they grow.

    Attributes:
        keys: rows of `message_keys`; forms, replies: by message.
        reactions: by message, with the export that shows them.
    """

    keys: pa.Table = field(default_factory=MESSAGE_KEYS.rows)
    forms: dict[str, Forms] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    reactions: dict[str, tuple[str, tuple[Reaction, ...]]] = field(default_factory=dict)

    @classmethod
    def load(cls, rows: Mapping[str, pa.Table]) -> VaultRelations:
        """The tables as earlier runs left them, by name."""
        found = cls(rows["message_keys"])
        if rows["message_versions"].num_rows:
            found.forms = read_forms(_cast_to_numbers(rows["message_versions"]).to_pylist())
        found.replies = {r["message_id"]: (r["reply_to_key"], r["reply_to_id"]) for r in rows["replies"].to_pylist()}
        ordered = rows["reactions"].sort_by([("message_id", "ascending"), ("ordinal", "ascending")])
        for r in ordered.to_pylist():
            one = Reaction(r["author_name"], r["emoji"], r["reaction_count"])
            export_id, others = found.reactions.get(r["message_id"], (r["export_id"], ()))
            found.reactions[r["message_id"]] = (export_id, (*others, one))
        return found

    def find_context(self, chat_id: str, rows: pa.Table, spans: Spans) -> ChatContext:
        """What is known of a conversation besides its rows.

        Args:
            rows: its rows of `ingested`; spans: the exports of it that were read.
        """
        by_message = self._find_keys(chat_id)
        keys = [by_message.get(m) for m in values(rows["message_id"])] if by_message else ()
        ids = set(values(rows["message_id"])) if self.forms else set()
        forms = {m: f for m, f in self.forms.items() if m in ids}
        return ChatContext(keys, _find_edges(rows, spans) if spans.spans else None, spans, forms)

    def _find_keys(self, chat_id: str) -> dict[str, str]:
        if not self.keys.num_rows:
            return {}
        own = self.keys.filter(pc.equal(self.keys["chat_id"], pa.scalar(chat_id)))
        return dict(zip(values(own["message_id"]), values(own["source_key"]), strict=True))

    def add(
        self,
        chat_id: str,
        merged: Merged,
        chat: ParsedChat,
        when: tuple[Span, Spans],
        find_name: FindName,
    ) -> None:
        """Adds the relations of an export's messages.

        Args:
            merged: the conversation with the export's messages.
            chat: the export.
            when: the export's span, and those of the exports that were read before.
            find_name: the identity's name of somebody in the export.
        """
        self.forms |= merged.forms
        relations = chat.relations
        if relations is None:
            return
        self._add_keys(chat_id, merged.message_ids, relations)
        self._add_replies(chat_id, merged.message_ids, relations)
        if relations.reactions or self.reactions:
            self._add_reactions(merged.message_ids, chat.messages["sent_at"], relations, when, find_name)

    def show_again(self, span: Span, spans: Spans, compared: Collection[str]) -> None:
        """Notes that an export shows the messages of its conversation as they are, but for those that were compared.

        Args:
            span: the export's; spans: of the exports of the conversation that were read before.
            compared: ids of messages.
        """
        exports = {one.export_id for one in spans.spans}
        for message_id, forms in self.forms.items():
            if message_id not in compared and any(form.export_id in exports for form in forms):
                shown = replace(pick_current(forms), export_id=span.export_id, shown_at=span.last, edited_at=None)
                self.forms[message_id] = add_form(forms, shown)

    def _add_keys(self, chat_id: str, message_ids: Sequence[str], relations: Relations) -> None:
        if not relations.has_keys:
            return
        known = self._find_keys(chat_id)
        taken = set(known.values())
        new: dict[str, str] = {}
        for message_id, key in zip(message_ids, relations.keys, strict=True):
            if key and key not in taken and message_id not in known and message_id not in new:
                new[message_id] = key
                taken.add(key)
        columns = {"message_id": list(new), "chat_id": [chat_id] * len(new), "source_key": list(new.values())}
        rows = MESSAGE_KEYS.rows(columns)
        self.keys = pa.concat_tables([self.keys, rows])

    def _add_replies(self, chat_id: str, message_ids: Sequence[str], relations: Relations) -> None:
        """Adds replies; one to a message that no export had so far is completed when an export has it."""
        for row, place in relations.reply_rows.items():
            self.replies.setdefault(message_ids[row], (None, message_ids[place]))
        for row, key in relations.reply_keys.items():
            self.replies.setdefault(message_ids[row], (key, None))
        waiting = {m: key for m, (key, found) in self.replies.items() if found is None and key}
        if not waiting:
            return
        keys = self._find_keys(chat_id)
        by_key = {key: m for m, key in keys.items()}
        for message_id, key in waiting.items():
            answered = by_key.get(key)
            if message_id in keys and answered and answered != message_id:
                self.replies[message_id] = (key, answered)

    def _add_reactions(
        self,
        message_ids: Sequence[str],
        sent_at: pa.ChunkedArray[Any],
        relations: Relations,
        when: tuple[Span, Spans],
        find_name: FindName,
    ) -> None:
        """Adds reactions as the export that ends last shows them, since they may have been taken back before.

        Of exports that end with the same message the one with more reactions counts.
        """
        span, spans = when
        instants = sent_at.cast(pa.int64())
        is_last = all(s.last < span.last for s in spans.spans)
        for row, message_id in enumerate(message_ids):
            mine = _sort_reactions(relations.reactions.get(row, ()), find_name)
            _, known = self.reactions.get(message_id, ("", ()))
            if mine == known:
                continue
            end = None if is_last else spans.find_end(int(instants[row].as_py()))
            if end is None or end < span.last or (end == span.last and _rank(mine) > _rank(known)):
                self.reactions.pop(message_id, None)
                if mine:
                    self.reactions[message_id] = (span.export_id, mine)

    def rows(self) -> dict[str, pa.Table | list[dict[str, Any]]]:
        """The rows of the tables by name, complete."""
        versions = [
            {
                "message_id": message_id,
                "ordinal": ordinal,
                "export_id": form.export_id,
                "shown_at": form.shown_at,
                "edited_at": form.edited_at,
                **{name: getattr(form, name) for name in FORM_COLUMNS},
            }
            for message_id, forms in sorted(self.forms.items())
            for ordinal, form in enumerate(forms)
        ]
        replies = [
            {"message_id": m, "reply_to_key": key, "reply_to_id": i} for m, (key, i) in sorted(self.replies.items())
        ]
        reactions = [
            {
                "message_id": message_id,
                "ordinal": ordinal,
                "export_id": export_id,
                "author_name": one.author,
                "emoji": one.emoji,
                "reaction_count": one.count,
            }
            for message_id, (export_id, found) in sorted(self.reactions.items())
            for ordinal, one in enumerate(found)
        ]
        return {
            "message_versions": versions,
            "message_keys": self.keys,
            "replies": replies,
            "reactions": reactions,
        }


def _sort_reactions(found: Sequence[Reaction], find_name: FindName) -> tuple[Reaction, ...]:
    """Reactions under the names of identities, each person and emoji once, in a fixed order."""
    if not found:
        return ()
    distinct = {(None if r.author is None else find_name(r.author), r.emoji): r for r in found if r.count > 0}
    ordered = sorted(distinct.items(), key=lambda item: (item[0][1], item[0][0] is None, item[0][0] or ""))
    return tuple(Reaction(author, emoji, r.count if author is None else 1) for (author, emoji), r in ordered)


def _rank(reactions: Sequence[Reaction]) -> tuple[int, list[tuple[str, str, int]]]:
    """More reactions have a greater rank; equally many are ordered by what they are."""
    return sum(r.count for r in reactions), [(r.emoji, r.author or "", r.count) for r in reactions]


def _find_edges(rows: pa.Table, spans: Spans) -> Edges:
    """Minutes in which an export begins or ends and that no other export covers as a whole."""
    bounds = [(s.first // MINUTE_NS, s.last // MINUTE_NS) for s in spans.spans]
    firsts, lasts = ({m for m in {b[side] for b in bounds} if not any(f < m < n for f, n in bounds)} for side in (0, 1))
    utc = rows["sent_at"].cast(pa.int64()).to_numpy() // MINUTE_NS
    local = rows["local_time"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy() // (MINUTE_NS // 1000)
    first, last = (set(local[np.isin(utc, sorted(found))].tolist()) for found in (firsts, lasts))
    return Edges(first, last)


def _cast_to_numbers(table: pa.Table) -> pa.Table:
    """The table with instants as whole nanoseconds."""
    for name in ("shown_at", "edited_at"):
        column = table[name].cast(pa.int64())
        table = table.set_column(table.schema.get_field_index(name), pa.field(name, pa.int64()), column)
    return table
