"""The site as values: what there is to show, before anybody decides how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

ANONYMOUS_CROWD = 3
"""A figure about a group is shown only if at least this many people stand behind it."""

HUES = 12


def hue(person_id: str) -> int:
    """The colour of a person, 0 to 11, by their id."""
    return int(person_id.replace("-", "")[:8], 16) % HUES


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation, under its public title."""

    chat_id: str
    title: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One participant, under the name that they are shown by, with what they wrote (days are local)."""

    person_id: str
    chat_id: str
    name: str
    message_count: int = 0
    day_count: int = 0
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """How a post fared in comparisons, on the Elo scale (1500 in the middle)."""

    score: float
    comparison_count: int


@dataclass(frozen=True, slots=True)
class Document:
    """One written piece of any kind.

    `created_at` is UTC and tells the end of what it tells of; days are local. `data_version` names the messages that
    it was made from, `text_version` its own text. `earlier` and `later` are ids of related posts, nearest first.
    `card` is the picture that stands for it elsewhere, relative to the site.
    """

    document_id: str
    chat_id: str
    slug: str
    title: str
    content: str
    language: str
    created_at: dt.datetime
    day: dt.date
    writer: str
    text_version: str
    summary: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    data_version: str | None = None
    subject_id: str | None = None
    media_id: str | None = None
    tags: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = ()
    rating: Rating | None = None
    earlier: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    card: str | None = None


@dataclass(frozen=True, slots=True)
class Medium:
    """One file of the conversation; `path`, `thumbnail` are relative to the site. Without a path it is only told of."""

    media_id: str
    media_type: str
    description: str
    message_id: str
    day: dt.date
    path: str | None = None
    thumbnail: str | None = None
    width: int | None = None
    height: int | None = None
    person_id: str | None = None

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.path is not None and self.media_type in ("image", "sticker")


@dataclass(frozen=True, slots=True)
class Link:
    """One address that was shared, where it stood first and how often."""

    url: str
    host: str
    message_id: str
    day: dt.date
    share_count: int
    title: str | None = None
    summary: str | None = None
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: its local day; and whose it is."""

    day: dt.date
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Messages of the week that begins on `monday`, and how many people wrote them."""

    monday: dt.date
    message_count: int
    person_count: int


@dataclass(frozen=True, slots=True)
class HourCount:
    """Messages of one hour of one weekday (0 = Monday) over the whole time, and how many people wrote them."""

    weekday: int
    hour: int
    message_count: int
    person_count: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is counted over everybody: only there when enough people stand behind it."""

    message_count: int
    day_count: int
    weeks: tuple[WeekCount, ...]
    hours: tuple[HourCount, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a page shows it. `clock` is the local hour, `14h`; a notice has no person."""

    message_id: str
    chat_id: str
    person_id: str | None
    clock: str
    kind: str
    text: str
    is_edited: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A message that another one answers: which it is, where it stands and whose it is."""

    message_id: str
    day: dt.date
    person_id: str


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: which rows of the conversation are its own."""

    day: dt.date
    start: int
    stop: int

    @property
    def message_count(self) -> int:
        """How many messages the day has."""
        return self.stop - self.start


@dataclass(frozen=True)
class Conversation:
    """The messages by local day, chat and time. Rows stay in Arrow until a page asks for its day.

    Args:
        rows: message_id, chat_id, person_id, day, clock, kind, text, is_edited; sorted.
        days: the days, ascending, covering all rows.
        media: media ids by message id, in their order.
        answers: what a message answers, by message id.
        reactions: signs under a message with how many people put them there, by message id, in their order.
    """

    rows: pa.Table
    days: tuple[Day, ...]
    media: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, Answered] = field(default_factory=dict)
    reactions: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def rows_of(self, day: Day) -> pa.Table:
        """The rows of a day, in order."""
        return self.rows.slice(day.start, day.message_count)

    def messages(self, day: Day) -> list[Message]:
        """The messages of a day, in order."""
        part = self.rows_of(day)
        columns = ("message_id", "chat_id", "person_id", "clock", "kind", "text", "is_edited")
        return [Message(*values) for values in zip(*(part[c].to_pylist() for c in columns), strict=True)]


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A file that the site takes as it is: `source` is relative to the deployment folder, `path` to the site."""

    path: str
    source: str
    document_id: str | None = None


@dataclass(frozen=True)
class Site:
    """Everything that the site shows. Posts and journal are newest first, people and tags by name.

    `places` tells of each message that anything refers to where it stands, `notes` the annotations on a message
    and `told_in` the ids of the posts that quote it, both by message id.
    `url` is the address that the site will have, with a final slash, when it is known.
    """

    title: str
    language: str
    chats: tuple[Chat, ...]
    people: tuple[Person, ...]
    posts: tuple[Document, ...]
    profiles: tuple[Document, ...]
    journal: tuple[Document, ...]
    announcements: tuple[Document, ...]
    media: tuple[Medium, ...]
    links: tuple[Link, ...]
    conversation: Conversation
    places: Mapping[str, Place]
    notes: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)
    told_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statistics: Statistics | None = None
    copies: tuple[FileCopy, ...] = ()
    url: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been said yet."""
        return not self.conversation.days
