"""The pages that templates make: everything but the messages themselves."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from urllib.parse import urlsplit

from markupsafe import Markup

from egregora_assets.site import addresses as at
from egregora_assets.site.charts import hours_chart, people_chart, sparkline, weeks_chart
from egregora_assets.site.conversation import initials
from egregora_assets.site.markdown import EXTERNAL_REL, pull_quote, rendered
from egregora_assets.site.page import CONTENT_SECURITY_POLICY, Page, SiteFile, by_year, filled
from egregora_assets.site.printable import one_line, shortened
from egregora_assets.site.site_model import Document, Link, Medium, Person, Site, hue
from egregora_assets.site.words import Words

_BEST, _NEWEST, _STRIP, _CLOUD = 3, 8, 8, 40
_MEDIUM = re.compile(r"\]\(media:([0-9a-fA-F-]{36})\)")


class Pages:
    """Makes the pages of one site.

    Args:
        site: what there is to show.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.words = Words(site.language)
        self.addresses = at.Addresses(site)
        self.people: Mapping[str, Person] = {p.person_id: p for p in site.people}
        self.media: Mapping[str, Medium] = {m.media_id: m for m in site.media}
        self.posts: Mapping[str, Document] = {p.document_id: p for p in site.posts}
        self.chats = {c.chat_id: c for c in site.chats}

    # --- what documents may point to (markdown.Places) ----------------------------------------------------------

    def message(self, message_id: str) -> str | None:
        """The message's place relative to the site, or None."""
        return self.addresses.message(message_id)

    def medium(self, media_id: str) -> Medium | None:
        """The medium, or None."""
        return self.media.get(media_id)

    def voice(self, message_id: str) -> str | None:
        """The id of the person whose message it is, or None."""
        place = self.site.places.get(message_id)
        return place.person_id if place else None

    # --- writing ------------------------------------------------------------------------------------------------

    def _file(self, template: str, page: Page, document_id: str | None = None, **values: object) -> SiteFile:
        return SiteFile(page.path, filled(template, page, **self._shared, **values), document_id)

    @cached_property
    def _shared(self) -> dict[str, object]:
        """What every template may use."""
        return {
            "site": self.site,
            "words": self.words,
            "addresses": self.addresses,
            "csp": Markup(CONTENT_SECURITY_POLICY),  # noqa: S704 - our own, without a double quote
            "external_rel": EXTERNAL_REL,
            "people": self.people,
            "posts": self.posts,
            "chats": self.chats,
            "cover": self.cover,
            "pull_quote": pull_quote,
            "hue": hue,
            "initials": initials,
            "one_line": one_line,
            "shortened": shortened,
            "anchor": at.anchor,
            "has": self.places,
        }

    @property
    def places(self) -> dict[str, bool]:
        """Which places of the navigation exist: an empty one is not offered."""
        site = self.site
        return {
            "posts": True,
            "conversation": not site.is_empty,
            "people": bool(site.profiles),
            "gallery": bool(site.media),
            "links": bool(site.links),
            "statistics": True,
            "journal": bool(site.journal),
            "tags": bool(self.addresses.tags),
        }

    def html_of(self, document: Document, root: str) -> Markup:
        """The document's text as safe HTML for a page whose folder is `root` away from the site's."""
        return Markup(rendered(document.content, self, root))  # noqa: S704 - nh3 has the last word on it

    def cover(self, post: Document) -> Medium | None:
        """The first picture that a post shows."""
        shown = (self.media.get(i.lower()) for i in _MEDIUM.findall(post.content))
        return next((m for m in shown if m and m.is_picture), None)

    # --- home, posts, tags --------------------------------------------------------------------------------------

    def home(self) -> SiteFile:
        """The first page: the best, the newest, some pictures, people and tags."""
        site, words = self.site, self.words
        page = Page("index.html", site.title, "home", words("front.tagline"))
        if site.is_empty:
            return self._file("empty.html", page)
        rated = [p for p in site.posts if p.rating and p.rating.comparison_count]
        best = sorted(rated, key=lambda p: (-(p.rating.score if p.rating else 0), p.document_id))[:_BEST]
        counts = self._tag_counts()
        frequent = sorted(counts, key=lambda t: (-counts[t], t))[:_CLOUD]
        return self._file(
            "home.html",
            page,
            best=best,
            newest=[p for p in site.posts if p not in best][:_NEWEST],
            pictures=[m for m in site.media if m.is_picture and m.media_type == "image"][:_STRIP],
            profiles=site.profiles[:24],
            tags=sorted(frequent),
            counts=counts,
            hills=Markup(sparkline(site.statistics.weeks)) if site.statistics else "",  # noqa: S704 - our own SVG
            first_day=site.conversation.days[0].day,
            last_day=site.conversation.days[-1].day,
        )

    def _tag_counts(self) -> dict[str, int]:
        counts: dict[str, int] = defaultdict(int)
        for post in self.site.posts:
            for tag in post.tags:
                counts[tag] += 1
        return dict(counts)

    def archive(self) -> Iterator[SiteFile]:
        """All posts by year; the index shows the newest year."""
        years = by_year(self.site.posts)
        for path, year in self.years("archive", years):
            title = f"{self.words('menu.posts')} {year}" if year else self.words("menu.posts")
            page = Page(path, title, "posts", is_indexed=path == "archive/index.html")
            yield self._file("archive.html", page, years=list(years), year=year, shown=years.get(year, []))

    @staticmethod
    def years(folder: str, years: Mapping[int, object]) -> Iterator[tuple[str, int]]:
        """A page a year, and an index that shows the newest (year 0 where there is none)."""
        yield f"{folder}/index.html", next(iter(years), 0)
        yield from ((f"{folder}/{year}.html", year) for year in years)

    def post_pages(self) -> Iterator[SiteFile]:
        """One page a post or announcement."""
        posts = self.site.posts
        for i, post in enumerate(posts):
            yield self._post(
                post, newer=posts[i - 1] if i else None, older=posts[i + 1] if i + 1 < len(posts) else None
            )
        for announcement in self.site.announcements:
            yield self._post(announcement, newer=None, older=None)

    def _post(self, post: Document, newer: Document | None, older: Document | None) -> SiteFile:
        path = self.addresses.documents[post.document_id]
        page = Page(path, one_line(post.title), "posts", shortened(post.summary, 200), post.language, post.card)
        voices = [self.people[i] for i in post.person_ids if i in self.people]
        return self._file(
            "post.html",
            page,
            post.document_id,
            post=post,
            content=self.html_of(post, page.root),
            voices=voices,
            earlier=[self.posts[i] for i in post.earlier if i in self.posts],
            later=[self.posts[i] for i in post.later if i in self.posts],
            newer=newer,
            older=older,
            source_day=self._first_day_with_messages(post),
        )

    def _first_day_with_messages(self, post: Document) -> dt.date | None:
        """The first conversation page that belongs to a post."""
        if post.first_day is None or post.last_day is None:
            return None
        return next((d.day for d in self.site.conversation.days if post.first_day <= d.day <= post.last_day), None)

    def tag_pages(self) -> Iterator[SiteFile]:
        """All tags, and one page a tag."""
        if not self.addresses.tags:
            return
        counts = self._tag_counts()
        yield self._file(
            "tags.html", Page("tags/index.html", self.words("menu.tags"), "tags"), tags=sorted(counts), counts=counts
        )
        tagged: dict[str, list[Document]] = defaultdict(list)
        for post in self.site.posts:
            for tag in post.tags:
                tagged[tag].append(post)
        for tag, path in self.addresses.tags.items():
            yield self._file("tag.html", Page(path, one_line(tag), "tags"), shown=tagged[tag])

    # --- people, media, links, journal --------------------------------------------------------------------------

    def people_pages(self) -> Iterator[SiteFile]:
        """Everybody with a profile, and one page a profile."""
        if not self.site.profiles:
            return
        yield self._file("people.html", Page("people/index.html", self.words("menu.people"), "people"))
        quoted: dict[str, list[Document]] = defaultdict(list)
        for post in self.site.posts:
            for person_id in post.person_ids:
                quoted[person_id].append(post)
        for profile in self.site.profiles:
            person = self.people.get(profile.subject_id or "")
            path = self.addresses.documents[profile.document_id]
            page = Page(
                path, one_line(profile.title), "people", shortened(profile.summary, 200), profile.language, profile.card
            )
            yield self._file(
                "profile.html",
                page,
                profile.document_id,
                profile=profile,
                person=person,
                content=self.html_of(profile, page.root),
                quoted=quoted[person.person_id] if person else [],
            )

    def gallery(self) -> Iterator[SiteFile]:
        """Media by year."""
        years = by_year(self.site.media)
        for path, year in self.years("gallery", years) if years else ():
            page = Page(path, f"{self.words('menu.gallery')} {year}", "gallery", is_indexed=False)
            yield self._file("gallery.html", page, years=list(years), year=year, shown=years[year])

    def link_pages(self) -> Iterator[SiteFile]:
        """Links by year of their first mention."""
        years = by_year(self.site.links)
        for path, year in self.years("links", years) if years else ():
            page = Page(path, f"{self.words('menu.links')} {year}", "links", is_indexed=False)
            yield self._file("links.html", page, years=list(years), year=year, shown=years[year], host_of=_host)

    def journal_pages(self) -> Iterator[SiteFile]:
        """Journal entries by year."""
        years = by_year(self.site.journal)
        for path, year in self.years("journal", years) if years else ():
            page = Page(path, f"{self.words('menu.journal')} {year}", "journal", is_indexed=False)
            shown = [(entry, self.html_of(entry, page.root)) for entry in years[year]]
            yield self._file("journal.html", page, years=list(years), year=year, shown=shown)

    # --- statistics, search, about ------------------------------------------------------------------------------

    def statistics(self) -> SiteFile:
        """Charts with their tables, if enough people take part."""
        figures = self.site.statistics
        charts = (
            [
                weeks_chart(figures.weeks, self.words),
                hours_chart(figures.hours, self.words),
                people_chart(figures.people, self.words),
            ]
            if figures
            else []
        )
        page = Page("statistics.html", self.words("menu.statistics"), "statistics")
        return self._file("statistics.html", page, charts=charts, figures=figures, html=Markup)

    def plain_pages(self) -> Iterator[SiteFile]:
        """Search, about, and the page for addresses that lead nowhere."""
        yield self._file("search.html", Page("search.html", self.words("menu.search"), "search", is_indexed=False))
        yield self._file("about.html", Page("about.html", self.words("menu.about"), "about"))
        # It is served under any address, so its links must not depend on that.
        root = (urlsplit(self.site.url).path or "/") if self.site.url else ""
        yield self._file(
            "404.html", Page("404.html", self.words("not_found.title"), "", is_indexed=False, site_root=root)
        )


def _host(link: Link) -> str:
    """The host of a link as a reader knows it."""
    return one_line(link.host).removeprefix("www.")
