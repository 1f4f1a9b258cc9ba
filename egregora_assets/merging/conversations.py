"""Decides which conversation an export belongs to: WhatsApp's exports carry no id, and titles change.

The user's label decides; else the program's own id of the conversation, where its exports hold one; else messages in
common with a known conversation; else the title.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.language.folding import fold_name
from egregora_assets.merging.chat_rows import Rows
from egregora_assets.merging.phone_clocks import align_rows

MIN_SHARED = 2
"""Messages that two exports of one chat share at least (one, if there is only one to compare)."""
MIN_SHARED_SHARE = 0.5
MIN_SAME_AUTHORS = 0.2
"""Share of the common messages under the same names; other phones may have other names for the same people."""
MIN_RENAMED = 50
"""Common messages that replace equal names as evidence, if each name corresponds to exactly one other."""
CONTRADICTION = 10
"""Two exports with so many messages each in the same days, and none in common, are different chats of one title."""


@dataclass(frozen=True)
class KnownChat:
    """A conversation in the vault: its messages and the folded titles it had."""

    chat_id: str
    titles: frozenset[str]
    rows: Rows


@dataclass(frozen=True)
class ChatDecision:
    """The conversation that an export belongs to, and why (from a closed vocabulary)."""

    chat_id: str
    reason: str


@dataclass(frozen=True)
class Origin:
    """Where an export comes from.

    Attributes:
        export_id: identifies the conversation where nothing else does.
        source: the program.
        chat_key: the program's own id of the conversation, if its exports hold one.
    """

    export_id: str
    source: str = "whatsapp"
    chat_key: str | None = None


def decide_chat(
    key: DeploymentKey, label: str | None, title: str | None, origin: Origin, messages: Rows, known: Sequence[KnownChat]
) -> ChatDecision:
    """Decides by label, by the program's id, by the same messages, by the same title.

    Args:
        key: the deployment's key.
        label: the name that the user gave the conversation.
        title: the title in the export's name or content.
        origin: where it comes from.
        messages: the export.
        known: the conversations of that program so far.
    """
    source = origin.source
    if label:
        return ChatDecision(key.uuid("chat", source, fold_name(label)), "label")
    if origin.chat_key:
        return ChatDecision(key.uuid("chat", source, "id", origin.chat_key), "id")
    shares = [(compare_exports(chat.rows, messages), chat) for chat in known]
    joined = [(-likeness.shared, chat.chat_id) for likeness, chat in shares if likeness.is_same]
    if joined:
        return ChatDecision(min(joined)[1], "same messages")
    if not title:
        return ChatDecision(key.uuid("chat", source, "", origin.export_id), "new")
    folded = fold_name(title)
    namesakes = [(likeness, chat) for likeness, chat in shares if folded in chat.titles]
    for likeness, chat in sorted(namesakes, key=lambda n: n[1].chat_id):
        if likeness.shared or likeness.least < CONTRADICTION:
            return ChatDecision(chat.chat_id, "same title")
    if namesakes:
        return ChatDecision(key.uuid("chat", source, folded, origin.export_id), "same title, other messages")
    return ChatDecision(key.uuid("chat", source, folded), "title")


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
