"""The pages that templates make: everything but the messages themselves."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from markupsafe import Markup

from egregora_assets.site.charts import draw_hours, draw_people, draw_sparkline, draw_weeks
from egregora_assets.site.context import SiteContext
from egregora_assets.site.page import Page, SiteFile, group_by_year, list_years
from egregora_assets.site.printable import one_line, shorten
from egregora_assets.site.site_model import Document, Link

_BEST, _NEWEST, _STRIP, _CLOUD = 3, 8, 8, 40


def build_pages(context: SiteContext) -> Iterator[SiteFile]:
    """Every page but those of the conversation."""
    yield build_home(context)
    yield from build_archive(context)
    yield from build_posts(context)
    yield from build_tags(context)
    yield from build_people(context)
    yield from build_galleries(context)
    yield from build_links(context)
    yield from build_journals(context)
    yield build_statistics(context)
    yield from build_plain_pages(context)


def build_home(context: SiteContext) -> SiteFile:
    """The first page: the best, the newest, some pictures, people and tags."""
    site, words = context.site, context.words
    page = Page("index.html", site.title, "home", words("front.tagline"))
    if site.is_empty:
        return context.build_page("empty.html", page)
    rated = [p for p in site.posts if p.rating and p.rating.comparison_count]
    best = sorted(rated, key=lambda p: (-(p.rating.score if p.rating else 0), p.document_id))[:_BEST]
    counts = _count_tags(context)
    frequent = sorted(counts, key=lambda t: (-counts[t], t))[:_CLOUD]
    return context.build_page(
        "home.html",
        page,
        best=best,
        newest=[p for p in site.posts if p not in best][:_NEWEST],
        pictures=[m for m in site.media if m.is_picture and m.media_type == "image"][:_STRIP],
        profiles=site.profiles[:24],
        tags=sorted(frequent),
        counts=counts,
        hills=Markup(draw_sparkline(site.statistics.weeks)) if site.statistics else "",  # noqa: S704 - our own SVG
        first_day=site.conversation.days[0].day,
        last_day=site.conversation.days[-1].day,
    )


def _count_tags(context: SiteContext) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for post in context.site.posts:
        for tag in post.tags:
            counts[tag] += 1
    return dict(counts)


def build_archive(context: SiteContext) -> Iterator[SiteFile]:
    """All posts by year; the index shows the newest year."""
    years = group_by_year(context.site.posts)
    for path, year in list_years("archive", years):
        title = f"{context.words('menu.posts')} {year}" if year else context.words("menu.posts")
        page = Page(path, title, "posts", is_indexed=path == "archive/index.html")
        yield context.build_page("archive.html", page, years=list(years), year=year, shown=years.get(year, []))


def build_posts(context: SiteContext) -> Iterator[SiteFile]:
    """One page a post or announcement."""
    posts = context.site.posts
    for i, post in enumerate(posts):
        yield _build_post(
            context, post, newer=posts[i - 1] if i else None, older=posts[i + 1] if i + 1 < len(posts) else None
        )
    for announcement in context.site.announcements:
        yield _build_post(context, announcement, newer=None, older=None)


def _build_post(context: SiteContext, post: Document, newer: Document | None, older: Document | None) -> SiteFile:
    path = context.addresses.documents[post.document_id]
    page = Page(path, one_line(post.title), "posts", shorten(post.summary, 200), post.language, post.card)
    voices = [context.people[i] for i in post.person_ids if i in context.people]
    return context.build_page(
        "post.html",
        page,
        post.document_id,
        post=post,
        content=context.render_document(post, page.root),
        voices=voices,
        earlier=[context.posts[i] for i in post.earlier if i in context.posts],
        later=[context.posts[i] for i in post.later if i in context.posts],
        newer=newer,
        older=older,
        source_day=_find_first_day(context, post),
    )


def _find_first_day(context: SiteContext, post: Document) -> dt.date | None:
    """The first conversation page that belongs to a post."""
    if post.first_day is None or post.last_day is None:
        return None
    return next((d.day for d in context.site.conversation.days if post.first_day <= d.day <= post.last_day), None)


def build_tags(context: SiteContext) -> Iterator[SiteFile]:
    """All tags, and one page a tag."""
    if not context.addresses.tags:
        return
    counts = _count_tags(context)
    yield context.build_page(
        "tags.html", Page("tags/index.html", context.words("menu.tags"), "tags"), tags=sorted(counts), counts=counts
    )
    tagged: dict[str, list[Document]] = defaultdict(list)
    for post in context.site.posts:
        for tag in post.tags:
            tagged[tag].append(post)
    for tag, path in context.addresses.tags.items():
        yield context.build_page("tag.html", Page(path, one_line(tag), "tags"), shown=tagged[tag])


def build_people(context: SiteContext) -> Iterator[SiteFile]:
    """Everybody with a profile, and one page a profile."""
    if not context.site.profiles:
        return
    yield context.build_page("people.html", Page("people/index.html", context.words("menu.people"), "people"))
    quoted: dict[str, list[Document]] = defaultdict(list)
    for post in context.site.posts:
        for person_id in post.person_ids:
            quoted[person_id].append(post)
    for profile in context.site.profiles:
        person = context.people.get(profile.subject_id or "")
        path = context.addresses.documents[profile.document_id]
        page = Page(
            path, one_line(profile.title), "people", shorten(profile.summary, 200), profile.language, profile.card
        )
        yield context.build_page(
            "profile.html",
            page,
            profile.document_id,
            profile=profile,
            person=person,
            content=context.render_document(profile, page.root),
            quoted=quoted[person.person_id] if person else [],
        )


def build_galleries(context: SiteContext) -> Iterator[SiteFile]:
    """Media by year."""
    years = group_by_year(context.site.media)
    for path, year in list_years("gallery", years) if years else ():
        page = Page(path, f"{context.words('menu.gallery')} {year}", "gallery", is_indexed=False)
        yield context.build_page("gallery.html", page, years=list(years), year=year, shown=years[year])


def build_links(context: SiteContext) -> Iterator[SiteFile]:
    """Links by year of their first mention."""
    years = group_by_year(context.site.links)
    for path, year in list_years("links", years) if years else ():
        page = Page(path, f"{context.words('menu.links')} {year}", "links", is_indexed=False)
        yield context.build_page(
            "links.html", page, years=list(years), year=year, shown=years[year], host_of=_format_host
        )


def build_journals(context: SiteContext) -> Iterator[SiteFile]:
    """Journal entries by year."""
    years = group_by_year(context.site.journal)
    for path, year in list_years("journal", years) if years else ():
        page = Page(path, f"{context.words('menu.journal')} {year}", "journal", is_indexed=False)
        shown = [(entry, context.render_document(entry, page.root)) for entry in years[year]]
        yield context.build_page("journal.html", page, years=list(years), year=year, shown=shown)


def build_statistics(context: SiteContext) -> SiteFile:
    """Charts with their tables, if enough people take part."""
    figures = context.site.statistics
    charts = (
        [
            draw_weeks(figures.weeks, context.words),
            draw_hours(figures.hours, context.words),
            draw_people(figures.people, context.words),
        ]
        if figures
        else []
    )
    page = Page("statistics.html", context.words("menu.statistics"), "statistics")
    return context.build_page("statistics.html", page, charts=charts, figures=figures, html=Markup)


def build_plain_pages(context: SiteContext) -> Iterator[SiteFile]:
    """Search, about, and the page for addresses that lead nowhere."""
    yield context.build_page(
        "search.html", Page("search.html", context.words("menu.search"), "search", is_indexed=False)
    )
    yield context.build_page("about.html", Page("about.html", context.words("menu.about"), "about"))
    # It is served under any address, so its links must not depend on that.
    root = (urlsplit(context.site.url).path or "/") if context.site.url else ""
    yield context.build_page(
        "404.html", Page("404.html", context.words("not_found.title"), "", is_indexed=False, site_root=root)
    )


def _format_host(link: Link) -> str:
    """The host of a link as a reader knows it."""
    return one_line(link.host).removeprefix("www.")
