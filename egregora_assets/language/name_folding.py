"""Names compared: the same person under spellings that differ only in case, marks, width or spaces."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def fold_name(name: str) -> str:
    """The name as identities compare it: compatibility form, lower case, no invisible characters, single spaces."""
    text = unicodedata.normalize("NFKC", _DROPPED.sub("", name)).casefold()
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().removeprefix("~").strip()
