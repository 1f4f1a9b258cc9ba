"""Redacts what relates messages and people: who reacted how, who is mentioned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from egregora_assets.language.folding import fold_display_name
from egregora_assets.redaction.notices import find_mentioned_names
from egregora_assets.redaction.pseudonyms import Identity, index_names
from egregora_assets.redaction.reaction_emoji import filter_emoji


@dataclass
class VisibleRelations:
    """Collects, chat by chat, the relations of messages that may be published.

    Args:
        reacted: ids of messages with reactions.

    Attributes:
        bearers: for each such message that may be published, who bears which name in its chat.
        mentions: pairs of message and author id.
    """

    reacted: frozenset[str] = frozenset()
    bearers: dict[str, Mapping[str, Identity]] = field(default_factory=dict)
    mentions: set[tuple[str, str]] = field(default_factory=set)

    def add_chat(self, message_ids: Sequence[str], texts: Sequence[str], people: Iterable[Identity]) -> None:
        """Add a chat.

        Args:
            message_ids: of the messages that may be published.
            texts: of the same messages, as exported.
            people: everybody who takes part.
        """
        bearers = index_names(people)
        if self.reacted:
            self.bearers |= dict.fromkeys(self.reacted.intersection(message_ids), bearers)
        for message_id, text in zip(message_ids, texts, strict=True):
            if "\u2068" in text:
                found = (bearers.get(n) or bearers.get(fold_display_name(n)) for n in find_mentioned_names(text))
                self.mentions |= {(message_id, p.author_id) for p in found if p is not None and not p.is_opted_out}

    def list_mentions(self) -> list[dict[str, str]]:
        """The rows of `message_mentions`, by message and author."""
        return [{"message_id": message, "author_id": author} for message, author in sorted(self.mentions)]

    def redact_reactions(self, reactions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Redact reactions: those to hidden messages and of people who opted out are left out.

        Args:
            reactions: `message_id`, `author_name`, `emoji`, `reaction_count`, in order.

        Returns: rows of `message_reactions`, message by message; equal reactions of unknown people are counted as one.
        """
        found: dict[str, dict[tuple[str | None, str], int]] = {}
        for row in reactions:
            message_id, name = str(row["message_id"]), row["author_name"]
            if message_id not in self.bearers:
                continue
            person = self.bearers[message_id].get(name or "")
            if name is not None and (person is None or person.is_opted_out):
                continue
            reaction = (person.author_id if person else None, filter_emoji(row["emoji"]))
            counts = found.setdefault(message_id, {})
            counts[reaction] = 1 if person else counts.get(reaction, 0) + int(row["reaction_count"])
        return [
            {"message_id": m, "ordinal": n, "author_id": who, "emoji": emoji, "reaction_count": counts[who, emoji]}
            for m, counts in found.items()
            for n, (who, emoji) in enumerate(sorted(counts, key=lambda o: (o[1], o[0] is None, o[0] or "")))
        ]
