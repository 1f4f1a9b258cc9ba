"""A post as a Markdown file of its own, with front matter in YAML."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from egregora_assets.contracts.identifiers import public_uuid

OFFERED = "offered"
"""The folder of what the writer would write in the place of posts that people edited."""
_OWN_LINK = re.compile(r"!?\[((?:[^\]\\]|\\.)*)\]\((?:message|media):[^)\s]*\)")
"""Links to messages and pictures, which lead nowhere outside of the site."""


@dataclass(frozen=True)
class Citation:
    """A message that a post quotes: its id, the quoted words, the heading that they stand under."""

    message: str
    quote: str
    section: str


@dataclass(frozen=True)
class Post:
    """A post: `date` is the first day that it tells of, `content` Markdown.

    `version` is the digest of the writer's version that it is, or was made from.
    """

    document_id: str
    slug: str
    chat: str
    date: dt.date
    language: str
    title: str
    summary: str
    tags: tuple[str, ...]
    citations: tuple[Citation, ...]
    content: str
    status: str = "published"
    version: str = ""


def render_post(post: Post) -> bytes:
    """The file of a post: the same post gives the same bytes."""
    lines = ["---", *_render_front_matter(post), "---", "", show_content(post.content), ""]
    return "\n".join(lines).encode()


def hide_own_links(text: str) -> str:
    """Markdown without the links that lead nowhere outside of the site."""
    return _OWN_LINK.sub(r"\1", text)


def show_content(content: str) -> str:
    """A post's Markdown as it stands in its file."""
    return hide_own_links(content).strip("\n")


def digest_version(title: str, summary: str, content: str) -> str:
    """A digest of what a file says of a post, by which an unchanged one is known."""
    shown = (" ".join(text.split()) for text in (title, summary))
    return public_uuid("post-version", *shown, *(line.rstrip() for line in show_content(content).split("\n")))


def _render_front_matter(post: Post) -> Iterator[str]:
    yield f"title: {_quote(post.title)}"
    yield f"date: {post.date.isoformat()}"
    for name in ("slug", "chat", "language", "summary"):
        yield f"{name}: {_quote(getattr(post, name))}"
    yield f"id: {_quote(post.document_id)}"
    yield f"version: {_quote(post.version)}"
    yield f"status: {post.status}"
    yield f"tags: [{', '.join(map(_quote, post.tags))}]"
    yield "citations:" if post.citations else "citations: []"
    for citation in post.citations:
        yield f"  - message: {_quote(citation.message)}"
        yield f"    quote: {_quote(citation.quote)}"
        yield f"    section: {_quote(citation.section)}"


def _quote(text: str) -> str:
    """A string as YAML has it in double quotes: as JSON, and what cannot be printed by its number."""
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in json.dumps(text, ensure_ascii=False))
