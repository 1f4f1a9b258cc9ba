"""What the pages of a site share: lookups, addresses, rendered documents, filled templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from markupsafe import Markup

from egregora_assets.site.addresses import Addresses, make_anchor
from egregora_assets.site.conversation import make_initials
from egregora_assets.site.markdown import EXTERNAL_REL, find_pull_quote, render_markdown
from egregora_assets.site.page import CONTENT_SECURITY_POLICY, Page, SiteFile, fill_template
from egregora_assets.site.printable import one_line, shorten
from egregora_assets.site.site_model import Document, Medium, Site, hue
from egregora_assets.site.statistics_model import Person
from egregora_assets.site.words import Words

_MEDIUM = re.compile(r"\]\(media:([0-9a-fA-F-]{36})\)")


class SiteContext:
    """Looks things up in one site and fills its templates."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.words = Words(site.language)
        self.addresses = Addresses(site)
        self.people: Mapping[str, Person] = {p.person_id: p for p in site.people}
        self.media: Mapping[str, Medium] = {m.media_id: m for m in site.media}
        self.posts: Mapping[str, Document] = {p.document_id: p for p in site.posts}
        self.chats = {c.chat_id: c for c in site.chats}

    def message(self, message_id: str) -> str | None:
        """The message's address relative to the site, or None."""
        return self.addresses.message(message_id)

    def medium(self, media_id: str) -> Medium | None:
        """The medium, or None."""
        return self.media.get(media_id)

    def find_author(self, message_id: str) -> str | None:
        """The id of the person whose message it is, or None."""
        place = self.site.places.get(message_id)
        return place.person_id if place else None

    def build_page(self, template: str, page: Page, document_id: str | None = None, **values: object) -> SiteFile:
        """A page: its template with its values. `document_id` is the document that it shows, if any."""
        return SiteFile(page.path, fill_template(template, page, **self._shared, **values), document_id)

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
            "cover": self.find_cover,
            "pull_quote": find_pull_quote,
            "hue": hue,
            "initials": make_initials,
            "one_line": one_line,
            "shortened": shorten,
            "anchor": make_anchor,
            "has": self.sections,
        }

    @property
    def sections(self) -> dict[str, bool]:
        """Which sections the navigation offers: an empty one is left out."""
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

    def render_document(self, document: Document, root: str) -> Markup:
        """The document's text as safe HTML for a page whose folder is `root` away from the site's."""
        return Markup(render_markdown(document.content, self, root))  # noqa: S704 - nh3 has the last word on it

    def find_cover(self, post: Document) -> Medium | None:
        """The first picture that a post shows."""
        shown = (self.media.get(i.lower()) for i in _MEDIUM.findall(post.content))
        return next((m for m in shown if m and m.is_picture), None)
