"""Further readings of a text in which names are written unusually: `NadiaOsei`, `N a d i a`, `Nadiaaaa`.

Array operations over all texts at once find the few texts that need one.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from egregora_assets.language.aligned import View

Mask = npt.NDArray[np.bool_]
_VOWELS = np.array([ord(c) for c in "aeiouy"], dtype=np.uint32)
_SPACED_LENGTH = 9
_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:[ .\-_*][^\W\d_]){3,}(?!\w)")


def mark_camel_case(characters: npt.NDArray[np.uint32]) -> Mask:
    """Where a small Latin letter stands before a capital one."""
    before, after = characters[:-1], characters[1:]
    is_small = ((before >= 0x61) & (before <= 0x7A)) | ((before >= 0xDF) & (before <= 0xFF))
    is_capital = ((after >= 0x41) & (after <= 0x5A)) | ((after >= 0xC0) & (after <= 0xDE))
    places: Mask = is_small & is_capital
    return places


def mark_stretched(characters: npt.NDArray[np.uint32]) -> Mask:
    """Where a folded letter stands three times, or a vowel twice at the end of a word."""
    first, second, third = characters[:-2], characters[1:-1], characters[2:]
    is_double = (first == second) & (first != 0x20)
    places: Mask = is_double & ((third == first) | ((third == 0x20) & np.isin(first, _VOWELS)))
    return places


def mark_spaced(characters: npt.NDArray[np.uint32]) -> Mask:
    """Where the first of four single folded letters in a row stands: `n a d i`."""
    is_space = characters == 0x20
    if len(is_space) < _SPACED_LENGTH:
        return np.zeros(0, dtype=np.bool_)
    places: Mask = is_space[: 1 - _SPACED_LENGTH].copy()
    for offset in range(1, _SPACED_LENGTH):
        part = is_space[offset : len(is_space) + 1 - _SPACED_LENGTH + offset]
        places &= part if offset % 2 == 0 else ~part
    return np.concatenate(([False], places))  # the space before the letter may belong to the text before


def split_camel_case(text: str) -> View:
    """The text with a space wherever a word changes from small to capital letters."""
    characters: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        if place and character.isupper() and text[place - 1].islower():
            characters.append(" ")
            offsets.append(place)
        characters.append(character)
        offsets.append(place)
    return View("".join(characters), tuple(offsets))


def close_spaced_letters(text: str) -> View | None:
    """The text with single letters in a row moved together; None where there are none."""
    gaps = {i for m in _SPACED.finditer(text) for i in range(m.start() + 1, m.end() - 1, 2)}
    kept = [i for i in range(len(text)) if i not in gaps]
    return View("".join(text[i] for i in kept), tuple(kept)) if gaps else None


def squeeze_view(folded: str) -> View:
    """A folded text with runs of a letter reduced to one."""
    kept = [i for i, c in enumerate(folded) if c == " " or i == 0 or folded[i - 1] != c]
    return View("".join(folded[i] for i in kept), tuple(kept))


def squeeze(text: str) -> str:
    """The text with runs of any character reduced to one."""
    return re.sub(r"(.)\1+", r"\1", text)


def is_stretched(found: str, pattern: str) -> bool:
    """Whether a text is a pattern with letters held longer: one letter for at least three, or the last for two."""
    runs = [(m[1], len(m[0])) for m in re.finditer(r"(.)\1*", found)]
    wanted = [(m[1], len(m[0])) for m in re.finditer(r"(.)\1*", pattern)]
    if [c for c, _ in runs] != [c for c, _ in wanted]:
        return False
    pairs = [(n, m) for (_, n), (_, m) in zip(runs, wanted, strict=True)]
    return all(n >= m for n, m in pairs) and (any(n >= 3 > m for n, m in pairs) or pairs[-1][0] > pairs[-1][1])
