"""What a writer reads: messages, the people who wrote them, and windows of the conversation. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from egregora_assets.language.model import Language

NANOSECONDS_PER_MINUTE = 60 * 10**9


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a message shares; `title` is the page's, where it is known."""

    url: str
    host: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A file attached to a message. `media_type` and `look` (`phash`) as in the contract `media_files`."""

    media_id: str
    media_type: str
    look: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """A sign put to a message, by somebody, or by several of whom only the number is known: `author_id` is empty."""

    author_id: str
    emoji: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Message:
    """One message, anonymised. `sent_at` in nanoseconds since 1970, UTC; `local_time` as the export shows it.

    `author_id` is empty for a notice of the application. `placeholders` stand in the text for what was removed;
    `reply_to` is the message that it answers, as the application recorded it; empty where none is. `nomination` is what
    people want of it: posts should quote it (`keep`), or never do (`skip`); None where nobody said.
    """

    message_id: str
    author_id: str
    sent_at: int
    local_time: datetime
    position: int
    kind: str
    text: str
    placeholders: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    reply_to: str = ""
    nomination: Literal["keep", "skip"] | None = None
    reactions: tuple[Reaction, ...] = ()

    @property
    def order(self) -> tuple[int, int, str]:
        """Its place in the conversation: by time, then as exported, then by identifier."""
        return (self.sent_at, self.position, self.message_id)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the conversation. `name` is what readers see; `pseudonym` never changes."""

    author_id: str
    name: str
    pseudonym: str
    is_opted_out: bool = False


@dataclass(frozen=True)
class Window:
    """A stretch of a conversation that one post is about.

    Args:
        start, end: nanoseconds since 1970, UTC; the end is exclusive.
        messages: its own messages in order, without those that only overlap from a neighbour.
        earlier: passages of older windows that retrieval found related, each in order.
        number: its place among the conversation's windows, from 0.
    """

    window_id: str
    chat_id: str
    start: int
    end: int
    messages: tuple[Message, ...]
    earlier: tuple[tuple[Message, ...], ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Conversation:
    """A whole conversation, as a writer reads it.

    Args:
        language: its main language; frames are written in it unless a window is clearly in another one.
        people: by author_id.
        windows: in order of start.
        programs: the author_ids of bots and bridges: they are among `people`, and are none.
    """

    chat_id: str
    language: Language
    people: Mapping[str, Person]
    windows: tuple[Window, ...] = field(default=())
    programs: frozenset[str] = frozenset()

    def get_name(self, author_id: str) -> str:
        """The name that readers see; empty where there is none."""
        person = self.people.get(author_id)
        return person.name if person else ""

    def is_left_out(self, author_id: str) -> bool:
        """Whether that person opted out, or is unknown."""
        person = self.people.get(author_id)
        return person is None or person.is_opted_out
