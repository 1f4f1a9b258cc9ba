"""Detects telephone numbers spelled in words: `oh seven seven double nine ...`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from egregora_assets.redaction.detectors.patterns import Pattern
from egregora_assets.redaction.spans import Finding

_MIN_DIGITS = 8
_MIN_WORDS = 3
_DIGIT_WORDS = {
    word: str(digit)
    for digit, words in enumerate(
        (
            "zero oh cero null",
            "one um uma uno eins ein un",
            "two dois duas dos zwei zwo deux due",
            "three tres drei trois tre",
            "four quatro cuatro vier quatre quattro",
            "five cinco funf fuenf cinq cinque",
            "six seis meia sechs sei",
            "seven sete siete sieben sept sette",
            "eight oito ocho acht huit otto",
            "nine nove nueve neun neuf",
        )
    )
    for word in words.split()
}
_MULTIPLIERS = {"double": 2, "doppel": 2, "dobro": 2, "triple": 3}
_WORD = "|".join(sorted({*_DIGIT_WORDS, *_MULTIPLIERS}, key=lambda w: (-len(w), w)))
_RUN = Pattern(rf"(?i)\b(?:(?:{_WORD}|\d{{1,4}})[ ,.\-]{{1,3}}){{6,}}(?:{_WORD}|\d{{1,4}})\b")
_PIECES = re.compile(r"[a-z]+|\d+")


def find_spoken_numbers(text: str) -> Iterator[Finding]:
    """Find runs of eight or more digits, three or more of them words, that do not just count (in `folding.plain`)."""
    for match in _RUN.finditer(text):
        pieces = _PIECES.findall(match.group().lower())
        digits = _read_digits(pieces)
        if (
            len(digits) >= _MIN_DIGITS
            and sum(p in _DIGIT_WORDS for p in pieces) >= _MIN_WORDS
            and not _is_counting(digits)
        ):
            yield Finding(*match.span(), "phone", digits)


def _read_digits(pieces: list[str]) -> str:
    digits, times = "", 1
    for piece in pieces:
        if piece in _MULTIPLIERS:
            times = _MULTIPLIERS[piece]
        else:
            digits += _DIGIT_WORDS.get(piece, piece) * times
            times = 1
    return digits


def _is_counting(digits: str) -> bool:
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    return steps <= {1, -9} or steps <= {-1, 9}
