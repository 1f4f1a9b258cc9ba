"""What was said just before and after a message: no more than the day's page shows of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.site.conversation_model import Conversation
from egregora_assets.site.printable import printable, shorten

MOST_BEFORE = MOST_AFTER = 3
_LONGEST = 280
_FURTHEST_HOURS = 1
_COLUMNS = ("message_id", "chat_id", "person_id", "day", "clock", "text")


class Nearby(NamedTuple):
    """One message as it is shown beside another. `text` is cut; `name` is the one that pages show."""

    message_id: str
    person_id: str
    name: str
    text: str


class Neighbourhood:
    """Finds what was said around some messages of a conversation.

    Args:
        talk: the conversation as pages show it: redacted, without what is withheld or left out.
        message_ids: the messages that are asked for.
        names: shown name by person id.
    """

    def __init__(self, talk: Conversation, message_ids: Iterable[str], names: Mapping[str, str]) -> None:
        self._rows, self._names = talk.rows, names
        self._places = _find_places(talk.rows, sorted(set(message_ids)))

    def find(self, message_id: str) -> tuple[Nearby, ...]:
        """The message with up to three before and after it, in order; nothing where no page shows it.

        They are of the same conversation and day, and not further away than the hour before or after.
        """
        place = self._places.get(message_id)
        if place is None:
            return ()
        start = max(0, place - MOST_BEFORE)
        rows = self._rows.slice(start, place - start + 1 + MOST_AFTER).select(_COLUMNS).to_pylist()
        own = rows[place - start]
        return tuple(
            Nearby(r["message_id"], r["person_id"], self._names[r["person_id"]], shorten(r["text"], _LONGEST))
            for r in rows
            if (r["chat_id"], r["day"]) == (own["chat_id"], own["day"])
            and abs(int(r["clock"][:2]) - int(own["clock"][:2])) <= _FURTHEST_HOURS
            and r["person_id"] in self._names
            and r["text"] != WITHHELD
            and printable(r["text"]).strip()
        )


def _find_places(rows: pa.Table, message_ids: list[str]) -> dict[str, int]:
    """The numbers of some messages' rows, by id."""
    found = pc.index_in(pa.array(message_ids, pa.string()), value_set=rows["message_id"].combine_chunks())
    return {i: place for i, place in zip(message_ids, found.to_pylist(), strict=True) if place is not None}
