"""Telegram's HTML: `messages.html`, `messages2.html` and so on, the pages of one chat in one folder.

Source: Telegram Desktop's HTML writer. Pages name people, and have no ids of them; notices have no time and get that of
the message before. A page is cut at its messages, and each is parsed by itself, so that a broken one costs itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_text import replace_unreadable
from egregora_assets.readers.programs.moments import Moment, parse_iso_time
from egregora_assets.readers.programs.people import People, isolate_name
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.programs.telegram_html.messages import PageMessage, read_message
from egregora_assets.readers.relations import Reaction

_PAGE = re.compile(r"messages(\d{0,6})\.html?", re.IGNORECASE)
_MESSAGE = re.compile(r'<div\b[^<>]{0,200}?\bid="message(?P<id>-?\d{1,20})"[^<>]{0,200}>')
_CLASS = re.compile(r'\bclass="([^"<>]{0,200})"')
_TITLE = re.compile(r'<div class="page_header">.{0,2000}?<div class="text bold">(.{0,400}?)</div>', re.DOTALL)
_TIME = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:?\d\d))?")
_VIA = re.compile(r"\s+via @\w{1,64}$")
_PLACE = re.compile(r"[?&]q=(-?\d{1,3}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)")
_COPY = re.compile(r" \(\d+\)(?=\.[^.]*$|$)")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LONGEST_MESSAGE = 1 << 17
_GONE = "Deleted Account"
_CALL = re.compile(r"(?P<who>.{1,200}?) started (?:voice|video) chat.{0,80}")
_NOTICE = re.compile(
    r"(?P<who>.{1,200}?) (?P<done>created (?:group|channel|topic) «|changed (?:group|channel) title to «|"
    r"changed topic title to «|"
    r"(?:changed|removed|deleted) (?:group|channel) photo|joined (?:group|channel) by (?:link from|request)|invited|"
    r"removed|left group|pinned|converted this group to a supergroup|cleared history|took a screenshot|"
    r"joined Telegram|has set messages|scheduled a voice chat for|changed chat theme to|disabled chat theme|"
    r"set a new background|set the same background|scored)(?:(?<=«)|\b)(?P<rest>.{0,2000})"
)
_MEMBERS = re.compile(r"» with members (?P<names>.+)$")
_WITH_PEOPLE = frozenset(["invited", "removed", "joined group by link from", "joined channel by link from"])


def find_pages(content: ExportContent) -> dict[str, list[str]]:
    """The pages of each chat in the order of their numbers, by folder."""
    folders: dict[str, list[tuple[int, str]]] = {}
    for name in content.find_parts(_is_page, lambda name: _PAGE.fullmatch(base_name(name)) is not None):
        found = _PAGE.fullmatch(base_name(name))
        folders.setdefault(folder_name(name), []).append((int(found[1] or 1) if found else 1, name))
    return {folder: [name for _, name in sorted(folders[folder])] for folder in sorted(folders)}


def _is_page(head: str) -> bool:
    """Whether a text is a page of a chat."""
    return head.lstrip("\ufeff \r\n\t")[:1] == "<" and "page_wrap" in head and _MESSAGE.search(head) is not None


def read_pages(content: ExportContent, time_zone: str) -> Sequence[SourceChat]:
    """One conversation a folder.

    Raises:
        ExportTooLarge, ArchiveDamaged: a page cannot be read.
    """
    chats = []
    for folder, pages in find_pages(content).items():
        chat = _Chat(ChatRows(People(), time_zone), content, folder)
        title = ""
        for page in pages:
            text = content.text(page)
            found = _TITLE.search(text[: 1 << 16])
            title = title or (replace_unreadable(html.unescape(found[1])).strip() if found else "")
            chat.take(text)
        chats.append(chat.finish(title))
    return chats


def _cut(page: str) -> Iterator[tuple[re.Match[str], str]]:
    """The messages of a page: where each begins, and all up to the next one."""
    before: re.Match[str] | None = None
    for found in _MESSAGE.finditer(page):
        if before is not None:
            yield before, page[before.start() : found.start()]
        before = found
    if before is not None:
        yield before, page[before.start() :]


@dataclass
class _Chat:
    """A chat that is being read.

    Attributes:
        author: of the last message, which those joined to it share; None where nobody knows.
        moment: of the last message; waiting: notices before the first one.
    """

    rows: ChatRows
    content: ExportContent
    folder: str
    author: str | None = None
    moment: Moment | None = None
    waiting: list[tuple[str, PageMessage]] = field(default_factory=list)

    def take(self, page: str) -> None:
        """Adds the messages of a page."""
        for start, piece in _cut(page):
            classes = _CLASS.search(start[0])
            words = classes[1].split() if classes else []
            if "message" not in words or ("service" in words and start["id"].startswith("-")):
                continue  # the line of a day
            self.rows.begin()
            found = read_message(piece) if len(piece) <= _LONGEST_MESSAGE else None
            if found is None:
                self.author = None
                self.rows.reject(piece[:_LONGEST_MESSAGE], "its HTML is too long or nested too deeply")
            elif "service" in words:
                self._add_notice(start["id"], found)
            else:
                reason = self._add_message(start["id"], found, is_joined="joined" in words)
                if reason:
                    self.rows.reject(piece, reason)

    def finish(self, title: str) -> SourceChat:
        """The conversation."""
        for _ in self.waiting:
            self.rows.reject("", "no possible time")
        return self.rows.finish(title)

    def _add_message(self, message_id: str, found: PageMessage, *, is_joined: bool) -> str | None:
        """Adds a message, or returns why it cannot be read."""
        label = _VIA.sub("", found.author)
        if label or not is_joined:
            self.author = self._add_person(label) if label else None
        moment = _read_time(found.time)
        if moment is None:
            return "no possible time"
        if self.author is None:
            return "no author"
        if not self.rows.is_new(message_id):
            return "an earlier record has its id"
        self.moment = moment
        waiting, self.waiting = self.waiting, []
        for notice_id, notice in waiting:
            self._add_notice(notice_id, notice)
        text, kind = _describe(found), found.kind
        reactions = [Reaction(self._add_person(n), emoji) for emoji, names in found.reactions for n in names if n]
        files = self._add_file(found, message_id) if kind == "media" else []
        self.rows.add(
            Message(moment, self.author, text, kind, files, False, message_id, found.answered or None, reactions)
        )
        return None

    def _add_person(self, label: str) -> str:
        return self.rows.people.add("deleted", "") if label == _GONE else self.rows.people.add(f"named {label}", label)

    def _add_file(self, found: PageMessage, message_id: str) -> list[str]:
        """Adds the message's file, and returns its name, which is the one that the JSON gives."""
        path = found.file
        if found.form == "file" and found.file_name:
            name = attachment_name(found.file_name, message_id)
        elif found.form == "photo" and path:
            name = attachment_name("photo.jpg", message_id)
        elif path and not _OUTSIDE.match(path):
            _, dot, ending = _COPY.sub("", base_name(path)).rpartition(".")
            name = attachment_name(found.form + (f".{ending}" if dot else ""), message_id)
        else:
            return []
        if path and self.content.entry(self.folder + path) is not None:
            self.rows.attach(name, self.folder + path)
        return [name]

    def _add_notice(self, message_id: str, found: PageMessage) -> None:
        if self.moment is None:
            self.waiting.append((message_id, found))
            return
        if not self.rows.is_new(message_id):
            self.rows.reject(found.service, "an earlier record has its id")
            return
        call = _CALL.fullmatch(found.service)
        if call:
            self.rows.add(Message(self.moment, self._add_person(call["who"]), "", "call", message_id=message_id))
        else:
            text = self._describe_notice(" ".join(found.service.split()))
            self.rows.add(Message(self.moment, None, text, message_id=message_id))

    def _describe_notice(self, service: str) -> str:
        """A notice with its names as mentions; one that is not known says nothing, as its names cannot be told."""
        found = _NOTICE.fullmatch(service)
        if found is None:
            return "something changed"
        done, rest = found["done"], found["rest"].strip()
        people: list[str] = []
        if done in _WITH_PEOPLE:
            people, rest = rest.removesuffix(" to the voice chat").split(", "), ""
        elif members := _MEMBERS.search(rest):
            people, rest = members["names"].split(", "), rest[: members.start() + 1]
        elif not done.endswith("«"):
            rest = ""
        names = ", ".join(isolate_name(self._add_person(p.strip())) for p in people if p.strip())
        title = f'"{rest.rstrip("»").strip()}"' if done.endswith("«") else ""
        parts = [isolate_name(self._add_person(found["who"])), done.rstrip(" «"), names, title]
        return " ".join(p for p in parts if p)


def _read_time(text: str) -> Moment | None:
    """The instant in "01.05.2024 10:00:00 UTC+00:00"; without an offset what the clock of the computer showed."""
    found = _TIME.match(text)
    return parse_iso_time(f"{found[3]}-{found[2]}-{found[1]}T{found[4]}{found[5] or ''}") if found else None


def _describe(found: PageMessage) -> str:
    """The text of a message, with what its media say."""
    if found.kind == "poll":
        return "\n".join([found.question, *(f"- {a}" for a in found.answers if a)]).strip()
    if found.kind == "location":
        place = _PLACE.search(found.link)
        link = f"https://maps.google.com/?q={place[1]},{place[2]}" if place else ""
        return f"{link}\n{found.text}".strip()
    return "" if found.kind in ("call", "contact") else found.text
