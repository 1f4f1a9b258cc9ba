"""Detects street addresses and coordinates.

Source: ISO 6709 (coordinates), Open Location Code (plus codes), what3words.
"""

from __future__ import annotations

from collections.abc import Iterator

from egregora_assets.redaction.detectors.patterns import Pattern
from egregora_assets.redaction.detectors.prefilter import Trigger
from egregora_assets.redaction.spans import Finding

_NUMBER = r"\d{1,5}(?: ?[-/] ?\d{1,4}){0,3}(?: ?(?:bis|ter))?(?: ?/?[a-zA-Z]\b)?"
_WORD = r"[A-Za-zß][A-Za-z0-9ß'’.\-]*"
_CAPITAL = r"[A-Z][A-Za-z0-9ß'’.\-]*"
_LINK = r"(?:d[aeo]s?|del?|la|las|los|el|e|y|du|des|d['’]|della?|dei|delle|degli|di|von|der|den|dem|the|of|l['’]|à|aux)"
_TAIL = (
    r"(?:,? ?(?:casa|apto?\.?|apartamento|apartment|appt\.?|bloco|bl\.|torre|sala|lote|quadra|fundos|piso|puerta|"
    r"escalera|portal|bajo|izq\.?|dcha\.?|flat|unit|suite|ste|apt\.?|floor|room|"
    r"etage|étage|stock|wohnung|whg|scala|interno|int\.?|bâtiment|bat\.?|esq|dto|dt[oº]|andar)\.? ?[A-Za-z0-9ß]{1,"
    r"5}\b(?: ?[ºª°])?|,? ?\d{1,3} ?[ºª°] ?(?:[A-Za-z]{1,5}\b)?|,? #\d+)*"
)
_TOWN = (
    rf"(?:,? ?\d{{4}} ?[A-Z]{{2}}\b(?: {_CAPITAL})?|,? ?(?:-|"
    rf"–)? ?(?:[A-Z]-)?\d{{4,5}}(?:-\d{{3,4}})? {_CAPITAL}(?:[ -](?:(?:am|an der|im|de|do|da|del|sur|"
    rf"upon|en) )?{_CAPITAL}){{0,3}}|, ?{_CAPITAL}(?: (?:{_LINK} )?{_CAPITAL}){{0,3}}(?:,? [A-Z]{{2}}\b)?(?: "
    rf"\d{{5}}(?:-\d{{3,4}})?\b| [A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}\b)?)?"
)
_STREET_BEFORE = (
    r"(?:rua|r\.|avenida|av\.?|avda\.?|travessa|tv\.|alameda|al\.|praça|pça\.?|praca|estrada|rodovia|rod\.|largo|"
    r"ladeira|beco|viela|calle|c/|cl\.|carrer|plaza|pza\.?|paseo|pº|camino|carretera|ctra\.?|ronda|callejón|calzada|"
    r"rue|boulevard|bd\.?|blvd\.?|place|allée|chemin|impasse|quai|route|via|viale|v\.le|piazza|p\.zza|corso|vicolo|"
    r"lungarno|strada|contrada|quadra|sqn|sqs)"
)
_BEFORE = Pattern(
    rf"(?i:\b{_STREET_BEFORE}) ?(?:{_LINK} ?){{0,2}}(?:\d{{1,2}} de )?{_CAPITAL}(?: (?:{_LINK} ){{0,"
    rf"2}}{_CAPITAL}){{0,5}}(?:,? ?(?i:n[ºo°.]?\.?|num\.?|número|numero)? ?|,? ){_NUMBER}(?i:{_TAIL}){_TOWN}"
)
_BEFORE_LOOSE = Pattern(
    rf"(?i)\b(?:rua|avenida|travessa|alameda|calle|carrer|viale|piazza) (?:{_LINK} ){{0,2}}{_WORD}(?: {_WORD}){{0,"
    rf"4}}?,? ?(?:n[ºo°.]?\.?|num\.?|número|numero)? ?{_NUMBER}{_TAIL}"
)
_BRASILIA = Pattern(
    r"(?i)\b(?:SQN|SQS|SQSW|QNM|QNL|QND|QSD|QI|QL|quadra|qd\.|SHIS|SHIN|CLN|CLS|EQN|EQS) ?\d{1,3}"
    r"(?:,? ?(?:bloco|bl\.?|conjunto|conj\.?|casa|apto?\.?|"
    r"lote|"
    r"loja|sala) ?[A-Z0-9]{1,5}\b)+"
)
_FRENCH = Pattern(
    rf"(?i:\b\d{{1,4}}(?: ?(?:bis|ter|[a-d]))?,? (?:rue|avenue|av\.?|boulevard|bd\.?|place|allée|allee|chemin|"
    rf"impasse|quai|route|cours|square|passage|sentier|villa)) (?:{_LINK} ?){{0,3}}{_WORD}(?:[ -](?:{_LINK} ){{0,"
    rf"2}}{_CAPITAL}){{0,4}}(?i:{_TAIL}){_TOWN}"
)
_ENGLISH_KIND = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|boulevard|blvd|terrace|crescent|cres|square|sq|"
    r"gardens|grove|parkway|pkwy|highway|hwy|circle|cir|trail|alley|mews|"
    r"close|way|place|pl|row|hill|park|walk|rise|view|gate|green|yard|quay|wharf|path|loop|bend|heights|meadow|"
    r"meadows|vale|mount|wynd|parade|esplanade|gdns?|cl|pk|tce|cct|hts|pde|cswy|causeway|ridge|rdg|cove|"
    r"xing|crossing|plaza|plz)"
)
_ENGLISH = Pattern(
    rf"\b(?:(?i:flat|unit|apt|suite|apartment|studio|shop|lot) ?#?[A-Za-z0-9]{{1,4}}[,/] ?)?"
    rf"{_NUMBER} (?:[NSEW]\.? )?{_CAPITAL}(?: {_CAPITAL}){{0,3}} (?i:{_ENGLISH_KIND})\b\.?(?: (?:NW|NE|SW|SE|"
    rf"[NSEW])\b)?(?i:{_TAIL}){_TOWN}"
)
_ENGLISH_LOOSE = Pattern(
    r"(?i)\b(?P<value>\d{1,5}[a-z]? [a-z]+(?: [a-z]+)? (?:street|road|avenue|lane|boulevard|crescent|terrace|"
    r"drive|close|court|gardens|grove))\b"
)
_NOT_IN_AN_ADDRESS = Pattern(
    r"(?i) (?:to|from|on|in|at|of|off|for|and|or|the|a|more|people|min|mins|minutes|meters|metres|miles|km|times|x|"
    r"by|down|up|"
    r"via|near|towards|along|across|am|pm|new|blocks?|lane|way|different|other|of) "
)
_GERMAN = Pattern(
    rf"\b[A-ZÄÖÜ][A-Za-zß\-]{{1,30}}(?:straße|strasse|str\.?|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|"
    rf"pfad|markt|graben|stieg|wall|zeile|promenade|brücke|hof|berg|feld|winkel|kamp|"
    rf"straat|laan|plein|gracht|kade|singel|dijk|steeg|dreef)(?: (?:Nr\.? )?| "
    rf"?){_NUMBER}(?i:{_TAIL}){_TOWN}"
    rf"|\b[A-ZÄÖÜ][A-Za-zß]+(?:er|en|e)?[ -](?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer|Chaussee) "
    rf"{_NUMBER}{_TOWN}"
    rf"|\b(?:Am|An der|An den|Auf der|Auf dem|Im|In der|In den|Zum|Zur|Unter den|Hinter den|Hinter der|Hinterm) "
    rf"[A-Z][A-Za-zß]+ "
    rf"{_NUMBER},? ?\d{{5}}(?: {_CAPITAL})?|\b(?:Hinterm|Hinter dem|An der alten|Achter de) [A-Z][A-Za-zß]+ {_NUMBER}"
)
_GERMAN_LOOSE = Pattern(r"\b[A-Za-zß\-]+(?:straße|strasse|str\.|weg|platz|allee|gasse) \d{1,4} ?[a-z]?\b")
_CUED = Pattern(
    rf"(?i)\b(?:address|endere[cç]o|direcci[oó]n|adresse|anschrift|indirizzo|domicilio|i live at|we live at|moro "
    rf"n[ao]|vivo en|wohne in der|wohne|j['’]habite(?: au)?|abito in)\b(?: (?:is|[eé]|es|ist|est))? ?:? "
    rf"?(?P<value>[A-Za-z0-9][A-Za-z0-9 .,'’º°ª/\-]{{2,60}}?\d{{1,5}}[a-z]?\b{_TAIL}(?:, ?[A-Za-zß][A-Za-zß .\-]{{2,"
    rf"30}})?)"
)
_DATE_AFTER = Pattern(r"(?i)^ (?:de|di) [A-Za-zß]{3,}")
_PAIR = Pattern(
    r"[-+]?\d{1,2}\.\d{4,}°?\s*[NS]?\s*[,;/ ]\s*[-+]?\d{1,3}\.\d{4,}°?\s*[EWOL]?"
    r"|[-+]?\d{1,2}\.\d{2,}°\s*[NS]?\s*[,;/ ]\s*[-+]?\d{1,3}\.\d{2,}°\s*[EWOL]?"
    r"|[-+]?\d{1,2},\d{4,}°?\s*[NS]?\s*[;/ ]\s*[-+]?\d{1,3},\d{4,}°?\s*[EWOL]?"
)
_DEGREES = Pattern(
    r"\d{1,2}\s?°\s?\d{1,2}\s?['’′]\s?(?:\d{1,2}(?:[.,]\d+)?\s?(?:\"|”|″|''))?\s?[NS]\s?,?\s*\d{1,3}\s?°\s?\d{1,"
    r"2}\s?['’′]\s?(?:\d{1,2}(?:[.,]\d+)?\s?(?:\"|”|″|''))?\s?[EWOL]"
)
_LABELLED = Pattern(
    r"(?i)\blat(?:itude)?\s*[:=]?\s*[-+]?\d{1,2}[.,]\d{2,}.{0,12}?\blo?ng?(?:itude)?\s*[:=]?\s*[-+]?\d{1,3}[.,]\d{2,}"
)
_PLUS_CODE = Pattern(r"(?i)\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b")
_THREE_WORDS = Pattern(r"///[A-Za-zß]+\.[A-Za-zß]+\.[A-Za-zß]+")


_BY_FORM = (
    (Trigger.STREET_BEFORE, (_BEFORE, _FRENCH, _BEFORE_LOOSE, _BRASILIA)),
    (Trigger.STREET_AFTER, (_ENGLISH,)),
    (Trigger.STREET_INSIDE, (_GERMAN, _GERMAN_LOOSE)),
)
_BY_CUE = ((Trigger.STREET_AFTER, _ENGLISH_LOOSE), (Trigger.HOME, _CUED))


def find_addresses(text: str, triggers: int) -> Iterator[Finding]:
    """Find street addresses: street and house number, with flat, postcode and town where they follow.

    Args:
        text: from `folding.plain`.
        triggers: bits of `Trigger`; only the forms that they allow are searched.
    """
    for trigger, patterns in _BY_FORM:
        for pattern in patterns if triggers & trigger else ():
            for match in pattern.finditer(text):
                may_be_date = text[match.end() - 1].isdigit() and _DATE_AFTER.match(
                    text[match.end() : match.end() + 30]
                )
                if any(c.isdigit() for c in match.group()) and not may_be_date:
                    yield _make_address(text, *match.span())
    for trigger, pattern in _BY_CUE:
        if triggers & trigger:
            for match in pattern.finditer(text):
                if not (pattern is _ENGLISH_LOOSE and _NOT_IN_AN_ADDRESS.search(match["value"])):
                    yield _make_address(text, *match.span("value"))


def _make_address(text: str, start: int, end: int) -> Finding:
    found = text[start:end].rstrip(" ,.-")
    return Finding(start, start + len(found), "address", " ".join(found.lower().split()))


def find_coordinates(text: str) -> Iterator[Finding]:
    """Find coordinates in degrees, plus codes and what3words addresses."""
    for pattern in (_PAIR, _DEGREES, _LABELLED, _PLUS_CODE, _THREE_WORDS):
        for match in pattern.finditer(text):
            start, end = match.span()
            if not (start and text[start - 1].isalnum()) and not text[end : end + 1].isdigit():
                yield Finding(start, end, "location", match.group().strip().lower())
