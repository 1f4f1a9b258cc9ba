"""Puts a site together from its parts: what refers to which message, title, language, figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from egregora_assets.site.printable import one_line
from egregora_assets.site.site_model import Chat, Document, Link, Medium
from egregora_assets.site.statistics_model import ANONYMOUS_CROWD, HourCount, Person, Statistics, WeekCount
from egregora_assets.site.words import site_language

_MENTIONED = re.compile(r"\]\(message:([0-9a-fA-F-]{36})\)")
_WEB = re.compile(r"https?://[^\s/]+")
_PLAIN_TITLE = "Egregora"


class Citation(NamedTuple):
    """A message that a document quotes; `ordinal` counts from 0."""

    document_id: str
    ordinal: int
    message_id: str


def choose_title(chosen: str | None, chats: Sequence[Chat]) -> str:
    """The site's title: as the operator chose, else of the only chat, else a plain one."""
    if chosen:
        return one_line(chosen)
    return chats[0].title if len(chats) == 1 else _PLAIN_TITLE


def choose_language(chosen: str | None, chats: Iterable[Chat]) -> str:
    """The site's language: as the operator chose, else of the first chat that has one, else English."""
    return site_language(chosen or next((c.language for c in chats if c.language), None))


def normalize_url(url: str | None) -> str | None:
    """The site's address with a final slash; None where it is no web address."""
    return f"{url.rstrip('/')}/" if url and _WEB.match(url) else None


def find_references(
    documents: Iterable[Document], citations: Iterable[Citation], media: Iterable[Medium], links: Iterable[Link]
) -> set[str]:
    """The ids of all messages that a page may link to."""
    mentioned = {m.lower() for d in documents for m in _MENTIONED.findall(d.content)}
    cited = {c.message_id for c in citations}
    shown = {m.message_id for m in media} | {message_id for m in media for _, message_id in m.sightings}
    return mentioned | cited | shown | {x.message_id for x in links}


def group_notes(annotations: Iterable[Document], targets: Mapping[str, str]) -> dict[str, tuple[Document, ...]]:
    """Annotations by the id of the message, post or annotation that they are written on, oldest first.

    Args:
        targets: that id by annotation; one without is not shown.
    """
    found: dict[str, list[Document]] = defaultdict(list)
    for note in sorted(annotations, key=lambda d: (d.created_at, d.document_id)):
        if note.document_id in targets:
            found[targets[note.document_id]].append(note)
    return {target: tuple(notes) for target, notes in found.items()}


def group_quoting_posts(posts: Iterable[Document], citations: Iterable[Citation]) -> dict[str, tuple[str, ...]]:
    """By message id, the ids of the posts that quote it."""
    known = {p.document_id for p in posts}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for citation in citations:
        if citation.document_id in known:
            found[citation.message_id][citation.document_id] = None
    return {message_id: tuple(ids) for message_id, ids in found.items()}


def list_cards(posts: Iterable[Document], sources: Mapping[str, str]) -> list[tuple[str, str]]:
    """Path of each post's picture, where it has one, and the file it is copied from (`sources`), by path."""
    return sorted((p.card, sources[p.document_id]) for p in posts if p.card and p.document_id in sources)


def build_statistics(
    weeks: Iterable[WeekCount], hours: Iterable[HourCount], people: Iterable[Person], day_count: int
) -> Statistics | None:
    """Figures about everybody who wrote; None where they are fewer than three."""
    active = tuple(p for p in people if p.message_count)
    if len(active) < ANONYMOUS_CROWD:
        return None
    return Statistics(sum(p.message_count for p in active), day_count, tuple(weeks), tuple(hours), active)
