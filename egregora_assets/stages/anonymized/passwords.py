"""Secrets that somebody typed into the chat: passwords, door codes, keys."""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

from collections.abc import Iterator

from egregora_assets.stages.anonymized.found import Found
from egregora_assets.stages.anonymized.patterns import Match, Pattern

_CUE = Pattern(
    r"(?i)\b(?:(?:wi-?fi|door|gate|alarm|lock|safe|entry|access|security|verification|login|confirmation|bank|card|"
    r"sim|phone|router|network|garage|keypad|one.time|2fa)[ -](?:password|pass(?:word|code|phrase)?|code|pin|key|"
    r"combination)s?|"
    r"password|passwd|pwd|passcode|passphrase|pass|pw|pin(?: code)?|otp|api[ _-]?key|secret(?: key)?|access[ "
    r"_-]?token|token|"
    r"(?:c[oó]digo|clave|cod) (?:de |do |da |del |de la )?(?:verifica[cç][aã]o|verificaci[oó]n|acesso|acceso|"
    r"seguran[cç]a|seguridad|port[aã]o|porta|portaria|pr[eé]dio|alarme|alarma|puerta|portal|garagem|garaje|cofre|"
    r"confirma[cç][aã]o|whats\w*)|"
    r"senha|contrase[nñ]a|clave|passwort|kennwort|losung|wlan[- ](?:passwort|schl[uü]ssel|code)|t[uü]rcode|"
    r"zugangscode|sicherheitscode|best[aä]tigungscode|geheimzahl|"
    r"mot de passe|mdp|code (?:d['’]acc[eè]s|de (?:la )?(?:porte|v[eé]rification|s[eé]curit[eé])|pin|wi-?fi|du "
    r"(?:portail|portillon|digicode))|digicode|"
    r"parola d['’]ordine|codice (?:di (?:accesso|verifica|sicurezza)|pin|del (?:cancello|portone)|wi-?fi)|password "
    r"del wi-?fi)\b"
)
_SAYS = Pattern(
    r"(?i)^(?P<between>(?:[ \t]+(?:d[aeo]s?|del?|la|el|of|for|the|my|our|to|in|no|na|ao|wifi|wi-fi|wlan|vom|von|für|"
    r"zum|zur|der|die|das|dem|du|des|au|per|il|lo|al|nova|nuevo|nueva|new|neue|neues|nouveau|port[aã]o|casa|cofre|"
    r"pr[eé]dio|alarme|"
    r"rede|net|internet|netflix|banco|conta|email|mail|door|gate|office|house|server|account|cart[aã]o|tarjeta|"
    r"puerta|portal|t[uü]r|tor|haus|router|now|agora|ahora|jetzt|[eéè]|es|eh|is|ist|lautet|est|was|era|foi|segue))*)"
    r"(?P<sign>[ \t]*[:=][ \t\n]*|[ \t]+)(?P<value>[\"'“‘«„]?[^\s]{3,80})"
)
_VERBS = frozenset("é e es eh is ist est was era foi lautet è".split())
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
_ONE_TIME = Pattern(
    r"(?i)\b(?:(?:your|seu|sua|tu|su|dein|ihr|votre|il tuo) (?:\pL+ ){0,2}(?:code|c[oó]digo|codice)(?: (?:is|[eéè]|"
    r"es|ist|est|:))*:? |(?:code|c[oó]digo|codice):? )(?P<value>\d{3}[- ]?\d{3}|\d{4}\b|G-\d{6})"
)
_CODE_IS_FOR = Pattern(
    r"(?i)whats|google|verif|login|sms|2fa|telegram|bank|banco|access|acess|acces|your|seu |tu |dein|votre|door|gate|"
    r"porta|puerta|t[uü]r"
)


def find_secrets(text: str) -> Iterator[Found]:
    """What follows a word such as "password", keys of known form, one-time codes."""
    for match in _CUE.finditer(text):
        said = _SAYS.match(text[match.end() :])
        if said is not None and (found := _secret(match.end(), said)) is not None:
            yield found
    for match in _KEYS.finditer(text):
        yield Found(*match.span(), "secret", match.group())
    for match in _PIX.finditer(text):
        yield Found(*match.span("value"), "pix_key", match["value"].lower())
    for match in _ONE_TIME.finditer(text):
        if _CODE_IS_FOR.search(text):
            yield Found(*match.span("value"), "secret", match["value"])


def _secret(offset: int, said: Match) -> Found | None:
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
    if is_quoted or is_said or _looks_secret(inner):
        return Found(offset + start, offset + end, "secret", inner)
    return None


def _looks_secret(word: str) -> bool:
    """Whether a word without introduction is a secret rather than the next word of the sentence."""
    has_digit = any(c.isdigit() for c in word)
    if has_digit:
        return len(word) >= 3
    has_sign = any(not c.isalnum() and c not in "'’-" for c in word)
    is_mixed = word[1:] != word[1:].lower() and word != word.upper()
    return len(word) >= 5 and (has_sign or is_mixed)
