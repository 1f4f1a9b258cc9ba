"""Feeds of the newest posts, and the site map. No clock: a feed is as new as its newest post."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from egregora_assets.contracts.instants import to_aware_utc
from egregora_assets.site.printable import one_line
from egregora_assets.site.site_model import Document, Site

MOST_ENTRIES = 30
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - instants are naive UTC throughout
AddressOf = Callable[[Document], str]
BodyOf = Callable[[Document], str]


def _format_hour(moment: dt.datetime) -> str:
    """The hour of an instant: minutes are never published."""
    return f"{moment:%Y-%m-%dT%H:00:00}Z"


def _find_newest(posts: Sequence[Document]) -> dt.datetime:
    return max((p.created_at for p in posts), default=_EPOCH)


def render_atom(site: Site, posts: Sequence[Document], address: AddressOf, body: BodyOf) -> bytes:
    """The posts as Atom (RFC 4287). Entries are identified by document id, so that addresses may change.

    Args:
        address: the address of a post, absolute where the site's own is known.
        body: the HTML of a post.
    """
    base = site.url or ""
    identity = base or f"urn:uuid:{site.chats[0].chat_id}" if site.chats or base else "urn:egregora:empty"
    entries = "".join(
        f"<entry><id>urn:uuid:{p.document_id}</id><title>{escape(one_line(p.title))}</title>"
        f'<link rel="alternate" href={quoteattr(address(p))}/><updated>{_format_hour(p.created_at)}</updated>'
        f"<published>{_format_hour(p.created_at)}</published><summary>{escape(one_line(p.summary))}</summary>"
        + "".join(f"<category term={quoteattr(one_line(t))}/>" for t in p.tags)
        + f'<content type="html" xml:lang={quoteattr(p.language)}>{escape(body(p))}</content></entry>\n'
        for p in posts
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(site.language)}>'
        f"<id>{escape(identity)}</id><title>{escape(site.title)}</title>"
        f"<author><name>{escape(site.title)}</name></author>"
        f'<link rel="self" href="{escape(base)}feed.xml"/>'
        f'<link rel="alternate" href={quoteattr(base or "index.html")}/>'
        f"<generator>Egregora</generator><updated>{_format_hour(_find_newest(posts))}</updated>\n{entries}</feed>\n"
    ).encode()


def render_rss(site: Site, posts: Sequence[Document], address: AddressOf, body: BodyOf) -> bytes:
    """The posts as RSS 2.0. Its links must be absolute, so it is made only for a site whose address is known."""

    def day(moment: dt.datetime) -> str:
        return format_datetime(to_aware_utc(moment.replace(minute=0, second=0, microsecond=0)))

    items = "".join(
        f"<item><title>{escape(one_line(p.title))}</title><link>{escape(address(p))}</link>"
        f'<guid isPermaLink="false">urn:uuid:{p.document_id}</guid><pubDate>{day(p.created_at)}</pubDate>'
        + "".join(f"<category>{escape(one_line(t))}</category>" for t in p.tags)
        + f"<description>{escape(body(p))}</description></item>\n"
        for p in posts
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(site.title)}</title><link>{escape(site.url or '')}</link>"
        f"<description>{escape(site.title)}</description>"
        f"<language>{escape(site.language)}</language><lastBuildDate>{day(_find_newest(posts))}</lastBuildDate>\n"
        f"{items}</channel></rss>\n"
    ).encode()


def render_json(site: Site, posts: Sequence[Document], address: AddressOf, body: BodyOf) -> bytes:
    """The posts as JSON Feed 1.1."""
    base = site.url or ""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.title,
        "language": site.language,
        **({"home_page_url": base, "feed_url": f"{base}feed.json"} if base else {}),
        "items": [
            {
                "id": f"urn:uuid:{p.document_id}",
                "url": address(p),
                "title": one_line(p.title),
                "summary": one_line(p.summary),
                "content_html": body(p),
                "date_published": _format_hour(p.created_at),
                "tags": list(p.tags),
                "language": p.language,
            }
            for p in posts
        ],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def render_robots(base: str | None) -> bytes:
    """What programs that read the web may read: all of it; where the site map is, if the site's address is known."""
    return f"User-agent: *\nAllow: /\n{f'Sitemap: {base}sitemap.xml' + chr(10) if base else ''}".encode()


def render_sitemap(pages: Iterable[tuple[str, dt.date | None]]) -> bytes:
    """The site map for search engines: absolute addresses of pages, with the day of the last change where known."""
    rows = "".join(
        f"<url><loc>{escape(address)}</loc>" + (f"<lastmod>{day.isoformat()}</lastmod>" if day else "") + "</url>\n"
        for address, day in pages
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    ).encode()
