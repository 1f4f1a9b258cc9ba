"""Inspects the finished pages of a site together, and takes what it knows of unchanged ones from notes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from urllib.parse import urlsplit

from egregora_assets.contracts.digests import Notes, digest_values
from egregora_assets.errors import SiteBroken
from egregora_assets.site.inspecting.page_report import (
    LOST_ANCHOR,
    PageReader,
    PageReport,
    digest_path,
    unpack_report,
)
from egregora_assets.site.page import SiteFile, fingerprint_code

_LOST_PAGE = "a link to a page that is not there"


@dataclass
class Inspection:
    """Collects the findings of pages, and the links that must resolve in the end.

    Args:
        base: the path that absolute addresses of the site begin with (see `get_base_path`).
        earlier: the notes of an earlier site: its pages are not read again where they stand unchanged.
        notes: what is to be kept of this site: by path a digest of the page and of what inspects it, and its links and
            anchors as digests and ids. A page with a finding is not noted.
    """

    base: str = "/"
    earlier: Notes = field(default_factory=dict)
    notes: dict[str, tuple[str, str]] = field(default_factory=dict)
    _findings: set[tuple[str, str]] = field(default_factory=set)
    _wanted: dict[tuple[str, str], str] = field(default_factory=dict)
    # Joined, not a set each: a conversation has one anchor a message, and only few are ever asked for.
    _anchors: dict[str, str] = field(default_factory=dict)
    _digests: dict[str, bytes] = field(default_factory=dict)

    def add_file(self, path: str, content: bytes = b"") -> None:
        """Add a file of the site. HTML is inspected; of other files only the path counts."""
        self._digests[path] = _digest_page(path, content)
        report = self._find_report(path, content) if path.endswith(".html") else PageReport((), (), "")
        self._anchors[digest_path(path)] = report.anchors
        self._findings |= {(path, finding) for finding in report.findings}
        for link in report.links:
            self._wanted.setdefault(link, path)

    def _find_report(self, path: str, content: bytes) -> PageReport:
        """The report of a page, from the notes if it was read before."""
        key = f"{self._digests[path].hex()} {self._rules}"
        noted_key, noted = self.earlier.get(path, ("", ""))
        report = (unpack_report(noted) if noted_key == key else None) or self._reader.report(path, content)
        if packed := report.pack():
            self.notes[path] = (key, packed)
        return report

    @cached_property
    def _reader(self) -> PageReader:
        return PageReader(self.base)

    @cached_property
    def _rules(self) -> str:
        """A digest of all but the page that decides a report."""
        return digest_values(fingerprint_code(), self.base)

    def digest(self) -> bytes:
        """A digest of the files: equal for the same paths with the same pages, below the same base."""
        return _digest_site(self._digests, self.base)

    def list_findings(self) -> list[tuple[str, str]]:
        """Findings and broken links, as (page, finding), sorted."""
        anchors: dict[str, frozenset[str]] = {}
        lost = set()
        for (target, fragment), page in self._wanted.items():
            if target not in self._anchors:
                lost.add((page, _LOST_PAGE))
                continue
            if fragment and target not in anchors:
                anchors[target] = frozenset(self._anchors[target].split(" "))
            if fragment and fragment not in anchors[target]:
                lost.add((page, LOST_ANCHOR))
        return sorted(self._findings | lost)


def inspect_files(
    files: Iterable[SiteFile], copied: Iterable[str], inspection: Inspection | None = None
) -> Iterator[SiteFile]:
    """Pass files on one by one, and refuse the site at their end if anything is wrong with it.

    Args:
        copied: paths of files that the site copies as they are.
        inspection: collects what is found; None = a new one, for a site without an address.

    Raises:
        SiteBroken: a link leads nowhere, or a page holds something forbidden.
    """
    inspection = inspection or Inspection()
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
