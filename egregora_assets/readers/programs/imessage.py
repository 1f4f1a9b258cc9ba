"""iMessage: the text files of imessage-exporter, one a conversation.

Source: the program's text writer. A message is a line with its time, a line with its sender, and its text. Replies
occur twice, once indented below the message that they answer; they are read once, and matched by time and sender. The
owner of the device is called "Me".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_text import replace_unreadable
from egregora_assets.readers.programs.moments import Moment, make_moment
from egregora_assets.readers.programs.people import People, isolate_name
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message
from egregora_assets.readers.relations import EarlierForm, Reaction

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STAMP = (
    rf"(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d\d), (?P<year>\d{{4}}) {{1,2}}(?P<hour>\d{{1,2}}):(?P<minute>\d\d):"
    r"(?P<second>\d\d) (?P<half>AM|PM)"
)
_TIME = re.compile(rf"{_STAMP}(?: \([^\n]{{0,200}}\))?")
_ANNOUNCEMENT = re.compile(
    rf"{_STAMP} (?P<who>\S.{{0,200}}?) (?P<done>renamed the conversation to (?P<title>.+)|"
    r"named the conversation (?P<name>.+)|added (?P<added>.+) to the conversation\.|"
    r"removed (?P<removed>.+) from the conversation\.|left the conversation\.|changed the group photo\.|"
    r"removed the group photo\.|kept an audio message\.|unsent a message!)"
)
_TAPBACKS = re.compile(r"(?:Tapbacks|Reactions):")
_SKIPPED = re.compile(
    r"This message responded to an earlier message\.|Attachment missing!|Sent with [A-Z][\w ]{2,30}|"
    r"(?:You|They|.{1,80}) unsent this message part.*"
)
_REPLY = "This message responded to an earlier message."
_TAPBACK = re.compile(r"(?P<sign>\S{1,16}) by (?P<who>.{1,200})")
_SIGNS = {
    "Loved": "❤️",
    "Liked": "👍",
    "Disliked": "👎",
    "Laughed": "😂",
    "Emphasized": "‼️",
    "Questioned": "❓",
}
_OWNER = "Me"
_LONGEST_FACT = 2_000
"""A longer line is part of the text, whatever it looks like."""
_DELETED = "This message was deleted from the conversation!"
_ORIGINAL = re.compile(rf"{_STAMP} (?P<text>.*)")
_EDITED = re.compile(r"Edited [^\n:]{1,80} later: (?P<text>.*)")
_STICKER = re.compile(r"(?:[A-Z]\w* )?Sticker from .{1,200}?: (?P<path>\S.*?)(?: \((?:App|Genmoji prompt): .*\))?")
_BARE_FILE = re.compile(
    r"(?:/|~/).*/(?:Attachments|StickerCache)/[^/\n]+(?:/[^/\n]+){1,4}|attachments/(?:[^/\n]+/)?[\w-]+"
)
_FILE = re.compile(r"(?:(?:/|~/|attachments/|[A-Z]:\\).*|[^/]+/attachments/.*)\.\w{2,5}")


class IMessage:
    """Reads the text files of imessage-exporter."""

    name = "imessage"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part begins with a time in the exporter's format and a sender below it."""
        return next(_find_parts(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation a file, by name.

        Raises:
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        return [_read_conversation(content, part, options.time_zone) for part in _find_parts(content)]


def _find_parts(content: ExportContent) -> Iterator[str]:
    return content.find_parts(_is_conversation, lambda name: name.casefold().endswith(".txt"))


def _is_conversation(head: str) -> bool:
    """Whether the first line is a time with a sender below it, or an announcement."""
    lines = head.lstrip("\ufeff\r\n").split("\n", 2)
    first = lines[0].rstrip("\r")
    is_message = _TIME.fullmatch(first) is not None and len(lines) > 1 and lines[1].strip() != ""
    return is_message or _ANNOUNCEMENT.fullmatch(first) is not None


def _read_conversation(content: ExportContent, part: str, time_zone: str) -> SourceChat:
    rows = ChatRows(People(), time_zone)
    files = {base_name(n): n for n in content.names if n.startswith(folder_name(part))}
    title = ""
    answered: dict[tuple[str, str], int] = {}
    for stamp, lines, replies in _split_records(content.text(part)):
        rows.begin()
        moment = _read_moment(stamp)
        if moment is None:
            rows.reject("\n".join([stamp[0], *lines]), "no possible time")
        elif "who" in stamp.groupdict():
            title = _add_notice(rows, moment, stamp) or title
        elif not lines or not lines[0].strip():
            rows.reject("\n".join([stamp[0], *lines]), "no author")
        else:
            place = (stamp[0], lines[0].strip()) if _REPLY in lines else None
            message = _read_message(rows, moment, [replace_unreadable(line) for line in lines], files)
            number = rows.add(replace(message, reply_to=answered.get(place) if place else None))
            answered |= dict.fromkeys(replies, number)
    return rows.finish(title)


def _split_records(text: str) -> Iterator[tuple[re.Match[str], list[str], list[tuple[str, str]]]]:
    """The messages: the line with the time, the lines below it, time and sender of each reply inside."""
    stamp: re.Match[str] | None = None
    lines: list[str] = []
    replies: list[tuple[str, str]] = []
    time = ""
    is_inside_reply, is_after_blank = False, True
    for line in text.lstrip("\ufeff").split("\n"):
        bare = line.rstrip("\r")
        found = (_TIME.fullmatch(bare) or _ANNOUNCEMENT.fullmatch(bare)) if is_after_blank else None
        is_after_blank = not bare.strip()
        if found:
            if stamp is not None:
                yield stamp, lines, replies
            stamp, lines, replies, is_inside_reply = found, [], [], False
        elif is_inside_reply or (bare.startswith("    ") and _TIME.fullmatch(bare.strip())):
            if time:
                replies.append((time, bare.strip()))
            time = "" if is_inside_reply else bare.strip()
            is_inside_reply = not is_after_blank
        elif stamp is not None:
            lines.append(bare)
    if stamp is not None:
        yield stamp, lines, replies


def _read_moment(stamp: re.Match[str]) -> Moment | None:
    hour = int(stamp["hour"]) % 12 + (12 if stamp["half"] == "PM" else 0)
    try:
        shown = dt.datetime(  # noqa: DTZ001 - what the clock of the exporting machine showed
            int(stamp["year"]),
            _MONTHS.index(stamp["month"]) + 1,
            int(stamp["day"]),
            hour,
            int(stamp["minute"]),
            int(stamp["second"]),
        )
    except ValueError:
        return None
    return make_moment(shown, is_local=True)


def _add_notice(rows: ChatRows, moment: Moment, stamp: re.Match[str]) -> str:
    """Adds a notice, and returns the title where it holds one."""
    actor = _OWNER if stamp["who"] == "You" else replace_unreadable(stamp["who"])
    who = isolate_name(rows.people.add(actor, actor))
    title = replace_unreadable(stamp["title"] or stamp["name"] or "").strip()
    whom = replace_unreadable(stamp["added"] or stamp["removed"] or "")
    if title:
        text = f'{who} changed the group name to "{title}"'
    elif whom:
        text = f"{who} {'added' if stamp['added'] else 'removed'} {isolate_name(rows.people.add(whom, whom))}"
    else:
        text = f"{who} {stamp['done']}"
    rows.add(Message(moment, None, text))
    return title


def _is_bare_file(line: str, files: dict[str, str]) -> bool:
    """Whether a line is the path of a file whose name has no ending."""
    return _BARE_FILE.fullmatch(line) is not None or ("/" in line and "." not in line and base_name(line) in files)


def _read_message(rows: ChatRows, moment: Moment, record: Sequence[str], files: dict[str, str]) -> Message:
    """A message with its text, files, earlier forms and reactions.

    Args:
        record: its sender, then its lines.
        files: part by file name.
    """
    sender, lines = record[0].strip(), record[1:]
    reactions: list[Reaction] = []
    forms: list[str] = []
    kept: list[str] = []
    names: list[str] = []
    is_edited = is_tapback = is_skipped = False
    for line in lines:
        is_tapback = bool(_TAPBACKS.fullmatch(line)) or (is_tapback and bool(line.strip()))
        tapback = _TAPBACK.fullmatch(line.strip()) if is_tapback else None
        if tapback:
            who = _OWNER if tapback["who"] == "You" else tapback["who"]
            sign = _SIGNS.get(tapback["sign"], tapback["sign"])
            reactions.append(Reaction(rows.people.add(who, who), sign))
        if len(line) > _LONGEST_FACT:
            kept.append(line)
            continue
        sticker, newer = _STICKER.fullmatch(line), _EDITED.fullmatch(line) or _ORIGINAL.fullmatch(line)
        if is_tapback or _SKIPPED.fullmatch(line):
            is_skipped = True
        elif sticker or _FILE.fullmatch(line) or _is_bare_file(line, files):
            names.append(base_name((sticker["path"] if sticker else line).replace("\\", "/")))
        elif newer:
            is_edited, kept = True, [newer["text"]]
            forms.append(newer["text"])
        else:
            kept.append(line)
    for name in names:
        if name in files:
            rows.attach(name, files[name])
    text, author = "\n".join(kept).strip(), rows.people.add(sender, sender)
    if _DELETED in kept or (is_skipped and not text and not names):
        return Message(moment, author, "", "deleted")
    earlier = [EarlierForm(form, place > 0) for place, form in enumerate(forms[:-1])]
    return Message(moment, author, text, "text", names, is_edited, reactions=reactions, earlier=earlier)
