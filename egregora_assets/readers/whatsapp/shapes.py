"""Shapes of headers: a header without its digits.

A file has few shapes (one, if all numbers have leading zeros). So each shape is interpreted once, and then found by
comparing bytes of many lines at once.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from egregora_assets.readers.whatsapp.headers import SPACES, Layout

MAX_SHAPE_BYTES = 96
MAX_DIGITS = 12
_DIGIT = re.compile(r"\d")
MAY_FOLLOW = b" \xc2\xd8\xe2\xef"
"""First bytes of spaces and marks, which a header without a space at its end may continue with."""
_FOLLOWS = np.isin(np.arange(256), list(MAY_FOLLOW))


@dataclass(frozen=True)
class Header:
    """A header as written: its length in bytes, and its parts."""

    stop: int
    opening: str
    date: str
    clock: str


@dataclass
class Shape:
    """A header without its digits, as masked words of eight bytes.

    Attributes:
        stop: length in bytes.
        opening, date, clock: its parts, zeros for digits.
        date_digits, clock_digits: offset of each digit, and the byte of its zero.
        is_open: it ends without a space, so that what follows may belong to it.
        count: headers found with this shape.
    """

    stop: int
    opening: str
    date: str
    clock: str
    masks: npt.NDArray[np.uint64]
    words: npt.NDArray[np.uint64]
    date_digits: list[tuple[int, int]]
    clock_digits: list[tuple[int, int]]
    is_open: bool
    count: int = field(default=0)

    def match(self, windows: npt.NDArray[np.uint8], words: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        """Which lines begin with a header of this shape.

        Args:
            windows: the first bytes of each line; words: the same, eight by eight.
        """
        hit: npt.NDArray[np.bool_] = (words[:, 0] & self.masks[0]) == self.words[0]
        for k in range(1, len(self.masks)):
            hit &= (words[:, k] & self.masks[k]) == self.words[k]
        for at, zero in self.date_digits + self.clock_digits:
            hit &= (windows[:, at] - np.uint8(zero)) < 10
        if self.is_open:
            hit &= ~_FOLLOWS[windows[:, self.stop]]
        return hit

    @staticmethod
    def number(digits: list[tuple[int, int]], windows: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
        """The digits of each line as one number."""
        number = np.zeros(len(windows), np.int64)
        for at, zero in digits:
            number *= 10
            number += windows[:, at] - np.uint8(zero)
        return number


def find_header(line: bytes, layout: Layout) -> re.Match[str] | None:
    """The header that a line begins with, or None."""
    return layout.header.match(line.decode("utf-8", "ignore"))


def read_header(found: re.Match[str], layout: Layout) -> Header:
    """The parts of a header, and its length."""
    opening, date, clock = (found[group] for group in layout.groups)
    return Header(len(found[0].encode()), opening, date, clock)


def make_shape(found: re.Match[str], layout: Layout) -> Shape | None:
    """The shape of a header; None where it is too long."""
    raw = found[0].encode()
    if len(raw) > MAX_SHAPE_BYTES - 8:
        return None
    width = -(-len(raw) // 8) * 8
    pattern, mask = np.zeros(width, np.uint8), np.zeros(width, np.uint8)
    pattern[: len(raw)] = np.frombuffer(raw, np.uint8)
    mask[: len(raw)] = 0xFF
    digits: dict[int, list[tuple[int, int]]] = {}
    for group in layout.groups[1:]:
        start = len(found.string[: found.start(group)].encode())
        digits[group] = _locate_digits(found[group], start)
        for at, _ in digits[group]:
            pattern[at] = mask[at] = 0
    _, date, clock = layout.groups
    if sum(map(len, digits.values())) != len(_DIGIT.findall(found[0])) or max(map(len, digits.values())) > MAX_DIGITS:
        return None
    return Shape(
        len(raw),
        found[layout.groups[0]],
        zero_digits(found[date]),
        zero_digits(found[clock]),
        mask.view(np.uint64),
        pattern.view(np.uint64),
        digits[date],
        digits[clock],
        found[0][-1] not in SPACES,
    )


def _locate_digits(text: str, start: int) -> list[tuple[int, int]]:
    """The last byte of each digit, and of its zero; the ten digits of a script differ in that byte only."""
    found, at = [], start
    for character in text:
        at += len(character.encode())
        if _DIGIT.match(character):
            found.append((at - 1, _find_zero(character).encode()[-1]))
    return found


def _find_zero(digit: str) -> str:
    return chr(ord(digit) - unicodedata.decimal(digit))


def zero_digits(text: str) -> str:
    """The text with the script's zero for each digit."""
    return _DIGIT.sub(lambda m: _find_zero(m[0]), text)


def read_digits(text: str) -> int:
    """All digits of a text, read as one number."""
    return int("".join(str(unicodedata.decimal(d)) for d in _DIGIT.findall(text)) or "0")


def restore_digits(text: str, number: int) -> str:
    """The text as written, from the one with zeros and its digits as a number."""
    places = [m.start() for m in _DIGIT.finditer(text)]
    figures: Any = dict(zip(places, str(number).zfill(len(places)), strict=True)) if places else {}
    return "".join(chr(ord(c) + int(figures[at])) if at in figures else c for at, c in enumerate(text))
