"""What was said just before and after a message: no more than the day's page shows of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.site.conversation_model import Conversation
from egregora_assets.site.printable import printable, shorten

MOST_BEFORE = MOST_AFTER = 3
_LONGEST = 280
_FURTHEST_HOURS = 1


class Nearby(NamedTuple):
    """One message as it is shown beside another. `text` is cut; `name` is the one that pages show."""

    message_id: str
    person_id: str
    name: str
    text: str


class _Row(NamedTuple):
    """What is read of a message."""

    message_id: str
    chat_id: str
    person_id: str
    day: dt.date
    clock: str
    text: str

    def is_near(self, other: _Row) -> bool:
        """Whether it is of the same conversation and day, and not further away than the hour before or after."""
        hours = abs(int(self.clock[:2]) - int(other.clock[:2]))
        return (self.chat_id, self.day) == (other.chat_id, other.day) and hours <= _FURTHEST_HOURS

    def is_shown(self) -> bool:
        """Whether it has words that are not left out."""
        return self.text != WITHHELD and bool(printable(self.text).strip())


class Neighbourhood:
    """Finds what was said around some messages of a conversation.

    Args:
        talk: the conversation as pages show it: redacted, without what is withheld or left out.
        message_ids: the messages that are asked for.
        names: shown name by person id.
        skipped: the ids of messages that no post shows.
    """

    def __init__(
        self, talk: Conversation, message_ids: Iterable[str], names: Mapping[str, str], skipped: Container[str] = ()
    ) -> None:
        self._names, self._skipped = names, skipped
        self._places = _find_places(talk.rows, sorted(set(message_ids)))
        last = talk.rows.num_rows - 1
        spans = (range(max(0, p - MOST_BEFORE), min(last, p + MOST_AFTER) + 1) for p in self._places.values())
        numbers = sorted({number for span in spans for number in span})
        # All at once: one by one, 5,000 quotes took a second.
        columns = (talk.rows[name].take(pa.array(numbers, pa.int64())).to_pylist() for name in _Row._fields)
        self._rows = dict(zip(numbers, map(_Row._make, zip(*columns, strict=True)), strict=True))

    def find(self, message_id: str) -> tuple[Nearby, ...]:
        """The message with up to three before and after it, in order; nothing where no page shows it.

        They are of the same conversation and day, and not further away than the hour before or after.
        """
        place = self._places.get(message_id)
        if place is None:
            return ()
        own = self._rows[place]
        near = (self._rows.get(number) for number in range(place - MOST_BEFORE, place + MOST_AFTER + 1))
        return tuple(
            Nearby(row.message_id, row.person_id, self._names[row.person_id], shorten(row.text, _LONGEST))
            for row in near
            if row
            and row.is_near(own)
            and row.person_id in self._names
            and row.message_id not in self._skipped
            and row.is_shown()
        )


def _find_places(rows: pa.Table, message_ids: list[str]) -> dict[str, int]:
    """The numbers of some messages' rows, by id."""
    found = pc.index_in(pa.array(message_ids, pa.string()), value_set=rows["message_id"].combine_chunks())
    return {i: place for i, place in zip(message_ids, found.to_pylist(), strict=True) if place is not None}
