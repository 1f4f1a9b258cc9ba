"""Detects secrets: passwords, door codes, one-time codes, API keys, seed phrases.

Source: published key formats of OpenAI, Stripe, GitHub, GitLab, AWS, Google, Slack, PyPI, npm and Telegram; JWT by
RFC 7519; Pix keys by Banco Central do Brasil; seed phrases by BIP 39.
"""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import re
from collections.abc import Iterator

from egregora_assets.redaction.detectors.announced_forms import FILE_SUFFIX, is_amount, is_measure, is_time
from egregora_assets.redaction.detectors.cues import Cue, Gap, find_far_value
from egregora_assets.redaction.detectors.patterns import Pattern
from egregora_assets.redaction.spans import WITHOUT_SPACES, Finding

_WEAK_CUES = frozenset("wifi wi-fi wi fi wlan pass pin token lock login logins".split())
"""Cues after which not even a colon announces a secret."""
_WEAKEST_CUES = frozenset("key keys ssid wifi wi-fi wi fi wlan".split())
"""Cues after which only letters with digits are a secret, or which say where one follows."""
_IS_NAME = re.compile(r"[_./|)}\]]\S|-(?!\s|\d{3})|\(\S*\)")
"""What stands behind a word for passwords where it is part of a name in code or of a placeholder."""
_IS_CODE = re.compile(r"[A-Za-z_][\w.]*[(\[]|[{<$]")
"""How a call, a variable or a template begins, which is no password."""
_GROUPS = re.compile(r"\d{2,4}(?:[ \-]\d{2,4}){1,3}(?![\w.,:/%])")
_LONGEST, _SHORTEST, _FEWEST_IN_GROUPS, _STRONG = 90, 3, 4, 6
_RUN = re.compile(f"[^\\s{WITHOUT_SPACES}]+")
_WORD = re.compile(r"\S+")
_SIGN_OF_A_PASSWORD = re.compile(r"[#!$%&*+]")
_REACH = 60
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "「": "」", "『": "』", "《": "》"}
_SEPARATOR = Pattern(r"(?i)^[ \t]*(?:[/|,;+]|->|→|or|and|ou|y|o|e|oder|und|et)[ \t]*")
_KEYS = Pattern(
    r"\b(?:sk-[A-Za-z0-9_\-]{16,}|sk_(?:live|test)_[A-Za-z0-9]{10,}|gh[pousr]_[A-Za-z0-9]{20,}|"
    r"github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_\-]{16,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_\-]{30,}|"
    r"xox[abprs]-[A-Za-z0-9\-]{10,}|eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*|"
    r"ya29\.[A-Za-z0-9_\-]{20,}|pypi-[A-Za-z0-9_\-]{20,}|npm_[A-Za-z0-9]{20,}|\d{8,10}:[A-Za-z0-9_\-]{35})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
)
_PIX = Pattern(
    r"(?i)\b(?:pix|chave(?: pix| aleat[oó]ria)?)\b[^\n]{0,"
    r"40}?(?P<value>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
)
_WORDS_OF_A_SEED = r"(?P<value>(?:[\d]{0,2}[.)]?\s?[a-z]{3,10}[,\s]{1,3}){11,23}[a-z]{3,10})"
_SEED_PHRASE = Pattern(
    r"(?i)\b(?:(?:seed|recovery|backup|mnemonic|secret)(?: recovery)? (?:phrase|words|key)|mnemonic|frase(?: de)? "
    r"(?:semente|semilla|recupera[cç][aã]o|recuperaci[oó]n|segurança|seed|di recupero)|palavras[- ]chave|"
    r"(?:wiederherstellungs|seed[- ]?)phrase|phrase (?:de r[eé]cup[eé]ration|secr[eè]te|seed))\b[^\pL\d\n]{0,3}"
    r"(?:[ \t]*(?:is|are|[eéè]|es|ist|est|"
    rf":))*\s*{_WORDS_OF_A_SEED}"
)
_BARE_SEED = Pattern(
    r"(?i)\b(?:seed|wallet|ledger|metamask|trezor|(?:12|24) (?:words|palavras|palabras))(?: ?[:=]| (?:is|are|es|[eé]))"
    rf"\s*{_WORDS_OF_A_SEED}"
)
"""Behind a colon or an "is" the word for the wallet is enough."""


_CODE_FOR_A_PURPOSE = Pattern(
    r"(?i)(?:^|\b(?:use|enter|type|input|code|codigo|codice|digite|usa|utiliza|utilise|saisis|inserisci) )"
    r"(?P<value>\d{3,4}[ -]?\d{3,4}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4}) (?:to|para|pour|per) "
    r"(?:log|sign|reset|verify|confirm|unlock|activate|entrar|verificar|restablecer|redefinir|confermare|accedere)"
)
"""A code that somebody is to enter: `664102 to log in`."""


def find_secrets(text: str) -> Iterator[Finding]:
    """Find keys of a known form, Pix keys and seed phrases."""
    for match in _KEYS.finditer(text):
        yield Finding(*match.span(), "secret", match.group())
    for match in _CODE_FOR_A_PURPOSE.finditer(text):
        if any(map(str.isdigit, match["value"])):
            yield Finding(*match.span("value"), "secret", match["value"])
    for match in _PIX.finditer(text):
        yield Finding(*match.span("value"), "pix_key", match["value"].lower())
    for pattern in (_SEED_PHRASE, _BARE_SEED):
        for match in pattern.finditer(text):
            yield Finding(*match.span("value"), "secret", " ".join(match["value"].lower().split()))


def read_secrets(text: str, cue: Cue, gap: Gap) -> Iterator[Finding]:
    """Find the passwords that a cue announces, the first of them where its gap ends."""
    if _IS_NAME.match(text, cue.end):
        return
    spelled, is_weak = text[cue.start : cue.end].lower(), is_weak_cue(text, cue)
    place, has_sign = gap.end, gap.has_sign
    value = _read_value(text, place, cue.end)
    if not has_sign and (value is None or not _looks_secret(value.value)):
        far = find_far_value(text, place)
        further = None if far is None else _read_value(text, far[0], far[0])
        if far is not None and (not is_weak or (further is not None and _is_strong(further.value))):
            value = further
            has_sign = far[1] and further is not None and _ends_line(text, further.end)
    if not is_weak and not has_sign and (value is None or not _looks_secret(value.value)):
        value = _find_sure_value(text, place) or value
    if value is not None and spelled in ("key", "keys") and not _is_strong(value.value):
        return
    for is_first in (True, False, False):
        if value is None:
            return
        if value.value.isdigit() and is_amount(text, value.start, value.end):
            return
        is_told = is_first and ((has_sign and not is_weak) or (value.prefix == "quoted" and not is_weak))
        if is_told or _looks_secret(value.value):
            yield Finding(value.start, value.end, "secret", value.value)
        elif not (is_first and is_weak):
            return
        between = _SEPARATOR.match(text[value.end : value.end + 16])
        if between is None or (is_weak and not has_sign and between.group().strip() != "/"):
            return
        value = _read_value(text, value.end + between.end(), value.end)


def _find_sure_value(text: str, place: int) -> Finding | None:
    """A word of letters, digits and a sign in the same sentence, which is hardly anything but a password."""
    for match in _WORD.finditer(text, place, place + _REACH):
        word = match.group().rstrip(".,;:!?)\"'")
        if _is_strong(word) and _SIGN_OF_A_PASSWORD.search(word[1:]) and "://" not in word and "." not in word:
            return Finding(match.start(), match.start() + len(word), "secret", word)
        if match.group()[-1] in ".!?":
            return None
    return None


def is_weak_cue(text: str, cue: Cue) -> bool:
    """Whether a cue has other meanings, too, so that not even a colon makes the next word a secret."""
    spelled = text[cue.start : cue.end].lower()
    return spelled in _WEAK_CUES or spelled in _WEAKEST_CUES


def _ends_line(text: str, place: int) -> bool:
    """Whether nothing but signs follows on the line."""
    end = text.find("\n", place, place + _LONGEST)
    rest = text[place : place + _LONGEST] if end < 0 else text[place:end]
    return not any(c.isalnum() for c in rest)


def _read_value(text: str, place: int, least: int) -> Finding | None:
    """The word, or what stands in quotes, at a place; signs in front of it, but not before `least`, belong to it."""
    if text.startswith("[", place):  # a placeholder
        return None
    if place > least and text[place - 1] in _QUOTES:
        end = text.find(_QUOTES[text[place - 1]], place, place + _LONGEST)
        if end - place >= _SHORTEST:
            return Finding(place, end, "secret", text[place:end], "quoted")
    start = place
    while start > least and text[start - 1] in "#*~-<":
        start -= 1
    window = text[start : start + _LONGEST]
    if not window or window[0].isspace():
        return None
    groups = _GROUPS.match(window)
    if groups is not None and sum(map(str.isdigit, groups.group())) >= _FEWEST_IN_GROUPS:
        return Finding(start, start + groups.end(), "secret", groups.group())
    word = window.split(None, 1)[0]
    if word[0].isascii():
        word = next(iter(_RUN.findall(word)))
    word = FILE_SUFFIX.sub("", word.rstrip(".,;:!?)\"'”’»“]}…>`"))
    if len(word) < _SHORTEST or _IS_CODE.match(word) or word.startswith(("http://", "https://", "[")):
        return None
    return Finding(start, start + len(word), "secret", word)


def _is_strong(word: str) -> bool:
    """Whether a word can hardly be anything but a secret: letters with digits."""
    has_both = any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
    return has_both and len(word) >= _STRONG and not is_measure(word)


def _looks_secret(word: str) -> bool:
    """Whether a word after a cue without a colon is a secret rather than the next word of the sentence."""
    if is_measure(word) or is_time(word):
        return False
    if any(c.isdigit() for c in word):
        return True
    has_sign = any(not c.isalnum() and c not in "'’-/_.`" for c in word)
    is_mixed = word[1:] != word[1:].lower() and word != word.upper()
    return len(word) >= 5 and (has_sign or is_mixed)
