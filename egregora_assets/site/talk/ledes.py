"""The lede of a document: where its text begins with its summary, that is shown once."""

from __future__ import annotations

import re

from markupsafe import Markup

from egregora_assets.site.printable import one_line

_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)")
_ESCAPED = re.compile(r"\\([^\w\s])")
_FIRST = re.compile(r"<p>(.*?)</p>\n", re.DOTALL)
_COMPARED = 60
"""Characters from which it is clear that both are the same."""


def begins_with_summary(content: str, summary: str) -> bool:
    """Whether the first paragraph of some Markdown says what the summary does, links and escapes apart."""
    first = content.split("\n\n", 1)[0]
    plain = one_line(_ESCAPED.sub(r"\1", _LINK.sub(r"\1", first)))
    wanted = one_line(summary)
    return bool(wanted) and plain[:_COMPARED] == wanted[:_COMPARED]


def split_lede(rendered: Markup) -> tuple[Markup, Markup]:
    """What stands in the first paragraph of a document's HTML, and the rest; nothing and all if it begins otherwise."""
    found = _FIRST.match(rendered)
    if found is None:
        return Markup(), rendered
    return Markup(found[1]), Markup(rendered[found.end() :])  # noqa: S704 - parts of what is safe
