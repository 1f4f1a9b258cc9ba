"""Detects what belongs to a value right beside it: a postcode, an extension, a card's date and check number.

Alone such numbers may be anything; behind an address, a telephone number or a card they are part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from egregora_assets.redaction.detectors.announced_forms import is_amount
from egregora_assets.redaction.detectors.patterns import Pattern
from egregora_assets.redaction.spans import Finding, stands_alone

_WINDOW = 48
_POSTCODE_BEHIND = Pattern(
    r"^(?:[ ,;\-]|\n){0,3}(?:[A-Z]{2,3} )?"
    r"(?P<value>\d{5}(?:-\d{3,4})?|\d{6}|\d{2}-\d{3}|\d{3} \d{2}|\d{3}-\d{4}|\d{4}-\d{3})\b|"
    r"^[ ,]{1,2}(?P<short>(?:[3-9]\d{3}|1[0-8]\d{2}|2[1-9]\d{2})(?: [A-Z]{2})?)(?: [A-Z]|$)"
)
_POSTCODE_BEFORE = Pattern(r"(?P<value>\b\d{5}) \pL[\pL\-]{2,20}(?: \pL[\pL\-]{2,20})?, ?$")
_AFTER_A_STATE = Pattern(r"\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT),? (?P<value>\d{4})\b")
_EXTENSION = Pattern(
    r"(?i)^[ ,;(/]{0,3}(?:ext(?:ension|n)?|x|ramal|anexo|extensi[oó]n|interno|int|poste|durchwahl|dw|toestel|wewn|"
    r"dahili|доб(?:авочный)?|内線|分机|내선|تحويلة)[ .:]{0,2}(?P<value>\d{2,6})\b"
)
_CARD_DATE = Pattern(
    r"(?i)^[ ,;/|\-]{1,3}(?:\pL{2,12}[ .:]{1,2}){0,2}(?P<value>(?:0?[1-9]|1[0-2]) ?[/\-.] ?(?:20)?[2-4]\d)"
    r"(?:$|[^\w/.]|\.(?:$|\D))"
)
_CARD_CHECK = Pattern(
    r"(?i)^[ ,;/|\-]{1,3}(?:(?:cvv2?|cvc2?|cvn|csc|cid|code|cod(?:igo)?|pruf\pL{4,8}|crypto\pL{0,8})[ .:]{1,2})?"
    r"(?P<value>\d{3,4})(?:$|[^\w/.:,]|[.:,](?:$|\D))"
)
_CODE = Pattern(r"^[A-Za-z0-9]*(?:\d[A-Za-z0-9]*)(?:-[A-Za-z0-9]+)*$")
_NEXT_CODE = Pattern(r"^[ ,;\n]{1,3}(?P<value>[A-Za-z0-9]*\d[A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)")
_SHORTEST_CODE, _MOST_CODES = 6, 20
_FURTHER_ACCOUNT = Pattern(r"^[ ,;/]{1,3}(?:\pL{2,12}[ .:#]{1,2}){0,2}(?P<value>\d{6,17})\b")


def find_continuations(text: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """Find what goes on from values that were found in a text from `asciify`; looks a few characters far."""
    for finding in found:
        read = _READERS.get(finding.kind)
        if read is not None:
            yield from read(text, finding)


def _read_postcode(text: str, address: Finding) -> Iterator[Finding]:
    match = _POSTCODE_BEHIND.match(text[address.end : address.end + _WINDOW])
    if match is not None:
        group = "value" if match["value"] else "short"
        yield from _make(text, address.end + match.start(group), address.end + match.end(group), "postcode")
    elif (match := _AFTER_A_STATE.search(text[max(0, address.end - 4) : address.end + 6])) is not None:
        start = max(0, address.end - 4) + match.start("value")
        yield from _make(text, start, start + 4, "postcode")
    first = max(0, address.start - _WINDOW)
    before = _POSTCODE_BEFORE.search(text[first : address.start])
    if before is not None:
        yield from _make(text, first + before.start("value"), first + before.end("value"), "postcode")


def _read_extension(text: str, phone: Finding) -> Iterator[Finding]:
    yield from _read_behind(_EXTENSION, text, phone.end, "phone")[1]


def _read_card(text: str, card: Finding) -> Iterator[Finding]:
    """A card's month and year, and the three or four digits behind them."""
    place, date = _read_behind(_CARD_DATE, text, card.end, "card")
    yield from date
    yield from _read_behind(_CARD_CHECK, text, place, "card")[1]


def _read_account(text: str, account: Finding) -> Iterator[Finding]:
    """The account behind the number of its bank."""
    yield from _read_behind(_FURTHER_ACCOUNT, text, account.end, "bank_account")[1]


def _read_codes(text: str, secret: Finding) -> Iterator[Finding]:
    """Further codes of the same form, as in a list of them."""
    first, end = text[secret.start : secret.end], secret.end
    if len(first) < _SHORTEST_CODE or _CODE.match(first) is None:
        return
    for _ in range(_MOST_CODES):
        match = _NEXT_CODE.match(text[end : end + _WINDOW])
        if match is None or len(match["value"]) != len(first) or ("-" in match["value"]) != ("-" in first):
            return
        yield from _make(text, end + match.start("value"), end + match.end("value"), "secret")
        end += match.end()


def _read_behind(pattern: Pattern, text: str, place: int, kind: str) -> tuple[int, list[Finding]]:
    """What a pattern finds right behind a place: where its value ends, else the place, and the finding if it is one."""
    match = pattern.match(text[place : place + _WINDOW])
    if match is None:
        return place, []
    end = place + match.end("value")
    return end, list(_make(text, place + match.start("value"), end, kind))


def _make(text: str, start: int, end: int, kind: str) -> Iterator[Finding]:
    if stands_alone(text, start, end) and not is_amount(text, start, end):
        yield Finding(start, end, kind, "".join(c for c in text[start:end] if c.isalnum()).upper())


_READERS = {
    "address": _read_postcode,
    "phone": _read_extension,
    "card": _read_card,
    "bank_account": _read_account,
    "secret": _read_codes,
}
