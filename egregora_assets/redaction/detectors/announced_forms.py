"""The forms of values behind a word that announces them: plates, postcodes, dates of birth, cards, telephone numbers.

Source: as in `official_numbers`; PostNL, Poczta Polska, India Post, Japan Post and Korea Post for their postcodes.
"""

from __future__ import annotations

import re

from egregora_assets.redaction.detectors.patterns import Pattern

_CYRILLIC = "АВЕКМНОРСТУХавекмнорстух"
PLATE = Pattern(
    r"^(?:[A-Z]{2}[ \-]?\d{1,2}[ \-]?[A-Z]{1,3}[ \-]?\d{1,4}\b|\d{2} ?[A-Z]{1,3} ?\d{2,5}\b|"
    rf"[A-Z{_CYRILLIC}] ?\d{{3}} ?[A-Z{_CYRILLIC}]{{2}} ?\d{{2,3}}|"
    r"\p{Han}[A-Z][ ·\-]?[A-Z0-9]{4,6}|\p{Han}{1,4} ?\d{2,3} ?[\p{Hiragana}A-Z] ?\d{1,2}-?\d{2}|"
    r"(?:\p{Hangul}{2})?\d{2,3}\p{Hangul} ?\d{4}|(?:\p{Arabic}[ \-]?){1,7}\d{1,4}|\d{1,4}(?:[ \-]\p{Arabic}){1,4}|"
    r"(?:[A-Z]{1,3} [A-Z]{1,3} |[A-Z]{1,4} )\d{1,4}[A-Z]?(?:[\- ][A-Z0-9]{1,3})?\b|"
    r"[A-Z]{2,3} (?:\d[A-Z0-9]{3,4}|[A-Z]\d[A-Z0-9]{2,3})\b|"
    r"(?i:[A-Z]{1,4}[\-·]?[A-Z]{0,3}[\-·]?\d[A-Z0-9]{0,5}(?:[\-·][A-Z0-9]{1,4})?)(?: [A-Z]{1,3}| \d[A-Z0-9]{0,3})?\b|"
    r"(?i:[A-Z]{2}\d{2} [A-Z]{3}|[A-Z]{2} \d{3} [A-Z]{2}|\d{4} [B-DF-HJ-NP-TV-Z]{3}|[A-Z]{3} ?\d{4})\b|"
    r"\d{1,4}[\- .·]?[A-Z]{2,3}(?:[\- .·]?\d{2,4})?\b|(?i:\d{1,4}[\-.·]?[A-Z]{2,3}(?:[\-.·]?\d{2,4})?)\b)"
)
"""Licence plates; groups apart only in capitals, or in a form that a country uses."""
POSTCODE = Pattern(
    r"(?i)^(?:\d{5}-?\d{3}\b|\d{5}[ \-]\d{4}\b|\d{2}\.\d{3}-\d{3}|\d{3}-\d{4}\b|\d{2}-\d{3}\b|"
    r"\d{3} \d{2,3}\b|\d{4} ?[A-Z]{2}\b|"
    r"\d{4,6}(?:-\d{3,4})?\b|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|[A-Z]\d[A-Z] ?\d[A-Z]\d\b|[A-Z]\d{2} ?[A-Z0-9]{4}\b)"
)
_BIRTH_DATE = Pattern(
    r"(?i)^(?:\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}|\d{1,2}(?:st|nd|rd|th|\.|º|er)?(?: (?:of|de))? ?\pL{3,12}\.?,?"
    r"(?: (?:de|del))? \d{2,4}|\pL{3,10} \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?|\d{1,2}(?:st|nd|rd|th|\.|º|er)?"
    r"(?: (?:of|de))? \pL{3,12}|\d{1,2}[./]\d{1,2}\b\.?|\d{1,4} ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일]?|"
    r"\d{1,2} ?[月월] ?\d{1,2} ?[日일]|\d{8}\b|\d{6}\b|\d{1,2} \d{1,2} \d{4}\b)"
)
_FAR_BIRTH_DATE = Pattern(
    r"(?i)^[^\n.!?\d]{1,32}[ ,(](?P<value>(?:\d{1,2}[./\-]\d{1,2}[./\-]|\pL{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? |"
    r"\d{1,2}(?:st|nd|rd|th|\.|er)?(?: (?:of|de))? \pL{3,10}(?:,| de| del)? )(?:19\d\d|200\d|201[0-5])|"
    r"(?:19\d\d|200\d|201[0-5])[./\-]\d{1,2}[./\-]\d{1,2})\b"
)
"""A day with a year in which somebody may be born, some words behind the word for births."""
CARD = Pattern(r"^\d(?:[ \-.]?\d){12,18}")
EXPIRY = Pattern(r"^(?:0?[1-9]|1[0-2]) ?[/\-.] ?(?:20)?\d{2}\b")
PHONE = Pattern(r"^\+?\(?\d(?:[ ().\-/]{0,2}\d){5,16}")
FILE_SUFFIX = re.compile(
    r"(?i)\.(?:pdf|jpe?g|png|docx?|xlsx?|txt|zip|mp[34]|heic|csv|pptx?|odt|webp|gif|opus|json|html?|py|md)$"
)
"""Endings of names of files, which are no part of a value in such a name."""
_DATE = Pattern(
    r"^(?:\d{1,2}[./\-]\d{1,2}[./\-]\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2}|(?:19|"
    r"20)\d{2}[./\-]\d{1,2}[./\-]\d{1,2}|\d{1,2}[/.]\d{4})$"
)
_LOCK_CODE = re.compile(r"[A-Z]?\d{3,8}[A-Z]?[#*]?(?![\d.,:]*\d)")
_ALSO_PORTS = frozenset(("porta",))
_FEWEST_ALONE = 4
_MEASURE = Pattern(
    r"(?i)^\d+(?:[.,]\d+)?(?:st|nd|rd|th|am|pm|h|hr|hrs|hs|uhr|min|mins|s|sec|ms|km|m|cm|mm|kg|g|mg|l|ml|k|x|%|"
    r"gb|mb|kb|tb|ghz|mhz|hz|mbps|gbps|kwh|kw|w|v|usd|eur|gbp|brl|btc|eth|px|fps|bpm|pts|years?|days?|d|p|bit|bits|"
    r"[ºª°]|er|eme|ste|te|h\d{2}|x\d+)$|^\d{1,2}h\d{2}$|^v?\d+(?:\.\d+){2,3}$"
)
_TIME = Pattern(r"^\d{1,2}[:h]\d{2}(?:-\d{1,2}[:h]\d{2})?$")
_CURRENCIES = tuple("€$£¥₹")
_AMOUNT = Pattern(
    r"(?i)^ ?(?:[%€$£¥₹₽₺]|(?:eur|euros?|reais|real|r\$|usd|dollars?|d[oó]lares|pesos|pounds?|quid|rs|rupees|rupias|"
    r"zl|pln|tl|lira|rub|yen|yuan|won|chf|franken|bucks|mil|k|km|kms|miles|metros|meters|kg|lines?|linhas|zeilen|"
    r"lignes|righe|people|pessoas|personas|leute|personnes|persone|times|steps|euro|cent|points?|pontos|puntos|"
    r"bytes|chars|characters|words|users|followers|views|euron|kronor|kr|min|minutes|minutos|hours|horas|days)\b)"
    r"|^[.,]\d|^:\d{2}\b"
)


def find_birth_date(text: str) -> tuple[int, int] | None:
    """The span of a day at the beginning of a text from `asciify`, or of one with a year behind a few words."""
    match = _BIRTH_DATE.match(text)
    if match is not None:
        return match.span()
    match = _FAR_BIRTH_DATE.match(text)
    return None if match is None else match.span("value")


def measure_lock_code(text: str, is_told: bool, cue: str) -> int | None:
    """The length of a code at the beginning of a text behind the word for what it opens.

    Args:
        is_told: whether "is" or a sign stands before it; else it has four digits, is no year and ends the sentence.
        cue: that word, in lower case; `porta` is a port of a machine, too.
    """
    match = _LOCK_CODE.match(text)
    if match is None:
        return None
    code, after = match.group(), text[match.end() : match.end() + 1]
    ends = cue not in _ALSO_PORTS and len(code) >= _FEWEST_ALONE and after in ("", ",", ";", "\n", ".")
    is_year = len(code) == _FEWEST_ALONE and code.startswith(("19", "20"))
    return match.end() if is_told or code.endswith("#") or (ends and not is_year) else None


def is_date(text: str) -> bool:
    """Whether a text from `asciify` is a calendar date or a month."""
    return _DATE.match(text) is not None


def is_measure(token: str) -> bool:
    """Whether a token from `asciify` is a number with a unit, an ordinal or a version: `3rd`, `10min`, `5ghz`."""
    return _MEASURE.match(token) is not None


def is_time(token: str) -> bool:
    """Whether a token from `asciify` is a time of day or a span of them: `10:30`."""
    return _TIME.match(token) is not None


def is_amount(text: str, start: int, end: int) -> bool:
    """Whether the digits of a span are an amount or part of a decimal number or time."""
    before = text[max(0, start - 2) : start].strip()
    return before[-1:] in _CURRENCIES or _AMOUNT.match(text[end : end + 16]) is not None
