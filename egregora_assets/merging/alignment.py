"""Pairs messages by more than their texts: by the program's ids, or by their place in a minute.

Where exports show messages in different forms (deleted, edited), equal texts alone pair them wrongly: of "kkk, kkk" and
"deleted, kkk" the first was deleted. So the messages of one person in one minute are paired by place, if both exports
have all of them or one has only the first or the last ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from egregora_assets.merging.chat_rows import Content, Rows, number_equals
from egregora_assets.merging.pairing import Side, may_pair, says_more
from egregora_assets.readers.messages import values

Group = tuple[int, str | None]
"""Local minute and author."""


@dataclass(frozen=True)
class Edges:
    """Minutes that exports may cover only in part.

    Attributes:
        first: minutes in which one may begin, so that it has their last messages; last: in which one may end.
    """

    first: Collection[int]
    last: Collection[int]


@dataclass(frozen=True)
class Groups:
    """Messages of one export by group.

    Attributes:
        groups: the group of every message; order: what they are sorted by within a group.
        edges: minutes that the export may cover only in part.
    """

    groups: Sequence[Group]
    order: Sequence[int]
    edges: Edges

    def find_rows(self, wanted: Collection[Group]) -> dict[Group, list[int]]:
        """The messages of some groups, in order."""
        rows: dict[Group, list[int]] = defaultdict(list)
        for row, group in enumerate(self.groups):
            if group in wanted:
                rows[group].append(row)
        for found in rows.values():
            found.sort(key=lambda r: self.order[r])
        return rows


def _pair_groups(
    known: Groups, incoming: Groups, changed: Collection[Group], is_same: Callable[[int, int], bool]
) -> dict[int, int | None]:
    """Pairs by place the messages of groups in which something was edited or deleted.

    Args:
        changed: the groups to look at.
        is_same: whether a known and an incoming message may be one.

    Returns: incoming message to known one, or to None where it is new, for the groups of which that is sure.
    """
    pairs: dict[int, int | None] = {}
    here, there = known.find_rows(changed), incoming.find_rows(changed)
    for group, theirs in there.items():
        mine = here.get(group)
        if mine:
            pairs |= _pair_group(mine, theirs, group[0], (known.edges, incoming.edges), is_same) or {}
    return pairs


def _pair_group(
    mine: list[int], theirs: list[int], minute: int, edges: tuple[Edges, Edges], is_same: Callable[[int, int], bool]
) -> dict[int, int | None] | None:
    """The pairs of one group; None where nothing is sure."""
    shorter, longer = edges if len(mine) <= len(theirs) else edges[::-1]
    has_end, has_beginning = minute in shorter.first, minute in shorter.last
    if len(mine) != len(theirs):
        is_whole = minute not in longer.first and minute not in longer.last
        is_alike = (minute in longer.first, minute in longer.last) == (has_end, has_beginning)
        if has_end == has_beginning or not (is_whole or is_alike):
            return None
    count = min(len(mine), len(theirs))
    cut = slice(-count, None) if has_end and not has_beginning else slice(0, count)
    pairs = list(zip(mine[cut], theirs[cut], strict=True))
    if not all(is_same(k, i) for k, i in pairs):
        return None
    return dict.fromkeys(theirs) | {i: k for k, i in pairs}


def match_keys(
    known: Rows, contents: Sequence[Content], keys: Sequence[str | None], known_keys: Sequence[str | None]
) -> list[int | None]:
    """For each incoming message the known one with its id, else the equal one among those without an id."""
    by_key = {key: k for k, key in enumerate(known_keys) if key}
    found = [by_key.get(key) if key else None for key in keys]
    free = [k for k, key in enumerate(known_keys) if not key]
    if free:
        known_contents = known.contents()
        free_contents = [known_contents[k] for k in free]
        where = dict(zip(zip(free_contents, number_equals(free_contents), strict=True), free, strict=True))
        left = [i for i, k in enumerate(found) if k is None]
        asked = [contents[i] for i in left]
        for i, key in zip(left, zip(asked, number_equals(asked), strict=True), strict=True):
            found[i] = where.get(key)
    return found


def pair_by_place(
    known: Rows, incoming: Rows, found: list[int | None], changes: dict[int, int], edges: Edges | None
) -> None:
    """Pairs by place the messages of one person in each minute in which something was edited or deleted.

    Args:
        found: for each incoming message the known one; completed here.
        changes: known index to the incoming one that replaces it; completed here.
        edges: minutes that the known rows may cover only in part; None = the first and the last.
    """
    here, there = (Side(r, values(r.table["is_edited"])) for r in (known, incoming))
    changed = {
        (side.rows.minutes[n], author)
        for side in (here, there)
        for n, (kind, is_edited, author) in enumerate(zip(side.rows.kinds, side.edited, side.rows.authors, strict=True))
        if (is_edited or kind == "deleted") and author is not None
    }
    if not changed:
        return
    mine = Groups(_list_groups(known), values(known.table["position"]), edges or _find_edges(known))
    theirs = Groups(_list_groups(incoming), values(incoming.table["position"]), _find_edges(incoming))

    def is_same(k: int, i: int) -> bool:
        is_equal = (known.texts[k], known.attachments[k]) == (incoming.texts[i], incoming.attachments[i])
        return is_equal or may_pair(here, k, there, i, False)

    is_later = known.span[1] < incoming.span[1]
    for i, k in _pair_groups(mine, theirs, changed, is_same).items():
        found[i] = k
        if k is not None and known.texts[k] != incoming.texts[i] and says_more(here, k, there, i, is_later):
            changes[k] = i


def _list_groups(rows: Rows) -> list[Group]:
    return list(zip(rows.minutes, rows.authors, strict=True))


def _find_edges(rows: Rows) -> Edges:
    """The first and the last minute: an export may begin and end half-way into one."""
    return Edges({rows.span[0]}, {rows.span[1]})
