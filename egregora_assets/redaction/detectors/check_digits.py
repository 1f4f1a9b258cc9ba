"""Check digits of card, bank account, tax and identity numbers.

Each function takes the bare characters of a number (no separators, upper case) and says whether they are consistent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_CARD_PREFIX = re.compile(
    r"4|5[1-5]|2(?:20[0-4]|22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|6(?:011|4[4-9]|5)|35(?:2[89]|[3-8])|3(?:0[0-5]|[689])|62|50|"
    r"606282|63(?:6|7|8)"
)
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26,
    "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25,
    "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29, "VA": 22,
}  # fmt: skip
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def is_card(digits: str) -> bool:
    """Whether this is a payment card number: 13 to 19 digits, a known issuer, a valid Luhn sum.

    Source: ISO/IEC 7812-1; the issuers' published number ranges.
    """
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1 or _CARD_PREFIX.match(digits) is None:
        return False
    doubled = [int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def get_iban_length(country: str) -> int | None:
    """The length of a country's account numbers; None for a country that has none.

    Source: SWIFT, IBAN Registry.
    """
    return _IBAN_LENGTHS.get(country)


def is_iban(characters: str) -> bool:
    """Whether this is an international bank account number: its country's length, remainder 1 modulo 97.

    Source: ISO 13616, ISO 7064 MOD 97-10.
    """
    if get_iban_length(characters[:2]) != len(characters) or not characters[2:4].isdigit():
        return False
    moved = characters[4:] + characters[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def _sum_weighted(digits: Sequence[str], weights: Sequence[int]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False))


def _has_brazilian_check(digits: str, first: Sequence[int], second: Sequence[int]) -> bool:
    def check(total: int) -> int:
        return 0 if total % 11 < 2 else 11 - total % 11

    expected = check(_sum_weighted(digits, first)), check(_sum_weighted(digits, second))
    return len(set(digits)) > 1 and digits[-2:] == f"{expected[0]}{expected[1]}"


def is_cpf(digits: str) -> bool:
    """Whether this is a Brazilian personal tax number: 11 digits, the last two are check digits modulo 11.

    Source: Receita Federal, Cadastro de Pessoas Físicas.
    """
    return len(digits) == 11 and _has_brazilian_check(digits, range(10, 1, -1), range(11, 1, -1))


def is_cnpj(digits: str) -> bool:
    """Whether this is a Brazilian company tax number: 14 digits, the last two are check digits modulo 11.

    Source: Receita Federal, Cadastro Nacional da Pessoa Jurídica.
    """
    first = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    return len(digits) == 14 and _has_brazilian_check(digits, first, (6, *first))


def is_spanish_id(characters: str) -> bool:
    """Whether this is a Spanish DNI or NIE: eight digits (the first may be X, Y or Z), then a letter modulo 23.

    Source: Ministerio del Interior, cálculo del dígito de control del NIF/NIE.
    """
    if re.fullmatch(r"[\dXYZ]\d{7}[A-Z]", characters) is None:
        return False
    number = {"X": "0", "Y": "1", "Z": "2"}.get(characters[0], characters[0]) + characters[1:8]
    return _DNI_LETTERS[int(number) % 23] == characters[8]


def is_portuguese_nif(digits: str) -> bool:
    """Whether this is a Portuguese tax number: nine digits, the last is a check digit modulo 11.

    Source: Autoridade Tributária e Aduaneira, número de identificação fiscal.
    """
    if len(digits) != 9 or digits[0] not in "1235689":
        return False
    rest = 11 - _sum_weighted(digits, range(9, 1, -1)) % 11
    return int(digits[8]) == (0 if rest > 9 else rest)


def is_german_tax_id(digits: str) -> bool:
    """Whether this is a German Steuer-Identifikationsnummer: eleven digits, one of the first ten repeated.

    Source: Bundeszentralamt für Steuern; ISO 7064 MOD 11,10.
    """
    if len(digits) != 11 or digits[0] == "0" or max(Counter(digits[:10]).values()) not in (2, 3):
        return False
    product = 10
    for digit in digits[:10]:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return int(digits[10]) == (11 - product) % 10


def is_social_security_number(digits: str) -> bool:
    """Whether this may be a social security number of the United States: nine digits that could have been issued.

    Source: Social Security Administration, Social Security Number Randomization (area 000, 666 and 900 to 999, group
    00 and serial 0000 are not issued; there is no check digit).
    """
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return len(digits) == 9 and area not in ("000", "666") and area[0] != "9" and group != "00" and serial != "0000"


def is_french_nir(digits: str) -> bool:
    """Whether this is a French social security number: 13 digits, then a key of two digits modulo 97.

    Source: INSEE, numéro d'inscription au répertoire.
    """
    return len(digits) == 15 and digits[0] in "1278" and 97 - int(digits[:13]) % 97 == int(digits[13:])


def is_chinese_id(characters: str) -> bool:
    """Whether this is a Chinese identity number: 17 digits and a check digit or X.

    Source: GB 11643-1999; ISO 7064 MOD 11-2.
    """
    weights = [pow(2, 17 - i, 11) for i in range(17)]
    return len(characters) == 18 and "10X98765432"[_sum_weighted(characters[:17], weights) % 11] == characters[17]


def is_argentine_tax_number(digits: str) -> bool:
    """Whether this is an Argentine CUIT or CUIL: eleven digits, the last modulo 11.

    Source: AFIP, Resolución General 10/97.
    """
    rest = 11 - _sum_weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return len(digits) == 11 and int(digits[10]) == {11: 0, 10: 9}.get(rest, rest)


def is_chilean_rut(characters: str) -> bool:
    """Whether this is a Chilean RUT: seven or eight digits, then a digit or K modulo 11.

    Source: Servicio de Impuestos Internos.
    """
    body = characters[:-1]
    if not body.isdigit() or len(body) not in (7, 8):
        return False
    rest = 11 - sum(int(d) * (2 + i % 6) for i, d in enumerate(reversed(body))) % 11
    return characters[-1] == {11: "0", 10: "K"}.get(rest, str(rest))


_TURNS = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _combine(a: int, b: int) -> int:
    """The product of two elements of the symmetries of a pentagon, the reflections being 5 to 9."""
    turn = (a + b) % 5 if a < 5 else (a - b) % 5
    return turn + 5 * ((a >= 5) != (b >= 5))


def is_aadhaar(digits: str) -> bool:
    """Whether this is an Indian Aadhaar number: twelve digits, the last by Verhoeff's method.

    Source: UIDAI; Verhoeff, Error Detecting Decimal Codes (1969).
    """
    check = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        for _ in range(place % 8):
            value = _TURNS[value]
        check = _combine(check, value)
    return len(digits) == 12 and check == 0


def is_turkish_id(digits: str) -> bool:
    """Whether this is a Turkish identity number: eleven digits, the last two are check digits.

    Source: Nüfus ve Vatandaşlık İşleri Genel Müdürlüğü.
    """
    numbers = [int(d) for d in digits]
    tenth = (7 * sum(numbers[0:9:2]) - sum(numbers[1:8:2])) % 10
    return len(digits) == 11 and digits[0] != "0" and numbers[9] == tenth and numbers[10] == sum(numbers[:10]) % 10
