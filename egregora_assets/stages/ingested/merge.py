"""Exports of one chat joined: what is the same message, what is new, and how ids stay what they are.

A message is known by its local minute, author, text and attachment, and by its number among equals in that minute: so a
shorter, longer, overlapping or repeated export adds only what is new. Minutes, because one phone gives seconds and
another does not. Where one export shows a message deleted and another in full, the deletion wins.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.stages.ingested.chat_rows import Rows, number_equals
from egregora_assets.stages.ingested.names import fold_name
from egregora_assets.stages.ingested.ordering import Moments, place_rows
from egregora_assets.stages.ingested.pairing import pair_leftovers
from egregora_assets.stages.ingested.phone_clocks import aligned_chat
from egregora_assets.stages.ingested.whatsapp import ParsedChat, count_kinds
from egregora_assets.stages.ingested.whatsapp_columns import values

MIN_VOTES = 3


@dataclass(frozen=True)
class Match:
    """How an export's messages relate to those that are known.

    Attributes:
        known: for each incoming message the index of the known one that it is, or None if it is new.
        ordinals: number among equals within the export.
        changes: known index to the incoming index that has more to say (a deletion, an edit, an attachment, seconds).
        authors: incoming name to the name under which the same person is known.
    """

    known: list[int | None]
    ordinals: list[int]
    changes: dict[int, int]
    authors: dict[str, str]


def match_rows(known: Rows, incoming: Rows) -> Match:
    """Which incoming messages are known already, and which of the known ones they change."""
    authors = match_authors(known, incoming)
    if authors:
        incoming.authors = [authors.get(a, a) if a is not None else None for a in incoming.authors]
    contents = incoming.contents()
    ordinals = number_equals(contents)
    if not len(known):
        return Match([None] * len(incoming), ordinals, {}, authors)
    known_contents = known.contents()
    where = {key: i for i, key in enumerate(zip(known_contents, number_equals(known_contents), strict=True))}
    found = [where.get(key) for key in zip(contents, ordinals, strict=True)]
    changes: dict[int, int] = {}
    pair_leftovers(known, incoming, found, changes)
    _prefer_seconds(known, incoming, found, changes)
    return Match(found, ordinals, changes, authors)


def match_authors(known: Rows, incoming: Rows) -> dict[str, str]:
    """Incoming names to the names of the same people: equal when folded, or saying the same at the same minutes.

    Two phones show one person under different names (a saved contact, a number), and names change between exports.
    """
    known_names = {a for a in known.authors if a is not None}
    incoming_names = {a for a in incoming.authors if a is not None}
    strange = incoming_names - known_names
    if not strange or not known_names:
        return {}
    folded = {fold_name(n): n for n in sorted(known_names, reverse=True)}
    same = {n: folded[fold_name(n)] for n in sorted(strange) if fold_name(n) in folded}
    strange -= same.keys()
    if not strange:
        return same
    said: dict[tuple[int, str], set[str]] = defaultdict(set)
    for minute, author, text in zip(known.minutes, known.authors, known.texts, strict=True):
        if author is not None and text:
            said[minute, text].add(author)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for minute, author, text in zip(incoming.minutes, incoming.authors, incoming.texts, strict=True):
        if author in strange and len(others := said.get((minute, text), ())) == 1:
            votes[author].update(others)
    taken = Counter(v.most_common(1)[0][0] for v in votes.values())
    for name in sorted(votes):
        best, count = min(votes[name].items(), key=lambda item: (-item[1], item[0]))
        is_sure = count >= MIN_VOTES and count * 5 >= votes[name].total() * 4
        if is_sure and best not in incoming_names and taken[best] == 1:
            same[name] = best
    return same


def _prefer_seconds(known: Rows, incoming: Rows, found: list[int | None], changes: dict[int, int]) -> None:
    """A message known to the minute takes the seconds of an export that has them."""
    known_has = values(known.table["has_seconds"])
    for i, (k, has) in enumerate(zip(found, values(incoming.table["has_seconds"]), strict=True)):
        if k is not None and has and not known_has[k]:
            changes.setdefault(k, i)


def merge_export(
    key: DeploymentKey, chat_id: str, export_id: str, known: pa.Table, chat: ParsedChat
) -> tuple[pa.Table, int]:
    """The rows of a chat after one more export.

    Args:
        key: the deployment's key.
        chat_id: the conversation.
        export_id: the export.
        known: the conversation's rows so far (columns of `ingested`).
        chat: the export.

    Returns: all rows of the conversation (known ones first, keeping their ids), and how many are new.
    """
    old, incoming = Rows(known), Rows(chat.messages)
    match = match_rows(old, incoming)
    new = [i for i, k in enumerate(match.known) if k is None]
    changed, rows = _joined(known, chat.messages, match, (old, incoming))
    ids = _message_ids(key, chat_id, incoming, new, match.ordinals, set(values(known["message_id"])))
    rows = rows.append_column("message_id", pa.array(ids, pa.string()))
    rows = rows.append_column("chat_id", pa.array([chat_id] * len(new), pa.string()))
    rows = rows.append_column("export_id", pa.array([export_id] * len(new), pa.string()))
    return pa.concat_tables([changed, rows.select(changed.column_names).cast(changed.schema)]), len(new)


def _message_ids(
    key: DeploymentKey, chat_id: str, rows: Rows, new: Sequence[int], ordinals: Sequence[int], taken: set[str]
) -> list[str]:
    """Ids of new messages: of what each is, and of its number among equals; the next number where an id is taken."""
    ids = []
    for i in new:
        ordinal = ordinals[i]
        content = (
            chat_id,
            str(rows.minutes[i]),
            _author_part(rows.authors[i]),
            rows.texts[i],
            rows.attachments[i] or "",
        )
        message_id = key.uuid("message", *content, str(ordinal))
        while message_id in taken:
            ordinal += 1
            message_id = key.uuid("message", *content, str(ordinal))
        taken.add(message_id)
        ids.append(message_id)
    return ids


def _author_part(author: str | None) -> str:
    """An author inside an id: notices are apart from any name."""
    return "notice" if author is None else f"by {author}"


def _apply_changes(known: pa.Table, messages: pa.Table, changes: dict[int, int], old: Rows) -> pa.Table:
    """The known rows with what an export knows better; ids, place and first export stay."""
    if not changes:
        return known
    for name in ("local_time", "has_seconds", "sent_at", "kind", "text", "attachment_name", "is_edited"):
        cells, better = values(known[name]), messages[name]
        for k, i in changes.items():
            if name not in ("local_time", "has_seconds", "sent_at") or better_time(known, messages, k, i):
                cells[k] = better[i].as_py() if not _keeps_text(name, old, k, messages, i) else cells[k]
        column = pa.array(cells, known.schema.field(name).type)
        known = known.set_column(known.schema.get_field_index(name), known.schema.field(name), column)
    return known


def better_time(known: pa.Table, messages: pa.Table, k: int, i: int) -> bool:
    """Whether an export gives seconds where the known row has none."""
    return bool(messages["has_seconds"][i].as_py()) and not known["has_seconds"][k].as_py()


def _keeps_text(name: str, old: Rows, k: int, messages: pa.Table, i: int) -> bool:
    """Whether a known row keeps its words: the same message with its file, or only with more exact time."""
    if name not in ("text", "kind", "attachment_name", "is_edited"):
        return False
    incoming_kind = messages["kind"][i].as_py()
    if old.kinds[k] == "deleted":
        return True
    return name == "text" and incoming_kind != "deleted" and not messages["text"][i].as_py()


def _joined(known: pa.Table, messages: pa.Table, match: Match, sides: tuple[Rows, Rows]) -> tuple[pa.Table, pa.Table]:
    """The known rows with what an export knows better, and the rows that it adds, in places that keep both orders."""
    new = [i for i, k in enumerate(match.known) if k is None]
    changed = _apply_changes(known, messages, match.changes, sides[0])
    rows = messages.take(pa.array(new, pa.int64()))
    rows = _with_column(rows, "author_name", [sides[1].authors[i] for i in new])
    if new and known.num_rows:
        moved, placed = place_rows(_moments(changed), _moments(messages), match.known)
        rows = _with_column(
            rows, "position", [placed.get(i, p) for i, p in zip(new, values(rows["position"]), strict=True)]
        )
        if moved:
            changed = _with_column(
                changed, "position", [moved.get(k, p) for k, p in enumerate(values(changed["position"]))]
            )
    return changed, rows


def _moments(table: pa.Table) -> Moments:
    return Moments(values(table["sent_at"].cast(pa.int64())), values(table["position"]))


def _with_column(table: pa.Table, name: str, cells: list[Any]) -> pa.Table:
    field = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field, pa.array(cells, field.type))


def union_chats(chats: Sequence[ParsedChat], time_zone: str) -> ParsedChat:
    """Several exports of one chat as one, by time, without any key or vault.

    Args:
        chats: the exports; the clock of the first is that of the whole.
        time_zone: IANA zone of that clock.
    """
    table = chats[0].messages
    for chat in chats[1:]:
        messages = aligned_chat(Rows(table), chat, time_zone).messages
        known, incoming = Rows(table), Rows(messages)
        table = pa.concat_tables(_joined(table, messages, match_rows(known, incoming), (known, incoming)))
    table = table.take(pc.sort_indices(table, [("sent_at", "ascending"), ("position", "ascending")]))
    report = replace(
        chats[0].report,
        message_count=table.num_rows,
        kind_counts=count_kinds(table),
        author_count=len(set(values(table["author_name"])) - {None}),
        rejected_line_count=sum(c.report.rejected_line_count for c in chats),
    )
    return replace(
        chats[0],
        messages=table,
        rejected=pa.concat_tables([c.rejected for c in chats]),
        report=report,
        mentioned_names=tuple(dict.fromkeys(n for c in chats for n in c.mentioned_names)),
    )
