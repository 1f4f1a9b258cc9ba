"""Who takes part in the sample conversation, and which personal data they write into it."""

from __future__ import annotations

from dataclasses import dataclass

CHAT_TITLE = "Quintal Lab"
NEIGHBOUR = "+44 7700 900417"  # a range that the British regulator keeps for fiction


@dataclass(frozen=True)
class Person:
    """One participant: the name as the export shows it, and how it is written in texts.

    `core` variants must never leave the vault; `extended` ones (nicknames, joined and transliterated forms) should not.
    `is_word` marks a first name that is an ordinary word as well.
    """

    name: str
    languages: tuple[str, ...]
    weight: int
    core: tuple[str, ...]
    extended: tuple[str, ...] = ()
    is_word: bool = False


PEOPLE: dict[str, Person] = {
    "J": Person(
        "Júlia Sant'Anna", ("pt", "en"), 4, ("Júlia Sant'Anna", "Júlia", "Julia", "Sant'Anna"), ("Ju", "JuliaSantanna")
    ),
    "O": Person(
        "Otávio Brandão",
        ("pt",),
        5,
        ("Otávio Brandão", "Otávio", "Otavio", "Otavio Brandao", "Brandão", "Brandao"),
        ("Tavinho", "Otavio_Brandao"),
    ),
    "R": Person("Rosa Meireles", ("pt",), 5, ("Rosa Meireles", "Meireles"), ("Rosinha", "rosameireles"), is_word=True),
    "S": Person(
        "Søren Dahlgaard", ("en",), 5, ("Søren Dahlgaard", "Søren", "Soren", "Dahlgaard"), ("Soeren", "soren-dahlgaard")
    ),
    "P": Person(
        "Priya Venkataraman", ("en",), 5, ("Priya Venkataraman", "Priya", "Venkataraman"), ("priya-venkataraman",)
    ),
    "C": Person("Caetano Noronha", ("pt", "en"), 3, ("Caetano Noronha", "Caetano", "Noronha")),
    "I": Person("Iñaki Etxeberria", ("en",), 2, ("Iñaki Etxeberria", "Iñaki", "Inaki", "Etxeberria"), is_word=False),
    "N": Person(NEIGHBOUR, ("en",), 7, (NEIGHBOUR,)),
}
OPTED_OUT = "I"
OPT_OUT_DAY = 45


def with_check_digits_cpf(digits: str) -> str:
    """Return a Brazilian taxpayer number, `000.000.000-00`, for nine digits."""
    numbers = [int(digit) for digit in digits]
    for length in (9, 10):
        total = sum(value * (length + 1 - place) for place, value in enumerate(numbers))
        numbers.append(total * 10 % 11 % 10)
    text = "".join(map(str, numbers))
    return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"


def with_check_digits_cnpj(digits: str) -> str:
    """Return a Brazilian company number, `00.000.000/0000-00`, for twelve digits."""
    numbers = [int(digit) for digit in digits]
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    for length in (12, 13):
        total = sum(value * weight for value, weight in zip(numbers, weights[13 - length :], strict=True))
        numbers.append(0 if total % 11 < 2 else 11 - total % 11)
    text = "".join(map(str, numbers))
    return f"{text[:2]}.{text[2:5]}.{text[5:8]}/{text[8:12]}-{text[12:]}"


def with_check_digits_iban(country: str, account: str) -> str:
    """Return an international account number in groups of four for a country and its national part."""
    as_number = "".join(str(int(character, 36)) for character in account + country + "00")
    text = f"{country}{98 - int(as_number) % 97:02d}{account}"
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


PLANTED: dict[str, str] = {
    "phone_otavio": "+1 202-555-0147",
    "phone_driver": "+44 7700 900862",
    "mail_rosa": "rosa.meireles@example.org",
    "mail_otavio": "otavio.brandao@example.com",
    "mail_priya": "priya.v@example.net",
    "mail_soren": "soren.dahlgaard@example.org",
    "mail_inaki": "inaki.e@example.com",
    "mail_caetano": "noronha@example.net",
    "mail_neighbour": "number12@example.org",
    "mail_julia": "julia.santanna@example.org",
    "iban": with_check_digits_iban("GB", "WEST12345698765432"),
    "cpf": with_check_digits_cpf("111444777"),
    "cpf2": with_check_digits_cpf("935411347"),
    "cnpj": with_check_digits_cnpj("112223330001"),
    "card": "4111 1111 1111 1111",
    "ip_camera": "192.0.2.41",
    "link_secret": "7f3e9a1c55d24b08",
}
PLANTED_IN_FILES: dict[str, str] = {"phone_library": "+44 20 7946 0958", "mail_library": "seed.swap@example.org"}
PHOTO_OWNER = "Júlia Sant'Anna"
PHOTO_ARTIST = "Julia Sant'Anna"  # that tag of a photo holds ASCII only
PHOTO_POSITION = (-23.548712, -46.690215)


def get_sort(key: str) -> str:
    """Return the sort of a planted value from its key: `mail_rosa` is a mail, `cpf2` a cpf."""
    return key.split("_")[0].rstrip("0123456789")
