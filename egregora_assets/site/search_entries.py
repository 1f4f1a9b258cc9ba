"""What can be found by searching: posts, profiles, files, and the days of the conversation by their words."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from egregora_assets.contracts.digests import digest_values
from egregora_assets.site.addresses import day_page
from egregora_assets.site.context import SiteContext
from egregora_assets.site.conversation_model import Day, serialize_rows
from egregora_assets.site.page import fingerprint_code
from egregora_assets.site.printable import one_line, shorten
from egregora_assets.site.search import Entry, Segment
from egregora_assets.site.site_model import Document, Medium

_SUMMARY_LENGTH, _TITLE_LENGTH = 180, 90
_TARGET = re.compile(r"\]\([^)\s]*\)")
_PEOPLE = "people"
Found = Document | Medium | Day


class SearchEntries:
    """Sorts what one site shows into the segments of its index: profiles, earlier years, months of the last year."""

    def __init__(self, context: SiteContext) -> None:
        self._context = context
        site = context.site
        documents = (*site.posts, *site.announcements, *site.file_documents)
        dated: list[Found] = [*documents, *site.media, *site.conversation.days]
        self._last_year = max((thing.day.year for thing in dated), default=dt.MINYEAR)
        self._segments: dict[str, list[Found]] = {_PEOPLE: list(site.profiles)} if site.profiles else {}
        for thing in dated:
            self._segments.setdefault(self._name_segment(thing.day), []).append(thing)

    def list_segments(self) -> Iterator[Segment]:
        """The segments by name."""
        for name in sorted(self._segments):
            things = self._segments[name]
            yield Segment(name, self._digest(name, things), partial(self._list_entries, things, name))

    def _name_segment(self, day: dt.date) -> str:
        return f"{day:%Y-%m}" if day.year == self._last_year else f"{day:%Y}"

    def _digest(self, name: str, things: Sequence[Found]) -> str:
        """A digest of everything that decides a segment's files."""
        days = [thing for thing in things if isinstance(thing, Day)]
        texts = (
            self._context.site.conversation.get_rows(Day(days[0].day, days[0].start, days[-1].stop)) if days else None
        )
        return digest_values(
            fingerprint_code(),
            self._context.words.language,
            name,
            [(self._describe(thing), self._list_notes(thing)) for thing in things],
            serialize_rows(texts.select(["text"])) if texts is not None else b"",
        )

    def _list_notes(self, thing: Found) -> list[str]:
        """What people wrote on a post, or on the messages of a day."""
        if isinstance(thing, Medium):
            return []
        targets = self._annotated.get(thing.day, ()) if isinstance(thing, Day) else (thing.document_id,)
        return [text for target in targets for text in self._context.list_note_texts(target)]

    @cached_property
    def _annotated(self) -> Mapping[dt.date, Sequence[str]]:
        """The annotated messages by day."""
        found: dict[dt.date, list[str]] = defaultdict(list)
        for target in sorted(self._context.site.notes):
            place = self._context.site.places.get(target)
            if place:
                found[place.day].append(target)
        return found

    def _describe(self, thing: Found) -> tuple[object, ...]:
        """What decides the entry of a thing, but for the texts of a day."""
        if isinstance(thing, Day):
            return thing.day, thing.message_count
        if isinstance(thing, Medium):
            return self._context.addresses.media[thing.media_id], thing.label, thing.day
        address = self._context.addresses.documents[thing.document_id]
        return address, thing.title, thing.summary, thing.tags, thing.content

    def _list_entries(self, things: Iterable[Found], name: str) -> Iterator[Entry]:
        """The entries of a segment, in order."""
        words = self._context.words
        for thing in things:
            if isinstance(thing, Day):
                text = "\n".join((*self._context.site.conversation.read_texts(thing), *self._list_notes(thing)))
                count = words.count("messages", thing.message_count)
                yield Entry(day_page(thing.day), words.date(thing.day), words("menu.conversation"), count, text)
            elif isinstance(thing, Medium):
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
