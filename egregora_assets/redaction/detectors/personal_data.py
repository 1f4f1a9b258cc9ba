"""Personal data in one text: every detector, behind cheap looks that tell which of them can find anything."""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from egregora_assets.language.folding import hides_characters, plain, visible_view
from egregora_assets.redaction.detectors.findings import Finding
from egregora_assets.redaction.detectors.network import find_handles, find_ip_addresses, find_mail_addresses
from egregora_assets.redaction.detectors.official_numbers import (
    find_birth_dates,
    find_checked_numbers,
    find_cued_numbers,
    find_cued_postcodes,
    find_distinctive_numbers,
)
from egregora_assets.redaction.detectors.passwords import find_secrets
from egregora_assets.redaction.detectors.phones import find_phones
from egregora_assets.redaction.detectors.places import find_addresses, find_coordinates
from egregora_assets.redaction.detectors.spoken_numbers import find_spoken_numbers
from egregora_assets.redaction.detectors.triggers import Trigger
from egregora_assets.redaction.detectors.web_links import find_links, judge_links
from egregora_assets.redaction.names.matching import NameSpan

_ANY = (
    Trigger.DIGIT
    | Trigger.MAIL_SIGN
    | Trigger.SPELLED_MAIL
    | Trigger.LINK
    | Trigger.HANDLE
    | Trigger.SECRET
    | Trigger.SPOKEN
)
_LOOKS_LIKE_A_PLACEHOLDER = re.compile(r"\[(?=(?:[a-z]+-)*[a-z]+(?:-\d+)?\])")
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        "pix_key iban card cnpj cpf national_id email secret url_secret invitation location profile_url ip phone "
        "document_number bank_account "
        "address birth_date plate postcode handle".split()
    )
}


def find_personal_data(text: str, names: Sequence[NameSpan], regions: tuple[str, ...], triggers: int) -> list[Finding]:
    """Everything in a text that is about somebody, apart from participants' names.

    Args:
        text: as exported.
        names: where participants are named in it (a link is judged by them).
        regions: whose national spellings of telephone numbers to expect.
        triggers: what the text holds (`triggers.find_triggers`).
    Returns: findings by place, without overlap; of two that overlap the surer kind stays and takes the other in.
    """
    if not triggers & _ANY:
        return []
    if hides_characters(text):
        return _search_visible_text(text, names, regions)
    return _resolve_overlaps(list(_detect(plain(text), text, names, regions, triggers)))


def _search_visible_text(text: str, names: Sequence[NameSpan], regions: tuple[str, ...]) -> list[Finding]:
    """The same for a text with invisible characters, looked at without them and with every detector."""
    view = visible_view(text)
    seen = [NameSpan(bisect_left(view.offsets, n.start), bisect_left(view.offsets, n.end), n.persons) for n in names]
    found = _resolve_overlaps(list(_detect(plain(view.text), view.text, seen, regions, ~0)))
    return [Finding(*view.span(f.start, f.end), f.kind, f.value, f.prefix) for f in found]


def _detect(
    text: str, original: str, names: Sequence[NameSpan], regions: tuple[str, ...], triggers: int
) -> Iterator[Finding]:
    def is_named(start: int, end: int) -> bool:
        return any(n.start < end and n.end > start for n in names)

    outside = text
    if triggers & Trigger.LINK:
        for link in find_links(text):
            outside = outside[: link.start] + " " * (link.end - link.start) + outside[link.end :]
        if outside is not text:
            yield from judge_links(original, is_named)
    if triggers & (Trigger.MAIL_SIGN | Trigger.SPELLED_MAIL):
        yield from find_mail_addresses(outside)
    if triggers & Trigger.SECRET:
        yield from find_secrets(outside)
    if triggers & Trigger.HANDLE:
        yield from find_handles(outside)
    if triggers & Trigger.SPOKEN:
        yield from find_spoken_numbers(outside)
    if triggers & Trigger.DIGIT:
        yield from _detect_numbers(outside, regions, triggers)
    if triggers & Trigger.MANY_DIGITS or "///" in outside or "+" in outside:
        yield from find_coordinates(outside)


def _detect_numbers(text: str, regions: tuple[str, ...], triggers: int) -> Iterator[Finding]:
    """What can only be found in a text with digits."""
    if triggers & (Trigger.MANY_DIGITS | Trigger.PHONE):
        yield from find_phones(text, regions)
    if triggers & Trigger.MANY_DIGITS:
        yield from find_checked_numbers(text)
    if triggers & (Trigger.DOCUMENT | Trigger.ACCOUNT | Trigger.PLATE):
        yield from find_cued_numbers(text)
    if "-" in text or not text.islower():
        yield from find_distinctive_numbers(text)
    if triggers & Trigger.BIRTH:
        yield from find_birth_dates(text)
    if triggers & Trigger.POSTCODE:
        yield from find_cued_postcodes(text)
    if triggers & (Trigger.STREET_BEFORE | Trigger.STREET_AFTER | Trigger.STREET_INSIDE | Trigger.HOME):
        yield from find_addresses(text, triggers)
    if "." in text or ":" in text or "-" in text:
        yield from find_ip_addresses(text)


def _resolve_overlaps(found: list[Finding]) -> list[Finding]:
    """Findings without overlap, by place: the surer kind stays, stretched over what it overlaps."""
    chosen: list[Finding] = []
    for candidate in sorted(found, key=lambda f: (_RANK[f.kind], f.start - f.end, f.start)):
        clash = [c for c in chosen if c.start < candidate.end and candidate.start < c.end]
        if not clash:
            chosen.append(candidate)
        elif len(clash) == 1 and not clash[0].prefix and not candidate.prefix:
            winner = clash[0]
            start, end = min(winner.start, candidate.start), max(winner.end, candidate.end)
            if not any(c is not winner and c.start < end and start < c.end for c in chosen):
                chosen[chosen.index(winner)] = Finding(start, end, winner.kind, winner.value)
    return sorted(chosen, key=lambda f: f.start)


def escape_placeholders(text: str) -> str:
    """The text with round instead of square brackets around what only looks like one of our placeholders."""
    if "[" not in text:
        return text
    return re.sub(_LOOKS_LIKE_A_PLACEHOLDER.pattern + r"([^\]]*)\]", r"(\1)", text)
