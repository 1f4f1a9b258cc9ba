"""Mentions of code as pages show them: the words of a message become links, with the lines that are meant below."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from egregora_assets.site.addresses import make_anchor
from egregora_assets.site.code.model import Mention
from egregora_assets.site.markdown import EXTERNAL_REL
from egregora_assets.site.printable import one_line, printable
from egregora_assets.site.words import Words

INDEX = "code/index.html"
SHORT_ID = 7
_WEB = re.compile(r"https?://[^\s/]\S*")
_SAID = ' class="said"'


class Mark(NamedTuple):
    """A mention as it is printed.

    Args:
        text: the words in the message that it stands for.
        address: where they lead, relative to the site or at a code host (`is_elsewhere`); empty = nowhere.
        title: what is said of it where one points at it.
        heading: what stands above the lines; empty = no lines are shown.
        lines: the lines; first_line: the number of the first; said: the numbers of the first and last that are named.
        since: a word on what became of the file, if it is another one by now.
    """

    text: str
    address: str
    title: str
    is_elsewhere: bool = False
    heading: str = ""
    lines: tuple[str, ...] = ()
    first_line: int = 1
    said: tuple[int, int] = (0, 0)
    since: str = ""


def file_page(file_id: str) -> str:
    """The page of a file."""
    return f"code/{file_id}.html"


def make_mark(mention: Mention, words: Words) -> Mark:
    """A mention with the words that say what it is."""
    text = printable(mention.text)
    if mention.commit is None:
        return Mark(text, "", _say_lost(mention.reason, words))
    day = words.date(mention.commit.day)
    name = mention.commit.commit_id[:SHORT_ID]
    if not mention.path:
        title = ": ".join(part for part in (name, one_line(mention.commit.subject)) if part)
        own = f"{INDEX}#{make_anchor('c', mention.commit.commit_id)}"
        return Mark(text, mention.address or own, f"{title} ({day})", mention.address is not None)
    place = _name_place(mention, words)
    since, reason = _say_since(mention.since, words), _say_reason(mention.excerpt.reason, words)
    title = " · ".join(part for part in (place, words("code.as_of", day=day, commit=name), since, reason) if part)
    own = file_page(mention.file_id) if mention.file_id else ""
    lines = tuple(printable(mention.excerpt.text).split("\n")) if mention.excerpt.text else ()
    return Mark(
        text,
        mention.address or own,
        title,
        mention.address is not None,
        heading=f"{place} · {words('code.as_of', day=day, commit=name)}" if lines else "",
        lines=lines,
        first_line=mention.excerpt.first_line,
        said=(mention.line_start or 0, mention.line_end or mention.line_start or 0),
        since=since,
    )


def _say_lost(reason: str, words: Words) -> str:
    """Why nothing was found, as `references` has it."""
    told = {
        "no configured repository has this name": words("code.other_repository"),
        "the history began later": words("code.before_history"),
        "there is no such file": words("code.no_file"),
        "there was no such file at that time": words("code.not_then"),
        "several files end so": words("code.several_files"),
        "there is no such commit": words("code.no_commit"),
        "there was no such branch or tag at that time": words("code.no_ref"),
        "no commit is known for this number": words("code.no_request"),
    }
    return told.get(reason, words("code.unresolved"))


def _say_since(since: str, words: Words) -> str:
    return {"changed": words("code.changed"), "gone": words("code.gone")}.get(since, "")


def _say_reason(reason: str, words: Words) -> str:
    """Why no lines are shown."""
    told = {
        "binary": words("code.binary"),
        "too large": words("code.too_large"),
        "no such line": words("code.no_such_line"),
        "not at hand": words("code.not_at_hand"),
        "withheld": words("code.withheld"),
    }
    return told.get(reason, "")


def _name_place(mention: Mention, words: Words) -> str:
    """The path, with the lines that are named."""
    path, first, last = one_line(mention.path), mention.line_start, mention.line_end
    if first is None:
        return path
    lines = words("code.line", n=first) if last in (None, first) else words("code.lines", first=first, last=last)
    return f"{path}, {lines}"


def split_at_marks(text: str, marks: Sequence[Mark]) -> Iterator[tuple[str, Mark | None]]:
    """A text in pieces, in order: each mention with its mark, and what stands between."""
    end = 0
    for mark in marks:
        start = text.find(mark.text, end) if mark.text else -1
        if start < 0:
            continue
        yield text[end:start], None
        end = start + len(mark.text)
        yield text[start:end], mark
    yield text[end:], None


def render_mark(mark: Mark, root: str) -> str:
    """The words of a mention as a link; as text where they lead nowhere, unless they are an address themselves.

    Args:
        root: the relative path from the page's folder to the site's.
    """
    text, title = html.escape(mark.text), html.escape(mark.title)
    if mark.address:
        target = _render_target(mark.address, root, is_elsewhere=mark.is_elsewhere)
        return f'<a class="code" {target} title="{title}">{text}</a>'
    if _WEB.fullmatch(mark.text):
        return f'<a {_render_target(mark.text, root, is_elsewhere=True)} title="{title}">{text}</a>'
    return f'<span title="{title}">{text}</span>'


def render_excerpts(marks: Sequence[Mark]) -> str:
    """The lines that mentions mean, each below its heading, closed; equal ones once."""
    return "".join(_render_excerpt(mark) for mark in dict.fromkeys(marks) if mark.lines)


def _render_excerpt(mark: Mark) -> str:
    since = f' <span class="since">{html.escape(mark.since)}</span>' if mark.since else ""
    first, last = mark.said
    lines = "\n".join(
        f"<li{_SAID if first <= number <= last else ''}><code>{html.escape(line)}</code></li>"
        for number, line in enumerate(mark.lines, mark.first_line)
    )
    return (
        f'<details class="excerpt"><summary>{html.escape(mark.heading)}{since}</summary>\n'
        f'<ol class="lines" start="{mark.first_line}">\n{lines}\n</ol></details>\n'
    )


def _render_target(address: str, root: str, *, is_elsewhere: bool) -> str:
    escaped = html.escape(address)
    return f'href="{escaped}" rel="{EXTERNAL_REL}"' if is_elsewhere else f'href="{root}{escaped}"'
