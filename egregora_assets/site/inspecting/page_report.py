"""What one page says by itself: what is wrong with it, where it links to, and its anchors."""

from __future__ import annotations

import hashlib
import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from egregora_assets.site.mail.styles import FOLDER, INDEX, MAIL_POLICY, STYLES
from egregora_assets.site.markdown import EXTERNAL_REL
from egregora_assets.site.page import CONTENT_SECURITY_POLICY

LOST_ANCHOR = "a link to an anchor that is not there"
# Attributes and end of an element; the end is missing where it is not written as ours are.
_REST = rb"(?:((?:\s+[^\s=>/]+(?:=\"[^\"]*\")?)*)\s*/?(>))?"
# Most elements can neither link nor load: they are inspected only where an attribute might run or restyle something.
_ACTIVE = (
    rb"a|area|audio|base|button|embed|form|frame|iframe|img|input|link|meta|object|portal|script|source|style|track"
    rb"|video"
)
_ACTIVE_TAG = re.compile(rb"<(" + _ACTIVE + rb")\b" + _REST, re.IGNORECASE)
_ANY_TAG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9]*)" + _REST)
_SUSPICIOUS = re.compile(rb"\s(?:on[a-z]+|style)\s*=", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([^\s=>]+)=\"([^\"]*)\"")
_ID = re.compile(rb"\sid=\"([^\"]*)\"")
_LINK_TO_ITSELF = re.compile(rb"<a href=\"#([^\"]*)\"(?: aria-label=\"\d\dh\")?>")
_LOADING = frozenset({"src", "srcset", "poster", "data", "action", "formaction", "background"})
_FORBIDDEN = frozenset({"style", "iframe", "object", "embed", "base", "frame", "portal"})
_CSP, _MAIL_CSP = (
    f'<meta http-equiv="Content-Security-Policy" content="{policy}">'.encode()
    for policy in (CONTENT_SECURITY_POLICY, MAIL_POLICY)
)
_MAIL_STYLES = frozenset(STYLES.values())
_LINK_NOTE = re.compile(r"([0-9a-f]{16})#(\S*)")


class PageReport(NamedTuple):
    """What a page says by itself.

    Args:
        findings: what is wrong with it, each once.
        links: where it links to beyond itself: a digest of the path, and the anchor or nothing.
        anchors: its own anchors, with spaces between them.
    """

    findings: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    anchors: str

    def pack(self) -> str:
        """Links and anchors on two lines; empty where the report cannot be kept: there is a finding."""
        if self.findings or any(len(fragment.split()) > 1 for _, fragment in self.links):
            return ""
        return " ".join(f"{target}#{fragment}" for target, fragment in self.links) + "\n" + self.anchors


def unpack_report(packed: str) -> PageReport | None:
    """The report that was packed; None where it is no such text."""
    links, newline, anchors = packed.partition("\n")
    found = [_LINK_NOTE.fullmatch(link) for link in links.split()]
    if not newline or not all(found):
        return None
    return PageReport((), tuple((m[1], m[2]) for m in found if m), anchors)


def digest_path(path: str) -> str:
    """A short digest of a path of the site."""
    return hashlib.blake2b(path.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class _Element(NamedTuple):
    """What an element says on whatever page it stands: findings, and addresses on the site."""

    findings: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass
class PageReader:
    """Reads pages of one site. Most elements and addresses are one of few, repeated thousands of times.

    Args:
        base: the path that absolute addresses of the site begin with.
    """

    base: str
    _elements: dict[tuple[bytes, bytes, bool], _Element] = field(default_factory=dict)
    _targets: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def report(self, path: str, content: bytes) -> PageReport:
        """The report of a page."""
        own = {i.decode() for i in _ID.findall(content)}
        is_mail = path.startswith(FOLDER) and path != INDEX
        findings = [] if (_MAIL_CSP if is_mail else _CSP) in content else ["no Content-Security-Policy"]
        # One a message: the link to itself.
        to_itself = {i.decode() for i in _LINK_TO_ITSELF.findall(content)}
        findings += [LOST_ANCHOR] if to_itself - own - {""} else []
        tag = _ANY_TAG if _SUSPICIOUS.search(content) else _ACTIVE_TAG
        links: dict[tuple[str, str], None] = {}
        for name, rest, end in dict.fromkeys(tag.findall(_LINK_TO_ITSELF.sub(b"|", content))):
            if not end:
                findings.append("an element that is not written as ours are")
                continue
            element = self._read_element(name, rest, is_mail)
            findings += element.findings
            for address in element.addresses:
                target, fragment = self._find_target(posixpath.dirname(path), address)
                if target:
                    links[target, fragment] = None
                elif fragment and fragment not in own:
                    findings.append(LOST_ANCHOR)
        return PageReport(tuple(dict.fromkeys(findings)), tuple(links), " ".join(sorted(own)))

    def _read_element(self, name: bytes, rest: bytes, is_mail: bool) -> _Element:
        if (name, rest, is_mail) not in self._elements:
            said = list(_read_attributes(name.decode().lower(), rest, _MAIL_STYLES if is_mail else frozenset()))
            findings = tuple(text for is_finding, text in said if is_finding)
            self._elements[name, rest, is_mail] = _Element(
                findings, tuple(text for is_finding, text in said if not is_finding)
            )
        return self._elements[name, rest, is_mail]

    def _find_target(self, folder: str, address: str) -> tuple[str, str]:
        """A digest of the path that an address leads to from a folder, empty for the page itself, and the anchor."""
        if (folder, address) not in self._targets:
            parts = urlsplit(address)
            target = unquote(parts.path)
            if target.startswith("/"):
                target = target.removeprefix(self.base) or "index.html"
            elif target:
                target = posixpath.normpath(posixpath.join(folder, target))
            self._targets[folder, address] = digest_path(target) if target else "", parts.fragment
        return self._targets[folder, address]


def _read_attributes(name: str, rest: bytes, styles: frozenset[str]) -> Iterator[tuple[bool, str]]:
    """The findings (True) and the addresses on the site (False) of an element.

    Args:
        styles: the values of `style` that may stand there.
    """
    attributes = {k.decode().lower(): html.unescape(v.decode()) for k, v in _ATTRIBUTE.findall(rest)}
    if name in _FORBIDDEN or (name == "script" and "src" not in attributes):
        yield True, f"an element {name} that may not stand here"
    for key in sorted(attributes):
        address = attributes[key]
        if key == "style" and address in styles:
            continue
        if key.startswith("on") or key == "style" or (name, address.lower()) == ("meta", "refresh"):
            yield True, f"an attribute {key} that may not stand here"
        elif key in _LOADING or (key == "href" and name == "link" and attributes.get("rel") != "canonical"):
            is_elsewhere = bool(urlsplit(address).scheme) or address.startswith("//")
            yield (is_elsewhere, "something that would be loaded from elsewhere" if is_elsewhere else address)
        elif key == "href" and name == "a":
            yield from _judge_link(address, attributes.get("rel"))


def _judge_link(address: str, rel: str | None) -> Iterator[tuple[bool, str]]:
    """The finding of a link that a reader follows, or its address if it leads to the site."""
    scheme = address.partition(":")[0].lower() if ":" in address.partition("/")[0] else ""
    if not scheme and not address.startswith("//"):
        yield False, address
    elif scheme not in ("http", "https"):
        yield True, "a link of a kind that is not followed"
    elif rel != EXTERNAL_REL:
        yield True, "a link elsewhere that tells where it comes from"
