"""KakaoTalk: the text of a conversation as phones and Windows write it, and the CSV of macOS.

Source: exported texts and public parsers. There are three layouts, of which a text has one: messages below the line of
their day (`[name] [clock] text`), messages with their date (`date clock, name : text`), and a table. Nothing marks
where a message ends: somebody who types a line in the layout of the export can forge a message.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_text import replace_unreadable
from egregora_assets.readers.programs.moments import Moment, parse_iso_time
from egregora_assets.readers.programs.people import People
from egregora_assets.readers.programs.plain_text.day_lines import make_local_moment, parse_clock, parse_day_line
from egregora_assets.readers.programs.plain_text.kakaotalk_layouts import (
    BELOW_DAY,
    COLUMNS,
    DATED,
    HEADING_LINES,
    PROGRAM,
    find_layout,
    is_conversation,
    is_table,
    match_below_day,
    match_dated,
    parse_separator,
)
from egregora_assets.readers.programs.plain_text.phrases import UNKNOWN, Phrases, load_phrases
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message

_SPOKEN = re.compile(r"(?P<who>.{1,200}?) : ?(?P<text>.*)", re.DOTALL)
_CERTAIN = re.compile("님이|님을|chat ?room|chat manager|관리자|室しました")
"""Words that stand in notices of the program and hardly ever in what people write."""
_ROW = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,")
_QUOTED_ROW = re.compile(_ROW.pattern + r'"(?!")')
"""A row that is none inside another one's cell, where quotation marks are doubled."""
_SCANS = 4
"""How often all lines of a table may be searched for closing quotation marks, at most."""
_OWNERS = frozenset(["회원님", "you", "me", "나", "自分"])
_OWNER = "Me"
_FILE = re.compile(r"[0-9a-f]{16,64}\.\w{2,5}|[^/\\\n]{1,200}\.\w{1,8}")
_HASHED = re.compile(r"[0-9a-f]{32,64}\.\w{2,5}")
_LONGEST_TEXT = 20_000
_MANY = re.compile(r"(?:사진|photos?|写真) ?\d{1,3}(?:장|枚)?|\d{1,3} photos?", re.IGNORECASE)


class KakaoTalk:
    """Reads texts and tables that KakaoTalk exports."""

    name = PROGRAM

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part has a heading or messages in one of KakaoTalk's layouts, or is its table."""
        return next(_find_parts(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation a text or table, by name.

        Raises:
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        return [_read_conversation(content, part, options.time_zone) for part in _find_parts(content)]


def _find_parts(content: ExportContent) -> Iterator[str]:
    return content.find_parts(is_conversation, lambda name: name.casefold().endswith((".txt", ".csv")))


def _read_conversation(content: ExportContent, part: str, time_zone: str) -> SourceChat:
    text = replace_unreadable(content.text(part).lstrip("\ufeff"))
    files = {base_name(n): n for n in content.names if n.startswith(folder_name(part)) and n != part}
    layout = find_layout(text[: 1 << 16])
    has_table = is_table(text)
    chat = _Chat(ChatRows(People(), time_zone, has_seconds=has_table), load_phrases(KakaoTalk.name), files)
    if has_table:
        chat.read_table(text)
        return chat.rows.finish()
    return chat.rows.finish(chat.read_lines([line.rstrip("\r") for line in text.split("\n")], layout or DATED))


@dataclass
class _Chat:
    """A conversation that is being read."""

    rows: ChatRows
    phrases: Phrases
    files: dict[str, str]

    def read_table(self, text: str) -> None:
        """Adds the rows of a table; one whose quotation marks do not close costs its own lines."""
        lines = text.split("\n")
        scans_left = _SCANS * len(lines)
        place = 1
        while place < len(lines):
            end = place + 1
            row = lines[place]
            marks = row.count('"')
            while marks % 2 and end < len(lines) and len(row) < _LONGEST_TEXT and scans_left > 0:
                if _QUOTED_ROW.match(lines[end]):
                    break
                row, marks, end = f"{row}\n{lines[end]}", marks + lines[end].count('"'), end + 1
                scans_left -= 1
            if row.strip():
                self.rows.begin(place + 1)
                if marks % 2:
                    end = place + 1
                    while end < len(lines) and not _ROW.match(lines[end]):
                        end += 1
                    row = "\n".join(lines[place:end])
                    self.rows.reject(row[:_LONGEST_TEXT], "a quotation mark is not closed")
                else:
                    scans_left += end - place
                    self._add_row(row)
            place = end

    def _add_row(self, row: str) -> None:
        """Adds a row of a table."""
        try:
            cells = next(csv.reader(io.StringIO(row, newline="")), [])
        except csv.Error:
            self.rows.reject(row[:_LONGEST_TEXT], "its cells cannot be told apart")
            return
        moment = parse_iso_time(cells[0]) if cells else None
        if moment is None or len(cells) < len(COLUMNS):
            self.rows.reject(row[:_LONGEST_TEXT], "no possible time" if moment is None else "no text")
        else:
            self._add(moment, cells[1].strip(), ",".join(cells[2:]))

    def read_lines(self, lines: Sequence[str], layout: re.Pattern[str]) -> str | None:
        """Adds the messages of a text, and returns its title."""
        title, place = self._read_heading(lines)
        match = match_below_day if layout is BELOW_DAY else match_dated
        day: dt.date | None = None
        stray: dict[int, str] = {}
        while place < len(lines):
            line, number = lines[place], place + 1
            place += 1
            found, new_day = match(line), parse_separator(line) if layout is BELOW_DAY else None
            if new_day is not None:
                day, self._clock = new_day, dt.time()
            elif found is not None:
                end = place
                while end < len(lines) and not self._begins(lines[end], match, layout):
                    end += 1
                self.rows.begin(number)
                self._add_lines(found, lines[place:end], day)
                place = end
            elif layout is BELOW_DAY and day is not None and self._is_notice(line):
                self.rows.begin(number)
                moment = make_local_moment(day, self._clock)
                if moment is not None:
                    self._add_notice(moment, line)
            elif line.strip() and parse_day_line(line) is None:
                stray[number] = line
        if stray:
            self.rows.begin(min(stray))
            self.rows.reject("\n".join(stray.values())[:_LONGEST_TEXT], "it belongs to no message")
        return title

    _clock = dt.time()
    """Of the last message: notices of Windows have none."""

    def _read_heading(self, lines: Sequence[str]) -> tuple[str | None, int]:
        """The title, and the place behind the lines that say what the export is."""
        title, place = None, 0
        for number, line in enumerate(lines[:HEADING_LINES]):
            if self.phrases.is_saved_line(line):
                place = number + 1
            elif title is None and (found := self.phrases.find_title(line)):
                title, place = re.sub(r" \d{1,4}$", "", found), number + 1
            elif number == 0 and (line.endswith(".txt") or self.phrases.is_saved_line("".join(lines[1:2]))):
                title, place = None if line.endswith(".txt") else line.strip() or None, 1
        return title, place

    def _begins(self, line: str, match: object, layout: re.Pattern[str]) -> bool:
        """Whether a line begins something of its own."""
        found = match(line)  # type: ignore[operator]
        if found is not None:
            return True
        if layout is BELOW_DAY:
            return parse_separator(line) is not None or self._is_notice(line)
        day = parse_day_line(line) if len(line) < 40 else None
        shown = day.resolve(is_day_first=False) if day else None
        return shown is not None and day is not None and day.weekday == shown.weekday()

    def _is_notice(self, line: str) -> bool:
        """Whether a line without a time is a notice of the program."""
        if self.phrases.find_kind(line) == "deleted":
            return True
        return _CERTAIN.search(line[:200]) is not None and self.phrases.find_notice(line, str) is not None

    def _add_lines(self, found: re.Match[str], more: Sequence[str], day: dt.date | None) -> None:
        """Adds a message or notice; one without a day is rejected."""
        is_dated = "day" in found.re.groupindex
        if is_dated:
            line = parse_day_line(found["day"].removesuffix(" at"))
            day = line.resolve(is_day_first=False) if line else None
        clock = parse_clock(found["clock"])
        moment = make_local_moment(day, clock) if day is not None and clock is not None else None
        if moment is None or clock is None:
            self.rows.reject("\n".join([found[0], *more])[:_LONGEST_TEXT], "no possible time")
            return
        self._clock = clock
        if not is_dated:
            self._add(moment, found["who"].strip(), "\n".join([found["text"], *more]))
        elif found["notice"] is not None:
            self._add_notice(moment, "\n".join([found["notice"], *more]).strip())
        elif found["rest"] is not None:
            said = "\n".join([found["rest"], *more])
            spoken = _SPOKEN.fullmatch(said)
            if spoken is None or "님이 " in spoken["who"]:
                self._add_notice(moment, said.strip())
            else:
                self._add(moment, spoken["who"].strip(), spoken["text"])
        elif any(line.strip() for line in more):
            self.rows.reject("\n".join([found[0], *more])[:_LONGEST_TEXT], "no author")

    def _add_person(self, name: str) -> str:
        label = _OWNER if name.strip() in _OWNERS else name.strip()
        return self.rows.people.add(label, label)

    def _add_notice(self, moment: Moment, text: str) -> None:
        notice = self.phrases.find_notice(text, self._add_person)
        if notice is None and self.phrases.find_kind(text) == "deleted":
            self.rows.add(Message(moment, None, "a message was deleted"))
        elif notice is not None and notice.means == "deleted" and notice.who:
            self.rows.add(Message(moment, notice.who, "", "deleted"))
        else:
            self.rows.add(Message(moment, None, notice.text if notice else UNKNOWN))

    def _add(self, moment: Moment, who: str, text: str) -> None:
        """Adds a message; a table has notices as messages of the person whom they are about."""
        text = text.strip("\n")
        if not who:
            self._add_notice(moment, text)
            return
        author = self._add_person(who)
        if text.startswith(who) and _CERTAIN.search(text[:200]) and self.phrases.find_notice(text, str):
            self._add_notice(moment, text)
            return
        kind, rest = self.phrases.find_kind(text) or ("media" if _MANY.fullmatch(text) else ""), ""
        names = self._find_files(text)
        if names:
            kind = "media"
        elif not kind:
            kind, rest = self.phrases.find_prefix(text)
            if kind == "file":
                kind, names, rest = ("media", [rest], "") if _FILE.fullmatch(rest) else ("text", [], text)
            elif kind != "poll":
                kind, rest = (kind, "") if kind else ("text", text)
        for name in names:
            if name in self.files:
                self.rows.attach(name, self.files[name])
        self.rows.add(Message(moment, author, rest, kind, names))

    def _find_files(self, text: str) -> list[str]:
        """The files that a message consists of: names of files beside the text, or names as the phone makes them."""
        lines = text.split("\n", 100)
        is_files = len(lines) <= 100 and all(line in self.files or _HASHED.fullmatch(line) for line in lines)
        return lines if is_files else []
