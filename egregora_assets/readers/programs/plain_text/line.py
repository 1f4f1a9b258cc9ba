"""LINE: the text of a conversation, as phones and the desktop write it.

Source: exported texts and public parsers. A heading names the conversation, a line each day, and a line each message
has time, name and text between tabs. Texts of several lines are in quotation marks; lines inside of them are text,
whatever they look like. The desktop writes blanks instead of tabs, so that names must be found out from all lines.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_text import replace_unreadable
from egregora_assets.readers.programs.moments import Moment
from egregora_assets.readers.programs.people import People
from egregora_assets.readers.programs.plain_text.day_lines import (
    CLOCK,
    DayLine,
    is_day_first,
    make_local_moment,
    parse_clock,
    parse_day_line,
)
from egregora_assets.readers.programs.plain_text.names import NameFinder
from egregora_assets.readers.programs.plain_text.phrases import UNKNOWN, Notice, Phrases, load_phrases
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message

_MARK = "[LINE]"
_MESSAGE = re.compile(rf"(?P<clock>{CLOCK})(?P<gap>\t| {{1,8}})(?P<rest>.*)")
_BARE_MESSAGE = re.compile(r"(?P<clock>\d{1,2}:\d\d)(?P<gap>\t| {1,8})(?P<rest>.*)")
_HEAD_LINES = 400
_FEWEST = 3
"""Messages in a text without heading or tabs, so that no diary is taken for one."""
_LONGEST_TEXT = 20_000
_SCANS = 4
"""How often all lines may be searched for closing quotation marks, at most."""
_FILE = re.compile(r"[^/\\\n]{1,200}\.\w{1,8}")
_SAVED = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? .{0,4}\d{1,2}:\d\d")
_MAP = re.compile(r"https?://\S*(?:maps|goo\.gl)\S*")


class Line:
    """Reads texts that LINE exports."""

    name = "line"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part begins with LINE's heading, or with a day and messages in LINE's layout."""
        return next(_find_parts(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation a text, by name.

        Raises:
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        return [_read_conversation(content, part, options) for part in _find_parts(content)]


def _find_parts(content: ExportContent) -> Iterator[str]:
    return content.find_parts(_is_conversation, lambda name: name.casefold().endswith(".txt"))


def _is_conversation(head: str) -> bool:
    """Whether a text has a day with messages below it, and LINE's heading, or nothing above."""
    lines = [line for line in head.lstrip("\ufeff").split("\n", _HEAD_LINES)[:_HEAD_LINES] if line.strip()]
    if not lines:
        return False
    has_heading = lines[0].startswith(_MARK)
    if not has_heading:
        day = parse_day_line(lines[0])
        if day is None or day.weekday is None:
            return False
    messages = [m for line in lines if (m := _match_message(line))]
    with_tabs = sum(m["gap"] == "\t" for m in messages)
    has_day = any(parse_day_line(line) for line in lines)
    return has_day and bool(with_tabs or (messages if has_heading else len(messages) >= _FEWEST))


def _match_message(line: str) -> re.Match[str] | None:
    """The line as the first one of a message."""
    for pattern in (_MESSAGE, _BARE_MESSAGE):
        found = pattern.fullmatch(line.rstrip("\r"))
        if found and parse_clock(found["clock"]):
            return found
    return None


def _read_conversation(content: ExportContent, part: str, options: ReadOptions) -> SourceChat:
    text = replace_unreadable(content.text(part).lstrip("\ufeff"))
    lines = [line.rstrip("\r") for line in text.split("\n")]
    files = {base_name(n): n for n in content.names if n.startswith(folder_name(part)) and n != part}
    chat = _Chat(ChatRows(People(), options.time_zone, has_seconds=False), load_phrases(Line.name), lines, files)
    return chat.read(options.locale)


@dataclass
class _Chat:
    """A conversation that is being read."""

    rows: ChatRows
    phrases: Phrases
    lines: Sequence[str]
    files: dict[str, str]
    names: NameFinder = field(default_factory=NameFinder)
    gap: str = "\t"
    scans_left: int = 0

    def read(self, locale: str | None) -> SourceChat:
        """The conversation."""
        gaps = Counter(m["gap"] for line in self.lines if (m := _match_message(line)))
        self.gap = "\t" if gaps["\t"] or not gaps else max(gaps, key=lambda g: (gaps[g], g))
        self.scans_left = _SCANS * len(self.lines)
        days = [d for line in self.lines if (d := self._parse_day(line))]
        turned = is_day_first(days, locale)
        if self.gap == " ":
            self.names.learn(m["rest"] for line in self.lines if (m := self._match(line)))
        title, place = self._read_heading()
        day: dt.date | None = None
        stray: dict[int, str] = {}
        while place < len(self.lines):
            line, number = self.lines[place], place + 1
            day_line, found = self._parse_day(line), self._match(line)
            place += 1
            if day_line is not None:
                day = day_line.resolve(is_day_first=turned)
            elif found is not None:
                end = self._find_end(found, place)
                self.rows.begin(number)
                self._add(found, [found["rest"], *self.lines[place:end]], day)
                place = end
            elif line.strip():
                stray[number] = line
        if stray:
            self.rows.begin(min(stray))
            self.rows.reject("\n".join(stray.values())[:_LONGEST_TEXT], "it belongs to no message")
        return self.rows.finish(title)

    def _read_heading(self) -> tuple[str | None, int]:
        """The title, and the place behind the lines that say what the export is."""
        place = next((n for n, line in enumerate(self.lines) if line.strip()), 0)
        if not self.lines[place].startswith(_MARK):
            return None, place
        title = self.phrases.find_title(self.lines[place])
        below = self.lines[place + 1] if place + 1 < len(self.lines) else ""
        is_saved = self.phrases.is_saved_line(below) or _SAVED.search(below) is not None
        return title, place + 1 + is_saved

    def _parse_day(self, line: str) -> DayLine | None:
        """A line that begins a day; without a weekday only where nothing can tell it from other lines."""
        return parse_day_line(line) if len(line) <= 40 and not line.startswith((" ", "\t")) else None

    def _match(self, line: str) -> re.Match[str] | None:
        found = _match_message(line)
        return found if found and found["gap"] == self.gap else None

    def _split(self, rest: str) -> tuple[str, str]:
        """Name and text of a message; a notice has no name."""
        if self.gap == " ":
            return self.names.split(rest)
        name, gap, text = rest.partition(self.gap)
        return (name.strip(), text) if gap else ("", name)

    def _find_end(self, found: re.Match[str], place: int) -> int:
        """The place behind the last line of a message whose first line is the one before `place`."""
        text = self._split(found["rest"])[1]
        if text.startswith('"') and self.scans_left > 0:
            end = self._find_closing(text, place)
            if end is not None:
                return end
        end = place
        while end < len(self.lines) and not self._match(self.lines[end]) and not self._parse_day(self.lines[end]):
            end += 1
        return end

    def _find_closing(self, text: str, place: int) -> int | None:
        """The place behind a text in quotation marks; None where the mark is only what somebody typed.

        Inside, quotation marks are doubled. Where every line below begins a message, the mark closes in another one.
        """
        length, are_all_messages = len(text), not _match_message(text[1:])
        if _closes(text[1:]):
            return place
        for end in range(place, len(self.lines)):
            line = self.lines[end]
            length += len(line) + 1
            is_first = self._match(line) is not None
            are_all_messages = are_all_messages and is_first
            self.scans_left -= 1
            if length > _LONGEST_TEXT or _breaks(line):
                return None
            if _closes(line):
                self.scans_left += 0 if are_all_messages else end + 1 - place
                return None if are_all_messages else end + 1
        return None

    def _add(self, found: re.Match[str], lines: list[str], day: dt.date | None) -> None:
        """Adds a message or notice; one without a day is rejected."""
        clock = parse_clock(found["clock"])
        moment = make_local_moment(day, clock) if day is not None and clock is not None else None
        if moment is None:
            self.rows.reject("\n".join(lines)[:_LONGEST_TEXT], "no possible time")
            return
        author, first = self._split(lines[0])
        text = _unquote("\n".join([first, *lines[1:]]).strip("\n"))
        notice = self._find_notice(author, text)
        if author and notice is None:
            self._add_message(moment, self._add_person(author), text)
        elif notice is not None and notice.means == "deleted":
            self.rows.add(Message(moment, notice.who, "", "deleted"))
        elif text.startswith("☎"):
            self.rows.add(Message(moment, None, "a call"))
        else:
            self.rows.add(Message(moment, None, notice.text if notice else UNKNOWN))

    def _find_notice(self, author: str, text: str) -> Notice | None:
        """The notice that a message is: one without a name, or one that begins with it."""
        if self.gap == " ":
            return self.phrases.find_notice(f"{author} {text}", self._add_person)
        notice = None if author and not text.startswith(author) else self.phrases.find_notice(text, self._add_person)
        return notice if notice is None or not author or notice.who == self._add_person(author) else None

    def _add_person(self, name: str) -> str:
        return self.rows.people.add(name.strip(), name.strip())

    def _add_message(self, moment: Moment, author: str, text: str) -> None:
        kind = self.phrases.find_kind(text)
        names: list[str] = []
        if not kind:
            kind, rest = self.phrases.find_prefix(text)
            if kind == "file" and _FILE.fullmatch(rest):
                kind, names, text = "media", [base_name(rest)], ""
            elif kind == "location":
                link = _MAP.search(text)
                text = link[0] if link else ""
            elif kind == "poll":
                text = rest
            elif kind in ("call", "contact"):
                text = ""
            else:
                kind = "text"
        else:
            text = ""
        for name in names:
            if name in self.files:
                self.rows.attach(name, self.files[name])
        self.rows.add(Message(moment, author, text, kind, names))


def _closes(line: str) -> bool:
    """Whether the last of a line's quotation marks closes the text: it ends the line, and those before are doubled."""
    return line.endswith('"') and not _breaks(line) and (len(line) - len(line.rstrip('"'))) % 2 == 1


def _breaks(line: str) -> bool:
    """Whether a single quotation mark stands inside a line, as it never does in a text that was quoted."""
    inside = line[:-1] if line.endswith('"') and (len(line) - len(line.rstrip('"'))) % 2 == 1 else line
    return '"' in inside.replace('""', "")


def _unquote(text: str) -> str:
    """A text of several lines without the quotation marks around it."""
    if "\n" in text and len(text) > 1 and text.startswith('"') and text.endswith('"'):
        return text[1:-1].replace('""', '"')
    return text
