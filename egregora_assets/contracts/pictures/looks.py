"""The look of a picture: a perceptual hash, and when two of them are of the same picture.

A difference hash alone is unsteady where a picture is flat, so the grey values that it compares stand beside it, and
the mean colour, which grey values do not tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from statistics import fmean, pstdev
from typing import NamedTuple

GRID_WIDTH, GRID_HEIGHT = 9, 8
"""The grey grid that a difference hash reads: each row gives eight comparisons of neighbours."""
_CELLS = GRID_WIDTH * GRID_HEIGHT
LOOK_DIGITS = 2 * (8 + _CELLS + 3)
_MOST_MEAN, _MOST_CELL, _MOST_COLOUR = 3.0, 16.0, 8
_MOST_STRETCH = 1.03
_BUCKET = 8.0
"""Wider than what two looks of one picture may differ by in a feature: theirs are in neighbouring buckets."""


class PictureLook(NamedTuple):
    """A picture to compare: its id, its look (`format_look`), and its size in pixels where it is known."""

    media_id: str
    look: str | None
    width: int | None
    height: int | None


def compute_difference_hash(grey: bytes) -> str:
    """Compute the 64-bit difference hash of a picture, as 16 hexadecimal digits.

    Args:
        grey: 9 x 8 grey values, row by row (the picture turned upright, reduced to that grid).

    Raises:
        ValueError: another number of values.
    """
    if len(grey) != _CELLS:
        raise ValueError(f"a difference hash reads {_CELLS} values, not {len(grey)}")
    rows = [grey[i : i + GRID_WIDTH] for i in range(0, len(grey), GRID_WIDTH)]
    bits = "".join("1" if left > right else "0" for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):016x}"


def format_look(grid: bytes) -> str:
    """The look of a picture: its difference hash, the grey values and the mean colour, in hexadecimal digits.

    Args:
        grid: 9 x 8 grey values, row by row, and the mean red, green and blue.

    Raises:
        ValueError: another number of values.
    """
    return compute_difference_hash(grid[:-3]) + grid.hex()


def find_repeats(pictures: Iterable[PictureLook]) -> dict[str, str]:
    """Find pictures that look like an earlier one: re-encoded, rescaled, or the same.

    Args:
        pictures: in the order in which the first of several is to be kept; without a look, none is like another.

    Returns: by id of each repeat, the id of the picture that it repeats, which repeats none itself.
    """
    kept: dict[tuple[int, ...], list[_Kept]] = defaultdict(list)
    repeats: dict[str, str] = {}
    seen: set[str] = set()
    for picture in pictures:
        if picture.media_id in seen or picture.look is None or len(picture.look) != LOOK_DIGITS:
            continue
        seen.add(picture.media_id)
        new = _Kept(picture)
        around = product(*((place - 1, place, place + 1) for place in new.bucket))
        same = [old for bucket in around for old in kept.get(bucket, ()) if new.is_like(old)]
        if same:
            repeats[picture.media_id] = min(same, key=lambda old: old.number).picture.media_id
        else:
            new.number = len(seen)
            kept[new.bucket].append(new)
    return repeats


@dataclass
class _Kept:
    """A picture that repeats no earlier one."""

    picture: PictureLook
    number: int = 0

    @cached_property
    def grid(self) -> bytes:
        return bytes.fromhex(self.picture.look or "")[8:]

    @cached_property
    def bucket(self) -> tuple[int, ...]:
        """Brightness, and how much brighter one half is than the other, across and down."""
        cells = self.grid[:_CELLS]
        half = GRID_HEIGHT // 2 * GRID_WIDTH
        left, right = ([cells[i] for i in range(_CELLS) if i % GRID_WIDTH in side] for side in (range(4), range(5, 9)))
        features = (fmean(cells), fmean(cells[:half]) - fmean(cells[half:]), fmean(left) - fmean(right))
        return tuple(int(feature // _BUCKET) for feature in features)

    def is_like(self, other: _Kept) -> bool:
        """Whether it is the same picture: the fainter a picture, the less its copies may differ."""
        differences = [abs(a - b) for a, b in zip(self.grid[:_CELLS], other.grid[:_CELLS], strict=True)]
        contrast = pstdev(other.grid[:_CELLS])
        return (
            fmean(differences) <= min(_MOST_MEAN, 0.5 + 0.08 * contrast)
            and max(differences) <= min(_MOST_CELL, 2 + 0.4 * contrast)
            and all(abs(a - b) <= _MOST_COLOUR for a, b in zip(self.grid[_CELLS:], other.grid[_CELLS:], strict=True))
            and _has_same_shape(self.picture, other.picture)
        )


def _has_same_shape(one: PictureLook, other: PictureLook) -> bool:
    if not (one.width and one.height and other.width and other.height):
        return True
    stretch = one.width * other.height / (one.height * other.width)
    return 1 / _MOST_STRETCH <= stretch <= _MOST_STRETCH
