"""The pages of the conversation: a calendar a year, and a page a local day, of which most stand already."""

from __future__ import annotations

import datetime as dt
import html
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from markupsafe import Markup

from egregora_assets.contracts.digests import digest_values
from egregora_assets.site import addresses as at
from egregora_assets.site.conversation import Transcript, calendar_months
from egregora_assets.site.page import CONTENT_SECURITY_POLICY, Page, SiteFile, filled
from egregora_assets.site.page_cache import PageCache, fingerprint_code, serialize_rows
from egregora_assets.site.pages import Pages
from egregora_assets.site.printable import one_line
from egregora_assets.site.site_model import Chat, Day


@dataclass(frozen=True)
class _Frame:
    """All that a template of the conversation may know of the site: what is not here cannot decide a day's page."""

    title: str
    url: str | None
    chats: tuple[Chat, ...]


class DayPages:
    """Makes the conversation's pages of one site.

    Args:
        pages: its other pages, which know what stands where.
        cache: pages of an earlier build.
    """

    def __init__(self, pages: Pages, cache: PageCache) -> None:
        self._pages = pages
        self._cache = cache
        self._site = pages.site
        self._words = pages.words

    def files(self) -> Iterator[SiteFile]:
        """A calendar a year, and a page a local day."""
        days = self._site.conversation.days
        if not days:
            return
        yield from self._calendars(days)
        for i, day in enumerate(days):
            before, after = days[i - 1] if i else None, days[i + 1] if i + 1 < len(days) else None
            path, fingerprint = at.day_page(day.day), self._fingerprint_day(day, before, after)
            yield SiteFile(path, self._cache.get(path, fingerprint, partial(self._day, day, before, after)))

    def _calendars(self, days: Sequence[Day]) -> Iterator[SiteFile]:
        years: dict[int, dict[dt.date, Day]] = defaultdict(dict)
        for day in reversed(days):
            years[day.day.year][day.day] = day
        for path, year in self._pages.years("conversation", years):
            page = Page(path, f"{self._words('menu.conversation')} {year}", "conversation", is_indexed=False)
            months = [(name, Markup(rows)) for name, rows in calendar_months(year, years[year], self._words)]  # noqa: S704
            yield SiteFile(path, self._filled("calendar.html", page, years=list(years), year=year, months=months))

    def _filled(self, template: str, page: Page, **values: object) -> bytes:
        csp = Markup(CONTENT_SECURITY_POLICY)  # noqa: S704 - our own, without a double quote
        return filled(template, page, site=self._frame, words=self._words, csp=csp, has=self._pages.places, **values)

    @cached_property
    def _frame(self) -> _Frame:
        return _Frame(self._site.title, self._site.url, self._site.chats)

    @cached_property
    def _shared_fingerprint(self) -> str:
        """A digest of what decides every day's page alike: a name or a title that changes makes all of them anew."""
        known = self._transcript
        shared = (sorted(self._pages.places.items()), sorted(known.names.items()), sorted(known.profiles.items()))
        return digest_values(fingerprint_code(), self._words.language, self._frame, *shared)

    def _fingerprint_day(self, day: Day, before: Day | None, after: Day | None) -> str:
        """A digest of everything that decides a day's page."""
        known, rows = self._transcript, self._site.conversation.rows_of(day)
        ids = [str(i) for i in rows["message_id"].to_pylist()]
        notes = [(i, known.notes[i]) for i in ids if i in known.notes]
        shown = [(i, [known.media.get(f) for f in known.files[i]]) for i in ids if i in known.files]
        answers = [(i, known.answers[i]) for i in ids if i in known.answers]
        reactions = [(i, known.reactions[i]) for i in ids if i in known.reactions]
        around = before and before.day, after and after.day
        return digest_values(
            self._shared_fingerprint, day.day, around, notes, shown, answers, reactions, serialize_rows(rows)
        )

    def _day(self, day: Day, before: Day | None, after: Day | None) -> bytes:
        messages = self._site.conversation.messages(day)
        parts: Sequence[tuple[str, Markup]] = [
            (chat.title, Markup(self._transcript.rows(own)))  # noqa: S704 - escaped by the transcript, piece by piece
            for chat in self._site.chats
            if (own := [m for m in messages if m.chat_id == chat.chat_id])
        ]
        count = self._words.count("messages", len(messages))
        page = Page(at.day_page(day.day), self._words.date(day.day), "conversation", count, is_indexed=False)
        around = {"before": before, "after": after}
        return self._filled("day.html", page, day=day, parts=parts, day_page=at.day_page, **around)

    @cached_property
    def _transcript(self) -> Transcript:
        names = {p.person_id: html.escape(one_line(p.name)) for p in self._site.people}
        profiles, media = self._pages.addresses.profiles, self._pages.media
        talk = self._site.conversation
        notes = self._notes()
        return Transcript(self._words, names, profiles, media, talk.media, notes, "../", talk.answers, talk.reactions)

    def _notes(self) -> dict[str, str]:
        """What stands below messages: annotations, and the posts that quote them."""
        notes: dict[str, str] = defaultdict(str)
        for message_id, written in self._site.notes.items():
            for annotation in written:
                notes[message_id] += f'<aside class="note">{self._pages.html_of(annotation, "../")}</aside>'
        for message_id, posts in self._site.told_in.items():
            links = ", ".join(self._post_link(i) for i in posts if i in self._pages.posts)
            if links:
                notes[message_id] += f'<p class="told">{html.escape(self._words("conversation.told_in"))} {links}</p>'
        return dict(notes)

    def _post_link(self, post_id: str) -> str:
        title = html.escape(one_line(self._pages.posts[post_id].title))
        return f'<a href="../{self._pages.addresses.documents[post_id]}">{title}</a>'
