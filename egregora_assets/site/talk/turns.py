"""The quotes of a document as talk: who spoke once, when once, what one person says in a row as bubbles."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from egregora_assets.site.addresses import make_anchor
from egregora_assets.site.conversation import make_initials, render_text
from egregora_assets.site.site_model import hue
from egregora_assets.site.talk.nearby import Nearby

_QUOTE = re.compile(
    r'<blockquote(?: class="(hue-\d+)")?>\n((?:(?!</?blockquote|<p class="attribution">).)*)'
    r'<p class="attribution">[—–] <a href="([^"]*)" class="place">([^<]*)</a></p>\n'
    r"((?:(?!</?blockquote).)*)</blockquote>\n*",
    re.DOTALL,
)
"""A quote with its attribution and the lines of code that it mentions, as a document's HTML has it."""


_LEAD = re.compile(
    r'<p>((?:(?!</?p>).)*<a href="([^"]*)" class="place">)([^<]*)(</a>(?:(?!</?p>).)*):</p>\n$', re.DOTALL
)
"""A sentence that leads into the quote below it, and names who says it."""


class Around(NamedTuple):
    """What is said of the talk around a quote: the words above it, the link's, and their language."""

    summary: str
    onward: str
    language: str


class _Quote(NamedTuple):
    """One quote. `name` and `when` are the two parts of its attribution, escaped; `lead` is a sentence in its place."""

    colour: str
    body: str
    address: str
    name: str
    when: str
    rest: str
    lead: str = ""


def show_talk(rendered: str, near: Mapping[str, Sequence[Nearby]], around: Around) -> str:
    """The HTML of a document with its quotes as talk. What stands in a feed stays without: it has no style there.

    Args:
        rendered: safe HTML, its quotes as `_QUOTE` has them; others stay as they are.
        near: what was said around a quote, by its address in `rendered`.
    """
    parts, end = [], 0
    for run in _find_runs(rendered):
        first, *others = (_read_quote(match) for match in run)
        before, first = _lift_lead(rendered[end : run[0].start()], first)
        turns = (list(turn) for _, turn in groupby((first, *others), key=lambda q: (q.colour, q.name)))
        parts += [before, _render_run(turns, near, around)]
        end = run[-1].end()
    return "".join((*parts, rendered[end:]))


def _find_runs(rendered: str) -> Iterator[list[re.Match[str]]]:
    """Quotes of which one follows the other."""
    run: list[re.Match[str]] = []
    for match in _QUOTE.finditer(rendered):
        if run and match.start() != run[-1].end():
            yield run
            run = []
        run.append(match)
    if run:
        yield run


def _read_quote(match: re.Match[str]) -> _Quote:
    colour, body, address, label, rest = match.groups()
    name, _, when = label.rpartition(", ")
    return _Quote(colour or "", body, address, name or when, when if name else "", rest)


def _lift_lead(before: str, quote: _Quote) -> tuple[str, _Quote]:
    """What stands before a quote, and the quote with the sentence of it that leads there: a name is told once."""
    found = _LEAD.search(before)
    if found is None or (found[2], found[3]) != (quote.address, quote.name):
        return before, quote
    return before[: found.start()], quote._replace(lead=f"{found[1]}<b>{found[3]}</b>{found[4]}")


def _render_run(turns: Iterable[Sequence[_Quote]], near: Mapping[str, Sequence[Nearby]], around: Around) -> str:
    return f'<div class="talk">\n{"".join(_render_turn(turn, near, around) for turn in turns)}</div>\n'


def _render_turn(turn: Sequence[_Quote], near: Mapping[str, Sequence[Nearby]], around: Around) -> str:
    """The quotes of one person in a row: the hour is told again where it is another one."""
    first = turn[0]
    initials = html.escape(make_initials(html.unescape(first.name)))
    disc = f'<span class="disc" aria-hidden="true">{initials}</span>' if first.colour else ""
    bubbles = [
        _render_bubble(quote, has_link=before is not None and (quote.when != before.when or quote.address not in near))
        for quote, before in zip(turn, (None, *turn), strict=False)
    ]
    colour = f' class="{first.colour}"' if first.colour else ""
    hour = f" <small>{first.when}</small>" if first.when else ""
    said = first.lead + hour if first.lead else f'<a href="{first.address}" class="place"><b>{first.name}</b>{hour}</a>'
    return (
        f'<blockquote{colour}>\n<p class="attribution">{disc}{said}</p>\n{"".join(bubbles)}'
        f"{_render_around(turn, near, around)}</blockquote>\n"
    )


def _render_bubble(quote: _Quote, *, has_link: bool) -> str:
    """A quote; its hour leads to its place where nothing above or around it does."""
    hour = f'<p class="at"><a href="{quote.address}" class="place">{quote.when}</a></p>\n' if has_link else ""
    return f'{hour}<div class="bubble">\n{quote.body}{quote.rest}</div>\n'


def _render_around(turn: Sequence[_Quote], near: Mapping[str, Sequence[Nearby]], around: Around) -> str:
    """What was said around the quotes of a turn, closed; nothing where that is the quote alone."""
    addresses = {m.message_id: quote.address for quote in turn for m in near.get(quote.address, ()) if _is(m, quote)}
    lines = list(_gather([near.get(quote.address, ()) for quote in turn]))
    if len(lines) <= 1:
        return ""
    shown = "".join(_render_line(line, before, addresses) for line, before in zip(lines, (None, *lines), strict=False))
    lang = html.escape(around.language)
    return (
        f'<details class="around"><summary lang="{lang}"><span>{html.escape(around.summary)}</span></summary>\n'
        f"<ol>\n{shown}</ol>\n"
        f'<p class="onward" lang="{lang}"><a href="{turn[0].address}" class="place">{html.escape(around.onward)}</a>'
        "</p></details>\n"
    )


def _is(message: Nearby, quote: _Quote) -> bool:
    return quote.address.endswith("#" + make_anchor("m", message.message_id))


def _gather(groups: Iterable[Sequence[Nearby]]) -> Iterator[Nearby | None]:
    """The messages of all groups, each once; None where something lies between."""
    seen: set[str] = set()
    for group in groups:
        new = [message for message in group if message.message_id not in seen]
        if seen and new and len(new) == len(group):
            yield None
        seen.update(message.message_id for message in new)
        yield from new


def _render_line(message: Nearby | None, before: Nearby | None, addresses: Mapping[str, str]) -> str:
    """A message with who speaks, once for several in a row; what is quoted above leads to its place."""
    if message is None:
        return "<li>…</li>\n"
    address = addresses.get(message.message_id)
    name = html.escape(message.name)
    if address:
        who = f'<a href="{address}" class="place"><b>{name}</b></a> '
    else:
        is_new = before is None or before.person_id != message.person_id
        who = f"<b>{name}</b> " if is_new else ""
    here = " here" if address else ""
    return f'<li class="hue-{hue(message.person_id)}{here}">{who}{render_text(message.text)}</li>\n'
