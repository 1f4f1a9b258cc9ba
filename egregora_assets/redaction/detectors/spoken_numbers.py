"""Detects telephone numbers spelled in words: `oh seven seven double nine ...`."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from egregora_assets.redaction.detectors.patterns import Pattern
from egregora_assets.redaction.spans import Finding

_MIN_DIGITS = 8
_MIN_WORDS = 3
_DIGIT_WORDS = {
    word: str(digit)
    for digit, words in enumerate(
        (
            "zero oh cero null nul sifir ноль нуль shunya",
            "one um uma uno eins ein un een jeden bir один ek",
            "two dois duas dos zwei zwo deux due twee dwa iki два do",
            "three tres drei trois tre drie trzy uc три teen",
            "four quatro cuatro vier quatre quattro cztery dort четыре char",
            "five cinco funf fuenf cinq cinque vijf piec bes пять paanch",
            "six seis meia sechs sei zes szesc alti шесть che",
            "seven sete siete sieben sept sette zeven siedem yedi семь saat",
            "eight oito ocho acht huit otto osiem sekiz восемь aath",
            "nine nove nueve neun neuf negen dziewiec dokuz девять nau",
        )
    )
    for word in words.split()
}
_TENS = {
    word: str(number)
    for number, words in (
        (10, "ten dez diez zehn dix dieci tien on десять"),
        (11, "eleven onze once elf undici elf одиннадцать"),
        (12, "twelve doze doce zwolf douze dodici twaalf двенадцать"),
        (13, "thirteen treze trece dreizehn treize tredici dertien"),
        (14, "fourteen catorze quatorze catorce vierzehn quattordici veertien"),
        (15, "fifteen quinze quince funfzehn quindici vijftien"),
        (16, "sixteen dezesseis dieciseis sechzehn seize sedici zestien"),
        (17, "seventeen dezessete diecisiete siebzehn diciassette zeventien"),
        (18, "eighteen dezoito dieciocho achtzehn diciotto achttien"),
        (19, "nineteen dezenove diecinueve neunzehn diciannove negentien"),
        (20, "twenty vinte veinte zwanzig vingt venti twintig двадцать yirmi"),
        (30, "thirty trinta treinta dreissig dreißig trente trenta dertig тридцать otuz"),
        (40, "forty quarenta cuarenta vierzig quarante quaranta veertig сорок kirk"),
        (50, "fifty cinquenta cincuenta funfzig cinquante cinquanta vijftig пятьдесят elli"),
        (60, "sixty sessenta sesenta sechzig soixante sessanta zestig шестьдесят altmis"),
        (70, "seventy setenta siebzig septante settanta zeventig семьдесят yetmis"),
        (80, "eighty oitenta ochenta achtzig huitante ottanta tachtig восемьдесят seksen"),
        (90, "ninety noventa neunzig nonante novanta negentig девяносто doksan"),
    )
    for word in words.split()
}
_HUNDREDS = frozenset("hundred hundert cent cento cien ciento honderd thousand mil mille".split())
_MULTIPLIERS = {"double": 2, "doppel": 2, "dobro": 2, "triple": 3, "treble": 3, "doble": 2, "doppio": 2, "dubbel": 2}
_LINKS = frozenset("and e y und et en".split())
_NUMBER_WORDS = sorted({*_DIGIT_WORDS, *_TENS, *_HUNDREDS, *_MULTIPLIERS}, key=lambda w: (-len(w), w))
_WORD = "|".join(_NUMBER_WORDS)
_RUN = Pattern(
    rf"(?i)(?:^|[^\pL\d])(?P<value>(?:(?:{_WORD}|"
    rf"\d{{1,4}})[ ,.\-]{{1,3}}(?:(?:{'|'.join(sorted(_LINKS))})[ ]){{0,1}}){{5,}}"
    rf"(?:{_WORD}|\d{{1,4}}))(?:$|[^\pL\d])"
)
_PIECES = re.compile(r"[^\W\d_]+|\d+")


def find_spoken_numbers(text: str) -> Iterator[Finding]:
    """Find runs of eight or more digits, three or more of them words, that do not just count (in `folding.plain`)."""
    for match in _RUN.finditer(text):
        pieces = [p for p in _PIECES.findall(match["value"].lower()) if p not in _LINKS]
        digits = _read_digits(pieces)
        words = sum(p in _DIGIT_WORDS or p in _TENS for p in pieces)
        if len(digits) >= _MIN_DIGITS and words >= _MIN_WORDS and not _is_counting(digits):
            yield Finding(*match.span("value"), "phone", digits)


def _read_digits(pieces: list[str]) -> str:
    """The digits of words; "nine hundred twenty-one" is 90021, which is near enough for telling values apart."""
    digits, times, is_ten = "", 1, False
    for piece in pieces:
        if piece in _MULTIPLIERS:
            times = _MULTIPLIERS[piece]
            continue
        if piece in _HUNDREDS:
            digits += "00"
        elif is_ten and len(_DIGIT_WORDS.get(piece, "")) == 1 and _DIGIT_WORDS[piece] != "0":
            digits = digits[:-1] + _DIGIT_WORDS[piece]
        else:
            digits += _TENS.get(piece, _DIGIT_WORDS.get(piece, piece)) * times
        is_ten = piece in _TENS and _TENS[piece].endswith("0") and _TENS[piece] != "10"
        times = 1
    return digits


def _is_counting(digits: str) -> bool:
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    return steps <= {1, -9} or steps <= {-1, 9}
