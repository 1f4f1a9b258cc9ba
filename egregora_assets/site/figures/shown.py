"""Figures that people like to share, as the page of figures says them."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from egregora_assets.site.figures.model import Highlights, Span
from egregora_assets.site.svg import WIDTH, draw_bar, draw_picture, draw_text, render_table

if TYPE_CHECKING:
    from egregora_assets.site.words import Words

_LEFT, _PITCH, _LONGEST = 330, 27, 40
_MOST_MONTHS = 24


def list_sentences(highlights: Highlights, words: Words) -> Iterator[str]:
    """Sentences about days, as HTML; the busiest one is a link to its page, from a page in the site's own folder."""
    if highlights.silence:
        yield html.escape(words("figures.silence", **_say_span(highlights.silence, words)))
    if highlights.streak:
        yield html.escape(words("figures.streak", **_say_span(highlights.streak, words)))
    busiest = highlights.busiest
    if busiest:
        day = html.escape(words.date(busiest.day))
        link = f'<a href="conversation/{busiest.day.isoformat()}.html">{day}</a>'
        yield words("figures.busiest", day=link, n=html.escape(words.count("messages", busiest.message_count)))


def _say_span(span: Span, words: Words) -> dict[str, str]:
    """How long it is, and its first and last day."""
    first, last = words.date(span.first_day), words.date(span.last_day)
    return {"length": words.count("days", span.day_count), "first": first, "last": last}


def list_months(highlights: Highlights, words: Words) -> list[tuple[str, str, str]]:
    """Month, word and emoji, the newest first, of the last two years that have any."""
    told = (one for one in highlights.months if one.word or one.emoji)
    newest = sorted(told, key=lambda one: one.month, reverse=True)[:_MOST_MONTHS]
    return [(words.month_of(one.month), one.word, one.emoji) for one in newest]


def draw_answers(highlights: Highlights, names: Mapping[str, str], words: Words) -> tuple[str, str]:
    """Who answers whom as horizontal bars, and as a table; both empty without pairs.

    Args:
        names: by person; a pair of which one is missing is left out.
    """
    known = [one for one in highlights.answers if one.person_id in names and one.to_id in names]
    if not known:
        return "", ""
    rows = [(f"{names[one.person_id]} → {names[one.to_id]}", one.answer_count) for one in known]
    top = max(count for _, count in rows)
    shapes = []
    for place, (pair, count) in enumerate(rows):
        y, width = 4 + place * _PITCH, max(2.0, round((WIDTH - _LEFT - 70) * count / top, 1))
        label = pair if len(pair) <= _LONGEST else f"{pair[: _LONGEST - 1]}…"
        number = words.number(count)
        shapes += [
            draw_text(_LEFT - 12, y + 15, label, "end"),
            draw_bar(_LEFT, y, width, _PITCH - 7, f"{pair}: {number}"),
            draw_text(_LEFT + width + 8, y + 15, number),
        ]
    title, description = words("chart.answers"), words("chart.answers_description")
    svg = draw_picture("answers", title, description, 8 + len(rows) * _PITCH, shapes)
    head = (words("figures.person"), words("figures.answers"))
    return svg, render_table(title, head, ((pair, words.number(count)) for pair, count in rows))
