"""What pages show of documents and people: no more than they print, so that nothing else makes a page anew."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from egregora_assets.site.site_model import Medium


class Headline(NamedTuple):
    """A document as a list shows it; `address` is relative to the site."""

    address: str
    title: str
    language: str
    day: dt.date
    summary: str = ""


class Face(NamedTuple):
    """A person as a disc with initials; `address` leads to the profile, if there is one."""

    name: str
    hue: int
    initials: str
    address: str | None = None


class Tag(NamedTuple):
    """A tag with its page; `post_count` is there where it is shown."""

    name: str
    address: str
    post_count: int = 0


class Teaser(NamedTuple):
    """A post as the first page praises it, with its picture; `reason` is a key of texts."""

    post: Headline
    picture: Medium | None
    voices: tuple[Face, ...]
    reason: str


class Voice(NamedTuple):
    """A quote that stands for a conversation, and who said it; `address` leads to its place."""

    text: str
    language: str
    face: Face
    address: str


class Counted(NamedTuple):
    """How many people wrote how many messages in the time of a post, on which days first and last."""

    first_day: dt.date
    last_day: dt.date
    person_count: int
    message_count: int
