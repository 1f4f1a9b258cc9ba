"""Builds the files of a site: pages, style, scripts, feeds, search index, site map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources

from egregora_assets.site.addresses import day_page
from egregora_assets.site.context import SiteContext
from egregora_assets.site.day_pages import DayPages
from egregora_assets.site.feeds import MOST_ENTRIES, render_atom, render_json, render_rss, render_sitemap
from egregora_assets.site.page import SiteFile
from egregora_assets.site.page_cache import PageCache
from egregora_assets.site.pages import build_pages
from egregora_assets.site.printable import one_line, shorten
from egregora_assets.site.search import Entry, build_index
from egregora_assets.site.site_model import Document, Site

_STATIC = ("style.css", "search.js", "icon.svg")
_SUMMARY_LENGTH = 180
_TARGET = re.compile(r"\]\([^)\s]*\)")


def build_site(site: Site, cache: PageCache | None = None) -> Iterator[SiteFile]:
    """Build the files of a site; they work from a server, below a sub-path, and straight from a folder.

    Nothing is written to disk, and nothing is loaded from elsewhere when a page is read. `inspect_files` checks that
    every link leads somewhere.

    Args:
        site: everything that the site shows.
        cache: pages of an earlier build; None = every page is made.

    Returns: each path once; the same site gives the same bytes in the same order. Files that the site copies as they
    are (`site.copies`) are not among them.
    """
    context = SiteContext(site)
    yield from _read_static()
    yield from build_pages(context)
    yield from DayPages(context, cache or PageCache()).files()
    yield from _build_feeds(context)
    yield from (SiteFile(path, content) for path, content in build_index(_list_entries(context)))
    if site.url:
        yield SiteFile("sitemap.xml", _build_sitemap(context, site.url))


def _read_static() -> Iterator[SiteFile]:
    folder = resources.files("egregora_assets.site") / "static"
    for name in _STATIC:
        yield SiteFile(name, (folder / name).read_bytes())


def _build_feeds(context: SiteContext) -> Iterator[SiteFile]:
    """Atom and JSON always, RSS where the site's address is known."""
    site = context.site
    posts = site.posts[:MOST_ENTRIES]
    base = site.url or ""
    bodies = {p.document_id: str(context.render_document(p, base)) for p in posts}

    def address(post: Document) -> str:
        return base + context.addresses.documents[post.document_id]

    def body(post: Document) -> str:
        return bodies[post.document_id]

    yield SiteFile("feed.xml", render_atom(site, posts, address, body))
    yield SiteFile("feed.json", render_json(site, posts, address, body))
    if base:
        yield SiteFile("rss.xml", render_rss(site, posts, address, body))


def _list_entries(context: SiteContext) -> Iterator[Entry]:
    """The entries of the search index: posts, profiles, files, and the days of the conversation by their words."""
    site, words, documents = context.site, context.words, context.addresses.documents
    for kind, written in (("posts", (*site.posts, *site.announcements)), ("people", site.profiles)):
        for d in written:
            text = " ".join((d.summary, _TARGET.sub("]", d.content), *d.tags))
            summary = shorten(d.summary, _SUMMARY_LENGTH)
            yield Entry(documents[d.document_id], one_line(d.title), words(f"menu.{kind}"), summary, text)
    for medium in site.media:
        address = context.addresses.media[medium.media_id]
        yield Entry(address, shorten(medium.description, 90), words("menu.gallery"), words.date(medium.day), "")
    for day in site.conversation.days:
        messages = site.conversation.read_messages(day)
        count, text = words.count("messages", len(messages)), "\n".join(m.text for m in messages)
        yield Entry(day_page(day.day), words.date(day.day), words("menu.conversation"), count, text)


def _build_sitemap(context: SiteContext, base: str) -> bytes:
    """The pages that a search engine may show: not the conversation itself."""
    site, documents = context.site, context.addresses.documents
    newest = site.posts[0].day if site.posts else None
    plain = [
        (base, newest),
        (f"{base}archive/index.html", newest),
        (f"{base}about.html", None),
        (f"{base}statistics.html", None),
    ]
    written = [(base + documents[d.document_id], d.day) for d in (*site.posts, *site.announcements, *site.profiles)]
    tags = [(base + path, None) for path in context.addresses.tags.values()]
    return render_sitemap((*plain, *written, *tags))
