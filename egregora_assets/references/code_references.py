"""Finds mentions of code in a text: paths, commits, tags and branches, addresses of a code host.

A path needs a known ending or a line number, a commit id a digit and a letter, a branch that is named like a word the
word `branch` beside it. Looser forms count only where a repository knows them (`is_plain` is false).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import unquote, urlsplit

from egregora_assets.references.links import clean_address, find_addresses

Kind = Literal["path", "commit", "ref", "url"]
LAST_LINE = 9_999_999


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SOURCE_ENDINGS = _words(
    """py pyi pyx ipynb js mjs cjs ts tsx jsx vue svelte css scss sass less rb go rs java kt kts swift cc cpp cxx hpp hh
    cs fs ml mli hs ex exs erl clj scala php pl lua jl dart zig nim sh bash zsh fish ps1 bat sql proto graphql gradle tf
    toml yaml yml jsonc"""
)
"""A bare file name with one of these is a mention of code."""
OTHER_ENDINGS = _words(
    """c h m r md rst adoc tex txt html htm xml json jsonl ini cfg conf env lock csv tsv svg mk cmake diff patch log
    j2 jinja typ"""
)
"""With a folder or a line number, these too."""
NAMES_WITHOUT_ENDING = _words(
    """Makefile Dockerfile Justfile Procfile Vagrantfile Gemfile Rakefile LICENSE CODEOWNERS"""
)
_PRODUCTS = _words(
    """node.js next.js vue.js react.js nuxt.js express.js three.js d3.js nest.js angular.js backbone.js p5.js alpine.js
    moment.js chart.js discord.js plotly.js ember.js deno.ts"""
)

_PATH = re.compile(
    r"(?<![\w/.:@\[\]~+-])(?:\.{1,2}/)*(?P<path>(?:[\w.+-]+/){0,30}[\w.+-]+)"
    r"(?::(?P<first>\d{1,7})(?:[-–](?P<last>\d{1,7}))?(?!\d)|#L(?P<hash_first>\d{1,7})(?:-L?(?P<hash_last>\d{1,7}))?)?"
)
_MAY_HOLD_A_PATH = re.compile("|".join([r"\.[^\W\d_]", *sorted(NAMES_WITHOUT_ENDING)]))
"""Without this in a text nothing in it is a path: an ending begins with a letter."""
_PREFILTER = (r"://", r"\.[\p{L}\p{Nl}\p{No}]", r"[0-9a-f]{7}", *sorted(NAMES_WITHOUT_ENDING))
_MOST_NAMES = 500
"""More names of refs make an expression that no scan is faster for."""
_COMMIT = re.compile(r"(?<![\w/.@#+=-])(?P<commit>[0-9a-f]{7,40})(?![\w@-]|[./]\w)")
_NUMBER = re.compile(r"\d+e\d+")
_WORD = re.compile(r"(?<![\w./@-])\w(?:[\w./+-]*\w)?")
_CUE = re.compile(r"(?:branch|tag|release|ramo|rama|zweig|branche|ref|checkout|merge)\W{1,3}$", re.IGNORECASE)
_HOSTED = re.compile(
    r"/(?P<owner>[\w.-]+(?:/[\w.-]+)*?)/(?P<name>[\w.-]+?)(?:\.git)?(?:/-)?/"
    r"(?P<what>blob|tree|blame|raw|commit|commits|pull|merge_requests|releases/tag)/(?P<rest>.+)"
)
_ANCHOR = re.compile(r"L(?P<first>\d{1,7})(?:C\d+)?(?:-L?(?P<last>\d{1,7}))?")


@dataclass(frozen=True)
class Mention:
    """One mention: the text, and what it says about path, lines, commit or ref.

    `repository` is `owner/name` of an address; `commit` and `ref` are as written; lines count from 1.
    """

    kind: Kind
    text: str
    start: int
    path: str | None = None
    line_start: int | None = None
    line_end: int | None = None
    commit: str | None = None
    ref: str | None = None
    pull_request: int | None = None
    repository: str | None = None
    is_plain: bool = True


def render_prefilter(ref_names: Collection[str] = ()) -> str:
    """A regular expression (RE2) that is found in every text with an address or a mention, and in few others."""
    if len(ref_names) > _MOST_NAMES:
        return ""
    return "|".join([*_PREFILTER, *(re.escape(name) for name in sorted(ref_names))])


def find_mentions(text: str, ref_names: Collection[str] = ()) -> tuple[Mention, ...]:
    """Find the mentions in a text, in order, none inside another.

    Args:
        text: an anonymised message.
        ref_names: short names of tags and branches that a configured repository has.
    """
    found: list[Mention] = []
    rest = text
    for raw, start in find_addresses(text):
        if mention := _read_hosted(raw, start):
            found.append(mention)
        rest = _blank(rest, start, len(raw))
    for match in _COMMIT.finditer(rest):
        if _is_commit(match["commit"]):
            found.append(Mention("commit", match.group(), match.start(), commit=match["commit"]))
            rest = _blank(rest, match.start(), len(match.group()))
    for match in _WORD.finditer(rest) if ref_names else ():
        if match.group() in ref_names and _is_ref(match.group(), rest[: match.start()]):
            found.append(Mention("ref", match.group(), match.start(), ref=match.group()))
            rest = _blank(rest, match.start(), len(match.group()))
    if _MAY_HOLD_A_PATH.search(rest):
        found += [m for match in _PATH.finditer(rest) if (m := _read_path(match))]
    return tuple(sorted(found, key=lambda m: m.start))


def _blank(text: str, start: int, length: int) -> str:
    """The text with one place blanked, so that nothing is found inside it again."""
    return text[:start] + " " * length + text[start + length :]


def _is_commit(digits: str) -> bool:
    """Whether hexadecimal digits read as a commit id, not as a number or a word."""
    return any(c.isdigit() for c in digits) and any(c.isalpha() for c in digits) and not _NUMBER.fullmatch(digits)


def _is_ref(word: str, before: str) -> bool:
    """Whether a word that is also a ref's name means the ref: it is unlike a word, or the text says so."""
    return not (word.isalpha() or word.isdigit()) or _CUE.search(before[-24:]) is not None


def _read_path(match: re.Match[str]) -> Mention | None:
    """A path with its lines; None where it cannot be a file's name (`3.14`, `and/or`, `...`)."""
    path = match["path"].rstrip(".+-")
    name = path.rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    if name not in NAMES_WITHOUT_ENDING and not (stem and ending[:1].isalpha()):
        return None
    is_whole = path == match["path"]
    first, last = _read_lines(match) if is_whole else (None, None)
    text = match.group() if is_whole else match.group()[: match.start("path") - match.start() + len(path)]
    is_plain = _is_plain_path(name, ending.lower(), has_place="/" in path or first is not None)
    return Mention("path", text, match.start(), path=path, line_start=first, line_end=last, is_plain=is_plain)


def _is_plain_path(name: str, ending: str, *, has_place: bool) -> bool:
    """Whether a name alone means a file of code: by its ending; with a folder or line more endings count."""
    if has_place:
        return name in NAMES_WITHOUT_ENDING or ending in SOURCE_ENDINGS or ending in OTHER_ENDINGS
    return ending in SOURCE_ENDINGS and name.lower() not in _PRODUCTS


def _read_lines(match: re.Match[str]) -> tuple[int | None, int | None]:
    """First and last line, from 1; the last only where it is not before the first."""
    groups = match.groupdict()
    first = int(groups.get("first") or groups.get("hash_first") or 0)
    last = int(groups.get("last") or groups.get("hash_last") or 0)
    if not 0 < first <= LAST_LINE:
        return None, None
    return first, last if first <= last <= LAST_LINE else None


def _read_hosted(raw: str, start: int) -> Mention | None:
    """An address of a code host (`…/owner/name/blob/main/a.py#L3`, `…/commit/…`, `…/pull/7`), cleaned."""
    link = clean_address(raw)
    if link is None:
        return None
    parts = urlsplit(link.url)
    match = _HOSTED.fullmatch(unquote(parts.path))
    if match is None:
        return None
    anchor = _ANCHOR.fullmatch(parts.fragment)
    first, last = _read_lines(anchor) if anchor else (None, None)
    mention = Mention(
        "url", link.url, start, repository=f"{match['owner']}/{match['name']}", line_start=first, line_end=last
    )
    return _add_target(mention, match["what"], match["rest"].strip("/"))


def _add_target(mention: Mention, what: str, rest: str) -> Mention | None:
    """What the address leads to: a commit, a request, a ref, or a file of a ref (`ref` then holds both)."""
    head = rest.split("/", 1)[0]
    if what in ("pull", "merge_requests"):
        return replace(mention, pull_request=int(head)) if head.isdecimal() and len(head) < 10 else None
    if what == "commit":
        return replace(mention, commit=head) if re.fullmatch(r"[0-9a-f]{7,40}", head) else None
    return replace(mention, ref=rest)
