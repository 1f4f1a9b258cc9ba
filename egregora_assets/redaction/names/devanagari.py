"""Writes Devanagari in Latin letters, as people who chat do: `अनन्या` is `ananya`.

Source: the values of the letters in ISO 15919, without its marks; the last inherent vowel of a word is not spoken.
"""

from __future__ import annotations

import re

_LETTER = re.compile("[\u0900-\u097f]")
_CONSONANTS = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
        "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l v sh sh s h".split(),  # noqa: SIM905
        strict=True,
    )
)
_VOWELS = dict(zip("अआइईउऊऋएऐओऔ", "a a i i u u ri e ai o au".split(), strict=True))  # noqa: SIM905
_SIGNS = dict(zip("ािीुूृेैोौ", "a i i u u ri e ai o au".split(), strict=True))  # noqa: SIM905
_SILENT = "्"
_NASAL = {"ं": "n", "ँ": "n", "ः": "h"}


def is_devanagari(word: str) -> bool:
    """Whether a word is written in Devanagari."""
    return _LETTER.match(word) is not None


def transliterate_devanagari(word: str) -> str:
    """A word of Devanagari in Latin letters; letters that it does not know are left out."""
    out: list[str] = []
    has_vowel = True  # whether the last consonant has its vowel
    for letter in word:
        if letter in _CONSONANTS:
            out += ["" if has_vowel else "a", _CONSONANTS[letter]]
            has_vowel = False
        elif letter in _SIGNS or letter == _SILENT:
            out.append(_SIGNS.get(letter, ""))
            has_vowel = True
        elif letter in _VOWELS or letter in _NASAL:
            out += ["" if has_vowel else "a", _VOWELS.get(letter, _NASAL.get(letter, ""))]
            has_vowel = True
    return "".join(out)
