"""The plans of the conversation's pages: a calendar a year, and a page a local day."""

from __future__ import annotations

import datetime as dt
import html
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.contracts.counting.steps import counted
from egregora_assets.site.addresses import day_page
from egregora_assets.site.context import SiteContext
from egregora_assets.site.conversation import Transcript
from egregora_assets.site.conversation_model import Conversation, Day, serialize_rows
from egregora_assets.site.page import Page, PagePlan, list_years
from egregora_assets.site.printable import one_line


class DayPlans:
    """Plans the conversation's pages of one site."""

    def __init__(self, context: SiteContext) -> None:
        self._context = context
        self._site, self._words = context.site, context.words

    def list_plans(self) -> Iterator[PagePlan]:
        """A calendar a year, and a page a local day."""
        days = self._site.conversation.days
        if not days:
            return
        yield from self._plan_calendars(days)
        for i, day in counted(enumerate(days), "pages of days", len(days)):
            before, after = days[i - 1] if i else None, days[i + 1] if i + 1 < len(days) else None
            yield self._plan_day(day, before, after)

    def _plan_calendars(self, days: Sequence[Day]) -> Iterator[PagePlan]:
        years: dict[int, dict[dt.date, int]] = defaultdict(dict)
        for day in reversed(days):
            years[day.day.year][day.day] = day.message_count
        for path, year in list_years("conversation", years):
            title, told = f"{self._words('menu.conversation')} {year}", self._words("tells.conversation")
            page = Page(path, title, "conversation", told, is_indexed=False)
            yield self._context.plan("calendar.html", page, years=tuple(years), year=year, days=years[year])

    def _plan_day(self, day: Day, before: Day | None, after: Day | None) -> PagePlan:
        """The plan of a day's page: what is known of others and of other days cannot change it."""
        rows = self._site.conversation.get_rows(day)
        chats = set(rows["chat_id"].unique().to_pylist())
        count = self._words.count("messages", day.message_count)
        page = Page(day_page(day.day), self._words.date(day.day), "conversation", count, is_indexed=False)
        return self._context.plan(
            "day.html",
            page,
            day=day.day,
            message_count=day.message_count,
            rows=serialize_rows(rows),
            transcript=self._select(day, rows),
            chats=tuple((c.chat_id, c.title) for c in self._site.chats if c.chat_id in chats),
            has_chats=len(self._site.chats) > 1,
            lines=self._lines.get(day.day, ()),
            before=before and before.day,
            after=after and after.day,
        )

    def _select(self, day: Day, rows: pa.Table) -> Transcript:
        """What is known of the messages of a day and of the people who speak there, or are answered."""
        known, ids = self._transcript, self._ids_by_day.get(day.day, ())
        answers = {i: known.answers[i] for i in ids if i in known.answers}
        spoken = (p for p in rows["person_id"].unique().to_pylist() if p)
        people = sorted({*spoken, *(a.person_id for a in answers.values())})
        files = {i: known.files[i] for i in ids if i in known.files}
        return replace(
            known,
            names={p: known.names[p] for p in people if p in known.names},
            profiles={p: known.profiles[p] for p in people if p in known.profiles},
            files=files,
            media={m: known.media[m] for found in files.values() for m in found if m in known.media},
            notes={i: known.notes[i] for i in ids if i in known.notes},
            announced={i: known.announced[i] for i in ids if i in known.announced},
            answers=answers,
            reactions={i: known.reactions[i] for i in ids if i in known.reactions},
            code={i: known.code[i] for i in ids if i in known.code},
        )

    @cached_property
    def _ids_by_day(self) -> dict[dt.date, list[str]]:
        """The messages that have more than their text, by day, in order."""
        known = self._transcript
        more = {*known.files, *known.notes, *known.answers, *known.reactions, *known.announced, *known.code}
        return dict(_group_by_day(self._site.conversation, sorted(more)))

    @cached_property
    def _lines(self) -> dict[dt.date, tuple[tuple[str, str], ...]]:
        """Conversation and text of what stands above a day's messages: anniversaries."""
        found: dict[dt.date, tuple[tuple[str, str], ...]] = {}
        for event in self._context.events:
            if event.kind == "anniversary":
                found[event.day] = (*found.get(event.day, ()), (event.chat_id, event.say(self._words)))
        return found

    @cached_property
    def _transcript(self) -> Transcript:
        names = {p.person_id: html.escape(one_line(p.name)) for p in self._site.people}
        profiles, media = self._context.addresses.profiles, self._context.media
        talk = self._site.conversation
        notes = self._render_notes()
        announced = {e.message_id: e.say(self._words) for e in self._context.events if e.message_id and e.notice}
        code = {i: self._context.find_marks(i) for i in self._site.code.mentions}
        more = (talk.answers, talk.reactions, announced, code)
        return Transcript(self._words, names, profiles, media, talk.media, notes, "../", *more)

    def _render_notes(self) -> dict[str, str]:
        """What stands below messages: that they make a number full, annotations, and the posts that quote them."""
        notes: dict[str, str] = defaultdict(str)
        for event in self._context.events:
            if event.kind == "counted" and event.message_id:
                notes[event.message_id] += f'<p class="milestone">{html.escape(event.say(self._words))}</p>'
        for target_id in self._site.notes:
            if target_id in self._site.places:
                notes[target_id] += self._context.render_notes(target_id, "../")
        for message_id, posts in self._site.told_in.items():
            links = ", ".join(self._render_post_link(i) for i in posts if i in self._context.posts)
            if links:
                notes[message_id] += f'<p class="told">{html.escape(self._words("conversation.told_in"))} {links}</p>'
        return dict(notes)

    def _render_post_link(self, post_id: str) -> str:
        title = html.escape(one_line(self._context.posts[post_id].title))
        return f'<a href="../{self._context.addresses.documents[post_id]}">{title}</a>'


def _group_by_day(talk: Conversation, ids: Iterable[str]) -> dict[dt.date, list[str]]:
    """Some messages' ids by the day on which they are shown, in the rows' order."""
    column = talk.rows["message_id"]
    places = [int(p or 0) for p in pc.indices_nonzero(pc.is_in(column, pa.array(ids, pa.string()))).to_pylist()]
    starts = [d.start for d in talk.days]
    found: dict[dt.date, list[str]] = defaultdict(list)
    for place, message_id in zip(places, column.take(pa.array(places, pa.int64())).to_pylist(), strict=True):
        found[talk.days[bisect_right(starts, place) - 1].day].append(str(message_id))
    return found
