"""The messages of the conversation as HTML, and its calendar.

Rows are joined as text, not by the template engine: there are thousands of times more messages than posts.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from calendar import Calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from markupsafe import Markup

from egregora_assets.contracts.addresses.bare_hosts import find_bare_hosts
from egregora_assets.site.addresses import day_page, make_anchor
from egregora_assets.site.code.marks import Mark, render_excerpts, render_mark, split_at_marks
from egregora_assets.site.conversation_model import Answered, Message, read_messages
from egregora_assets.site.library.players import render_player
from egregora_assets.site.library.repeats import find_shown_above, render_other_days
from egregora_assets.site.markdown import EXTERNAL_REL, render_picture
from egregora_assets.site.printable import one_line, printable
from egregora_assets.site.site_model import Medium, hue
from egregora_assets.site.words import Words

_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}'’”»]")
_PLACEHOLDER = re.compile(r"\[[a-z]+(?:_[a-z]+)*-\d{1,6}\]")
_LEVELS = 4


def make_initials(name: str) -> str:
    """One or two letters that stand for a name."""
    words = [w for w in one_line(name).replace("-", " ").split() if w[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [w[0] for w in words]
    return "".join(letters).upper() or "?"


def render_text(text: str, marks: Sequence[Mark] = (), root: str = "") -> str:
    """A message as HTML: escaped, its line breaks kept, addresses linked, placeholders marked.

    Args:
        marks: its mentions of code, in order; root: the relative path from the page's folder to the site's.
    """
    shown = printable(text).strip()
    if not marks:
        return _render_plain(shown)
    parts = split_at_marks(shown, marks)
    return "".join(render_mark(mark, root) if mark else _render_plain(part) for part, mark in parts)


def _render_plain(shown: str) -> str:
    """Text between mentions of code, as HTML."""
    parts, end = [], 0
    for start, address, url in _find_addresses(shown):
        if start >= end:
            link = f'<a href="{html.escape(url)}" rel="{EXTERNAL_REL}">{html.escape(address)}</a>'
            parts += [_escape(shown[end:start]), link]
            end = start + len(address)
    return "".join((*parts, _escape(shown[end:])))


def _find_addresses(text: str) -> list[tuple[int, str, str]]:
    """Where the addresses of a text begin, as they are written and as they are meant, by place."""
    whole = [(url.start(), url[0], url[0]) for url in _URL.finditer(text)] if "://" in text else []
    bare = [(host.start, host.text, host.url) for host in find_bare_hosts(text)]
    return sorted((*whole, *bare)) if bare else whole


def _escape(text: str) -> str:
    """Text between addresses, as HTML."""
    escaped = html.escape(text, quote=False)
    if "[" in escaped:
        escaped = _PLACEHOLDER.sub(r"<i>\g<0></i>", escaped)
    return escaped.replace("\n", "<br>")


@dataclass(frozen=True)
class Transcript:
    """Renders messages as rows.

    Args:
        words: the site's words.
        names: shown name by person id, escaped.
        profiles: path of the profile by person id, for those who have one.
        media: medium by id.
        files: media ids by message id.
        notes: escaped HTML below a message, by message id.
        answers: what a message answers, by message id.
        reactions: emoji with the number of people, by message id.
        announced: what a notice says in the site's language, by message id, where it is understood.
        code: mentions of code by message id.
        root: the relative path from the page's folder to the site's.
    """

    words: Words
    names: Mapping[str, str]
    profiles: Mapping[str, str]
    media: Mapping[str, Medium]
    files: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, str]
    root: str
    answers: Mapping[str, Answered] = field(default_factory=dict)
    reactions: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    announced: Mapping[str, str] = field(default_factory=dict)
    code: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)

    def rows(self, messages: list[Message]) -> str:
        """The HTML of messages in order, grouped under the name of who wrote them in a row."""
        return "".join(
            self._render_notices(run) if person is None else self._render_turn(person, run)
            for person, run in ((p, list(r)) for p, r in groupby(messages, key=lambda m: m.person_id))
        )

    def _render_notices(self, run: list[Message]) -> str:
        texts = ((m.message_id, self.announced.get(m.message_id, m.text)) for m in run)
        shown = ((make_anchor("m", i), render_text(text) or self.words("kind.system")) for i, text in texts)
        return "".join(f'<p class="notice" id="{identifier}">{text}</p>\n' for identifier, text in shown)

    def _render_turn(self, person: str, run: list[Message]) -> str:
        name = self.names.get(person, html.escape(self.words("conversation.somebody")))
        profile = self.profiles.get(person)
        shown = f'<a href="{self.root}{profile}">{name}</a>' if profile else name
        initials = html.escape(make_initials(html.unescape(name)))
        first = make_anchor("m", run[0].message_id)
        lines = "".join(
            self._render_line(m, is_first=before is None, is_later=before is not None and m.clock != before.clock)
            for m, before in zip(run, (None, *run), strict=False)
        )
        return (
            f'<div class="turn hue-{hue(person)}"><span class="disc" aria-hidden="true">{initials}</span>'
            f'<p class="who">{shown} <a href="#{first}">{run[0].clock}</a></p>\n{lines}</div>\n'
        )

    def _render_line(self, m: Message, *, is_first: bool, is_later: bool) -> str:
        """A message; its hour leads to it, and stands there where it is another one than that of the message before."""
        identifier = make_anchor("m", m.message_id)
        mark = f" <small>{self.words('conversation.edited')}</small>" if m.is_edited else ""
        body = f"{self._render_body(m)}{mark}"
        answered, reactions = self._render_answered(m.message_id), self._render_reactions(m.message_id)
        lines = render_excerpts(self.code.get(m.message_id, ()))
        note = lines + reactions + self.notes.get(m.message_id, "")
        hour = (
            f'<a href="#{identifier}">{m.clock}</a>'
            if is_later
            else f'<a href="#{identifier}" aria-label="{m.clock}"></a>'
        )
        return f'<div id="{identifier}">{"" if is_first else hour}{answered}<p>{body}</p>{note}</div>\n'

    def _render_answered(self, message_id: str) -> str:
        """A link to what a message answers."""
        found = self.answers.get(message_id)
        if found is None:
            return ""
        name = self.names.get(found.person_id, html.escape(self.words("conversation.somebody")))
        href = f"{self.root}{day_page(found.day)}#{make_anchor('m', found.message_id)}"
        return (
            f'<p class="answers"><a href="{href}">{html.escape(self.words("conversation.in_reply_to"))} {name}</a></p>'
        )

    def _render_reactions(self, message_id: str) -> str:
        """The emoji under a message, with the number of people where it is more than one."""
        found = self.reactions.get(message_id)
        if not found:
            return ""
        signs = "".join(f"<li>{html.escape(s)}{f' {n}' if n > 1 else ''}</li>" for s, n in found)
        return f'<ul class="reactions" aria-label="{html.escape(self.words("conversation.reactions"))}">{signs}</ul>'

    def _render_body(self, m: Message) -> str:
        files = self.files.get(m.message_id, ())
        parts = [self._render_file(self.media[i], m) for i in files if i in self.media]
        text = render_text(m.text, self.code.get(m.message_id, ()), self.root)
        if text:
            parts.append(text)
        elif not parts:
            parts.append(f"<em>{html.escape(self.words(f'kind.{m.kind}' if m.kind != 'text' else 'kind.media'))}</em>")
        return "".join(parts)

    def _render_file(self, medium: Medium, m: Message) -> str:
        """A file beside the words that it came with; what these say is not repeated."""
        label, root = html.escape(one_line(medium.label)), self.root
        if medium.path is None:
            kind = "picture" if medium.media_type == "image" else medium.media_type
            words = f"{self.words(f'media.{kind}')}, {self.words('media.left_out')}"
            return f"<em>{html.escape(words)}</em><br>"
        if (above := find_shown_above(medium, m.message_id)) is not None:
            return f'<a href="#{make_anchor("m", above)}"><em>{html.escape(self.words("media.repeated"))}</em></a><br>'
        others = render_other_days(medium, m.message_id, self.words, root)
        if medium.is_picture:
            return f'<a class="shot" href="{root}{medium.path}">{render_picture(medium, root, label)}</a>{others}'
        if medium.is_recording:
            return f"{render_player(medium, root)}{others}"
        return f'<a href="{root}{medium.path}">{label}</a>{others}<br>'


def render_talk(
    rows: bytes, chats: Sequence[tuple[str, str]], transcript: Transcript, lines: Sequence[tuple[str, str]] = ()
) -> Iterator[tuple[str, Markup]]:
    """The messages of a day, chat by chat: title and HTML.

    Args:
        rows: the messages (`serialize_rows`).
        chats: id and title of each chat, in order.
        lines: chat and text of what stands above its messages.
    """
    messages = read_messages(rows)
    for chat_id, title in chats:
        own = [m for m in messages if m.chat_id == chat_id]
        above = "".join(f'<p class="notice milestone">{html.escape(t)}</p>\n' for c, t in lines if c == chat_id)
        yield title, Markup(above + transcript.rows(own))  # noqa: S704 - escaped here and by the transcript


def render_months(year: int, days: Mapping[dt.date, int], words: Words) -> Iterator[tuple[str, str]]:
    """The months of a year that have messages: name, and weeks as table rows (HTML).

    Args:
        days: the number of messages of each day that has any.
    """
    fullest = max(days.values(), default=1)
    for month in range(1, 13):
        weeks = Calendar().monthdatescalendar(year, month)
        if not any(day in days for week in weeks for day in week if day.month == month):
            continue
        rows = "".join(
            "<tr>" + "".join(_render_day(day, days.get(day), month, fullest, words) for day in week) + "</tr>\n"
            for week in weeks
        )
        yield words.month_of(dt.date(year, month, 1)), rows


def _render_day(day: dt.date, count: int | None, month: int, fullest: int, words: Words) -> str:
    if day.month != month:
        return "<td></td>"
    if count is None:
        return f"<td>{day.day}</td>"
    level = 1 + min(_LEVELS - 1, _LEVELS * count // (fullest + 1))
    label = html.escape(f"{words.date(day)}: {words.count('messages', count)}")
    href = day_page(day).removeprefix("conversation/")
    return f'<td><a class="level-{level}" href="{href}" aria-label="{label}">{day.day}</a></td>'
