"""Reads addresses of code hosts: GitHub, GitLab, Gitea and Forgejo (Codeberg), Bitbucket, SourceHut.

A host is known by the form of its paths, since most of these programs also run elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from egregora_assets.references.links import clean_address
from egregora_assets.references.mentions.mention import Mention, read_lines

_OWNED = r"/(?P<repository>[\w.~-]+(?:/[\w.-]+)*?/[\w.-]+?)(?:\.git)?"
_ANCHOR = re.compile(r"(?:L|lines-|l)?(?P<first>\d{1,7})(?:C\d+)?(?:[-:]L?(?P<last>\d{1,7})(?:C\d+)?)?")
_REQUESTS = "pull|pulls|pull-requests|merge_requests"
_CODE_HOST = r"(?:^|\.)(?:git\w*|codeberg|forgejo|bitbucket|code|src)\."
"""Where numbers and tags of other sites have the same form."""
_FORMS: tuple[tuple[str, str], ...] = (
    (r"(?:^|\.)raw\.githubusercontent\.com", r"/(?P<repository>[\w.-]+/[\w.-]+)/(?:refs/(?:heads|tags)/)?(?P<file>.+)"),
    (r"^todo\.sr\.ht", r"/(?P<repository>~[\w.-]+/[\w.-]+)/(?P<number>\d{1,9})"),
    (r"^git\.sr\.ht", _OWNED + r"/(?:tree/(?P<at>[^/]+)/item|blob|blame|tree|log|refs)/(?P<file>.+)"),
    (r"(?:^|\.)bitbucket\.org", _OWNED + r"/(?:src|raw|annotate|branch)/(?P<file>.+)"),
    (r"(?:^|\.)bitbucket\.org", _OWNED + r"/branches/compare/(?P<head>[^/]+?)(?:\.\.|\r|\n).+"),
    (r"", _OWNED + r"/(?:src|raw|blame|media|commits)/(?:branch|tag|commit)/(?P<file>.+)"),
    (r"", _OWNED + rf"/(?:-/)?(?:{_REQUESTS})/(?P<number>\d{{1,9}})(?:/.*)?"),
    (_CODE_HOST, _OWNED + r"/(?:-/)?(?:issues|work_items)/(?P<number>\d{1,9})(?:/.*)?"),
    (r"", _OWNED + r"/-/(?:issues|work_items)/(?P<number>\d{1,9})(?:/.*)?"),
    (r"", _OWNED + r"/(?:-/)?commits?/(?P<commit>[0-9a-f]{7,40})(?:[./?].*)?"),
    (r"", _OWNED + r"/(?:-/)?compare/.+?\.\.\.?(?P<head>[^.].*)"),
    (_CODE_HOST, _OWNED + r"/(?:-/)?(?:tags|edit)/(?P<file>.+)"),
    (r"", _OWNED + r"/(?:-/)?(?:releases/tag|blob|tree|blame|raw|commits)/(?P<file>.+)"),
)
_READERS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(host), re.compile(path)) for host, path in _FORMS
)


def read_address(raw: str, start: int) -> Mention | None:
    """What an address of a code host leads to: a file, a commit, a ref, an issue; None for any other address.

    A comparison leads to its newer side.

    Args:
        raw: the address as written; start: where it stands.
    """
    link = clean_address(raw)
    if link is None:
        return None
    parts = urlsplit(link.url)
    path = unquote(parts.path).rstrip("/")
    for host, form in _READERS:
        if host.search(link.host) and (match := form.fullmatch(path)):
            mention = Mention("url", link.url, start, repository=match["repository"], length=len(raw))
            return _add_target(mention, match.groupdict(), urlsplit(raw).fragment)
    return None


def _add_target(mention: Mention, said: dict[str, str | None], fragment: str) -> Mention:
    """The mention with what its address says."""
    if said.get("number"):
        return replace(mention, pull_request=int(said["number"] or 0))
    if said.get("commit"):
        return replace(mention, commit=said["commit"])
    if said.get("head"):
        return replace(mention, ref=(said["head"] or "").rpartition(":")[2])
    anchor = _ANCHOR.fullmatch(fragment)
    first, last = read_lines(anchor["first"], anchor["last"]) if anchor else (None, None)
    rest = "/".join(part for part in (said.get("at"), said.get("file")) if part)
    return replace(mention, ref=rest, line_start=first, line_end=last)
