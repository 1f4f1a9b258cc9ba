"""The text and colours of a social card: a pure function of the post. `services/pictures.py` draws it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from pathlib import Path

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.instants import to_local_time
from egregora_assets.language.files import find_language, get_main_code
from egregora_assets.language.formats import format_period

TEMPLATE_FOLDER = Path(__file__).parent
"""The folder of the cards' template and fonts."""
TITLE_LENGTH, SITE_LENGTH, WORD_LENGTH = 150, 56, 32
RHYTHM_DIGITS = 12

_FROM_RIGHT = frozenset({"ar", "he", "fa", "ur", "yi", "ps", "dv"})
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "DEVANAGARI", "THAI", "FULLWIDTH LATIN")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


def build_card_data(
    document_id: str, title: str, language: str, site: str, span: tuple[datetime, datetime], time_zone: str
) -> dict[str, str]:
    """The data that the template of a card is filled with: every value is text, none is markup.

    Args:
        document_id: decides colour and pattern, nothing else.
        site: the site's title.
        span: begin and end (exclusive) of the post's window, naive UTC.
        time_zone: the zone of its days.
    """
    seed = int(public_uuid("card", document_id).replace("-", ""), 16)
    main = get_main_code(language)
    code = main if re.fullmatch(r"[a-z]{2,3}", main) else "en"
    return {
        "title": fit_text(title, TITLE_LENGTH),
        "site": fit_text(site, SITE_LENGTH),
        "dates": format_dates(*find_days(span, time_zone), code),
        "language": code,
        "direction": "rtl" if code in _FROM_RIGHT else "ltr",
        "hue": str(seed % 360),
        "rhythm": f"{seed >> 16:x}"[-RHYTHM_DIGITS:].rjust(RHYTHM_DIGITS, "0"),
    }


def fit_text(text: str, length: int) -> str:
    """Fits a text to a card: one line without control characters or changes of direction, shortened, long words broken.

    Returns: the text; an empty one for a script that the card's fonts do not have.
    """
    plain = _DIRECTIONS.sub("", text)
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") else c for c in plain)
    line = " ".join(plain.split())
    if not is_drawable(line):
        return ""
    if len(line) > length:
        head = line[: length - 1]
        line = (head.rpartition(" ")[0] or head).rstrip(" ,;:–-") + "…"
    return " ".join(_break_word(word) for word in line.split(" "))


def is_drawable(text: str) -> bool:
    """Whether the fonts have every letter of a text; digits, signs and emoji do not matter."""
    return all(
        unicodedata.name(c, "").startswith(_SCRIPTS)
        for c in text
        if unicodedata.category(c) in ("Lu", "Ll", "Lt", "Lo")
    )


def _break_word(word: str) -> str:
    """A long word with zero-width spaces to break it at (hyphenation is off: it would invent a spelling)."""
    if len(word) <= WORD_LENGTH:
        return word
    pieces, piece = [], ""
    for character in word:
        if len(piece) >= WORD_LENGTH - 2 and not unicodedata.combining(character) and character != "\u200d":
            pieces.append(piece)
            piece = ""
        piece += character
    return "\u200b".join([*pieces, piece])


def drop_nanoseconds(value: datetime) -> datetime:
    """A time of Arrow, which may have nanoseconds, in whole microseconds, naive UTC."""
    return datetime.fromisoformat(value.isoformat()[:26])


def find_days(span: tuple[datetime, datetime], time_zone: str) -> tuple[date, date]:
    """The first and last day of a span (naive UTC, end exclusive) in a zone."""
    begin, end = span
    last = max(begin, end - timedelta(microseconds=1))
    return to_local_time(begin, time_zone).date(), to_local_time(last, time_zone).date()


def format_dates(first: date, last: date, language: str) -> str:
    """A period in the way of a language (`4–10 March 2024`), as ISO dates in a language that we do not have."""
    known = find_language(language)
    if known is None:
        return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"
    return format_period(first, last, known, repeats_year=False)
