"""The parts of charts: SVG shapes, pictures that describe themselves, tables.

Colours come from the style sheet by class, so that charts follow dark and light mode.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

WIDTH = 720


def draw_text(x: float, y: float, text: str, anchor: str = "start") -> str:
    """A text at a point."""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{html.escape(text)}</text>'


def draw_bar(x: float, y: float, width: float, height: float, label: str, kind: str = "bar") -> str:
    """A rectangle with a label for pointers and screen readers."""
    return (
        f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="1.5">'
        f"<title>{html.escape(label)}</title></rect>"
    )


def draw_picture(name: str, title: str, description: str, height: float, shapes: Iterable[str]) -> str:
    """An SVG picture of full width, with its title and description."""
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {height:g}" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{html.escape(title)}</title><desc id="{name}-desc">{html.escape(description)}</desc>'
        + "".join(shapes)
        + "</svg>"
    )


def render_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is the heading of each row."""
    columns = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in head)
    body = "".join(
        f'<tr><th scope="row">{html.escape(first)}</th>'
        + "".join(f"<td>{html.escape(c)}</td>" for c in rest)
        + "</tr>\n"
        for first, *rest in rows
    )
    head_row = f"<thead><tr>{columns}</tr></thead>"
    return f"<table><caption>{html.escape(caption)}</caption>{head_row}<tbody>\n{body}</tbody></table>"
