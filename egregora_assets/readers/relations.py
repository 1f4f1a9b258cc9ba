"""What an export says of messages beside their texts: their ids in the program, what they answer, who reacted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Reaction:
    """A sign that somebody put to a message.

    Attributes:
        author: the name under which they are noted; None where the program only counts.
        emoji: the sign, or the name that the program gives it.
        count: how many people; one where the author is known.
    """

    author: str | None
    emoji: str
    count: int = 1


@dataclass(frozen=True)
class EarlierForm:
    """What a message was before it was edited.

    Attributes:
        text: its text then; is_edited: whether it had been edited by then.
        edited_at: when it took that form, in nanoseconds UTC, where the program says so.
    """

    text: str
    is_edited: bool = False
    edited_at: int | None = None


@dataclass(frozen=True)
class Relations:
    """What is known beside the rows of one export; everything by the number of a row.

    Attributes:
        keys: the id that the program gives the message, for every row; None where it gives none.
        reply_keys: the id of the message that is answered; reply_rows: the same as the number of a row.
        edited_at: when the message took its form, in nanoseconds UTC.
        earlier: its earlier forms, oldest first.
        reactions: who put which sign.
    """

    keys: Sequence[str | None]
    reply_keys: Mapping[int, str] = field(default_factory=dict)
    reply_rows: Mapping[int, int] = field(default_factory=dict)
    edited_at: Mapping[int, int] = field(default_factory=dict)
    earlier: Mapping[int, Sequence[EarlierForm]] = field(default_factory=dict)
    reactions: Mapping[int, Sequence[Reaction]] = field(default_factory=dict)

    @property
    def has_keys(self) -> bool:
        """Whether any message has an id of its own."""
        return any(self.keys)

    def of_rows(self, rows: Sequence[int], erased: Collection[str], text_of: Mapping[str, str]) -> Relations:
        """What is known beside some of the rows, numbered anew in the order given.

        Args:
            erased: people whose reactions are left out.
            text_of: what becomes of each earlier text.
        """
        place = {row: new for new, row in enumerate(rows)}
        earlier = {
            place[row]: [replace(form, text=text_of[form.text]) for form in forms]
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

    def earlier_texts(self, rows: Collection[int]) -> list[str]:
        """The earlier texts of some of the rows."""
        return [form.text for row in rows for form in self.earlier.get(row, ())]


def counted(emoji: str, people: Sequence[str], count: object) -> list[Reaction]:
    """Reactions with one sign: of each person who is known, and of the others by number.

    Args:
        count: how many people there are in all, if that is a number.
    """
    known = list(dict.fromkeys(people))
    rest = min(count, MAX_COUNT) - len(known) if isinstance(count, int) and not isinstance(count, bool) else 0
    return [Reaction(p, emoji) for p in known] + ([Reaction(None, emoji, rest)] if rest > 0 else [])


MAX_COUNT = 1_000_000
"""No conversation has more people."""
FILE_MARK = "\x1f"
"""Between a message's id and the number of one more file of it, whose row is beside the message's own."""


def key_of_file(key: str, number: int) -> str:
    """The id of the row of one more file of a message; empty for a message without an id."""
    return f"{key}{FILE_MARK}{number}" if key else ""
