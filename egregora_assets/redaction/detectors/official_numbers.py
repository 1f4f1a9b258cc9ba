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
_FILLER = (
    r"(?:[ \t]*(?:(?:is|are|was|[eé]|es|ist|lautet|est|do|da|de|del|der|du|of|for|my|meu|minha|mi|mein|mon|ma|mio|"
    r"mia|num|number|n[uú]mero|nummer|num[eé]ro|carro|auto|car|voiture|macchina|coche)\b|c['’]est\b|no\.?\b|n[ºo°r]\.|"
    r"n[º°]|nr\.?|num\.|:|=|-|#|\())*[ \t]*"
)
_CUED_DOCUMENT = Pattern(
    r"(?i)\b(?P<cue>rg|cnh|identidade|carteira de identidade|passport|passaporte|pasaporte|reisepass|passeport|"
    r"passaporto|personalausweis|ausweisnummer|ausweis|"
    r"carta d.identit[aà]|carte d.identit[eé]|driv(?:er.?s?|ing) licen[cs]e|licen[cs]e no|t[ií]tulo de eleitor|ssn|"
    r"social "
    r"security|nhs(?: no| number)?|nino|"
    r"national insurance|sozialversicherungsnummer|rentenversicherungsnummer|steuernummer|steuer-?id(?:nr)?|idnr|nif|"
    r"nie|dni|nir|s[eé]curit[eé] sociale|"
    r"codice fiscale|contribuinte|cart[aã]o de cidad[aã]o|bilhete de identidade|pis|nis|ctps|cns|n[uú]mero de la "
    r"seguridad social|nss|cuit|cuil|rut|c[eé]dula|"
    r"medicare|tax id|itin|bsn|cpf|cnpj|imei|steam ?id|partita iva|p\.? ?iva|patente|permis de conduire|"
    r"f[uü]hrerschein(?:nummer)?|(?:n[º°o]\.? )?s[eé]cu)\b"
    + _FILLER
    + r"(?P<value>[A-Z]{0,6}[\-. ]?\d(?:[ .\-/]?[A-Z0-9]){4,18})"
)
_CUED_ACCOUNT = Pattern(
    r"(?i)\b(?:conta(?: corrente| poupan[cç]a)?|c/c|cc|ag[eê]ncia|ag|account(?: number| no)?|acct|acc(?:ount)? no|"
    r"sort code|routing(?: number)?|aba|kontonummer|kto|konto(?:nr)?|"
    r"blz|bankleitzahl|cuenta(?: bancaria)?|clabe|cbu|compte|rib|num[eé]ro de compte|conto(?: corrente)?|nib|bic|"
    r"iban)\b\.?" + _FILLER + r"(?P<value>\d(?:[ .\-/]?\d){3,21}(?:-?[0-9X])?)"
)
_PLATE_FORMS = Pattern(
    r"\b(?:[A-Z]{3}[\- ]?\d[A-J]\d{2}|[A-Z]{3}-\d{4}|[A-Z]{2}\d{2} [A-Z]{3}|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{1,4}[EH]?|"
    r"\d{4} [BCDFGHJKLMNPRSTVWXYZ]{3}|[A-Z]{2}-\d{3}-[A-Z]{2}|\d{2}-[A-Z]{2}-\d{2}|\d{2}-\d{2}-[A-Z]{2}|"
    r"[A-Z]{2}-\d{2}-[A-Z]{2}|[A-Z]{1,2}-\d{4}-[A-Z]{1,2})\b"
)
_SHORT_SPANISH_PLATE = Pattern(
    r"^\d{4} (?:RPM|PNG|JPG|PDF|BTC|GBP|PLN|CHF|KWH|MHZ|GHZ|BPM|FPS|PTS|SMS|GMT|BST|CST|PST|TV|KM|XP|MB|GB|HP|CV|CC)"
)
_CUED_PLATE = Pattern(
    r"(?i)\b(?:placa|plate|licen[cs]e plate|number plate|reg(?:istration)?(?: plate| number)?|matr[ií]cula|"
    r"kennzeichen|nummernschild|targa|immatriculation|plaque)\b"
    + _FILLER
    + r"(?P<value>[A-ZÄÖÜ]{1,4}[\- .·]?[A-Z]{0,3}[\- .·]?\d[A-Z0-9]{0,4}(?:[\- .·]?[A-Z0-9]{1,4})?|\d{1,4}[\- "
    r".·]?[A-Z]{2,3}(?:[\- .·]?\d{2,4})?)"
)
_DATE_TEXT = (
    r"(?:\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}|\d{1,2}(?:st|nd|rd|th|\.|º|er)?(?: (?:of|de))? ?[a-z]{3,10}\.?,"
    r"?(?: (?:de|del))? \d{2,4}|[a-z]{3,10} \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?|\d{1,2}(?:st|nd|rd|th|\.|º|"
    r"er)?(?: (?:of|de))? [a-z]{3,10}|\d{1,2}[./]\d{1,2}\.?)"
)
_BIRTH = Pattern(
    r"(?i)(?:\b(?:born|dob|d\.o\.b\.?|birth ?date|date of birth|birthday|bday|b-day|nasc(?:i|eu|ido|ida|imento)?|"
    r"data de nascimento|anivers[aá]rio|niver|nac[ií]|naci[oó]|nacid[oa]|nacimiento|"
    r"cumplea[nñ]os|cumple|geboren|geb|geburtstag|geburtsdatum|n[eé]e? le|date de naissance|naissance|anniversaire|"
    r"anniv|"
    r"nat[oa] il|nat[oa]|data di nascita|nascita|compleanno)\b|\*)\.?"
    r"(?:[ \t]*(?:(?:is|was|on|[eéè]|a|em|no|dia|el|es|fue|am|ist|le|est|il|the|o|in|foi|do|da|de|der|den|giorno)\b|"
    r":|-|\())*[ \t]*(?P<value>" + _DATE_TEXT + ")"
)
_CUED_POSTCODE = Pattern(
    r"(?i)\b(?:cep|zip(?: ?code)?|postcode|postal code|post code|c[oó]digo postal|c\.?p\.?|plz|postleitzahl|code "
    r"postal|cap|codice postale)\b"
    + _FILLER
    + r"(?P<value>\d{5}-?\d{3}|\d{4,5}(?:-\d{3,4})?|\d{2}\.\d{3}-\d{3}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|"
    r"\d{4} ?[A-Z]{2}|"
    r"[A-Z]\d[A-Z] ?\d[A-Z]\d)"
)
_SURE_POSTCODE = Pattern(
    r"\b(?:\d{5}-\d{3}|(?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d{1,2}|[A-PR-UWYZ][A-HK-Y]?\d[A-HJKPSTUW]) "
    r"\d[ABD-HJLNP-UW-Z]{2})\b"
)
_ORDER = Pattern(
    r"(?i)\b(?:order|pedido|protocolo|ticket|invoice|fatura|factura|rechnung|bestellung|bestellnummer|commande|facture|"
    r"ordine|fattura|tracking|rastreio|rastreamento|sendung|sendungsnummer|isbn|ean|sku|serial|barcode|imei)[ :#.]{0,3}"
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


def find_cued_numbers(text: str) -> Iterator[Finding]:
    """Find numbers of documents, accounts and licence plates after a word that announces one."""
    yield from _find_cued(text, _CUED_DOCUMENT, "document_number", 5)
    yield from _find_cued(text, _CUED_ACCOUNT, "bank_account", 4)
    yield from _find_cued(text, _CUED_PLATE, "plate", 1)


def find_distinctive_numbers(text: str) -> Iterator[Finding]:
    """Find licence plates, postcodes and identity codes of an unmistakable form."""
    if text.islower() and "-" not in text:
        return
    for match in _PLATE_FORMS.finditer(text):
        if stands_alone(text, *match.span()) and not _SHORT_SPANISH_PLATE.search(match.group()):
            yield Finding(*match.span(), "plate", keep_alphanumeric(match.group()))
    for match in _SURE_POSTCODE.finditer(text):
        if _is_separate(text, *match.span()):
            yield Finding(*match.span(), "postcode", keep_alphanumeric(match.group()))
    for match in _MIXED_ID.finditer(text):
        if _is_separate(text, *match.span()):
            yield Finding(*match.span(), "national_id", keep_alphanumeric(match.group()))


def find_birth_dates(text: str) -> Iterator[Finding]:
    """Find dates of birth after a word that announces one."""
    for match in _BIRTH.finditer(text):
        yield Finding(*match.span("value"), "birth_date", match["value"].lower())


def find_cued_postcodes(text: str) -> Iterator[Finding]:
    """Find postcodes after a word that announces one."""
    for match in _CUED_POSTCODE.finditer(text):
        if stands_alone(text, *match.span("value")):
            yield Finding(*match.span("value"), "postcode", keep_alphanumeric(match["value"]))


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


def _find_cued(text: str, pattern: Pattern, kind: str, fewest_digits: int) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        value = match["value"]
        if sum(c.isdigit() for c in value) >= fewest_digits and stands_alone(text, *match.span("value")):
            yield Finding(*match.span("value"), kind, keep_alphanumeric(value))


def _is_separate(text: str, start: int, end: int) -> bool:
    """Whether a span stands alone and is not part of a longer dotted or dashed number."""
    if not stands_alone(text, start, end):
        return False
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    inside = len(before) == 2 and before[1] in "-./" and before[0].isalnum()
    return not inside and not (len(after) == 2 and after[0] in "-/" and after[1].isalnum())
