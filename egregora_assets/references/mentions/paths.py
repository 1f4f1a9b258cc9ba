"""Finds paths of files, with the lines and the state of the code that the text puts beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from egregora_assets.references.mentions.mention import COVER, Mention, read_lines
from egregora_assets.references.mentions.names import (
    NAMES_WITHOUT_ENDING,
    has_known_ending,
    is_plain_name,
    may_be_file,
)
from egregora_assets.references.mentions.revisions import is_told, reads_as_commit, reads_as_revision

MAY_HOLD_A_PATH = re.compile("|".join([r"\.[^\W\d_]", r"`[\w.+-]+[/\\]", *sorted(NAMES_WITHOUT_ENDING)]))
"""Without this in a text nothing in it is a path: an ending begins with a letter."""
_PATH = re.compile(
    rf"(?<![\w/\\.@\]~^+$%{COVER}-])"
    r"(?P<root>(?:\.{1,2}[/\\]){1,30}|~/|/|[A-Za-z]:[/\\])?"
    rf"(?P<path>(?:[\w.+-]{{1,255}}[/\\]){{0,30}}[\w.+-]{{0,254}}\w)(?![\w{COVER}]|[/\\][\w/\\{COVER}]?)"
    r"(?:@(?P<after>[\w][\w./~^-]{0,99}))?"
    r"(?::(?P<first>\d{1,7})(?:[-–](?P<last>\d{1,7})|:\d{1,5})?(?!\d)"
    r"|#L(?P<hash_first>\d{1,7})(?:-L?(?P<hash_last>\d{1,7}))?|\((?P<in_brackets>\d{1,7})(?:,[ ]?\d{1,5})?\))?"
)
_BEFORE = re.compile(r"(?<![\w/.@~^-])(?P<revision>[\w@][\w./~^-]{0,99}):$")
_LINES_AFTER = re.compile(
    r"[`\"'”’*)]{0,2}[,:]?[ \u00a0]{0,2}(?:[-–][ \u00a0]|(?P<bracket>\())?"
    r"(?:(?:(?:on|at|in|na|nas|em)[ \u00a0])?(?:lines?|linhas?|ln?\.)[ \u00a0]{0,2}"
    r"(?P<first>\d{1,7})(?:[ \u00a0]?(?:[-–]|to|a|até|through)[ \u00a0]?(?P<last>\d{1,7}))?"
    r"|L(?P<hash_first>\d{1,7})(?:-L?(?P<hash_last>\d{1,7}))?)(?![\w])",
    re.IGNORECASE,
)
_LINES_BEFORE = re.compile(
    r"(?<!\w)(?:lines?|linhas?)[ \u00a0]{1,2}(?P<first>\d{1,7})(?:[ \u00a0]?(?:[-–]|to|a|até|through)[ \u00a0]?"
    r"(?P<last>\d{1,7}))?[ \u00a0]{1,2}"
    r"(?:(?:lá|la|ali|aí|there)[ \u00a0])?(?:of|in|from|do|da|de|em|no|na)[ \u00a0]{1,2}(?:(?:the|o)[ \u00a0])?"
    r"(?:(?:file|arquivo)[ \u00a0])?[`\"'“‘*]{0,2}$",
    re.IGNORECASE,
)
_LINES_ALONE = re.compile(rf"(?<![\w#/.{COVER}-])L(?P<first>\d{{1,7}})(?:-L?(?P<last>\d{{1,7}}))?(?![\w{COVER}-])")
_MARKS = {"`": "`", '"': '"', "'": "'", "“": "”", "‘": "’", "«": "»"}
_QUOTED = re.compile(
    r"(?<!\w)(?:`([^`\n]{3,160})`|\"([^\"\n]{3,160})\"|'([^'\n]{3,160})'|“([^”\n]{3,160})”|«([^»\n]{3,160})»)"
)
_SPACED = re.compile(r"[\w.-]+/[\w.-]+(?: [\w()-]+){0,5} [\w()-]+\.\w+")
_BESIDE = 80


def find_spaced(text: str, spaced_names: Collection[str]) -> list[Mention]:
    """Names with spaces, in quotes or back-ticks: as a repository has them, else with a folder and a known ending.

    Args:
        text: what of the message is not claimed.
        spaced_names: the paths with a space that a repository had, and each of their ends behind a `/`.
    """
    found = []
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        written = match[group]
        if " " not in written or COVER in written:
            continue
        path = written.replace("\\", "/").removeprefix("./")
        is_known = path in spaced_names
        if is_known or (group != 1 and _SPACED.fullmatch(path) and has_known_ending(path.rpartition("/")[2])):
            found.append(Mention("path", written, match.start(group), path=path, is_plain=not is_known))
    return found


def find_paths(text: str, ref_names: Collection[str]) -> list[Mention]:
    """Paths, with the lines that stand before or behind them, in order.

    Args:
        text: what of the message is not claimed.
        ref_names: as of `find_mentions`.
    """
    found: list[Mention] = []
    if not MAY_HOLD_A_PATH.search(text):
        return found
    at = 0
    for match in _PATH.finditer(text):
        mention = _read_path(match, ref_names, at)
        if mention is not None and mention.start >= at:
            mention = _add_lines(mention, text, at)
            found.append(mention)
            at = mention.end
    return found


def find_lines_alone(text: str, paths: list[Mention]) -> Iterator[Mention]:
    """`L42-L50` behind a file that the same text mentions: lines of that file.

    Args:
        text: what of the message is not claimed.
        paths: the mentions of files in it, in order.
    """
    number = 0
    for match in _LINES_ALONE.finditer(text) if paths else ():
        while number < len(paths) and paths[number].start < match.start():
            number += 1
        if number:
            first, last = read_lines(match["first"], match["last"])
            if first is not None:
                of = replace(paths[number - 1], also_ref=None)
                yield replace(of, text=match.group(), start=match.start(), line_start=first, line_end=last)


def _read_path(match: re.Match[str], ref_names: Collection[str], at: int) -> Mention | None:
    """A path with what is written onto it; None where it cannot be a file's name (`3.14`, `and/or`, `...`)."""
    text, root = match.string, match["root"] or ""
    path = match["path"].replace("\\", "/")
    name = path.rpartition("/")[2]
    is_quoted = text[match.start() - 1 : match.start()] in _MARKS and match.start() > 0
    mark = text[match.start() - 1] if is_quoted else ""
    is_marked = is_quoted and text[match.end() : match.end() + 1] == _MARKS[mark]
    if not may_be_file(name) and not (is_marked and mark == "`" and "/" in path):
        return None
    start, before = _read_revision_before(match, ref_names, at)
    end, after = _read_revision_after(match, ref_names)
    if after is None and match["after"]:
        return None
    revision = before or after
    first, last = read_lines(
        match["first"] or match["hash_first"] or match["in_brackets"], match["last"] or match["hash_last"]
    )
    if match["after"] and end != match.end("after"):
        first, last = None, None
    has_place = "/" in path or bool(root) or first is not None or bool(revision)
    is_plain = is_plain_name(name, has_place=has_place, is_marked=is_marked, before=text[max(0, start - 24) : start])
    if path in ref_names and (not is_plain or is_told(text, start, end)):
        return None
    return Mention(
        "path",
        text[start : end if first is None else match.end()],
        start,
        path=path if root.startswith(".") else (root + path).replace("\\", "/").removeprefix("~/"),
        line_start=first,
        line_end=last,
        commit=revision if revision and reads_as_commit(revision) else None,
        ref=revision if revision and not reads_as_commit(revision) else None,
        is_plain=is_plain,
        also_ref=path if path in ref_names else None,
    )


def _read_revision_before(match: re.Match[str], ref_names: Collection[str], at: int) -> tuple[int, str | None]:
    """Where a mention begins, and the state of the code before its path (`HEAD~3:app.py`)."""
    start = match.start()
    before = (
        _BEFORE.search(match.string, max(at, start - 101), start) if match.string[start - 1 : start] == ":" else None
    )
    if before and (reads_as_revision(before["revision"], ref_names) or reads_as_commit(before["revision"])):
        return before.start(), before["revision"]
    return start, None


def _read_revision_after(match: re.Match[str], ref_names: Collection[str]) -> tuple[int, str | None]:
    """Where a mention ends without its lines, and the state of the code behind its path (`app.py@v1.2`)."""
    revision = (match["after"] or "").rstrip("./-")
    if revision and (reads_as_revision(revision, ref_names) or reads_as_commit(revision)):
        return match.start("after") + len(revision), revision
    return match.end("path"), None


def _add_lines(mention: Mention, text: str, at: int) -> Mention:
    """The mention with the lines that words beside it name; nothing before `at` belongs to it."""
    name = (mention.path or "").rpartition("/")[2]
    if mention.line_start is not None or not may_be_file(name):
        return mention
    if after := _LINES_AFTER.match(text, mention.end):
        first, last = read_lines(after["first"] or after["hash_first"], after["last"] or after["hash_last"])
        start, end = mention.start, after.end() + bool(after["bracket"] and text[after.end() : after.end() + 1] == ")")
    elif before := _LINES_BEFORE.search(text, max(at, mention.start - _BESIDE), mention.start):
        first, last = read_lines(before["first"], before["last"])
        start, end = before.start(), mention.end
    else:
        return mention
    if first is None:
        return mention
    is_plain = mention.is_plain or has_known_ending(name) or name in NAMES_WITHOUT_ENDING
    return replace(
        mention, text=text[start:end], start=start, line_start=first, line_end=last, is_plain=is_plain, also_ref=None
    )
