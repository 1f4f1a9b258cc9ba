"""Links: which part of an address may stay. Host and clean path do; secrets, trackers of people and names do not."""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from egregora_assets.redaction.detectors.findings import Finding
from egregora_assets.redaction.detectors.network import find_ip_addresses
from egregora_assets.redaction.detectors.patterns import Pattern

_LINK = Pattern(
    r"(?i)(?:https?://|ftp://|www\.)[^\s<>\"”“»«|\\^`{}]+|\b(?:[a-z0-9][a-z0-9\-]{0,62}\.)+[a-z]{2,"
    r"12}(?::\d+)?/[^\s<>\"”“»«|\\^`{}]*"
    r"|\b(?:tel|sms|whatsapp|tg|geo|facetime|skype):[/+]*[\w.,?=&;%+@-]{4,}|mailto:[^\s<>\"]+"
)
_ENDING = ".,;:!?'\"*_~…"
_INVITATIONS = tuple(
    """
    chat.whatsapp.com whatsapp.com/channel t.me/joinchat t.me/+ telegram.me/joinchat discord.gg discord.com/invite
    discordapp.com/invite signal.group line.me/r/ti join.slack.com zoom.us meet.google.com teams.microsoft.com
    teams.live.com whereby.com meet.jit.si join.skype.com webex.com invite.viber.com groupme.com/join_group m.me/j
    call.whatsapp.com facetime.apple.com
    """.split()
)
_MAPS = tuple(
    """
    maps.google. google.com/maps goo.gl/maps maps.app.goo.gl maps.apple.com openstreetmap.org osm.org waze.com
    w3w.co what3words.com bing.com/maps yandex.ru/maps here.com share.here.com plus.codes glympse.com
    find-my.apple.com maps.me citymapper.com strava.com/activities wikiloc.com
    """.split()
)
_PROFILES = tuple(
    """
    instagram.com facebook.com fb.com fb.me m.me twitter.com x.com linkedin.com/in linkedin.com/pub t.me
    telegram.me wa.me api.whatsapp.com tiktok.com/@ youtube.com/@ youtube.com/channel youtube.com/user
    youtube.com/c medium.com/@ threads.net/@ threads.com/@ snapchat.com/add reddit.com/u reddit.com/user
    pinterest.com tumblr.com bsky.app/profile twitch.tv venmo.com paypal.me cash.app onlyfans.com patreon.com
    linktr.ee soundcloud.com last.fm/user steamcommunity.com/id open.spotify.com/user keybase.io mastodon.social/@
    signal.me vk.com xing.com/profile lattes.cnpq.br goodreads.com/user about.me calendly.com github.com
    gitlab.com strava.com/athletes
    """.split()
)
_NOT_A_PROFILE = frozenset(
    "p reel reels tv explore stories watch groups events marketplace share photo photos video videos permalink story "
    "hashtag search i home intent status s settings features about pricing topics "
    "trending collections sponsors login posts pages gaming help legal news business playlist clip feed orgs".split()
)
_FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sr.ht")
_CONTENT = frozenset(("open.spotify.com", kind) for kind in ("track", "album", "artist", "playlist", "episode", "show"))
"""Hosts and segments after which an identifier of a published work stands."""
_SHARED_FILES = tuple(
    """
    docs.google.com drive.google.com photos.google.com photos.app.goo.gl dropbox.com 1drv.ms onedrive.live.com
    sharepoint.com we.tl wetransfer.com icloud.com mega.nz notion.so notion.site figma.com/file forms.gle
    splitwise.com doodle.com 1fichier.com mediafire.com sendgb.com box.com/s pastebin.com
    """.split()
)
_SECRET_KEYS = frozenset(
    """
    token access_token refresh_token id_token auth authorization key api_key apikey secret session sessionid
    session_id sid sess jsessionid phpsessid pwd passwd password pass senha code otp pin sig signature sign ticket
    invite invitation invite_code inv jwt hash reset confirm confirmation verify verification magic nonce state
    oobcode credential credentials user username login email mail phone tel uid userid user_id account acc
    customer client_secret share_id si igsh igshid fbclid gclid msclkid mc_eid mc_cid ttclid twclid yclid wbraid
    gbraid dclid _hsenc _hsmi vero_id rb_clickid s_cid share_token resourcekey usp authkey access link_token
    unsubscribe subscriber ref_token t_token guest guestid guest_id rsvp booking pnr cpf dni ssn iban name
    fullname first_name last_name nome nombre
    """.split()
)
_SECRET_SEGMENTS = frozenset(
    "reset reset-password password verify verification confirm confirmation token invite invitation invites join "
    "unsubscribe magic auth login share shared s shr secret activate activation redefinir senha "
    "convite confirmar verificar invitar unirse einladung passwort ticket tickets rsvp guest d u r".split()
)
_COORDINATES = re.compile(
    r"[-+]?\d{1,3}\.\d{3,}(?:,|%2C|/|;|&|!4d|&lon=|&lng=)[-+]?\d{1,3}\.\d{3,}|[@=]-?\d{1,2}\.\d{3,}", re.IGNORECASE
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{7,12})", re.IGNORECASE)
_MAIL = re.compile(r"@|%40")
_LONG_NUMBER = re.compile(r"\d{8,}")
_PARTS = re.compile(
    r"^(?P<scheme>[a-z]+://)?(?:(?P<user>[^/?#@]*)@)?(?P<host>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragme"
    r"nt>#.*)?$",
    re.IGNORECASE | re.DOTALL,
)

Names = Callable[[int, int], bool]
"""Says whether a participant is named between two offsets of the text."""


@dataclass(frozen=True)
class LinkSpan:
    """A link in a text: its span without the punctuation that follows it."""

    start: int
    end: int


def find_links(text: str) -> list[LinkSpan]:
    """Where links stand in a text, by place."""
    spans = []
    for match in _LINK.finditer(text):
        start, end = match.span()
        while end > start and (text[end - 1] in _ENDING or _closes_outside(text[start:end])):
            end -= 1
        spans.append(LinkSpan(start, end))
    return spans


def _closes_outside(link: str) -> bool:
    """Whether the last character closes a bracket that was opened before the link."""
    opening = {")": "(", "]": "["}.get(link[-1])
    return opening is not None and link.count(opening) < link.count(link[-1])


def judge_links(text: str, names: Names) -> Iterator[Finding]:
    """What must go from each link; nothing for a link that may stay as it is."""
    for span in find_links(text):
        found = _judged(text, span, names)
        if found is not None:
            yield found


def _judged(text: str, span: LinkSpan, names: Names) -> Finding | None:
    link = text[span.start : span.end]
    lower = link.lower()
    scheme = lower.partition(":")[0]
    if scheme in ("tel", "sms", "whatsapp", "tg", "facetime", "skype"):
        return Finding(span.start, span.end, "phone" if scheme in ("tel", "sms") else "handle", _digits(lower) or lower)
    if scheme == "mailto":
        return Finding(span.start, span.end, "email", lower.removeprefix("mailto:").partition("?")[0])
    if scheme == "geo":
        return Finding(span.start, span.end, "location", lower)
    parts = _PARTS.match(link)
    if parts is None:  # every text has these parts
        return None
    host = parts["host"].lower().removeprefix("www.")
    address = host + parts["path"].lower()
    origin = (parts["scheme"] or "") + parts["host"]
    host_start = span.start + parts.start("host")
    if names(host_start, span.start + parts.end("host")):
        return Finding(span.start, span.end, "profile_url", address)
    if any(True for _ in find_ip_addresses(parts["host"].strip("[]"))):
        return Finding(span.start, span.end, "ip", address)
    if parts["user"]:
        return Finding(span.start, span.end, "url_secret", link, origin)
    known = _known_kind(host, address, parts["path"])
    if known is not None:
        kept = "" if known == "profile_url" else origin
        return Finding(span.start, span.end, known, link.partition("://")[2] or link, kept)
    return _generic(text, span, parts, names)


def _known_kind(host: str, address: str, path: str) -> str | None:
    segments = [s for s in path.split("/") if s]
    if not segments and not any(address.startswith(m) for m in _MAPS):
        return None
    if _starts(address, host, _INVITATIONS):
        return "invitation"
    if any(m in address[: len(m) + 24] and (host.startswith(m) or _starts(address, host, (m,))) for m in _MAPS):
        return "location" if segments else None
    if _starts(address, host, _PROFILES) and _is_profile(host, segments):
        return "profile_url"
    if _starts(address, host, _SHARED_FILES):
        return "url_secret"
    return None


def _starts(address: str, host: str, known: tuple[str, ...]) -> bool:
    """Whether an address is at a known host (or one below it), at a known path."""
    for entry in known:
        domain, slash, path = entry.partition("/")
        if host == domain or host.endswith("." + domain):
            rest = address[len(host) :]
            if not slash or rest.lstrip("/").startswith(path):
                return True
    return False


def _is_profile(host: str, segments: list[str]) -> bool:
    first = segments[0].lower()
    if first in _NOT_A_PROFILE:
        return False
    return not (host in _FORGES and len(segments) > 1)


def _generic(text: str, span: LinkSpan, parts: re.Match[str], names: Names) -> Finding | None:
    """A link cut before its first unclean segment; unclean parameters taken out."""
    base = span.start
    kept = text[base : base + parts.start("path")]
    path_end = _clean_until(text, base + parts.start("path"), base + parts.end("path"), names, parts["host"].lower())
    kept = text[base:path_end]
    kind = "location" if _COORDINATES.search(parts[0]) else "url_secret"
    if path_end < base + parts.end("path"):
        return Finding(
            span.start,
            span.end,
            kind,
            text[path_end : span.end],
            kept.rstrip("/") if path_end > base + parts.end("host") else kept,
        )
    query, fragment = parts["query"] or "", parts["fragment"] or ""
    clean, removed = _clean_query(base + parts.start("query"), query, names) if len(query) > 1 else (query, "")
    fragment_start = base + parts.start("fragment")
    if (
        (fragment and not _is_clean(fragment[1:]))
        or (fragment and names(fragment_start, span.end))
        or _has_secret_pair(fragment)
    ):
        removed, fragment = removed + fragment, ""
    if not removed:
        return None
    return Finding(span.start, span.end, kind, removed, kept + clean + fragment)


def _clean_until(text: str, start: int, end: int, names: Names, host: str) -> int:
    """The offset up to which a path may stay."""
    previous = ""
    place = start
    is_forge = any(host == f or host.endswith("." + f) for f in _FORGES)
    while place < end:
        following = text.find("/", place + 1, end)
        following = end if following < 0 else following
        segment = text[place:following].lstrip("/")
        is_fine = (host, previous) in _CONTENT or (is_forge and _HEX.fullmatch(segment) is not None)
        after_cue = previous in _SECRET_SEGMENTS and len(segment) >= 6 and _is_random(segment)
        if (
            names(place, following)
            or _COORDINATES.search(segment)
            or (not is_fine and (after_cue or not _is_clean(segment)))
        ):
            return place
        previous = segment.lower()
        place = following
    return end


def _clean_query(start: int, query: str, names: Names) -> tuple[str, str]:
    """A query without its unclean parameters, and those."""
    kept: list[str] = []
    removed: list[str] = []
    place = start + 1
    for pair in re.split(r"[&;]", query[1:]):
        key, _, value = pair.partition("=")
        is_unclean = (
            (key.lower() in _SECRET_KEYS and len(value) > 0)
            or names(place, place + len(pair))
            or not _is_clean(value)
            or _COORDINATES.search(pair) is not None
            or (not value and not _is_clean(key))
        )
        (removed if is_unclean else kept).append(pair)
        place += len(pair) + 1
    return ("?" + "&".join(kept) if kept else ""), "&".join(removed)


def _has_secret_pair(fragment: str) -> bool:
    return any(p.partition("=")[0].lower() in _SECRET_KEYS for p in fragment[1:].split("&") if "=" in p)


def _is_clean(part: str) -> bool:
    """Whether a segment or value reads like words or a short id: no address, no number of a person, no secret."""
    if _MAIL.search(part) or _UUID.search(part) or (_LONG_NUMBER.search(part) and len(_digits(part)) >= 10):
        return False
    if "%" in part and re.search(r"%3d|%26|%3a%2f%2f", part, re.IGNORECASE):
        return False
    return not any(len(piece) >= 16 and _is_random(piece) for piece in re.split(r"[.\-_~+,:!%|/=]+", part)) and not (
        len(part) >= 20 and _is_random(re.sub(r"[\-_.~=%]", "", part)) and not _is_wordy(part)
    )


def _is_wordy(part: str) -> bool:
    """A slug: pieces that are words or numbers."""
    pieces = [p for p in re.split(r"[.\-_~+,:!%]+", part) if p]
    return all(
        p.isdigit() or (p.isalpha() and (p.islower() or p[1:].islower() or p.isupper())) or len(p) <= 4 for p in pieces
    )


def _is_random(piece: str) -> bool:
    """Whether letters, capitals and digits are mixed as nobody writes words."""
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in piece if c.isalnum()]
    changes = sum(a != b for a, b in pairwise(kinds))
    return len(kinds) >= 6 and changes >= max(3, len(kinds) // 6)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
