"""Detects card, bank account and identity numbers, licence plates, dates of birth and postcodes.

Source: check digits as in `check_digits`; plates by the countries' registration rules (Brazil, United Kingdom, Germany,
Spain, France, Italy, the Netherlands, Portugal); British postcodes by the Royal Mail's address file, Brazilian ones by
Correios; codice fiscale by the Agenzia delle Entrate; CURP and RFC by the Mexican registries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from egregora_assets.redaction.detectors import check_digits
from egregora_assets.redaction.detectors.patterns import Pattern
from egregora_assets.redaction.spans import Finding, stands_alone

_CARD = Pattern(r"\d{4}[ \-.]?\d{4}[ \-.]?\d{4}[ \-.]?\d{1,4}(?:[ \-.]?\d{1,3})?|3\d{3}[ \-.]?\d{6}[ \-.]?\d{4,5}")
_IBAN = Pattern(r"(?i)[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}")
_CPF = Pattern(r"\d{3}[. ]?\d{3}[. ]?\d{3}[\- ./]?\d{2}")
_CNPJ = Pattern(r"\d{2}[. ]?\d{3}[. ]?\d{3}[/ ]?\d{4}[\- .]?\d{2}")
_DNI = Pattern(r"(?i)(?:[XYZ][ \-.]?\d{7}|\d{8}|\d{1,2}\.\d{3}\.\d{3})[ \-.]?[A-Z]")
_SSN = Pattern(r"\d{3}[- ]\d{2}[- ]\d{4}")
_NIR = Pattern(r"[1278] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}")
_STEUER_ID = Pattern(r"\d{2} ?\d{3} ?\d{3} ?\d{3}")
_MIXED_ID = Pattern(
    r"(?i)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]|"
    r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]|[A-Z]{4}\d{6}(?:[HM][A-Z]{5}[A-Z0-9]\d|[A-Z0-9]{2}[A0-9])"
)
_NIF = Pattern(r"\d{3} ?\d{3} ?\d{3}")
_PLATE_FORMS = Pattern(
    r"\b(?:[A-Z]{3}[\- ]?\d[A-J]\d{2}|[A-Z]{2}\d{2} [A-Z]{3}|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{1,4}[EH]?|"
    r"\d{4} [BCDFGHJKLMNPRSTVWXYZ]{3}|[A-Z]{2}-\d{3}-[A-Z]{2}|\d{2}-[A-Z]{2}-\d{2}|\d{2}-\d{2}-[A-Z]{2}|"
    r"[A-Z]{2}-\d{2}-[A-Z]{2}|[A-Z]{1,2}-\d{4}-[A-Z]{1,2}|[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2}|"
    r"\d{2}-[A-Z]{3}-\d|"
    r"\d-[A-Z]{3}-\d{2}|(?:A[NPRS]|BR|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|L[AD]|M[HLNPZ]|NL|O[DR]|P[BY]|RJ|"
    r"SK|T[NRS]|U[KP]|"
    r"WB)[ \-]?\d{1,2}[ \-]?[A-Z]{1,3}[ \-]?\d{4})\b"
)
_OTHER_PLATE_FORMS = Pattern(
    r"[АВЕКМНОРСТУХABEKMHOPCTYX]\d{3}[АВЕКМНОРСТУХABEKMHOPCTYX]{2} ?\d{2,3}|"
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][ ·\-]?[A-Z0-9]{5,6}|"
    r"\p{Han}{1,4} ?\d{2,3} ?[あ-ん] ?\d{1,2}-\d{2}|"
    r"(?:(?:서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주|세종) ?)?\d{2,3}"
    r"[가나다라마거너더러머버서어저고노도로모보소오조구누두루무"
    r"부수우주아바사자하허호배] ?\d{4}"
)
_PLATE_BESIDE_A_VEHICLE = Pattern(
    r"\b(?:[A-Z]{3}[\- ]?\d{4}|[A-Z]{1,3} [A-Z]{1,2} \d{1,4}[EH]?|\d{2} [A-Z]{1,3} \d{2,5}|"
    r"[A-Z]{2,3} [A-Z0-9]{2,5}\d[A-Z0-9]{0,2}|"
    r"\d[A-Z]{3}\d{3}|[A-Z]{2}\d{3}[A-Z]{2}|[A-Z]{3} \d{3}|[A-Z]{2}\d{2}[A-Z]{3}|[A-Z]\d{1,3} [A-Z]{3}|"
    r"\d{4}[A-Z]{3})\b"
)
"""Forms that other codes have, too (tickets of a bug tracker): plates only beside a word for a vehicle."""
_SHORT_SPANISH_PLATE = Pattern(
    r"^\d{4} (?:RPM|PNG|JPG|PDF|BTC|GBP|PLN|CHF|KWH|MHZ|GHZ|BPM|FPS|PTS|SMS|GMT|BST|CST|PST|TV|KM|XP|MB|GB|HP|CV|CC)"
)
_TRAIN = Pattern(
    r"^(?:TGV|ICE?|EC|RE|RB|TER|AVE|KTX|SRT|RJX?|NJ|IRE?|FR|FA|AV|EN|THA|EST|LH|BA|AF|KL|UA|DL|LA|IB|TK|SU) "
)
"""Trains and flights, whose numbers look like plates beside a word for a coach."""
_STAR_OF_BIRTH = Pattern(r"\* ?(?P<value>\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2}))\b")
_SURE_POSTCODE = Pattern(
    r"\b(?:\d{5}-\d{3}|(?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d{1,2}|[A-PR-UWYZ][A-HK-Y]?\d[A-HJKPSTUW]) "
    r"\d[ABD-HJLNP-UW-Z]{2})\b"
)
_POSTCODE_OF_TOWN = Pattern(
    r"(?:, ?|\b[A-Z][a-z]+,? )(?P<us>[A-Z]{2} \d{5}(?:-\d{4})?)\b|(?:^|, ?|"
    r"\d )(?P<nl>[1-9]\d{3} ?(?:[A-PR-Z][A-Z]))(?: [A-Z][a-z]+)?$|"
    r"(?:^|, ?)(?P<pl>\d{2}-\d{3}) [A-Z][a-z]+|(?P<jp>〒 ?\d{3}-\d{4})"
)
_STATE = Pattern(
    r"^(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|"
    r"UT|V[AT]|W[AIVY])"
)
_UNIT = Pattern(
    r"(?:AM|PM|KM|MB|GB|TB|KB|HP|PS|KW|CV|CC|ML|CM|MM|KG|BC|AD|CE|EU|UK|US|TV|PC|XP|HZ|OK|MS|MW|ST|ND|RD|TH)$"
)
_ORDER = Pattern(
    r"(?i)\b(?:order|pedido|protocolo|ticket|invoice|fatura|factura|rechnung|bestellung|bestellnummer|"
    r"commande|facture|"
    r"ordine|fattura|tracking|rastreio|rastreamento|sendung|sendungsnummer|isbn|ean|sku|serial|barcode|"
    r"imei)[ :#.]{0,3}"
    r"(?:(?:no|nr|n[ºo°]|id|number|nummer|n[uú]mero|num)[ :#.]{0,3})?$"
)
_TAX_CUE = Pattern(r"(?i)\b(?:steuer\w*|idnr|id-nr|identifikationsnummer|tin|tax|nif|contribuinte)\b[^\d\n]{0,24}$")

_CHECKED: tuple[tuple[str, Pattern, Callable[[str], bool]], ...] = (
    ("cnpj", _CNPJ, check_digits.is_cnpj),
    ("cpf", _CPF, check_digits.is_cpf),
    ("national_id", _DNI, check_digits.is_spanish_id),
    ("national_id", _SSN, check_digits.is_social_security_number),
    ("national_id", _NIR, check_digits.is_french_nir),
)


def keep_alphanumeric(text: str) -> str:
    """The letters and digits of a text, in upper case."""
    return "".join(c for c in text if c.isalnum()).upper()


def find_checked_numbers(text: str) -> Iterator[Finding]:
    """Find card, account, tax and identity numbers whose check digits are right."""
    yield from _find_cards(text)
    yield from _find_ibans(text)
    for kind, pattern, is_valid in _CHECKED:
        for match in pattern.finditer(text):
            value = keep_alphanumeric(match.group())
            if is_valid(value) and _is_separate(text, *match.span()):
                yield Finding(*match.span(), kind, value)
    for pattern, is_valid in ((_STEUER_ID, check_digits.is_german_tax_id), (_NIF, check_digits.is_portuguese_nif)):
        for match in pattern.finditer(text):
            start, end = match.span()
            if (
                stands_alone(text, start, end)
                and is_valid(keep_alphanumeric(match.group()))
                and _TAX_CUE.search(text[max(0, start - 60) : start])
            ):
                yield Finding(start, end, "national_id", keep_alphanumeric(match.group()))


def find_distinctive_numbers(text: str) -> Iterator[Finding]:
    """Find licence plates, postcodes and identity codes of an unmistakable form."""
    for match in _STAR_OF_BIRTH.finditer(text) if "*" in text else ():
        yield Finding(*match.span("value"), "birth_date", match["value"])
    if not text.isascii():
        yield from _find_apart(text, _OTHER_PLATE_FORMS, "plate", stands_alone)
    elif text.islower() and "-" not in text:
        return
    for match in _PLATE_FORMS.finditer(text):
        if stands_alone(text, *match.span()) and not _SHORT_SPANISH_PLATE.search(match.group()):
            yield Finding(*match.span(), "plate", keep_alphanumeric(match.group()))
    yield from _find_apart(text, _SURE_POSTCODE, "postcode", _is_separate)
    yield from _find_apart(text, _MIXED_ID, "national_id", _is_separate)
    yield from _find_postcodes_of_towns(text)


def _find_apart(text: str, pattern: Pattern, kind: str, is_apart: Callable[[str, int, int], bool]) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        if is_apart(text, *match.span()):
            yield Finding(*match.span(), kind, keep_alphanumeric(match.group()))


def _find_postcodes_of_towns(text: str) -> Iterator[Finding]:
    """Postcodes that their place beside a town, a state or a street tells from other numbers."""
    for match in _POSTCODE_OF_TOWN.finditer(text):
        group = next(g for g in ("us", "nl", "pl", "jp") if match[g])
        is_unit = group == "nl" and _UNIT.search(match["nl"])
        if not is_unit and (group != "us" or _STATE.search(match["us"])):
            start = match.start(group) + (3 if group == "us" else 0)
            yield Finding(start, match.end(group), "postcode", keep_alphanumeric(text[start : match.end(group)]))


def find_plates_beside_vehicles(text: str) -> Iterator[Finding]:
    """Find what is a licence plate in a text that speaks of a car, and may be anything in another one."""
    for match in _PLATE_BESIDE_A_VEHICLE.finditer(text):
        is_other = _SHORT_SPANISH_PLATE.search(match.group()) or _TRAIN.search(match.group())
        if stands_alone(text, *match.span()) and not is_other:
            yield Finding(*match.span(), "plate", keep_alphanumeric(match.group()))


def _find_cards(text: str) -> Iterator[Finding]:
    for match in _CARD.finditer(text):
        start, whole = match.span()
        for end in range(whole, start + 12, -1):
            digits = keep_alphanumeric(text[start:end])
            is_whole = text[end - 1].isdigit() and check_digits.is_card(digits) and stands_alone(text, start, end)
            if is_whole and not _ORDER.search(text[max(0, start - 40) : start]):
                yield Finding(start, end, "card", digits)
                break


def _find_ibans(text: str) -> Iterator[Finding]:
    for match in _IBAN.finditer(text):
        start = match.start()
        length = check_digits.get_iban_length(text[start : start + 2].upper()) or 0
        end = start
        while end < match.end() and length:
            length -= text[end].isalnum()
            end += 1
        value = keep_alphanumeric(text[start:end])
        if not length and end > start and check_digits.is_iban(value) and stands_alone(text, start, end):
            yield Finding(start, end, "iban", value)


def _is_separate(text: str, start: int, end: int) -> bool:
    """Whether a span stands alone and is not part of a longer dotted or dashed number."""
    if not stands_alone(text, start, end):
        return False
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    inside = len(before) == 2 and before[1] in "-./" and before[0].isalnum()
    return not inside and not (len(after) == 2 and after[0] in "-/" and after[1].isalnum())
