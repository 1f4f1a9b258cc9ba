"""Lines of an edited post and of the versions it may come from: which are unchanged, and what links they had.

An export leaves out links to messages and pictures, which lead nowhere outside of the site; unchanged lines get them
back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from egregora_assets.operations.published.posts import hide_own_links

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"\\|&#\d+;")
_OWN_TARGET = re.compile(r"\]\(message:([0-9a-f-]{36})\)")


def restore_links(lines: Sequence[str], versions: Iterable[str]) -> list[str | None]:
    """For each line the line of an earlier version that it stands for; None for one that was changed or added.

    Args:
        versions: Markdown of earlier versions, the likeliest first.
    """
    found: list[str | None] = [None] * len(lines)
    for version in versions:
        whole = version.strip("\n").split("\n")
        shown = [hide_own_links(line).rstrip() for line in whole]
        _restore_from(lines, whole, shown, found)
        _restore_from(lines, whole, [line.rstrip() for line in whole], found)
    return found


def _restore_from(lines: Sequence[str], whole: Sequence[str], shown: Sequence[str], found: list[str | None]) -> None:
    written = [line.rstrip() for line in lines]
    for place, other, size in SequenceMatcher(None, written, shown, autojunk=False).get_matching_blocks():
        for n in range(size):
            if found[place + n] is None:
                found[place + n] = whole[other + n]
    # What was moved stands for a line that there is once.
    places: dict[str, list[int]] = defaultdict(list)
    for n, line in enumerate(shown):
        places[line].append(n)
    for n, line in enumerate(written):
        if found[n] is None and len({whole[place] for place in places[line]}) == 1:
            found[n] = whole[places[line][0]]


def fold_words(text: str) -> str:
    """The words of a text in one line, each with a space before and behind it."""
    words = _WORD.findall(_MARKS.sub("", text).casefold())
    return f" {' '.join(words)} "


def list_linked_messages(content: str) -> list[str]:
    """The ids of the messages that a text links to, in order, each once."""
    return list(dict.fromkeys(_OWN_TARGET.findall(content)))
