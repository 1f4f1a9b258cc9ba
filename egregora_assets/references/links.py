"""Finds web addresses in a text and cleans them of secrets and trackers.

An address is published only in its clean, canonical form. Trackers, tokens, user names and session ids are removed;
an invitation, or an address that cannot be cleaned, is no link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from egregora_assets.contracts.addresses.bare_hosts import find_bare_hosts
from egregora_assets.references.private_parameters import (
    has_secret_name,
    has_web_token,
    is_private_parameter,
    is_secret,
)

MAXIMUM_LENGTH = 2_000
"""Longer addresses carry state; they are no links."""

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

_WHOLE_HOSTS = (
    "chat.whatsapp.com wa.me api.whatsapp.com discord.gg signal.group signal.me join.skype.com invite.slack.com "
    "join.slack.com maps.app.goo.gl"
)
_INVITATIONS = dict.fromkeys(_WHOLE_HOSTS.split(), "") | {
    "discord.com": "/invite/",
    "discordapp.com": "/invite/",
    "t.me": "/+",
    "telegram.me": "/+",
    "meet.google.com": "/",
}
"""Hosts (and path prefixes) whose addresses are invitations, phone numbers or positions of people."""


@dataclass(frozen=True)
class Link:
    """A clean address and its host."""

    url: str
    host: str


def find_links(text: str) -> tuple[Link, ...]:
    """The clean addresses in a text, each once, by first appearance; without `https://` only where they are meant."""
    written = find_addresses(text)
    bare = [(host.url, host.start) for host in find_bare_hosts(text)]
    found = (clean_address(raw) for raw, _ in (sorted((*written, *bare), key=lambda a: a[1]) if bare else written))
    return tuple(dict.fromkeys(link for link in found if link is not None))


def find_addresses(text: str) -> list[tuple[str, int]]:
    """The addresses as written, without the sentence's punctuation, each with where it begins, by place."""
    return [(_strip_punctuation(m.group()), m.start()) for m in _ADDRESS.finditer(text)]


def clean_address(address: str) -> Link | None:
    """Bring an address into its canonical form, without secrets and trackers.

    Cleaning what is clean changes nothing. Scheme and host are lower case (international names in ASCII), default
    ports, user names, `.` and `..` are gone, escapes are upper case.

    Returns: None where it is no public web address, holds a placeholder, or is an invitation.
    """
    if len(address) > MAXIMUM_LENGTH or _PLACEHOLDER.search(address) or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), _clean_host(parts.hostname)
    if scheme not in ("http", "https") or host is None:
        return None
    path = _clean_path(parts.path)
    if _is_invitation(host, path) or has_web_token(path):
        return None
    place = host if port in (None, {"http": 80, "https": 443}[scheme]) else f"{host}:{port}"
    query, fragment = _clean_query(parts.query), _clean_fragment(parts.fragment)
    url = f"{scheme}://{place}{path}" + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    return Link(url, host) if len(url) <= MAXIMUM_LENGTH and not _PLACEHOLDER.search(url) else None


def _strip_punctuation(raw: str) -> str:
    """Remove the punctuation and closing brackets of the sentence around an address; a very long one stays as it is."""
    while raw and len(raw) <= 2 * MAXIMUM_LENGTH:
        last = raw[-1]
        is_surplus = last in _PAIRS and raw.count(last) > raw.count(_PAIRS[last])
        if last not in _TRAILING and not is_surplus:
            break
        raw = raw[:-1]
    return raw


def _clean_host(name: str | None) -> str | None:
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


def _clean_path(raw: str) -> str:
    """The path without `.`, `..` and parameters (`;jsessionid=…`), in canonical escapes; at least `/`."""
    kept: list[str] = []
    pieces = [_escape(_strip_session(piece), _PATH_SAFE) for piece in raw.split("/")[1:]]
    for piece in pieces:
        if piece == "..":
            kept[-1:] = []
        elif piece != ".":
            kept.append(piece)
    if pieces and pieces[-1] in (".", "..") and kept:
        kept.append("")
    return "/" + "/".join(kept)


def _strip_session(piece: str) -> str:
    """A part of a path without the parameter that some servers keep a session in."""
    name, separator, parameters = piece.partition(";")
    return name if separator and ("=" in parameters or is_secret(parameters)) else piece


def _clean_query(raw: str) -> str:
    """The parameters that select the page, in their order."""
    kept = []
    for pair in raw.replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        if name and not is_private_parameter(unquote(name), unquote(value)):
            kept.append(_escape(name, _QUERY_SAFE) + (f"={_escape(value, _QUERY_SAFE + '=')}" if value else ""))
    return "&".join(kept)


def _clean_fragment(raw: str) -> str:
    """An anchor or a route; empty where it may hold a secret, a quotation or a tracker."""
    plain = unquote(raw)
    if not _FRAGMENT.fullmatch(plain) or is_secret(plain) or has_secret_name(plain):
        return ""
    return _escape(raw, "/!~")


def _is_invitation(host: str, path: str) -> bool:
    """Whether an address is an invitation to a conversation, or a person's number or position."""
    bare = host.removeprefix("www.")
    return bare in _INVITATIONS and path.startswith(_INVITATIONS[bare] or "/") and path != "/"


def _escape(text: str, safe: str) -> str:
    """A piece of an address in canonical escapes: what needs none has none, the rest as upper-case UTF-8 bytes."""
    tokens = _ESCAPES.findall(text)
    return "".join(
        _normalize_escape(t) if len(t) == 3 and t[0] == "%" else quote(t, safe=safe, errors="ignore") for t in tokens
    )


def _normalize_escape(token: str) -> str:
    """One escape: decoded where the character needs none, else in upper case."""
    character = chr(int(token[1:], 16))
    return character if character.isascii() and (character.isalnum() or character in "-._~") else token.upper()
