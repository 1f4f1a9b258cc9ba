"""The seam between what the site says and what its files look like: another look is another adapter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import Protocol

from egregora_assets.site.addresses import day_page
from egregora_assets.site.day_pages import DayPages
from egregora_assets.site.feeds import MOST_ENTRIES, atom_feed, json_feed, rss_feed, sitemap
from egregora_assets.site.page import SiteFile
from egregora_assets.site.page_cache import PageCache
from egregora_assets.site.pages import Pages
from egregora_assets.site.printable import one_line, shortened
from egregora_assets.site.search import Entry, search_files
from egregora_assets.site.site_model import Document, Site

_STATIC = ("style.css", "search.js", "icon.svg")
_SHOWN = 180
_TARGET = re.compile(r"\]\([^)\s]*\)")


class SiteAdapter(Protocol):
    """Turns a site model into files."""

    def files(self, site: Site) -> Iterator[SiteFile]:
        """The files of the site, each path once; the same site gives the same bytes in the same order."""


class StaticPages:
    """Our own pages: HTML and CSS that work from a server, below a sub-path, and straight from a folder.

    Args:
        cache: pages of an earlier build; None = every page is made.
    """

    def __init__(self, cache: PageCache | None = None) -> None:
        self._cache = cache or PageCache()

    def files(self, site: Site) -> Iterator[SiteFile]:
        """The files of the site, each path once; the same site gives the same bytes in the same order."""
        pages = Pages(site)
        yield from _static_files()
        yield pages.home()
        yield from pages.archive()
        yield from pages.post_pages()
        yield from pages.tag_pages()
        yield from pages.people_pages()
        yield from pages.gallery()
        yield from pages.link_pages()
        yield from pages.journal_pages()
        yield pages.statistics()
        yield from pages.plain_pages()
        yield from DayPages(pages, self._cache).files()
        yield from _feed_files(pages)
        yield from (SiteFile(path, content) for path, content in search_files(_entries(pages)))
        if site.url:
            yield SiteFile("sitemap.xml", _sitemap(pages, site.url))


def _static_files() -> Iterator[SiteFile]:
    folder = resources.files("egregora_assets.site") / "static"
    for name in _STATIC:
        yield SiteFile(name, (folder / name).read_bytes())


def _feed_files(pages: Pages) -> Iterator[SiteFile]:
    """Atom and JSON always, RSS where the site's address is known."""
    site = pages.site
    posts = site.posts[:MOST_ENTRIES]
    base = site.url or ""

    def address(post: Document) -> str:
        return base + pages.addresses.documents[post.document_id]

    bodies = {p.document_id: str(pages.html_of(p, base)) for p in posts}

    def body(post: Document) -> str:
        return bodies[post.document_id]

    yield SiteFile("feed.xml", atom_feed(site, posts, address, body))
    yield SiteFile("feed.json", json_feed(site, posts, address, body))
    if base:
        yield SiteFile("rss.xml", rss_feed(site, posts, address, body))


def _entries(pages: Pages) -> Iterator[Entry]:
    """What can be found: posts, profiles, links, and the days of the conversation by the words said on them."""
    site, words, documents = pages.site, pages.words, pages.addresses.documents
    for kind, written in (("posts", (*site.posts, *site.announcements)), ("people", site.profiles)):
        for d in written:
            text = " ".join((d.summary, _TARGET.sub("]", d.content), *d.tags))
            yield Entry(
                documents[d.document_id], one_line(d.title), words(f"menu.{kind}"), shortened(d.summary, _SHOWN), text
            )
    for medium in site.media:
        address = pages.addresses.media[medium.media_id]
        yield Entry(address, shortened(medium.description, 90), words("menu.gallery"), words.date(medium.day), "")
    for day in site.conversation.days:
        messages = pages.site.conversation.messages(day)
        shown = words.count("messages", len(messages))
        yield Entry(
            day_page(day.day),
            words.date(day.day),
            words("menu.conversation"),
            shown,
            "\n".join(m.text for m in messages),
        )


def _sitemap(pages: Pages, base: str) -> bytes:
    """The pages that a search engine may show: not the conversation itself."""
    site, documents = pages.site, pages.addresses.documents
    newest = site.posts[0].day if site.posts else None
    plain = [
        (base, newest),
        (f"{base}archive/index.html", newest),
        (f"{base}about.html", None),
        (f"{base}statistics.html", None),
    ]
    written = [(base + documents[d.document_id], d.day) for d in (*site.posts, *site.announcements, *site.profiles)]
    tags = [(base + path, None) for path in pages.addresses.tags.values()]
    return sitemap((*plain, *written, *tags))
