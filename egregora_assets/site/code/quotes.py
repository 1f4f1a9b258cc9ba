"""Mentions of code in the quotes of a document: links, and the lines below."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from egregora_assets.site.code.marks import Mark, render_excerpts, render_mark, split_at_marks

_QUOTE = re.compile(
    r'(<blockquote[^>]*>\n)(.*?)(<p class="attribution">[^<]*<a href="([^"]*)"[^>]*>.*?</blockquote>)', re.DOTALL
)
"""A quote with its attribution, as a document's HTML has it."""


def add_marks(
    rendered: str, messages: Mapping[str, tuple[str, str | None]], code: Mapping[str, tuple[Mark, ...]], root: str
) -> str:
    """The HTML of a document with the mentions of code in its quotes.

    Args:
        rendered: safe HTML.
        messages: address and author of messages, by id; code: their mentions.
        root: what their addresses begin with.
    """
    marks = {html.escape(root + messages[message_id][0]): found for message_id, found in code.items()}

    def mark_quote(quote: re.Match[str]) -> str:
        found = marks.get(quote[4])
        if not found:
            return quote[0]
        body = _mark_text(quote[2], found, root)
        end = quote[3].removesuffix("</blockquote>")
        return f"{quote[1]}{body}{end}{render_excerpts(found)}</blockquote>"

    return _QUOTE.sub(mark_quote, rendered)


def _mark_text(body: str, marks: tuple[Mark, ...], root: str) -> str:
    """The HTML of a quote with its mentions as links: they are looked for as they are escaped, outside of elements."""
    parts = re.split(r"(<[^>]*>)", body)
    left = [mark._replace(text=html.escape(mark.text, quote=False)) for mark in marks]
    by_text = dict(zip(left, marks, strict=True))
    for number in range(0, len(parts), 2):
        pieces = list(split_at_marks(parts[number], left))
        used = [mark for _, mark in pieces if mark]
        left = [mark for mark in left if mark not in used]
        parts[number] = "".join(render_mark(by_text[mark], root) if mark else text for text, mark in pieces)
    return "".join(parts)
