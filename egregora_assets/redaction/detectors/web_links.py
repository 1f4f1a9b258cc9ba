"""Detects in links what must not be published, and how much of each link may stay.

Host and clean path stay; secrets, trackers of people, positions, profiles and names do not.
Source: RFC 3986 (parts of an address), RFC 3966 (`tel:`), RFC 5870 (`geo:`), RFC 6068 (`mailto:`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from egregora_assets.redaction.detectors.link_parts import (
    COORDINATES,
    FORGES,
    IsNamed,
    clean_query,
    find_clean_end,
    is_clean_fragment,
)
from egregora_assets.redaction.detectors.network import find_ip_addresses
from egregora_assets.redaction.detectors.patterns import Pattern
from egregora_assets.redaction.lexicon.word_files import list_words, read_words
from egregora_assets.redaction.spans import Finding, Span

_LINK = Pattern(
    r"(?i)(?:https?://|ftp://|www\.)[^\s<>\"”“»«|\\^`{}]+|\b(?:[a-z0-9][a-z0-9\-]{0,62}\.)+[a-z]{2,"
    r"12}(?::\d+)?/[^\s<>\"”“»«|\\^`{}]*"
    r"|\b(?:tel|sms|whatsapp|tg|geo|facetime|skype):[/+]*[\w.,?=&;%+@-]{4,}|mailto:[^\s<>\"]+"
)
_PUNCTUATION = ".,:;!?'\"*_~…"
_PARTS = re.compile(
    r"^(?P<scheme>[a-z]+://)?(?:(?P<user>[^/?#@]*)@)?(?P<host>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragme"
    r"nt>#.*)?$",
    re.IGNORECASE | re.DOTALL,
)


def find_links(text: str) -> list[Span]:
    """Find where links stand in a text, by place, without the punctuation that follows them."""
    spans = []
    for match in _LINK.finditer(text):
        start, end = match.span()
        while end > start and (text[end - 1] in _PUNCTUATION or _closes_outer_bracket(text[start:end])):
            end -= 1
        spans.append(Span(start, end))
    return spans


def _closes_outer_bracket(link: str) -> bool:
    """Whether the last character closes a bracket that was opened before the link."""
    opening = {")": "(", "]": "["}.get(link[-1])
    return opening is not None and link.count(opening) < link.count(link[-1])


def judge_links(text: str, is_named: IsNamed) -> Iterator[Finding]:
    """Find what must be removed from each link of a text as exported; nothing for a link that may stay whole."""
    for span in find_links(text):
        found = _judge_link(text, span, is_named)
        if found is not None:
            yield found


def _judge_link(text: str, span: Span, is_named: IsNamed) -> Finding | None:
    link = text[span.start : span.end]
    other = _judge_other_scheme(link.lower(), span)
    if other is not None:
        return other
    parts = _PARTS.match(link)
    if parts is None:  # every text has these parts
        return None
    host = parts["host"].lower().removeprefix("www.")
    address = host + parts["path"].lower()
    origin = (parts["scheme"] or "") + parts["host"]
    if is_named(span.start + parts.start("host"), span.start + parts.end("host")):
        return Finding(span.start, span.end, "profile_url", address)
    if any(True for _ in find_ip_addresses(parts["host"].strip("[]"))):
        return Finding(span.start, span.end, "ip", address)
    if parts["user"]:
        return Finding(span.start, span.end, "url_secret", link, origin)
    kind = _classify_host(host, address, parts["path"])
    if kind is not None:
        value = link.partition("://")[2] or link
        return Finding(span.start, span.end, kind, value, "" if kind == "profile_url" else origin)
    return _cut_link(text, span, parts, is_named)


def _judge_other_scheme(lower: str, span: Span) -> Finding | None:
    """The finding for a link that is no web address."""
    scheme = lower.partition(":")[0]
    if scheme in ("tel", "sms", "whatsapp", "tg", "facetime", "skype"):
        digits = "".join(c for c in lower if c.isdigit())
        return Finding(span.start, span.end, "phone" if scheme in ("tel", "sms") else "handle", digits or lower)
    if scheme == "mailto":
        return Finding(span.start, span.end, "email", lower.removeprefix("mailto:").partition("?")[0])
    if scheme == "geo":
        return Finding(span.start, span.end, "location", lower)
    return None


def _classify_host(host: str, address: str, path: str) -> str | None:
    """The kind of personal data that addresses at a known host are; None for any other host."""
    segments = [s for s in path.split("/") if s]
    if not segments and not any(address.startswith(m) for m in list_words("map_hosts")):
        return None
    if _is_at(address, host, list_words("invitation_hosts")):
        return "invitation"
    if any(
        m in address[: len(m) + 24] and (host.startswith(m) or _is_at(address, host, (m,)))
        for m in list_words("map_hosts")
    ):
        return "location" if segments else None
    if _is_at(address, host, list_words("profile_hosts")) and _is_profile(host, segments):
        return "profile_url"
    if _is_at(address, host, list_words("file_sharing_hosts")):
        return "url_secret"
    return None


def _is_at(address: str, host: str, known: tuple[str, ...]) -> bool:
    """Whether an address is at a known host (or a subdomain), at a known path and beyond it.

    A path that ends with a letter is a whole segment: `linkedin.com/in` has `linkedin.com/in/somebody`, but neither
    itself nor `linkedin.com/invest`.
    """
    for entry in known:
        domain, slash, path = entry.partition("/")
        if host == domain or host.endswith("." + domain):
            rest = address[len(host) :].lstrip("/")
            beyond = rest.removeprefix(path)
            is_beyond = rest.startswith(path) and beyond.strip("/@+#!") != ""
            if not slash or (is_beyond and (not path[-1].isalnum() or beyond.startswith("/"))):
                return True
    return False


def _is_profile(host: str, segments: list[str]) -> bool:
    if not any(c.isalnum() for c in segments[0]):
        return False
    return segments[0].lower() not in read_words("content_segments") and not (host in FORGES and len(segments) > 1)


def _cut_link(text: str, span: Span, parts: re.Match[str], is_named: IsNamed) -> Finding | None:
    """A link cut before its first unclean segment, or without its unclean parameters and fragment."""
    base = span.start
    path_start, path_end = base + parts.start("path"), base + parts.end("path")
    clean_end = find_clean_end(text, path_start, path_end, is_named, parts["host"].lower())
    kept = text[base:clean_end]
    kind = "location" if COORDINATES.search(parts[0]) else "url_secret"
    if clean_end < path_end:
        prefix = kept.rstrip("/") if clean_end > base + parts.end("host") else kept
        return Finding(span.start, span.end, kind, text[clean_end : span.end], prefix)
    query, fragment = parts["query"] or "", parts["fragment"] or ""
    clean, removed = clean_query(base + parts.start("query"), query, is_named) if len(query) > 1 else (query, "")
    if fragment and not (is_clean_fragment(fragment) and not is_named(base + parts.start("fragment"), span.end)):
        removed, fragment = removed + fragment, ""
    if not removed:
        return None
    return Finding(span.start, span.end, kind, removed, kept + clean + fragment)
