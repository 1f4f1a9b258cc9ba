"""A document's text with what it refers to: all that decides its HTML, rendered once for every place that shows it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from markupsafe import Markup

from egregora_assets.contracts.digests import digest_values
from egregora_assets.site.code.marks import Mark
from egregora_assets.site.code.quotes import add_marks
from egregora_assets.site.markdown import References, render_markdown
from egregora_assets.site.site_model import Medium
from egregora_assets.site.talk.nearby import Nearby
from egregora_assets.site.talk.turns import Around, show_talk

_REFERENCE = re.compile(r"(?:message|media):([0-9a-fA-F-]{32,36})")
_ADDRESS = re.compile(r"\]\(<(https?://[^>\s]+)>\)")
_QUOTED = re.compile(r"^> [—–] \[[^\]\n]*\]\(message:([0-9a-fA-F-]{36})\)", re.MULTILINE)
_PLAIN_ROOT = re.compile(r"[A-Za-z0-9:/._~-]*")


class Places(References, Protocol):
    """Looks up what a document may refer to, and what is said of code there."""

    def find_marks(self, message_id: str) -> tuple[Mark, ...]:
        """The mentions of code in a message, in the order of its text."""

    def find_nearby(self, message_id: str) -> tuple[Nearby, ...]:
        """A message that a document quotes, with what was said just before and after it."""


def list_quoted(content: str) -> list[str]:
    """The ids of the messages that a document quotes as blocks, each once, in order."""
    return list(dict.fromkeys(identifier.lower() for identifier in _QUOTED.findall(content)))


@dataclass(frozen=True)
class Prose:
    """A document's Markdown and its references, resolved. A value: it can be sent to another process.

    Args:
        content: Markdown with `message:UUID` links and `media:UUID` pictures.
        messages: address and author of each message that it may name, by id.
        media: the media that it may name, by id.
        code: mentions of code in these messages, by message id.
        titles: what the addresses that it links to are called, by address.
        nearby: each message that it quotes, with what was said just before and after it, by its id.
    """

    content: str
    messages: Mapping[str, tuple[str, str | None]]
    media: Mapping[str, Medium]
    code: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    nearby: Mapping[str, tuple[Nearby, ...]] = field(default_factory=dict)

    @classmethod
    def resolve(cls, content: str, places: Places) -> Prose:
        """The prose of a text with what `places` knows of its references."""
        messages, media, code = {}, {}, {}
        for identifier in _list_references(content):
            if address := places.message(identifier):
                messages[identifier] = (address, places.find_author(identifier))
                if marks := places.find_marks(identifier):
                    code[identifier] = marks
            if medium := places.medium(identifier):
                media[identifier] = medium
        named = ((url, places.find_title(url)) for url in dict.fromkeys(_ADDRESS.findall(content)))
        nearby = {i: found for i in list_quoted(content) if i in messages and (found := places.find_nearby(i))}
        return cls(content, messages, media, code, {url: title for url, title in named if title}, nearby)

    def message(self, message_id: str) -> str | None:
        """The message's address relative to the site, or None."""
        return self.messages[message_id][0] if message_id in self.messages else None

    def medium(self, media_id: str) -> Medium | None:
        """The medium, or None."""
        return self.media.get(media_id)

    def find_author(self, message_id: str) -> str | None:
        """The id of the person whose message it is, or None."""
        return self.messages[message_id][1] if message_id in self.messages else None

    def find_title(self, url: str) -> str | None:
        """What an address is called, or None."""
        return self.titles.get(url)

    def render(self, root: str) -> Markup:
        """The safe HTML for a page whose folder is `root` away from the site's, or for a feed below the address `root`.

        It is rendered once with a mark, which no text can hold, where the root stands.
        """
        if _PLAIN_ROOT.fullmatch(root):
            return Markup(self._html.replace(self._root_mark, root))  # noqa: S704 - nh3 has the last word on it
        return Markup(self._render(root))  # noqa: S704 - the same

    def render_talk(self, root: str, around: Around) -> Markup:
        """The safe HTML for a page, with its quotes as talk; `root` as for `render`."""
        near = {root + self.messages[i][0]: found for i, found in self.nearby.items()}
        return Markup(show_talk(self.render(root), near, around))  # noqa: S704 - what is added there is escaped

    @cached_property
    def _root_mark(self) -> str:
        return f"root-{digest_values(self.content)}/"

    @cached_property
    def _html(self) -> str:
        return self._render(self._root_mark)

    def _render(self, root: str) -> str:
        """The HTML; what nh3 has passed is added to by links and lines of code, which are escaped."""
        rendered = render_markdown(self.content, self, root)
        return add_marks(rendered, self.messages, self.code, root) if self.code else rendered


def _list_references(content: str) -> Iterable[str]:
    """Every id that the text may name, each once: Markdown also reads escaped letters."""
    found = _REFERENCE.findall(content)
    if "\\" in content or "&" in content:
        found += _REFERENCE.findall(html.unescape(content.replace("\\", "")))
    return dict.fromkeys(identifier.lower() for identifier in found)
