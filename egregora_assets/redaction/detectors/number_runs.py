"""Reads a number of one or more groups at the start of a text, as people write those of documents and accounts."""

from __future__ import annotations

import re
from typing import NamedTuple

from egregora_assets.redaction.detectors.announced_forms import FILE_SUFFIX, is_date, is_measure

TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9./·*\-]*")
_LONGEST = 34
"""Characters of the longest number, an account's."""
_WHOLE_TOKEN = 7
"""Characters of a token that is a number by itself, so that one or two more digits behind it are another."""


def trim_token(token: str) -> str:
    """A token without the signs behind it and the ending of a file's name."""
    return FILE_SUFFIX.sub("", token.rstrip("./-*·"))


class Run(NamedTuple):
    """A number in one or more tokens: where it ends, and how many digits and characters it has."""

    end: int
    digits: int
    size: int


def read_run(window: str, most: int = _LONGEST) -> Run | None:
    """The number at the start of a window; it ends at the first token without a digit, or at punctuation."""
    place = end = digits = size = leads = longest = 0
    while (match := TOKEN.match(window, place)) is not None:
        core = trim_token(match.group())
        count = sum(map(str.isdigit, core))
        if not count:
            if not digits and leads < 2 and core.isupper() and len(core) <= 5:
                leads += 1
            elif digits and len(core) == 1 and core.isupper() and not window[match.end() :].strip(" .,;!?)"):
                end, size = match.start() + 1, size + 1
                break
            else:
                break
        elif digits and (_is_other_thing(core, window[match.end() :]) or (longest >= _WHOLE_TOKEN and len(core) < 3)):
            break
        if size + len(core) > most:
            break
        digits, size, longest = digits + count, size + sum(map(str.isalnum, core)), max(longest, len(core))
        if count:
            end = match.start() + len(core)
        place = match.start() + len(core)
        if core != match.group() or window[place : place + 1] != " ":
            break
        place += 1
    return Run(end, digits, size) if digits else None


def _is_other_thing(token: str, after: str) -> bool:
    """Whether a token behind a number is a date, a time or a measure."""
    return is_date(token) or is_measure(token) or (after[:1] == ":" and after[1:2].isdigit())
