"""Orders the messages of one more export among the known ones of the same moment.

Exports without seconds show no order within a minute but that of their lines, and positions, which break ties of time,
are line numbers of different files. So where an export adds messages to a moment of known ones, the positions in that
moment are numbered again, in the order of the export.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Moments:
    """Messages of one export, or of all that are known, by moment.

    Attributes:
        instants: when each was sent; equal values are one moment.
        positions: what breaks the tie.
        ends: the first and the last instant of all, where these are only some.
    """

    instants: Sequence[int]
    positions: Sequence[int]
    ends: tuple[int, int] | None = None

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last instant of all."""
        return self.ends or (min(self.instants), max(self.instants))


def place_rows(known: Moments, incoming: Moments, found: Sequence[int | None]) -> tuple[dict[int, int], dict[int, int]]:
    """Positions that keep the order of both within each moment.

    Args:
        known: the known messages with the times that they will have.
        incoming: the export, in the order of its lines.
        found: for each message of the export the known one that it is, or None.

    Returns: changed positions of known rows, and positions of new rows by index in the export.
    """
    fresh: dict[int, list[int]] = defaultdict(list)
    for i, instant in enumerate(incoming.instants):
        fresh[instant].append(i)
    of_new = {incoming.instants[i] for i, k in enumerate(found) if k is None}
    there: dict[int, list[int]] = defaultdict(list)
    for k, instant in enumerate(known.instants):
        if instant in of_new:
            there[instant].append(k)
    front = _find_front(known, incoming)
    changed: dict[int, int] = {}
    placed: dict[int, int] = {}
    for instant, rows in there.items():
        rows.sort(key=lambda k: known.positions[k])
        line = _interleave(rows, fresh[instant], found, instant == front)
        _assign_positions(line, known.positions, changed, placed)
    return changed, placed


def _find_front(known: Moments, incoming: Moments) -> int | None:
    """The moment in which the export ends and the known messages begin, if there is one."""
    if not known.instants or not incoming.instants:
        return None
    (a, b), (c, d) = known.span, incoming.span
    return a if a == d and (c < a or d < b) else None


def _interleave(
    known: Sequence[int], incoming: Sequence[int], found: Sequence[int | None], is_front: bool
) -> list[tuple[bool, int]]:
    """Known rows (True) and new ones (False) of one moment in one order.

    A new row follows the row that it follows in its export, else precedes the one that it precedes there. Without
    either it comes last, or first where its export ends in the moment in which the known rows begin.
    """
    here = set(known)
    before: dict[int, list[tuple[bool, int]]] = {}
    behind: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    waiting: list[tuple[bool, int]] = []
    anchor: int | None = None
    for i in incoming:
        k = found[i]
        if k is None:
            (waiting if anchor is None else behind[anchor]).append((False, i))
        elif k in here:
            if anchor is None:
                before[k], waiting = waiting, []
            anchor = k
    line = [row for k in known for row in (*before.get(k, ()), (True, k), *behind.get(k, ()))]
    return [*waiting, *line] if is_front else [*line, *waiting]


def _assign_positions(
    line: Sequence[tuple[bool, int]], positions: Sequence[int], changed: dict[int, int], placed: dict[int, int]
) -> None:
    """Rising positions for one moment, as near to the known ones as possible."""
    ahead = next((n for n, (is_known, _) in enumerate(line) if is_known), 0)
    first = next((positions[row] for is_known, row in line if is_known), 1)
    position = max(0, first - ahead - 1)
    for is_known, row in line:
        position = max(position + 1, positions[row]) if is_known else position + 1
        if not is_known:
            placed[row] = position
        elif position != positions[row]:
            changed[row] = position
