"""A post's HTML as an e-mail has it: styles in the elements, no pictures, no links that lead nowhere from there."""

from __future__ import annotations

import re

from markupsafe import Markup

from egregora_assets.site.mail.styles import STYLES
from egregora_assets.site.markdown import EXTERNAL_REL

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[^\s=>/]+(?:=\"[^\"]*\")?)*)\s*/?>")
_ATTRIBUTE = re.compile(r"([^\s=>]+)=\"([^\"]*)\"")
_LOWER = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_PLAIN = frozenset({"br", "code", "em", "hr", "li", "ol", "s", "strong", "ul"})
_STYLED = frozenset({"blockquote", "p", "pre"})


def render_body(prose: str) -> Markup:
    """The safe HTML of a text for an e-mail.

    Args:
        prose: what `Prose.render` gives. Links that are not absolute become their text, pictures what they show.
    """
    links: list[bool] = []
    return Markup(_TAG.sub(lambda tag: _rewrite(tag, links), prose))  # noqa: S704 - only tags of nh3's are changed


def _rewrite(tag: re.Match[str], links: list[bool]) -> str:
    """A tag in the form that it has in an e-mail, or nothing.

    Args:
        links: whether each link that is open is kept; changed by tags of links.
    """
    is_end, name = bool(tag[1]), tag[2].lower()
    attributes = dict(_ATTRIBUTE.findall(tag[3]))
    if name == "a":
        if is_end:
            return "</a>" if links and links.pop() else ""
        address = attributes.get("href", "")
        links.append(address.startswith(("http://", "https://")))
        return f'<a href="{address}" rel="{EXTERNAL_REL}" style="{STYLES["a"]}">' if links[-1] else ""
    if name == "img":
        alt = attributes.get("alt", "")
        return f"[{alt}]" if alt else ""
    name = _LOWER.get(name, name)
    if name in _PLAIN:
        return f"<{tag[1]}{name}>"
    if name not in _STYLED and name not in STYLES:
        return ""
    style = "attribution" if name == "p" and attributes.get("class") == "attribution" else name
    return f"</{name}>" if is_end else f'<{name} style="{STYLES[style]}">'
