"""The messages that can be found, in blocks: what their pages show of them, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.site.addresses import day_page, make_anchor
from egregora_assets.site.context import SiteContext
from egregora_assets.site.conversation_model import Day, serialize_rows
from egregora_assets.site.printable import one_line

BLOCK_SIZE = 100
"""Messages a block, some 8 kB: a reader loads a few of them. By number, not by bytes, so that the site without
anybody's words (`MaskedSite`) has the same files."""
NOBODY = -1
Line = tuple[str, int, str, str]
"""Anchor, number of the name (or `NOBODY`), hour and text of a message, or of what somebody wrote on it."""
_SAID = ["message_id", "person_id", "clock", "text"]


@dataclass(frozen=True, slots=True)
class Block:
    """Some messages in a row.

    Args:
        names: of those who speak there.
        days: address and title of a day's page, with its lines.
    """

    names: Sequence[str]
    days: Sequence[tuple[str, str, Sequence[Line]]]

    @property
    def text(self) -> str:
        """All that is said there."""
        return "\n".join(text for _, _, lines in self.days for _, _, _, text in lines)


@dataclass(frozen=True, slots=True)
class _Row:
    message_id: str
    person_id: str | None
    clock: str
    text: str
    day: Day


class Talk:
    """The messages of some days in a row.

    Args:
        annotated: the messages on which people wrote something.
        announced: what a notice says in the site's language, by message id.
    """

    def __init__(
        self, context: SiteContext, days: Sequence[Day], annotated: Collection[str], announced: Mapping[str, str]
    ) -> None:
        self._context, self._days, self._annotated, self._announced = context, days, annotated, announced
        start, stop = (days[0].start, days[-1].stop) if days else (0, 0)
        self._rows = context.site.conversation.rows.slice(start, stop - start)

    def describe(self) -> tuple[object, ...]:
        """What decides its blocks, but for the code and the site's words."""
        ids = [str(message_id) for message_id in self._rows["message_id"].to_pylist()]
        people: list[str | None] = self._rows["person_id"].unique().to_pylist()
        return (
            [(day.day, day.message_count) for day in self._days],
            serialize_rows(self._rows.select(_SAID)),
            [self._name(person_id) for person_id in people if person_id],
            [(i, list(self._context.list_note_texts(i))) for i in ids if i in self._annotated],
            [(i, self._announced[i]) for i in ids if i in self._announced],
        )

    def list_blocks(self) -> Iterator[Block]:
        """Its blocks by time. They hold the messages that say something, and what people wrote on any."""
        rows = list(self._read_rows())
        for start in range(0, len(rows), BLOCK_SIZE):
            yield self._make_block(rows[start : start + BLOCK_SIZE])

    def _read_rows(self) -> Iterator[_Row]:
        columns = zip(*(self._rows[name].to_pylist() for name in _SAID), strict=True)
        for day in self._days:
            for message_id, person_id, clock, text in islice(columns, day.message_count):
                yield _Row(message_id, person_id, clock, text, day)

    def _make_block(self, rows: Sequence[_Row]) -> Block:
        names: dict[str, int] = {}
        days = []
        for day, said in groupby(rows, key=lambda row: row.day):
            lines = [line for row in said for line in self._list_lines(row, names)]
            if lines:
                days.append((day_page(day.day), self._context.words.date(day.day), lines))
        return Block(list(names), days)

    def _list_lines(self, row: _Row, names: dict[str, int]) -> Iterator[Line]:
        anchor = make_anchor("m", row.message_id)
        text = one_line(self._announced.get(row.message_id, row.text) if row.person_id is None else row.text)
        if text and text != WITHHELD:
            name = self._name(row.person_id) if row.person_id else ""
            yield anchor, names.setdefault(name, len(names)) if name else NOBODY, row.clock, text
        if row.message_id in self._annotated:
            for note in self._context.list_note_texts(row.message_id):
                yield anchor, NOBODY, "", one_line(note)

    def _name(self, person_id: str) -> str:
        person = self._context.people.get(person_id)
        return one_line(person.name) if person else self._context.words("conversation.somebody")
