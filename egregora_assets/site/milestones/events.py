"""The events of a site's conversations: notices that were understood, round numbers of messages, anniversaries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.site.milestones.notices import Notice, NoticeReader
from egregora_assets.site.printable import one_line
from egregora_assets.site.site_model import Site
from egregora_assets.site.words import Words

EventKind = Literal["notice", "counted", "anniversary"]
FIRST_COUNT = 1_000
"""The first number of messages that is told of; then ten times as many, and so on."""
MOST_DAYS_LATE = 31
"""An anniversary stands on the first day with messages from it on, if that comes so soon."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a group.

    Attributes:
        day: local.
        message_id: the notice that tells of it, or the message that made the number full; None for an anniversary.
        number: of messages, or of years.
        first_day: of an anniversary: the day of the first message.
    """

    kind: EventKind
    day: dt.date
    chat_id: str
    message_id: str | None = None
    notice: Notice | None = None
    number: int = 0
    first_day: dt.date | None = None

    def say(self, words: Words) -> str:
        """The event as a line of plain text."""
        if self.notice is not None:
            others = words.join([one_line(name) for name in self.notice.others])
            return words(f"announced.{self.notice.kind}", name=one_line(self.notice.name), others=others)
        if self.first_day is not None:
            years = words.count("years", self.number)
            return words("announced.anniversary", years=years, day=words.date(self.first_day))
        return words("announced.counted", n=words.number(self.number))


def find_events(site: Site) -> list[Event]:
    """What is to be told of, by day and conversation: an anniversary first, then in the order of messages."""
    rows = site.conversation.rows
    order = {chat.chat_id: place for place, chat in enumerate(site.chats)}
    found = [*_find_anniversaries(rows), *_find_in_rows(site, rows)]
    return sorted(found, key=lambda e: (e.day, order.get(e.chat_id, 0)))


def _find_anniversaries(rows: pa.Table) -> Iterator[Event]:
    """A line a year and conversation, on the first day with messages from the anniversary on."""
    days: dict[str, list[dt.date]] = defaultdict(list)
    if rows.num_rows:
        for row in rows.group_by(["chat_id", "day"]).aggregate([]).to_pylist():
            days[row["chat_id"]].append(row["day"])
    for chat_id, listed in sorted(days.items()):
        first, *later = sorted(listed)
        for years in range(1, max(listed).year - first.year + 1):
            due = _add_years(first, years)
            shown = next((day for day in later if day >= due), None)
            if shown is not None and (shown - due).days < MOST_DAYS_LATE:
                yield Event("anniversary", shown, chat_id, number=years, first_day=first)


def _add_years(day: dt.date, years: int) -> dt.date:
    """The same day some years later; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _find_in_rows(site: Site, rows: pa.Table) -> Iterator[Event]:
    """Notices that are understood, and messages that make a number full, conversation by conversation."""
    for chat in site.chats:
        own = rows.filter(pc.equal(rows["chat_id"], pa.scalar(chat.chat_id)))
        is_said = pc.is_valid(own["person_id"])
        days, ids, places = own["day"], own["message_id"], pc.indices_nonzero(is_said)
        found: dict[int, Event] = {}
        count = FIRST_COUNT
        while count <= len(places):
            place = int(places[count - 1].as_py() or 0)
            found[place] = Event("counted", days[place].as_py(), chat.chat_id, ids[place].as_py(), number=count)
            count *= 10
        reader = NoticeReader(p.name for p in site.people if p.chat_id == chat.chat_id)
        for number in pc.indices_nonzero(pc.invert(is_said)).to_pylist():
            place = int(number or 0)
            notice = reader.read(own["text"][place].as_py())
            if notice is not None:
                found[place] = Event("notice", days[place].as_py(), chat.chat_id, ids[place].as_py(), notice)
        yield from (found[place] for place in sorted(found))
