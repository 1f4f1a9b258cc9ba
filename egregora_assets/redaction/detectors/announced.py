"""Detects values that a word announces: documents, accounts, codes, passwords, plates, postcodes, dates of birth.

A word that announces a value outweighs a wrong check digit. A number ends at the first word without a digit. The words
stand in `announcing_words.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.redaction.detectors.announced_forms import (
    CARD,
    EXPIRY,
    PHONE,
    PLATE,
    POSTCODE,
    find_birth_date,
    is_amount,
    is_date,
    is_measure,
    measure_lock_code,
)
from egregora_assets.redaction.detectors.cues import (
    NOTHING,
    VEHICLE,
    Cue,
    Gap,
    find_cues,
    find_far_value,
    find_value_before,
    skip_gap,
)
from egregora_assets.redaction.detectors.number_runs import TOKEN, read_run, trim_token
from egregora_assets.redaction.detectors.official_numbers import find_plates_beside_vehicles
from egregora_assets.redaction.detectors.passwords import is_weak_cue, read_secrets
from egregora_assets.redaction.detectors.phones import normalize_phone
from egregora_assets.redaction.spans import Finding, is_part_of_word, stands_alone

_WINDOW = 90
_CODE = re.compile(r"G-\d{4,8}|\d{3}[- ]\d{3}\b|\d{2}(?: \d{2}){1,3}\b|[A-Za-z0-9][A-Za-z0-9_#*\-]{2,23}")
_CODE_BEHIND_A_WORD = re.compile(r"[^\W\d_]{3,16}(?: is| es| e| ist| est| to|:)? (?P<value>\d{4,8})(?![\w/-])")
_WORDS_BEFORE_A_BOOKING = re.compile(r"(?:[A-Za-z]{2,12} ){1,2}(?=(?=[A-Z]*[0-9])[A-Z0-9]{6}\b|[A-Z]{6}\b)")
"""The name of an airline before a booking's six characters."""
_ONE_OR_TWO_WORDS = re.compile(r"(?:[A-Za-z]{2,14} ){1,2}(?=[A-Z]{0,3}\d)")
_FEWEST_OF_A_LONG_ONE = 7
_CODE_TOKEN_BEFORE = re.compile(r"[A-Za-z0-9][A-Za-z0-9#*./\-]*(?: [A-Za-z0-9./\-]*\d[A-Za-z0-9./\-]*)*[ ,]*$")
_MAY_HOLD_A_VALUE = re.compile(r"[^a-z\s.,!?']|[.,!?'][a-z]")
"""What a value has: a digit, a capital, a sign; most lines with an announcing word have none."""
_GROUPED_CARD = re.compile(r"\d{4}([ .-]?)\d{4}\1\d{4}\1\d{4}")
"""A card's number beside a word for cards, whatever its check digit says."""
_ENTERED = re.compile(
    r"(?i)\b(?:enter|press|type|dial|punch in|key in|buzz|digit[ae]|aperta|tecle|marca|"
    r"pulsa|teclea|tippe?|drucke?|compose[rz]?|"
    r"tape[rz]?|premi)\b:? (?P<value>[a-z]?\d{3,8}[a-z]?[#*]?)(?![\w.,:])"
)
"""What somebody types at a door or an alarm."""
_ABOUT_DISCOUNTS = re.compile(r"%|(?i:\b(?:off|discount|desconto|descuento|rabatt|remise|sconto|korting|checkout)\b)")
_COUPON = re.compile(r"[A-Z]{4,12}\d{1,3}")
_ANY_CARD = re.compile(r"\d(?:[ \-.]?\d){12,18}")
_FEWEST_PHONE_DIGITS = 6


class _Place(NamedTuple):
    """A cue and where its value begins."""

    text: str
    cue: Cue
    gap: Gap
    regions: tuple[str, ...]

    @property
    def start(self) -> int:
        return self.gap.end

    @property
    def window(self) -> str:
        return self.text[self.start : self.start + _WINDOW]


def find_announced(text: str, regions: tuple[str, ...]) -> Iterator[Finding]:
    """Find the values that a text from `asciify` announces."""
    if _MAY_HOLD_A_VALUE.search(text) is None:
        return
    folded = fold_in_place(text)
    cues = find_cues(text, folded)
    kinds = {cue.kind for cue in cues}
    if VEHICLE in kinds:
        yield from find_plates_beside_vehicles(text)
    if "card" in kinds:
        yield from _find_all(text, _GROUPED_CARD, "card")
    if "lock" in kinds:
        for match in _ENTERED.finditer(text):
            yield Finding(*match.span("value"), "secret", _compact(match["value"]))
    if "code" in kinds and _ABOUT_DISCOUNTS.search(text):
        yield from _find_all(text, _COUPON, "secret")
    is_secret_told = False
    for cue in cues:
        if cue.kind in (NOTHING, VEHICLE) or (cue.kind == "card_expiry" and not _is_about_cards(text, kinds)):
            continue
        place = _Place(text, cue, skip_gap(text, folded, cue, cue.kind == "secret"), regions)
        if cue.kind == "lock" and is_secret_told:
            place = place._replace(gap=place.gap._replace(is_said=True))
        found = list(_read(place))
        is_secret_told = is_secret_told or any(f.kind == "secret" for f in found)
        if not found and cue.kind in _BEFORE:
            found = list(_read_before(place, folded))
        yield from found


def _read(place: _Place) -> Iterator[Finding]:
    """What a cue announces behind it."""
    if place.cue.kind == "secret":
        secrets = list(read_secrets(place.text, place.cue, place.gap))
        is_pin = place.text[place.cue.start : place.cue.end].lower() == "pin"
        is_weak = not is_pin and is_weak_cue(place.text, place.cue)
        code = None if secrets or is_weak else _read_code_behind_a_word(place)
        yield from secrets if code is None else [code]
    elif (found := _READERS[place.cue.kind](place)) is not None:
        yield found


def _find_all(text: str, pattern: re.Pattern[str], kind: str) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        if stands_alone(text, *match.span()):
            yield Finding(*match.span(), kind, _compact(match.group()))


def _is_about_cards(text: str, kinds: set[str]) -> bool:
    return "card" in kinds or "cv" in text.lower() or _ANY_CARD.search(text) is not None


def _compact(text: str) -> str:
    return "".join(c for c in text if c.isalnum()).upper()


def _read_document(place: _Place) -> Finding | None:
    run = read_run(place.window)
    if run is None:
        return None
    value = place.window[: run.end]
    is_mixed = run.digits < run.size and " " not in value and not is_measure(value)
    is_enough = run.digits >= 5 or (run.digits >= 4 and run.size >= 6) or (is_mixed and run.size >= 6)
    return _make(place, run.end, "document_number") if is_enough and not is_date(value) else None


def _read_booking(place: _Place) -> Finding | None:
    match = TOKEN.match(place.window)
    token = trim_token(match.group()) if match else ""
    is_capital = token.isalpha() and token.isupper() and 5 <= len(token) <= 8 and not _is_shouted(place, len(token))
    is_mixed = any(c.isdigit() for c in token) and any(c.isalpha() for c in token) and 5 <= len(token) <= 14
    if is_capital or (is_mixed and not is_measure(token)):
        return _make(place, len(token), "document_number")
    further = _WORDS_BEFORE_A_BOOKING.match(place.window)
    if further is not None:
        return _make(place._replace(gap=place.gap._replace(end=place.start + further.end())), 6, "document_number")
    return _read_document(place)


def _is_shouted(place: _Place, length: int) -> bool:
    """Whether the words around cue and value are in capitals, too, so that capitals tell nothing."""
    return (place.text[: place.cue.start] + place.text[place.start + length :]).isupper()


def _read_account(place: _Place) -> Finding | None:
    run = read_run(place.window)
    value = place.window[: run.end] if run else ""
    if run is None or run.digits < 4 or is_date(value) or is_measure(value):
        return None
    is_year = run.size == 4 and place.window[:2] in ("19", "20")
    return None if is_year else _make(place, run.end, "bank_account")


def _read_further(place: _Place, kind: str) -> Finding | None:
    """A long number behind one or two more words, as the name of a bank or an insurer."""
    words = _ONE_OR_TWO_WORDS.match(place.window)
    if words is None:
        return None
    further = place._replace(gap=place.gap._replace(end=place.start + words.end()))
    run = read_run(further.window)
    return _make(further, run.end, kind) if run is not None and run.digits >= _FEWEST_OF_A_LONG_ONE else None


def _read_form(pattern_name: str, kind: str) -> Callable[[_Place], Finding | None]:
    """A reader of what a pattern matches at the start of the window."""
    pattern = {"plate": PLATE, "postcode": POSTCODE, "card": CARD, "expiry": EXPIRY}[pattern_name]

    def read(place: _Place) -> Finding | None:
        match = pattern.match(place.window)
        return None if match is None else _make(place, match.end(), kind)

    return read


def _read_birth_date(place: _Place) -> Finding | None:
    span = find_birth_date(place.window)
    return span and Finding(
        place.start + span[0], place.start + span[1], "birth_date", place.window[slice(*span)].lower()
    )


def _read_phone(place: _Place) -> Finding | None:
    match = PHONE.match(place.window)
    if match is None:
        return None
    digits = sum(map(str.isdigit, match.group()))
    if digits < _FEWEST_PHONE_DIGITS or is_date(match.group()):
        return None
    found = _make(place, match.end(), "phone")
    return found and Finding(found.start, found.end, "phone", normalize_phone(match.group(), place.regions))


def _read_code(place: _Place) -> Finding | None:
    """A code behind its cue, or behind words that say what it opens."""
    found = _read_code_here(place)
    if found is None and (far := find_far_value(place.text, place.start)) is not None:
        found = _read_code_here(place._replace(gap=Gap(far[0], far[1], True)))
    return found or _read_code_behind_a_word(place)


def _read_code_behind_a_word(place: _Place) -> Finding | None:
    """Digits behind the word for what they open: `code for the shed 0912`."""
    match = _CODE_BEHIND_A_WORD.match(place.window)
    if match is None or match["value"][:2] in ("19", "20"):
        return None
    behind = place._replace(gap=place.gap._replace(end=place.start + match.start("value")))
    return _make(behind, len(match["value"]), "secret")


def _read_lock(place: _Place) -> Finding | None:
    """The code of a door or an alarm: digits behind "is" or a colon, or where the text told another code before."""
    is_surely = place.gap.is_said or place.text[place.start - 1] == "#"
    length = measure_lock_code(place.window, is_surely, place.text[place.cue.start : place.cue.end].lower())
    return None if length is None else _make(place, length, "secret")


def _read_code_here(place: _Place) -> Finding | None:
    match = _CODE.match(place.window)
    if match is None:
        return None
    token = match.group().rstrip("_#*-")
    digits = sum(map(str.isdigit, token))
    is_mixed = 0 < digits < len(token) and len(token) >= 5
    is_capital = token.isupper() and token.isalpha() and len(token) >= 4 and not place.text.isupper()
    is_told = place.gap.is_said or " " in place.text[place.cue.start : place.cue.end]
    is_enough = digits >= 4 or (digits == 3 and is_told) or is_mixed or (is_capital and is_told)
    return _make(place, len(token), "secret") if is_enough and not is_measure(token) else None


def _make(place: _Place, length: int, kind: str) -> Finding | None:
    """The finding, unless it is part of a longer word or decimal number, or an amount."""
    start, end = place.start, place.start + length
    if not _is_apart(place.text, start, end) or is_amount(place.text, start, end):
        return None
    return Finding(start, end, kind, _compact(place.text[start:end]))


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit touches a span; underscores part words in names of files."""
    around = (text[start - 1 : start] if start else "", text[end : end + 1])
    return not any(c != "_" and is_part_of_word(c) for c in around if c)


def _read_before(place: _Place, folded: str) -> Iterator[Finding]:
    """The value before "is" and a cue: `4471 is the door code`."""
    span = find_value_before(place.text, folded, place.cue)
    match = None if span is None else _CODE_TOKEN_BEFORE.search(place.text[span[0] : span[1]])
    if span is None or match is None:
        return
    start, value = span[0] + match.start(), match.group().rstrip(" ,")
    kind = _BEFORE[place.cue.kind]
    is_long = sum(map(str.isdigit, value)) >= (3 if kind == "secret" else 5)
    if is_long and not is_measure(value) and not is_date(value) and stands_alone(place.text, start, start + len(value)):
        yield Finding(start, start + len(value), kind, _compact(value))


_READERS: dict[str, Callable[[_Place], Finding | None]] = {
    "code": _read_code,
    "lock": _read_lock,
    "document_number": lambda place: _read_document(place) or _read_further(place, "document_number"),
    "booking": _read_booking,
    "bank_account": lambda place: _read_account(place) or _read_further(place, "bank_account"),
    "card": _read_form("card", "card"),
    "card_expiry": _read_form("expiry", "card"),
    "plate": _read_form("plate", "plate"),
    "postcode": _read_form("postcode", "postcode"),
    "birth_date": _read_birth_date,
    "phone": _read_phone,
}
_BEFORE = {
    "secret": "secret",
    "code": "secret",
    "document_number": "document_number",
    "booking": "document_number",
    "bank_account": "bank_account",
}
"""By kind of cue, the kind of a value that stands before it."""
