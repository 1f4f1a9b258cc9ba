"""What the plans of pages are made from: lookups, addresses, documents and people as pages show them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from egregora_assets.site.addresses import Addresses
from egregora_assets.site.code.marks import Mark, make_mark
from egregora_assets.site.conversation import make_initials
from egregora_assets.site.milestones.events import Event, find_events
from egregora_assets.site.page import Frame, Page, PagePlan
from egregora_assets.site.printable import one_line
from egregora_assets.site.prose import Prose, list_quoted
from egregora_assets.site.shown import Face, Headline, Tag
from egregora_assets.site.site_model import Document, Medium, Site, hue
from egregora_assets.site.statistics_model import Person
from egregora_assets.site.talk.nearby import Nearby, Neighbourhood
from egregora_assets.site.words import Words

_MEDIUM = re.compile(r"\]\(media:([0-9a-fA-F-]{36})\)")


class SiteContext:
    """Looks things up in one site and plans its pages."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.words = Words(site.language)
        self.addresses = Addresses(site)
        self.people: Mapping[str, Person] = {p.person_id: p for p in site.people}
        media = {m.media_id: m for m in site.media}
        self.media: Mapping[str, Medium] = media | {i: media[first] for i, first in site.repeats.items()}
        self._titles = {link.url: link.title for link in site.links if link.title}
        self.posts: Mapping[str, Document] = {p.document_id: p for p in site.posts}
        self.chats = {c.chat_id: c for c in site.chats}
        self._proses: dict[str, Prose] = {}

    def message(self, message_id: str) -> str | None:
        """The message's address relative to the site, or None."""
        return self.addresses.message(message_id)

    def medium(self, media_id: str) -> Medium | None:
        """The medium, or None."""
        return self.media.get(media_id)

    def find_author(self, message_id: str) -> str | None:
        """The id of the person whose message it is, or None."""
        place = self.site.places.get(message_id)
        return place.person_id if place else None

    def find_marks(self, message_id: str) -> tuple[Mark, ...]:
        """The message's mentions of code, in the order of its text."""
        return tuple(make_mark(mention, self.words) for mention in self.site.code.mentions.get(message_id, ()))

    def find_nearby(self, message_id: str) -> tuple[Nearby, ...]:
        """The message with what was said just before and after it, as pages show it."""
        return self._neighbourhood.find(message_id)

    @cached_property
    def _neighbourhood(self) -> Neighbourhood:
        site = self.site
        told = (*site.posts, *site.announcements, *site.profiles, *site.journal, *site.file_documents)
        quoted = (message_id for document in told for message_id in list_quoted(document.content))
        names = {person.person_id: one_line(person.name) for person in site.people}
        return Neighbourhood(site.conversation, quoted, names, site.skipped)

    def find_title(self, url: str) -> str | None:
        """What an address is called, or None."""
        return self._titles.get(url)

    def plan(self, template: str, page: Page, document: Document | None = None, **values: object) -> PagePlan:
        """The plan of a page. `document` is the one that it shows, if any."""
        return PagePlan(template, page, self.frame, values, document.document_id if document else None)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened to the groups, by day."""
        return tuple(find_events(self.site))

    @cached_property
    def frame(self) -> Frame:
        """What stands around every page; a section without anything to show is not offered."""
        site = self.site
        offered = {
            "posts": True,
            "conversation": not site.is_empty,
            "people": bool(site.profiles),
            "gallery": bool(site.media),
            "links": bool(site.links),
            "statistics": True,
            "journal": bool(site.journal),
            "email": bool(site.news),
            "tags": bool(self.addresses.tags),
            "code": bool(site.code.files or site.code.commits),
        }
        return Frame(site.title, site.url, site.language, tuple(name for name, is_there in offered.items() if is_there))

    def find_prose(self, document: Document) -> Prose:
        """The document's text with what it refers to; the same object each time, so that it is rendered once."""
        if document.document_id not in self._proses:
            self._proses[document.document_id] = Prose.resolve(document.content, self)
        return self._proses[document.document_id]

    def find_headline(self, document: Document, *, has_summary: bool = True) -> Headline:
        """The document as a list shows it."""
        address = self.addresses.documents[document.document_id]
        summary = document.summary if has_summary else ""
        return Headline(address, document.title, document.language, document.day, summary)

    def find_face(self, person: Person) -> Face:
        """The person as pages show them, with the way to the profile."""
        address = self.addresses.profiles.get(person.person_id)
        return Face(person.name, hue(person.person_id), make_initials(person.name), address)

    def find_voices(self, post: Document) -> tuple[Face, ...]:
        """The people whose words a post holds."""
        return tuple(self.find_face(self.people[i]) for i in post.person_ids if i in self.people)

    def find_tag(self, name: str, count: int = 0) -> Tag:
        """The tag with its page."""
        return Tag(name, self.addresses.tags[name], count)

    def render_notes(self, target_id: str, root: str) -> str:
        """The HTML of what people wrote on a message, post or annotation, each with what is written on it.

        Args:
            root: the relative path from the page's folder to the site's.
        """
        return "".join(self._render_note(note, root) for note in self.site.notes.get(target_id, ()))

    def _render_note(self, note: Document, root: str) -> str:
        faces = [self.find_face(self.people[i]) for i in note.person_ids if i in self.people]
        names = (
            f'<a href="{root}{face.address}">{html.escape(one_line(face.name))}</a>'
            if face.address
            else html.escape(one_line(face.name))
            for face in faces
        )
        hues = f" hue-{faces[0].hue}" if faces else ""
        writers = f'<p class="who">{", ".join(names)}</p>' if faces else ""
        body = str(self.find_prose(note).render(root)) + self.render_notes(note.document_id, root)
        return f'<aside class="note{hues}" lang="{html.escape(note.language)}">{writers}{body}</aside>'

    def list_note_texts(self, target_id: str) -> Iterator[str]:
        """What people wrote on a message, post or annotation, and on what they wrote there, in the order of pages."""
        for note in self.site.notes.get(target_id, ()):
            yield note.content
            yield from self.list_note_texts(note.document_id)

    def find_chat_title(self, document: Document) -> str | None:
        """The title of the document's chat, where the site shows more than one."""
        chat = self.chats.get(document.chat_id)
        return chat.title if chat and len(self.site.chats) > 1 else None

    def find_cover(self, post: Document) -> Medium | None:
        """The first picture that a post shows."""
        shown = (self.media.get(i.lower()) for i in _MEDIUM.findall(post.content))
        return next((m for m in shown if m and m.is_picture), None)


def strip_document(document: Document) -> Document:
    """The document without what its page shows in another form: content, rating, people, related posts."""
    return replace(document, content="", rating=None, person_ids=(), tags=(), earlier=(), later=(), card=None)
