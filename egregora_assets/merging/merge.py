"""Joins exports of one chat: which messages are the same, which are new, and how their ids stay the same.

A message is identified by its local minute, author, text and attachment, and by its number among equals in that minute:
so a shorter, longer, overlapping or repeated export adds only what is new. Minutes, because one phone exports seconds
and another does not. The program's own ids decide before anything else. Where one export shows a message deleted and
another in full, the deletion wins; `history` keeps the earlier form.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.language.folding import fold_name
from egregora_assets.merging.chat_rows import Rows, number_equals, replace_column
from egregora_assets.merging.history import FORM_COLUMNS, ChatContext, Form, Forms, Span, decide_forms
from egregora_assets.merging.ordering import Moments, place_rows
from egregora_assets.merging.pairing import match_keys, pair_by_place, pair_leftovers
from egregora_assets.merging.phone_clocks import align_chat
from egregora_assets.readers.messages import ParsedChat, count_kinds, values
from egregora_assets.readers.relations import Relations

MIN_VOTES = 3


@dataclass(frozen=True)
class Match:
    """How an export's messages relate to those that are known.

    Attributes:
        known: for each incoming message the index of the known one that it is, or None if it is new.
        ordinals: number among equals within the export.
        changes: known index to the incoming one that replaces it (with a deletion, an edit, an attachment).
        times: known index to an incoming one with seconds.
        authors: incoming name to the known name of the same person.
    """

    known: list[int | None]
    ordinals: list[int]
    changes: dict[int, int]
    times: dict[int, int]
    authors: dict[str, str]


def match_rows(
    known: Rows, incoming: Rows, keys: Sequence[str | None] = (), context: ChatContext | None = None
) -> Match:
    """Finds the incoming messages that are known, and the known ones that they change.

    Args:
        keys: the program's ids of the incoming messages; empty where it has none.
        context: what is known contexts the known rows.
    """
    context = context or ChatContext()
    authors = match_authors(known, incoming)
    if authors:
        incoming.authors = [authors.get(a, a) if a is not None else None for a in incoming.authors]
    contents = incoming.contents()
    ordinals = number_equals(contents)
    if not known.minutes:
        return Match([None] * len(contents), ordinals, {}, {}, authors)
    changes: dict[int, int] = {}
    if keys and context.keys:
        keyed = {k for k, key in enumerate(context.keys) if key}
        found = match_keys(known, contents, keys, context.keys)
        pair_leftovers(known, incoming, found, changes, keyed)
    else:
        known_contents = known.contents()
        where = {key: i for i, key in enumerate(zip(known_contents, number_equals(known_contents), strict=True))}
        found = [where.get(key) for key in zip(contents, ordinals, strict=True)]
        if not keys:
            pair_by_place(known, incoming, found, changes, context.edges)
        pair_leftovers(known, incoming, found, changes)
    return Match(found, ordinals, changes, _find_better_times(known, incoming, found), authors)


def match_authors(known: Rows, incoming: Rows) -> dict[str, str]:
    """Incoming names to the known names of the same people: equal when folded, or with equal messages at equal minutes.

    Two phones show one person under different names (a saved contact, a number), and names change between exports.
    """
    known_names, incoming_names = known.names, incoming.names
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


def _find_better_times(known: Rows, incoming: Rows, found: Sequence[int | None]) -> dict[int, int]:
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
        rows: all its rows, known ones first, with the ids that they had.
        message_ids: the id of every message of the export, by row.
        new_count: how many of them are new.
        authors: the export's names to the known names of the same people.
        forms: the forms of messages that the export changes or shows as changed, by message.
    """

    rows: pa.Table
    message_ids: list[str]
    new_count: int
    authors: dict[str, str]
    forms: dict[str, Forms]


def merge_export(
    key: DeploymentKey,
    chat_id: str,
    sides: tuple[Rows, Rows],
    relations: Relations | None,
    span: Span,
    context: ChatContext | None = None,
) -> Merged:
    """A conversation after one more export.

    Args:
        key: the deployment's key.
        chat_id: the conversation.
        sides: the conversation's rows so far (columns of `ingested`), and the export's.
        relations: those of the export's messages; span: its id, first and last instant.
        context: what is known besides the rows.
    """
    context = context or ChatContext()
    known, incoming = sides
    keys = relations.keys if relations is not None and relations.has_keys else ()
    match = match_rows(known, incoming, keys, context)
    changes = decide_forms(sides, relations, match.known, context, span, keys)
    new = [i for i, k in enumerate(match.known) if k is None]
    changed, rows = _join(sides, match, changes.current)
    known_ids: list[Any] = known.table["message_id"].to_pylist()
    ids = _make_ids(key, chat_id, incoming, new, match.ordinals, set(known_ids))
    rows = rows.append_column("message_id", pa.array(ids, pa.string()))
    rows = rows.append_column("chat_id", pa.array([chat_id] * len(new), pa.string()))
    rows = rows.append_column("export_id", pa.array([span.export_id] * len(new), pa.string()))
    of_new = dict(zip(new, ids, strict=True))
    message_ids = [of_new[i] if k is None else str(known_ids[k]) for i, k in enumerate(match.known)]
    forms = {str(known_ids[k]): found for k, found in changes.of_known.items()}
    forms |= {of_new[i]: found for i, found in changes.of_new.items()}
    whole = pa.concat_tables([changed, rows.select(changed.column_names).cast(changed.schema)])
    return Merged(whole, message_ids, len(new), match.authors, forms)


def _make_ids(
    key: DeploymentKey, chat_id: str, rows: Rows, new: Sequence[int], ordinals: Sequence[int], taken: set[str]
) -> list[str]:
    """Ids of new messages, from content and number among equals; the next number where an id is taken."""
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
    """The author in an id; no name can equal the word for notices."""
    return "notice" if author is None else f"by {author}"


def _apply_changes(sides: tuple[Rows, Rows], match: Match, current: Mapping[int, Form]) -> pa.Table:
    """The known rows with what an export knows better; ids, place and first export stay."""
    old, (known, messages) = sides[0], (side.table for side in sides)
    changes = {k: i for k, i in match.changes.items() if k not in current}
    for name in ("local_time", "has_seconds", "sent_at"):
        if match.times:
            cells, better = values(known[name]), messages[name]
            for k, i in match.times.items():
                cells[k] = better[i].as_py()
            known = replace_column(known, name, cells)
    for name in FORM_COLUMNS:
        if changes or current:
            cells, better = values(known[name]), messages[name]
            for k, i in changes.items():
                cells[k] = cells[k] if _keeps_text(name, old, k, messages, i) else better[i].as_py()
            for k, form in current.items():
                cells[k] = getattr(form, name)
            known = replace_column(known, name, cells)
    return known


def _keeps_text(name: str, old: Rows, k: int, messages: pa.Table, i: int) -> bool:
    """Whether a known row keeps its value: it was deleted, or is the same message with its file."""
    incoming_kind = messages["kind"][i].as_py()
    if old.kinds[k] == "deleted":
        return True
    return name == "text" and incoming_kind != "deleted" and not messages["text"][i].as_py()


def _join(
    sides: tuple[Rows, Rows], match: Match, current: Mapping[int, Form] | None = None
) -> tuple[pa.Table, pa.Table]:
    """The known rows with what an export knows better, and the rows that it adds; both keep their order.

    Args:
        sides: the known rows and the incoming ones.
        current: known rows whose current form is decided already.
    """
    known, incoming = sides
    messages = incoming.table
    new = [i for i, k in enumerate(match.known) if k is None]
    changed = _apply_changes(sides, match, current or {})
    rows = messages.take(pa.array(new, pa.int64()))
    rows = replace_column(rows, "author_name", [incoming.authors[i] for i in new])
    if new and known.minutes:
        moved, placed = place_rows(_moments(changed, known), _moments(messages, incoming), match.known)
        positions = zip(new, values(rows["position"]), strict=True)
        rows = replace_column(rows, "position", [placed.get(i, p) for i, p in positions])
        if moved:
            cells = [moved.get(k, p) for k, p in enumerate(values(changed["position"]))]
            changed = replace_column(changed, "position", cells)
    return changed, rows


def _moments(table: pa.Table, rows: Rows) -> Moments:
    ends = rows.whole.instants if rows.whole else None
    return Moments(values(table["sent_at"].cast(pa.int64())), values(table["position"]), ends)


def union_chats(chats: Sequence[ParsedChat], time_zone: str) -> ParsedChat:
    """Joins several exports of one chat by time, without a key or a vault.

    Args:
        chats: the exports; the whole has the clock of the first.
        time_zone: IANA zone of that clock.

    Raises:
        TimeZoneUnknown, InstantOutOfRange: shifted times cannot be resolved.
    """
    table = chats[0].messages
    for chat in chats[1:]:
        messages = align_chat(Rows(table), chat, time_zone).messages
        known, incoming = Rows(table), Rows(messages)
        table = pa.concat_tables(_join((known, incoming), match_rows(known, incoming)))
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
