"""Web addresses in a text, cleaned of secrets and trackers.

An address is published only in its clean, canonical form. What identifies a reader, opens a session or lets anybody in
(trackers, tokens, user names, invitations) goes; an address that cannot be cleaned is no link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAXIMUM_LENGTH = 2_000
"""Longer addresses carry state, not a place; they are no links."""

_ADDRESS = re.compile(r"https?://[^\s<>\"\u2066-\u2069\u200e\u200f\u202a-\u202e\ufeff`|]+", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "}": "{", "»": "«", "”": "“", "’": "‘", "）": "（", "】": "【", "」": "「"}
_TRAILING = ".,;:!?…'*_~。、，！？；："
_PLACEHOLDER = re.compile(r"[\[\]]|%5b|%5d", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_IPV4 = re.compile(r"(\d{1,3}\.){3}\d{1,3}")
_FRAGMENT = re.compile(r"[\w.~/!-]{1,80}")
_ESCAPES = re.compile(r"%[0-9a-fA-F]{2}|[^%]+|%")
_PATH_SAFE = "!$&'()*+,;=:@~"
_QUERY_SAFE = "/!$'()*+,;:@~?"

_TRACKER_PREFIXES = (
    "utm_",
    "pk_",
    "mtm_",
    "matomo_",
    "piwik_",
    "hsa_",
    "vero_",
    "oly_",
    "_hs",
    "mc_",
    "ga_",
    "itm_",
    "at_",
)
_TRACKERS = _words(
    """fbclid gclid gclsrc gbraid wbraid dclid msclkid yclid twclid ttclid li_fat_id igshid igsh si spm trk trkid
    ref_src ref_url _ga _gl __s __tn__ mkt_tok s_cid cmpid wickedid rb_clickid share_id share_source shared_by sharer
    feature fb_action_ids fb_action_types fb_source action_object_map
    cvid ocid ncid sr_share xtor wt_mc vgo_ee sc_cid epik
    referrer referer ref_ ascsubtag smid smtyp linkcode tag_id"""
)
_SECRETS = _words(
    """sid sessionid session session_id sessid phpsessid jsessionid aspsessionid cfid cftoken token access_token
    refresh_token id_token auth authuser authkey auth_token oauth_token oauth_verifier code state nonce ticket otp key
    apikey api_key sig sign signature hmac hash checksum pwd pass password passwd passcode pin secret client_secret
    credential credentials jwt bearer invite invitation invite_code confirm confirmation verify verification activation
    reset reset_token magic unsubscribe email mail e-mail phone tel user username userid user_id uid login account
    expires policy key-pair-id sv se sp sr st skoid sktid ske sks skv"""
)
_SECRET_PREFIXES = ("x-amz-", "x-goog-", "x-ms-", "aws", "oauth")
_SECRET_PART = re.compile(r"(token|secret|passw|session|apikey|signature|credential)")
_WEB_TOKEN = re.compile(r"eyJ[\w-]{8,}\.[\w-]{4,}")
_RANDOM = re.compile(r"(?=[\w.~+/=-]*\d)(?=[\w.~+/=-]*[A-Za-z])[\w.~+/=-]{28,}")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{24,}")

_DOORS = {
    "chat.whatsapp.com": "",
    "wa.me": "",
    "api.whatsapp.com": "",
    "discord.gg": "",
    "discord.com": "/invite/",
    "discordapp.com": "/invite/",
    "t.me": "/+",
    "telegram.me": "/+",
    "meet.google.com": "/",
    "signal.group": "",
    "signal.me": "",
    "join.skype.com": "",
    "invite.slack.com": "",
    "join.slack.com": "",
    "maps.app.goo.gl": "",
}
"""Hosts (and path beginnings) whose addresses let anybody in, name a number or tell where somebody is."""


@dataclass(frozen=True)
class Link:
    """A clean address and its host."""

    url: str
    host: str


def links_in(text: str) -> tuple[Link, ...]:
    """The clean addresses in a text, each once, by first appearance."""
    found = (cleaned(raw) for raw, _ in addresses_in(text))
    return tuple(dict.fromkeys(link for link in found if link is not None))


def addresses_in(text: str) -> list[tuple[str, int]]:
    """The addresses as written, without the sentence's punctuation, each with where it begins, by place."""
    return [(_without_punctuation(m.group()), m.start()) for m in _ADDRESS.finditer(text)]


def cleaned(address: str) -> Link | None:
    """The canonical form of an address without secrets and trackers.

    Cleaning what is clean changes nothing. Scheme and host are lower case (international names in ASCII), default
    ports, user names, `.` and `..` are gone, escapes are upper case.

    Returns: None where the address is none, still holds a placeholder, or lets anybody in (an invitation).
    """
    if len(address) > MAXIMUM_LENGTH or _PLACEHOLDER.search(address) or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), _host(parts.hostname)
    if scheme not in ("http", "https") or host is None:
        return None
    path = _path(parts.path)
    if _is_door(host, path) or _WEB_TOKEN.search(path):
        return None
    place = host if port in (None, {"http": 80, "https": 443}[scheme]) else f"{host}:{port}"
    query, fragment = _query(parts.query), _fragment(parts.fragment)
    url = f"{scheme}://{place}{path}" + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    return Link(url, host) if len(url) <= MAXIMUM_LENGTH and not _PLACEHOLDER.search(url) else None


def _without_punctuation(raw: str) -> str:
    """The address without the punctuation and closing brackets of the sentence around it; a very long one as it is."""
    while raw and len(raw) <= 2 * MAXIMUM_LENGTH:
        last = raw[-1]
        is_surplus = last in _PAIRS and raw.count(last) > raw.count(_PAIRS[last])
        if last not in _TRAILING and not is_surplus:
            break
        raw = raw[:-1]
    return raw


def _host(name: str | None) -> str | None:
    """A public host's name in lower-case ASCII; None for anything else (numbers, single words, broken names)."""
    if not name:
        return None
    try:
        ascii_name = name.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    if _IPV4.fullmatch(ascii_name) or not _HOST.fullmatch(ascii_name):
        return None
    return ascii_name


def _path(raw: str) -> str:
    """The path without `.`, `..` and parameters (`;jsessionid=…`), in canonical escapes; at least `/`."""
    kept: list[str] = []
    pieces = [_escaped(_without_session(piece), _PATH_SAFE) for piece in raw.split("/")[1:]]
    for piece in pieces:
        if piece == "..":
            kept[-1:] = []
        elif piece != ".":
            kept.append(piece)
    if pieces and pieces[-1] in (".", "..") and kept:
        kept.append("")
    return "/" + "/".join(kept)


def _without_session(piece: str) -> str:
    """A part of a path without the parameter that some servers keep a session in."""
    name, separator, parameters = piece.partition(";")
    return name if separator and ("=" in parameters or _is_secret_text(parameters)) else piece


def _query(raw: str) -> str:
    """The parameters that say which page is meant, in their order."""
    kept = []
    for pair in raw.replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        if name and not _is_private_parameter(unquote(name), unquote(value)):
            kept.append(_escaped(name, _QUERY_SAFE) + (f"={_escaped(value, _QUERY_SAFE + '=')}" if value else ""))
    return "&".join(kept)


def _fragment(raw: str) -> str:
    """An anchor or a route; nothing where it may carry a secret, a quotation or a tracker."""
    plain = unquote(raw)
    if not _FRAGMENT.fullmatch(plain) or _is_secret_text(plain) or _SECRET_PART.search(plain.lower()):
        return ""
    return _escaped(raw, "/!~")


def _is_private_parameter(name: str, value: str) -> bool:
    """Whether a parameter follows a reader or opens something."""
    low = name.lower().strip()
    return (
        low in _TRACKERS
        or low in _SECRETS
        or low.startswith(_TRACKER_PREFIXES + _SECRET_PREFIXES)
        or _SECRET_PART.search(low) is not None
        or "@" in value
        or "://" in value
        or _is_secret_text(value)
        or _is_secret_text(name)
    )


def _is_secret_text(text: str) -> bool:
    """Whether a text looks like a key: a web token, long hexadecimal, or long and mixed without words."""
    return bool(
        _WEB_TOKEN.search(text) or _HEXADECIMAL.fullmatch(text) or (_RANDOM.fullmatch(text) and "-" not in text)
    )


def _is_door(host: str, path: str) -> bool:
    """Whether an address lets anybody into a conversation, or is a person's number."""
    bare = host.removeprefix("www.")
    return bare in _DOORS and path.startswith(_DOORS[bare] or "/") and path != "/"


def _escaped(text: str, safe: str) -> str:
    """A piece of an address in canonical escapes: what needs none has none, the rest as upper-case UTF-8 bytes."""
    tokens = _ESCAPES.findall(text)
    return "".join(
        _canonical(t) if len(t) == 3 and t[0] == "%" else quote(t, safe=safe, errors="ignore") for t in tokens
    )


def _canonical(token: str) -> str:
    """One escape: decoded where the character needs none, else in upper case."""
    character = chr(int(token[1:], 16))
    return character if character.isascii() and (character.isalnum() or character in "-._~") else token.upper()
