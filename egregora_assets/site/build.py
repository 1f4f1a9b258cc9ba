"""Builds the files of a site: pages, style, scripts, feeds, search index, site map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from itertools import chain

from egregora_assets.contracts.digests import digest_values
from egregora_assets.contracts.parts import Perform
from egregora_assets.site.addresses import day_page
from egregora_assets.site.code.pages import CodePlans
from egregora_assets.site.context import SiteContext
from egregora_assets.site.day_pages import DayPlans
from egregora_assets.site.feeds import MOST_ENTRIES, render_atom, render_json, render_robots, render_rss, render_sitemap
from egregora_assets.site.mail.editions import MailPlans
from egregora_assets.site.milestones.entries import list_entries
from egregora_assets.site.page import Page, PagePlan, SiteFile, fingerprint_code
from egregora_assets.site.page_cache import FEED, SEARCH, PageCache
from egregora_assets.site.pages import PagePlans
from egregora_assets.site.prose import Prose
from egregora_assets.site.rendering import render_pages
from egregora_assets.site.searching.entries import SearchEntries
from egregora_assets.site.searching.index import build_index
from egregora_assets.site.site_model import Document, Site

_STATIC = ("style.css", "search-words.js", "search.js", "keys.js", "icon.svg")


def build_site(
    site: Site,
    cache: PageCache | None = None,
    perform: Perform | None = None,
    like: Sequence[SiteFile] | None = None,
) -> Iterator[SiteFile]:
    """Build the files of a site; they work from a server, below a sub-path, and straight from a folder.

    Nothing is written to disk, and nothing is loaded from elsewhere when a page is read. `inspect_files` checks that
    every link leads somewhere.

    Args:
        site: everything that the site shows.
        cache: pages of an earlier build; None = every page is made.
        perform: what renders many pages; None = one after the other.
        like: files, such as another site's: only those are built that have the path, or show the document, of one of
            them; None = all.

    Returns: each path once; the same site gives the same bytes in the same order. Files that the site copies as they
    are (`site.copies`) are not among them.
    """
    context, choice = SiteContext(site), _Choice(like)
    yield from (file for file in _read_static() if choice.has(file.path))
    cache = cache or PageCache()
    planners = (PagePlans, MailPlans, CodePlans, DayPlans)
    plans = chain.from_iterable(planner(context).list_plans() for planner in planners)
    shown: list[Page] = []
    yield from render_pages(
        (p for p in _note_indexed(plans, shown) if choice.has(p.page.path, p.document_id)), cache, perform
    )
    yield from (file for file in _build_feeds(context, cache) if choice.has(file.path))
    segments = (segment for segment in SearchEntries(context).list_segments() if choice.has_segment(segment.name))
    yield from (SiteFile(path, content) for path, content in build_index(segments, cache) if choice.has(path))
    if choice.has("robots.txt"):
        yield SiteFile("robots.txt", render_robots(site.url))
    if site.url and choice.has("sitemap.xml"):
        yield SiteFile("sitemap.xml", _build_sitemap(context, site.url, shown))


@dataclass(frozen=True)
class _Choice:
    """Which files of a site are built: those with one of some paths, or that show one of some documents; None = all."""

    like: Sequence[SiteFile] | None

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(file.path for file in self.like or ())

    @cached_property
    def _document_ids(self) -> frozenset[str]:
        return frozenset(file.document_id for file in self.like or () if file.document_id)

    def has(self, path: str, document_id: str | None = None) -> bool:
        """Whether a file is built."""
        return self.like is None or path in self._paths or document_id in self._document_ids

    def has_segment(self, name: str) -> bool:
        """Whether the files of a segment of the search index have to be made; the list of segments needs all."""
        return self.has(SEARCH) or any(path.startswith(f"search/{name}/") for path in self._paths)


def _read_static() -> Iterator[SiteFile]:
    folder = resources.files("egregora_assets.site") / "static"
    for name in _STATIC:
        yield SiteFile(name, (folder / name).read_bytes())


def _build_feeds(context: SiteContext, cache: PageCache) -> Iterator[SiteFile]:
    """What is new and what happened to the groups: Atom and JSON always, RSS where the site's address is known."""
    site = context.site
    written, told = site.news[:MOST_ENTRIES], list(list_entries(context.events, context.words))
    posts = sorted((*written, *told), key=lambda post: post.created_at, reverse=True)
    base = site.url or ""
    bodies = {p.document_id: _find_body(context.find_prose(p), p, base, cache) for p in written}
    bodies |= {entry.document_id: entry.content for entry in told}
    pages = {**context.addresses.documents, **{entry.document_id: day_page(entry.day) for entry in told}}

    def address(post: Document) -> str:
        return base + pages[post.document_id]

    def body(post: Document) -> str:
        return bodies[post.document_id]

    yield SiteFile("feed.xml", render_atom(site, posts, address, body))
    yield SiteFile("feed.json", render_json(site, posts, address, body))
    if base:
        yield SiteFile("rss.xml", render_rss(site, posts, address, body))


def _find_body(prose: Prose, post: Document, base: str, cache: PageCache) -> str:
    """The HTML of a post for feeds, whose addresses begin with `base`."""
    subject, fingerprint = f"{FEED}#{post.document_id}", digest_values(fingerprint_code(), base, prose)
    return cache.get(subject, fingerprint, lambda: prose.render(base).encode()).decode()


def _note_indexed(plans: Iterable[PagePlan], shown: list[Page]) -> Iterator[PagePlan]:
    """The plans; `shown` collects the pages that a search engine may show: not the conversation itself."""
    for plan in plans:
        if plan.page.is_indexed:
            shown.append(plan.page)
        yield plan


def _build_sitemap(context: SiteContext, base: str, shown: Iterable[Page]) -> bytes:
    """The pages that a search engine may show, with the day of the last change where it is known."""
    site, documents = context.site, context.addresses.documents
    newest = site.news[0].day if site.news else None
    days = {documents[d.document_id]: d.day for d in (*site.posts, *site.announcements, *site.profiles)}
    days |= {path: newest for path in ("index.html", "archive/index.html") if newest}
    return render_sitemap(
        (base + ("" if page.path == "index.html" else page.path), days.get(page.path)) for page in shown
    )
