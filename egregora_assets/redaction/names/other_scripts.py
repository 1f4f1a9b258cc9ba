"""Spells names of other scripts in Latin letters, in the cases of their languages, and with attached particles.

Source: ISO 9, BGN/PCGN and ICAO 9303 for Cyrillic; ELOT 743 for Greek; common spellings in Europe for Arabic names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from egregora_assets.language.folding import strip_marks
from egregora_assets.redaction.lexicon.word_files import read_lines
from egregora_assets.redaction.names.devanagari import is_devanagari, transliterate_devanagari

_MAX_SPELLINGS = 48
_CYRILLIC_LETTER, _GREEK_LETTER = re.compile("[\u0400-\u04ff]"), re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_ARABIC_LETTER, _HEBREW_LETTER = re.compile("[\u0620-\u06ff]"), re.compile("[\u05d0-\u05ea]")


def _parse_table(rows: str) -> Mapping[str, tuple[str, ...]]:
    """Letters, and the Latin letters that stand for each, the usual ones first; `_` is nothing."""
    pairs = (row.split("=") for row in rows.split())
    return {letters: tuple(w.replace("_", "") for w in ways.split(",")) for letters, ways in pairs}


_CYRILLIC = _parse_table(
    "а=a б=b в=v,w г=g д=d е=e ё=e,yo,io ж=zh,j з=z и=i й=y,i,j к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh,h "
    "ц=ts,c ч=ch ш=sh щ=shch,sch ъ=_ ы=y,i ь=_ э=e ю=yu,iu,ju я=ya,ia,ja і=i ї=yi,i є=ye,ie ґ=g кс=ks,x ий=iy,y,i,ij "
    "ый=yy,y ия=iya,ia,ija ья=ya,ia ие=ie,iye ў=u ј=j љ=lj њ=nj ћ=c ђ=dj џ=dz"
)
_GREEK = _parse_table(
    "α=a β=v,b γ=g,y δ=d ε=e ζ=z η=i θ=th ι=i κ=k,c λ=l μ=m ν=n ξ=x,ks ο=o π=p ρ=r σ=s ς=s τ=t υ=y,i φ=f,ph "
    "χ=ch,h,x ψ=ps ω=o ου=ou,u μπ=b,mp ντ=d,nt γκ=g,gk γγ=ng αυ=av,af ευ=ev,ef γι=gi,yi ει=ei,i οι=oi,i αι=ai,e"
)
_PREFIXES = {
    "arabic": ("ال", "و", "ل", "ب", "ف", "ك", "لل", "وال", "يا"),
    "hebrew": ("ו", "ל", "ב", "מ", "ש", "ה", "כ"),
}
_MIN_INFLECTED = 3


@cache
def _load_arabic_names() -> Mapping[str, tuple[str, ...]]:
    rows = [row.split() for row in read_lines("arabic_names")]
    return {name: tuple(n for n in row if n != name) for row in rows for name in row}


def list_other_spellings(word: str) -> Iterator[str]:
    """List a word (composed, lower case) as other alphabets and grammars have it; nothing for most Latin words."""
    yield from _load_arabic_names().get(_strip_marks(word).removeprefix("ال") or word, ())
    if word.isascii():
        return
    if _CYRILLIC_LETTER.search(word):
        yield from _transliterate(word, _CYRILLIC)
        yield from _inflect_slavic(word)
    elif _GREEK_LETTER.search(word):
        yield from _transliterate(_strip_marks(word), _GREEK)
        yield from _inflect_greek(_strip_marks(word))
    elif is_devanagari(word):
        spelled = transliterate_devanagari(unicodedata.normalize("NFC", word))
        yield from (spelled, spelled.replace("v", "w"), f"{spelled}a")
    elif _ARABIC_LETTER.search(word):
        yield from _add_prefixes(_strip_marks(word).removeprefix("ال"), _PREFIXES["arabic"])
    elif _HEBREW_LETTER.search(word):
        yield from _add_prefixes(_strip_marks(word), _PREFIXES["hebrew"])


def _strip_marks(word: str) -> str:
    kept = strip_marks(word)
    return kept.replace("ة", "ه").replace("ى", "ي")


def _transliterate(word: str, table: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    spellings, place = [""], 0
    while place < len(word):
        letters = word[place : place + 2] if word[place : place + 2] in table else word[place]
        spellings = [s + way for way in table.get(letters, (letters,)) for s in spellings][:_MAX_SPELLINGS]
        place += len(letters)
    yield from spellings


def _inflect_slavic(word: str) -> Iterator[str]:
    """The cases of a Slavic name: `Дмитрий`, `Дмитрия`, `Дмитрием`."""
    if len(word) < _MIN_INFLECTED:
        return
    if word[-1] in "ая":
        yield from (word[:-1] + ending for ending in "а я ы и е у ю ой ей".split())  # noqa: SIM905
    elif word[-1] in "йь":
        yield from (word[:-1] + ending for ending in "я ю ем е и".split())  # noqa: SIM905
    elif word[-1] not in "оеиуыэюё":
        yield from (word + ending for ending in "а у ом ым е ой ы".split())  # noqa: SIM905


def _inflect_greek(word: str) -> Iterator[str]:
    """The cases of a Greek name: `Γιώργος`, `Γιώργο`, `Γιώργου`."""
    if len(word) < _MIN_INFLECTED:
        return
    stem = word.removesuffix("ς")
    yield stem
    if word.endswith("ος"):
        yield from (word[:-2] + "ου", word[:-2] + "ε")
    elif stem[-1] in "αηω":
        yield stem + "ς"


def _add_prefixes(word: str, prefixes: tuple[str, ...]) -> Iterator[str]:
    """A word with the particles that Arabic and Hebrew attach to it: `and`, `to`, `with`, the article."""
    if len(word) >= _MIN_INFLECTED:
        yield word
        yield from (prefix + word for prefix in prefixes)
