"""What can be found by searching: posts, profiles, files, and the messages of the conversation."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from egregora_assets.contracts.digests import digest_values
from egregora_assets.site.context import SiteContext
from egregora_assets.site.conversation_model import Day
from egregora_assets.site.page import fingerprint_code
from egregora_assets.site.printable import one_line, shorten
from egregora_assets.site.searching.index import Entry, Segment
from egregora_assets.site.searching.talk import Talk
from egregora_assets.site.site_model import Document, Medium

_SUMMARY_LENGTH, _TITLE_LENGTH = 180, 90
_TARGET = re.compile(r"\]\([^)\s]*\)")
_PEOPLE = "people"
Found = Document | Medium


class SearchEntries:
    """Sorts what one site shows into the segments of its index: profiles, earlier years, months of the last year."""

    def __init__(self, context: SiteContext) -> None:
        self._context = context
        site = context.site
        dated: list[Found] = [*site.posts, *site.announcements, *site.file_documents, *site.media]
        days = site.conversation.days
        self._last_year = max((thing.day.year for thing in (*dated, *days[-1:])), default=dt.MINYEAR)
        self._things: dict[str, list[Found]] = {_PEOPLE: list(site.profiles)} if site.profiles else {}
        for thing in dated:
            self._things.setdefault(self._name_segment(thing.day), []).append(thing)
        self._days: dict[str, list[Day]] = {}
        for day in days:
            self._days.setdefault(self._name_segment(day.day), []).append(day)

    def list_segments(self) -> Iterator[Segment]:
        """The segments by name."""
        for name in sorted({*self._things, *self._days}):
            things, days = self._things.get(name, []), self._days.get(name, [])
            talk = Talk(self._context, days, self._annotated, self._announced)
            key = self._digest(name, things, talk)
            yield Segment(name, key, partial(self._list_entries, things, name), talk.list_blocks)

    def _name_segment(self, day: dt.date) -> str:
        return f"{day:%Y-%m}" if day.year == self._last_year else f"{day:%Y}"

    def _digest(self, name: str, things: Sequence[Found], talk: Talk) -> str:
        """A digest of everything that decides a segment's files."""
        return digest_values(
            fingerprint_code(),
            self._context.words.language,
            name,
            [(self._describe(thing), self._list_notes(thing)) for thing in things],
            *talk.describe(),
        )

    def _list_notes(self, thing: Found) -> list[str]:
        """What people wrote on a document."""
        return [] if isinstance(thing, Medium) else list(self._context.list_note_texts(thing.document_id))

    @cached_property
    def _annotated(self) -> frozenset[str]:
        """The annotated messages."""
        return frozenset(target for target in self._context.site.notes if target in self._context.site.places)

    @cached_property
    def _announced(self) -> Mapping[str, str]:
        """What notices say in the site's language, by message id, where they are understood."""
        events, words = self._context.events, self._context.words
        return {e.message_id: e.say(words) for e in events if e.message_id and e.notice}

    def _describe(self, thing: Found) -> tuple[object, ...]:
        """What decides the entry of a thing."""
        if isinstance(thing, Medium):
            return self._context.addresses.media[thing.media_id], thing.label, thing.day
        address = self._context.addresses.documents[thing.document_id]
        return address, thing.title, thing.summary, thing.tags, thing.content

    def _list_entries(self, things: Iterable[Found], name: str) -> Iterator[Entry]:
        """The entries of a segment, in order."""
        words = self._context.words
        for thing in things:
            if isinstance(thing, Medium):
                address, title = (
                    self._context.addresses.media[thing.media_id],
                    shorten(thing.label, _TITLE_LENGTH),
                )
                yield Entry(address, title, words("menu.gallery"), words.date(thing.day), "")
            else:
                kind = "menu.people" if name == _PEOPLE else "menu.gallery" if thing.media_id else "menu.posts"
                yield self._build_entry(thing, words(kind))

    def _build_entry(self, document: Document, kind: str) -> Entry:
        address = self._context.addresses.documents[document.document_id]
        said = (_TARGET.sub("]", text) for text in (document.content, *self._list_notes(document)))
        text = " ".join((document.summary, *said, *document.tags))
        return Entry(address, one_line(document.title), kind, shorten(document.summary, _SUMMARY_LENGTH), text)
