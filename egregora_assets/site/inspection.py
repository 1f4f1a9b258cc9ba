"""Inspects finished pages: every link leads somewhere, and nothing runs or loads that must not."""

from __future__ import annotations

import hashlib
import html
import posixpath
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote, urlsplit

from egregora_assets.errors import SiteBroken
from egregora_assets.site.markdown import EXTERNAL_REL
from egregora_assets.site.page import CONTENT_SECURITY_POLICY, SiteFile

_ATTRIBUTES = rb"((?:\s+[^\s=>/]+(?:=\"[^\"]*\")?)*)\s*/?>"
# Most elements can neither link nor load: they are inspected only where an attribute might run or restyle something.
_ACTIVE = (
    rb"a|area|audio|base|button|embed|form|frame|iframe|img|input|link|meta|object|portal|script|source|style|track"
    rb"|video"
)
_ACTIVE_TAG = re.compile(rb"<(" + _ACTIVE + rb")\b" + _ATTRIBUTES, re.IGNORECASE)
_ACTIVE_START = re.compile(rb"<(?:" + _ACTIVE + rb")\b", re.IGNORECASE)
_ANY_TAG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9]*)" + _ATTRIBUTES)
_ANY_START = re.compile(rb"<[a-zA-Z]")
_SUSPICIOUS = re.compile(rb"\s(?:on[a-z]+|style)\s*=", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([^\s=>]+)=\"([^\"]*)\"")
_ID = re.compile(rb"\sid=\"([^\"]*)\"")
_OWN_ANCHOR = b' href="#'
_LOADING = frozenset({"src", "srcset", "poster", "data", "action", "formaction", "background"})
_FORBIDDEN = frozenset({"style", "iframe", "object", "embed", "base", "frame", "portal"})
_CSP = f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">'.encode()


@dataclass
class Inspection:
    """Collects the findings of pages, and the links that must resolve in the end.

    Args:
        base: the path that absolute addresses of the site begin with (see `get_base_path`).
    """

    base: str = "/"
    findings: set[tuple[str, str]] = field(default_factory=set)
    _paths: set[str] = field(default_factory=set)
    _wanted: dict[tuple[str, str], str] = field(default_factory=dict)
    # Anchors as hashes: a conversation has one a message, and only few are ever asked for.
    _anchors: array[int] = field(default_factory=lambda: array("q"))
    # Elements without a finding, by folder: most links are one of few, repeated thousands of times.
    _harmless: set[tuple[str, bytes, bytes]] = field(default_factory=set)
    _finding_count: int = 0
    _digests: dict[str, bytes] = field(default_factory=dict)

    def add_file(self, path: str, content: bytes = b"") -> None:
        """Add a file of the site. HTML is inspected; of other files only the path counts."""
        self._paths.add(path)
        self._digests[path] = _digest_page(path, content)
        if not path.endswith(".html"):
            return
        own = {i.decode() for i in _ID.findall(content)}
        self._anchors.extend(hash((path, i)) for i in own)
        if _CSP not in content:
            self._add_finding(path, "no Content-Security-Policy")
        is_suspicious = _SUSPICIOUS.search(content) is not None
        tag_of, start_of = (_ANY_TAG, _ANY_START) if is_suspicious else (_ACTIVE_TAG, _ACTIVE_START)
        tags = tag_of.findall(content)
        folder = posixpath.dirname(path)
        for name, rest in tags:
            if (folder, name, rest) in self._harmless:
                continue
            if name == b"a" and rest.startswith(_OWN_ANCHOR) and rest.count(b'"') == 2 and rest[8:-1].decode() in own:
                continue  # a message's link to itself: one a message
            told = self._finding_count
            self._inspect_tag(path, name.decode().lower(), rest, own)
            if self._finding_count == told:
                self._harmless.add((folder, name, rest))
        if len(tags) != len(start_of.findall(content)):
            self._add_finding(path, "an element that is not written as ours are")

    def _add_finding(self, path: str, finding: str) -> None:
        """Note a finding; elements that lead to one are inspected on every page."""
        self.findings.add((path, finding))
        self._finding_count += 1

    def _inspect_tag(self, path: str, name: str, rest: bytes, own: set[str]) -> None:
        attributes = {k.decode().lower(): html.unescape(v.decode()) for k, v in _ATTRIBUTE.findall(rest)}
        if name in _FORBIDDEN or (name == "script" and "src" not in attributes):
            self._add_finding(path, f"an element {name} that may not stand here")
        for key in sorted(attributes):
            if key.startswith("on") or key == "style" or (name, attributes[key].lower()) == ("meta", "refresh"):
                self._add_finding(path, f"an attribute {key} that may not stand here")
            elif key in _LOADING or (key == "href" and name == "link" and attributes.get("rel") != "canonical"):
                self._inspect_resource(path, attributes[key], own)
            elif key == "href" and name == "a":
                self._inspect_link(path, attributes, own)

    def _inspect_resource(self, path: str, address: str, own: set[str]) -> None:
        if urlsplit(address).scheme or address.startswith("//"):
            self._add_finding(path, "something that would be loaded from elsewhere")
        else:
            self._add_target(path, address, own)

    def _inspect_link(self, path: str, attributes: dict[str, str], own: set[str]) -> None:
        address = attributes["href"]
        scheme = address.partition(":")[0].lower() if ":" in address.partition("/")[0] else ""
        if not scheme and not address.startswith("//"):
            self._add_target(path, address, own)
        elif scheme not in ("http", "https"):
            self._add_finding(path, "a link of a kind that is not followed")
        elif attributes.get("rel") != EXTERNAL_REL:
            self._add_finding(path, "a link elsewhere that tells where it comes from")

    def _add_target(self, path: str, address: str, own: set[str]) -> None:
        parts = urlsplit(address)
        if not parts.path:
            self._finding_count += 1
            if parts.fragment and parts.fragment not in own:
                self._add_finding(path, "a link to an anchor that is not there")
            return
        target = unquote(parts.path)
        if target.startswith("/"):
            target = target.removeprefix(self.base) or "index.html"
        else:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        self._wanted.setdefault((target, parts.fragment), path)

    def digest(self) -> bytes:
        """A digest of the files: equal for the same paths with the same pages, below the same base."""
        return _digest_site(self._digests, self.base)

    def list_findings(self) -> list[tuple[str, str]]:
        """Findings and broken links, as (page, finding), sorted."""
        wanted = {hash(w): w for w in self._wanted if w[1]}
        for anchor in self._anchors:
            wanted.pop(anchor, None)
        lost = [(self._wanted[w], "a link to an anchor that is not there") for w in wanted.values()]
        lost += [
            (page, "a link to a page that is not there")
            for (t, _), page in self._wanted.items()
            if t not in self._paths
        ]
        return sorted({*self.findings, *lost})


def inspect_files(files: Iterable[SiteFile], copied: Iterable[str], base: str) -> Iterator[SiteFile]:
    """Pass files on one by one, and refuse the site at their end if anything is wrong with it.

    Args:
        copied: paths of files that the site copies as they are.
        base: see `get_base_path`.

    Raises:
        SiteBroken: a link leads nowhere, or a page holds something forbidden.
    """
    inspection = Inspection(base)
    for path in copied:
        inspection.add_file(path)
    for file in files:
        inspection.add_file(file.path, file.content)
        yield file
    findings = inspection.list_findings()
    if findings:
        raise SiteBroken(findings)
    get_whole_sites().add(inspection.digest())


@cache
def get_whole_sites() -> set[bytes]:
    """Digests of the sites that this process inspected without findings."""
    return set()


def inspect_site(read: Callable[[], Iterable[tuple[str, bytes]]], base: str) -> list[tuple[str, str]]:
    """The findings of a site, as (page, finding), sorted. Pages that passed in this process are not inspected again.

    Args:
        read: reads the site's files, path and bytes.
        base: see `get_base_path`.
    """
    if _digest_site({path: _digest_page(path, content) for path, content in read()}, base) in get_whole_sites():
        return []
    inspection = Inspection(base)
    for path, content in read():
        inspection.add_file(path, content)
    return inspection.list_findings()


def _digest_page(path: str, content: bytes) -> bytes:
    """A digest of a page; empty for other files."""
    return hashlib.sha256(content).digest() if path.endswith(".html") else b""


def _digest_site(digests: Mapping[str, bytes], base: str) -> bytes:
    digest = hashlib.sha256(f"{base}\n".encode())
    for path in sorted(digests):
        digest.update(f"{path}\0{digests[path].hex()}\n".encode())
    return digest.digest()


def get_base_path(url: str | None) -> str:
    """The path of the site's address, with a final slash."""
    path = urlsplit(url or "").path
    return path if path.endswith("/") else f"{path}/"
