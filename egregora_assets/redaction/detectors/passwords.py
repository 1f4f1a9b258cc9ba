"""Detects secrets: passwords, door codes, one-time codes, API keys, seed phrases.

Source: published key formats of OpenAI, Stripe, GitHub, GitLab, AWS, Google, Slack, PyPI, npm and Telegram; JWT by
RFC 7519; Pix keys by Banco Central do Brasil; seed phrases by BIP 39.
"""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

from collections.abc import Iterator

from egregora_assets.redaction.detectors.patterns import Match, Pattern
from egregora_assets.redaction.spans import Finding

_CUE = Pattern(
    r"(?i)\b(?:(?:wi-?fi|door|gate|alarm|lock|safe|entry|building|access|security|verification|login|confirmation|"
    r"bank|card|"
    r"sim|phone|router|network|garage|keypad|one.time|2fa)[ -](?:password|pass(?:word|code|phrase)?|code|pin|key|combo|"
    r"combination)s?|"
    r"password|passwd|pwd|passcode|passphrase|pass|pw|pin(?: code)?|otp|(?:[a-z]+_)*(?:api|secret|access|"
    r"private)[ _-](?:access[ _-])?key|(?-i:TAN)|cvv2?|cvc2?|secret(?: key)?|access[ "
    r"_-]?token|token|"
    r"(?:c[oó]digo|clave|cod) (?:de |do |da |del |de la )?(?:verifica[cç][aã]o|verificaci[oó]n|acesso|acceso|"
    r"seguran[cç]a|seguridad|port[aã]o|porta|portaria|pr[eé]dio|alarme|alarma|puerta|portal|garagem|garaje|cofre|"
    r"confirma[cç][aã]o|whats\w*)|"
    r"senha|contrase[nñ]a|clave|passwort|kennwort|losung|wlan[- ](?:passwort|schl[uü]ssel|code)|t[uü]rcode|"
    r"zugangscode|sicherheitscode|best[aä]tigungscode|geheimzahl|"
    r"mot de passe|mdp|code (?:d['’]acc[eè]s|de (?:la )?(?:porte|v[eé]rification|s[eé]curit[eé])|pin|wi-?fi|du "
    r"(?:portail|portillon|digicode))|digicode|code (?:porte|immeuble|portail|wifi|d['’]entr[eé]e|entr[eé]e|"
    r"d['’]immeuble)|codice (?:portone|cancello|porta|ingresso)|wi-?fi|wlan|"
    r"parola d['’]ordine|codice (?:di (?:accesso|verifica|sicurezza)|pin|del (?:cancello|portone)|wi-?fi)|password "
    r"del wi-?fi)\b"
)
_AFTER_CUE = Pattern(
    r"(?i)^(?P<between>(?:['’]s)?(?:[ \t]+(?:d[aeo]s?|del?|la|el|of|for|the|my|our|to|in|no|na|ao|wifi|wi-fi|wlan|"
    r"vom|von|für|"
    r"zum|zur|der|die|das|dem|du|des|au|per|il|lo|al|nova|nuevo|nueva|new|neue|neues|nouveau|port[aã]o|casa|cofre|"
    r"pr[eé]dio|alarme|"
    r"rede|net|internet|netflix|banco|conta|email|mail|door|gate|office|house|server|account|cart[aã]o|tarjeta|"
    r"puerta|portal|t[uü]r|tor|haus|router|now|agora|ahora|jetzt|c['’]est|[eéè]|es|eh|is|ist|lautet|est|was|era|foi|"
    r"segue))*)"
    r"(?P<sign>[ \t]*[:=][ \t\n]*|[ \t]+)(?P<value>[\"'“‘«„]?[^\s]{3,80})"
)
_WEAK_CUES = frozenset("wifi wi-fi wlan".split())
"""Cues after which not even a colon announces a secret."""
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
_CODE_WORD = r"(?:\pL*code|c[oó]digo|codice|pin|otp|tan|clave|senha)"
_CODE = r"(?P<value>\d{3}[- ]?\d{3}|\d{4,8}\b|G-\d{6})"
_ONE_TIME = Pattern(
    r"(?i)\b(?:(?:your|seu|sua|teu|tu|su|dein|ihr|votre|ton|il tuo) (?:\pL+ ){0,2}"
    + _CODE_WORD
    + r"|"
    + _CODE_WORD
    + r")"
    r"(?: (?:is|[eéè]|es|ist|est|:|c['’]est))* ?:? " + _CODE
)
_ONE_TIME_BEFORE = Pattern(
    r"(?i)\b"
    + _CODE
    + r" (?:is|[eéè]|es|ist|est) (?:your|my|the|o seu|a sua|seu|sua|teu|tu|su|el|dein|ihr|der|votre|ton|le|"
    r"il tuo|il) (?:\pL+ ){0,3}" + _CODE_WORD + r"\b"
)
_CODE_IS_FOR = Pattern(
    r"(?i)whats|google|verif|best[aä]tig|sicherheit|s[eé]curit|segur|sicurez|konto|banca|banque|bank|conta|cuenta|"
    r"compte|conto|login|sms|2fa|telegram|bank|banco|access|acess|acces|your|seu |tuo? |dein|votre|door|gate|"
    r"porta|puerta|t[uü]r"
)


_SEED_PHRASE = Pattern(
    r"(?i)\b(?:(?:seed|recovery|backup|mnemonic|secret)(?: recovery)? (?:phrase|words|key)|mnemonic|frase(?: de)? "
    r"(?:semente|semilla|recupera[cç][aã]o|recuperaci[oó]n|segurança|seed|di recupero)|palavras[- ]chave|"
    r"(?:wiederherstellungs|seed[- ]?)phrase|phrase (?:de r[eé]cup[eé]ration|secr[eè]te|seed))\b[^\pL\d\n]{0,3}"
    r"(?:[ \t]*(?:is|are|[eéè]|es|ist|est|"
    r":))*\s*(?P<value>(?:[\d]{0,2}[.)]?\s?[a-z]{3,10}[,\s]{1,3}){11,23}[a-z]{3,10})"
)


def find_secrets(text: str) -> Iterator[Finding]:
    """Find what follows a word such as "password", keys of a known form, one-time codes and seed phrases."""
    for match in _CUE.finditer(text):
        said = _AFTER_CUE.match(text[match.end() :])
        if said is not None and (found := _read_secret(match, said)) is not None:
            yield found
    for match in _KEYS.finditer(text):
        yield Finding(*match.span(), "secret", match.group())
    for match in _PIX.finditer(text):
        yield Finding(*match.span("value"), "pix_key", match["value"].lower())
    for pattern in (_ONE_TIME, _ONE_TIME_BEFORE) if _CODE_IS_FOR.search(text) else ():
        for match in pattern.finditer(text):
            yield Finding(*match.span("value"), "secret", match["value"])
    for match in _SEED_PHRASE.finditer(text):
        yield Finding(*match.span("value"), "secret", " ".join(match["value"].lower().split()))


def _read_secret(cue: Match, said: Match) -> Finding | None:
    offset, is_weak = cue.end(), cue.group().lower() in _WEAK_CUES
    value: str = said["value"]
    start, end = said.span("value")
    stripped = value.rstrip(".,;:!?)\"'”’»“")
    inner = stripped.lstrip("\"'“‘«„(")
    start += len(stripped) - len(inner)
    end -= len(value) - len(stripped)
    is_quoted = value[0] in "\"'“‘«„" and len(inner) >= 3
    is_said = ":" in said["sign"] or "=" in said["sign"]
    if not inner or len(inner) < 3 or inner.startswith(("http://", "https://", "[")):
        return None
    if _looks_secret(inner) or ((is_quoted or is_said) and not is_weak):
        return Finding(offset + start, offset + end, "secret", inner)
    return None


def _looks_secret(word: str) -> bool:
    """Whether a word after a cue without a colon is a secret rather than the next word of the sentence."""
    has_digit = any(c.isdigit() for c in word)
    if has_digit:
        return len(word) >= 3
    has_sign = any(not c.isalnum() and c not in "'’-" for c in word)
    is_mixed = word[1:] != word[1:].lower() and word != word.upper()
    return len(word) >= 5 and (has_sign or is_mixed)
