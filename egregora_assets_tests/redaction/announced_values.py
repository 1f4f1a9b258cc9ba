"""Lines with fresh values that words announce, in fifteen languages, and look-alikes of them, drawn by a seed."""

# ruff: noqa: E501 - sayings are easier to read on a line, and stand in many scripts

from __future__ import annotations

import hashlib
import random
import string
from collections.abc import Callable

Make = Callable[[random.Random], str]
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def digits(draw: random.Random, count: int) -> str:
    """Digits of which the first is no zero."""
    return draw.choice("123456789") + "".join(draw.choices(string.digits, k=count - 1))


def capitals(draw: random.Random, count: int) -> str:
    """Capitals that no digit looks like."""
    return "".join(draw.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=count))


def mixed(draw: random.Random, count: int) -> str:
    """Capitals and digits, at least two of each."""
    signs = [*capitals(draw, count - 2 - (count - 4) // 2), *digits(draw, 2 + (count - 4) // 2)]
    draw.shuffle(signs)
    return "".join(signs)


def pass_word(draw: random.Random) -> str:
    """A word with digits or signs."""
    word = "".join(draw.choice("bcdfglmnprstvz" if i % 2 == 0 else "aeiou") for i in range(draw.randint(5, 8)))
    return (
        draw.choice(["{0}{1}", "{0}_{1}", "{2}#{1}", "{2}{1}!"]).format(word, digits(draw, 3), word.title()).rstrip("!")
    )


def date(draw: random.Random) -> str:
    """A day in one of the usual spellings."""
    sign = draw.choice("./-")
    return f"{draw.randint(1, 28):02d}{sign}{draw.randint(1, 12):02d}{sign}{draw.randint(1945, 2012)}"


def verhoeff(body: str) -> str:
    """A body with its check digit by Verhoeff's method, found by trying."""
    turns = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)

    def combine(a: int, b: int) -> int:
        return ((a + b) % 5 if a < 5 else (a - b) % 5) + 5 * ((a >= 5) != (b >= 5))

    def is_valid(number: str) -> bool:
        check = 0
        for place, digit in enumerate(reversed(number)):
            value = int(digit)
            for _ in range(place % 8):
                value = turns[value]
            check = combine(check, value)
        return check == 0

    return next(body + d for d in string.digits if is_valid(body + d))


def aadhaar(draw: random.Random) -> str:
    """An Indian identity number in groups."""
    number = verhoeff(draw.choice("23456789") + digits(draw, 10))
    return f"{number[:4]} {number[4:8]} {number[8:]}"


def chinese_id(draw: random.Random) -> str:
    """A Chinese identity number."""
    body = f"{draw.randint(110000, 659000)}{draw.randint(1950, 2010)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}{digits(draw, 3)}"
    total = sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(body))
    return body + "10X98765432"[total % 11]


def turkish_id(draw: random.Random) -> str:
    """A Turkish identity number."""
    body = digits(draw, 9)
    numbers = [int(d) for d in body]
    tenth = (7 * sum(numbers[0:9:2]) - sum(numbers[1:8:2])) % 10
    return f"{body}{tenth}{(sum(numbers) + tenth) % 10}"


def korean_id(draw: random.Random) -> str:
    """A Korean identity number."""
    return f"{draw.randint(50, 99)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}-{draw.randint(1, 4)}{digits(draw, 6)}"


def wallet(draw: random.Random) -> str:
    """An address of Bitcoin with its check sum, or one of Ethereum."""
    if draw.random() < 0.4:
        return "0x" + f"{draw.getrandbits(160):040x}"
    data = bytes([0x00]) + draw.getrandbits(160).to_bytes(20, "big")
    data += hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = BASE58[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


ANYWHERE: tuple[tuple[str, str, Make], ...] = (
    ("aadhaar", "{} ok", aadhaar),
    ("chinese_id", "{}", chinese_id),
    ("turkish_id", "{}", turkish_id),
    ("korean_id", "{}", korean_id),
    ("snils", "{}", lambda d: f"{digits(d, 3)}-{digits(d, 3)}-{digits(d, 3)} {digits(d, 2)}"),
    ("emirates_id", "{}", lambda d: f"784-{d.randint(1950, 2010)}-{digits(d, 7)}-{digits(d, 1)}"),
    ("pan", "{}", lambda d: f"{capitals(d, 3)}P{capitals(d, 1)}{digits(d, 4)}{capitals(d, 1)}"),
    ("wallet", "{}", wallet),
)
"""What needs no word before it: kind, saying, maker."""
MAKERS: dict[str, Make] = {
    "code": lambda d: d.choice([digits(d, 4), digits(d, 6), mixed(d, 6), f"{digits(d, 3)} {digits(d, 3)}"]),
    "discount": lambda d: f"{capitals(d, d.randint(4, 7))}{d.choice(['10', '15', '20'])}",
    "booking": lambda d: d.choice([mixed(d, 6), capitals(d, 6)]),
    "medical": lambda d: d.choice([digits(d, 8), f"{capitals(d, 3)}{digits(d, 6)}", digits(d, 10)]),
    "document": lambda d: d.choice(
        [f"{capitals(d, 1)}{digits(d, 8)}", f"{capitals(d, 2)}{digits(d, 6)}", digits(d, 9)]
    ),
    "account": lambda d: d.choice(
        [digits(d, 8), digits(d, 10), digits(d, 12), f"{digits(d, 4)} {digits(d, 4)} {digits(d, 2)}"]
    ),
    "password": pass_word,
    "birth": date,
    "phone": lambda d: d.choice([digits(d, 7), digits(d, 9), digits(d, 8)]),
}
SAYINGS: dict[str, dict[str, list[str]]] = {
    "en": {
        "code": ["the code is {} for the gate", "door code: {}", "{} is your code"],
        "discount": ["use code {} at checkout", "promo code {} today"],
        "booking": ["our booking ref is {} with them", "PNR {}", "booking reference: {}"],
        "medical": ["hospital number {} ward 7", "MRN {}", "NHS number {}", "policy number {} renewed"],
        "document": ["passport {} expires soon", "my ssn is {} so", "driving licence: {}"],
        "account": ["account {} at the bank", "acct no {}", "sort code is on the card, account number {}"],
        "password": ["pw = {}", "the password for the back house is {}", "login bob / {}"],
        "birth": ["b. {}", "dob {} for the form"],
        "phone": ["my number is {} from now", "call {}"],
    },
    "pt": {
        "code": ["o código é {} no portão", "código da porta: {}"],
        "discount": ["usa o código {} no site", "cupom {}"],
        "booking": ["localizador {} do voo", "código da reserva: {}"],
        "medical": ["prontuário {}", "carteirinha {}", "apólice {}"],
        "document": ["passaporte {} vencido", "meu rg é {}", "CNH: {}"],
        "account": ["conta {}", "minha conta corrente é {}"],
        "password": ["senha do wifi = {}", "a senha é {}"],
        "birth": ["nasc. {}", "data de nascimento: {}"],
        "phone": ["me liga no {}", "telefone {}"],
    },
    "es": {
        "code": ["el código es {} en la puerta", "código de acceso: {}"],
        "discount": ["usa el código {} en la web", "cupón {}"],
        "booking": ["localizador {}", "código de reserva: {}"],
        "medical": ["historia clínica {}", "póliza {} del coche"],
        "document": ["pasaporte {} caducado", "mi dni es {}"],
        "account": ["cuenta {}", "número de cuenta: {}"],
        "password": ["la contraseña del router = {}", "la clave es {}"],
        "birth": ["nacido el {}", "fecha de nacimiento: {}"],
        "phone": ["mi teléfono es {}", "llámame al {}"],
    },
    "de": {
        "code": ["der Code ist {} an der Tür", "Türcode {}"],
        "discount": ["Rabattcode {} gilt", "Gutscheincode: {}"],
        "booking": ["Buchungscode {}", "Buchungsnummer: {}"],
        "medical": ["Versichertennummer {}", "Patientennummer: {}"],
        "document": ["Reisepass {} ist weg", "Ausweisnr. {}"],
        "account": ["Kontonummer {}", "mein Konto: {}"],
        "password": ["Passwort fürs WLAN: {}", "das Kennwort ist {}"],
        "birth": ["geb. {}", "Geburtsdatum: {}"],
        "phone": ["meine Nummer ist {}", "Handy {}"],
    },
    "fr": {
        "code": ["le code est {} pour entrer", "code d'accès : {}"],
        "discount": ["code promo {} valable"],
        "booking": ["référence de réservation {}", "numéro de réservation : {}"],
        "medical": ["numéro de sécu {}", "mutuelle {}"],
        "document": ["passeport {} périmé", "carte d'identité {}"],
        "account": ["numéro de compte {}", "compte : {}"],
        "password": ["mot de passe du wifi = {}", "le mdp est {}"],
        "birth": ["né le {}", "date de naissance : {}"],
        "phone": ["mon numéro est {}", "portable {}"],
    },
    "it": {
        "code": ["il codice è {} per il cancello", "codice del portone: {}"],
        "discount": ["codice sconto {}"],
        "booking": ["codice prenotazione {}", "numero di prenotazione: {}"],
        "medical": ["tessera sanitaria {}", "polizza n. {}"],
        "document": ["passaporto {} scaduto", "carta d'identità {}"],
        "account": ["conto {}", "numero di conto: {}"],
        "password": ["la password del router = {}", "password: {}"],
        "birth": ["nata il {}", "data di nascita: {}"],
        "phone": ["il mio numero è {}", "chiamami al {}"],
    },
    "ru": {
        "code": ["код подтверждения {}", "код домофона: {}"],
        "booking": ["номер брони {}"],
        "medical": ["полис {}", "снилс {}"],
        "document": ["паспорт {} выдан", "ИНН {}"],
        "account": ["номер счета {}"],
        "password": ["пароль от вайфая: {}", "пароль {}"],
        "birth": ["родился {}", "дата рождения: {}"],
        "phone": ["мой номер {}", "телефон: {}"],
    },
    "hi": {
        "code": ["OTP hai {} kisi ko mat dena", "कोड {} है"],
        "document": ["मेरा पासपोर्ट {} है", "voter id {} hai"],
        "account": ["khata number {}", "खाता {}"],
        "password": ["wifi ka password {} hai", "पासवर्ड {} है"],
        "birth": ["जन्मदिन {}"],
        "phone": ["mera number {} hai", "फोन {}"],
    },
    "ar": {
        "code": ["رمز التحقق {}", "كود الباب {}"],
        "booking": ["رقم الحجز {}"],
        "document": ["رقم الهوية {}", "جواز السفر {}"],
        "account": ["رقم الحساب {}"],
        "password": ["كلمة السر {}", "الباسورد: {}"],
        "birth": ["تاريخ الميلاد {}"],
        "phone": ["رقمي {}", "جوالي {}"],
    },
    "nl": {
        "code": ["de code is {} van de deur", "deurcode {}"],
        "booking": ["boekingsnummer {}"],
        "document": ["paspoort {}", "BSN {}"],
        "account": ["rekeningnummer {}"],
        "password": ["wachtwoord van de wifi: {}", "wachtwoord {}"],
        "birth": ["geboren op {}"],
        "phone": ["mijn nummer is {}", "bel {}"],
    },
    "pl": {
        "code": ["kod do bramy {}", "kod to {}"],
        "booking": ["numer rezerwacji {}"],
        "document": ["PESEL {}", "paszport {}"],
        "account": ["numer konta {}"],
        "password": ["hasło do wifi: {}", "hasło {}"],
        "birth": ["urodzony {}"],
        "phone": ["mój numer {}", "zadzwoń {}"],
    },
    "tr": {
        "code": ["doğrulama kodu {}", "kapı kodu {}"],
        "booking": ["rezervasyon kodu {}"],
        "document": ["pasaport no {}", "TC kimlik {}"],
        "account": ["hesap no {}"],
        "password": ["wifi şifresi: {}", "şifre {}"],
        "birth": ["doğum tarihi {}"],
        "phone": ["numaram {}", "telefonum {}"],
    },
    "zh": {
        "code": ["验证码{}", "验证码是{}"],
        "booking": ["预订号{}"],
        "document": ["护照号码{}", "身份证{}"],
        "account": ["银行账号{}"],
        "password": ["密码是{}", "密码：{}"],
        "birth": ["生日{}"],
        "phone": ["电话{}", "我手机{}"],
    },
    "ja": {
        "code": ["認証コードは{}です", "コードは{}"],
        "booking": ["予約番号{}"],
        "document": ["パスポート番号{}", "免許証{}"],
        "account": ["口座番号{}"],
        "password": ["パスワードは{}です", "パスワード {}"],
        "birth": ["生年月日{}"],
        "phone": ["電話番号は{}", "携帯 {}"],
    },
    "ko": {
        "code": ["인증번호 {}", "인증번호는 {}"],
        "booking": ["예약번호 {}"],
        "document": ["여권번호 {}", "주민번호 {}"],
        "account": ["계좌번호 {}"],
        "password": ["비밀번호는 {}", "비번 {}"],
        "birth": ["생년월일 {}"],
        "phone": ["전화번호 {}", "제 번호는 {}"],
    },
}
PLAIN: tuple[Make, ...] = (
    lambda d: f"{capitals(d, 3)}-{digits(d, 4)} is blocked",
    lambda d: f"{d.choice(['bill', 'dev', 'user'])}@{d.choice(['laptop', 'web01', 'host'])}:~$ ls",
    lambda d: f"left-pad@{d.randint(0, 9)}.{d.randint(0, 20)}.{d.randint(0, 9)} is the one",
    lambda d: f"{d.randint(1, 9)} @ {d.randint(10, 99)}.{d.randint(1, 9)}",
    lambda d: f"{d.randint(1, 9)},{d.randint(100, 999)},{d.randint(100, 999)},{d.randint(100, 999)} of them",
    lambda d: f"error code {d.randint(100, 9999)}",
    lambda d: f"exit code {d.randint(1, 255)}",
    lambda d: f"the code is {d.randint(100, 9000)} lines long",
    lambda d: f"my account has {d.randint(1000, 9000)} followers",
    lambda d: f"booking for {d.randint(2, 12)} people at {d.randint(10, 22)}:{d.randint(10, 59)}",
    lambda d: f"my passport expires in {d.randint(2025, 2035)}",
    lambda d: f"ticket {d.randint(1000, 9999)} is open",
    lambda d: f"the screen is {d.randint(3, 32)}:{d.randint(3, 9)}",
    lambda d: f"call in {d.randint(2, 59)} minutes",
    lambda d: f"card games until {d.randint(1, 12)}pm",
)
"""What only looks announced, in English."""
