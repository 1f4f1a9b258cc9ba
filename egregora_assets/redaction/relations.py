"""What is known beside messages, as it may be read: who answers what, who reacted how, who is mentioned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.conversation import MESSAGE_MENTIONS, MESSAGE_REACTIONS, MESSAGE_REPLIES
from egregora_assets.redaction.conversation import normalize_name
from egregora_assets.redaction.notices import find_mentioned_names
from egregora_assets.redaction.pseudonyms import Identity
from egregora_assets.redaction.reaction_emoji import filter_emoji


@dataclass
class VisibleRelations:
    """Of the messages that may be read those with reactions, and who is mentioned, chat by chat.

    Attributes:
        reacted: ids of messages with reactions.
        people: for such a message that may be read, who bears which name in its chat.
        mentions: pairs of message and person.
    """

    reacted: frozenset[str] = frozenset()
    people: dict[str, dict[str, Identity]] = field(default_factory=dict)
    mentions: list[tuple[str, str]] = field(default_factory=list)

    def add(self, rows: pa.Table, is_hidden: Sequence[bool], people: Sequence[Identity]) -> None:
        """Takes a chat: its messages as they were written, which of them are hidden, and its people."""
        bearers = {normalize_name(p.display_name): p for p in people} | {p.display_name: p for p in people}
        read = rows.select(["message_id", "text"]).filter(pc.invert(pa.array(is_hidden, pa.bool_())))
        if self.reacted:
            self.people |= dict.fromkeys(self.reacted & {str(m) for m in read["message_id"].to_pylist()}, bearers)
        for row in read.filter(pc.match_substring(read["text"], "\u2068")).to_pylist():
            found = (bearers.get(n) or bearers.get(normalize_name(n)) for n in find_mentioned_names(row["text"]))
            self.mentions += [(row["message_id"], p.author_id) for p in found if p is not None and not p.is_opted_out]

    def tables(self, replies: pa.Table, reactions: pa.Table) -> dict[str, pa.Table]:
        """The rows of the room's tables.

        Args:
            replies, reactions: rows of `expressions.replies` and `expressions.reactions`.
        """
        mentions = sorted(set(self.mentions))
        return {
            "message_replies": MESSAGE_REPLIES.rows(replies),
            "message_reactions": self._reactions(reactions),
            "message_mentions": MESSAGE_MENTIONS.rows({"message_id": m, "author_id": p} for m, p in mentions),
        }

    def _reactions(self, reactions: pa.Table) -> pa.Table:
        """Reactions to messages that may be read, of people who did not opt out; equal ones of nobody are one."""
        found: dict[str, dict[tuple[str | None, str], int]] = {}
        for row in reactions.to_pylist():
            people = self.people.get(str(row["message_id"]))
            if people is None:
                continue
            person = people.get(row["author_name"] or "")
            if row["author_name"] is not None and (person is None or person.is_opted_out):
                continue
            one = (person.author_id if person else None, filter_emoji(row["emoji"]))
            counts = found.setdefault(str(row["message_id"]), {})
            counts[one] = 1 if person else counts.get(one, 0) + int(row["reaction_count"])
        rows = [
            {"message_id": m, "ordinal": n, "author_id": who, "emoji": sign, "reaction_count": counts[who, sign]}
            for m, counts in found.items()
            for n, (who, sign) in enumerate(sorted(counts, key=lambda o: (o[1], o[0] is None, o[0] or "")))
        ]
        return MESSAGE_REACTIONS.rows(rows)


def keep_visible(beside: dict[str, pa.Table], messages: pa.Table, authors: pa.Table) -> dict[str, pa.Table]:
    """The rows of which every message and every person is there, and nobody opted out.

    Args:
        beside: rows of `message_replies`, `message_reactions`, `message_mentions`.
        messages, authors: the rows that are written with them.
    """
    ids = messages["message_id"].cast(pa.string())
    shown = authors.filter(pc.invert(authors["is_opted_out"]))["author_id"].cast(pa.string())
    result = {}
    for name, rows in beside.items():
        for column in ("message_id", "reply_to_id"):
            if column in rows.column_names:
                rows = rows.filter(pc.is_in(rows[column], ids))
        if "author_id" in rows.column_names:
            rows = rows.filter(pc.or_(pc.is_null(rows["author_id"]), pc.is_in(rows["author_id"], shown)))
        result[name] = rows
    return result
