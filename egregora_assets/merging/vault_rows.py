"""The vault's tables in memory while exports are added to them, one after the other.

Everything here is a function of the earlier rows, the exports and the deployment's key: the same exports in the same
batch give the same rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.bundles import INGESTED_BUNDLE
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.instants import naive_utc
from egregora_assets.contracts.vault import IDENTITIES, INGESTED
from egregora_assets.language.name_folding import fold_name
from egregora_assets.merging.chat_rows import Rows
from egregora_assets.merging.conversations import ChatDecision, KnownChat, Origin, decide_chat
from egregora_assets.merging.erased import Hidden, without_erased
from egregora_assets.merging.fingerprints import Gist, may_be_one_chat
from egregora_assets.merging.history import Span, Spans
from egregora_assets.merging.merge import merge_export
from egregora_assets.merging.phone_clocks import aligned_chat
from egregora_assets.merging.vault_relations import VaultRelations
from egregora_assets.readers.commands import is_command, read_command
from egregora_assets.readers.exports import ReadExport
from egregora_assets.readers.messages import MESSAGE_SCHEMA, ParsedChat, values

TABLES = ("ingested", "identities", "export_files", "rejected_lines", "export_media")


@dataclass
class VaultRows:
    """The vault's tables as they grow.

    Attributes:
        messages: rows of `ingested` by conversation.
        identities: rows by author_id.
        others: rows of the remaining tables, as dictionaries.
        relations: what is known beside the messages.
        erased_ids: participants who were erased: nothing of them is added, and others' words are `hidden` of them.
        left_out_count: messages that were left out for that.
    """

    key: DeploymentKey
    messages: dict[str, pa.Table] = field(default_factory=dict)
    identities: dict[str, dict[str, Any]] = field(default_factory=dict)
    others: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    relations: VaultRelations = field(default_factory=VaultRelations)
    _gists: dict[str, tuple[pa.Table, Gist]] = field(default_factory=dict, repr=False)
    erased_ids: frozenset[str] = frozenset()
    hidden: Hidden | None = None
    left_out_count: int = 0

    @classmethod
    def of(cls, key: DeploymentKey, earlier: Mapping[str, pa.Table]) -> VaultRows:
        """The tables as earlier runs left them."""
        ingested = INGESTED.rows(earlier["ingested"])
        chats = sorted(values(pc.unique(ingested["chat_id"])))
        identities = _without_run(earlier["identities"]).to_pylist()
        return cls(
            key,
            {chat: ingested.filter(pc.equal(ingested["chat_id"], pa.scalar(chat))) for chat in chats},
            {str(row["author_id"]): row for row in identities},
            {name: _without_run(earlier[name]).to_pylist() for name in TABLES[2:]},
            VaultRelations.of(earlier),
        )

    @property
    def export_ids(self) -> set[str]:
        """The exports that have been read."""
        return {str(row["export_id"]) for row in self.others["export_files"]}

    def add(
        self, export: ReadExport, label: str | None, locale: str | None, zone: str, now: dt.datetime
    ) -> ChatDecision:
        """Adds an export to its conversation.

        Args:
            label: the user's name for the conversation; locale, zone: as declared; now: when it is read.
        """
        whole, export = export, self._without_erased(export, label)
        chat = _with_commands(export.chat)
        if not chat.messages.num_rows:  # all of it was of people who were erased
            decision = ChatDecision(self._chat_ids(whole, label)[0], "erased")
            self.others["export_files"].append(_export_row(export, decision, 0, locale, zone, now))
            return decision
        is_known = export.title is not None and fold_name(export.title) in self._titles(export.source)
        decision = self._decide(export if is_known else replace(export, title=whole.title), chat, label)
        known = self.messages.get(decision.chat_id, INGESTED.rows())
        if export.source == "whatsapp":  # other programs write instants, not what a phone's clock shows
            chat = aligned_chat(Rows(known), chat, zone)
            export = replace(export, chat=chat)
        span, spans = Span(export.export_id, export.first_sent_at, export.last_sent_at), self._spans(decision, export)
        beside = self.relations.known(decision.chat_id, known, spans)
        merged = merge_export(self.key, decision.chat_id, known, chat, span, beside)
        names = [*values(pc.unique(chat.messages["author_name"].drop_null())), *chat.mentioned_names]
        self._add_identities(decision.chat_id, names, export)
        rows = self._canonical_authors(decision.chat_id, merged.rows)
        self.messages[decision.chat_id] = rows

        def named(name: str) -> str:
            return self._bearer(decision.chat_id, merged.authors.get(name, name))

        self.relations.add(decision.chat_id, merged, chat.relations, (span, spans, chat.messages), named)
        new_ids = set(values(rows["message_id"].slice(known.num_rows)))
        self._obey(decision.chat_id, rows, new_ids)
        self.others["export_files"].append(_export_row(export, decision, merged.new_count, locale, zone, now))
        self.others["rejected_lines"] += [{"export_id": export.export_id, **r} for r in chat.rejected.to_pylist()]
        self.others["export_media"] += [
            {"export_id": export.export_id, "file_name": name, "content_sha256": digest, "byte_count": size}
            for name, digest, size in export.media
        ]
        return decision

    def _spans(self, decision: ChatDecision, export: ReadExport) -> Spans:
        """The exports of the conversation that were read before."""
        spans = [
            Span(str(row["export_id"]), _nanoseconds(row["first_sent_at"]), _nanoseconds(row["last_sent_at"]))
            for row in self.others["export_files"]
            if row["chat_id"] == decision.chat_id and row["first_sent_at"] is not None
        ]
        return Spans(spans, export.source == "whatsapp")

    def _bearer(self, chat_id: str, name: str) -> str:
        """The name that an identity bears, for any spelling of it that is noted."""
        return str(self.identities[self.key.uuid("author", chat_id, fold_name(name))]["display_name"])

    def _without_erased(self, export: ReadExport, label: str | None) -> ReadExport:
        """The export without the people who were erased from the conversation that it may belong to."""
        if not self.erased_ids or self.hidden is None:
            return export
        names = {*values(pc.unique(export.chat.messages["author_name"].drop_null())), *export.chat.mentioned_names}
        erased = {
            n
            for n in names
            for c in self._chat_ids(export, label)
            if self.key.uuid("author", c, fold_name(n)) in self.erased_ids
        }
        if not erased:
            return export
        left = without_erased(
            export.chat, [n for n, _, _ in export.media], erased, (export.file_name, export.title or ""), self.hidden
        )
        self.left_out_count += left.left_out_count
        media = tuple((left.file_names[n], d, s) for n, d, s in export.media if n in left.file_names)
        title = left.titles.get(export.title) if export.title else export.title
        return replace(export, chat=left.chat, file_name=left.export_name, title=title, media=media)

    def _chat_ids(self, export: ReadExport, label: str | None) -> list[str]:
        """The conversations that an export may belong to; first the one that it would be without any that is known."""
        known = {str(row["chat_id"]) for row in self.others["export_files"]}
        own = [self.key.uuid("chat", export.source, fold_name(export.title or ""))]
        if export.chat_key:
            own.insert(0, self.key.uuid("chat", export.source, "id", export.chat_key))
        if label:
            own.insert(0, self.key.uuid("chat", export.source, fold_name(label)))
        return [*own, *sorted(known - set(own))]

    def _titles(self, source: str) -> set[str]:
        """The titles of that program's conversations that are known, folded."""
        rows = self.others["export_files"]
        return {fold_name(str(row["chat_title"] or "")) for row in rows if row["source"] == source}

    def _decide(self, export: ReadExport, chat: ParsedChat, label: str | None) -> ChatDecision:
        origin = Origin(export.export_id, export.source, export.chat_key)
        if label or export.chat_key:
            return decide_chat(self.key, label, None, origin, Rows(chat.messages.slice(0, 0)), ())
        titles: dict[str, set[str]] = {}
        for row in self.others["export_files"]:
            if row["source"] == export.source:
                titles.setdefault(str(row["chat_id"]), set()).add(fold_name(str(row["chat_title"] or "")))
        title, gist = fold_name(export.title or ""), Gist.of(chat.messages)
        known = [
            KnownChat(chat_id, frozenset(titles[chat_id] - {""}), Rows(_within(rows, export)))
            for chat_id, rows in sorted(self.messages.items())
            if chat_id in titles
            and ((title and title in titles[chat_id]) or may_be_one_chat(self._gist(chat_id, rows), gist))
        ]
        return decide_chat(self.key, None, export.title, origin, Rows(chat.messages), known)

    def _gist(self, chat_id: str, rows: pa.Table) -> Gist:
        """What people wrote in a conversation; made anew when its rows are others."""
        made = self._gists.get(chat_id)
        if made is None or made[0] is not rows:
            made = self._gists[chat_id] = (rows, Gist.of(rows))
        return made[1]

    def _add_identities(self, chat_id: str, names: list[str], export: ReadExport) -> None:
        spoken = export.chat.messages.group_by("author_name").aggregate([("sent_at", "min")])
        firsts = dict(zip(values(spoken["author_name"]), values(spoken["sent_at_min"].cast(pa.int64())), strict=True))
        for name in names:
            author_id = self.key.uuid("author", chat_id, fold_name(name))
            seen = _instant(firsts.get(name, export.first_sent_at))
            row = self.identities.setdefault(
                author_id,
                {
                    "author_id": author_id,
                    "chat_id": chat_id,
                    "display_name": name,
                    "first_seen_at": seen,
                    "alias": None,
                    "is_opted_out": False,
                },
            )
            row["first_seen_at"] = min(row["first_seen_at"], seen)

    def _canonical_authors(self, chat_id: str, rows: pa.Table) -> pa.Table:
        """The rows under the names that identities bear, so that both can be joined by name."""
        distinct = values(pc.unique(rows["author_name"].drop_null()))
        names = {n: self._bearer(chat_id, n) for n in distinct}
        if all(name == bearer for name, bearer in names.items()):
            return rows
        column = pa.array([None if n is None else names[n] for n in values(rows["author_name"])], pa.string())
        at = rows.schema.get_field_index("author_name")
        return rows.set_column(at, rows.schema.field(at), column)

    def _obey(self, chat_id: str, rows: pa.Table, new_ids: set[str]) -> None:
        """Lets each sender's latest command take effect, if it is among the new messages.

        A wish that was expressed elsewhere since (by the command line) is kept until its owner writes a later command.
        """
        said = rows.filter(pc.equal(rows["kind"], pa.scalar("command")))
        said = said.take(pc.sort_indices(said, [("sent_at", "ascending"), ("position", "ascending")]))
        wishes: dict[tuple[str, bool], tuple[str, str | None, bool]] = {}
        for row in said.to_pylist():
            command = read_command(row["text"])
            if command is None:
                continue
            about_alias = command.action in ("set-alias", "remove-alias")
            is_new = row["message_id"] in new_ids
            wishes[row["author_name"], about_alias] = (command.action, command.alias, is_new)
        for (name, _), (action, alias, is_new) in sorted(wishes.items()):
            identity = self.identities[self.key.uuid("author", chat_id, fold_name(name))]
            if not is_new:
                continue
            if action in ("set-alias", "remove-alias"):
                identity["alias"] = alias
            else:
                identity["is_opted_out"] = action == "opt-out"

    def obey_operator(self, decisions: pa.Table) -> None:
        """Lets the operator's decisions stand above what was written in the chats.

        One exception: who writes opt-out after the operator decided opt-in is opted out.

        Args:
            decisions: `author_id`, `decision`, `decided_at`.
        """
        for row in decisions.to_pylist():
            identity = self.identities.get(str(row["author_id"]))
            if identity is not None:
                since = naive_utc(row["decided_at"])
                identity["is_opted_out"] = row["decision"] == "opt-out" or self._has_left_since(identity, since)

    def _has_left_since(self, identity: Mapping[str, Any], since: dt.datetime) -> bool:
        """Whether the last wish that a participant wrote in the chat is an opt-out, sent after a moment (UTC)."""
        rows = self.messages.get(str(identity["chat_id"]), INGESTED.rows())
        is_theirs = pc.equal(rows["author_name"], pa.scalar(str(identity["display_name"])))
        said = rows.filter(pc.and_(pc.equal(rows["kind"], pa.scalar("command")), is_theirs))
        last: tuple[Any, str] | None = None
        for row in said.select(["sent_at", "position", "text"]).to_pylist():
            command = read_command(row["text"])
            if command is not None and command.action in ("opt-out", "opt-in"):
                moment = (row["sent_at"], row["position"])
                last = max(last or (moment, command.action), (moment, command.action))
        return last is not None and last[1] == "opt-out" and last[0][0] > since

    def tables(self) -> dict[str, pa.Table]:
        """All tables of the vault, complete, without run_id."""
        messages = [self.messages[chat] for chat in sorted(self.messages)]
        return {
            "ingested": pa.concat_tables(messages) if messages else INGESTED.rows(),
            "identities": IDENTITIES.rows(self.identities[a] for a in sorted(self.identities)),
            **{name: INGESTED_BUNDLE.tables[name].rows(self.others[name]) for name in TABLES[2:]},
            **self.relations.tables(),
        }


_NS = pa.timestamp("ns")


def _without_run(table: pa.Table) -> pa.Table:
    return table.drop_columns(["run_id"]) if "run_id" in table.column_names else table


def _within(rows: pa.Table, export: ReadExport) -> pa.Table:
    """The rows of a conversation in the days that an export covers, a day more on both sides."""
    day = 86_400_000_000_000
    start = pa.scalar(export.first_sent_at - day, pa.int64()).cast(_NS)
    stop = pa.scalar(export.last_sent_at + day, pa.int64()).cast(_NS)
    return rows.filter(pc.and_(pc.greater_equal(rows["sent_at"], start), pc.less_equal(rows["sent_at"], stop)))


def _instant(nanoseconds: int) -> dt.datetime:
    """A naive UTC time, to the microsecond (exports are no finer than seconds)."""
    return dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=nanoseconds // 1000)  # noqa: DTZ001 - naive UTC by contract


def _nanoseconds(moment: dt.datetime) -> int:
    """The inverse of `_instant`."""
    return (moment - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1) * 1000  # noqa: DTZ001 - as `_instant`


def _with_commands(chat: ParsedChat) -> ParsedChat:
    """The chat with the kind `command` for messages that address the program."""
    texts = chat.messages["text"]
    mask = pc.match_substring(texts, "egregora", ignore_case=True)
    if not pc.any(mask).as_py():
        return chat
    kinds = [
        "command" if kind == "text" and hit and is_command(text) else kind
        for kind, hit, text in zip(values(chat.messages["kind"]), values(mask), values(texts), strict=True)
    ]
    at = MESSAGE_SCHEMA.get_field_index("kind")
    messages = chat.messages.set_column(at, MESSAGE_SCHEMA.field("kind"), pa.array(kinds, pa.string()))
    return replace(chat, messages=messages)


def _export_row(
    export: ReadExport, decision: ChatDecision, new_count: int, locale: str | None, zone: str, now: dt.datetime
) -> dict[str, Any]:
    report = export.chat.report
    return {
        "export_id": export.export_id,
        "chat_id": decision.chat_id,
        "source": export.source,
        "file_name": export.file_name,
        "chat_title": export.title,
        "byte_count": export.byte_count,
        "message_count": report.message_count,
        "new_message_count": new_count,
        "rejected_line_count": report.rejected_line_count,
        "first_sent_at": _instant(export.first_sent_at) if export.chat.messages.num_rows else None,
        "last_sent_at": _instant(export.last_sent_at) if export.chat.messages.num_rows else None,
        "date_order": report.date_order,
        "date_order_evidence": report.date_order_evidence,
        "platform": report.platform,
        "time_zone": zone,
        "locale": locale or report.language,
        "ingested_at": now,
    }
