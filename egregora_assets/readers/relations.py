"""Relations of messages in an export: the program's ids, replies, reactions, edits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Reaction:
    """A reaction to a message.

    Attributes:
        author: the name of who reacted, as in the rows; None where the program only counts.
        emoji: the emoji, or the name that the program has for it.
        count: how many people; one where the author is known.
    """

    author: str | None
    emoji: str
    count: int = 1


@dataclass(frozen=True)
class EarlierForm:
    """A message before it was edited.

    Attributes:
        text: its text then; is_edited: whether it had been edited before.
        edited_at: when it took that form, in nanoseconds UTC, where the program exports it.
    """

    text: str
    is_edited: bool = False
    edited_at: int | None = None


@dataclass(frozen=True)
class Relations:
    """The relations of one export's messages, by the number of the row.

    Attributes:
        keys: the program's id of the message, for every row; None where it has none.
        reply_keys: the program's id of the answered message; reply_rows: its row.
        edited_at: when the message took its form, in nanoseconds UTC.
        earlier: its earlier forms, oldest first.
        reactions: the reactions to it.
    """

    keys: Sequence[str | None]
    reply_keys: Mapping[int, str] = field(default_factory=dict)
    reply_rows: Mapping[int, int] = field(default_factory=dict)
    edited_at: Mapping[int, int] = field(default_factory=dict)
    earlier: Mapping[int, Sequence[EarlierForm]] = field(default_factory=dict)
    reactions: Mapping[int, Sequence[Reaction]] = field(default_factory=dict)

    @property
    def has_keys(self) -> bool:
        """Whether any message has an id."""
        return any(self.keys)

    def select(self, rows: Sequence[int], erased: Collection[str], texts: Mapping[str, str]) -> Relations:
        """The relations of some rows, numbered again in the order given.

        Args:
            erased: people whose reactions are left out.
            texts: the replacement of each earlier text.
        """
        place = {row: new for new, row in enumerate(rows)}
        earlier = {
            place[row]: [replace(form, text=texts[form.text]) for form in forms]
            for row, forms in self.earlier.items()
            if row in place
        }
        reactions = {
            place[row]: [r for r in signs if r.author not in erased]
            for row, signs in self.reactions.items()
            if row in place
        }
        return Relations(
            [self.keys[row] for row in rows] if self.keys else self.keys,
            {place[row]: key for row, key in self.reply_keys.items() if row in place},
            {place[row]: place[to] for row, to in self.reply_rows.items() if row in place and to in place},
            {place[row]: at for row, at in self.edited_at.items() if row in place},
            earlier,
            {row: signs for row, signs in reactions.items() if signs},
        )

    def list_earlier_texts(self, rows: Collection[int]) -> list[str]:
        """The earlier texts of some of the rows."""
        return [form.text for row in rows for form in self.earlier.get(row, ())]


def count_reactions(emoji: str, people: Sequence[str], count: object) -> list[Reaction]:
    """Reactions with one emoji: one of each known person, and one that counts the others.

    Args:
        count: how many people there are in all, if that is a number.
    """
    known = list(dict.fromkeys(people))
    rest = min(count, MAX_COUNT) - len(known) if isinstance(count, int) and not isinstance(count, bool) else 0
    return [Reaction(p, emoji) for p in known] + ([Reaction(None, emoji, rest)] if rest > 0 else [])


MAX_COUNT = 1_000_000
"""More people than any conversation has."""
FILE_MARK = "\x1f"
"""Between a message's id and the number of a further file of it, which has a row of its own."""


def make_file_key(key: str, number: int) -> str:
    """The id of the row of a further file of a message; empty for a message without an id."""
    return f"{key}{FILE_MARK}{number}" if key else ""
