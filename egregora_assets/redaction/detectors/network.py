"""Detects mail addresses, IP and MAC addresses, and account handles."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from egregora_assets.redaction.detectors.patterns import Match, Pattern
from egregora_assets.redaction.spans import Finding, stands_alone

_LOCAL = r"[^\s@<>()\[\]{},;:\"|\\/?!=&*#]+"
_HOST = r"[^\s@<>()\[\]{},;:\"|\\/?!=&*#.']+"
_EMAIL = Pattern(rf"{_LOCAL}@{_HOST}(?:\.{_HOST})*")
_SPACED_EMAIL = Pattern(rf"{_LOCAL} ?@ ?{_HOST}(?:(?:\.| \. ){_HOST})+")
_HOST_END = Pattern(r"(?i)\.(?:[a-z]{2,18}|xn--[a-z0-9\-]+|[^\x00-\x7f\d]{1,18})$")
_KNOWN_END = Pattern(
    r"\. ?(?:com|org|net|edu|gov|example|test|info|biz|io|dev|app|co|me|tv|eu|email|online|br|pt|es|mx|ar|"
    r"cl|pe|de|at|ch|"
    r"fr|be|it|nl|pl|tr|ru|ua|in|cn|jp|kr|tw|uk|us|ca|au|nz|ie|se|no|dk|fi|gr|cz|sk|hu|ro|il|sa|ae|eg|za|ng|ke)$"
)
_NO_HOST = Pattern(
    r"(?i)^(?:this|that|these|those|the|which|what|some|any|every|each|one|no|a|an|another|least|most|first|last|"
    r"gun|starting|turning|tipping|breaking|boiling|freezing|melting|[a-z]+ing)\s"
)
_VERSION_HOST = Pattern(r"(?i)^[\^~]?v?\d+(?:\.|$)|^(?:latest|next|beta|alpha|canary|main|master|head|sha256)$")
_LOGINS = frozenset(
    "root admin user ubuntu debian centos fedora deploy git pi ec2-user www-data postgres vagrant me".split()
)
_PLACES = frozenset("home work school you me all here lol the host localhost everyone us uni office night".split())
_PROMPT = Pattern(r"^(?::[~/\w.\-]|:?[$#>%]|[\])]|[: ]?~| [~/][\w./\-]* ?[$#%>])")
_REMOTE = Pattern(r"\b(?:ssh|scp|rsync|sftp|sudo|su|mosh)\b[^\n@]*$|[\[(]$")
_AT = (
    r"(?:\s*(?:\[\s*(?:at|arroba|ät|a|@)\s*\]|\(\s*(?:at|arroba|ät|a|@)\s*\)|\{\s*(?:at|arroba|@)\s*\}|<at>|"
    r"_at_)\s*|\s+(?:at|arroba|ät|klammeraffe|arobase|chiocciola)\s+)"
)
_DOT = (
    r"(?:\s*(?:\[\s*(?:dot|ponto|punto|punkt|point|\.)\s*\]|\(\s*(?:dot|ponto|punto|punkt|point|\.)\s*\)|"
    r"\{\s*dot\s*\}|<dot>|_dot_)\s*|\s+(?:dot|ponto|punto|punkt|point)\s+|\s?\.\s?)"
)
_HIDDEN_EMAIL = Pattern(
    rf"(?i)(?P<local>[A-Za-z0-9ß][A-Za-z0-9ß._+\-]*(?:{_DOT}[A-Za-z0-9ß_+\-]+)??)(?P<at>{_AT})(?P<host>[A-Za-z0-9ß\-"
    rf"]{{2,}}(?:{_DOT}[A-Za-z0-9ß\-]{{2,}}){{1,3}})"
)
_SPELLED_AT_OR_DOT = Pattern(
    r"(?i)[\[({<]\s*(?:at|arroba|a|@)|_at_|(?:dot|ponto|punto|punkt|point)\b|arroba|arobase|chiocciola|klammeraffe"
)
_ABOUT_MAIL = Pattern(
    r"(?i)\b(?:e-?mail\w*|mail\w*|write|reach|contact\w*|schreib\w*|"
    r"escrev\w*|escrib\w*|ecri\w*|scriv\w*|corr?eo)\b"
)
_IPV4 = Pattern(r"\d{1,3}(?:\.\d{1,3}){3}")
_VERSION = Pattern(
    r"(?i)(?:\bv|\bver(?:s\w*)?|\brelease|\bupgrade\w*|\bupdate\w*|\bbuild|\bfirmware|\bkernel|\blinux|"
    r"\bvers[aã]o|\bversi[oó]n)\.?:? "
    r"?(?:\w+ )?$"
)
_ABOUT_MACHINES = Pattern(
    r"(?i)\b(?:ip|ips|ipv4|host|server|servidor|address|ssh|ping|dns|port|router|login|logged|firewall|vpn)\b"
)
_HIGHEST_IN_A_VERSION = 30
_IPV6 = Pattern(r"(?i)[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.%]*[0-9a-f:]")
_MAC_ADDRESS = Pattern(r"(?i)[0-9a-f]{2}(?:-[0-9a-f]{2}){5}")
_PRIVATE_NETWORKS = tuple(
    ipaddress.ip_network(n)
    for n in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "0.0.0.0/8",
        "224.0.0.0/3",
    )
)
_HANDLE = Pattern(r"@[^\s@,;:!?\"'()\[\]{}<>/\\|*~=+&%$#…]+")
_CUED_HANDLE = Pattern(
    r"(?i)\b(?:insta(?:gram)?|ig|tiktok|twitter|snap(?:chat)?|telegram|tg|discord|skype|steam|psn|twitch|facebook|fb|"
    r"linkedin|threads|mastodon|bluesky|signal|wechat|xbox|gamertag|roblox|vk|kakao|line id|x|"
    r"arroba|username|usu[aá]rio|usuario|benutzername|nick)"
    r"(?: (?:is|id|handle|user|username|[eé]|es|ist|est|name|profile|perfil|account))*(?: ?[:=] ?| (?:is|[eé]|es|ist|"
    r"est) )(?P<value>@?[A-Za-z0-9_](?:[A-Za-z0-9_.\-]{1,38}[A-Za-z0-9_])(?:#\d{4})?)"
)
_HANDLE_BEHIND_A_SERVICE = Pattern(
    r"(?i)(?:\b(?:insta(?:gram)?|ig|tiktok|snap(?:chat)?|telegram|tg|discord|skype|steam|psn|twitch|xbox|gamertag|roblox|"
    r"vk|kakao|wechat|line id|cash ?app|venmo|"
    r"username|usu[aá]rio|usuario|benutzername|gebruikersnaam)(?: id)?"
    r"(?: ?: ?| )|(?:微信号?|ライン|라인|카톡|телега |тг |инста )(?:id)? ?:? ?)"
    r"(?P<value>\$?[A-Za-z0-9_](?:[A-Za-z0-9_.]{2,38}[A-Za-z0-9_]))"
)
"""A name with an underscore or with letters before digits, right behind a service."""
_NAME_OF_AN_ACCOUNT = re.compile(r"(?i)[a-z].*(?:_|\d{2})|_.*[a-z]")
_TAGGED_HANDLE = Pattern(r"[A-Za-z0-9_.]{2,}#\d{4}\b")
_MAX_HANDLE = 40
_NO_HANDLES = frozenset(
    "all everyone everybody here channel todos todas tudo galera pessoal alle tous tutti media import property "
    "override param return returns "
    "charset font-face keyframes supports page deprecated types angular vue nestjs".split()
)


def find_mail_addresses(text: str) -> Iterator[Finding]:
    """Find mail addresses, plain or spelled out (`name at host dot org`).

    Source: RFC 5321 and 5322, loosely: any local part without spaces and quotes.
    """
    for match in _EMAIL.finditer(text):
        start, end = match.span()
        start += len(match.group()) - len(match.group().lstrip(".-_%+'*~"))
        end -= len(match.group()) - len(match.group().rstrip(".-_%+'*~"))
        local, _, host = text[start:end].partition("@")
        if any(map(str.isalnum, local)) and _is_mail_host(local, host) and not _is_remote(text, start, end):
            yield Finding(start, end, "email", text[start:end].lower())
    for match in _SPACED_EMAIL.finditer(text) if " @" in text or "@ " in text else ():
        if _KNOWN_END.search(match.group()):
            yield Finding(*match.span(), "email", match.group().replace(" ", "").lower())
    for match in _HIDDEN_EMAIL.finditer(text):
        if _is_spelled_address(match, text):
            spelled = match["local"] + "@" + match["host"]
            yield Finding(*match.span(), "email", "".join(spelled.split()).lower())


def _is_spelled_address(match: Match, text: str) -> bool:
    """Whether `name at host dot org` is an address: "at" before a plain host is one only where mail is spoken of."""
    host = match["host"]
    if not host.rsplit(".", 1)[-1].split()[-1:] or not host[-1].isalpha() or _NO_HOST.match(host):
        return False
    if _SPELLED_AT_OR_DOT.search(match["at"] + host):
        return True
    is_address = any(c in "._-+" or c.isdigit() for c in match["local"]) or _ABOUT_MAIL.search(text) is not None
    return is_address and _KNOWN_END.search(host.lower()) is not None


def _is_mail_host(local: str, host: str) -> bool:
    """Whether what stands around an @ is an address: not the version of a package, the login or place of "somebody"."""
    if _HOST_END.search(host) is not None:
        return not _VERSION_HOST.match(host)
    is_word = len(host) > 1 and not any(c.isdigit() or c == "." for c in host)
    return is_word and host.lower() not in _PLACES and local.lower() not in _LOGINS and not _VERSION_HOST.match(host)


def _is_remote(text: str, start: int, end: int) -> bool:
    """Whether an address is an account of a machine in a command: `git@host:path`, a shell's prompt."""
    if "." in text[start:end].partition("@")[2]:
        return text[end : end + 2] in (":~", ":/") or (text.startswith("git@", start) and text[end : end + 1] == ":")
    before = text[max(0, start - 40) : start]
    return _PROMPT.match(text[end : end + 40]) is not None or _REMOTE.search(before) is not None


def find_ip_addresses(text: str) -> Iterator[Finding]:
    """Find IPv4, IPv6 and MAC addresses, except those of private and local networks.

    Source: RFC 1918 and 6890 (networks that identify nobody).
    """
    if "." not in text and ":" not in text and "-" not in text:
        return
    for match in _IPV4.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 2]
        is_part = before.isalnum() or before == "." or after[:1].isalnum() or (after[:1] == "." and after[1:].isdigit())
        is_version = _VERSION.search(text[max(0, start - 24) : start]) is not None
        around = text[max(0, start - 80) : end + 80]
        if not is_part and not is_version and _is_personal_ip(match.group(), around):
            yield Finding(start, end, "ip", match.group())
    for match in _MAC_ADDRESS.finditer(text):
        if stands_alone(text, *match.span()):
            yield Finding(*match.span(), "ip", match.group().lower())
    for match in _IPV6.finditer(text):
        start, end = match.span()
        if (
            _is_ipv6(match.group())
            and not text[max(0, start - 1) : start].isalnum()
            and not text[end : end + 1].isalnum()
        ):
            yield Finding(start, end, "ip", match.group().lower())


def _is_personal_ip(address: str, around: str) -> bool:
    """Whether an address is somebody's; four small numbers are a version where nothing around speaks of machines."""
    is_small = all(len(part) < 3 and int(part) < _HIGHEST_IN_A_VERSION for part in address.split("."))
    if is_small and _ABOUT_MACHINES.search(around) is None:
        return False
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not any(parsed in network for network in _PRIVATE_NETWORKS)


def _is_ipv6(text: str) -> bool:
    groups = text.split(":")
    if len(groups) == 6 and all(len(g) == 2 for g in groups):  # a MAC address
        return True
    if text in ("::", "::1") or ("::" not in text and len(groups) != 8) or not any(c.isdigit() for c in text):
        return False
    try:
        parsed = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return not parsed.is_link_local


def find_handles(text: str) -> Iterator[Finding]:
    """Find account handles: after an @, after the name of a service, or with a four-digit tag (`name#1234`)."""
    for match in _HANDLE.finditer(text):
        name = match.group()[1:].rstrip(".-_").lower()
        start, end = match.start(), match.start() + 1 + len(name)
        touches = start and (text[start - 1].isalnum() or text[start - 1] in "/._-@")
        if (
            not touches
            and name not in _NO_HANDLES
            and text[end : end + 1] not in ("/", "(")
            and 1 < len(name) <= _MAX_HANDLE
        ):
            yield Finding(start, end, "handle", name)
    for match in _CUED_HANDLE.finditer(text):
        yield Finding(*match.span("value"), "handle", match["value"].lower().lstrip("@"))
    for match in _HANDLE_BEHIND_A_SERVICE.finditer(text):
        if _NAME_OF_AN_ACCOUNT.search(match["value"]) and text[match.end() : match.end() + 1] not in ("/", "@", "("):
            yield Finding(*match.span("value"), "handle", match["value"].lower())
    for match in _TAGGED_HANDLE.finditer(text) if "#" in text else ():
        if match.start() == 0 or not text[match.start() - 1].isalnum():
            yield Finding(*match.span(), "handle", match.group().lower())
