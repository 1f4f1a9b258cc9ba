"""One spelling for many: text folded character by character, so that offsets in it are offsets in the text.

A folded text has the length of its text: letters lose case, accents, width and look-alike script; everything that is
no letter becomes a space. What cannot be folded one to one (characters that vanish, such as zero-width ones between
two letters) is folded into a `View`, which carries the offset of each of its characters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SINGLE = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
        # Cyrillic and Greek letters that look like Latin ones: a name written with them still reads as the name.
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h",
        "ԁ": "d", "к": "k", "м": "m", "т": "t", "в": "b", "н": "h",
        "α": "a", "β": "b", "ε": "e", "ζ": "z", "η": "h", "ι": "i", "κ": "k", "μ": "m", "ν": "n", "ο": "o", "ρ": "p",
        "τ": "t", "υ": "y", "χ": "x",
        # Letters that Arabic writes one for the other at the end of a word.
        "ة": "ه", "ى": "ي",
    }
)  # fmt: skip
_PLAIN_DASHES = dict.fromkeys("‐‑‒–—−﹣－", "-")
_PLAIN_SPACES = dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
)
_PLAIN_QUOTES = dict.fromkeys("’‘`´ʼ＇", "'")


def _is_loose_accent(character: str) -> bool:
    return (
        _HIDDEN.match(character) is not None or 0x1AB0 <= ord(character) <= 0x20FF or 0xFE20 <= ord(character) <= 0xFE2F
    )


@lru_cache(maxsize=65536)
def fold_letter(character: str) -> str:
    """The folded form of one character: a lower-case base letter, several letters, or nothing for what is invisible.

    Returns: "" for combining and invisible characters; " " for everything that is neither letter nor vanishing.
    """
    category = unicodedata.category(character)
    if character == "\u0640" or category in ("Me", "Cf") or (category == "Mn" and _is_loose_accent(character)):
        return ""
    if category in ("Mn", "Mc"):  # vowel signs of Indic writing are letters here
        return character
    if category[0] not in "LM" and not (category == "So" and unicodedata.normalize("NFKC", character).isalpha()):
        return " "
    if "\uac00" <= character <= "\ud7a3":  # a Hangul syllable is one letter
        return character
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", character))
    base = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    if base.casefold() == "ss" and len(character) == 1 and len(base) == 1:
        return "ß"
    folded = "".join(c if c in "ßæœ" else c.casefold() for c in base.lower()).translate(_SINGLE)
    return "".join(c for c in folded if c.isalpha())


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
    return without_accent(character)


def without_accent(character: str) -> str:
    """The base letter of an accented Latin letter; any other character as it is."""
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() and base.isalpha() else character


_FOLD = _FoldTable()
_PLAIN = _PlainTable()


def fold(text: str) -> str:
    """The folded text, of the same length: lower-case base letters, spaces for all else."""
    return text.translate(_FOLD)


def plain(text: str) -> str:
    """The text of the same length: digits, dashes, spaces and signs in ASCII, Latin letters without accents."""
    return text if text.isascii() else text.translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """The folded words of a name or text, invisible characters removed, letters only, in order."""
    return "".join(fold_letter(c) for c in text).split()


@dataclass(frozen=True)
class View:
    """A text seen differently: `text[i]` stands for the character at `offsets[i]` of the text that was looked at."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text for a non-empty span of the view."""
        return self.offsets[start], self.offsets[end - 1] + 1


_VANISHING = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-"
    "\ufe0f\ufeff\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670"
)
"""What may stand in a word or be left out: invisible characters, loose accents, vowel signs of Hebrew and Arabic."""
_HIDDEN_BETWEEN = re.compile(f"[^\\W_][{_VANISHING}\U000e0000-\U000e007f]+[\\w@.+-]|[@.+-][{_VANISHING}]+[\\w]")
_HIDDEN = re.compile(f"[{_VANISHING}\U000e0000-\U000e007f]")


def hides_characters(text: str) -> bool:
    """Whether invisible characters or loose accents stand between visible ones."""
    return not text.isascii() and _HIDDEN.search(text) is not None and _HIDDEN_BETWEEN.search(text) is not None


def visible_view(text: str) -> View:
    """The text without invisible characters and loose accents, with offsets."""
    kept = [i for i, c in enumerate(text) if not _HIDDEN.match(c)]
    return View("".join(text[i] for i in kept), tuple(kept))


def fold_accents(text: str) -> str:
    """Lower case without accents, in compatibility form: what two spellings of a word have in common."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
