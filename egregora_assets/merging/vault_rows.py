"""The vault's tables in memory while exports are merged into them, one after the other.

The result depends on the earlier rows, the exports and the deployment's key alone: the same exports in the same batch
give the same rows.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.bundles import INGESTED_BUNDLE
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.vault import INGESTED
from egregora_assets.merging.chat_rows import Rows
from egregora_assets.merging.consent import Identity, apply_decisions, mark_commands, read_decisions
from egregora_assets.merging.continuing import Continuation, KeptReading, find_continuation, holds_exactly, keep_reading
from egregora_assets.merging.conversations import ChatDecision, KnownChats
from egregora_assets.merging.erased import HidePeople, hide_erased, list_possible_names
from egregora_assets.merging.history import Span, Spans
from egregora_assets.merging.merge import merge_export
from egregora_assets.merging.participants import Participants, to_datetime, to_nanoseconds
from egregora_assets.merging.phone_clocks import align_chat
from egregora_assets.merging.vault_relations import VaultRelations
from egregora_assets.readers.exports import Export
from egregora_assets.readers.messages import values

_TABLES = INGESTED_BUNDLE.tables
_NO_MESSAGES = INGESTED.arrow_schema.empty_table()
_ORDER: list[tuple[str, Any]] = [("sent_at", "ascending"), ("position", "ascending"), ("message_id", "ascending")]
_LISTED = ("export_files", "rejected_lines", "export_media")
"""Tables whose rows are only ever added to."""


@dataclass(frozen=True)
class MergeOptions:
    """What holds for all exports that are merged in one go.

    Attributes:
        now: when they are read, in UTC.
        time_zone: IANA zone of an export's clock, where the export names none.
        locale: as declared, such as `pt_BR`.
        label: the user's name for the conversation; for exports that are alone in their file.
    """

    now: dt.datetime
    time_zone: str = "UTC"
    locale: str | None = None
    label: str | None = None


@dataclass
class VaultRows:
    """The vault's tables as they grow.

    Attributes:
        messages: rows of `ingested` by conversation.
        identities: rows by author_id.
        others: rows of the tables of exports, rejected lines and attachments.
        relations: the tables of replies, reactions, edits and message ids.
        erased_ids: participants who were erased: nothing of them is added.
        hide_people: removes them from what others wrote.
        left_out_count: messages that were left out for that.
        decisions: the operator's decisions about participants; None for none.
        kept: by conversation, the export that holds all of it, where one does.
        compares_all: also what only adds to its conversation is compared with all of it; the result is the same.
        continuations: by export_id, what was found out before about exports that add to their conversation.
    """

    key: DeploymentKey
    messages: dict[str, pa.Table] = field(default_factory=dict)
    identities: dict[str, Identity] = field(default_factory=dict)
    others: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in _LISTED})
    relations: VaultRelations = field(default_factory=VaultRelations)
    erased_ids: frozenset[str] = frozenset()
    hide_people: HidePeople | None = None
    left_out_count: int = 0
    decisions: pa.Table | None = None
    kept: dict[str, KeptReading] = field(default_factory=dict)
    compares_all: bool = False
    continuations: Mapping[str, Continuation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._chats = KnownChats(self.key, self.others["export_files"], self.messages)
        self._people = Participants(self.key, self.identities)

    @classmethod
    def load(cls, key: DeploymentKey, earlier: Mapping[str, pa.Table]) -> VaultRows:
        """The tables as earlier runs left them, by name; with `consent_decisions`, where there are any."""
        tables = {name: contract.rows(earlier.get(name, ())) for name, contract in _TABLES.items()}
        ingested = tables["ingested"]
        chats: list[Any] = pc.unique(ingested["chat_id"]).to_pylist()
        kept = map(KeptReading.from_row, tables["kept_readings"].to_pylist())
        return cls(
            key,
            {c: ingested.filter(pc.equal(ingested["chat_id"], pa.scalar(c))).sort_by(_ORDER) for c in sorted(chats)},
            {str(row["author_id"]): row for row in tables["identities"].to_pylist()},
            {name: tables[name].to_pylist() for name in _LISTED},
            VaultRelations.load(tables),
            decisions=earlier.get("consent_decisions"),
            kept={one.chat_id: one for one in kept},
        )

    @property
    def export_ids(self) -> set[str]:
        """The exports that have been read."""
        return {str(row["export_id"]) for row in self.others["export_files"]}

    def add(self, export: Export, options: MergeOptions) -> ChatDecision:
        """Merges one conversation of an export into the one that it belongs to, and says which that is.

        Args:
            export: with `export_id`, `file_name`, `chat` and `title`.

        Raises:
            TimeZoneUnknown, InstantOutOfRange: its times cannot be resolved.
        """
        label = options.label if export.is_alone else None
        whole, export = export, self._hide_erased(export, label)
        export = replace(export, chat=mark_commands(export.chat))
        if not export.chat.messages.num_rows:  # all of it was of people who were erased
            decision = ChatDecision(self._chats.list_possible_ids(whole, label)[0], "erased")
            self._add_export(export, decision.chat_id, 0, options, None)
            return decision
        continuation = self._find_continuation(export)
        decision = self._chats.decide(export, label, whole.title, continuation)
        is_of_chat = continuation is not None and continuation.chat_id == decision.chat_id
        self._merge(export, decision.chat_id, options, continuation if is_of_chat else None)
        return decision

    def _find_continuation(self, export: Export) -> Continuation | None:
        """What an export continues; not once somebody was erased, since then no export is as the vault has it."""
        if self.erased_ids:
            return None
        return self.continuations.get(export.export_id) or find_continuation(self.key, export, self.kept.values())

    def list_unchosen(self, exports: Sequence[Export], chat_ids: Collection[str], label: str | None) -> set[str]:
        """The ids of exports of which no conversation belongs to one of those given.

        An export that holds several conversations is read as a whole, or its others would never be.

        Args:
            label: the user's name for the conversation; for exports that are alone in their file.
        """
        of_file: dict[str, list[Export]] = {}
        for export in exports:
            of_file.setdefault(export.digest or export.export_id, []).append(export)
        unchosen: set[str] = set()
        for parts in of_file.values():
            found = ((e, label if e.is_alone else None, e.title, self._find_continuation(e)) for e in parts)
            if not any(self._chats.decide(*one).chat_id in chat_ids for one in found):
                unchosen |= {export.export_id for export in parts}
        return unchosen

    def apply_decisions(self, decisions: pa.Table) -> None:
        """Applies the operator's decisions about participants (`consent.apply_decisions`)."""
        apply_decisions(decisions, self.identities, self.messages)

    def tables(self) -> dict[str, pa.Table]:
        """All tables of the vault, complete, without run_id."""
        messages = [self.messages[chat] for chat in sorted(self.messages)]
        rows = {
            "ingested": pa.concat_tables(messages) if messages else _NO_MESSAGES,
            "identities": [self.identities[author_id] for author_id in sorted(self.identities)],
            **self.others,
            **self.relations.rows(),
            "kept_readings": [self.kept[chat].as_row() for chat in sorted(self.kept)],
        }
        return {name: contract.rows(rows[name]) for name, contract in _TABLES.items()}

    def _merge(self, export: Export, chat_id: str, options: MergeOptions, continuation: Continuation | None) -> None:
        known, shown = self.messages.get(chat_id, _NO_MESSAGES), export.chat.messages
        if continuation and not self.compares_all:
            far, sides = continuation.narrow(known, shown)
        else:
            export = _align(export, known, options)
            far, sides = _NO_MESSAGES, (Rows(known), Rows(export.chat.messages))
        chat = export.chat
        span, spans = Span(export.export_id, *export.span), self._find_spans(chat_id, export.source)
        context = self.relations.find_context(chat_id, sides[0].table, spans)
        merged = merge_export(self.key, chat_id, sides, chat.relations, span, context)
        self._people.add(chat_id, chat, span.first)
        near = self._people.unify(chat_id, merged.rows)
        rows = self.messages[chat_id] = pa.concat_tables([far, near])

        def find_name(name: str) -> str:
            return str(self._people.find(chat_id, merged.authors.get(name, name))["display_name"])

        self.relations.add(chat_id, merged, chat, (span, spans), find_name)
        if continuation and not self.compares_all:
            self.relations.show_again(span, spans, set(values(near["message_id"])))
        new_ids: set[Any] = set(near["message_id"].slice(sides[0].table.num_rows).to_pylist())
        for name, changes in read_decisions(rows, new_ids):
            self._people.find(chat_id, name).update(changes)
        self._add_export(export, chat_id, merged.new_count, options, span)
        self._add_parts(export)
        self.kept.pop(chat_id, None)
        is_as_shown = chat.messages is shown and not self.erased_ids  # no clock was set, nobody was taken out
        if is_as_shown and holds_exactly(near, sides[1].table) and (one := keep_reading(self.key, chat_id, export)):
            self.kept[chat_id] = one

    def _add_parts(self, export: Export) -> None:
        """Adds what belongs to one export alone: its rejected lines, its attachments."""
        rejected = export.chat.rejected.to_pylist()
        self.others["rejected_lines"] += [{"export_id": export.export_id, **row} for row in rejected]
        self.others["export_media"] += [
            {"export_id": export.export_id, "file_name": name, "content_sha256": digest, "byte_count": size}
            for name, digest, size in export.attachments
        ]

    def _find_spans(self, chat_id: str, source: str) -> Spans:
        """The exports of the conversation that were read before."""
        spans = [
            Span(
                str(row["export_id"]),
                to_nanoseconds(row["first_sent_at"]),
                to_nanoseconds(row["last_sent_at"]),
            )
            for row in self.others["export_files"]
            if row["chat_id"] == chat_id and row["first_sent_at"] is not None
        ]
        return Spans(spans, source == "whatsapp")

    def _hide_erased(self, export: Export, label: str | None) -> Export:
        """The export without the people who were erased from a conversation that it may belong to."""
        if not self.erased_ids or self.hide_people is None:
            return export
        chat = export.chat
        names = {*values(pc.unique(chat.messages["author_name"].drop_null())), *chat.mentioned_names}
        names |= list_possible_names(chat)
        chat_ids = self._chats.list_possible_ids(export, label)
        erased = {n for n in names for c in chat_ids if self._people.make_id(c, n) in self.erased_ids}
        if not erased:
            return export
        export, count = hide_erased(export, erased, self.hide_people)
        self.left_out_count += count
        return export

    def _add_export(
        self, export: Export, chat_id: str, new_count: int, options: MergeOptions, span: Span | None
    ) -> None:
        chat = export.chat
        self.others["export_files"].append(
            {
                "export_id": export.export_id,
                "chat_id": chat_id,
                "source": export.source,
                "file_name": export.file_name,
                "chat_title": export.title,
                "byte_count": export.byte_count,
                "message_count": chat.report.message_count,
                "new_message_count": new_count,
                "rejected_line_count": chat.report.rejected_line_count,
                "first_sent_at": to_datetime(span.first) if span else None,
                "last_sent_at": to_datetime(span.last) if span else None,
                "date_order": chat.report.date_order,
                "date_order_evidence": chat.report.date_order_evidence,
                "platform": chat.report.platform,
                "time_zone": export.time_zone or options.time_zone,
                "locale": options.locale or chat.report.language,
                "ingested_at": options.now,
            }
        )


def merge_exports(rows: VaultRows, exports: list[Export], options: MergeOptions) -> Counter[str]:
    """Merges exports into the vault's tables, in the order given, and applies decisions; the list is emptied.

    Args:
        rows: the tables so far; `VaultRows(key)` for none.
        exports: conversations that were read, by first message (`readers.BatchReader.sort_exports`).

    Returns: the number of conversations by the reason that decided which one each belongs to.

    Raises:
        TimeZoneUnknown, InstantOutOfRange: the times of an export cannot be resolved.
    """
    reasons: Counter[str] = Counter()
    while exports:  # each is let go when its rows are made: together they may be many
        reasons[rows.add(exports.pop(0), options).reason] += 1
    if rows.decisions is not None:
        rows.apply_decisions(rows.decisions)
    return reasons


def _align(export: Export, known: pa.Table, options: MergeOptions) -> Export:
    """The export on the clock of what is known. Programs that write instants show no phone's clock."""
    if export.source != "whatsapp":
        return export
    chat = align_chat(Rows(known), export.chat, export.time_zone or options.time_zone)
    return replace(export, chat=chat)
