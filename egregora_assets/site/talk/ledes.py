"""What stands on the first screen of a document, once: its lede, and the picture of what is told first."""

from __future__ import annotations

import re

from markupsafe import Markup

from egregora_assets.site.printable import one_line

_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)")
_ESCAPED = re.compile(r"\\([^\w\s])")
_FIRST = re.compile(r"<p>(.*?)</p>\n", re.DOTALL)
_PICTURE = re.compile(r'<p class="picture"><a (?:(?!</p>).)*</p>\n', re.DOTALL)
_TALK, _HEADING = '<div class="talk">', "<h2"
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


def lift_picture(rendered: Markup) -> tuple[Markup, Markup]:
    """The picture of what is told first, with what is said of it, and the rest; nothing and all without one."""
    found = _PICTURE.search(rendered)
    if found is None or rendered.find(_HEADING, rendered.find(_TALK), found.start()) >= 0:
        return Markup(), rendered
    rest = rendered[: found.start()] + rendered[found.end() :]
    return Markup(found[0]), Markup(rest)  # noqa: S704 - parts of what is safe
