"""Reads the metadata of a web page: title, description, name of the site. As text of limited length, without markup."""

from __future__ import annotations

import codecs
import contextlib
import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser

TITLE_LENGTH = 200
SUMMARY_LENGTH = 500
SITE_NAME_LENGTH = 80
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4_096
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?:\d[\s().\-/–]{0,3}){7,}")
"""A mail address, or enough digits for a telephone number."""
_FIELDS = {
    "og:title": ("title", 0),
    "twitter:title": ("title", 1),
    "og:description": ("summary", 0),
    "description": ("summary", 1),
    "twitter:description": ("summary", 2),
    "og:site_name": ("site_name", 0),
    "application-name": ("site_name", 1),
}
"""The names of metadata, the field that they fill, and their priority (0 = first)."""
_HEADING_RANK = 2
_LENGTHS = {"title": TITLE_LENGTH, "summary": SUMMARY_LENGTH, "site_name": SITE_NAME_LENGTH}


@dataclass(frozen=True)
class Preview:
    """The metadata of a page; None where it has none that can be shown."""

    title: str | None = None
    summary: str | None = None
    site_name: str | None = None


def read_preview(body: bytes, charset: str | None = None) -> Preview:
    """Read a page's metadata.

    Args:
        body: the page's first bytes.
        charset: the encoding that the server names.

    Returns: plain texts of one line, of at most 200, 500 and 80 characters. One that holds a mail address or a
    possible telephone number is left out.
    """
    reader = _Head()
    reader.feed(_decode(body, charset))
    found = {name: _clean(text, _LENGTHS[name]) for name, (_, text) in reader.found.items()}
    return Preview(**{name: text for name, text in found.items() if text and not _PERSONAL.search(text)})


def _decode(body: bytes, charset: str | None) -> str:
    declared = _DECLARED.search(body[:_DECLARED_WITHIN])
    for name in (charset, declared[1].decode("ascii") if declared else None):
        try:
            codec = codecs.lookup(name) if name else None
        except LookupError:
            continue
        if codec:
            with contextlib.suppress(LookupError, UnicodeError):  # some codecs are not for text
                return body.decode(codec.name, "replace")
    return body.decode("utf-8", "replace")


def _clean(text: str, length: int) -> str:
    """A text of one line without control and direction marks, cut at a word."""
    plain = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn") or c in "\u200c\u200d")
    line = " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in plain).split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


class _Head(HTMLParser):
    """Collects a page's metadata until its body begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, tuple[int, str]] = {}
        self._heading: list[str] | None = None
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._is_over:
            return
        if tag == "title" and "title" not in self.found:
            self._heading = []
        elif tag == "meta":
            given = {name: value or "" for name, value in attrs}
            field = _FIELDS.get((given.get("property") or given.get("name") or "").strip().lower())
            if field:
                self._note(*field, given.get("content", ""))
        elif tag == "body":
            self._is_over = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._heading is not None:
            self._note("title", _HEADING_RANK, "".join(self._heading))
            self._heading = None
        elif tag == "head":
            self._is_over = True

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            self._heading.append(data[: 4 * TITLE_LENGTH])

    def _note(self, name: str, rank: int, text: str) -> None:
        """Keep a value, unless one of higher priority is there."""
        known = self.found.get(name)
        if text.strip() and (known is None or rank < known[0]):
            self.found[name] = (rank, text[: 4 * _LENGTHS[name]])
