"""Folding: one form for all the spellings of a word, so that they can be compared.

Each purpose has its own, because each compares with something else:

* `fold_accents`, `fold_word`: words of texts. The site's search script folds alike, so neither may change alone.
* `fold_token`: tokens of the index, as DuckDB's `strip_accents(lower(...))` folds them.
* `fold_letter`, `fold_words`: people's names and what stands for them in texts, look-alike letters included;
  `aligned.py` has the form with offsets.
* `fold_name`: whose message it is. Identities of the vault depend on it, so it never changes.
* `fold_display_name`: names in one conversation; also drops characters that no screen shows.
* `fold_phrase`, `fold_clock_word`: phrases of a chat program as its exports have them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VANISHING = (
    "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffc\ufffe\uffff"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-"
    "\ufe0f\ufeff\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670"
)
"""What may stand in a word or be left out: control characters, which pages leave out, invisible characters, loose
accents, vowel signs of Hebrew and Arabic."""
HIDDEN = re.compile(f"[{VANISHING}\U000e0000-\U000e007f]")
"""What may stand in a word or be left out, one character."""
_ACCENT = re.compile("[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_SPELLED_OUT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
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
_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_INVISIBLE = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CLOCK_SIGNS = re.compile(r"[\s.,،\-\u00b7\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]+")
_SPACES = re.compile(r"\s+")


def fold_accents(text: str) -> str:
    """Lower case without accents. The search script of the site (search.js) folds alike."""
    if text.isascii():
        return text.lower()
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text.lower())).lower().translate(_SPELLED_OUT)


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """Lower case without accents, curly apostrophes straightened."""
    return fold_accents(word.replace("’", "'"))


def fold_token(token: str) -> str:
    """Lower case without marks of any script, as DuckDB has it in the index."""
    return unicodedata.normalize("NFC", strip_marks(token.lower()))


def strip_marks(text: str) -> str:
    """The text decomposed and without the marks on its letters, in any script."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def _is_loose_accent(character: str) -> bool:
    return (
        HIDDEN.match(character) is not None or 0x1AB0 <= ord(character) <= 0x20FF or 0xFE20 <= ord(character) <= 0xFE2F
    )


@lru_cache(maxsize=65536)
def fold_letter(character: str) -> str:
    """The folded form of one character: a lower-case base letter, several letters, or nothing for what is invisible.

    Returns: "" for combining and invisible characters; " " for everything that is neither letter nor vanishing.
    """
    category = unicodedata.category(character)
    is_unprinted = category in ("Cc", "Cn", "So") and HIDDEN.match(character) is not None
    is_loose = category == "Mn" and _is_loose_accent(character)
    if character == "\u0640" or category in ("Me", "Cf") or is_unprinted or is_loose:
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


def fold_words(text: str) -> list[str]:
    """The folded words of a name or text, invisible characters removed, letters only, in order."""
    return "".join(fold_letter(c) for c in text).split()


def fold_name(name: str) -> str:
    """The name by which the vault tells people apart: compatibility form, lower case, no invisible characters."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", name)).casefold()
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().removeprefix("~").strip()


def fold_display_name(name: str) -> str:
    """A name as messages of one conversation show it: compatibility form, lower case, no format characters."""
    visible = "".join(c for c in name if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().strip("~ ").split())


@lru_cache(maxsize=1024)
def fold_phrase(phrase: str) -> str:
    """A phrase of a chat program: composed, lower case, plain spaces, no marks of direction, no full stop behind."""
    text = _MARKS.sub("", unicodedata.normalize("NFC", phrase)).casefold()
    return _SPACES.sub(" ", text.replace("’", "'")).strip(" .。．!")


def fold_clock_word(word: str) -> str:
    """A word beside a clock time: compatibility form, lower case, no marks, spaces, hyphens or full stops."""
    return _CLOCK_SIGNS.sub("", unicodedata.normalize("NFKC", word).casefold().replace("’", "'"))
