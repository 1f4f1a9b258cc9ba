"""Detects addresses as they are written in Polish, Turkish, Russian, Chinese, Japanese, Korean, Arabic and Hindi.

Also post boxes, and houses that have a name instead of a number.
Source: the countries' postal services, how to write an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from egregora_assets.redaction.detectors.patterns import Pattern
from egregora_assets.redaction.detectors.prefilter import Trigger
from egregora_assets.redaction.spans import Finding, stands_alone

_NAME = r"\p{Lu}[\pL.'\-]*"
_POLISH = Pattern(
    rf"(?i:\b(?:ul\.|ul|ulica|ulicy|al\.|aleja|alei|os\.|osiedle|osiedlu|"
    rf"pl\.)) ?(?:{_NAME} ){{1,4}}\d{{1,4}}[a-zA-Z]?"
    rf"(?: ?/ ?\d{{1,4}})?(?:,? m\.? ?\d{{1,4}})?(?:,? \d{{2}}-\d{{3}} {_NAME}(?: {_NAME})?)?"
)
_TURKISH = Pattern(
    rf"(?:(?:{_NAME}|\d{{1,5}}\.?),? ){{1,4}}(?:[Ss]okak|[Ss]okag[ıi]|[Ss]ok\.?|[Ss]k\.|[Cc]addesi|[Cc]adde|"
    rf"[Cc]ad\.?|[Cc]d\.|"
    r"[Bb]ulvar[ıi]|[Bb]ulv\.|[Mm]ahallesi|[Mm]ah\.|[Ss]itesi)[^\n\d]{0,40}\d{1,4}[A-Za-z]?(?: ?/ ?\d{1,4})?"
    r"(?:,? ?(?:[Dd]aire|[Dd]|[Kk]at|[Kk]apı)[:.]? ?\d{1,3})*"
)
_INDIAN = Pattern(
    r"(?i)\b(?:flat|h\.? ?no\.?|house no\.?|plot|makan|door no\.?|"
    r"qtr\.?)(?: no\.?)? ?[A-Z]{0,2}-?\d{1,4}[A-Z/\-\d]*,? "
    r"[^\n]{0,50}?(?:road|rd|nagar|colony|sector ?-?\d*|marg|gali|vihar|enclave|society|apartments?|"
    r"phase ?\d*|layout|"
    r"cross|block ?[A-Z]?|chowk|puram|pura|bagh|ganj|tower ?[A-Z\d]?)\b(?-i:,? [A-Z][a-z]+){0,2}(?: ?-? ?[1-9]\d{5}\b)?"
)
_BOX = Pattern(r"(?i)\b(?:p\.? ?o\.? ?box|caixa postal|apartado(?: de correos)?|postfach|postbus) \d{1,6}\b")
_BY_SCRIPT = (
    (
        re.compile("[\u0400-\u04ff]"),
        Pattern(
            r"(?i:(?:ул|улица|улице|улицы|пр|пр-т|просп|проспект|проспекте|пер|переулок|пл|площадь|наб|"
            r"набережная|шоссе|"
            r"бульвар|б-р|мкр|микрорайон|проезд|"
            r"тупик)\.? ?)(?:\d{1,2}-?[а-я]{0,3} )?[\p{Lu}][\pL\-]*(?: [\pL\-]{3,})?,? ?"
            r"(?:(?i:дом|д)\.? ?)?\d{1,4}(?: ?[а-я](?:[ ,.;]|$))?(?: ?/ ?\d{1,3})?"
            r"(?:,? ?(?i:корпус|корп|к|квартира|кв|стр|строение|подъезд|этаж|эт|офис)\.? ?\d{1,4})*"
            r"|[\p{Lu}][\p{Cyrillic}\-]{2,},? (?:(?i:дом|д)\.? ?)?\d{1,4}[а-я]?,? (?i:кв|квартира)\.? ?\d{1,4}"
        ),
    ),
    (
        re.compile("[\u4e00-\u9fff]"),
        Pattern(
            r"\p{Han}{1,14}(?:路|街|道|巷|弄|胡同|大街|村|段)\p{Han}{0,6} ?\d{1,5} ?(?:号|弄|號|之\d)"
            r"(?: ?[\p{Han}A-Za-z]{0,8}\d{1,4} ?(?:室|楼|栋|幢|单元|层|房|樓|号|號|座))*"
            r"|\p{Han}{2,10}(?:小区|花园|公寓|大厦|新村|家园) ?\d{1,3} ?(?:栋|幢|号楼|座|"
            r"单元)"
            r"(?: ?\d{1,4} ?(?:单元|室|号|层|楼))*"
            r"|(?:〒 ?)?(?:\d{3}-\d{4} ?)?(?:\p{Han}{2,3}[都道府県])?"
            r"[\p{Han}\p{Hiragana}\p{Katakana}ー]{1,10}[市区町村郡]"
            r"[\p{Han}\p{Hiragana}\p{Katakana}ー]{0,12} ?\d{1,4}(?:(?:丁目|番地?|-|の) ?\d{1,4}){1,3}(?:号室?|番地?)?"
            r"(?: ?[\p{Han}\p{Katakana}ーA-Za-z]{1,14} ?\d{2,4}(?:号室?)?)?"
            r"|[\p{Han}\p{Hiragana}\p{Katakana}ー]{2,12} ?\d{1,3}丁目 ?\d{1,3}(?:番地?|-)? ?\d{0,3}(?:号)?"
        ),
    ),
    (
        re.compile("[\uac00-\ud7a3]"),
        Pattern(
            r"\p{Hangul}{1,8}(?:시|도|구|군|동|읍|면) (?:\p{Hangul}{1,8}(?:시|구|군|동|읍|"
            r"면) ){0,3}[\p{Hangul}\d]{1,12}(?:로|길|동|리) ?"
            r"\d{1,4}(?:번길 ?\d{1,4})?(?:-\d{1,4})?(?:번지)?(?:,? ?\p{Hangul}{0,10} ?\d{1,4}동)?(?: ?\d{1,5}호)?"
            r"|\p{Hangul}{1,8}(?:로|길) ?\d{1,4}번?길 ?\d{1,4}(?:-\d{1,4})?(?:번지)?"
            r"(?:,? ?\d{1,4}동)?(?:,? ?\d{1,5}호)?"
            r"|\p{Hangul}{1,8}(?:로|길) ?\d{1,4}(?:-\d{1,4})?,? ?(?:\d{1,4}동 ?)?\d{1,5}호"
            r"|[\p{Hangul}\d]{1,10}(?:로|길) ?\d{1,4}번길 ?\d{1,4}(?:-\d{1,4})?|"
            r"(?:\p{Hangul}{2,12} )?\d{1,4}동 ?\d{1,5}호"
        ),
    ),
    (
        re.compile("[\u0600-\u06ff]"),
        Pattern(
            r"(?:شارع|حي|طريق|زقاق|ش\.) [\p{Arabic} ]{2,40}?[,،]? ?(?:رقم|عمارة|شقة|بناية|فيلا|مبنى|منزل|"
            r"بيت)? ?\d{1,5}"
            r"(?:[,،]? (?:شقة|الدور|دور|الطابق|عمارة|مبنى|فيلا|منزل|بيت|بناية|رقم) \d{1,4})*"
        ),
    ),
    (
        re.compile("[\u0900-\u097f]"),
        Pattern(
            r"(?:मकान|फ्लैट|प्लॉट|गली|घर|सेक्टर)(?: नंबर| नं\.?|"
            r" संख्या)? ?[A-Z]?-?\d{1,4}[A-Z/\-\d]*(?:,? [\p{Devanagari} ]{2,40})?"
        ),
    ),
)
_OTHER_THAN_LATIN = re.compile("[\u0370-\u1dff\u3040-\ud7ff]")
_NAMED_HOUSE = Pattern(
    r"(?i:\b(?:deliver(?:ed)?|send|sent|post|ship|live|lives|living|come|round|over|address|meet)\b"
    r"(?: (?:it|them|this|that|everything|over|round|us|me))?(?: (?:to|at|is|in)|:)) "
    r"(?P<value>(?:[Tt]he )?(?:[A-Z][A-Za-z'’\-]+ ){1,3}(?:House|Cottage|Rectory|Vicarage|Farm|Farmhouse|"
    r"Barn|Lodge|Manor|Mill|"
    r"Grange|Villa|Bungalow|Old School|Croft|Oast|Stables)(?:,? [A-Z][A-Za-z'’\-]+(?: [A-Z][A-Za-z'’\-]+){0,3}){0,2}"
    r"|(?:[Tt]he )(?:Old )?(?:Rectory|Vicarage|Lodge|Manor|Grange|Barn|Mill|Croft|Stables|"
    r"Bungalow)(?:, [A-Z][A-Za-z'’\-]+"
    r"(?: [A-Z][A-Za-z'’\-]+){0,3}){0,2})"
)


def find_foreign_addresses(text: str, triggers: int) -> Iterator[Finding]:
    """Find addresses with a number, and post boxes, in a text from `asciify`.

    Args:
        triggers: bits of `Trigger`; Latin forms are searched only where their words stand.
    """
    if triggers & Trigger.FOREIGN_STREET:
        for pattern in (_POLISH, _TURKISH, _INDIAN, _BOX):
            yield from _find(text, pattern)
    if not text.isascii() and _OTHER_THAN_LATIN.search(text):
        for script, pattern in _BY_SCRIPT:
            if script.search(text):
                yield from _find(text, pattern)


def _find(text: str, pattern: Pattern) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        found = match.group().rstrip(" ,.-")
        start = match.start() + len(found) - len(found.lstrip())
        end = match.start() + len(found)
        if stands_alone(text, start, end):
            yield Finding(start, end, "address", " ".join(found.lower().split()))


def find_named_houses(text: str) -> Iterator[Finding]:
    """Find houses that have a name (`The Old Mill, Lower Thing`) after words such as "send it to"."""
    for match in _NAMED_HOUSE.finditer(text):
        yield Finding(*match.span("value"), "address", match["value"].lower())
