"""What a social card says and in which colour. A pure function of the post; drawing is elsewhere."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from pathlib import Path

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.instants import local_time
from egregora_assets.language.files import find_language, get_main_code
from egregora_assets.language.formats import format_period

TEMPLATE_FOLDER = Path(__file__).parent
"""Where the template and the fonts of the cards lie."""
TITLE_LENGTH, SITE_LENGTH, WORD_LENGTH = 150, 56, 32
RHYTHM_DIGITS = 12

_FROM_RIGHT = frozenset({"ar", "he", "fa", "ur", "yi", "ps", "dv"})
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "DEVANAGARI", "THAI", "FULLWIDTH LATIN")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


def words(
    document_id: str,
    title: str,
    language: str,
    site: str,
    span: tuple[datetime, datetime],
    time_zone: str,
) -> dict[str, str]:
    """The data of a post's card: every value is text, none is markup.

    Args:
        document_id: gives colour and pattern, nothing else.
        site: the site's title.
        span: begin and end (exclusive) of what the post tells of, naive UTC.
        time_zone: the zone that its days are counted in.
    """
    seed = int(public_uuid("card", document_id).replace("-", ""), 16)
    main = get_main_code(language)
    code = main if re.fullmatch(r"[a-z]{2,3}", main) else "en"
    return {
        "title": shown(title, TITLE_LENGTH),
        "site": shown(site, SITE_LENGTH),
        "dates": dates(*days(span, time_zone), code),
        "language": code,
        "direction": "rtl" if code in _FROM_RIGHT else "ltr",
        "hue": str(seed % 360),
        "rhythm": f"{seed >> 16:x}"[-RHYTHM_DIGITS:].rjust(RHYTHM_DIGITS, "0"),
    }


def shown(text: str, length: int) -> str:
    """A text as a card can show it: one line, no control characters or changes of direction, long words cut, shortened.

    Returns: nothing for a text in a script that the card's fonts do not have.
    """
    plain = _DIRECTIONS.sub("", text)
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") else c for c in plain)
    line = " ".join(plain.split())
    if not is_drawable(line):
        return ""
    if len(line) > length:
        head = line[: length - 1]
        line = (head.rpartition(" ")[0] or head).rstrip(" ,;:–-") + "…"
    return " ".join(_cut(word) for word in line.split(" "))


def is_drawable(text: str) -> bool:
    """Whether the fonts have every letter of a text; digits, signs and emoji do not matter."""
    return all(
        unicodedata.name(c, "").startswith(_SCRIPTS)
        for c in text
        if unicodedata.category(c) in ("Lu", "Ll", "Lt", "Lo")
    )


def _cut(word: str) -> str:
    """A long word with invisible places to break it (hyphenation is off: it would invent a spelling)."""
    if len(word) <= WORD_LENGTH:
        return word
    pieces, piece = [], ""
    for character in word:
        if len(piece) >= WORD_LENGTH - 2 and not unicodedata.combining(character) and character != "\u200d":
            pieces.append(piece)
            piece = ""
        piece += character
    return "\u200b".join([*pieces, piece])


def instant(value: datetime) -> datetime:
    """A time as Arrow gives it (it may know nanoseconds), in whole microseconds, naive UTC."""
    return datetime.fromisoformat(value.isoformat()[:26])


def days(span: tuple[datetime, datetime], time_zone: str) -> tuple[date, date]:
    """The first and last day of a span (naive UTC, end exclusive) in a zone."""
    begin, end = span
    last = max(begin, end - timedelta(microseconds=1))
    return local_time(begin, time_zone).date(), local_time(last, time_zone).date()


def dates(first: date, last: date, language: str) -> str:
    """Two days as a reader of that language writes them (`4–10 March 2024`), or as numbers in other languages."""
    known = find_language(language)
    if known is None:
        return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"
    return format_period(first, last, known, repeats_year=False)
