"""The plans of the pages that templates make: everything but the messages themselves."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urlsplit

import pyarrow.compute as pc

from egregora_assets.contracts.counting.steps import counted
from egregora_assets.site.context import SiteContext, strip_document
from egregora_assets.site.figures.reasons import choose_reasons
from egregora_assets.site.library.file_pages import FilePlans
from egregora_assets.site.library.link_pages import LinkPlans
from egregora_assets.site.neighbours.related import Bonds, Related, explain_bond
from egregora_assets.site.page import Page, PagePlan, group_by_year, list_years
from egregora_assets.site.printable import one_line, shorten
from egregora_assets.site.shown import Counted, Face, Headline, Teaser, Voice
from egregora_assets.site.site_model import Document, Medium
from egregora_assets.site.talk.ledes import begins_with_summary
from egregora_assets.site.talk.sayings import list_sayings

_BEST, _NEWEST, _STRIP, _CLOUD = 3, 8, 8, 40
_FIRST_SCREEN = 400
"""Characters of a post's Markdown that are seen without scrolling."""
_MOST_FACES, _MOST_DISCS, _MOST_QUOTED = 12, 5, 30


class PagePlans:
    """Plans every page of one site but those of the conversation."""

    def __init__(self, context: SiteContext) -> None:
        self._context = context
        self._site, self._words = context.site, context.words

    def list_plans(self) -> Iterator[PagePlan]:
        """The plans, in the order of the site's files."""
        yield self.plan_home()
        yield from self.plan_archive()
        yield from self.plan_posts()
        yield from self.plan_tags()
        yield from self.plan_people()
        yield from FilePlans(self._context).list_plans()
        yield from LinkPlans(self._context).list_plans()
        yield from self.plan_journals()
        yield self.plan_statistics()
        yield from self.plan_plain_pages()

    def plan_home(self) -> PagePlan:
        """The first page: the best, the newest, some pictures, people and tags."""
        site, context = self._site, self._context
        page = Page("index.html", site.title, "home", self._words("front.tagline"))
        if site.is_empty:
            return context.plan("empty.html", page)
        counts = self._tag_counts
        frequent = sorted(counts, key=lambda t: (-counts[t], t))[:_CLOUD]
        pictures = [m for m in site.media if m.is_picture and m.media_type == "image"][:_STRIP]
        figures = site.statistics
        return context.plan(
            "home.html",
            page,
            None,
            **self._choose_posts(),
            pictures=tuple((context.addresses.media[m.media_id], m) for m in pictures),
            faces=tuple(face for p in site.profiles[:_MOST_FACES] if (face := self._find_face(p))),
            tags=tuple(context.find_tag(t, counts[t]) for t in sorted(frequent)),
            weeks=figures.weeks if figures else None,
            counts=(figures.message_count, len(figures.people)) if figures else None,
            post_count=len(site.posts),
            first_day=site.conversation.days[0].day,
            last_day=site.conversation.days[-1].day,
        )

    def _choose_posts(self) -> dict[str, object]:
        """The posts of the first page, none twice: the newest with a quote of it, the best, and some before it."""
        context, first, rest = self._context, next(iter(self._site.news), None), self._site.news[1:]
        rated = [p for p in self._site.posts if p.rating and p.rating.comparison_count and p is not first]
        best = sorted(rated, key=lambda p: (-(p.rating.score if p.rating else 0), p.document_id))[:_BEST]
        return {
            "newest": first and self._praise(first),
            "voice": first and self._find_voice(first),
            "best": tuple(map(self._praise, best, choose_reasons([(p, len(context.find_voices(p))) for p in best]))),
            "earlier": tuple(map(context.find_headline, [p for p in rest if p not in best][:_NEWEST])),
        }

    def _praise(self, post: Document, reason: str = "") -> Teaser:
        context = self._context
        voices = context.find_voices(post)
        return Teaser(context.find_headline(post), context.find_cover(post), voices[:_MOST_DISCS], reason)

    def _find_voice(self, post: Document) -> Voice | None:
        """A quote of a post that neither title nor lede has."""
        context = self._context
        told, names = f"{post.title}\n{post.summary}", [p.name for p in self._site.people]
        for message_id, text in list_sayings(post.content, post.language):
            person, address = context.people.get(context.find_author(message_id) or ""), context.message(message_id)
            if person and address and text not in told and not any(name in text for name in names):
                return Voice(text, post.language, context.find_face(person), address)
        return None

    def _find_face(self, profile: Document) -> Face | None:
        """The person of a profile, with the way to this profile."""
        person = self._context.people.get(profile.subject_id or "")
        address = self._context.addresses.documents[profile.document_id]
        return self._context.find_face(person)._replace(address=address) if person else None

    @cached_property
    def _tag_counts(self) -> dict[str, int]:
        counts: dict[str, int] = defaultdict(int)
        for post in self._site.posts:
            for tag in post.tags:
                counts[tag] += 1
        return dict(counts)

    def plan_archive(self) -> Iterator[PagePlan]:
        """All posts and announcements by year; the index shows the newest year."""
        years = group_by_year(self._site.news)
        for path, year in list_years("archive", years):
            title = f"{self._words('menu.posts')} {year}" if year else self._words("menu.posts")
            page = Page(path, title, "posts", self._words("tells.posts"), is_indexed=path == "archive/index.html")
            shown = tuple(map(self._context.find_headline, years.get(year, [])))
            yield self._context.plan("archive.html", page, years=tuple(years), year=year, shown=shown)

    def plan_posts(self) -> Iterator[PagePlan]:
        """One page a post or announcement."""
        posts = self._site.posts
        for i, post in counted(enumerate(posts), "posts", len(posts)):
            yield self._plan_post(
                post, newer=posts[i - 1] if i else None, older=posts[i + 1] if i + 1 < len(posts) else None
            )
        for announcement in self._site.announcements:
            yield self._plan_post(announcement, newer=None, older=None)

    def _plan_post(self, post: Document, newer: Document | None, older: Document | None) -> PagePlan:
        context = self._context
        path = context.addresses.documents[post.document_id]
        picture = self._find_sight(post)
        page = Page(path, one_line(post.title), "posts", shorten(post.summary, 200), post.language, post.card)
        return context.plan(
            "post.html",
            page,
            post,
            post=strip_document(post),
            prose=context.find_prose(post),
            has_lede=begins_with_summary(post.content, post.summary),
            facts=self._count(post),
            picture=picture,
            picture_place=picture and context.message(picture.message_id),
            chat_title=context.find_chat_title(post),
            tags=tuple(context.find_tag(t) for t in post.tags),
            voices=context.find_voices(post),
            notes=context.render_notes(post.document_id, page.root),
            earlier=self._list_related(post, post.earlier, is_later=False),
            later=self._list_related(post, post.later, is_later=True),
            newer=newer and context.find_headline(newer, has_summary=False),
            older=older and context.find_headline(older, has_summary=False),
            source_day=self._find_first_day(post),
        )

    def _count(self, post: Document) -> Counted | None:
        """The people and messages of the time that a post is about; None where nobody wrote then."""
        if post.first_day is None or post.last_day is None:
            return None
        rows = self._site.conversation.get_span(post.chat_id, post.first_day, post.last_day)
        if not rows.num_rows:
            return None
        days, people = rows["day"], pc.count_distinct(rows["person_id"]).as_py()
        return Counted(days[0].as_py(), days[-1].as_py(), people, rows.num_rows)

    def _find_sight(self, post: Document) -> Medium | None:
        """The picture for the first screen of a post; None where the text begins with it, or has none."""
        return None if "](media:" in post.content[:_FIRST_SCREEN] else self._context.find_cover(post)

    def _list_related(self, post: Document, post_ids: tuple[str, ...], *, is_later: bool) -> tuple[Related, ...]:
        context, found = self._context, []
        for i in (i for i in post_ids if i in context.posts):
            bond = self._bonds.find(post, i)
            names = [one_line(context.people[p].name) for p in bond.person_ids if p in context.people]
            headline = context.find_headline(context.posts[i], has_summary=False)
            found.append(Related(headline, explain_bond(bond, names, self._words, is_later=is_later)))
        return tuple(found)

    @cached_property
    def _bonds(self) -> Bonds:
        return Bonds(self._site.posts)

    def _find_first_day(self, post: Document) -> dt.date | None:
        """The first conversation page that belongs to a post."""
        if post.first_day is None or post.last_day is None:
            return None
        place = bisect_left(self._days, post.first_day)
        return next((day for day in self._days[place : place + 1] if day <= post.last_day), None)

    @cached_property
    def _days(self) -> list[dt.date]:
        return [d.day for d in self._site.conversation.days]

    def plan_tags(self) -> Iterator[PagePlan]:
        """All tags, and one page a tag."""
        context, tags = self._context, self._context.addresses.tags
        if not tags:
            return
        page = Page("tags/index.html", self._words("menu.tags"), "tags", self._words("tells.tags"))
        listed = tuple(context.find_tag(t, self._tag_counts[t]) for t in sorted(self._tag_counts))
        yield context.plan("tags.html", page, tags=listed)
        tagged: dict[str, list[Headline]] = defaultdict(list)
        for post in self._site.posts:
            for tag in post.tags:
                tagged[tag].append(context.find_headline(post))
        for tag, path in tags.items():
            page = Page(path, one_line(tag), "tags", self._words("tells.tag", tag=one_line(tag)))
            yield context.plan("tag.html", page, shown=tuple(tagged[tag]))

    def plan_people(self) -> Iterator[PagePlan]:
        """Everybody with a profile, and one page a profile."""
        context, profiles = self._context, self._site.profiles
        if not profiles:
            return
        people = tuple((self._find_face(p), context.find_headline(p)) for p in profiles)
        page = Page("people/index.html", self._words("menu.people"), "people", self._words("tells.people"))
        yield context.plan("people.html", page, people=people)
        quoted: dict[str, list[Document]] = defaultdict(list)
        for post in self._site.posts:
            for person_id in post.person_ids:
                quoted[person_id].append(post)
        for profile in profiles:
            yield self._plan_profile(profile, quoted[profile.subject_id or ""][:_MOST_QUOTED])

    def _plan_profile(self, profile: Document, quoted: list[Document]) -> PagePlan:
        context = self._context
        path = context.addresses.documents[profile.document_id]
        name = one_line(profile.title)
        told = shorten(profile.summary, 200) or self._words("tells.person", name=name)
        page = Page(path, name, "people", told, profile.language, profile.card)
        person = context.people.get(profile.subject_id or "")
        return context.plan(
            "profile.html",
            page,
            profile,
            profile=strip_document(profile),
            person=person,
            face=person and context.find_face(person),
            prose=context.find_prose(profile),
            quoted=tuple(map(context.find_headline, quoted)) if person else (),
        )

    def plan_journals(self) -> Iterator[PagePlan]:
        """Journal entries by year."""
        years = group_by_year(self._site.journal)
        for path, year in list_years("journal", years) if years else ():
            title, told = f"{self._words('menu.journal')} {year}", self._words("tells.journal")
            page = Page(path, title, "journal", told, is_indexed=False)
            shown = tuple((strip_document(entry), self._context.find_prose(entry)) for entry in years[year])
            yield self._context.plan("journal.html", page, years=tuple(years), year=year, shown=shown)

    def plan_statistics(self) -> PagePlan:
        """Charts with their tables, if enough people take part."""
        page = Page("statistics.html", self._words("menu.statistics"), "statistics", self._words("tells.statistics"))
        site = self._site
        return self._context.plan(
            "statistics.html",
            page,
            figures=site.statistics,
            note_count=sum(map(len, site.notes.values())),
            post_count=len(site.posts),
        )

    def plan_plain_pages(self) -> Iterator[PagePlan]:
        """Search, about, and the page for addresses that lead nowhere."""
        plan, words, url = self._context.plan, self._words, self._site.url
        search = Page("search.html", words("menu.search"), "search", words("tells.search"), is_indexed=False)
        yield plan("search.html", search)
        yield plan("about.html", Page("about.html", words("menu.about"), "about", words("tells.about")))
        # It is served under any address, so its links must not depend on that.
        root = (urlsplit(url).path or "/") if url else ""
        told = words("not_found.text")
        yield plan("404.html", Page("404.html", words("not_found.title"), "", told, is_indexed=False, site_root=root))
