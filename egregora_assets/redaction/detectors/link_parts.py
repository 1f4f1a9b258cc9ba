"""Which parts of a web address may stay: whether a segment, value or fragment holds a secret or somebody's data."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from egregora_assets.redaction.lexicon.word_files import read_words

IsNamed = Callable[[int, int], bool]
"""Says whether a participant is named between two offsets of the text."""

COORDINATES = re.compile(
    r"[-+]?\d{1,3}\.\d{3,}(?:,|%2C|/|;|&|!4d|&lon=|&lng=)[-+]?\d{1,3}\.\d{3,}|[@=]-?\d{1,2}\.\d{3,}", re.IGNORECASE
)
FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sr.ht")
"""Hosts of source code, where two segments name a repository."""
_PUBLISHED_WORKS = frozenset(
    ("open.spotify.com", kind) for kind in ("track", "album", "artist", "playlist", "episode", "show")
)
"""Hosts and segments before the identifier of a published work."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{7,12})", re.IGNORECASE)
_MAIL = re.compile(r"@|%40")
_LONG_NUMBER = re.compile(r"\d{8,}")


def find_clean_end(text: str, start: int, end: int, is_named: IsNamed, host: str) -> int:
    """The offset up to which a path may stay: the end, or where the first segment begins that may not.

    Args:
        start, end: the path's span in the text.
        host: in lower case.
    """
    previous = ""
    place = start
    is_forge = any(host == f or host.endswith("." + f) for f in FORGES)
    while place < end:
        following = text.find("/", place + 1, end)
        following = end if following < 0 else following
        segment = text[place:following].lstrip("/")
        is_public = (host, previous) in _PUBLISHED_WORKS or (is_forge and _HEX.fullmatch(segment) is not None)
        follows_cue = previous in read_words("secret_segments") and len(segment) >= 6 and _is_random(segment)
        is_unclean = not is_public and (follows_cue or not is_clean(segment))
        if is_named(place, following) or COORDINATES.search(segment) or is_unclean:
            return place
        previous = segment.lower()
        place = following
    return end


def clean_query(start: int, query: str, is_named: IsNamed) -> tuple[str, str]:
    """A query without its unclean parameters, and those parameters.

    Args:
        start: offset of the query in the text.
        query: with its question mark.
    """
    kept: list[str] = []
    removed: list[str] = []
    place = start + 1
    for pair in re.split(r"[&;]", query[1:]):
        key, _, value = pair.partition("=")
        is_unclean = (
            (key.lower() in read_words("secret_parameters") and len(value) > 0)
            or is_named(place, place + len(pair))
            or not is_clean(value)
            or COORDINATES.search(pair) is not None
            or (not value and not is_clean(key))
        )
        (removed if is_unclean else kept).append(pair)
        place += len(pair) + 1
    return ("?" + "&".join(kept) if kept else ""), "&".join(removed)


def is_clean_fragment(fragment: str) -> bool:
    """Whether a fragment (with its #) holds neither a secret nor somebody's data."""
    pairs = (p.partition("=")[0].lower() for p in fragment[1:].split("&") if "=" in p)
    return is_clean(fragment[1:]) and not any(key in read_words("secret_parameters") for key in pairs)


def is_clean(part: str) -> bool:
    """Whether a segment or value reads like words or a short id: no mail address, personal number or secret."""
    if _MAIL.search(part) or _UUID.search(part) or (_LONG_NUMBER.search(part) and sum(map(str.isdigit, part)) >= 10):
        return False
    if "%" in part and re.search(r"%3d|%26|%3a%2f%2f", part, re.IGNORECASE):
        return False
    if any(len(piece) >= 16 and _is_random(piece) for piece in re.split(r"[.\-_~+,:!%|/=]+", part)):
        return False
    return len(part) < 20 or not _is_random(re.sub(r"[\-_.~=%]", "", part)) or _is_slug(part)


def _is_slug(part: str) -> bool:
    """Whether all pieces between the separators are words, numbers or short."""
    pieces = [p for p in re.split(r"[.\-_~+,:!%]+", part) if p]
    return all(
        p.isdigit() or (p.isalpha() and (p.islower() or p[1:].islower() or p.isupper())) or len(p) <= 4 for p in pieces
    )


def _is_random(piece: str) -> bool:
    """Whether small letters, capitals and digits alternate as they do in no word."""
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in piece if c.isalnum()]
    changes = sum(a != b for a, b in pairwise(kinds))
    return len(kinds) >= 6 and changes >= max(3, len(kinds) // 6)
