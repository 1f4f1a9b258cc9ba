"""The pages of the conversation: a calendar a year, and a page a local day, most of them from the cache."""

from __future__ import annotations

import datetime as dt
import html
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from markupsafe import Markup

from egregora_assets.contracts.digests import digest_values
from egregora_assets.site.addresses import day_page
from egregora_assets.site.context import SiteContext
from egregora_assets.site.conversation import Transcript, render_months
from egregora_assets.site.conversation_model import Day
from egregora_assets.site.page import CONTENT_SECURITY_POLICY, Page, SiteFile, fill_template, list_years
from egregora_assets.site.page_cache import PageCache, fingerprint_code, serialize_rows
from egregora_assets.site.printable import one_line
from egregora_assets.site.site_model import Chat


@dataclass(frozen=True)
class _SharedValues:
    """What templates of the conversation may read of the site: nothing else can change a day's page."""

    title: str
    url: str | None
    chats: tuple[Chat, ...]


class DayPages:
    """Makes the conversation's pages of one site.

    Args:
        context: the site, its addresses and documents.
        cache: pages of an earlier build.
    """

    def __init__(self, context: SiteContext, cache: PageCache) -> None:
        self._context = context
        self._cache = cache
        self._site = context.site
        self._words = context.words

    def files(self) -> Iterator[SiteFile]:
        """A calendar a year, and a page a local day."""
        days = self._site.conversation.days
        if not days:
            return
        yield from self._build_calendars(days)
        for i, day in enumerate(days):
            before, after = days[i - 1] if i else None, days[i + 1] if i + 1 < len(days) else None
            path, fingerprint = day_page(day.day), self._fingerprint_day(day, before, after)
            yield SiteFile(path, self._cache.get(path, fingerprint, partial(self._render_day, day, before, after)))

    def _build_calendars(self, days: Sequence[Day]) -> Iterator[SiteFile]:
        years: dict[int, dict[dt.date, Day]] = defaultdict(dict)
        for day in reversed(days):
            years[day.day.year][day.day] = day
        for path, year in list_years("conversation", years):
            page = Page(path, f"{self._words('menu.conversation')} {year}", "conversation", is_indexed=False)
            months = [(name, Markup(rows)) for name, rows in render_months(year, years[year], self._words)]  # noqa: S704
            yield SiteFile(path, self._fill("calendar.html", page, years=list(years), year=year, months=months))

    def _fill(self, template: str, page: Page, **values: object) -> bytes:
        csp = Markup(CONTENT_SECURITY_POLICY)  # noqa: S704 - our own, without a double quote
        return fill_template(
            template, page, site=self._shared_values, words=self._words, csp=csp, has=self._context.sections, **values
        )

    @cached_property
    def _shared_values(self) -> _SharedValues:
        return _SharedValues(self._site.title, self._site.url, self._site.chats)

    @cached_property
    def _shared_fingerprint(self) -> str:
        """A digest of what decides every day's page alike: a name or a title that changes makes all of them anew."""
        known = self._transcript
        shared = (sorted(self._context.sections.items()), sorted(known.names.items()), sorted(known.profiles.items()))
        return digest_values(fingerprint_code(), self._words.language, self._shared_values, *shared)

    def _fingerprint_day(self, day: Day, before: Day | None, after: Day | None) -> str:
        """A digest of everything that decides a day's page."""
        known, rows = self._transcript, self._site.conversation.get_rows(day)
        ids = [str(i) for i in rows["message_id"].to_pylist()]
        notes = [(i, known.notes[i]) for i in ids if i in known.notes]
        shown = [(i, [known.media.get(f) for f in known.files[i]]) for i in ids if i in known.files]
        answers = [(i, known.answers[i]) for i in ids if i in known.answers]
        reactions = [(i, known.reactions[i]) for i in ids if i in known.reactions]
        around = before and before.day, after and after.day
        return digest_values(
            self._shared_fingerprint, day.day, around, notes, shown, answers, reactions, serialize_rows(rows)
        )

    def _render_day(self, day: Day, before: Day | None, after: Day | None) -> bytes:
        messages = self._site.conversation.read_messages(day)
        parts: Sequence[tuple[str, Markup]] = [
            (chat.title, Markup(self._transcript.rows(own)))  # noqa: S704 - escaped by the transcript, piece by piece
            for chat in self._site.chats
            if (own := [m for m in messages if m.chat_id == chat.chat_id])
        ]
        count = self._words.count("messages", len(messages))
        page = Page(day_page(day.day), self._words.date(day.day), "conversation", count, is_indexed=False)
        around = {"before": before, "after": after}
        return self._fill("day.html", page, day=day, parts=parts, day_page=day_page, **around)

    @cached_property
    def _transcript(self) -> Transcript:
        names = {p.person_id: html.escape(one_line(p.name)) for p in self._site.people}
        profiles, media = self._context.addresses.profiles, self._context.media
        talk = self._site.conversation
        notes = self._render_notes()
        return Transcript(self._words, names, profiles, media, talk.media, notes, "../", talk.answers, talk.reactions)

    def _render_notes(self) -> dict[str, str]:
        """What stands below messages: annotations, and the posts that quote them."""
        notes: dict[str, str] = defaultdict(str)
        for message_id, written in self._site.notes.items():
            for annotation in written:
                notes[message_id] += f'<aside class="note">{self._context.render_document(annotation, "../")}</aside>'
        for message_id, posts in self._site.told_in.items():
            links = ", ".join(self._render_post_link(i) for i in posts if i in self._context.posts)
            if links:
                notes[message_id] += f'<p class="told">{html.escape(self._words("conversation.told_in"))} {links}</p>'
        return dict(notes)

    def _render_post_link(self, post_id: str) -> str:
        title = html.escape(one_line(self._context.posts[post_id].title))
        return f'<a href="../{self._context.addresses.documents[post_id]}">{title}</a>'
