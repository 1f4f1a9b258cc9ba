"""Finds mentions of code in a text: paths, commits, tags and branches, issues, addresses of a code host.

A path needs a known ending, a commit id a digit and a letter, a branch that is named like a word the word `branch`
beside it. Looser forms count only where a repository knows them (`is_plain` is false). Placeholders of redaction are
never part of a mention.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from egregora_assets.references.links import find_addresses
from egregora_assets.references.mentions.addresses import read_address
from egregora_assets.references.mentions.mention import LAST_LINE, Mention, cover, cover_mentions
from egregora_assets.references.mentions.names import NAMES_WITHOUT_ENDING
from egregora_assets.references.mentions.numbers import find_numbers
from egregora_assets.references.mentions.paths import find_lines_alone, find_paths, find_spaced
from egregora_assets.references.mentions.revisions import find_commits, find_refs

__all__ = ["LAST_LINE", "Mention", "find_mentions", "render_prefilter"]

_PREFILTER = (
    r"://",
    r"\.[\p{L}\p{Nl}\p{No}]",
    r"[0-9a-fA-F]{7}",
    r"[#!][0-9]",
    r"(?i:prs?|mrs?|requests?|issues?|gh)[ \x{a0}-]{1,2}[0-9]",
    r"HEAD",
    r"@[~^]",
    r"`[^`\s]{1,300}[/\\]",
    *sorted(NAMES_WITHOUT_ENDING),
)
_MOST_NAMES = 500
"""More names of refs make an expression that no scan is faster for."""
_EMPHASIS = re.compile(r"(?<![\w.])_([^\s_](?:[^_\n]|_(?=\w)){0,200}?)_(?![\w.])")
_PLACEHOLDER = re.compile(r"\[(?:person|group-name|withheld|(?:[a-z]{1,20}-){1,3}\d{1,7})\]")
_HOST_ALONE = re.compile(
    r"(?<![\w@/.-])(?:www\.(?:[\w-]{1,63}\.){1,5}[a-z]{2,}|(?:[\w-]{1,63}\.){1,5}"
    r"(?:com|org|net|io|dev|br|pt|uk|de|fr|es|it|eu|me|gov|edu|ai|info|biz|tv|gg|us|ca|ht|rs|co)(?=/))[^\s<>\"`]*"
)
"""An address without `https://`: its path is none of a file."""


def render_prefilter(ref_names: Collection[str] = ()) -> str:
    """A regular expression (RE2) that is found in every text with an address or a mention, and in few others."""
    if len(ref_names) > _MOST_NAMES:
        return ""
    return "|".join([*_PREFILTER, *(re.escape(name) for name in sorted(ref_names))])


def find_mentions(
    text: str, ref_names: Collection[str] = (), spaced_names: Collection[str] = ()
) -> tuple[Mention, ...]:
    """Find the mentions in a text, in order, none inside another.

    Args:
        text: an anonymised message.
        ref_names: short names of tags and branches that a configured repository has.
        spaced_names: paths with a space that one had, with each of their ends behind a `/` (`list_ends`).
    """
    addresses = find_addresses(text)
    found = [m for raw, start in addresses if (m := read_address(raw, start))]
    rest = cover(text, ((start, start + len(raw)) for raw, start in addresses))
    rest = _EMPHASIS.sub(r" \1 ", rest)
    for pattern in (_PLACEHOLDER, _HOST_ALONE):
        rest = cover(rest, (match.span() for match in pattern.finditer(rest)))
    numbers = find_numbers(rest)
    rest = cover_mentions(rest, numbers)
    spaced = find_spaced(rest, spaced_names)
    rest = cover_mentions(rest, spaced)
    paths = sorted([*spaced, *find_paths(rest, ref_names)], key=lambda m: m.start)
    rest = cover_mentions(rest, paths)
    alone = list(find_lines_alone(rest, paths))
    commits = find_commits(rest)
    refs = find_refs(cover_mentions(rest, commits), ref_names)
    return tuple(sorted([*found, *numbers, *paths, *alone, *commits, *refs], key=lambda m: m.start))
