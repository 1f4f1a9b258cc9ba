"""Folding that keeps places: an offset in the folded text is one in the text.

A folded text has the length of its text: letters lose case, accents, width and look-alike script, all else becomes a
space. What cannot be folded one to one (characters between two letters that nobody sees) is dropped in a `View`, which
carries the offset of each of its characters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from egregora_assets.language.folding import HIDDEN, VANISHING, fold_letter

_PLAIN_DASHES = dict.fromkeys("‐‑‒–—−﹣－", "-")
_PLAIN_SPACES = dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
)
_PLAIN_QUOTES = dict.fromkeys("’‘`´ʼ＇", "'")


@lru_cache(maxsize=65536)
def _fold_one(character: str) -> str:
    folded = fold_letter(character)
    return folded if len(folded) == 1 else " "


class _FoldTable(dict[int, str]):
    """A translation table that fills itself."""

    def __missing__(self, code: int) -> str:
        value = _fold_one(chr(code))
        self[code] = value
        return value


class _PlainTable(dict[int, str]):
    """Digits, dashes, spaces, quotes and full-width signs of every script in their ASCII form; all else as it is."""

    def __missing__(self, code: int) -> str:
        value = _plain_one(chr(code))
        self[code] = value
        return value


def _plain_one(character: str) -> str:
    for table in (_PLAIN_DASHES, _PLAIN_SPACES, _PLAIN_QUOTES):
        if character in table:
            return table[character]
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if "\uff01" <= character <= "\uff5e":
        return unicodedata.normalize("NFKC", character)
    return strip_accent(character)


def strip_accent(character: str) -> str:
    """The base letter of an accented Latin letter; any other character as it is."""
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() and base.isalpha() else character


_FOLD = _FoldTable()
_PLAIN = _PlainTable()


def fold_in_place(text: str) -> str:
    """The folded text, of the same length: lower-case base letters, spaces for all else."""
    return text.translate(_FOLD)


def asciify(text: str) -> str:
    """The text of the same length: digits, dashes, spaces and signs in ASCII, Latin letters without accents."""
    return text if text.isascii() else text.translate(_PLAIN)


@dataclass(frozen=True)
class View:
    """A text without some of its characters: `text[i]` is the one at `offsets[i]` of the whole."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text for a non-empty span of the view."""
        return self.offsets[start], self.offsets[end - 1] + 1


_HIDDEN_BETWEEN = re.compile(f"[^\\W_][{VANISHING}\U000e0000-\U000e007f]+[\\w@.+-]|[@.+-][{VANISHING}]+[\\w]")


def has_hidden_characters(text: str) -> bool:
    """Whether invisible characters or loose accents stand between visible ones."""
    return (
        not (text.isascii() and text.isprintable())
        and HIDDEN.search(text) is not None
        and _HIDDEN_BETWEEN.search(text) is not None
    )


def drop_hidden_characters(text: str) -> View:
    """The text without invisible characters and loose accents, with offsets."""
    kept = [i for i, c in enumerate(text) if not HIDDEN.match(c)]
    return View("".join(text[i] for i in kept), tuple(kept))
