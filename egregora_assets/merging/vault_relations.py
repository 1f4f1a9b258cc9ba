"""What the vault holds beside messages while exports are added: their ids, answers, reactions and earlier forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.vault import MESSAGE_KEYS, MESSAGE_VERSIONS, REACTIONS, REPLIES
from egregora_assets.merging.alignment import Edges
from egregora_assets.merging.history import (
    FORM_COLUMNS,
    MINUTE_NS,
    Forms,
    Known,
    Span,
    Spans,
    forms_from_rows,
)
from egregora_assets.merging.merge import Merged
from egregora_assets.readers.messages import values
from egregora_assets.readers.relations import Reaction, Relations

RELATION_TABLES = (MESSAGE_VERSIONS, MESSAGE_KEYS, REPLIES, REACTIONS)

Reply = tuple[str | None, str | None]
"""The program's id of the message that is answered, and its own id here."""
Named = Callable[[str], str]
"""From a name in an export to the name that an identity bears."""


@dataclass
class VaultRelations:
    """The tables beside `ingested` as they grow.

    Attributes:
        keys: rows of `message_keys`; forms: by message; replies: by message, in order of appearance.
        reactions: by message, with the export that shows them.
    """

    keys: pa.Table = field(default_factory=MESSAGE_KEYS.rows)
    forms: dict[str, Forms] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    reactions: dict[str, tuple[str, tuple[Reaction, ...]]] = field(default_factory=dict)

    @classmethod
    def of(cls, earlier: Mapping[str, pa.Table]) -> VaultRelations:
        """The tables as earlier runs left them; those that are not given are empty."""
        rows = {c.name: c.rows(earlier.get(c.name, ())) for c in RELATION_TABLES}
        found = cls(rows["message_keys"])
        if rows["message_versions"].num_rows:
            found.forms = forms_from_rows(_with_numbers(rows["message_versions"]).to_pylist())
        found.replies = {r["message_id"]: (r["reply_to_key"], r["reply_to_id"]) for r in rows["replies"].to_pylist()}
        ordered = rows["reactions"].sort_by([("message_id", "ascending"), ("ordinal", "ascending")])
        for r in ordered.to_pylist():
            one = Reaction(r["author_name"], r["emoji"], r["reaction_count"])
            export_id, others = found.reactions.get(r["message_id"], (r["export_id"], ()))
            found.reactions[r["message_id"]] = (export_id, (*others, one))
        return found

    def known(self, chat_id: str, rows: pa.Table, spans: Spans) -> Known:
        """What is known beside the rows of a conversation.

        Args:
            rows: its rows of `ingested`; spans: the exports of it that were read.
        """
        of_chat = self._keys_of(chat_id)
        keys = [of_chat.get(m) for m in values(rows["message_id"])] if of_chat else ()
        ids = set(values(rows["message_id"])) if self.forms else set()
        forms = {m: f for m, f in self.forms.items() if m in ids}
        return Known(keys, _edges(rows, spans) if spans.spans else None, spans, forms)

    def _keys_of(self, chat_id: str) -> dict[str, str]:
        if not self.keys.num_rows:
            return {}
        own = self.keys.filter(pc.equal(self.keys["chat_id"], pa.scalar(chat_id)))
        return dict(zip(values(own["message_id"]), values(own["source_key"]), strict=True))

    def add(
        self,
        chat_id: str,
        merged: Merged,
        relations: Relations | None,
        when: tuple[Span, Spans, pa.Table],
        named: Named,
    ) -> None:
        """Adds what an export says beside its messages.

        Args:
            merged: the conversation with the export's messages; relations: what the export says beside them.
            when: the export, the exports that were read before, and the export's rows.
            named: under which name somebody is noted.
        """
        self.forms |= merged.forms
        if relations is None:
            return
        self._add_keys(chat_id, merged.message_ids, relations)
        self._add_replies(chat_id, merged.message_ids, relations)
        self._add_reactions(merged.message_ids, relations, when, named)

    def _add_keys(self, chat_id: str, message_ids: Sequence[str], relations: Relations) -> None:
        if not relations.has_keys:
            return
        known = self._keys_of(chat_id)
        taken = set(known.values())
        new: dict[str, str] = {}
        for message_id, key in zip(message_ids, relations.keys, strict=True):
            if key and key not in taken and message_id not in known and message_id not in new:
                new[message_id] = key
                taken.add(key)
        rows = MESSAGE_KEYS.rows(
            {"message_id": list(new), "chat_id": [chat_id] * len(new), "source_key": list(new.values())}
        )
        self.keys = pa.concat_tables([self.keys, rows])

    def _add_replies(self, chat_id: str, message_ids: Sequence[str], relations: Relations) -> None:
        """Notes what is answered; an answer to what no export had so far waits for the one that has it."""
        for row, place in relations.reply_rows.items():
            self.replies.setdefault(message_ids[row], (None, message_ids[place]))
        for row, key in relations.reply_keys.items():
            self.replies.setdefault(message_ids[row], (key, None))
        waiting = {m: key for m, (key, found) in self.replies.items() if found is None and key}
        if not waiting:
            return
        of_chat = self._keys_of(chat_id)
        by_key = {key: m for m, key in of_chat.items()}
        for message_id, key in waiting.items():
            answered = by_key.get(key)
            if message_id in of_chat and answered and answered != message_id:
                self.replies[message_id] = (key, answered)

    def _add_reactions(
        self,
        message_ids: Sequence[str],
        relations: Relations,
        when: tuple[Span, Spans, pa.Table],
        named: Named,
    ) -> None:
        """Notes who reacted as the export that ends last shows it; in it, reactions may have been taken back.

        Of exports that end with the same message the one with more reactions is taken.
        """
        span, spans, messages = when
        if not relations.reactions and not self.reactions:
            return
        instants = messages["sent_at"].cast(pa.int64())
        is_last = all(s.last < span.last for s in spans.spans)
        for row, message_id in enumerate(message_ids):
            mine = _in_order(relations.reactions.get(row, ()), named)
            _, known = self.reactions.get(message_id, ("", ()))
            if mine == known:
                continue
            end = None if is_last else spans.end_over(int(instants[row].as_py()))
            if end is None or end < span.last or (end == span.last and _rank(mine) > _rank(known)):
                self.reactions.pop(message_id, None)
                if mine:
                    self.reactions[message_id] = (span.export_id, mine)

    def tables(self) -> dict[str, pa.Table]:
        """The tables, complete, without run_id."""
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
            "message_versions": MESSAGE_VERSIONS.rows(versions),
            "message_keys": self.keys,
            "replies": REPLIES.rows(replies),
            "reactions": REACTIONS.rows(reactions),
        }


def _in_order(found: Sequence[Reaction], named: Named) -> tuple[Reaction, ...]:
    """Reactions under the names that identities bear, each person and sign once, in a fixed order."""
    if not found:
        return ()
    told = {(None if r.author is None else named(r.author), r.emoji): r for r in found if r.count > 0}
    ordered = sorted(told.items(), key=lambda item: (item[0][1], item[0][0] is None, item[0][0] or ""))
    return tuple(Reaction(author, emoji, r.count if author is None else 1) for (author, emoji), r in ordered)


def _rank(reactions: Sequence[Reaction]) -> tuple[int, list[tuple[str, str, int]]]:
    """More reactions have a greater rank; as many are told apart by what they are."""
    return sum(r.count for r in reactions), [(r.emoji, r.author or "", r.count) for r in reactions]


def _edges(rows: pa.Table, spans: Spans) -> Edges:
    """Minutes in which an export begins or ends and that no other export has inside it."""
    bounds = [(s.first // MINUTE_NS, s.last // MINUTE_NS) for s in spans.spans]
    firsts, lasts = ({m for m in {b[side] for b in bounds} if not any(f < m < n for f, n in bounds)} for side in (0, 1))
    utc = rows["sent_at"].cast(pa.int64()).to_numpy() // MINUTE_NS
    local = rows["local_time"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy() // (MINUTE_NS // 1000)
    first, last = (set(local[np.isin(utc, sorted(found))].tolist()) for found in (firsts, lasts))
    return Edges(first, last)


def _with_numbers(table: pa.Table) -> pa.Table:
    """The table with instants as whole nanoseconds."""
    for name in ("shown_at", "edited_at"):
        column = table[name].cast(pa.int64())
        table = table.set_column(table.schema.get_field_index(name), pa.field(name, pa.int64()), column)
    return table
