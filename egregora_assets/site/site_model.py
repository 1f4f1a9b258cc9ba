"""The site as values: everything that it shows, independent of its layout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from egregora_assets.site.code.model import CodeTalk
from egregora_assets.site.conversation_model import Conversation
from egregora_assets.site.statistics_model import Person, Statistics

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
class Rating:
    """The rating of a post from comparisons, on the Elo scale (1500 in the middle).

    `vote_balance` counts the comparisons by people that it won, less those that it lost; `has_outcome` says whether the
    post tells how it ended.
    """

    score: float
    comparison_count: int
    vote_balance: int = 0
    has_outcome: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document of any kind.

    `created_at` (UTC) is the end of the time that it is about; days are local. `data_version` identifies the messages
    that it was made from, `text_version` its own text. `earlier` and `later` are ids of related posts, nearest first.
    `card` is its picture for link previews, relative to the site.
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
    """One file of the conversation; `path`, `thumbnail` are relative to the site, None where it is only mentioned.

    `description` is what people said of it, or empty; `name` what it is called without that, such as `Picture,
    8 January 2024`. `sightings` are day and message of each time that it was sent, in order, also in other sizes.
    """

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
    name: str = ""
    sightings: tuple[tuple[dt.date, str], ...] = ()

    @property
    def label(self) -> str:
        """What stands for it where it cannot be seen."""
        return self.description or self.name

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.path is not None and self.media_type in ("image", "sticker")

    @property
    def is_recording(self) -> bool:
        """Whether a page can play it."""
        return self.path is not None and self.media_type in ("video", "audio")


@dataclass(frozen=True, slots=True)
class Link:
    """One address that was shared, its first message, how often it was shared and by whom, the first one first.

    `title` is its page's or what people said of it.
    """

    url: str
    host: str
    message_id: str
    day: dt.date
    share_count: int
    title: str | None = None
    summary: str | None = None
    person_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """The local day and the author of a message."""

    day: dt.date
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A file that the site takes as it is: `source` is relative to the deployment folder, `path` to the site."""

    path: str
    source: str
    document_id: str | None = None


@dataclass(frozen=True)
class Site:
    """Everything that the site shows. Posts and journal are newest first, people and tags by name.

    By message id, `places` holds the messages that something refers to, and `told_in` the ids of the posts that quote
    it; `notes` holds annotations by the id of the message, post or annotation that they are written on, oldest first.
    `file_documents` are about one file each. `repeats` holds files that are shown as another one, which looks the same,
    by id. `skipped` holds the ids of messages that stand on the pages of days alone. `url` is the address that the site
    will have, with a final slash, when it is known.
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
    repeats: Mapping[str, str] = field(default_factory=dict)
    file_documents: tuple[Document, ...] = ()
    statistics: Statistics | None = None
    copies: tuple[FileCopy, ...] = ()
    url: str | None = None
    code: CodeTalk = field(default_factory=CodeTalk)
    skipped: frozenset[str] = frozenset()

    @property
    def news(self) -> tuple[Document, ...]:
        """Posts and announcements, newest first."""
        if not self.announcements:
            return self.posts
        dated = sorted((*self.posts, *self.announcements), key=lambda d: d.document_id)
        return tuple(sorted(dated, key=lambda d: d.created_at, reverse=True))

    @property
    def is_empty(self) -> bool:
        """Whether there are no messages yet."""
        return not self.conversation.days
