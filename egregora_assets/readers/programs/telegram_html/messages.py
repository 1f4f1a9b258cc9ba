"""What stands in one message of Telegram's HTML: its fields, by the classes of the elements around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from egregora_assets.readers.programs.json_text import replace_unreadable
from egregora_assets.readers.programs.people import mark

_EMPTY = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"])
_ANSWERED = re.compile(r"go_to_message(-?\d{1,20})")
_FILE_FORMS = {
    "photo_wrap": "photo",
    "media_photo": "photo",
    "video_file_wrap": "video_file",
    "media_video": "video_message",
    "animated_wrap": "animation",
    "sticker_wrap": "sticker",
    "media_voice_message": "voice_message",
    "media_audio_file": "audio_file",
    "media_file": "file",
}
_FORMS = {
    "media_contact": "contact",
    "media_location": "location",
    "media_live_location": "location",
    "media_venue": "location",
    "media_call": "call",
    "media_poll": "poll",
    **dict.fromkeys(_FILE_FORMS, "media"),
}
_DEEPEST = 60


@dataclass
class PageMessage:
    """One message of a page.

    Attributes:
        time: as the page has it, or empty; author: empty where it is that of the message above.
        text: with marks for mentions; service: the text of a notice.
        kind: `text`, or what its media are; form: of its file, such as `photo`; file: its path; file_name: its title.
        answered: id of the answered message; reactions: emoji, and the names that the page shows.
    """

    time: str = ""
    author: str = ""
    text: str = ""
    service: str = ""
    kind: str = "text"
    form: str = ""
    file: str = ""
    file_name: str = ""
    link: str = ""
    answered: str = ""
    question: str = ""
    answers: list[str] = field(default_factory=list)
    reactions: list[tuple[str, list[str]]] = field(default_factory=list)


def read_message(html: str) -> PageMessage | None:
    """The message in a piece of a page; None where its elements are nested too deeply."""
    parser = _MessageParser()
    parser.feed(html)
    parser.close()
    return None if parser.is_too_deep else parser.finish()


class _MessageParser(HTMLParser):
    """Collects the texts of the elements that matter."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.is_too_deep = False
        self._found = PageMessage()
        self._stack: list[tuple[str, frozenset[str]]] = []
        self._texts: dict[str, list[str]] = {}
        self._link: tuple[str, int, bool] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what an element says by its attributes, and that its text begins."""
        values = {name: value or "" for name, value in attrs}
        classes = frozenset(values.get("class", "").split())
        if tag == "br":
            self._append("\n", is_raw=True)
        if tag in _EMPTY or self.is_too_deep:
            return
        self._stack.append((tag, classes))
        self.is_too_deep = len(self._stack) > _DEEPEST
        if "date" in classes and values.get("title") and not self._is_inside("from_name", "forwarded"):
            self._found.time = self._found.time or values["title"]
        if self._is_inside("reply_to") and tag == "a":
            answered = _ANSWERED.search(values.get("href", "") + values.get("onclick", ""))
            self._found.answered = answered[1] if answered else ""
        if self._is_inside("media_wrap"):
            self._note_media(classes, values.get("href", ""))
        if "answer" in classes:
            self._found.answers.append("")
        if "reaction" in classes:
            self._found.reactions.append(("", []))
        if "initials" in classes and self._is_inside("reaction") and self._found.reactions and values.get("title"):
            self._found.reactions[-1][1].append(values["title"])
        if tag == "a" and self._field() == "text":
            self._link = values.get("href", ""), len(self._texts.get("text", [])), "MentionName" in str(values)

    def handle_endtag(self, tag: str) -> None:
        """Notes that an element's text ends; an end without a beginning is passed over."""
        if tag == "a" and self._link is not None:
            self._close_link()
        if any(name == tag for name, _ in self._stack):
            while self._stack and self._stack.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Takes a piece of text."""
        self._append(data)

    def finish(self) -> PageMessage:
        """The message."""
        found = self._found
        text = {name: _strip_lines("".join(pieces)) for name, pieces in self._texts.items()}
        found.author, found.text = text.get("author", ""), text.get("text", "")
        found.service, found.question = text.get("service", ""), text.get("question", "")
        found.file_name = text.get("title", "") if found.form == "file" else ""
        found.answers = [_strip_lines(a).removeprefix("- ") for a in found.answers]
        found.reactions = [(e.strip(), names) for e, names in found.reactions if e.strip()]
        return found

    def _append(self, data: str, *, is_raw: bool = False) -> None:
        name = self._field()
        clean = replace_unreadable(data)
        if not is_raw and "\n" in clean:
            first, *middle, last = clean.split("\n")
            clean = " ".join([first.rstrip(), *(line.strip() for line in middle), last.lstrip()])
        if name == "answer" and self._found.answers:
            self._found.answers[-1] += clean
        elif name == "emoji" and self._found.reactions:
            emoji, names = self._found.reactions[-1]
            self._found.reactions[-1] = emoji + clean, names
        elif name:
            self._texts.setdefault(name, []).append(clean)

    def _field(self) -> str:
        """The field that the text here belongs to; empty where it is none."""
        for tag, classes in reversed(self._stack):
            if "from_name" in classes:
                return "" if self._is_inside("forwarded") else "author"
            if tag == "div" and "text" in classes:
                return "text"
            if self._is_inside("reaction"):
                return "emoji" if "emoji" in classes else ""
            if classes & {"question", "answer", "title"}:
                return next(n for n in ("question", "answer", "title") if n in classes)
            if {"body", "details"} <= classes:
                return "service"
            if classes & {"details", "date", "signature", "userpic", "initials", "status", "description"}:
                return ""
        return ""

    def _is_inside(self, *names: str) -> bool:
        return any(name in classes for _, classes in self._stack for name in names)

    def _note_media(self, classes: frozenset[str], address: str) -> None:
        for name in sorted(classes & _FORMS.keys()):
            self._found.kind, self._found.form = _FORMS[name], _FILE_FORMS.get(name, "")
            if self._found.form:
                self._found.file = address
            else:
                self._found.link = address

    def _close_link(self) -> None:
        """Ends a link: a mention becomes a mark, and an address that the label does not show is added."""
        assert self._link is not None
        address, start, is_mention = self._link
        self._link = None
        pieces = self._texts.setdefault("text", [])
        label = "".join(pieces[start:]).strip()
        if is_mention and label:
            pieces[start:] = [mark(f"named {label.removeprefix('@')}", label.removeprefix("@"))]
        elif address.startswith(("http://", "https://")) and label and label not in (address, f"{address}/"):
            is_shown = label.startswith(("@", "#")) or address.rstrip("/").endswith(label.rstrip("/"))
            pieces.append("" if is_shown else f" ({address})")


def _strip_lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n")).strip()
