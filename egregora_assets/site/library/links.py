"""Links as the library lists them: under what people said of them, by month, subject and person."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.addresses.bare_hosts import find_bare_hosts
from egregora_assets.language.folding import fold_accents
from egregora_assets.site.conversation_model import Conversation
from egregora_assets.site.printable import shorten
from egregora_assets.site.site_model import Link

MOST_LISTED = 60
"""Links under one heading."""
TITLE_LENGTH = 120
AROUND = 6
"""Messages before and after a link that may say what it is about."""
_LONE_WORD = 8
"""One word that is not longer says nothing of a link."""
_BETWEEN_WORDS = re.compile(r"https?://\S+|\[[a-z]+(?:[-_][a-z]+)*-\d{1,6}\]|\n", re.IGNORECASE)
_EDGES = ' \t,;:–—-|/>→.…()[]"“”«»*_~'
_WORDS = re.compile(r"[^\W\d_]{2,}")


class ListedLink(NamedTuple):
    """A link as a list shows it; `place` is its message's address relative to the site."""

    url: str
    title: str
    summary: str
    host: str
    share_count: int
    day: dt.date
    place: str | None


class LinkSection(NamedTuple):
    """Links under a heading; `address` leads to what the heading names, `rest` says how many are not listed."""

    heading: str
    address: str | None
    links: tuple[ListedLink, ...]
    rest: str = ""


def find_said_title(text: str) -> str:
    """What a message says of the address in it: its longest part before or after, cut to a title; else empty."""
    for host in find_bare_hosts(text):
        text = text.replace(host.text, "\n", 1)
    parts = (part.strip(_EDGES) for part in _BETWEEN_WORDS.split(text))
    said = [part for part in parts if len(_WORDS.findall(part)) > 1 or len(part) > _LONE_WORD]
    return shorten(max(said, key=len), TITLE_LENGTH) if said else ""


def choose_title(known: str | None, texts: Iterable[str], lines: Iterable[str]) -> str | None:
    """The title of a link.

    Args:
        known: its page's, where a preview was made.
        texts: the messages that share it, the earliest first.
        lines: what was said around the first of them.
    """
    said = next(filter(None, map(find_said_title, texts)), "")
    return known or said or shorten(" · ".join(lines), TITLE_LENGTH) or None


def group_by_month(links: Iterable[Link]) -> dict[dt.date, list[Link]]:
    """Links by the first day of the month of their first mention, in their own order."""
    months: dict[dt.date, list[Link]] = defaultdict(list)
    for link in links:
        months[link.day.replace(day=1)].append(link)
    return dict(months)


def group_by_person(links: Iterable[Link]) -> dict[str, list[Link]]:
    """Links by who shared them, each once a person."""
    people: dict[str, dict[str, Link]] = defaultdict(dict)
    for link in links:
        for person_id in link.person_ids:
            people[person_id][link.url] = link
    return {person_id: list(found.values()) for person_id, found in people.items()}


def group_by_subject(
    links: Iterable[Link], tags: Iterable[str], talk: Mapping[str, str]
) -> tuple[dict[str, list[Link]], list[Link]]:
    """Links by tag, and those without one. A link is about the tags whose words are said of it or around it.

    Args:
        talk: what was said around a message, by its id.
    """
    spelled = {tag: frozenset(_fold(tag)) for tag in sorted(tags)}
    subjects: dict[str, list[Link]] = defaultdict(list)
    others: list[Link] = []
    for link in links:
        around = talk.get(link.message_id, "")
        words = frozenset(_fold(f"{link.title or ''} {link.summary or ''} {link.url} {around}"))
        found = [tag for tag, needed in spelled.items() if needed and needed <= words]
        for tag in found:
            subjects[tag].append(link)
        if not found:
            others.append(link)
    return dict(sorted(subjects.items())), others


def find_talk(conversation: Conversation, message_ids: Collection[str]) -> dict[str, str]:
    """What was said around some messages on the same day: a few messages before and after each, by its id."""
    rows = conversation.rows
    found = {}
    wanted = pc.is_in(rows["message_id"], pa.array(sorted(message_ids), pa.string()))
    for place in (int(number or 0) for number in pc.indices_nonzero(wanted).to_pylist()):
        start = max(0, place - AROUND)
        near = rows.slice(start, place + AROUND + 1 - start)
        own = near.slice(place - start, 1).to_pylist()[0]
        said = (near["text"].to_pylist(), near["chat_id"].to_pylist(), near["day"].to_pylist())
        texts = (str(t) for t, chat, day in zip(*said, strict=True) if (chat, day) == (own["chat_id"], own["day"]))
        found[own["message_id"]] = "\n".join(texts)
    return found


def _fold(text: str) -> list[str]:
    return _WORDS.findall(fold_accents(text.lower()))
