"""Detects telephone numbers in any spelling.

Source: ITU-T E.164; the numbering plans in the `phonenumbers` library.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import phonenumbers

from egregora_assets.redaction.detectors.patterns import Pattern
from egregora_assets.redaction.spans import Finding, Span, is_part_of_word

_CANDIDATE = Pattern(r"(?:\+\s?)?\(?\d(?:[ ().\-/]{0,3}\d){6,22}")
_INTERNATIONAL = Pattern(r"(?:\+|\b00)\s?\(?\d(?:[ ().\-/_]{0,3}\d){7,18}")
_SHORT = Pattern(r"\d(?:[ .\-]?\d){4,11}")
_CUE = Pattern(
    r"(?i)(?:\b(?:phone|tel|tel[eé]fonos?|telephone|telefones?|fone|mobile|cell|cel|celular|call|ring|text|sms|whats|"
    r"whatsapp|wpp|zap|zapzap|"
    r"ligar?|liga|ligue|me chama|chama|n[uú]mero|number|contato|contacto|m[oó]vil|llamar?|ll[aá]ma\w*|llamad|handy|"
    r"handynummer|telefon|telefonnummer|"
    r"rufnummer|mobil|nummer|ruf|anrufen|t[eé]l[eé]phone|portable|appelle[rz]?|num[eé]ro|cellulare|telefono|"
    r"chiama\w*|festnetz|landline|pix)\b)"
    r"[^\d\n]{0,24}$"
)
_OTHER_NUMBER = Pattern(
    r"(?i)(?:\b(?:order|pedido|protocolo|ticket|invoice|fatura|factura|rechnung|bestellung|bestellnummer|commande|"
    r"ordine|tracking|rastreio|rastreamento|"
    r"envio|paket|sendung|sendungsnummer|pacote|paquete|colis|pacco|code|c[oó]digo|ref|refer[eê]ncia|isbn|sku|serial|"
    r"serie|id|item|lote|batch|booking|reserva|"
    r"buchung|nf|nota fiscal|barcode|barras|reference|case|caso|vorgang|aktenzeichen|artikel)\b|#|"
    r"\b(?:n[º°]\.?|no\.))[^\d\n]{0,16}$"
)
_OF_A_YEAR = Pattern(r"^\d+/(?:19|20)\d{2}$")
"""The number of a case or report in its year."""
_DATE = Pattern(
    r"^(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?:[ T,]{1,3}\d{1,2}(?:\D|$)|"
    r"[^\d./-]|$)"
)
_CPF_FORM = Pattern(r"^\d{3}\.\d{3}\.\d{3}-\d{2}$")
_CUE_AFTER = Pattern(
    r"(?i)^[ ,]{0,2}(?:is |é |es |ist |c'est |est |è )?(?:my|me|meu|minha|mi|mein|meine|mon|moi|il mio|the|o|el|das|"
    r"le)? ?(?:new |novo |nuevo |neue )?(?:phone|mobile|cell|number|whatsapp|zap|celular|cel|fone|telefone|numero|"
    r"movil|telefono|handy|nummer|portable|tel)"
)
_TRUNK = Pattern(r"0[1-9]\d{8,10}")
_FRENCH_PAIRS = Pattern(r"0[1-9](?:([ .\-])\d{2}){4}")
_SPACED_TRUNK = Pattern(r"0[1-9]\d{0,3}[ ./\-](?:\d{2,4}(?:[ ./\-]\d{2,4}){1,3}|\d{6,8})")
_LOCAL_MOBILE = Pattern(r"9\d{4}[- ]\d{4}")
_AREA_CODE = Pattern(
    r"\(\s?(?:0\s?)?\d{1,4}\s?\)[ .\-]{0,2}\d{3,5}(?:[ .\-]\d{2,5}){1,3}|\b\d{2}[ .\-]{1,2}9\d{4}[ .\-]\d{4}\b|"
    r"\b0[xX]{2}\d{2}[ .\-]{1,2}9?\d{4}[ .\-]\d{4}\b"
)
"""An area code in parentheses, or before nine digits that begin with 9: a number of any region."""
_MIN_DIGITS_WITH_AREA, _MAX_DIGITS_WITH_AREA = 9, 13
_YEARS = Pattern(r"^\(\s?\d{1,2}\s?\)[ .\-]{0,2}(?:19|20)\d{2}[ .\-](?:19|20)\d{2}$")
_LANGUAGE_REGIONS = {
    "en": ("US", "GB"),
    "pt": ("BR", "PT"),
    "es": ("ES", "MX", "AR"),
    "de": ("DE", "AT", "CH"),
    "fr": ("FR", "BE"),
    "it": ("IT",),
    "nl": ("NL", "BE"),
    "pl": ("PL",),
    "tr": ("TR",),
    "ru": ("RU", "UA"),
    "hi": ("IN",),
    "ar": ("SA", "EG", "AE", "JO"),
    "zh": ("CN", "TW", "HK"),
    "ja": ("JP",),
    "ko": ("KR",),
}
_OTHER_THAN_LATIN = re.compile("[\u0370-\u1dff\u3040-\ud7ff]")
_SCRIPT_REGIONS = (
    (re.compile("[\u3040-\u30ff]"), ("JP",)),
    (re.compile("[\uac00-\ud7a3]"), ("KR",)),
    (re.compile("[\u4e00-\u9fff]"), ("CN", "TW", "HK")),
    (re.compile("[\u0400-\u04ff]"), ("RU", "UA")),
    (re.compile("[\u0600-\u06ff]"), ("SA", "EG", "AE", "JO")),
    (re.compile("[\u0900-\u097f]"), ("IN",)),
    (re.compile("[\u0590-\u05ff]"), ("IL",)),
    (re.compile("[\u0e00-\u0e7f]"), ("TH",)),
    (re.compile("[\u0370-\u03ff]"), ("GR",)),
)
"""The regions whose telephone numbers a text in a script is likely to hold; the first script that it has decides."""
_MAX_REGIONS = 4
_MIN_NATIONAL_DIGITS = 8


def guess_regions(language: str | None, numbers: Iterable[str]) -> tuple[str, ...]:
    """The regions whose national spellings a chat is likely to use.

    Args:
        language: the chat's main language.
        numbers: numbers with a country code, as in the roster.

    Returns: ISO 3166 codes, at most four: the numbers' regions by frequency, then the language's.
    """
    counts: Counter[str] = Counter()
    for number in numbers:
        try:
            region = phonenumbers.region_code_for_number(phonenumbers.parse(number, None))
        except phonenumbers.NumberParseException:
            continue
        if region:
            counts[region] += 1
    seen = sorted(counts, key=lambda r: (-counts[r], r))
    defaults = _LANGUAGE_REGIONS.get(language or "", ("US", "GB", "BR", "ES", "DE", "FR"))
    return tuple(dict.fromkeys((*seen[:2], *defaults)))[:_MAX_REGIONS]


def find_phones(text: str, regions: tuple[str, ...], others: Sequence[Span] = ()) -> Iterator[Finding]:
    """Find telephone numbers in a text from `folding.plain`.

    These are numbers that are valid in one of the regions, numbers with a plus and 8 to 15 digits or with an area code
    in parentheses, and runs of digits after a word such as "call". The value of a finding is the number in
    international form where it is known, else its digits.

    Args:
        others: where other numbers stand, by place; nothing inside them is looked at.
    """
    starts = [span.start for span in others]
    regions = _regions_of_script(text) + regions
    for match in _INTERNATIONAL.finditer(text):
        start, end = _trim(text, *match.span(), 17)
        if (
            8 <= _count_digits(text[start:end]) <= 17
            and _stands_apart(text, start, end)
            and not _is_other_number(text, start, end)
        ):
            yield Finding(start, end, "phone", normalize_phone(text[start:end], regions))
    for pattern, find in ((_CANDIDATE, _find_national), (_AREA_CODE, _find_with_area_code), (_SHORT, _find_cued)):
        for match in pattern.finditer(text):
            start, end = match.span()
            before = bisect_right(starts, start) - 1
            if before < 0 or others[before].end < end:
                yield from find(text, start, end, regions)


def _regions_of_script(text: str) -> tuple[str, ...]:
    if text.isascii() or _OTHER_THAN_LATIN.search(text) is None:
        return ()
    return next((regions for script, regions in _SCRIPT_REGIONS if script.search(text)), ())


def _is_other_number(text: str, start: int, end: int) -> bool:
    """Whether digits after two zeros are no telephone number but a tax or order number."""
    if text[start] == "+":
        return False
    return bool(_CPF_FORM.search(text[start:end]) or _OTHER_NUMBER.search(text[max(0, start - 40) : start]))


def _find_national(text: str, start: int, end: int, regions: tuple[str, ...]) -> Iterator[Finding]:
    snippet = text[start:end]
    is_other = any(form.search(snippet) for form in (_DATE, _CPF_FORM, _OF_A_YEAR))
    if is_other or not _stands_apart(text, start, end):
        return
    is_bare = snippet.isdigit()
    if is_bare and (_count_digits(snippet) > 13 or _OTHER_NUMBER.search(text[max(0, start - 40) : start])):
        return
    for first, last, value in _match_regions(snippet, regions):
        yield Finding(start + first, start + last, "phone", value)


@lru_cache(maxsize=8192)
def _match_regions(snippet: str, regions: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    for region in regions:
        matcher = phonenumbers.PhoneNumberMatcher(snippet, region, phonenumbers.Leniency.VALID, max_tries=20)
        found = [(m.start, m.end, _format_e164(m.number)) for m in matcher]
        if found:
            return tuple(found)
    return ()


def _find_with_area_code(text: str, start: int, end: int, regions: tuple[str, ...]) -> Iterator[Finding]:
    snippet = text[start:end]
    is_long = _MIN_DIGITS_WITH_AREA <= _count_digits(snippet) <= _MAX_DIGITS_WITH_AREA
    if is_long and not _YEARS.search(snippet) and _stands_apart(text, start, end):
        yield Finding(start, end, "phone", normalize_phone(snippet, regions))


def _find_cued(text: str, start: int, end: int, regions: tuple[str, ...]) -> Iterator[Finding]:
    snippet = text[start:end]
    if not _stands_apart(text, start, end) or _DATE.search(snippet) or text[end : end + 1] in ("%", "€", "$", "£"):
        return
    before = text[max(0, start - 60) : start]
    is_pairs = "FR" in regions and _FRENCH_PAIRS.fullmatch(snippet) is not None
    is_spaced = _SPACED_TRUNK.fullmatch(snippet) is not None and 10 <= _count_digits(snippet) <= 12
    is_trunk = (is_pairs or is_spaced or _TRUNK.fullmatch(snippet) is not None) and not _OTHER_NUMBER.search(before)
    is_local_mobile = "BR" in regions and _LOCAL_MOBILE.fullmatch(snippet) is not None
    if (
        is_local_mobile
        or is_trunk
        or (
            _count_digits(snippet) >= 6
            and (_CUE.search(before) or _CUE_AFTER.match(text[end : end + 40]))
            and not _OTHER_NUMBER.search(before[-20:])
        )
    ):
        yield Finding(start, end, "phone", normalize_phone(snippet, regions))


@lru_cache(maxsize=8192)
def normalize_phone(spelled: str, regions: tuple[str, ...]) -> str:
    """A number in international form (digits alone) if it is valid in any of the regions, else its digits."""
    for region in (None, *regions) if spelled.lstrip().startswith("+") else regions:
        try:
            number = phonenumbers.parse(spelled, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return _format_e164(number)
    digits = "".join(c for c in spelled if c.isdigit())
    return digits.removeprefix("00") if spelled.lstrip().startswith("00") else digits


def list_national_forms(spelled: str) -> tuple[str, ...]:
    """The digits of an international number as its own country writes it, with and without the leading zero."""
    try:
        number = phonenumbers.parse(spelled, None)
    except phonenumbers.NumberParseException:
        return ()
    national = phonenumbers.national_significant_number(number)
    return tuple(n for n in (national, f"0{national}") if len(n) >= _MIN_NATIONAL_DIGITS)


def _format_e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+")


def _count_digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _trim(text: str, start: int, end: int, most: int) -> tuple[int, int]:
    """The span cut back by whole groups until it has at most `most` digits."""
    while _count_digits(text[start:end]) > most:
        cut = max(text.rfind(s, start, end) for s in " -/.(")
        if cut <= start:
            break
        end = cut
    return start, end


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether the digits are not part of a word, a longer code, a decimal number or an address."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before and (is_part_of_word(before[-1]) or before[-1] in "#$€£¥₹"):
        return False
    if len(before) == 2 and before[1] in "-.,:/=" and (before[0].isalnum() or before[0] == "/") and text[start] != "+":
        return before[1] in ",:="
    if after and (is_part_of_word(after[0]) or after[0] == "%"):
        return False
    return not (
        len(after) == 2 and after[0] in ".,:-" and after[1].isalnum() and after[0] != "," and not after[1].isalpha()
    )
