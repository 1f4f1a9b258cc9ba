"""Finds personal data in one text: runs the detectors that the prefilter allows and resolves overlaps.

To add a detector, write a `find_...` function in a module of its own, and add a row to `_TEXT_DETECTORS` or
`_NUMBER_DETECTORS`, its cue words to `cue_words.toml`, and its kind to `_PRECEDENCE`, to `PLACEHOLDER_NAMES` and to the
contract's `PII_TYPES`.
"""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from egregora_assets.language.aligned import asciify, drop_hidden_characters, has_hidden_characters
from egregora_assets.redaction.detectors.announced import find_announced
from egregora_assets.redaction.detectors.continuations import find_continuations
from egregora_assets.redaction.detectors.foreign_addresses import find_foreign_addresses, find_named_houses
from egregora_assets.redaction.detectors.national_ids import find_national_ids
from egregora_assets.redaction.detectors.network import find_handles, find_ip_addresses, find_mail_addresses
from egregora_assets.redaction.detectors.official_numbers import find_checked_numbers, find_distinctive_numbers
from egregora_assets.redaction.detectors.passwords import find_secrets
from egregora_assets.redaction.detectors.phones import find_phones
from egregora_assets.redaction.detectors.places import find_addresses, find_coordinates
from egregora_assets.redaction.detectors.prefilter import Trigger
from egregora_assets.redaction.detectors.spoken_numbers import find_spoken_numbers
from egregora_assets.redaction.detectors.wallets import find_wallets
from egregora_assets.redaction.detectors.web_links import find_links, judge_links
from egregora_assets.redaction.names.spans import NameSpan
from egregora_assets.redaction.spans import Finding, Span

Detector = Callable[[str, tuple[str, ...], int], Iterator[Finding]]
"""Finds one family of personal data in a text from `folding.plain`, given telephone regions and the text's triggers."""

_TEXT_DETECTORS: tuple[tuple[int, Detector], ...] = (
    (Trigger.MAIL_SIGN | Trigger.SPELLED_MAIL, lambda text, _regions, _triggers: find_mail_addresses(text)),
    (Trigger.SECRET | Trigger.PASSWORD, lambda text, _regions, _triggers: find_secrets(text)),
    (Trigger.PASSWORD, lambda text, regions, _triggers: find_announced(text, regions)),
    (Trigger.HANDLE, lambda text, _regions, _triggers: find_handles(text)),
    (Trigger.FOREIGN_STREET, lambda text, _regions, _triggers: find_named_houses(text)),
    (Trigger.SPOKEN, lambda text, _regions, _triggers: find_spoken_numbers(text)),
)
_NUMBER_DETECTORS: tuple[tuple[int, Detector], ...] = (
    (
        Trigger.ANNOUNCED,
        lambda text, regions, triggers: iter(()) if triggers & Trigger.PASSWORD else find_announced(text, regions),
    ),
    (Trigger.MANY_DIGITS, lambda text, _regions, _triggers: find_checked_numbers(text)),
    (Trigger.DIGIT, lambda text, _regions, _triggers: find_distinctive_numbers(text)),
    (Trigger.DIGIT | Trigger.FOREIGN_STREET, lambda text, _regions, triggers: find_foreign_addresses(text, triggers)),
    (Trigger.DIGIT, lambda text, _regions, _triggers: find_wallets(text)),
    (Trigger.DIGIT, lambda text, _regions, _triggers: find_national_ids(text)),
    (Trigger.STREET | Trigger.HOME, lambda text, _regions, triggers: find_addresses(text, triggers)),
    (Trigger.DIGIT, lambda text, _regions, _triggers: find_ip_addresses(text)),
)
"""Detectors with the triggers of which a text must have one; the second table's need a digit as well."""
_ANY = (
    Trigger.DIGIT
    | Trigger.MAIL_SIGN
    | Trigger.SPELLED_MAIL
    | Trigger.LINK
    | Trigger.HANDLE
    | Trigger.SECRET
    | Trigger.PASSWORD
    | Trigger.FOREIGN_STREET
    | Trigger.SPOKEN
)
_PRECEDENCE = {
    kind: rank
    for rank, kind in enumerate(
        "pix_key iban card cnpj cpf national_id email secret url_secret invitation location profile_url ip "
        "document_number bank_account phone address birth_date plate postcode handle".split()
    )
}


def find_personal_data(text: str, names: Sequence[NameSpan], regions: tuple[str, ...], triggers: int) -> list[Finding]:
    """Find everything in a text that is about somebody, apart from participants' names.

    Args:
        text: as exported.
        names: where the text names participants; a link that holds a name is redacted.
        regions: ISO 3166 codes of the countries whose national telephone numbers to expect.
        triggers: bits of `Trigger`, as `find_triggers` gives them; `~0` runs every detector.

    Returns: findings by place, without overlap. Of two that overlap the surer kind stays, extended over both.
    """
    if not triggers & _ANY:
        return []
    if has_hidden_characters(text):
        return _search_visible_text(text, names, regions)
    return _resolve_overlaps(list(_detect(asciify(text), text, names, regions, triggers)))


def _search_visible_text(text: str, names: Sequence[NameSpan], regions: tuple[str, ...]) -> list[Finding]:
    """The findings in a text with invisible characters, by every detector on the text without them."""
    view = drop_hidden_characters(text)
    seen = [NameSpan(bisect_left(view.offsets, n.start), bisect_left(view.offsets, n.end), n.persons) for n in names]
    found = _resolve_overlaps(list(_detect(asciify(view.text), view.text, seen, regions, ~0)))
    return [Finding(*view.span(f.start, f.end), f.kind, f.value, f.prefix) for f in found]


def _detect(
    text: str, original: str, names: Sequence[NameSpan], regions: tuple[str, ...], triggers: int
) -> Iterator[Finding]:
    outside = text
    if triggers & Trigger.LINK:
        links = find_links(text)
        if links:
            outside = _blank(text, links)
            yield from judge_links(original, lambda start, end: any(n.overlaps(start, end) for n in names))
    found = [f for needed, detect in _TEXT_DETECTORS if triggers & needed for f in detect(outside, regions, triggers)]
    yield from found
    if triggers & Trigger.DIGIT:
        yield from find_continuations(outside, found)
        yield from _detect_numbers(outside, regions, triggers)
    if triggers & Trigger.MANY_DIGITS or "///" in outside or "+" in outside:
        yield from find_coordinates(outside)


def _detect_numbers(text: str, regions: tuple[str, ...], triggers: int) -> Iterator[Finding]:
    """Numbers of all kinds; no telephone number is looked for in what is surely another number."""
    found = [f for needed, detect in _NUMBER_DETECTORS if triggers & needed for f in detect(text, regions, triggers)]
    yield from found
    if triggers & (Trigger.MANY_DIGITS | Trigger.PHONE):
        surer = [f for f in found if _PRECEDENCE[f.kind] < _PRECEDENCE["phone"]]
        phones = list(find_phones(text, regions, sorted(surer, key=lambda f: f.start)))
        yield from phones
        found += phones
    yield from find_continuations(text, found)


def _blank(text: str, spans: Sequence[Span]) -> str:
    """The text with spaces where the spans are, by place."""
    pieces, place = [], 0
    for span in spans:
        pieces += [text[place : span.start], " " * (span.end - span.start)]
        place = span.end
    return "".join((*pieces, text[place:]))


def _resolve_overlaps(found: list[Finding]) -> list[Finding]:
    """Findings without overlap, by place: the surer kind stays, extended over what it overlaps."""
    chosen: list[Finding] = []
    ends: list[int] = []
    for candidate in sorted(found, key=lambda f: (_PRECEDENCE[f.kind], f.start - f.end, f.start)):
        first = last = bisect_right(ends, candidate.start)
        while last < len(chosen) and chosen[last].start < candidate.end and last - first < 2:
            last += 1
        if first == last:
            chosen.insert(first, candidate)
            ends.insert(first, candidate.end)
        elif last - first == 1 and not chosen[first].prefix and not candidate.prefix:
            winner = chosen[first]
            start, end = min(winner.start, candidate.start), max(winner.end, candidate.end)
            is_free = first == 0 or ends[first - 1] <= start
            if is_free and (last == len(chosen) or chosen[last].start >= end):
                chosen[first], ends[first] = Finding(start, end, winner.kind, winner.value), end
    return chosen
