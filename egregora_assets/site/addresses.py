"""The addresses of everything on the site, each fixed by what it shows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from egregora_assets.site.printable import make_slug
from egregora_assets.site.site_model import Document, Medium, Site

ANCHOR_LENGTH = 12
_SAFE_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,150}")


def make_anchor(prefix: str, identifier: str) -> str:
    """The anchor of a thing inside its page: the prefix, a hyphen, the identifier's first twelve hexadecimal digits."""
    return f"{prefix}-{identifier.replace('-', '')[:ANCHOR_LENGTH]}"


def make_root(path: str) -> str:
    """The relative path from a page's folder to the site's: `''`, `'../'`, ..."""
    return "../" * path.count("/")


def assign_slugs(wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A slug for each key, given as (key, slug) by priority: the wanted one, with a number if an earlier key has it."""
    taken: set[str] = set()
    chosen: dict[str, str] = {}
    for key, slug in wanted:
        free, number = slug, 2
        while free in taken:
            free, number = f"{slug}-{number}", number + 1
        taken.add(free)
        chosen[key] = free
    return chosen


def _assign_document_slugs(documents: Iterable[Document]) -> dict[str, str]:
    """Slugs by document id; the older document keeps its slug when two conversations use the same."""
    oldest_first = sorted(documents, key=lambda d: (d.created_at, d.document_id))
    return assign_slugs((d.document_id, _make_safe_slug(d)) for d in oldest_first)


def _make_safe_slug(document: Document) -> str:
    """The document's slug if it can be a file's name, else one made of its letters and its id."""
    if _SAFE_SLUG.fullmatch(document.slug) and document.slug != "index":
        return document.slug
    return f"{make_slug(document.slug) or 'document'}-{document.document_id[:8]}"


@dataclass(frozen=True)
class Addresses:
    """Paths relative to the site's folder, with slashes, of everything that has a page or an anchor on one."""

    site: Site

    @cached_property
    def documents(self) -> Mapping[str, str]:
        """Paths (with an anchor for journal entries) by document id."""
        site = self.site
        posts = {i: f"posts/{s}.html" for i, s in _assign_document_slugs((*site.posts, *site.announcements)).items()}
        people = {i: f"people/{s}.html" for i, s in _assign_document_slugs(site.profiles).items()}
        journal = {d.document_id: f"{journal_page(d.day.year)}#{make_anchor('j', d.document_id)}" for d in site.journal}
        files = {i: f"files/{s}.html" for i, s in _assign_document_slugs(site.file_documents).items()}
        return {**posts, **people, **journal, **files}

    @cached_property
    def profiles(self) -> Mapping[str, str]:
        """The profile's path by person id, for those who have one."""
        return {d.subject_id: self.documents[d.document_id] for d in self.site.profiles if d.subject_id}

    @cached_property
    def tags(self) -> Mapping[str, str]:
        """Paths by tag."""
        names = sorted({tag for post in self.site.posts for tag in post.tags})
        slugs = assign_slugs((name, make_slug(name) or "tag") for name in names)
        return {name: f"tags/{'index-' if slug == 'index' else slug}.html" for name, slug in slugs.items()}

    @cached_property
    def media(self) -> Mapping[str, str]:
        """Paths with anchors in the gallery, by media id."""
        return {m.media_id: f"{gallery_page(m)}#{make_anchor('p', m.media_id)}" for m in self.site.media}

    def message(self, message_id: str) -> str | None:
        """The path with anchor of a message, if something refers to it."""
        place = self.site.places.get(message_id)
        return f"{day_page(place.day)}#{make_anchor('m', message_id)}" if place else None


def day_page(day: dt.date) -> str:
    """The conversation page of a local day."""
    return f"conversation/{day.isoformat()}.html"


def journal_page(year: int) -> str:
    """The year's journal."""
    return f"journal/{year}.html"


def gallery_page(medium: Medium) -> str:
    """The year's gallery that shows a medium."""
    return f"gallery/{medium.day.year}.html"
