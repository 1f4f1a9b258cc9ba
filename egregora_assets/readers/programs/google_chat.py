"""Google Chat: the archive of Takeout, one `messages.json` a space or direct message.

Source: exported files. Times are sentences in the language of the account, in UTC.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

import re2

from egregora_assets.language.folding import fold_accents
from egregora_assets.language.formats import list_month_names
from egregora_assets.readers.messages import ReadOptions
from egregora_assets.readers.programs.content import ExportContent, base_name, folder_name
from egregora_assets.readers.programs.json_text import (
    JsonReader,
    Record,
    get_id,
    get_list,
    get_record,
    get_text,
    replace_unreadable,
)
from egregora_assets.readers.programs.moments import Moment, make_moment
from egregora_assets.readers.programs.people import People
from egregora_assets.readers.programs.protocol import SourceChat
from egregora_assets.readers.programs.rows import ChatRows, Message, attachment_name
from egregora_assets.readers.relations import Reaction, count_reactions

_BEGINNING = re2.compile(r'(?s)^\s*\{\s*"messages"\s*:\s*\[\s*\{.*?"(?:created_date|topic_id|message_state)"\s*:')
_CLOCK = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?:\s*([ap])\.?\s?m\b\.?)?")
_EASTERN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_ZONE = re.compile(r"(?<=[\dM] )([A-Z]{3,5})$")
_UNIVERSAL = ("UTC", "GMT")
_WORDS = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(r"\d+")
_LOCALES = ("en", "de", "fr", "es", "pt", "it", "nl")
"""Languages whose months Takeout spells out; the eastern ones number them."""


class GoogleChat:
    """Reads the Google Chat part of a Takeout archive."""

    name = "google_chat"

    def recognise(self, content: ExportContent) -> bool:
        """Whether a part begins like the messages of a space."""
        return next(_find_parts(content), None) is not None

    def read(self, content: ExportContent, options: ReadOptions) -> Sequence[SourceChat]:
        """One conversation a space, by folder; one for a single file.

        Raises:
            ExportMalformed: a part is no valid JSON.
            ExportTooLarge, ArchiveDamaged: a part cannot be read.
        """
        chats = []
        for part in _find_parts(content):
            rows = ChatRows(People(), options.time_zone)
            folder = folder_name(part)
            title, seen, said = _read_facts(content, folder, rows), dict[str, int](), dict[_Said, int]()
            reader = JsonReader(content.text(part), self.name)
            for key in reader.members():
                if key == "messages":
                    rows.read_each(reader.items(), partial(_read_record, rows, content, folder, seen, said))
            chats.append(rows.finish(title, base_name(folder.rstrip("/"))))
        return chats


def _find_parts(content: ExportContent) -> Iterator[str]:
    return content.find_parts(_BEGINNING.match, lambda name: base_name(name) == "messages.json")


def _read_facts(content: ExportContent, folder: str, rows: ChatRows) -> str:
    """Reads the title of a space, and adds its members."""
    name = f"{folder}group_info.json"
    if content.entry(name) is None:
        return ""
    reader, title = JsonReader(content.text(name), GoogleChat.name), ""
    for key in reader.members():
        if key == "name":
            title = get_text({key: reader.value()}, key)
        elif key == "members":
            for member in reader.items():
                author = _add_person(rows, member)
                rows.know(author or "")
    return title


def _add_person(rows: ChatRows, user: object) -> str | None:
    """Adds a user, and returns the name, with the first part of the address where it says more; None for nobody."""
    label, mail = get_text(user, "name"), get_text(user, "email")
    if not label and not mail:
        return None
    return rows.people.add(mail or f"named {label}", label, mail.partition("@")[0])


@dataclass(frozen=True)
class _Said:
    """What a quotation shows of the message that it quotes."""

    author: str
    text: str


def _read_record(
    rows: ChatRows, content: ExportContent, folder: str, seen: dict[str, int], said: dict[_Said, int], record: object
) -> str | None:
    """Adds a message, or returns why it cannot be read.

    Args:
        seen: how many files of each name came before.
        said: number of the last message by what a quotation shows of it.
    """
    if not isinstance(record, dict):
        return "not a record"
    moment = parse_sentence(get_text(record, "created_date"))
    if moment is None:
        return "no possible time"
    if not rows.is_new(get_id(record, "message_id")):
        return "an earlier record has its id"
    author = _add_person(rows, get_record(record, "creator"))
    if author is None:
        return "no author"
    if get_text(record, "message_state") == "DELETED" or get_record(record, "deletion_metadata"):
        rows.add(Message(moment, author, "", "deleted", message_id=get_id(record, "message_id")))
        return None
    message_id, files = get_id(record, "message_id"), get_list(record, "attached_files")
    found = (_add_attachment(rows, f, content, folder, f"{message_id} {n}", seen) for n, f in enumerate(files))
    names = [name for name in found if name]
    text, place = get_text(record, "text"), _Said(author, get_text(record, "text"))
    number = rows.add(
        Message(
            moment,
            author,
            text,
            "text",
            names,
            "updated_date" in record,
            message_id,
            _find_answered(rows, record, said),
            _read_reactions(rows, record),
            parse_sentence(get_text(record, "updated_date")),
        )
    )
    said[place] = number
    return None


def _find_answered(rows: ChatRows, record: Record, said: dict[_Said, int]) -> str | int | None:
    """The answered message: the one that is quoted, else the first one of the topic."""
    quoted = get_record(record, "quoted_message_metadata")
    if quoted:
        author = _add_person(rows, get_record(quoted, "creator"))
        return said.get(_Said(author or "", get_text(quoted, "text")))
    space, _, rest = get_id(record, "message_id").partition("/")
    topic, _, own = rest.partition("/")
    return f"{space}/{topic}/{topic}" if own and own != topic else None


def _read_reactions(rows: ChatRows, record: Record) -> list[Reaction]:
    """The reactions of a message; people who are not known yet are only counted."""
    found = []
    for reaction in get_list(record, "reactions"):
        emoji = get_text(get_record(reaction, "emoji"), "unicode") or ":custom:"
        mails = [replace_unreadable(m) for m in get_list(reaction, "reactor_emails") if isinstance(m, str) and m]
        found += count_reactions(emoji, [n for m in mails if (n := rows.people.names.get(m))], len(mails))
    return found


def _add_attachment(
    rows: ChatRows, file: Record, content: ExportContent, folder: str, file_id: str, seen: dict[str, int]
) -> str:
    """Adds a file, and returns its name; the second file of a name is `name(1)` on disk, which no message says."""
    name = get_text(file, "export_name") or get_text(file, "original_name")
    if not name:
        return ""
    own_name = attachment_name(name, file_id)
    before = seen.get(name, 0)
    seen[name] = before + 1
    stem, dot, ending = name.rpartition(".")
    on_disk = f"{stem}({before}){dot}{ending}" if before else name
    if content.entry(folder + on_disk) is not None:
        rows.attach(own_name, folder + on_disk)
    return own_name


def parse_sentence(text: str) -> Moment | None:
    """The instant in a sentence such as "Monday, January 8, 2024 at 9:05:00 AM UTC"; None where it is none.

    English, German, French, Spanish, Portuguese, Italian, Dutch, Chinese, Japanese and Korean are understood. A time
    with the short name of another zone is taken as local, because such names stand for several zones each.
    """
    plain = fold_accents(text)
    clock = _CLOCK.search(plain)
    if clock is None or len(text) > 120:
        return None
    hour, minute, second = (int(g) for g in clock.groups()[:3])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4] == "p" else 0)
    rest = plain[: clock.start()] + " " + plain[clock.end() :]
    date = _find_date(unicodedata.normalize("NFC", rest))
    if date is None:
        return None
    try:
        shown = dt.datetime(*date, hour, minute, second)  # noqa: DTZ001 - UTC, as Takeout writes it
    except ValueError:
        return None
    zone = _ZONE.search(text.strip())
    return make_moment(shown, is_local=zone is not None and zone[1] not in _UNIVERSAL)


@cache
def _number_months() -> dict[str, int]:
    """The numbers of the months by their names without accents."""
    return {fold_accents(n): m for x in _LOCALES for m, n in enumerate(list_month_names(x), start=1)}


def _find_date(text: str) -> tuple[int, int, int] | None:
    """Year, month and day: two numbers and the name of a month, in any order, or the eastern way."""
    eastern = _EASTERN.search(text)
    if eastern:
        return int(eastern[1]), int(eastern[2]), int(eastern[3])
    months = _number_months()
    month = next((months[w] for w in _WORDS.findall(text) if w in months), None)
    numbers = [n for n in _NUMBERS.findall(text) if len(n) in (1, 2, 4)]
    years, days = [int(n) for n in numbers if len(n) == 4], [int(n) for n in numbers if len(n) < 3]
    return (years[0], month, days[0]) if month and years and days else None
