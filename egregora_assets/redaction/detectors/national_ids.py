"""Detects national identity numbers whose form or check digits no other number has.

Source: GB 11643 (China), Ministry of the Interior and Safety (Korea), Pension Fund of Russia, Federal Authority for
Identity (United Arab Emirates), AFIP (Argentina), Registro Civil (Chile), UIDAI and Income Tax Department (India),
NVI (Turkey), DVLA (United Kingdom), Reserve Bank of India (IFSC).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from egregora_assets.redaction.detectors import check_digits
from egregora_assets.redaction.detectors.patterns import Pattern
from egregora_assets.redaction.spans import Finding, is_part_of_word

_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"


def _is_any(_: str) -> bool:
    return True


_OF_DIGITS = (
    (rf"[1-9]\d{{5}}(?:19|20)\d{{2}}{_MONTH}{_DAY}\d{{3}}[\dXx]", check_digits.is_chinese_id),
    (rf"\d{{2}}{_MONTH}{_DAY} ?- ?[0-9]\d{{6}}", _is_any),
    (r"\d{3}-\d{3}-\d{3}[ \-]\d{2}", _is_any),
    (r"784-?\d{4}-?\d{7}-?\d", _is_any),
    (r"(?:20|2[3-7]|30|3[34])-\d{8}-\d", check_digits.is_argentine_tax_number),
    (r"\d{1,2}(?:\.\d{3}){2}-[\dKk]|\d{7,8}-[\dKk]", check_digits.is_chilean_rut),
    (r"[2-9]\d{3}[ \-]\d{4}[ \-]\d{4}", check_digits.is_aadhaar),
    (r"[1-9]\d{10}", check_digits.is_turkish_id),
)
_OF_CAPITALS = (
    (r"[A-Z]{3}[ABCFGHJLPT][A-Z] ?\d{4} ?[A-Z]", "national_id"),
    (r"[A-Z9]{5}\d[0-6]\d[0-3]\d{2}[A-Z9]{2}\d[A-Z]{2}", "national_id"),
    (r"[A-Z]{4}0[A-Z0-9]{2}\d{4}", "bank_account"),
)
_FORMS: tuple[tuple[Pattern, Callable[[str], bool], str], ...] = (
    *((Pattern(form), is_valid, "national_id") for form, is_valid in _OF_DIGITS),
    *((Pattern(form), _is_any, kind) for form, kind in _OF_CAPITALS),
)
_ANY = Pattern("|".join(form for form, _ in (*_OF_DIGITS, *_OF_CAPITALS)))
_SCREEN = re.compile(r"\d{7}|\d[\-. ]\d{3,}|[A-Z]{4}[A-Z\d] ?\d")


def find_national_ids(text: str) -> Iterator[Finding]:
    """Find identity numbers of an unmistakable form in a text from `asciify`."""
    if _SCREEN.search(text) is None or _ANY.search(text) is None:
        return
    for pattern, is_valid, kind in _FORMS:
        for match in pattern.finditer(text):
            value = "".join(c for c in match.group() if c.isalnum()).upper()
            if is_valid(value) and _is_whole(text, *match.span()):
                yield Finding(*match.span(), kind, value)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a span is a number by itself, and no part of a longer one with dots or dashes."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if is_part_of_word(before[-1:] or " ") or is_part_of_word(after[:1] or " "):
        return False
    is_inside = len(before) == 2 and before[1] in "-./+" and before[0].isalnum()
    return not is_inside and not (len(after) == 2 and after[0] in "-/." and after[1].isalnum())
