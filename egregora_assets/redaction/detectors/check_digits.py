"""Check digits of card, bank account, tax and identity numbers.

Each function takes the bare characters of a number (no separators, upper case) and says whether they are consistent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_CARD_PREFIX = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|6(?:011|4[4-9]|5)|35(?:2[89]|[3-8])|3(?:0[0-5]|[689])|62|50|"
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
