"""Lines with fresh personal data of every kind, and lines with numbers that only look like it, drawn by a seed.

Every line is its text, what of it must go (by kind and tier) and whether it must stay as it is. Values have right check
digits where their kind has any; look-alikes have wrong ones and no word before them that says what they are.
"""

# ruff: noqa: SIM905, E501 - lists of words and of sayings are easier to read on a line

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from egregora_assets_tests.redaction.announced_values import ANYWHERE, MAKERS, PLAIN
from egregora_assets_tests.redaction.announced_values import SAYINGS as SAYINGS_OF_ANNOUNCED

CORE = "core"
EXTENDED = "extended"


@dataclass(frozen=True)
class Line:
    """A line of a chat: `kind` names its value, or what it looks like where `value` is empty."""

    language: str
    text: str
    kind: str
    tier: str
    value: str


def _digits(draw: random.Random, count: int) -> str:
    return "".join(draw.choices(string.digits, k=count))


def _word(draw: random.Random, least: int = 5, most: int = 9) -> str:
    length = draw.randint(least, most)
    return "".join(draw.choice("bcdfglmnprstvz" if i % 2 == 0 else "aeiou") for i in range(length))


def _token(draw: random.Random, count: int) -> str:
    """Letters of both cases and digits, at least one of each."""
    signs = draw.choices(string.ascii_letters + string.digits, k=count - 3)
    signs += [draw.choice(string.ascii_lowercase), draw.choice(string.ascii_uppercase), draw.choice(string.digits)]
    draw.shuffle(signs)
    return "".join(signs)


def _luhn(body: str) -> str:
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def card(draw: random.Random) -> str:
    """A payment card's number in one of its spellings."""
    number = _luhn(draw.choice(["4", "51", "55", "2221", "6011", "3530"]).ljust(1) + _digits(draw, 11))
    body = _luhn((number[:4] + _digits(draw, 11))[:15])
    sign = draw.choice(["", " ", "-"])
    return sign.join(body[i : i + 4] for i in range(0, 16, 4))


def american_express(draw: random.Random) -> str:
    """A card of fifteen digits."""
    body = _luhn(draw.choice(["34", "37"]) + _digits(draw, 12))
    return body if draw.random() < 0.5 else f"{body[:4]} {body[4:10]} {body[10:]}"


def iban(draw: random.Random) -> str:
    """An account number of one of several countries, bare, in groups, or in small letters."""
    country, form = draw.choice(
        [
            ("DE", "d" * 18),
            ("ES", "d" * 20),
            ("FR", "d" * 20 + "a" + "d" * 2),
            ("IT", "A" + "d" * 22),
            ("PT", "d" * 21),
            ("GB", "AAAA" + "d" * 14),
            ("NL", "AAAA" + "d" * 10),
            ("BR", "d" * 23 + "A" + "d"),
            ("AT", "d" * 16),
            ("CH", "d" * 17),
        ]
    )
    pick = {"d": string.digits, "a": string.digits + string.ascii_uppercase, "A": string.ascii_uppercase}
    body = "".join(draw.choice(pick[c]) for c in form)
    remainder = int("".join(str(int(c, 36)) for c in body + country + "00")) % 97
    whole = f"{country}{98 - remainder:02d}{body}"
    grouped = " ".join(whole[i : i + 4] for i in range(0, len(whole), 4))
    return draw.choice([whole, grouped, grouped, whole.lower()])


def _brazilian(body: str, first: list[int], second: list[int]) -> str:
    for weights in (first, second):
        total = sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11
        body += "0" if total < 2 else str(11 - total)
    return body


def cpf(draw: random.Random) -> str:
    """A Brazilian person's tax number."""
    n = _brazilian(_digits(draw, 9), list(range(10, 1, -1)), list(range(11, 1, -1)))
    return draw.choice([f"{n[:3]}.{n[3:6]}.{n[6:9]}-{n[9:]}", n, f"{n[:3]} {n[3:6]} {n[6:9]} {n[9:]}"])


def cnpj(draw: random.Random) -> str:
    """A Brazilian company's number."""
    first = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
    n = _brazilian(_digits(draw, 8) + "0001", first, [6, *first])
    return draw.choice([f"{n[:2]}.{n[2:5]}.{n[5:8]}/{n[8:12]}-{n[12:]}", n])


def dni(draw: random.Random) -> str:
    """A Spanish identity number."""
    number = _digits(draw, 8)
    letter = "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]
    return draw.choice([number + letter, f"{number}-{letter}", number + letter.lower()])


def nif(draw: random.Random) -> str:
    """A Portuguese tax number."""
    body = draw.choice("12") + _digits(draw, 7)
    rest = 11 - sum(int(d) * w for d, w in zip(body, range(9, 1, -1), strict=True)) % 11
    whole = body + str(0 if rest > 9 else rest)
    return draw.choice([whole, f"{whole[:3]} {whole[3:6]} {whole[6:]}"])


def ssn(draw: random.Random) -> str:
    """A social security number of the United States."""
    return f"{draw.randint(100, 665)}-{draw.randint(10, 99)}-{draw.randint(1000, 9999)}"


def tax_id(draw: random.Random) -> str:
    """A German Steuer-ID: one of ten digits twice, one missing."""
    digits = list("0123456789")
    draw.shuffle(digits)
    digits[0], digits[1] = (digits[1], digits[0]) if digits[0] == "0" else (digits[0], digits[1])
    digits[9] = digits[4]
    product = 10
    for d in digits:
        total = (int(d) + product) % 10 or 10
        product = 2 * total % 11
    n = "".join(digits) + str((11 - product) % 10)
    return draw.choice([n, f"{n[:2]} {n[2:5]} {n[5:8]} {n[8:]}"])


def fiscal_code(draw: random.Random) -> str:
    """An Italian codice fiscale."""
    letters = "".join(draw.choices("BCDFGLMNPRSTVZ", k=6))
    return f"{letters}{_digits(draw, 2)}{draw.choice('ABCDEHLMPRST')}{draw.randint(10, 31)}H{_digits(draw, 3)}X"


def social_security_of_france(draw: random.Random) -> str:
    """A French social security number with its key."""
    n = f"{draw.choice('12')}{_digits(draw, 2)}{draw.randint(1, 12):02d}{draw.randint(10, 95)}{_digits(draw, 6)}"
    key = 97 - int(n) % 97
    return (
        f"{n[0]} {n[1:3]} {n[3:5]} {n[5:7]} {n[7:10]} {n[10:13]} {key:02d}" if draw.random() < 0.7 else f"{n}{key:02d}"
    )


PHONES: dict[str, Callable[[random.Random], str]] = {
    "gb": lambda d: d.choice(["+44 7{}{} {}", "07{}{} {}", "+447{}{}{}"]).format(
        d.randint(4, 5), _digits(d, 3), _digits(d, 6)
    ),
    "us": lambda d: d.choice(["({}) {}-{}", "+1 {} {} {}", "{}-{}-{}", "{}.{}.{}", "+1{}{}{}"]).format(
        d.choice([212, 415, 303, 617, 720, 312]), d.randint(220, 989), _digits(d, 4)
    ),
    "br": lambda d: d.choice(["+55 {} 9{}-{}", "({}) 9{}-{}", "{} 9{}-{}", "+55{}9{}{}", "0{} 9{} {}"]).format(
        d.choice([11, 21, 31, 41, 61, 81]), d.randint(6000, 9999), _digits(d, 4)
    ),
    "pt": lambda d: d.choice(["+351 9{} {} {}", "9{} {} {}", "+3519{}{}{}"]).format(
        d.choice([12, 36, 61, 18]), _digits(d, 3), _digits(d, 3)
    ),
    "es": lambda d: d.choice(["+34 6{} {} {}", "6{} {} {}", "+346{}{}{}"]).format(
        _digits(d, 2), _digits(d, 3), _digits(d, 3)
    ),
    "de": lambda d: d.choice(["+49 17{} {}", "017{} {}", "017{}/{}", "+4917{}{}"]).format(
        d.choice([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), d.randint(1000000, 9999999)
    ),
    "fr": lambda d: d.choice(["+33 6 {} {} {} {}", "06 {} {} {} {}", "06.{}.{}.{}.{}", "+336{}{}{}{}"]).format(
        *(_digits(d, 2) for _ in range(4))
    ),
    "it": lambda d: d.choice(["+39 3{} {} {}", "3{} {} {}", "+393{}{}{}"]).format(
        d.choice([20, 28, 33, 38, 47, 49]), d.randint(200, 999), _digits(d, 4)
    ),
}


def mail(draw: random.Random) -> str:
    """A mail address."""
    local = draw.choice(["{0}.{1}", "{0}_{1}", "{0}{2}", "{0}+{1}", "{0[0]}.{1}"]).format(
        _word(draw), _word(draw), draw.randint(1, 99)
    )
    return f"{local}@{_word(draw)}.{draw.choice(['com', 'example', 'org', 'com.br', 'co.uk', 'de', 'es', 'fr', 'it'])}"


def spelled_mail(draw: random.Random, language: str) -> str:
    """A mail address in words or brackets."""
    at, dot = {
        "pt": ("arroba", "ponto"),
        "es": ("arroba", "punto"),
        "de": ("(at)", "(punkt)"),
        "fr": ("arobase", "point"),
        "it": ("chiocciola", "punto"),
    }.get(language, ("at", "dot"))
    forms = ["{0} {2} {1} {3} com", "{0}[at]{1}[dot]com", "{0} (at) {1} (dot) com", "{0} [at] {1}.com"]
    return draw.choice(forms).format(_word(draw), _word(draw), at, dot)


def ipv4(draw: random.Random) -> str:
    """An address that may belong to somebody."""
    return f"{draw.choice([81, 93, 145, 178, 189, 203, 198])}.{draw.randint(20, 255)}.{draw.randint(0, 255)}.{draw.randint(1, 254)}"


def ipv6(draw: random.Random) -> str:
    """An address of version 6, shortened or not."""
    groups = [f"{draw.randrange(1, 65536):x}" for _ in range(6)]
    return draw.choice([f"2a02:{':'.join(groups[:3])}::{groups[3]}", f"2001:db8:{':'.join(groups)}"])


def coordinates(draw: random.Random) -> str:
    """A pair of degrees."""
    return f"{draw.uniform(-60, 60):.6f}, {draw.uniform(-170, 170):.6f}".replace(", ", draw.choice([", ", ",", " "]))


ADDRESSES: dict[str, Callable[[random.Random], str]] = {
    "en": lambda d: d.choice(
        ["{1} {0} Street", "{1} {0} Road, Leeds", "{1}b {0} Avenue", "Flat 3, {1} {0} Close"]
    ).format(_word(d).title(), d.randint(2, 220)),
    "pt": lambda d: d.choice(
        ["Rua {0}, {1}", "Av. {0}, {1}, apto 32", "Travessa {0} {1}", "Alameda dos {0}s, {1}"]
    ).format(_word(d).title(), d.randint(2, 2200)),
    "es": lambda d: d.choice(["Calle {0} {1}", "C/ {0}, {1}, 3º B", "Avenida de {0} {1}", "Plaza {0}, {1}"]).format(
        _word(d).title(), d.randint(2, 220)
    ),
    "de": lambda d: d.choice(["{0}straße {1}", "{0}weg {1}a", "{0}str. {1}, 50667 Köln", "{0}gasse {1}"]).format(
        _word(d).title(), d.randint(2, 220)
    ),
    "fr": lambda d: d.choice(
        ["{1} rue de {0}", "{1}, avenue {0}", "{1} bis boulevard {0}", "{1} impasse des {0}"]
    ).format(_word(d).title(), d.randint(2, 220)),
    "it": lambda d: d.choice(["Via {0} {1}", "Viale {0}, {1}", "Piazza {0} {1}", "Corso {0} {1}, 10121 Torino"]).format(
        _word(d).title(), d.randint(2, 220)
    ),
}
PLATES: dict[str, Callable[[random.Random], str]] = {
    "en": lambda d: f"{_capitals(d, 2)}{d.randint(51, 74)} {_capitals(d, 3)}",
    "pt": lambda d: d.choice(
        [
            f"{_capitals(d, 3)}-{_digits(d, 4)}",
            f"{_capitals(d, 3)}{d.randint(0, 9)}{d.choice('ABCDEFGHIJ')}{_digits(d, 2)}",
        ]
    ),
    "es": lambda d: f"{_digits(d, 4)} {''.join(d.choices('BCDFGHJKLMNPRSTVWXYZ', k=3))}",
    "de": lambda d: f"{d.choice(['B', 'M', 'HH', 'K', 'F'])}-{_capitals(d, 2)} {d.randint(10, 9999)}",
    "fr": lambda d: f"{_capitals(d, 2)}-{_digits(d, 3)}-{_capitals(d, 2)}",
    "it": lambda d: f"{_capitals(d, 2)}{_digits(d, 3)}{_capitals(d, 2)}",
}


def _capitals(draw: random.Random, count: int) -> str:
    return "".join(draw.choices("ABCDEFGHJKLMNPRSTVWXYZ", k=count))


SAYINGS = {
    "phone": {
        "en": ["call me on {}", "my new number is {}", "{} is my cell", "text {} when you land", "whatsapp: {}"],
        "pt": ["me liga no {}", "meu número novo é {}", "anota aí: {}", "zap {}", "o telefone dela é {}"],
        "es": ["llámame al {}", "mi número nuevo es {}", "apunta: {}", "mi móvil {}", "su teléfono es {}"],
        "de": ["ruf mich an: {}", "meine neue Nummer ist {}", "Handy {}", "erreichbar unter {}", "notier dir {}"],
        "fr": ["appelle-moi au {}", "mon nouveau numéro : {}", "c'est le {}", "mon portable {}", "note : {}"],
        "it": ["chiamami al {}", "il mio nuovo numero è {}", "segna: {}", "cellulare {}", "il suo numero è {}"],
    },
    "email": {
        "en": ["write to {}", "my mail: {}", "{} please", "sent it from {}, ok?"],
        "pt": ["manda pra {}", "meu email: {}", "é {} mesmo", "escreve pra {}, tá?"],
        "es": ["mándalo a {}", "mi correo: {}", "es {}", "escribe a {}, ¿vale?"],
        "de": ["schick es an {}", "meine Mail: {}", "{} bitte", "schreib an {}, ja?"],
        "fr": ["envoie à {}", "mon mail : {}", "c'est {}", "écris à {}, ok ?"],
        "it": ["manda a {}", "la mia mail: {}", "è {}", "scrivi a {}, ok?"],
    },
    "any": {
        "en": ["it is {}", "here: {}", "{} if you need it", "use {} for now"],
        "pt": ["é {}", "aqui: {}", "{} se precisar", "usa {} por enquanto"],
        "es": ["es {}", "aquí: {}", "{} si hace falta", "usa {} por ahora"],
        "de": ["es ist {}", "hier: {}", "{} falls du es brauchst", "nimm {} vorerst"],
        "fr": ["c'est {}", "ici : {}", "{} si besoin", "prends {} pour l'instant"],
        "it": ["è {}", "ecco: {}", "{} se serve", "usa {} per ora"],
    },
    "address": {
        "en": ["I live at {}", "come to {}", "the party is at {}", "send it to {} please"],
        "pt": ["moro na {}", "vem pra {}", "a festa é na {}", "manda pra {} por favor"],
        "es": ["vivo en {}", "ven a {}", "la fiesta es en {}", "mándalo a {} por favor"],
        "de": ["ich wohne {}", "komm in die {}", "die Party ist {}", "schick es an {} bitte"],
        "fr": ["j'habite {}", "viens au {}", "la fête est au {}", "envoie au {} stp"],
        "it": ["abito in {}", "vieni in {}", "la festa è in {}", "manda in {} per favore"],
    },
    "birth": {
        "en": ["I was born on {}", "my birthday is {}", "DOB {}"],
        "pt": ["nasci em {}", "data de nascimento: {}", "meu aniversário é {}"],
        "es": ["nací el {}", "fecha de nacimiento: {}", "mi cumpleaños es el {}"],
        "de": ["geboren am {}", "mein Geburtstag ist der {}", "Geburtsdatum: {}"],
        "fr": ["né le {}", "date de naissance : {}", "mon anniversaire est le {}"],
        "it": ["nato il {}", "data di nascita: {}", "il mio compleanno è il {}"],
    },
    "document": {
        "en": ["my passport is {}", "passport number {}", "driving licence {}"],
        "pt": ["meu RG é {}", "passaporte {}", "CNH {}"],
        "es": ["mi pasaporte es {}", "pasaporte {}", "número de pasaporte: {}"],
        "de": ["mein Reisepass: {}", "Ausweisnummer {}", "Personalausweis {}"],
        "fr": ["mon passeport est {}", "numéro de passeport : {}", "carte d'identité {}"],
        "it": ["il mio passaporto è {}", "passaporto {}", "carta d'identità {}"],
    },
    "password": {
        "en": ["the wifi password is {}", "password: {}", "pw {}", "my password is {}"],
        "pt": ["a senha do wifi é {}", "senha: {}", "minha senha é {}", "a senha é {}"],
        "es": ["la contraseña es {}", "contraseña: {}", "la clave del wifi es {}", "mi clave es {}"],
        "de": ["das WLAN-Passwort ist {}", "Passwort: {}", "mein Kennwort ist {}", "Passwort ist {}"],
        "fr": ["le mot de passe est {}", "mot de passe : {}", "mdp {}", "le mdp du wifi c'est {}"],
        "it": ["la password è {}", "password: {}", "la password del wifi è {}", "la mia password è {}"],
    },
    "one_time": {
        "en": ["your verification code is {}", "{} is your code", "the code is {} for the bank"],
        "pt": ["seu código de verificação é {}", "código do WhatsApp: {}", "{} é o seu código"],
        "es": ["tu código de verificación es {}", "{} es tu código", "código de acceso: {}"],
        "de": ["dein Bestätigungscode ist {}", "{} ist dein Code", "Sicherheitscode: {}"],
        "fr": ["votre code de vérification est {}", "{} est votre code", "code d'accès : {}"],
        "it": ["il tuo codice di verifica è {}", "{} è il tuo codice", "codice di accesso: {}"],
    },
    "pin": {
        "en": ["the pin is {}", "door code {}", "gate code: {}"],
        "pt": ["a senha do portão é {}", "código do portão {}", "o PIN é {}"],
        "es": ["el PIN es {}", "el código de la puerta es {}", "clave de la puerta {}"],
        "de": ["die PIN ist {}", "der Türcode ist {}", "Türcode {}"],
        "fr": ["le code de la porte est {}", "digicode {}", "le code PIN est {}"],
        "it": ["il PIN è {}", "il codice del portone è {}", "codice del cancello {}"],
    },
    "handle": {
        "en": ["follow @{}", "my insta is {}", "instagram: {}"],
        "pt": ["segue @{}", "meu insta é {}", "instagram: {}"],
        "es": ["sigue a @{}", "mi insta es {}", "instagram: {}"],
        "de": ["folg @{}", "mein Insta ist {}", "Instagram: {}"],
        "fr": ["suis @{}", "mon insta est {}", "instagram : {}"],
        "it": ["segui @{}", "il mio insta è {}", "instagram: {}"],
    },
    "plate": {
        "en": ["my plate is {}", "reg {}", "number plate: {}"],
        "pt": ["a placa é {}", "placa {}", "placa do carro: {}"],
        "es": ["la matrícula es {}", "matrícula {}", "mi matrícula: {}"],
        "de": ["das Kennzeichen ist {}", "Kennzeichen {}", "Kennzeichen: {}"],
        "fr": ["ma plaque est {}", "plaque {}", "immatriculation : {}"],
        "it": ["la targa è {}", "targa {}", "la mia targa: {}"],
    },
}
LANGUAGES = ("en", "pt", "es", "de", "fr", "it")
REGIONS = {"en": ("gb", "us"), "pt": ("br", "pt"), "es": ("es",), "de": ("de",), "fr": ("fr",), "it": ("it",)}
NUMBERS = {
    "en": (("ssn", ssn, CORE),),
    "pt": (("cpf", cpf, CORE), ("cnpj", cnpj, CORE)),
    "es": (("dni", dni, EXTENDED),),
    "fr": (("nir", social_security_of_france, EXTENDED),),
    "it": (("codice_fiscale", fiscal_code, EXTENDED),),
    "de": (),
}
EXPLAINED = {
    "pt": ("nif", nif, ["meu NIF é {}", "NIF: {}", "número de contribuinte {}"]),
    "de": ("tax_id", tax_id, ["meine Steuer-ID ist {}", "Steuer-ID: {}", "IdNr. {}"]),
}


def _date(draw: random.Random, language: str) -> str:
    day, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(1940, 2010)
    sign = {"de": ".", "en": "/"}.get(language, "/")
    return draw.choice([f"{day:02d}{sign}{month:02d}{sign}{year}", f"{day}{sign}{month}{sign}{year % 100:02d}"])


def _password(draw: random.Random) -> str:
    return draw.choice(
        [f"{_word(draw)}{draw.randint(10, 9999)}", f"{_word(draw).title()}#{draw.randint(1, 99)}", _token(draw, 10)]
    )


def _link(draw: random.Random) -> tuple[str, str]:
    """A link and the part of it that must go."""
    secret = _token(draw, 24)
    form = draw.choice(
        [
            "https://app.{0}.com/reset?token={1}",
            "https://{0}.org/login?session={1}&lang=en",
            "https://www.{0}.net/verify/{1}",
            "{0}.io/invite/{1}",
            "https://chat.whatsapp.com/{1}",
            "https://t.me/joinchat/{1}",
            "https://discord.gg/{1}",
            "https://docs.google.com/document/d/{1}/edit",
            "https://{0}.com/x?page=2&api_key={1}#top",
        ]
    )
    return form.format(_word(draw), secret), secret


def _profile(draw: random.Random) -> tuple[str, str]:
    name = f"{_word(draw)}.{_word(draw)}"
    form = draw.choice(
        [
            "https://instagram.com/{}",
            "facebook.com/{}",
            "https://www.linkedin.com/in/{}/",
            "x.com/{}",
            "https://t.me/{}",
        ]
    )
    return form.format(name), name


def _map(draw: random.Random) -> tuple[str, str]:
    place = f"{draw.uniform(-60, 60):.6f},{draw.uniform(-170, 170):.6f}"
    form = draw.choice(
        [
            "https://maps.google.com/?q={}",
            "https://www.google.com/maps/@{},17z",
            "https://www.openstreetmap.org/?mlat={}",
            "https://maps.example.com/?ll={}",
        ]
    )
    return form.format(place), place


def _key(draw: random.Random) -> str:
    form = draw.choice(["sk-{}", "ghp_{}", "AKIA{}", "glpat-{}", "xoxb-{}"])
    return form.format(
        _token(draw, 36) if "AKIA" not in form else "".join(draw.choices(string.ascii_uppercase + string.digits, k=16))
    )


def _in_words(draw: random.Random) -> str:
    words = "zero one two three four five six seven eight nine".split()
    return " ".join(draw.choice(words) for _ in range(10))


def _seed_phrase(draw: random.Random) -> str:
    words = (
        "abandon ability able about above absent absorb abstract absurd abuse access accident account accuse".split()
    )
    return " ".join(draw.choice(words) for _ in range(12))


def values(draw: random.Random, language: str) -> Iterator[Line]:
    """A line for each kind of value, in one language."""

    def said(saying: str, kind: str, tier: str, value: str, hidden: str = "") -> Line:
        return Line(language, draw.choice(SAYINGS[saying][language]).format(value), kind, tier, hidden or value)

    for region in REGIONS[language]:
        yield said("phone", f"phone_{region}", CORE, PHONES[region](draw))
    yield said("any", "phone_foreign", CORE, _international(draw))
    yield said("email", "email", CORE, mail(draw))
    yield said("email", "email_spelled", EXTENDED, spelled_mail(draw, language))
    yield said("any", "card", CORE, card(draw))
    yield said("any", "card_15", CORE, american_express(draw))
    yield said("any", "iban", CORE, iban(draw))
    for kind, make, tier in NUMBERS[language]:
        yield said("any", kind, tier, make(draw))
    if language in EXPLAINED:
        kind, make, sayings = EXPLAINED[language]
        value = make(draw)
        yield Line(language, draw.choice(sayings).format(value), kind, EXTENDED, value)
    yield said("any", "ipv4", CORE, ipv4(draw))
    yield said("any", "ipv6", CORE, ipv6(draw))
    yield said("any", "coordinates", EXTENDED, coordinates(draw))
    for kind, tier, (link, hidden) in (
        ("link_secret", CORE, _link(draw)),
        ("profile", EXTENDED, _profile(draw)),
        ("map", EXTENDED, _map(draw)),
    ):
        yield said("any", kind, tier, link, hidden)
    yield said("address", "address", EXTENDED, ADDRESSES[language](draw))
    yield said("birth", "birth_date", EXTENDED, _date(draw, language))
    yield said("document", "document", EXTENDED, f"{_capitals(draw, 2)}{_digits(draw, 7)}")
    yield said("password", "password", EXTENDED, _password(draw))
    yield said(
        "one_time", "one_time_code", EXTENDED, draw.choice([_digits(draw, 6), f"{_digits(draw, 3)}-{_digits(draw, 3)}"])
    )
    yield said("pin", "pin", EXTENDED, _digits(draw, 4))
    yield said("any", "key", EXTENDED, _key(draw))
    yield said("handle", "handle", EXTENDED, f"{_word(draw)}_{_word(draw)}{draw.randint(1, 99)}")
    yield said("plate", "plate", EXTENDED, PLATES[language](draw))
    if language == "en":
        spoken = _in_words(draw)
        yield Line("en", f"call {spoken}", "phone_words", EXTENDED, spoken)
        phrase = _seed_phrase(draw)
        yield Line("en", f"my seed phrase: {phrase}", "seed_phrase", EXTENDED, phrase)


def _international(draw: random.Random) -> str:
    prefix = draw.choice(
        ["+91 98", "+81 90 ", "+61 4", "+27 82 ", "+31 6 ", "+41 79 ", "+43 664 ", "+48 601 ", "+52 55 "]
    )
    return f"{prefix}{_digits(draw, 3)} {_digits(draw, 4)}"


LOOK_ALIKES: dict[str, list[Callable[[random.Random], str]]] = {
    "en": [
        lambda d: f"order {_digits(d, 16)} is late",
        lambda d: f"order no. {_digits(d, 10)} shipped",
        lambda d: f"invoice {_digits(d, 8)} is paid",
        lambda d: f"it was ${d.randint(1, 9)},{_digits(d, 3)},{_digits(d, 3)}.00",
        lambda d: f"{d.randint(1000, 9999)} people at {d.randint(1, 12)}:{d.randint(10, 59)}",
        lambda d: f"version {d.randint(1, 9)}.{d.randint(1, 20)}.{d.randint(0, 9)}.{d.randint(0, 9)} is out",
        lambda d: f"flight {_capitals(d, 2)}{d.randint(100, 9999)} leaves at {d.randint(1, 9)}",
        lambda d: f"we walked {d.randint(10000, 99999)} steps, {d.randint(2, 20)}.{d.randint(1, 9)} km",
        lambda d: f"commit {d.getrandbits(160):040x}",
        lambda d: f"see you on {d.randint(1, 28)}/{d.randint(1, 12)}/20{d.randint(10, 30)} at {d.randint(1, 12)}pm",
        lambda d: f"page {d.randint(1, 900)}, lines {d.randint(1, 90)}-{d.randint(91, 190)}",
        lambda d: f"room {d.randint(100, 999)} on floor {d.randint(1, 40)}",
        lambda d: f"https://news.{_word(d)}.com/20{d.randint(10, 30)}/{_word(d)}-{_word(d)}-{_word(d)}",
        lambda d: f"the bus {d.randint(10, 999)} to {_word(d)} street",
        lambda d: f"score {d.randint(0, 9)}-{d.randint(0, 9)}, then {d.randint(10, 21)}-{d.randint(10, 21)}",
        lambda d: f"{d.randint(1900, 2020)}-{d.randint(2021, 2030)} was long",
    ],
    "pt": [
        lambda d: f"pedido {_digits(d, 16)} cancelado",
        lambda d: f"protocolo {_digits(d, 14)}",
        lambda d: f"deu R$ {d.randint(1, 9)}.{_digits(d, 3)},{_digits(d, 2)} no total",
        lambda d: f"código {_bad_cpf(d)} inválido",
        lambda d: f"às {d.randint(1, 23)}h{d.randint(10, 59)} na rua {d.randint(1, 31)} de março",
        lambda d: f"dia {d.randint(1, 28)}/{d.randint(1, 12)} tem jogo, {d.randint(0, 9)} x {d.randint(0, 9)}",
        lambda d: f"linha {d.randint(100, 999)}, ponto {d.randint(1, 99)}",
        lambda d: f"versão {d.randint(1, 9)}.{d.randint(1, 20)}.{d.randint(0, 9)}",
    ],
    "es": [
        lambda d: f"pedido {_digits(d, 12)} en camino",
        lambda d: f"costó {d.randint(1, 9)}.{_digits(d, 3)},{_digits(d, 2)} €",
        lambda d: f"a las {d.randint(1, 23)}:{d.randint(10, 59)} en la planta {d.randint(1, 20)}",
        lambda d: f"la versión {d.randint(1, 9)}.{d.randint(1, 20)}.{d.randint(0, 9)} va bien",
        lambda d: f"somos {d.randint(100, 9999)} personas",
    ],
    "de": [
        lambda d: f"Bestellung {_digits(d, 12)} ist da",
        lambda d: f"kostet {d.randint(1, 9)}.{_digits(d, 3)},{_digits(d, 2)} €",
        lambda d: f"um {d.randint(1, 23)}:{d.randint(10, 59)} Uhr, Gleis {d.randint(1, 20)}",
        lambda d: f"am {d.randint(1, 28)}.{d.randint(1, 12)}.20{d.randint(10, 30)} um {d.randint(1, 23)} Uhr",
        lambda d: f"Raum {d.randint(100, 999)}, {d.randint(2, 90)} Leute",
    ],
    "fr": [
        lambda d: f"commande {_digits(d, 12)} expédiée",
        lambda d: f"{d.randint(1, 9)} {_digits(d, 3)},{_digits(d, 2)} € en tout",
        lambda d: f"à {d.randint(1, 23)}h{d.randint(10, 59)}, quai {d.randint(1, 20)}",
        lambda d: f"la version {d.randint(1, 9)}.{d.randint(1, 20)}.{d.randint(0, 9)}",
    ],
    "it": [
        lambda d: f"ordine {_digits(d, 12)} spedito",
        lambda d: f"{d.randint(1, 9)}.{_digits(d, 3)},{_digits(d, 2)} € in tutto",
        lambda d: f"alle {d.randint(1, 23)}:{d.randint(10, 59)}, binario {d.randint(1, 20)}",
        lambda d: f"la versione {d.randint(1, 9)}.{d.randint(1, 20)}.{d.randint(0, 9)}",
    ],
}


def _bad_cpf(draw: random.Random) -> str:
    good = "".join(c for c in cpf(draw) if c.isdigit())
    bad = good[:10] + str((int(good[10]) + draw.randint(1, 9)) % 10)
    return f"{bad[:3]}.{bad[3:6]}.{bad[6:9]}-{bad[9:]}"


def announced(draw: random.Random) -> Iterator[Line]:
    """A line for each kind of value that words announce, in every language that has words for it."""
    for language, sayings in SAYINGS_OF_ANNOUNCED.items():
        for kind, spoken in sayings.items():
            value = MAKERS[kind](draw)
            yield Line(language, draw.choice(spoken).format(value), f"announced_{kind}", EXTENDED, value)
    for kind, saying, make in ANYWHERE:
        value = make(draw)
        yield Line("en", saying.format(value), kind, EXTENDED, value)
    for make in PLAIN:
        yield Line("en", make(draw), "look-alike", "", "")


def draw_lines(seed: int, rounds: int) -> Iterator[Line]:
    """Lines of every kind in every language, so many rounds; the same seed gives the same lines."""
    draw = random.Random(seed)
    for _ in range(rounds):
        for language in LANGUAGES:
            yield from values(draw, language)
            for make in LOOK_ALIKES[language]:
                yield Line(language, make(draw), "look-alike", "", "")
        yield from announced(draw)
