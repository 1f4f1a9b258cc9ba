"""Exports of one chat joined: what is the same message, what is new, and how ids stay what they are.

A message is known by its local minute, author, text and attachment, and by its number among equals in that minute: so a
shorter, longer, overlapping or repeated export adds only what is new. Minutes, because one phone gives seconds and
another does not. Where one export shows a message deleted and another in full, the deletion wins.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.stages.ingested.names import fold_name
from egregora_assets.stages.ingested.whatsapp import ParsedChat
from egregora_assets.stages.ingested.whatsapp_columns import MESSAGE_SCHEMA, values

MINUTE_US = 60_000_000
MIN_VOTES = 3
Content = tuple[int, str | None, str, str | None]


@dataclass
class Rows:
    """Messages as columns of plain values, as merging needs them.

    Attributes:
        table: `MESSAGE_SCHEMA` columns (more may follow).
        minutes: local minute of each, counted from 1970.
    """

    table: pa.Table
    minutes: list[int] = field(init=False)
    authors: list[str | None] = field(init=False)
    texts: list[str] = field(init=False)
    attachments: list[str | None] = field(init=False)
    kinds: list[str] = field(init=False)

    def __post_init__(self) -> None:
        microseconds = self.table["local_time"].cast(pa.timestamp("us")).cast(pa.int64())
        self.minutes = [v // MINUTE_US for v in values(microseconds)]
        self.authors = values(self.table["author_name"])
        self.texts = values(self.table["text"])
        self.attachments = values(self.table["attachment_name"])
        self.kinds = values(self.table["kind"])

    def __len__(self) -> int:
        return len(self.minutes)

    def contents(self) -> list[Content]:
        """What each message is, apart from its number among equals."""
        return list(zip(self.minutes, self.authors, self.texts, self.attachments, strict=True))

    @property
    def span(self) -> tuple[int, int]:
        """First and last minute; an empty span for no messages."""
        return (min(self.minutes), max(self.minutes)) if self.minutes else (0, -1)


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


def number_equals(contents: Iterable[Content]) -> list[int]:
    """For each message how many equal ones came before it."""
    seen: dict[Content, int] = {}
    ordinals = []
    for content in contents:
        ordinal = seen.get(content, 0)
        ordinals.append(ordinal)
        seen[content] = ordinal + 1
    return ordinals


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
    _pair_leftovers(known, incoming, found, changes)
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


def _pair_leftovers(known: Rows, incoming: Rows, found: list[int | None], changes: dict[int, int]) -> None:
    """Pair messages of one author and minute that differ because one was deleted, edited or left without its file."""
    new = [i for i, k in enumerate(found) if k is None and incoming.authors[i] is not None]
    if not new:
        return
    groups = {(incoming.minutes[i], incoming.authors[i]) for i in new}
    matched = {k for k in found if k is not None}
    left: dict[tuple[int, str | None], list[int]] = defaultdict(list)
    for k, group in enumerate(zip(known.minutes, known.authors, strict=True)):
        if group in groups and k not in matched:
            left[group].append(k)
    cut = _cut_minutes(known, incoming)
    edited_known = values(known.table["is_edited"]) if left else []
    edited_incoming = values(incoming.table["is_edited"]) if left else []
    for i in new:
        candidates = left.get((incoming.minutes[i], incoming.authors[i]), [])
        for k in candidates:
            relation = _relation(known, k, edited_known[k], incoming, i, edited_incoming[i])
            if relation is None or (relation != "file" and incoming.minutes[i] in cut):
                continue
            found[i] = k
            candidates.remove(k)
            if _says_more(known, k, edited_known[k], incoming, i, edited_incoming[i]):
                changes[k] = i
            break


def _cut_minutes(known: Rows, incoming: Rows) -> set[int]:
    """Minutes in which one of the two may begin or end half-way: there a missing message proves nothing."""
    (a, b), (c, d) = known.span, incoming.span
    return ({a, c} if a != c else set()) | ({b, d} if b != d else set())


def _relation(known: Rows, k: int, k_edited: bool, incoming: Rows, i: int, i_edited: bool) -> str | None:
    """Why two messages of one author in one minute may be the same although they differ; None if they may not."""
    kinds = {known.kinds[k], incoming.kinds[i]}
    has_file = (known.attachments[k] is not None) + (incoming.attachments[i] is not None)
    if kinds <= {"media", "contact"} and has_file == 1:
        return "file"
    if "deleted" in kinds and len(kinds) == 2:
        return "deleted"
    if k_edited != i_edited and known.attachments[k] == incoming.attachments[i]:
        return "edited"
    return None


def _says_more(known: Rows, k: int, k_edited: bool, incoming: Rows, i: int, i_edited: bool) -> bool:
    """Whether the incoming message of a pair replaces the known one."""
    if "deleted" in (known.kinds[k], incoming.kinds[i]):
        return incoming.kinds[i] == "deleted"
    if k_edited != i_edited:
        return i_edited
    return known.attachments[k] is None


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
    changed = _apply_changes(known, chat.messages, match.changes, old)
    rows = chat.messages.take(pa.array(new, pa.int64()))
    authors = pa.array([incoming.authors[i] for i in new], pa.string())
    rows = rows.set_column(rows.schema.get_field_index("author_name"), "author_name", authors)
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


def union_chats(chats: Sequence[ParsedChat]) -> ParsedChat:
    """Several exports of one chat as one, by time, without any key or vault."""
    table = chats[0].messages
    for chat in chats[1:]:
        known, incoming = Rows(table), Rows(chat.messages)
        match = match_rows(known, incoming)
        changed = _apply_changes(table, chat.messages, match.changes, known)
        new = [i for i, k in enumerate(match.known) if k is None]
        rows = chat.messages.set_column(4, MESSAGE_SCHEMA.field("author_name"), pa.array(incoming.authors, pa.string()))
        table = pa.concat_tables([changed, rows.take(pa.array(new, pa.int64()))])
    order = pc.sort_indices(table, [("sent_at", "ascending")])
    first = chats[0]
    return replace(
        first,
        messages=table.take(order),
        rejected=pa.concat_tables([c.rejected for c in chats]),
        report=replace(first.report, message_count=table.num_rows),
        mentioned_names=tuple(dict.fromkeys(n for c in chats for n in c.mentioned_names)),
    )
