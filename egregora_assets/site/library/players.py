"""Video and audio on a page, played by the browser itself; nothing is loaded before somebody asks for it."""

from __future__ import annotations

import html

from egregora_assets.site.printable import one_line
from egregora_assets.site.site_model import Medium


def render_player(medium: Medium, root: str) -> str:
    """The HTML of a recording with its controls.

    Args:
        root: the relative path from the page's folder to the site's.
    """
    size = f' width="{medium.width}" height="{medium.height}"' if medium.width and medium.height else ""
    poster = f' poster="{root}{html.escape(medium.thumbnail)}"' if medium.thumbnail else ""
    what = f'src="{root}{html.escape(medium.path or "")}" aria-label="{html.escape(one_line(medium.label))}"'
    if medium.media_type == "video":
        return f'<video class="player" {what}{poster}{size} controls="controls" preload="none"></video>'
    return f'<audio class="player" {what} controls="controls" preload="none"></audio>'
