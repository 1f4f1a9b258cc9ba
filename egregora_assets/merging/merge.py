"""Exports of one chat joined: what is the same message, what is new, and how ids stay what they are.

A message is known by its local minute, author, text and attachment, and by its number among equals in that minute: so a
shorter, longer, overlapping or repeated export adds only what is new. Minutes, because one phone gives seconds and
another does not. Where the program gives its messages ids, these decide before anything else. Where one export shows a
message deleted and another in full, the deletion wins; what it was before is for `history` to keep.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.language.name_folding import fold_name
from egregora_assets.merging.alignment import align_minutes, found_by_key
from egregora_assets.merging.chat_rows import Rows, number_equals
from egregora_assets.merging.history import FORM_COLUMNS, Form, Forms, Known, Span
from egregora_assets.merging.ordering import Moments, place_rows
from egregora_assets.merging.pairing import pair_leftovers
from egregora_assets.merging.phone_clocks import aligned_chat
from egregora_assets.merging.versions import settle_forms
from egregora_assets.readers.messages import ParsedChat, count_kinds, values

MIN_VOTES = 3


@dataclass(frozen=True)
class Match:
    """How an export's messages relate to those that are known.

    Attributes:
        known: for each incoming message the index of the known one that it is, or None if it is new.
        ordinals: number among equals within the export.
        changes: known index to the incoming index that has more to say (a deletion, an edit, an attachment).
        times: known index to an incoming index that has seconds.
        authors: incoming name to the name under which the same person is known.
    """

    known: list[int | None]
    ordinals: list[int]
    changes: dict[int, int]
    times: dict[int, int]
    authors: dict[str, str]


def match_rows(known: Rows, incoming: Rows, keys: Sequence[str | None] = (), beside: Known | None = None) -> Match:
    """Which incoming messages are known already, and which of the known ones they change.

    Args:
        keys: the incoming messages' ids in their program; empty where it gives none.
        beside: what is known beside the known rows.
    """
    beside = beside or Known()
    authors = match_authors(known, incoming)
    if authors:
        incoming.authors = [authors.get(a, a) if a is not None else None for a in incoming.authors]
    contents = incoming.contents()
    ordinals = number_equals(contents)
    if not len(known):
        return Match([None] * len(incoming), ordinals, {}, {}, authors)
    changes: dict[int, int] = {}
    if keys and beside.keys:
        keyed = {k for k, key in enumerate(beside.keys) if key}
        found = found_by_key(known, contents, keys, beside.keys)
        pair_leftovers(known, incoming, found, changes, keyed)
    else:
        known_contents = known.contents()
        where = {key: i for i, key in enumerate(zip(known_contents, number_equals(known_contents), strict=True))}
        found = [where.get(key) for key in zip(contents, ordinals, strict=True)]
        if not keys:
            align_minutes(known, incoming, found, changes, beside.edges)
        pair_leftovers(known, incoming, found, changes)
    return Match(found, ordinals, changes, _better_times(known, incoming, found), authors)


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


def _better_times(known: Rows, incoming: Rows, found: Sequence[int | None]) -> dict[int, int]:
    """Messages known to the minute, and the same ones in an export that has seconds."""
    known_has = values(known.table["has_seconds"])
    times: dict[int, int] = {}
    for i, (k, has) in enumerate(zip(found, values(incoming.table["has_seconds"]), strict=True)):
        if k is not None and has and not known_has[k]:
            times.setdefault(k, i)
    return times


@dataclass(frozen=True)
class Merged:
    """A conversation after one more export.

    Attributes:
        rows: all its rows, known ones first, keeping their ids.
        message_ids: the id of every message of the export, by the number of its row there.
        new_count: how many of them are new.
        authors: the export's names to the names under which the same people are known.
        forms: the forms of messages that the export changes or shows changed, by message.
    """

    rows: pa.Table
    message_ids: list[str]
    new_count: int
    authors: dict[str, str]
    forms: dict[str, Forms]


def merge_export(
    key: DeploymentKey, chat_id: str, known: pa.Table, chat: ParsedChat, span: Span, beside: Known | None = None
) -> Merged:
    """A conversation after one more export.

    Args:
        key: the deployment's key.
        chat_id: the conversation.
        known: the conversation's rows so far (columns of `ingested`).
        chat: the export; span: its id and its first and last instant.
        beside: what is known beside the rows.
    """
    beside = beside or Known()
    old, incoming = Rows(known), Rows(chat.messages)
    keys = chat.relations.keys if chat.relations is not None and chat.relations.has_keys else ()
    match = match_rows(old, incoming, keys, beside)
    settled = settle_forms((old, incoming), chat, match.known, beside, span, keys)
    new = [i for i, k in enumerate(match.known) if k is None]
    changed, rows = _joined(known, chat.messages, match, (old, incoming), settled.now)
    known_ids = values(known["message_id"])
    ids = _message_ids(key, chat_id, incoming, new, match.ordinals, set(known_ids))
    rows = rows.append_column("message_id", pa.array(ids, pa.string()))
    rows = rows.append_column("chat_id", pa.array([chat_id] * len(new), pa.string()))
    rows = rows.append_column("export_id", pa.array([span.export_id] * len(new), pa.string()))
    of_new = dict(zip(new, ids, strict=True))
    message_ids = [of_new[i] if k is None else str(known_ids[k]) for i, k in enumerate(match.known)]
    forms = {str(known_ids[k]): found for k, found in settled.of_known.items()}
    forms |= {of_new[i]: found for i, found in settled.of_new.items()}
    whole = pa.concat_tables([changed, rows.select(changed.column_names).cast(changed.schema)])
    return Merged(whole, message_ids, len(new), match.authors, forms)


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


def _apply_changes(known: pa.Table, messages: pa.Table, match: Match, old: Rows, now: Mapping[int, Form]) -> pa.Table:
    """The known rows with what an export knows better; ids, place and first export stay."""
    changes = {k: i for k, i in match.changes.items() if k not in now}
    for name in ("local_time", "has_seconds", "sent_at"):
        if match.times:
            cells, better = values(known[name]), messages[name]
            for k, i in match.times.items():
                cells[k] = better[i].as_py()
            known = _with_column(known, name, cells)
    for name in FORM_COLUMNS:
        if changes or now:
            cells, better = values(known[name]), messages[name]
            for k, i in changes.items():
                cells[k] = cells[k] if _keeps_text(name, old, k, messages, i) else better[i].as_py()
            for k, form in now.items():
                cells[k] = getattr(form, name)
            known = _with_column(known, name, cells)
    return known


def _keeps_text(name: str, old: Rows, k: int, messages: pa.Table, i: int) -> bool:
    """Whether a known row keeps its words: it was deleted, or is the same message with its file."""
    incoming_kind = messages["kind"][i].as_py()
    if old.kinds[k] == "deleted":
        return True
    return name == "text" and incoming_kind != "deleted" and not messages["text"][i].as_py()


def _joined(
    known: pa.Table, messages: pa.Table, match: Match, sides: tuple[Rows, Rows], now: Mapping[int, Form] | None = None
) -> tuple[pa.Table, pa.Table]:
    """The known rows with what an export knows better, and the rows that it adds, in places that keep both orders.

    Args:
        now: known rows whose present form is decided already.
    """
    new = [i for i, k in enumerate(match.known) if k is None]
    changed = _apply_changes(known, messages, match, sides[0], now or {})
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
        relations=None,
    )
